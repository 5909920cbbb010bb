import assert from "node:assert/strict"
import { test } from "node:test"
import { compareCursors, event, harness, recorder, settle } from "./fakes.mjs"

const TOPIC = "airport:LHR"

/** A subscription that got its snapshot at 1.a.10. */
async function following(options) {
  const h = harness(options)
  const { log, handlers } = recorder()
  const subscription = h.hub.subscribe(TOPIC, handlers)
  const socket = await h.open()
  socket.answers({ status: "snapshot" })
  socket.says({ op: "snapshot", topic: TOPIC, cursor: "1.a.10", state: "board" })
  log.length = 0
  socket.taken()
  return { ...h, socket, log, subscription }
}

test("cursors compare within an epoch, by number and not by text", () => {
  assert.ok(compareCursors("1.a.9", "1.a.10") < 0)
  assert.ok(compareCursors("1.a.10", "1.a.9") > 0)
  assert.equal(compareCursors("1.a.10", "1.a.10"), 0)
  assert.ok(compareCursors("1.a.9007199254740993", "1.a.9007199254740992") > 0)
})

test("cursors of two epochs do not compare", () => {
  assert.equal(compareCursors("1.a.9", "2.a.9"), null)
  assert.equal(compareCursors("1.a.9", "1.b.9"), null)
})

test("topics that are asked for together go out in one frame", async () => {
  const h = harness()
  h.hub.subscribe("airport:LHR", {})
  h.hub.subscribe("seats:1", {})
  const socket = await h.open()
  const frames = socket.taken()
  assert.equal(frames.length, 1)
  assert.deepEqual(frames[0].topics, ["airport:LHR", "seats:1"])
  h.hub.subscribe("flight:2", {})
  h.hub.subscribe("flight:3", {})
  await settle()
  assert.deepEqual(socket.taken().map(({ topics }) => topics), [["flight:2", "flight:3"]])
})

test("one frame asks for as many topics as the hub takes, the next for the others", async () => {
  const h = harness()
  for (let n = 0; n < 250; n++) h.hub.subscribe(`flight:${n}`, {})
  const asked = (await h.open()).taken().map(({ topics }) => topics)
  assert.deepEqual(asked.map(({ length }) => length), [100, 100, 50])
  assert.equal(new Set(asked.flat()).size, 250)
})

test("other options make another frame", async () => {
  const h = harness()
  h.hub.subscribe("airport:LHR", {}, { events: ["flight:gate_changed"] })
  h.hub.subscribe("airport:JFK", {}, { snapshot: false, cursor: "1.a.4" })
  const frames = (await h.open()).taken()
  assert.deepEqual(
    frames.map(({ id, ...frame }) => frame),
    [
      { op: "subscribe", topics: ["airport:LHR"], events: ["flight:gate_changed"] },
      { op: "subscribe", topics: [{ topic: "airport:JFK", cursor: "1.a.4" }], snapshot: false },
    ])
})

test("a snapshot replaces, events follow, and the cursor moves", async () => {
  const h = harness()
  const { log, handlers } = recorder()
  const subscription = h.hub.subscribe(TOPIC, handlers)
  const socket = await h.open()
  socket.answers({ status: "snapshot" })
  assert.equal(subscription.status, "catching-up")
  socket.says({ op: "snapshot", topic: TOPIC, cursor: "1.a.10", state: { flights: [] } })
  assert.equal(subscription.status, "live")
  socket.says(event(TOPIC, 14, 7))
  assert.deepEqual(log, [
    ["snapshot", { flights: [] }, "1.a.10"], ["live"], ["event", { n: 14 }, "1.a.14"],
  ])
  assert.equal(subscription.cursor, "1.a.14")
})

