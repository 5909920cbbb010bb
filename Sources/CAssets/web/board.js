/** The departures and arrivals board of an airport. */

import { airport, airportPicker } from "./airports.js"
import { announce, empty, fill, h } from "./dom.js"
import { Flaps } from "./flaps.js"
import { localDay, localTime, status } from "./format.js"

/** Rows at first, and more with each press of the button. */
const PAGE = 18
/** A flight stays on the board so long after it left or came. */
const LINGER_MS = 20 * 60_000
/** The hub's board reaches some hours ahead, and says no word of a flight that comes within them. */
const RENEWAL_MS = 3_600_000

const SIDES = {
  departures: { near: "departure", far: "arrival", place: "Destination", verb: "to" },
  arrivals: { near: "arrival", far: "departure", place: "From", verb: "from" },
}

/** One line of the board; it keeps its element as long as its flight is shown. */
class Row {
  #flaps = {
    time: new Flaps(5, "time"), expected: new Flaps(5, "expected"), flight: new Flaps(6, "flight"),
    place: new Flaps(15, "place"), gate: new Flaps(4, "gate"), status: new Flaps(9, "status"),
  }
  #link = h("a.row-link", {})
  element

  constructor() {
    const cell = (name, ...inside) => h(`div.cell.${name}`, { role: "cell" }, ...inside)
    this.#link.append(this.#flaps.flight.element)
    this.element = h("div.row", { role: "row" },
      cell("c-time", this.#flaps.time.element),
      cell("c-expected", this.#flaps.expected.element),
      cell("c-flight", this.#link),
      cell("c-place", this.#flaps.place.element),
      cell("c-gate", this.#flaps.gate.element),
      cell("c-status", this.#flaps.status.element))
  }

  show(flight, side, delay, animated) {
    const { near, far } = SIDES[side]
    const [here, there] = [flight[near], flight[far]]
    const time = clockOf(here.scheduled)
    const best = clockOf(here.actual ?? here.estimated ?? here.scheduled)
    const gate = (side === "arrivals" ? flight.arrival.baggage ?? here.gate : here.gate) ?? ""
    const said = statusOn(flight, side)
    const options = (words) => ({ words, delay, animated })
    this.element.dataset.tone = said.tone
    this.element.dataset.flight = flight.flightId
    this.#link.href = `#/flights/${flight.flightId}`
    this.#flaps.time.show(time, options(time))
    this.#flaps.expected.show(best === time ? "" : best, options(best === time ? "as planned" : `expected ${best}`))
    this.#flaps.flight.show(flight.flightNumber, options(flight.flightNumber))
    this.#flaps.place.show(fitted(there.city || there.airport, 15), options(`${there.city} ${there.airport}`))
    this.#flaps.gate.show(gate, options(gate || "none yet"))
    this.#flaps.status.show(said.board, options(said.words))
  }
}

/** A time with its airport's offset: the clock on that airport's wall. */
const clockOf = (time) => time.slice(11, 16)

/** What is too long for its tiles ends with a whole word, where that leaves enough. */
function fitted(text, length) {
  if (text.length <= length) return text
  const end = text.lastIndexOf(" ", length)
  // What would end in "am" or "de" is named well enough without.
  return text.slice(0, end >= 5 ? end : length).replace(/ .{1,2}$/, "").replace(/[,;:]$/, "")
}

/** An arriving flight in the air is on its way, not gone. */
function statusOn(flight, side) {
  if (side === "arrivals" && flight.status === "in_air") {
    return flight.delayMinutes >= 15
      ? { board: "LATE", words: "late", tone: "warn" }
      : { board: "ON TIME", words: "in the air", tone: "calm" }
  }
  if (side === "arrivals" && flight.status === "landed") {
    return { board: "LANDED", words: "landed", tone: "go" }
  }
  return status(flight.status)
}

export function boardView({ session, hub }, code, side) {
  const { near, far, place, verb } = SIDES[side]
  const flights = new Map()
  const rows = new Map()
  let limit = PAGE
  let zone = null
  let first = true

  const name = h("span.city", {}, code)
  const wall = h("time.wall", { ariaLabel: "Local time" })
  const subtitle = h("p.subtitle", {}, " ")
  const list = h("div.rows", { role: "rowgroup" })
  const note = h("div.note", {})
  const more = h("button.more", {
    type: "button", hidden: true,
    onclick: () => {
      limit += PAGE
      render()
    },
  }, "Later flights")
  const columns = [["c-time", "Time"], ["c-expected", "Exp."], ["c-flight", "Flight"],
    ["c-place", place], ["c-gate", side === "arrivals" ? "Belt" : "Gate"], ["c-status", "Status"]]
  const table = h("div.table", { role: "table", ariaLabel: `${side} at ${code}` },
    h("div.row.head", { role: "row" },
      columns.map(([style, title]) => h(`div.cell.${style}`, { role: "columnheader" }, title))),
    list)
  const tab = (which, title) => h("a.tab", {
    href: `#/board/${code}${which === "arrivals" ? "/arrivals" : ""}`,
    "aria-current": which === side ? "page" : null,
  }, title)
  const element = h("section.board-view", {},
    h("div.headline", {},
      h("div.where", {},
        h("span.code", {}, code),
        h("div", {}, h("h1", {}, name), subtitle)),
      wall),
    h("div.toolbar", {},
      h("nav.tabs", { ariaLabel: "Direction" }, tab("departures", "Departures"), tab("arrivals", "Arrivals")),
      airportPicker(session, (chosen) => (location.hash = `#/board/${chosen}`))),
    h("div.board.live-part", {}, table, note),
    more)

  function render() {
    const now = Date.now()
    const shown = [...flights.values()]
      .filter((flight) => Date.parse(flight[near].actual ?? flight[near].estimated ?? flight[near].scheduled) > now - LINGER_MS)
      .sort((a, b) => Date.parse(a[near].scheduled) - Date.parse(b[near].scheduled)
        || a.flightNumber.localeCompare(b.flightNumber))
    const page = shown.slice(0, limit)
    more.hidden = shown.length <= limit
    const kept = new Set(page.map(({ flightId }) => flightId))
    for (const [id, row] of rows) {
      if (kept.has(id)) continue
      row.element.remove()
      rows.delete(id)
    }
    page.forEach((flight, n) => {
      let row = rows.get(flight.flightId)
      if (!row) rows.set(flight.flightId, (row = new Row()))
      row.show(flight, side, first ? n : 0, n < PAGE)
      if (list.children[n] !== row.element) list.insertBefore(row.element, list.children[n] ?? null)
    })
    first &&= page.length === 0
    if (!loaded) return
    fill(note, shown.length === 0 && empty(`No ${side}`,
      `Nothing is planned here for the next hours. Try a larger airport.`,
      ["LHR", "JFK", "SIN"].filter((other) => other !== code).map((other) =>
        h("a.button", { href: `#/board/${other}` }, other))))
  }

  function change(flight) {
    if (!flight?.flightId || !flight[near]) return // what else an airport may come to carry
    const held = flights.get(flight.flightId)
    if (held && held.version >= flight.version) return
    if (flight[near].airport !== code) return
    flights.set(flight.flightId, flight)
    render()
    const before = held && [held.status, held[near].gate, held[near].estimated].join()
    const after = [flight.status, flight[near].gate, flight[near].estimated].join()
    if (before !== after) announce(sentence(flight))
  }

  function sentence(flight) {
    const gate = flight[near].gate ? `, gate ${flight[near].gate}` : ""
    const late = flight[near].estimated ? `, expected ${clockOf(flight[near].estimated)}` : ""
    return `${flight.flightNumber} ${verb} ${flight[far].city}: ${statusOn(flight, side).words}${late}${gate}.`
  }

  let loaded = false
  note.append(h("p.loading", {}, "Waiting for the board…"))
  let subscription = null
  let renewAt = 0

  /** Takes the topic up from its beginning: what is shown stays until the snapshot replaces it. */
  function follow() {
    subscription?.close()
    // At any time around the hour, so that the screens of a hall do not ask together.
    renewAt = Date.now() + RENEWAL_MS * (0.75 + Math.random() / 2)
    subscription = hub.subscribe(`airport:${code}`, {
      snapshot: (state) => {
        loaded = true
        flights.clear()
        for (const flight of state[side]) flights.set(flight.flightId, flight)
        render()
      },
      event: ({ data }) => change(data),
      rejected: () => fill(note, empty("No such airport", `${code} is not an airport code.`,
        h("a.button", { href: "#/board/LHR" }, "London Heathrow"))),
    })
  }
  follow()

  function tick() {
    if (!zone) return
    const now = Date.now()
    wall.textContent = localTime(now, zone)
    wall.dateTime = new Date(now).toISOString()
  }
  airport(session, code).then((found) => {
    zone = found.timeZone
    name.textContent = found.city || found.name
    subtitle.textContent = [found.name, localDay(Date.now(), zone)].filter(Boolean).join(" · ")
    document.title = `${found.city || code} ${side} · FlightHub`
    tick()
  }).catch((problem) => {
    subtitle.textContent = problem.status === 404 ? "Unknown airport" : problem.message
  })
  const ticking = setInterval(tick, 1_000)
  const sweeping = setInterval(() => {
    if (Date.now() >= renewAt) follow()
    render()
  }, 30_000)

  return {
    title: `${code} ${side}`,
    element,
    leave() {
      subscription.close()
      clearInterval(ticking)
      clearInterval(sweeping)
    },
  }
}
