/** The page: a header that never goes away, and one view at a time below it. */

import { showAccount } from "./account.js"
import { boardView } from "./board.js"
import { bookingsView } from "./bookings.js"
import { empty, fill, h } from "./dom.js"
import { FlightHub } from "./flighthub.js"
import { flightView } from "./flight.js"
import { showFreshness } from "./freshness.js"
import { Session, recall, remember } from "./session.js"

const main = document.getElementById("main")
const session = new Session()
const hub = new FlightHub({ ticket: session.ticket })
const context = { session, hub }
let leave = () => {}

const HOME = "flighthub.airport"

/** `#/`, `#/board/LHR`, `#/board/LHR/arrivals`, `#/flights/{id}`, `#/bookings`, `#/bookings/{pnr}` */
function route() {
  const [section, ...rest] = parts(location.hash.replace(/^#\/?/, ""))
  switch (section || "board") {
    case "board": {
      const airport = rest[0]?.toUpperCase() || recall(HOME) || "LHR"
      remember(HOME, airport)
      return ["board", () => boardView(context, airport, rest[1] === "arrivals" ? "arrivals" : "departures")]
    }
    case "flights": return ["board", () => flightView(context, rest[0])]
    case "bookings": return ["bookings", () => bookingsView(context, rest[0])]
    default: return ["", () => ({
      title: "Not found",
      element: empty("No such page", "The address may be mistyped.",
        h("a.button", { href: "#/" }, "To the board")),
    })]
  }
}

/** What is mistyped so that it cannot be read leads nowhere. */
function parts(path) {
  try {
    return path.split("/").map(decodeURIComponent)
  } catch {
    return ["?"]
  }
}

/** A view is `{title, element, leave?}`; it lets go of its topics and timers in `leave`. */
function show() {
  leave()
  const [section, open] = route()
  for (const link of document.querySelectorAll("[data-section]")) {
    if (link.dataset.section === section) link.setAttribute("aria-current", "page")
    else link.removeAttribute("aria-current")
  }
  const view = open()
  leave = view.leave ?? (() => {})
  document.title = `${view.title} · FlightHub`
  fill(main, view.element)
  scrollTo(0, 0)
}

addEventListener("hashchange", () => {
  show()
  main.focus({ preventScroll: true })
})
addEventListener("online", () => hub.connect())
// A hub on this machine is still there, so it is asked.
addEventListener("offline", () => hub.check())
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && hub.state.connection === "waiting") hub.connect()
})

// Another person has other rights: a new connection, and the view from its beginning.
session.addEventListener("change", () => {
  hub.reconnect()
  show()
})
session.addEventListener("token", () => {
  if (hub.state.connection !== "open") return
  // A connection that broke off comes back when it should, and with a new ticket.
  hub.authenticate(session.token).catch(({ code }) => code === "NOT_CONNECTED" || hub.reconnect())
})
hub.addEventListener("error", ({ detail }) => console.warn("flighthub:", detail))

showFreshness(document.getElementById("freshness"), hub)
showAccount(document.getElementById("account"), session)
await session.restore()
if (hub.state.connection === "closed") {
  show()
  hub.connect()
}
