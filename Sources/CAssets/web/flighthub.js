/**
 * FlightHub's JavaScript client: one WebSocket, any number of topics, no gap that goes unnoticed.
 *
 *     import { FlightHub } from "/assets/flighthub.js"
 *
 *     const hub = new FlightHub({ url: "wss://hub.example/api/v1/ws" })
 *     hub.addEventListener("state", () => console.log(hub.state))
 *     const board = hub.subscribe("airport:LHR", {
 *       snapshot: (state) => replaceBoard(state),
 *       event: (event) => changeBoard(event.type, event.data),
 *     })
 *     hub.connect()
 *
 * It keeps a cursor per topic, checks every frame's `prev` against it, resumes from it after a
 * break, reconnects with full jitter (or when the server's `bye` says), and follows the policy of
 * the close codes. The protocol stands in protocol/README.md. Needs nothing but a WebSocket.
 */

export const SUBPROTOCOL = "flighthub.v1"

/** What a client does after each close code (protocol/codes.json); others mean `after-delay`. */
export const CLOSE_POLICY = Object.freeze({
  1000: "never", // as was asked for
  1001: "after-delay", // the server goes away
  1002: "never", // we broke RFC 6455
  1003: "never", // we sent what is no text
  1007: "never", // we sent what is no UTF-8
  1008: "never", // we broke a rule
  1009: "never", // we sent too much in one message
  1011: "after-delay", // the server failed
  1012: "after-delay", // the server restarts
  4400: "never", // we sent what is no frame of the protocol
  4401: "never", // credentials ended: nothing before another login, which is what `ticket` is for
  4403: "never", // nothing here is for us
  4408: "at-once", // no answer in time
  4429: "after-delay", // we read too slowly
})

/** Refusals of a topic that may be otherwise a moment later. */
const PASSING = ["UNAVAILABLE", "RATE_LIMIT_EXCEEDED", "INTERNAL_ERROR"]

const DEFAULTS = {
  /** The first reconnect waits at most this long, each further one at most twice as long … */
  backoffMs: 500,
  /** … up to this. */
  backoffLimitMs: 30_000,
  /** The longest that it stays away because the server's `bye` asked for it. */
  longestAbsenceMs: 300_000,
  /** A connection that lived so long counts as good: the next break starts from the beginning. */
  settledMs: 10_000,
  /** After so much silence a `ping` is sent … */
  silenceMs: 15_000,
  /** … and when that has no answer for so long the connection counts as lost. */
  answerMs: 10_000,
  /** After `check` an answer may take so long. */
  checkMs: 4_000,
  /** A topic that cannot be had for the moment is asked for again within this time. */
  askAgainMs: 4_000,
  /** A ticket that has not come after so long is given up, and so is a connection that is not open. */
  openMs: 15_000,
}

/**
 * Compares two cursors (`generation.id.seq`): negative, zero or positive as `a` stands before, at
 * or after `b`; null when they are of different epochs, which have no common order.
 */
export function compareCursors(a, b) {
  const dotA = a.lastIndexOf(".")
  const dotB = b.lastIndexOf(".")
  if (a.slice(0, dotA) !== b.slice(0, dotB)) return null
  // Numbers without leading zeros: the longer is the greater, and no digit is lost to a double.
  const [x, y] = [a.slice(dotA + 1), b.slice(dotB + 1)]
  return x.length - y.length || (x < y ? -1 : x > y ? 1 : 0)
}

/** A `subscribe` names no more topics than this. */
const TOPICS_PER_FRAME = 100

/** Stands for the id of a `subscribe` that is not sent yet. */
const LATER = Symbol("later")

/** One topic of a hub: made by `FlightHub.subscribe`. */
class Subscription {
  /** The topic's name. */
  topic
  /** `pending`, `catching-up`, `live` or `rejected`. */
  status = "pending"
  /** The position: everything up to it has been given to the handlers. Null before the first. */
  cursor
  /** The code of a rejection. */
  code = null
  /** The id of the `subscribe` that is not answered yet; frames before the answer are void. */
  awaiting = null
  /** A snapshot is on its way: until then there is no state that an event could change. */
  awaitsSnapshot = false

  #hub

  constructor(hub, topic, handlers, options) {
    this.#hub = hub
    this.topic = topic
    this.handlers = handlers
    this.cursor = options.cursor ?? null
    this.events = options.events ?? null
    this.wantsSnapshot = options.snapshot ?? true
  }