test("a topic whose snapshot is on its way is moved by nothing else", async () => {
  const h = harness()
  const { log, handlers } = recorder()
  const subscription = h.hub.subscribe(TOPIC, handlers)
  const socket = await h.open()
  socket.answers({ status: "snapshot" })
  // A position without the state that belongs to it would be resumed from after a break.
  socket.says({ op: "mark", cursor: "1.a.9" })
  socket.says(event(TOPIC, 9, 7))
  socket.says({ op: "event", topic: TOPIC, event: { lat: 1 } })
  assert.deepEqual([log, subscription.status, subscription.cursor], [[], "catching-up", null])
  socket.ends(1006)
  await h.clock.advance(500)
  h.last.accept()
  assert.deepEqual(h.last.sent[0].topics, [TOPIC])
  h.last.answers({ status: "live", cursor: "1.a.20" })
  h.last.says(event(TOPIC, 21, 20))
  assert.deepEqual(log, [["live"], ["event", { n: 21 }, "1.a.21"]])
})

test("what was seen already is not given twice", async () => {
  const { socket, log } = await following()
  socket.says(event(TOPIC, 10, 7))
  socket.says(event(TOPIC, 12, 10))
  socket.says(event(TOPIC, 12, 10))
  assert.deepEqual(log, [["event", { n: 12 }, "1.a.12"]])
})

test("a gap is not passed over: the topic is asked for again from its position", async () => {
  const { socket, log, subscription } = await following()
  socket.says(event(TOPIC, 15, 13))
  assert.deepEqual(log, [])
  const [again] = socket.taken()
  assert.deepEqual(again.topics, [{ topic: TOPIC, cursor: "1.a.10" }])
  // What was on its way before the server read that, a mark as well, changes nothing.
  socket.says(event(TOPIC, 16, 15))
  socket.says({ op: "mark", cursor: "1.a.16" })
  assert.equal(subscription.cursor, "1.a.10")
  socket.says({ op: "subscribed", id: again.id, topics: [{ topic: TOPIC, status: "resumed" }] })
  for (const [seq, prev] of [[13, 10], [15, 13], [16, 15]]) socket.says(event(TOPIC, seq, prev))
  socket.says({ op: "mark", topic: TOPIC, cursor: "1.a.16" })
  assert.deepEqual(log.map(([what, { n } = {}]) => n ?? what), [13, 15, 16, "live"])
})

test("an event of another epoch is a gap", async () => {
  const { socket, log } = await following()
  socket.says(event(TOPIC, 11, 10, "2.b"))
  assert.deepEqual(log, [])
  assert.deepEqual(socket.taken()[0].topics, [{ topic: TOPIC, cursor: "1.a.10" }])
})

test("a mark moves the position of one topic, or of all", async () => {
  const { socket, subscription } = await following()
  socket.says({ op: "mark", cursor: "1.a.50" })
  assert.equal(subscription.cursor, "1.a.50")
  socket.says({ op: "mark", topic: "seats:1", cursor: "1.a.60" })
  assert.equal(subscription.cursor, "1.a.50")
  socket.says({ op: "mark", topic: TOPIC, cursor: "1.a.70" })
  assert.equal(subscription.cursor, "1.a.70")
  socket.says({ op: "mark", cursor: "1.a.20" })
  assert.equal(subscription.cursor, "1.a.70")
  socket.says(event(TOPIC, 71, 65))
  assert.equal(socket.taken().length, 0)
})

test("without prev (a type filter) no gap is looked for", async () => {
  const { socket, log } = await following()
  socket.says(event(TOPIC, 30))
  assert.equal(log.length, 1)
})

test("an ephemeral event is given without a position", async () => {
  const { socket, log, subscription } = await following()
  socket.says({ op: "event", topic: TOPIC, event: { lat: 1 } })
  assert.deepEqual(log, [["event", { lat: 1 }, null]])
  assert.equal(subscription.cursor, "1.a.10")
})

test("a snapshot that the server had to send replaces in the middle", async () => {
  const { socket, log, subscription } = await following()
  socket.says({ op: "snapshot", topic: TOPIC, cursor: "2.b.3", state: "new", reason: "epoch" })
  assert.deepEqual(log, [["snapshot", "new", "2.b.3"]])
  assert.equal(subscription.cursor, "2.b.3")
})

