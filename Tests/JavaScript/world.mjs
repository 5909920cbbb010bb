// A small world around the client, driven by a seed: a hub whose connections break, whose history
// begins anew or is forgotten, which refuses for a while, and says an event twice or not at all.

import { harness, settle } from "./fakes.mjs"

/** Topics and whether they have a snapshot. */
const TOPICS = { "seats:1": true, "airport:LHR": true, "user:1": false, ops: false }

export class World {
  #random
  #made
  #epoch = 1
  #head = 0
  #begun = 0 // where the epoch began
  #floor = 0
  /** What was committed and is not undone: topic, seq, and an id that stays when an epoch changes. */
  #history = []
  #lastID = 0
  /** Frames on their way; gone with the connection. */
  #wire = []
  /** Topic → whether a frame of it was left out, so that no mark may pass it. */
  #standing = new Map()
  #isRefusing = false
  #socket = null
  /** By topic: what the client says of it, and the ids that its program holds. */
  subscriptions = new Map()
  held = new Map()
  /** How often the client asked for topics, and the program was told what. */
  asked = 0
  told = { snapshot: 0, event: 0, reset: 0, live: 0 }

  constructor(seed) {
    this.#random = randomNumbers(seed)
    this.#made = harness({ random: this.#random })
    for (const topic of Object.keys(TOPICS)) this.#follow(topic)
  }

  /** Lets `steps` things happen, then everything come to rest. */
  async run(steps) {
    this.#made.hub.connect()
    for (let n = 0; n < steps; n++) await this.#step()
    this.#isRefusing = false
    await this.#rest()
    await this.#commitEverywhere() // shows what was left out last
    this.asked = 0
    await this.#commitEverywhere()
  }

