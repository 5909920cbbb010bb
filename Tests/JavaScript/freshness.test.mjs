import assert from "node:assert/strict"
import { readFile } from "node:fs/promises"
import { test } from "node:test"

// Its imports are of the page; what is tested here needs only the clock's words.
const source = await readFile(
  new URL("../../Sources/CAssets/web/freshness.js", import.meta.url), "utf8")
const { freshness } = await import(`data:text/javascript,${encodeURIComponent(
  source.replaceAll(/^import .*$/gm, "").concat("\nconst clock = (at) => `at ${at}`"))}`)

const NOW = 100_000
const open = {
  connection: "open", heardAt: NOW - 1_000, stale: null, behind: null, retryAt: null,
}
const said = (state) => {
  const { tone, word, text } = freshness({ ...open, ...state }, NOW)
  return [tone, word, text]
}

test("open, fresh, caught up and heard of is live", () => {
  assert.deepEqual(said({}), ["live", "Live", ""])
})

test("what the hub calls stale is stale", () => {
  assert.deepEqual(said({ stale: 7 }), ["late", "Stale", "since at 7"])
  assert.deepEqual(said({ stale: 7, behind: 8 }), ["late", "Stale", "since at 7"])
})

test("silence is not called live", () => {
  assert.deepEqual(said({ heardAt: NOW - 35_001 }), ["late", "Live", "as of at 64999"])
})

test("a topic that has not caught up is not called live, unless it has just been asked for", () => {
  assert.deepEqual(said({ behind: NOW - 1_999 }), ["live", "Live", ""])
  assert.deepEqual(said({ behind: NOW - 2_000 }), ["busy", "Catching up", "since at 98000"])
})

test("without a connection it says what is done about it", () => {
  assert.deepEqual(said({ connection: "connecting", heardAt: null }), ["busy", "Connecting", ""])
  assert.deepEqual(
    said({ connection: "waiting", retryAt: NOW + 4_500 }),
    ["busy", "Reconnecting in 5 s", "· live as of at 99000"])
  assert.deepEqual(said({ connection: "closed" }), ["off", "Offline", "· live as of at 99000"])
})
