import assert from "node:assert/strict"
import { readFile } from "node:fs/promises"
import { test } from "node:test"
import { CLOSE_POLICY, event, harness, settle } from "./fakes.mjs"

const TOPIC = "airport:LHR"

test("a ticket travels in the query and is asked for each time", async () => {
  let n = 0
  const h = harness({ ticket: async () => `t${++n}` })
  const first = await h.open()
  assert.equal(first.url, "ws://hub.test/api/v1/ws?ticket=t1")
  assert.equal(first.protocol, "flighthub.v1")
  first.ends(1006)
  await h.clock.advance(500)
  assert.equal(h.last.url, "ws://hub.test/api/v1/ws?ticket=t2")
})

test("without a ticket the session is anonymous", async () => {
  const h = harness({ ticket: async () => null })
  assert.equal((await h.open()).url, "ws://hub.test/api/v1/ws")
})

test("a ticket that cannot be had is tried for again later", async () => {
  let fails = true
  const h = harness({ ticket: async () => { if (fails) throw new Error("503"); return "t" } })
  h.hub.connect()
  await settle()
  assert.equal(h.hub.state.connection, "waiting")
  assert.equal(h.errors[0].message, "503")
  assert.equal(h.clock.waiting, 1) // for the retry, and for nothing else
  fails = false
  await h.clock.advance(500)
  assert.equal(h.sockets.length, 1)
})

test("a ticket that never comes is given up, and what comes of it late changes nothing", async () => {
  const tickets = []
  const h = harness({ ticket: () => new Promise((resolve) => tickets.push(resolve)) })
  h.hub.connect()
  await settle()
  await h.clock.advance(15_000)
  assert.equal(h.hub.state.connection, "waiting")
  await h.clock.advance(500)
  assert.equal(tickets.length, 2)
  tickets[0]("late")
  await settle()
  assert.equal(h.sockets.length, 0)
  await h.clock.advance(14_000)
  tickets[1]("t2")
  await settle()
  await h.clock.advance(14_000) // opening has a time of its own
  h.last.accept()
  assert.equal(h.hub.state.connection, "open")
})

test("each topic is resumed from its own cursor", async () => {
  const h = harness()
  h.hub.subscribe(TOPIC, {})
  h.hub.subscribe("seats:1", {})
  const socket = await h.open()
  socket.answers({ status: "live", cursor: "1.a.1" })
  socket.says(event(TOPIC, 7, 1))
  socket.ends(1006)
  await h.clock.advance(500)
  h.last.accept()
  assert.deepEqual(h.last.taken()[0].topics, [
    { topic: TOPIC, cursor: "1.a.7" }, { topic: "seats:1", cursor: "1.a.1" },
  ])
})

test("waiting grows with each failure, jittered over the whole range, up to the limit", async () => {
  const h = harness({ random: () => 0.5 })
  await h.open()
  const waits = []
  for (let n = 0; n < 9; n++) {
    h.last.ends(1006)
    waits.push(h.hub.state.retryAt - h.clock.now())
    await h.clock.advance(waits.at(-1))
  }
  assert.deepEqual(waits, [250, 500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000])
})

test("a connection that lasted starts the waiting over", async () => {
  const h = harness()
  await h.open()
  h.last.ends(1006)
  await h.clock.advance(250)
  h.last.accept()
  await h.clock.advance(10_000)
  h.last.ends(1006)
  assert.equal(h.hub.state.retryAt - h.clock.now(), 250)
})

test("bye says when to come back", async () => {
  const h = harness()
  const socket = await h.open()
  socket.says({ op: "bye", code: 1012, reason: "drain", reconnectAfterMs: 1234 })
  socket.ends(1012)
  assert.equal(h.hub.state.retryAt - h.clock.now(), 1234)
  await h.clock.advance(1234)
  assert.equal(h.sockets.length, 2)
})

test("bye cannot keep a client away for longer than it is willing to be", async () => {
  const h = harness()
  const socket = await h.open()
  // More than setTimeout can wait: unbounded, the client would be back at once.
  socket.says({ op: "bye", code: 1012, reason: "drain", reconnectAfterMs: 2 ** 40 })
  socket.ends(1012)
  assert.equal(h.hub.state.retryAt - h.clock.now(), 300_000)
})

test("credentials that ended are renewed at once, but not in a circle", async () => {
  const h = harness({ ticket: async () => "t" })
  const socket = await h.open()
  socket.ends(4401)
  assert.equal(h.hub.state.retryAt, h.clock.now())
  await h.clock.advance(0)
  h.last.accept()
  h.last.ends(4401)
  assert.ok(h.hub.state.retryAt > h.clock.now())
})

for (const code of [1002, 1003, 1007, 1008, 1009, 4400, 4401, 4403]) {
  test(`after ${code} it stays away`, async () => {
    const h = harness()
    const socket = await h.open()
    socket.ends(code, "why")
    assert.equal(h.hub.state.connection, "closed")
    assert.deepEqual(h.hub.state.close, { code, reason: "why" })
    await h.clock.advance(600_000)
    assert.equal(h.sockets.length, 1)
  })
}