  async #commitEverywhere() {
    for (const topic of Object.keys(TOPICS)) this.#commit(topic, true)
    await this.#rest()
  }

  get state() {
    return this.#made.hub.state
  }

  truth(topic) {
    return this.#history.filter((event) => event.topic === topic).map(({ id }) => id)
  }

  // The client's program: it holds ids, and reads them by REST when the topic is live for the first
  // time, and after a reset.

  #follow(topic) {
    let isFollowed = false
    let read = new Set() // what REST says may come by an event as well, once
    const told = (what, held = this.held.get(topic)) => {
      this.told[what]++
      this.held.set(topic, held)
    }
    const reread = (what) => {
      told(what, this.truth(topic))
      read = new Set(this.held.get(topic))
    }
    const live = () => {
      if (isFollowed || TOPICS[topic]) told("live")
      else reread("live")
      isFollowed = true
    }
    this.subscriptions.set(topic, this.#made.hub.subscribe(topic, {
      snapshot: (state) => told("snapshot", state),
      reset: () => reread("reset"),
      event: ({ id }) => told("event", read.delete(id) ? undefined : [...this.held.get(topic), id]),
      live,
    }, { snapshot: TOPICS[topic] }))
  }

  // What may happen.

  async #step() {
    const any = this.#pick(Object.keys(TOPICS))
    const happenings = [
      [40, () => this.#commit(any)],
      [40, () => this.#deliver(1 + Math.floor(this.#random() * 6))],
      [10, () => this.#made.clock.advance(this.#random() * 2_000)],
      [6, () => this.#break()],
      [3, () => this.#beginEpoch()],
      [2, () => (this.#floor = this.#head)],
      [4, () => (this.#isRefusing = !this.#isRefusing)],
      [3, () => this.#endTopics(any)],
      [5, () => this.#mark()],
    ]
    let place = this.#random() * happenings.reduce((sum, [weight]) => sum + weight, 0)
    await happenings.find(([weight]) => (place -= weight) < 0)[1]()
    await this.#hear()
  }

  async #rest() {
    for (let n = 0; n < 12; n++) {
      await this.#made.clock.advance(4_000)
      await this.#hear()
      this.#deliver(Infinity)
      await this.#hear()
    }
  }

  #commit(topic, isWhole = false) {
    const prev = this.#history.findLast((event) => event.topic === topic && event.seq > this.#begun)
    const event = { topic, seq: ++this.#head, prev: prev?.seq ?? this.#begun, id: ++this.#lastID }
    this.#history.push(event)
    if (!this.#standing.has(topic)) return
    const chance = isWhole ? 1 : this.#random()
    if (chance < 0.05) return void this.#standing.set(topic, true)
    this.#wire.push(this.#frame(event))
    if (chance < 0.1) this.#wire.push(this.#frame(event))
  }

  #break() {
    if (!this.#socket) return
    this.#wire = []
    this.#standing.clear()
    const socket = this.#socket
    this.#socket = null
    socket.ends(this.#pick([1006, 1012, 4408, 4429]))
  }

  /** A failover: the last events are undone, and what is told of any position is void. */
  #beginEpoch() {
    const undone = Math.floor(this.#random() * 4)
    if (undone) this.#history = this.#history.slice(0, -undone)
    this.#epoch++
    this.#head = this.#begun = this.#floor = this.#history.at(-1)?.seq ?? 0
    for (const topic of this.#standing.keys()) {
      this.#standing.set(topic, false)
      this.#wire.push(TOPICS[topic] ? this.#snapshot(topic)
        : { op: "reset", topic, cursor: this.#cursor(this.#head), reason: "epoch" })
    }
  }

  #endTopics(topic) {
    if (!this.#standing.delete(topic)) return
    this.#wire.push({ op: "unsubscribed", topics: [topic] })
  }

  #mark() {
    if (this.#wire.length || [...this.#standing.values()].some(Boolean)) return
    if (this.#socket) this.#wire.push({ op: "mark", cursor: this.#cursor(this.#head) })
  }

  // The hub's side of the wire.

  #deliver(count) {
    for (; count > 0 && this.#wire.length; count--) this.#socket.says(this.#wire.shift())
  }

  async #hear() {
    for (;;) {
      await settle()
      const socket = this.#made.last
      if (socket && socket !== this.#socket && !socket.closedWith && this.state.connection === "connecting") {
        this.#socket = socket
        socket.accept()
        continue
      }
      const sent = this.#socket?.taken() ?? []
      if (!sent.length) return
      for (const frame of sent) this.#answer(frame)
    }
  }

  #answer({ op, id, topics, snapshot = true }) {
    if (op === "ping") this.#wire.push({ op: "pong", id })
    if (op !== "subscribe") return
    this.asked++
    const begun = topics.map((wanted) => this.#begin(wanted.topic ?? wanted, wanted.cursor, snapshot))
    this.#wire.push({ op: "subscribed", id, topics: begun.map(([answer]) => answer) })
    for (const [, frames] of begun) this.#wire.push(...frames)
  }

  /** The answer for a topic, and what follows it. */
  #begin(topic, cursor, wantsSnapshot) {
    const here = this.#cursor(this.#head)
    if (this.#isRefusing && this.#random() < 0.5) {
      this.#standing.delete(topic)
      return [{ topic, status: "rejected", code: "UNAVAILABLE" }, []]
    }
    this.#standing.set(topic, false)
    const seq = Number(cursor?.split(".")[2])
    if (cursor?.startsWith(`${this.#epoch}.`) && seq >= this.#floor) {
      const missed = this.#history.filter((event) => event.topic === topic && event.seq > seq)
      return [{ topic, status: "resumed", cursor },
        [...missed.map((event) => this.#frame(event)), { op: "mark", topic, cursor: here }]]
    }
    if (wantsSnapshot) return [{ topic, status: "snapshot" }, [this.#snapshot(topic)]]
    return [{ topic, status: cursor ? "reset" : "live", cursor: here }, []]
  }

  #frame({ topic, seq, prev, id }) {
    return { op: "event", topic, cursor: this.#cursor(seq), prev: this.#cursor(prev), event: { id } }
  }

  #snapshot(topic) {
    return { op: "snapshot", topic, cursor: this.#cursor(this.#head), state: this.truth(topic) }
  }

  #cursor(seq) {
    return `${this.#epoch}.e.${seq}`
  }

  #pick(list) {
    return list[Math.floor(this.#random() * list.length)]
  }
}

/** SplitMix32: a run can be repeated by its seed. */
function randomNumbers(seed) {
  return () => {
    seed = (seed + 0x9e3779b9) | 0
    let bits = seed ^ (seed >>> 16)
    bits = Math.imul(bits, 0x21f0aaad)
    bits ^= bits >>> 15
    bits = Math.imul(bits, 0x735a2d97)
    return ((bits ^ (bits >>> 15)) >>> 0) / 2 ** 32
  }
}
