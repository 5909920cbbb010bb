// A clock that stands still until it is moved, and a socket whose other end is the test.

import { readFile } from "node:fs/promises"

/** The client module, read as a module whatever node makes of the name `.js`. */
const source = await readFile(
  new URL("../../Sources/CAssets/web/flighthub.js", import.meta.url), "utf8")
export const { FlightHub, compareCursors, CLOSE_POLICY } = await import(
  `data:text/javascript,${encodeURIComponent(source)}`)

export class ManualClock {
  time = 1_000_000
  #timers = new Map()
  #serial = 0

  now = () => this.time

  setTimeout = (callback, ms) => {
    this.#timers.set(++this.#serial, { at: this.time + ms, callback })
    return this.#serial
  }

  clearTimeout = (timer) => this.#timers.delete(timer)

  /** How many timers are set. */
  get waiting() {
    return this.#timers.size
  }

  /** Moves on by `ms`, calling what falls due on the way. */
  async advance(ms) {
    const end = this.time + ms
    for (;;) {
      const due = [...this.#timers].filter(([, { at }]) => at <= end).sort((a, b) => a[1].at - b[1].at)
      if (due.length === 0) break
      const [timer, { at, callback }] = due[0]
      this.#timers.delete(timer)
      this.time = at
      callback()
      await settle()
    }
    this.time = end
  }
}

/** Lets promises and microtasks run. */
export const settle = () => new Promise((resolve) => setImmediate(resolve))

/** A hub whose sockets land in `sockets`; `last` is the newest. */
export function harness(options = {}) {
  const clock = new ManualClock()
  const sockets = []

  class FakeSocket {
    sent = []
    closedWith = null

    constructor(url, protocol) {
      Object.assign(this, { url, protocol })
      sockets.push(this)
    }

    send(text) {
      this.sent.push(JSON.parse(text))
    }

    close(code, reason) {
      this.closedWith = { code, reason }
    }

    // The server's side.

    accept() {
      this.onopen()
      this.says({ op: "welcome", connectionId: "c1", node: "n1", heartbeatSeconds: 25 })
    }

    says(frame) {
      this.onmessage({ data: JSON.stringify(frame) })
    }

    ends(code, reason = "") {
      this.onclose({ code, reason })
    }

    /** Answers the last `subscribe` with one answer for all of its topics. */
    answers(answer) {
      const { id, topics } = this.sent.findLast(({ op }) => op === "subscribe")
      this.says({
        op: "subscribed", id,
        topics: topics.map((topic) => ({ topic: topic.topic ?? topic, ...answer })),
      })
    }

    /** What was sent since the last look. */
    taken() {
      return this.sent.splice(0)
    }
  }

  const hub = new FlightHub({
    url: "ws://hub.test/api/v1/ws", WebSocket: FakeSocket, clock, random: () => 0.5, ...options,
  })
  const errors = []
  hub.addEventListener("error", ({ detail }) => errors.push(detail))

  return {
    hub, clock, sockets, errors,
    get last() { return sockets.at(-1) },
    /** Connects and has the server accept. */
    async open() {
      hub.connect()
      await settle()
      sockets.at(-1).accept()
      await settle()
      return sockets.at(-1)
    },
  }
}

/** Handlers that write down what they are told. */
export function recorder() {
  const log = []
  return {
    log,
    handlers: {
      snapshot: (state, { cursor }) => log.push(["snapshot", state, cursor]),
      event: (event, { cursor }) => log.push(["event", event, cursor]),
      reset: ({ cursor }) => log.push(["reset", cursor]),
      rejected: (code) => log.push(["rejected", code]),
      live: () => log.push(["live"]),
    },
  }
}

export const event = (topic, seq, prev, epoch = "1.a") => ({
  op: "event", topic, cursor: `${epoch}.${seq}`,
  ...(prev === undefined ? {} : { prev: `${epoch}.${prev}` }), event: { n: seq },
})