test("the policy is the one of protocol/codes.json", async () => {
  const text = await readFile(new URL("../../protocol/codes.json", import.meta.url), "utf8")
  const { closeCodes } = JSON.parse(text)
  assert.deepEqual(
    CLOSE_POLICY, Object.fromEntries(closeCodes.map(({ code, reconnect }) => [code, reconnect])))
})

test("no answer in time brings it back at once", async () => {
  const h = harness()
  const socket = await h.open()
  socket.ends(4408)
  assert.equal(h.hub.state.retryAt, h.clock.now())
})

test("silence is broken by a ping, and no answer is a lost connection", async () => {
  const h = harness()
  const socket = await h.open()
  socket.taken()
  await h.clock.advance(15_000)
  assert.deepEqual(socket.taken().map(({ op }) => op), ["ping"])
  socket.says({ op: "pong" })
  await h.clock.advance(15_000)
  assert.deepEqual(socket.taken().map(({ op }) => op), ["ping"])
  await h.clock.advance(10_000)
  assert.equal(socket.closedWith.code, 1000)
  assert.equal(h.hub.state.connection, "waiting")
})

test("who doubts that the server is there hears of its loss soon, or goes on", async () => {
  const h = harness()
  h.hub.check()
  const socket = await h.open()
  socket.taken()
  h.hub.check()
  assert.deepEqual(socket.taken().map(({ op }) => op), ["ping"])
  socket.says({ op: "pong" })
  await h.clock.advance(4_000)
  assert.equal(h.hub.state.connection, "open")
  h.hub.check()
  await h.clock.advance(4_000)
  assert.equal(h.hub.state.connection, "waiting")
})

test("a connection that never opens is given up", async () => {
  const h = harness()
  h.hub.connect()
  await settle()
  await h.clock.advance(15_000)
  assert.equal(h.hub.state.connection, "waiting")
  assert.notEqual(h.sockets[0].closedWith, null)
})

test("the server's own staleness is known until it is over", async () => {
  const h = harness()
  const socket = await h.open()
  socket.says({ op: "stale", since: "2026-11-21T12:00:00.000Z" })
  assert.equal(h.hub.state.stale, "2026-11-21T12:00:00.000Z")
  socket.says({ op: "fresh", since: "2026-11-21T12:00:09.000Z" })
  assert.equal(h.hub.state.stale, null)
})

test("heardAt is when the server last said anything", async () => {
  const h = harness()
  const socket = await h.open()
  await h.clock.advance(3_000)
  socket.says({ op: "mark", cursor: "1.a.1" })
  assert.equal(h.hub.state.heardAt, h.clock.now())
})

test("close stays closed, connect comes back with the cursors", async () => {
  const h = harness()
  h.hub.subscribe(TOPIC, {})
  const socket = await h.open()
  socket.answers({ status: "live", cursor: "1.a.5" })
  h.hub.close()
  assert.equal(socket.closedWith.code, 1000)
  await h.clock.advance(600_000)
  assert.equal(h.sockets.length, 1)
  const again = await h.open()
  assert.deepEqual(again.taken()[0].topics, [{ topic: TOPIC, cursor: "1.a.5" }])
})

test("connect while waiting tries at once, and only once", async () => {
  const h = harness()
  const socket = await h.open()
  socket.ends(1006)
  h.hub.connect()
  h.hub.connect()
  await settle()
  assert.equal(h.sockets.length, 2)
  await h.clock.advance(10_000)
  assert.equal(h.sockets.length, 2)
})

test("close while the ticket is on its way opens nothing", async () => {
  let give
  const h = harness({ ticket: () => new Promise((resolve) => (give = resolve)) })
  h.hub.connect()
  h.hub.close()
  give("t")
  await settle()
  assert.equal(h.sockets.length, 0)
})

test("reconnect takes a new ticket and leaves the old socket's words unheard", async () => {
  const h = harness()
  const old = await h.open()
  h.hub.reconnect()
  await settle()
  assert.equal(h.sockets.length, 2)
  assert.equal(old.closedWith.code, 1000)
  assert.equal(old.onmessage, null)
})

test("what the old connection said of being stale ends with it, whoever ended it", async () => {
  const h = harness()
  const socket = await h.open()
  socket.says({ op: "stale", since: "2026-11-21T09:00:00.000Z" })
  h.hub.reconnect()
  await settle()
  h.last.accept()
  assert.equal(h.hub.state.stale, null)
  h.last.says({ op: "stale", since: "2026-11-21T09:00:00.000Z" })
  h.hub.close()
  assert.equal(h.hub.state.stale, null)
})

test("a frame of an unknown op, or one that is no JSON, does no harm", async () => {
  const h = harness()
  const socket = await h.open()
  socket.says({ op: "constructor" })
  socket.says({ op: "something-new" })
  socket.onmessage({ data: "{" })
  assert.equal(h.hub.state.connection, "open")
  assert.equal(h.errors.length, 1)
})