test("reset tells, and goes on from its cursor", async () => {
  const { socket, log } = await following()
  socket.says({ op: "reset", topic: TOPIC, cursor: "1.a.90", reason: "history" })
  socket.says(event(TOPIC, 91, 80))
  assert.deepEqual(log, [["reset", "1.a.90"], ["event", { n: 91 }, "1.a.91"]])
})

test("a break over which an epoch ended is told as a reset, and events go on", async () => {
  const h = harness()
  const { log, handlers } = recorder()
  const subscription = h.hub.subscribe("user:1", handlers)
  const socket = await h.open()
  socket.answers({ status: "live", cursor: "1.a.5" })
  socket.ends(1006)
  await h.clock.advance(500)
  h.last.accept()
  log.length = 0
  h.last.answers({ status: "reset", cursor: "2.b.3" })
  h.last.says(event("user:1", 4, 3, "2.b"))
  h.last.says({ op: "mark", cursor: "2.b.9" })
  assert.deepEqual(log, [["reset", "2.b.3"], ["live"], ["event", { n: 4 }, "2.b.4"]])
  assert.deepEqual([subscription.status, subscription.cursor], ["live", "2.b.9"])
})

test("a rejection is told once, and asked again after signing in", async () => {
  const h = harness()
  const { log, handlers } = recorder()
  h.hub.subscribe("airline:BA", handlers)
  const socket = await h.open()
  socket.answers({ status: "rejected", code: "FORBIDDEN" })
  assert.deepEqual(log, [["rejected", "FORBIDDEN"]])
  socket.taken()
  const done = h.hub.authenticate("jwt")
  const [auth] = socket.taken()
  assert.deepEqual(auth, { op: "auth", id: auth.id, token: "jwt" })
  socket.says({ op: "authenticated", id: auth.id, user: { role: "airline_agent" } })
  assert.deepEqual(await done, { role: "airline_agent" })
  assert.deepEqual(socket.taken().map(({ topics }) => topics), [["airline:BA"]])
})

test("a topic that cannot be had for the moment is asked for again", async () => {
  const h = harness()
  const { log, handlers } = recorder()
  h.hub.subscribe("booking:1", handlers)
  const socket = await h.open()
  socket.answers({ status: "rejected", code: "UNAVAILABLE" })
  socket.taken()
  await h.clock.advance(4_000)
  assert.deepEqual(socket.taken().map(({ topics }) => topics), [["booking:1"]])
  assert.deepEqual(log, [])
})

test("a topic that the hub has ended, as rights have changed, is asked for from its position", async () => {
  const { socket, log, subscription } = await following()
  socket.says({ op: "unsubscribed", topics: [TOPIC] })
  const [asked] = socket.taken()
  assert.deepEqual(asked.topics, [{ topic: TOPIC, cursor: subscription.cursor }])
  socket.says(event(TOPIC, 11, 10))
  assert.deepEqual(log, [])
  socket.says({
    op: "subscribed", id: asked.id, topics: [{ topic: TOPIC, status: "rejected", code: "FORBIDDEN" }],
  })
  assert.deepEqual(log, [["rejected", "FORBIDDEN"]])
})

test("a failed sign-in rejects and leaves the subscriptions alone", async () => {
  const { hub, socket, subscription } = await following()
  const done = hub.authenticate("bad")
  const [{ id }] = socket.taken()
  socket.says({ op: "error", id, code: "UNAUTHENTICATED", message: "no", retryable: false })
  await assert.rejects(done, { code: "UNAUTHENTICATED" })
  assert.equal(subscription.status, "live")
})