  /** Ends it; no handler is called any more. */
  close() {
    this.#hub._end(this)
  }
}

/**
 * A connection that comes back. Dispatches `state` whenever `state` changes, and `error` (with
 * `detail`) for what the server or a handler complains about.
 */
export class FlightHub extends EventTarget {
  #options
  #clock
  #socket = null
  #subscriptions = new Map()
  #authentications = new Map()
  #flushing = false
  #wanted = false
  #attempt = 0
  #serial = 0
  #timers = {}
  #bye = null

  /**
   * What is known of the connection:
   * `connection` (`closed`, `connecting`, `open`, `waiting`), `heardAt` (ms, when the server last
   * said anything), `stale` (since when the server itself is behind, else null), `behind` (ms,
   * since when any topic has not caught up, else null), `retryAt` (ms, while waiting), `attempt`,
   * `user` (of the `welcome`), `close` (`{code, reason}` of the last).
   */
  state = Object.freeze({
    connection: "closed", heardAt: null, stale: null, behind: null, retryAt: null, attempt: 0,
    user: null, close: null,
  })

  /**
   * @param {object} options
   *   `url` of the hub; `ticket`: async function that gives a one-use ticket, or null for an
   *   anonymous session, asked before each connection; `WebSocket`, `clock` and `random` for tests;
   *   and any of the times above.
   */
  constructor(options = {}) {
    super()
    this.#options = { ...DEFAULTS, random: Math.random, ...options }
    this.#options.url ??= `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/api/v1/ws`
    this.#options.WebSocket ??= globalThis.WebSocket
    this.#clock = options.clock ?? {
      now: () => Date.now(),
      setTimeout: (callback, ms) => setTimeout(callback, ms),
      clearTimeout: (timer) => clearTimeout(timer),
    }
  }

  /** Connects, and stays connected until `close`. While waiting for a retry: tries at once. */
  connect() {
    this.#wanted = true
    if (this.#socket || this.state.connection === "connecting") return
    this.#open()
  }

  /** Says goodbye and stays away. Subscriptions keep their cursors for the next `connect`. */
  close() {
    this.#wanted = false
    this.#drop(1000, "client closes")
    this.#change({ connection: "closed", retryAt: null, stale: null })
  }

  /**
   * Asks the server now whether it is there, for whoever has reason to doubt it, as a page whose
   * browser is `offline`: without an answer within `checkMs` the connection is lost.
   */
  check() {
    if (this.state.connection === "open") this.#probe(this.#options.checkMs)
  }

  /** Drops the connection and makes a new one, with a new ticket. */
  reconnect() {
    this.#wanted = true
    this.#attempt = 0
    this.#drop(1000, "client reconnects")
    this.#open()
  }

  /**
   * Signs the open connection in as the bearer of `token`; subscriptions stay as they are, and
   * those that were rejected are asked for again. Rejects with `{code, message}`.
   */
  authenticate(token) {
    return new Promise((resolve, reject) => {
      const id = this.#nextId()
      if (!this.#send({ op: "auth", id, token })) {
        reject({ code: "NOT_CONNECTED", message: "there is no open connection", retryable: true })
        return
      }
      this.#authentications.set(id, { resolve, reject })
    })
  }

  /**
   * Follows `topic`. Handlers, all optional: `snapshot(state, {cursor, reason})` replaces what is
   * held; `event(event, {cursor, conflated})` is the next change; `reset({cursor, reason})` tells
   * that changes were lost, read again by REST; `rejected(code)`; `live()` when caught up. What a
   * topic without a snapshot is about is read by REST when it is first `live`, not before: what is
   * committed until then comes by no event. Such readings send `Cache-Control: no-cache`.
   * Options: `cursor` to resume from, `events` (only these types), `snapshot: false`.
   */
  subscribe(topic, handlers, options = {}) {
    if (this.#subscriptions.has(topic)) throw new Error(`already subscribed to ${topic}`)
    const subscription = new Subscription(this, topic, handlers, options)
    this.#subscriptions.set(topic, subscription)
    this.#tally()
    this.#flushSoon()
    return subscription
  }

  /** For `Subscription.close`. */
  _end(subscription) {
    if (this.#subscriptions.get(subscription.topic) !== subscription) return
    this.#subscriptions.delete(subscription.topic)
    this.#tally()
    const told = subscription.awaiting !== null || subscription.status !== "pending"
    if (told) this.#send({ op: "unsubscribe", id: this.#nextId(), topics: [subscription.topic] })
  }

  // Connecting

  async #open() {
    this.#cancelTimers()
    const turn = {}
    this.#timers.turn = turn
    this.#change({ connection: "connecting", retryAt: null, stale: null })
    this.#after("answer", this.#options.openMs, () => this.#lost())
    let ticket = null
    try {
      ticket = (await this.#options.ticket?.()) ?? null
    } catch (error) {
      if (this.#timers.turn !== turn) return
      this.#cancel("answer")
      this.#complain(error)
      this.#retry("after-delay")
      return
    }
    if (this.#timers.turn !== turn || !this.#wanted) return
    const url = new URL(this.#options.url)
    if (ticket) url.searchParams.set("ticket", ticket)
    const socket = new this.#options.WebSocket(url.href, SUBPROTOCOL)
    this.#socket = socket
    this.#bye = null
    socket.onopen = () => this.#opened(socket)
    socket.onmessage = ({ data }) => this.#socket === socket && this.#received(data)
    socket.onclose = (event) => this.#socket === socket && this.#closed(event)
    this.#after("answer", this.#options.openMs, () => this.#lost())
  }

  #opened(socket) {
    if (this.#socket !== socket) return
    this.#cancel("answer")
    this.#after("settled", this.#options.settledMs, () => (this.#attempt = 0))
    this.#change({ connection: "open", heardAt: this.#clock.now(), close: null })
    this.#listen()
    for (const subscription of this.#subscriptions.values()) subscription.awaiting = null
    this.#flush()
  }

  #closed({ code, reason }) {
    this.#socket = null
    this.#cancelTimers()
    this.#forget()
    this.#change({ close: { code, reason }, user: null, stale: null })
    if (!this.#wanted) return this.#change({ connection: "closed" })
    const renewable = code === 4401 && this.#options.ticket
    this.#retry(renewable ? "at-once" : (CLOSE_POLICY[code] ?? "after-delay"))
  }

  /** Nobody answers: do not wait for a close handshake that will not come. */
  #lost() {
    this.#drop(1000, "no answer")
    this.#closed({ code: 1006, reason: "no answer" })
  }

  #drop(code, reason) {
    const socket = this.#socket
    this.#socket = null
    this.#cancelTimers()
    this.#forget()
    if (!socket) return
    socket.onopen = socket.onmessage = socket.onclose = null
    socket.close(code, reason)
  }

  /** What was asked on a connection that is gone has no answer. */
  #forget() {
    for (const subscription of this.#subscriptions.values()) {
      subscription.status = "pending"
      subscription.awaiting = null
    }
    this.#tally()
    for (const { reject } of this.#authentications.values()) {
      reject({ code: "NOT_CONNECTED", message: "the connection ended", retryable: true })
    }
    this.#authentications.clear()
  }

  #retry(policy) {
    if (policy === "never") {
      this.#wanted = false
      this.#change({ connection: "closed" })
      return
    }
    const attempt = this.#attempt++
    const { backoffMs, backoffLimitMs, longestAbsenceMs, random } = this.#options
    // Full jitter: anywhere below the bound, so that thousands do not come back together.
    const jitter = random() * Math.min(backoffLimitMs, backoffMs * 2 ** attempt)
    const asked = this.#bye?.reconnectAfterMs
    const delay = asked != null ? Math.min(asked, longestAbsenceMs) : (policy === "at-once" && attempt === 0 ? 0 : jitter)
    this.#bye = null
    const now = this.#clock.now()
    this.#change({ connection: "waiting", retryAt: now + delay, attempt: attempt + 1 })
    this.#after("retry", delay, () => this.#open())
  }

  /** A browser shows no WebSocket pings, so silence is broken by a ping of our own. */
  #listen() {
    this.#cancel("answer")
    this.#after("silence", this.#options.silenceMs, () => this.#probe(this.#options.answerMs))
  }

  #probe(patienceMs) {
    this.#cancel("silence")
    this.#send({ op: "ping", id: this.#nextId() })
    this.#after("answer", patienceMs, () => this.#lost())
  }

  // Subscribing

  #flushSoon() {
    if (this.#flushing) return
    this.#flushing = true
    queueMicrotask(() => {
      this.#flushing = false
      this.#flush()
    })
  }

  /** Asks for everything that is neither held nor asked for, each kind of asking by itself. */
  #flush() {
    if (this.state.connection !== "open") return
    const groups = new Map()
    for (const subscription of this.#subscriptions.values()) {
      if (subscription.status !== "pending" || subscription.awaiting !== null) continue
      const key = JSON.stringify([subscription.events, subscription.wantsSnapshot])
      groups.set(key, [...(groups.get(key) ?? []), subscription])
    }
    for (const group of groups.values()) {
      while (group.length) this.#ask(group.splice(0, TOPICS_PER_FRAME))
    }
  }

  #ask(group) {
    const id = this.#nextId()
    const frame = {
      op: "subscribe", id,
      topics: group.map(({ topic, cursor }) => (cursor ? { topic, cursor } : topic)),
    }
    if (group[0].events) frame.events = group[0].events
    if (!group[0].wantsSnapshot) frame.snapshot = false
    if (!this.#send(frame)) return
    for (const subscription of group) subscription.awaiting = id
  }

  #askAgain(subscription) {
    const { random, askAgainMs } = this.#options
    subscription.awaiting = LATER
    this.#after(`ask ${subscription.topic}`, askAgainMs * (0.5 + random() / 2), () => {
      if (subscription.awaiting === LATER) subscription.awaiting = null
      this.#flush()
    })
  }

  /** Something is missing: asks again from the last position that is sure. */
  #recover(subscription) {
    this.#move(subscription, "pending")
    this.#ask([subscription])
  }

  // Receiving

  #received(data) {
    this.#change({ heardAt: this.#clock.now() })
    this.#listen()
    let frame
    try {
      frame = JSON.parse(data)
    } catch (error) {
      this.#complain(error)
      return
    }
    this.#handlers[frame.op]?.(frame)
  }

  // An unknown `op` is passed over: the protocol may grow within v1.
  #handlers = {
    __proto__: null,
    welcome: (frame) => this.#change({ user: frame.user ?? null }),
    authenticated: (frame) => this.#authenticated(frame),
    subscribed: (frame) => frame.topics.forEach((answer) => this.#answered(frame.id, answer)),
    unsubscribed: (frame) => this.#ended(frame),
    snapshot: (frame) => this.#snapshot(frame),
    event: (frame) => this.#event(frame),
    mark: (frame) => this.#mark(frame),
    reset: (frame) => this.#reset(frame),
    stale: (frame) => this.#change({ stale: frame.since ?? new Date(this.#clock.now()).toISOString() }),
    fresh: () => this.#change({ stale: null }),
    bye: (frame) => (this.#bye = frame),
    error: (frame) => this.#error(frame),
  }

  #authenticated(frame) {
    this.#change({ user: frame.user ?? null })
    this.#authentications.get(frame.id)?.resolve(frame.user ?? null)
    this.#authentications.delete(frame.id)
    for (const subscription of this.#subscriptions.values()) {
      if (subscription.status === "rejected") this.#move(subscription, "pending")
    }
    this.#flush()
  }

  #answered(id, { topic, status, cursor, code }) {
    const subscription = this.#subscriptions.get(topic)
    if (!subscription || subscription.awaiting !== id) return
    subscription.awaiting = null
    subscription.awaitsSnapshot = false
    switch (status) {
      case "live":
        subscription.cursor = cursor ?? subscription.cursor
        this.#caughtUp(subscription)
        break
      case "rejected":
        if (PASSING.includes(code)) return this.#askAgain(subscription)
        this.#move(subscription, "rejected")
        subscription.code = code
        this.#call(subscription, "rejected", code)
        break
      case "reset":
        this.#move(subscription, "catching-up") // as a `reset` of its own finds it
        this.#reset({ topic, cursor, reason: code ?? "history" })
        break
      default: // `resumed` ends with a mark, `snapshot` with a snapshot
        this.#move(subscription, "catching-up")
        subscription.awaitsSnapshot = status === "snapshot"
    }
  }

  /** Without an id the hub has ended them, as rights have changed: asks what holds now. */
  #ended({ id, topics }) {
    if (id !== undefined) return
    for (const topic of topics) {
      const subscription = this.#current(topic)
      if (subscription) this.#move(subscription, "pending")
    }
    this.#flush()
  }

  #snapshot({ topic, cursor, state, reason }) {
    const subscription = this.#current(topic)
    if (!subscription) return
    subscription.cursor = cursor
    this.#call(subscription, "snapshot", state, { cursor, reason: reason ?? null })
    this.#caughtUp(subscription)
  }

  #reset({ topic, cursor, reason }) {
    const subscription = this.#current(topic)
    if (!subscription) return
    subscription.cursor = cursor ?? null
    this.#call(subscription, "reset", { cursor, reason })
    this.#caughtUp(subscription)
  }

  #event({ topic, cursor, prev, conflated, event }) {
    const subscription = this.#following(topic)
    if (!subscription) return
    if (cursor === undefined) {
      this.#call(subscription, "event", event, { cursor: null, conflated: 0 })
      return
    }
    const position = subscription.cursor
    if (position !== null) {
      const order = compareCursors(cursor, position)
      if (order !== null && order <= 0) return // seen already
      const gap = prev === undefined ? 0 : compareCursors(prev, position)
      if (order === null || gap === null || gap > 0) return this.#recover(subscription)
    }
    subscription.cursor = cursor
    this.#call(subscription, "event", event, { cursor, conflated: conflated ?? 0 })
  }

  #mark({ topic, cursor }) {
    const marked = topic === undefined ? [...this.#subscriptions.keys()] : [topic]
    for (const name of marked) {
      const subscription = this.#following(name)
      if (!subscription) continue
      if (subscription.cursor === null || compareCursors(cursor, subscription.cursor) > 0) {
        subscription.cursor = cursor
      }
      this.#caughtUp(subscription)
    }
  }

  #error(frame) {
    const authentication = this.#authentications.get(frame.id)
    this.#authentications.delete(frame.id)
    if (authentication) return authentication.reject(frame)
    for (const subscription of this.#subscriptions.values()) {
      if (frame.id === undefined || subscription.awaiting !== frame.id) continue
      this.#answered(frame.id, { topic: subscription.topic, status: "rejected", code: frame.code })
    }
    this.#complain(frame)
  }

  /** The subscription of `topic`, unless what comes is of an earlier one or was refused. */
  #current(topic) {
    const subscription = this.#subscriptions.get(topic)
    const current = subscription && subscription.awaiting === null
    return current && ["live", "catching-up"].includes(subscription.status) ? subscription : null
  }

  /** The same, unless it has nothing yet that an event could change. */
  #following(topic) {
    const subscription = this.#current(topic)
    return subscription?.awaitsSnapshot ? null : subscription
  }

  #caughtUp(subscription) {
    subscription.awaitsSnapshot = false
    if (subscription.status === "live") return
    this.#move(subscription, "live")
    subscription.code = null
    this.#call(subscription, "live")
  }

  #move(subscription, status) {
    subscription.status = status
    this.#tally()
  }

  /** Keeps `behind` in step with the topics; one that is refused holds nothing up. */
  #tally() {
    const isBehind = [...this.#subscriptions.values()]
      .some(({ status }) => status === "pending" || status === "catching-up")
    if (isBehind === (this.state.behind !== null)) return
    this.#change({ behind: isBehind ? this.#clock.now() : null })
  }

  #call(subscription, name, ...values) {
    // A handler before this one may have closed it.
    if (this.#subscriptions.get(subscription.topic) !== subscription) return
    try {
      subscription.handlers[name]?.(...values)
    } catch (error) {
      this.#complain(error)
    }
  }

  // Small things

  #send(frame) {
    if (this.state.connection !== "open" || !this.#socket) return false
    this.#socket.send(JSON.stringify(frame))
    return true
  }

  #nextId() {
    return String(++this.#serial)
  }

  #change(changes) {
    this.state = Object.freeze({ ...this.state, ...changes })
    this.dispatchEvent(new Event("state"))
  }

  #complain(detail) {
    this.dispatchEvent(Object.assign(new Event("error"), { detail }))
  }

  #after(name, delay, callback) {
    this.#cancel(name)
    this.#timers[name] = this.#clock.setTimeout(callback, delay)
  }

  #cancel(name) {
    if (this.#timers[name] !== undefined) this.#clock.clearTimeout(this.#timers[name])
    delete this.#timers[name]
  }

  #cancelTimers() {
    delete this.#timers.turn
    for (const name of Object.keys(this.#timers)) this.#cancel(name)
  }
}
