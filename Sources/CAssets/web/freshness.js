/** How fresh the screen is, in words that are always there. */

import { fill, h } from "./dom.js"
import { clock } from "./format.js"

/** So long without a word and the screen is no longer called live (marks come each 30 s). */
const QUIET_MS = 35_000
/** A view that opens asks for its topics, and an answer takes a moment: so long says nothing. */
const CATCHING_UP_MS = 2_000

/** What to say of the hub's `state`: `tone` is `live`, `busy`, `late` or `off`. */
export function freshness(state, now) {
  const asOf = state.heardAt ? clock(state.heardAt) : null
  switch (state.connection) {
    case "open":
      if (state.stale) {
        return { tone: "late", word: "Stale", text: `since ${clock(state.stale)}` }
      }
      if (now - state.heardAt > QUIET_MS) return { tone: "late", word: "Live", text: `as of ${asOf}` }
      if (state.behind !== null && now - state.behind >= CATCHING_UP_MS) {
        return { tone: "busy", word: "Catching up", text: `since ${clock(state.behind)}` }
      }
      return { tone: "live", word: "Live", text: "" }
    case "connecting":
      return asOf
        ? { tone: "busy", word: "Reconnecting", text: `· live as of ${asOf}` }
        : { tone: "busy", word: "Connecting", text: "" }
    case "waiting": {
      const seconds = Math.max(0, Math.ceil((state.retryAt - now) / 1_000))
      const again = seconds > 1 ? `in ${seconds} s` : ""
      return {
        tone: "busy", word: `Reconnecting ${again}`.trim(), retry: true,
        text: asOf ? `· live as of ${asOf}` : "",
      }
    }
    default:
      return {
        tone: "off", word: "Offline", retry: true, text: asOf ? `· live as of ${asOf}` : "",
      }
  }
}

/** Keeps `element` and the page's greying in step with `hub`. */
export function showFreshness(element, hub) {
  let shown = null
  const words = h("span.words", { role: "status" })
  const again = h("button.retry", { type: "button", onclick: () => hub.connect() }, "Try now")
  element.append(h("span.dot"), words, again)

  function render() {
    const { tone, word, text, retry } = freshness(hub.state, Date.now())
    const key = JSON.stringify([tone, word, text])
    if (key === shown) return
    shown = key
    element.dataset.tone = tone
    element.title = [word, text].filter(Boolean).join(", ")
    fill(words, h("b", {}, word), text && h("span", {}, ` ${text}`))
    again.hidden = !retry
    document.body.dataset.fresh = String(tone === "live")
  }

  let queued = false
  hub.addEventListener("state", () => {
    if (queued) return
    queued = true
    requestAnimationFrame(() => {
      queued = false
      render()
    })
  })
  setInterval(render, 1_000)
  render()
}
