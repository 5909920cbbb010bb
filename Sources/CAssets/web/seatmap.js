/** A flight's seats, as a grid that is walked with the arrow keys. */

import { fill, h } from "./dom.js"
import { cabinName, money } from "./format.js"

const SPOKEN = {
  available: "free", locked: "being booked by someone", booked: "taken", blocked: "not for sale",
}

export class SeatMap {
  element = h("div.seatmap", {}, h("p.loading", {}, "Waiting for the seats…"))
  /** Designator → `{designator, cabin, state, version, price}`. */
  seats = new Map()
  #buttons = new Map()
  #grid = []
  #counts = new Map()
  #chosen = new Set()
  #mine = new Set()
  #pick

  /** `pick(seat)` is called when a free seat, or one that was chosen before, is pressed. */
  constructor(pick) {
    this.#pick = pick
    this.element.addEventListener("keydown", (event) => this.#key(event))
  }

  /** Replaces everything with a seat map as the API shows it; a flight that is not has no cabins. */
  load({ cabins = [] }) {
    const focused = document.activeElement?.dataset?.seat
    this.seats.clear()
    this.#buttons.clear()
    this.#grid = []
    this.#counts.clear()
    fill(this.element, cabins.map((cabin) => this.#cabin(cabin)))
    for (const seat of this.seats.values()) this.#show(seat)
    this.#count()
    const first = this.#buttons.get(focused) ?? this.#grid.flat().find(Boolean)
    if (first) first.tabIndex = 0
    if (focused) this.#buttons.get(focused)?.focus()
  }

  /** Applies one seat's event; an older one than what is shown changes nothing. */
  change(data) {
    const held = this.seats.get(data.designator)
    if (!held || held.version >= data.version) return null
    const before = held.state
    Object.assign(held, { state: data.state, version: data.version })
    this.#show(held)
    this.#count()
    const button = this.#buttons.get(held.designator)
    button.classList.remove("changed")
    void button.offsetWidth // starts the animation over
    button.classList.add("changed")
    return { seat: held, before }
  }

  /** Which seats are picked, and which are held or sold to the reader. */
  mark(chosen, mine) {
    const touched = new Set([...this.#chosen, ...this.#mine, ...chosen, ...mine])
    this.#chosen = new Set(chosen)
    this.#mine = new Set(mine)
    for (const designator of touched) {
      const seat = this.seats.get(designator)
      if (seat) this.#show(seat)
    }
  }

  #cabin({ cabin, price, rows }) {
    const sections = rows[0]?.sections ?? []
    const letters = sections.map(({ elements }) => elements.map(({ designator }) => designator.slice(-1)))
    const widths = letters.map((letter) => `repeat(${letter.length}, var(--seat))`).join(" var(--aisle) ")
    const count = h("span.muted", {})
    this.#counts.set(cabin, count)
    const grid = h("div.seats", { role: "grid", ariaLabel: `${cabinName(cabin)} seats` },
      h("div.line.letters", { ariaHidden: "true" },
        letters.map((group, n) => [n > 0 && h("span.aisle", {}), group.map((letter) => h("span", {}, letter))])),
      rows.map((row) => this.#row(row, cabin, price)))
    grid.style.setProperty("--columns", widths)
    grid.style.setProperty("--seats", letters.flat().length)
    grid.style.setProperty("--aisles", letters.length - 1)
    return h("section.cabin", { dataset: { cabin } },
      h("header", {}, h("h2", {}, cabinName(cabin)), price && h("span", {}, money(price)), count), grid)
  }

  #row({ row, sections }, cabin, price) {
    const line = []
    const element = h("div.line", { role: "row", ariaLabel: `Row ${row}` },
      sections.map(({ elements }, n) => [
        n > 0 && h("span.aisle", { ariaHidden: "true" }, n === 1 ? String(row) : ""),
        elements.map((seat, m) => {
          const held = { ...seat, cabin, price, place: place(n, m, sections) }
          const button = h("button.seat", {
            type: "button", role: "gridcell", tabIndex: -1, dataset: { seat: seat.designator },
            onclick: () => this.#press(held.designator),
          })
          this.seats.set(seat.designator, held)
          this.#buttons.set(seat.designator, button)
          line.push(button)
          return button
        }),
      ]))
    this.#grid.push(line)
    return element
  }

  #show(seat) {
    const { designator, state, place: where, price } = seat
    const mine = this.#mine.has(designator)
    const chosen = this.#chosen.has(designator)
    const shown = mine ? "mine" : chosen ? "chosen" : state
    const button = this.#buttons.get(designator)
    if (button.dataset.state !== shown) button.dataset.state = shown
    button.textContent = shown === "mine" || shown === "chosen" ? "✓" : designator.slice(-1)
    button.title = `${designator}, ${mine ? "yours" : SPOKEN[state]}`
    button.ariaDisabled = String(state !== "available" && !chosen)
    button.setAttribute("aria-selected", String(mine || chosen))
    button.ariaLabel = [designator, where, mine ? "yours" : chosen ? "chosen" : SPOKEN[state],
      state === "available" && price ? money(price) : ""].filter(Boolean).join(", ")
  }

  #count() {
    const free = new Map()
    for (const { cabin, state } of this.seats.values()) {
      free.set(cabin, (free.get(cabin) ?? 0) + (state === "available" ? 1 : 0))
    }
    for (const [cabin, element] of this.#counts) element.textContent = `${free.get(cabin) ?? 0} free`
  }

  #press(designator) {
    const seat = this.seats.get(designator)
    this.#focus(this.#buttons.get(designator))
    if (seat.state === "available" || this.#chosen.has(designator)) this.#pick(seat)
  }

  /** One stop for the tab key; from there on the arrows. */
  #focus(button) {
    for (const other of this.element.querySelectorAll('.seat[tabindex="0"]')) other.tabIndex = -1
    button.tabIndex = 0
    button.focus({ focusVisible: true })
    button.scrollIntoView({ block: "nearest" })
  }

  #key(event) {
    const row = this.#grid.findIndex((line) => line.includes(event.target))
    if (row < 0) return
    const column = this.#grid[row].indexOf(event.target)
    const to = {
      ArrowLeft: [row, column - 1], ArrowRight: [row, column + 1],
      ArrowUp: [row - 1, this.#across(row, column, row - 1)],
      ArrowDown: [row + 1, this.#across(row, column, row + 1)],
      Home: [row, 0], End: [row, this.#grid[row].length - 1],
      PageUp: [0, 0], PageDown: [this.#grid.length - 1, 0],
    }[event.key]
    if (!to) return
    event.preventDefault()
    const button = this.#grid[to[0]]?.[to[1]]
    if (button) this.#focus(button)
  }

  /** The column of another row that lies most nearly below or above. */
  #across(row, column, other) {
    const line = this.#grid[other]
    if (!line) return column
    const here = this.#grid[row][column].getBoundingClientRect().left
    const distances = line.map((button) => Math.abs(button.getBoundingClientRect().left - here))
    return distances.indexOf(Math.min(...distances))
  }
}

/** Window, aisle or middle. */
function place(section, index, sections) {
  const { elements } = sections[section]
  const atLeftWall = section === 0 && index === 0
  const atRightWall = section === sections.length - 1 && index === elements.length - 1
  if (atLeftWall || atRightWall) return "window"
  const atAisle = (index === 0 && section > 0)
    || (index === elements.length - 1 && section < sections.length - 1)
  return atAisle ? "aisle" : "middle"
}
