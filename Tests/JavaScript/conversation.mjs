// Plays a conversation of protocol/conversations through the client: what the file has the client
// send, the client is brought to send by its own interface; what the server sends is given to it.

import assert from "node:assert/strict"
import { harness, recorder, settle } from "./fakes.mjs"

/** What a client that keeps to the protocol cannot have done. */
export const isForClients = ({ steps }) => !steps.some((step) => "text" in step || "binary" in step)

export class Player {
  #variables = new Map()
  #peers = new Map()
  #turn = ""
  #epoch = 1
  #seq = 1_000_000 // cursors only rise, and leave room for `$name+1` between them

  async play({ steps }) {
    for (const [n, step] of steps.entries()) {
      const [[what, value]] = Object.entries(step)
      try {
        await this[`_${what}`](value)
      } catch (error) {
        error.message = `step ${n + 1}, ${JSON.stringify(step)}: ${error.message}`
        throw error
      }
    }
  }

  // What has no wire, or none of ours.

  _turn(name) {
    this.#turn = name
  }

  _login() {
    this.#variables.set("token", "a-token")
  }

  _operate(what) {
    if (what === "new-epoch") this.#epoch++
  }

  _call({ capture = {} }) {
    for (const name of Object.keys(capture)) this.#variables.set(name, `${name}-${this.#variables.size}`)
  }

  // The connection.

  async _connect({ as, token }) {
    const ticket = as || token ? async () => "a-ticket" : undefined
    const peer = new Peer(harness({ ticket }))
    this.#peers.set(this.#turn, peer)
    peer.hub.connect()
    await settle()
  }

