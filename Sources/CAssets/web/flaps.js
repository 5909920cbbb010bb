/** Split-flap text: a row of tiles, each turning through a few letters to the next one. */

const WHEEL = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
const PHASE_MS = 45
const still = matchMedia("(prefers-reduced-motion: reduce)")
const turning = new Set()
let lastTick = 0

/** One ticker turns every tile on the page, so that a whole board costs one callback a frame. */
function tick(time) {
  if (time - lastTick >= PHASE_MS) {
    lastTick = time
    for (const tile of turning) if (!tile.step()) turning.delete(tile)
  }
  if (turning.size) requestAnimationFrame(tick)
}

class Tile {
  element = document.createElement("i")
  #shown = " "
  #coming = []
  #delay = 0
  #falling = null

  /** Shows `letter` at once, or turns to it after `delay` phases. */
  show(letter, delay, animated) {
    const target = this.#coming.at(-1) ?? this.#falling ?? this.#shown
    if (letter === target) return
    if (!animated) {
      this.#coming = []
      this.#falling = null
      this.#settle(letter)
      return
    }
    const between = Array.from({ length: 1 + Math.floor(Math.random() * 3) },
      () => WHEEL[Math.floor(Math.random() * WHEEL.length)])
    this.#coming = [...between, letter]
    this.#delay = delay
    if (!turning.size) requestAnimationFrame(tick)
    turning.add(this)
  }

  /** One phase: the upper half falls, then lands as the next letter's lower half. */
  step() {
    if (this.#delay-- > 0) return true
    const { dataset } = this.element
    if (this.#falling !== null) {
      dataset.phase = "land"
      this.#shown = this.#falling
      this.#falling = null
      return true
    }
    if (!this.#coming.length) {
      this.#settle(this.#shown)
      return false
    }
    this.#falling = this.#coming.shift()
    dataset.old = this.#shown
    dataset.new = this.#falling
    dataset.phase = "fall"
    this.element.textContent = this.#falling
    return true
  }

  #settle(letter) {
    this.#shown = letter
    this.element.textContent = letter
    for (const name of ["phase", "old", "new"]) delete this.element.dataset[name]
  }
}

/** A cell of `length` tiles. Screen readers read its text, not its tiles. */
export class Flaps {
  element
  text = null
  #tiles
  #words

  constructor(length, className = "") {
    this.#tiles = Array.from({ length }, () => new Tile())
    this.element = document.createElement("span")
    this.element.className = `flaps ${className}`
    const tiles = document.createElement("span")
    tiles.className = "tiles"
    tiles.setAttribute("aria-hidden", "true")
    tiles.append(...this.#tiles.map(({ element }) => element))
    this.#words = document.createElement("span")
    this.#words.className = "unseen"
    this.element.append(tiles, this.#words)
  }

  /** Turns to `text`; `words` is what is read aloud, `delay` in phases before the first tile. */
  show(text, { words = text, delay = 0, animated = true } = {}) {
    if (this.#words.textContent !== words) this.#words.textContent = words
    if (text === this.text) return
    this.text = text
    const letters = [...plain(text)].slice(0, this.#tiles.length)
    const moves = animated && !still.matches && document.visibilityState === "visible"
    this.#tiles.forEach((tile, n) => {
      const letter = letters[n] ?? " "
      tile.element.classList.toggle("blank", letter === " ")
      tile.element.classList.toggle("colon", letter === ":") // the monospaced one stands askew
      tile.show(letter, delay + Math.floor(n / 2), moves)
    })
  }
}

/** Capitals without accents, as boards have them. */
function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toUpperCase()
}
