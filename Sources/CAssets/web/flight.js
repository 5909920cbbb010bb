/** A flight: where it is in its day, its seats, and the way from a seat to a paid booking. */

import { announce, empty, fill, h, icon } from "./dom.js"
import { Flaps } from "./flaps.js"
import { Checkout } from "./checkout.js"
import { duration, status, words } from "./format.js"
import { SeatMap } from "./seatmap.js"

const clockOf = (time) => time.slice(11, 16)

export function flightView(context, id) {
  const { session, hub } = context
  let flight = null
  const head = h("header.flight-head.card.live-part", {}, h("p.loading", {}, "Waiting for the flight…"))
  const gate = new Flaps(4, "gate")
  const said = new Flaps(9, "status")
  const seatMap = new SeatMap((seat) => checkout.toggle(seat))
  const checkout = new Checkout(context, id, seatMap)
  const back = h("a.back", { href: "#/" }, icon("back"), "Board")
  const legend = h("ul.legend", { ariaLabel: "Legend" },
    [["available", "Free"], ["chosen", "Chosen"], ["mine", "Yours"], ["locked", "Being booked"], ["booked", "Taken"], ["blocked", "Not for sale"]]
      .map(([state, word]) => h("li", {}, h("span.seat", { dataset: { state }, ariaHidden: "true" }, state === "chosen" || state === "mine" ? "✓" : ""), word)))
  const parts = [back, head, h("div.columns", {},
    h("div.cabin-side", {}, legend, h("div.fuselage.live-part", {}, seatMap.element)),
    checkout.element)]
  const element = h("section.flight-view", {}, parts)

  function render(animated) {
    const { departure, arrival } = flight
    const { board, words: spoken, tone } = status(flight.status)
    document.title = `${flight.flightNumber} ${departure.city} to ${arrival.city} · FlightHub`
    back.href = `#/board/${flight.origin}`
    back.lastChild.textContent = `${departure.city} departures`
    gate.show(departure.gate ?? "", { words: departure.gate ?? "no gate yet", animated })
    said.show(board, { words: spoken, animated })
    head.dataset.tone = tone
    const end = (movement, name) => {
      const planned = clockOf(movement.scheduled)
      const best = clockOf(movement.actual ?? movement.estimated ?? movement.scheduled)
      return h(`div.end.${name}`, {},
        h("span.code", {}, movement.airport),
        h("span.city", {}, movement.city),
        h("span.time", {},
          best !== planned && h("s.muted", {}, h("span.unseen", {}, "planned "), planned), h("b", {}, best)),
        h("span.muted", {}, [movement.terminal && `Terminal ${movement.terminal}`,
          name === "to" && movement.gate && `Gate ${movement.gate}`,
          name === "to" && movement.baggage && `Belt ${movement.baggage}`].filter(Boolean).join(" · ")))
    }
    const length = Date.parse(arrival.scheduled) - Date.parse(departure.scheduled)
    const path = h("div.path", { ariaHidden: "true" }, h("span.line"), icon("plane"),
      h("small.muted", {}, duration(length)))
    path.style.setProperty("--done", progress(flight))
    fill(head,
      h("div.title", {},
        h("h1", {}, flight.flightNumber),
        h("span.muted", {}, [new Date(`${flight.date}T12:00Z`).toLocaleDateString("en-GB", {
          weekday: "long", day: "numeric", month: "long", timeZone: "UTC",
        }), flight.aircraft?.name].filter(Boolean).join(" · "))),
      h("div.route", {}, end(departure, "from"), path, end(arrival, "to")),
      h("div.mini-board.board", {},
        h("div.row", { dataset: { tone } },
          h("div", {}, h("small", {}, "Gate"), gate.element),
          h("div", {}, h("small", {}, "Status"), said.element)),
        flight.statusReason && h("p", {}, words(flight.statusReason))))
  }

  /** Shows `next` in the place of everything held: each state of a flight is the whole of it. */
  function show(next) {
    const before = flight
    flight = next
    checkout.flight = flight
    if (!head.parentNode) fill(element, parts) // what said that it cannot be shown
    render(Boolean(before))
  }

  /** Versions only rise within one history; a snapshot may begin another one, an event may not. */
  function change(next) {
    if (flight && flight.version >= next.version) return
    const isNews = flight !== null
    show(next)
    if (!isNews) return
    announce(`${flight.flightNumber} is now ${status(flight.status).words}${flight.departure.gate ? `, gate ${flight.departure.gate}` : ""}.`)
  }

  /** The history that this one has given way to may have had it. */
  function gone() {
    flight = null
    fail({ status: 404 })
  }

  function fail(problem) {
    if (flight) return
    fill(element, empty(problem.status === 404 ? "No such flight" : "The flight cannot be shown",
      problem.status === 404 ? "It may have been flown long ago." : problem.message,
      h("a.button", { href: "#/" }, "To the board")))
  }

  // For the first sight only: what the hub has said since is of its history, and this may not be.
  session.api("GET", `/flights/${encodeURIComponent(id)}`).then((found) => flight ?? show(found), fail)

  const subscriptions = [
    hub.subscribe(`flight:${id}`, {
      snapshot: (state) => (state.flightId ? show(state) : gone()),
      event: ({ data }) => data?.flightId && data.status && change(data),
      rejected: () => fail({ status: 404 }),
    }),
    hub.subscribe(`seats:${id}`, {
      snapshot: (state) => {
        seatMap.load(state)
        checkout.sync()
      },
      event: ({ data = {} }) => {
        const change = seatMap.change(data)
        if (change) checkout.seen(change)
      },
    }),
  ]
  const ticking = setInterval(() => {
    checkout.tick()
    if (flight) head.querySelector(".path")?.style.setProperty("--done", progress(flight))
  }, 1_000)

  return {
    title: "Flight",
    element,
    leave() {
      subscriptions.forEach((subscription) => subscription.close())
      checkout.leave()
      clearInterval(ticking)
    },
  }
}

/** How far along its way the flight is, from 0 to 1. */
function progress({ status: now, departure, arrival }) {
  if (now === "landed") return 1
  if (now !== "in_air") return 0
  const best = ({ actual, estimated, scheduled }) => Date.parse(actual ?? estimated ?? scheduled)
  const share = (Date.now() - best(departure)) / (best(arrival) - best(departure))
  return Math.min(0.98, Math.max(0.02, share))
}