  _refused() {
    this.#peer.last.ends(1006)
    assert.equal(this.#peer.hub.state.connection, "waiting")
  }

  _close(code) {
    this.#peer.hub.close()
    assert.equal(this.#peer.socket.closedWith.code, code)
  }

  _closed(code) {
    const { hub, socket } = this.#peer
    if (socket.closedWith) return assert.equal(hub.state.connection, "closed")
    socket.ends(code)
    assert.equal(hub.state.close.code, code)
    assert.notEqual(hub.state.connection, "open")
  }

  // The client's turn.

  async _send(message) {
    const asked = this.#filled(message)
    await this.#peer[`do_${asked.op}`](asked)
  }

  // The server's turn.

  async _receive(pattern) {
    const peer = this.#peer
    await peer.receive(this.#frame(pattern, peer))
    assert.deepEqual(peer.socket.taken(), [], "the client sends nothing of itself")
  }

  get #peer() {
    return this.#peers.get(this.#turn)
  }

  /** A frame that matches a pattern, with what the pattern leaves open. */
  #frame(pattern, peer) {
    const topic = pattern.topic && this.#bound(pattern.topic, () => peer.awaitsSnapshot())
    const before = peer.records.get(topic)?.subscription.cursor
    const frame = this.#made(pattern, { topic: () => topic, prev: () => before })
    if (frame.id !== undefined) frame.id = peer.ids.get(frame.id)
    if (frame.op === "event") frame.prev ??= before
    if (frame.op === "event" || frame.op === "snapshot") frame.cursor ??= this.#nextCursor()
    if (frame.op === "subscribed") {
      frame.topics ??= [...peer.records.keys()].map((topic) => ({ topic, status: "live" }))
      for (const answer of frame.topics) {
        if (["live", "reset"].includes(answer.status)) answer.cursor ??= this.#nextCursor()
      }
    }
    return frame
  }

  #made(pattern, openly, name = "") {
    if (typeof pattern === "string") {
      if (pattern === "$absent") return undefined
      return this.#bound(pattern, openly[name] ?? (() => this.#invented(pattern, name)))
    }
    if (Array.isArray(pattern)) return pattern.map((each) => this.#made(each, openly, name))
    if (pattern === null || typeof pattern !== "object") return pattern
    return Object.fromEntries(Object.entries(pattern)
      .map(([key, value]) => [key, this.#made(value, openly, key)])
      .filter(([, value]) => value !== undefined))
  }

  #invented(pattern, name) {
    if (name === "cursor") return this.#nextCursor()
    return { $number: 7, $any: { made: ++this.#seq } }[pattern] ?? `${name}-of-the-server`
  }

  /** The text with its variables; a variable that is bound to nothing yet is bound to `open()`. */
  #bound(text, open) {
    if (["$any", "$string", "$number"].includes(text)) return open()
    const name = /^\$([A-Za-z]+)$/.exec(text)?.[1]
    if (name && !this.#variables.has(name)) this.#variables.set(name, open())
    return this.#filled(text)
  }

  #filled(value) {
    if (Array.isArray(value)) return value.map((each) => this.#filled(each))
    if (value !== null && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, this.#filled(each)]))
    }
    if (typeof value !== "string") return value
    return value.replace(/\$([A-Za-z]+)(\+1)?/g, (_, name, next) => {
      const bound = this.#variables.get(name)
      return next ? bound.replace(/\d+$/, (seq) => String(BigInt(seq) + 1n)) : bound
    })
  }

  #nextCursor() {
    return `${this.#epoch}.epoch${this.#epoch}.${(this.#seq += 10)}`
  }
}

/** One connection: the client, and what it must have made of each frame. */
class Peer {
  /** The file's ids and the client's own. */
  ids = new Map()
  /** Topic → its subscription, and what its handlers were told. */
  records = new Map()

  constructor(made) {
    Object.assign(this, { hub: made.hub, clock: made.clock, errors: made.errors, made })
  }

  get last() {
    return this.made.last
  }

  get socket() {
    return this.made.last
  }

  awaitsSnapshot() {
    return [...this.records].find(([, { subscription }]) => subscription.status === "catching-up")?.[0]
  }

  // What the file has the client send.

  async do_subscribe({ id, topics, snapshot = true, events }) {
    for (const wanted of topics) {
      const { topic, cursor } = wanted.topic ? wanted : { topic: wanted }
      this.records.get(topic)?.subscription.close()
      const { log, handlers } = recorder()
      const subscription = this.hub.subscribe(topic, handlers, { cursor, snapshot, events })
      this.records.set(topic, { subscription, log })
    }
    await settle()
    const sent = this.socket.taken().filter(({ op }) => op !== "unsubscribe")
    this.ids.set(id, sent[0]?.id)
    const asked = { op: "subscribe", id: sent[0]?.id, topics }
    if (events) asked.events = events
    if (!snapshot) asked.snapshot = false
    assert.deepEqual(sent, [asked])
  }

  async do_unsubscribe({ id, topics }) {
    const held = topics.filter((topic) => this.records.has(topic))
    for (const topic of held) this.records.get(topic).subscription.close()
    const sent = this.socket.taken()
    this.ids.set(id, sent[0]?.id)
    assert.deepEqual(sent.map(({ op, topics }) => [op, ...topics]), held.map((topic) => ["unsubscribe", topic]))
    for (const topic of held) this.records.delete(topic)
  }

  async do_auth({ id, token }) {
    this.signing = this.hub.authenticate(token).then((user) => ({ user }), (error) => ({ error }))
    const [sent] = this.socket.taken()
    this.ids.set(id, sent.id)
    assert.deepEqual(sent, { op: "auth", id: sent.id, token })
  }

  async do_ping({ id }) {
    await this.clock.advance(15_000)
    const [sent] = this.socket.taken()
    this.ids.set(id, sent.id)
    assert.deepEqual(sent, { op: "ping", id: sent.id })
  }

  // What the server sends.

  async receive(frame) {
    if (frame.op === "welcome") this.socket.onopen()
    const logs = [...this.records.values()].map(({ log }) => log)
    logs.forEach((log) => log.splice(0))
    this.socket.says(frame)
    await this[`had_${frame.op}`]?.(frame)
    assert.deepEqual(logs.flat(), [], "nothing else is told")
    assert.deepEqual(this.errors.splice(0), [], "nothing is complained of")
  }

  had_welcome({ user }) {
    assert.equal(this.hub.state.connection, "open")
    assert.equal(this.hub.state.user, user ?? null)
  }

  had_subscribed({ topics }) {
    for (const answer of topics) this[`became_${answer.status}`](answer)
  }

  became_live({ topic, cursor }) {
    this.#stands(topic, cursor, ["live"])
  }

  became_reset({ topic, cursor }) {
    this.#stands(topic, cursor, ["reset", cursor], ["live"])
  }

  became_rejected({ topic, code }) {
    const { subscription, log } = this.records.get(topic)
    assert.deepEqual(log.splice(0), [["rejected", code]])
    assert.deepEqual([subscription.status, subscription.code], ["rejected", code])
  }

  became_resumed({ topic }) {
    assert.equal(this.records.get(topic).subscription.status, "catching-up")
  }

  became_snapshot({ topic }) {
    assert.equal(this.records.get(topic).subscription.status, "catching-up")
  }

  had_snapshot({ topic, cursor, state }) {
    this.#stands(topic, cursor, ["snapshot", state, cursor])
  }

  had_reset({ topic, cursor }) {
    this.#stands(topic, cursor, ["reset", cursor])
  }

  had_event({ topic, cursor, event }) {
    const { subscription, log } = this.records.get(topic)
    assert.deepEqual(log.splice(0), [["event", event, cursor]])
    assert.equal(subscription.cursor, cursor)
  }

  had_mark({ topic, cursor }) {
    this.#stands(topic, cursor)
  }

  async had_authenticated({ user }) {
    assert.deepEqual(await this.signing, { user })
  }

  async had_error({ code }) {
    assert.equal((await this.signing).error.code, code)
  }

  had_bye() {
    assert.equal(this.hub.state.connection, "open")
  }

  /** The topic is live at `cursor`, and its handlers were told `told`, or that and `live`. */
  #stands(topic, cursor, ...told) {
    const { subscription, log } = this.records.get(topic)
    assert.deepEqual([subscription.status, subscription.cursor], ["live", cursor])
    const heard = log.splice(0)
    const isTwice = told.some(([what]) => what === "live") || heard.at(-1)?.[0] !== "live"
    assert.deepEqual(isTwice ? heard : heard.slice(0, -1), told)
  }
}