test("behind says since when any topic has not caught up", async () => {
  const h = harness()
  assert.equal(h.hub.state.behind, null)
  const subscription = h.hub.subscribe(TOPIC, {})
  const asked = h.clock.now()
  assert.equal(h.hub.state.behind, asked)
  const socket = await h.open()
  await h.clock.advance(1_000)
  socket.answers({ status: "snapshot" })
  assert.equal(h.hub.state.behind, asked)
  socket.says({ op: "snapshot", topic: TOPIC, cursor: "1.a.10", state: {} })
  assert.equal(h.hub.state.behind, null)

  socket.ends(1006) // from here on what is shown grows old
  const broke = h.clock.now()
  await h.clock.advance(500)
  h.last.accept()
  h.last.answers({ status: "resumed" })
  h.last.says(event(TOPIC, 11, 10))
  assert.equal(h.hub.state.behind, broke)
  h.last.says({ op: "mark", topic: TOPIC, cursor: "1.a.11" })
  assert.equal(h.hub.state.behind, null)

  h.last.says(event(TOPIC, 15, 13)) // a gap
  assert.equal(h.hub.state.behind, h.clock.now())
  h.last.answers({ status: "rejected", code: "UNAVAILABLE" })
  assert.notEqual(h.hub.state.behind, null)
  subscription.close()
  assert.equal(h.hub.state.behind, null)
})

test("a topic that is refused for good holds nothing up", async () => {
  const h = harness()
  h.hub.subscribe("ops", {})
  const socket = await h.open()
  socket.answers({ status: "rejected", code: "FORBIDDEN" })
  assert.equal(h.hub.state.behind, null)
  socket.says({ op: "authenticated", user: "u" })
  assert.equal(h.hub.state.behind, h.clock.now())
})

test("closing unsubscribes, and nothing more is told", async () => {
  const { socket, log, subscription } = await following()
  subscription.close()
  assert.deepEqual(socket.taken().map(({ op, topics }) => [op, topics]), [["unsubscribe", [TOPIC]]])
  socket.says(event(TOPIC, 11, 10))
  assert.deepEqual(log, [])
})

test("a handler that closes is the last one that is called", async () => {
  const h = harness()
  const { log, handlers } = recorder()
  const closing = (name) => ({ ...handlers, [name]: (...said) => {
    handlers[name](...said)
    subscription.close()
  } })
  let subscription = h.hub.subscribe(TOPIC, closing("snapshot"))
  const socket = await h.open()
  socket.answers({ status: "snapshot" })
  socket.says({ op: "snapshot", topic: TOPIC, cursor: "1.a.10", state: "board" })
  assert.deepEqual(log.splice(0), [["snapshot", "board", "1.a.10"]])
  subscription = h.hub.subscribe("user:1", closing("reset"), { cursor: "0.z.1" })
  await settle()
  socket.answers({ status: "reset", cursor: "1.a.10" })
  assert.deepEqual(log, [["reset", "1.a.10"]])
})

test("a topic that was left and taken up again starts anew", async () => {
  const { hub, socket, subscription } = await following()
  const { log, handlers } = recorder()
  subscription.close()
  hub.subscribe(TOPIC, handlers)
  await settle()
  socket.says(event(TOPIC, 11, 10)) // still of the first
  assert.deepEqual(log, [])
  socket.answers({ status: "snapshot" })
  socket.says({ op: "snapshot", topic: TOPIC, cursor: "1.a.11", state: "fresh" })
  assert.deepEqual(log, [["snapshot", "fresh", "1.a.11"], ["live"]])
})

test("a topic has one subscription", () => {
  const { hub } = harness()
  hub.subscribe(TOPIC, {})
  assert.throws(() => hub.subscribe(TOPIC, {}), /already/)
})

test("a handler that throws stops neither the others nor the cursor", async () => {
  const h = harness()
  const subscription = h.hub.subscribe(TOPIC, { event() { throw new Error("mine") } })
  const socket = await h.open()
  socket.answers({ status: "live", cursor: "1.a.1" })
  socket.says(event(TOPIC, 2, 1))
  assert.equal(subscription.cursor, "1.a.2")
  assert.equal(h.errors[0].message, "mine")
})
