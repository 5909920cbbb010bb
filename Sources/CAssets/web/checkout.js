/** From a seat to a paid booking: choose, lock, hold, pay; and the reader's bookings of the flight. */

import { askToSignIn } from "./account.js"
import { announce, fill, h, icon, toast } from "./dom.js"
import { BookingCard, mayPay } from "./bookingcard.js"
import { countdown, money, status, sum } from "./format.js"
import { attemptKey } from "./session.js"

/** The most seats of one lock. */
const PARTY = 9
/** The hub's own rule; it has the last word. */
const SALES_END_MS = 3_600_000
const STEPS = ["Choose", "Lock", "Hold", "Pay"]

export class Checkout {
  element = h("aside.checkout.card", { ariaLabel: "Booking" })
  #flight = null
  #context
  #id
  #seatMap
  #chosen = new Set()
  #lock = null
  #cards = new Map()
  #subscriptions = []
  #left = false
  #busy = false
  #keys = {}
  #failure = null
  #timer = h("b.timer", {})
  #form = null
  #top = h("div.top-part", {})
  #list = h("div.cards", {})

  constructor(context, id, seatMap) {
    this.#context = context
    this.#id = id
    this.#seatMap = seatMap
    this.element.append(this.#top, this.#list)
    this.#lock = this.#recall()
    this.#render()
    if (context.session.user) this.#loadBookings()
  }

  /** What is known of the flight: not every one can be booked. */
  set flight(flight) {
    const before = this.#closed()
    this.#flight = flight
    if (before !== this.#closed()) this.#render()
  }

  /** Why no seat can be taken any more; null while it can. */
  #closed() {
    if (!this.#flight) return null
    const { status: now, departure } = this.#flight
    if (!["scheduled", "delayed"].includes(now)) return `The flight is ${status(now).words}.`
    const best = Date.parse(departure.actual ?? departure.estimated ?? departure.scheduled)
    return best - Date.now() < SALES_END_MS ? "Sales end an hour before departure." : null
  }

  /** A seat was pressed. */
  toggle({ designator }) {
    if (!this.#context.session.user) return void askToSignIn(this.#context.session)
    if (this.#lock || this.#busy) return
    if (this.#closed()) return void toast("bad", "Sales are closed", this.#closed())
    if (this.#chosen.has(designator)) this.#chosen.delete(designator)
    else if (this.#chosen.size >= PARTY) toast("bad", `At most ${PARTY} seats`, "Book the others separately.")
    else this.#chosen.add(designator)
    this.#failure = null
    this.sync()
    announce(`${this.#chosen.size} ${this.#chosen.size === 1 ? "seat" : "seats"} chosen.`)
  }

  /** A seat changed for everyone. */
  seen({ seat }) {
    if (this.#busy || seat.state === "available" || !this.#chosen.has(seat.designator)) return
    this.#chosen.delete(seat.designator)
    toast("bad", `${seat.designator} is gone`, "Somebody else was faster. Choose another seat.")
    this.sync()
  }

  /** Shows what is chosen and what is ours. */
  sync() {
    this.#paint()
    this.#render()
  }

  #paint() {
    for (const designator of this.#chosen) {
      const state = this.#seatMap.seats.get(designator)?.state
      if (state && state !== "available" && !this.#busy) this.#chosen.delete(designator)
    }
    const mine = new Set(this.#lock?.seats.map(({ designator }) => designator))
    for (const { booking } of this.#cards.values()) {
      if (!["pending", "confirmed"].includes(booking.status)) continue
      for (const designator of booking.seats ?? []) mine.add(designator)
    }
    this.#seatMap.mark(this.#chosen, mine)
  }

  tick() {
    if (this.#lock) {
      this.#timer.textContent = countdown(this.#lock.expiresAt)
      if (new Date(this.#lock.expiresAt) <= Date.now() && !this.#busy) {
        this.#setLock(null)
        toast("bad", "The seat lock has lapsed", "Choose your seats again.")
        this.sync()
      }
    }
    for (const card of this.#cards.values()) card.tick()
  }

  /** Lets go of its topics; what is still on its way is not shown any more. */
  leave() {
    this.#left = true
    this.#subscriptions.forEach((subscription) => subscription.close())
  }

  // Doing

  async #lockSeats() {
    const seats = [...this.#chosen].sort().map((designator) => ({ designator, passengerRef: designator }))
    await this.#act("lock", async (key) => {
      const lock = await this.#context.session.api("POST", `/flights/${this.#id}/seat-locks`, { key, body: { seats } })
      this.#chosen.clear()
      this.#setLock(lock)
    })
    this.#form?.querySelector("input")?.focus()
  }

  async #release() {
    await this.#act("release", async () => {
      await this.#context.session.api("DELETE", `/seat-locks/${this.#lock.id}`)
      this.#setLock(null)
    })
  }

  async #hold() {
    const fields = this.#form.elements
    const passengers = this.#lock.seats.map(({ designator }) => ({
      ref: designator,
      type: fields[`type-${designator}`].value,
      givenName: fields[`given-${designator}`].value.trim(),
      familyName: fields[`family-${designator}`].value.trim(),
      bornOn: fields[`born-${designator}`].value,
    }))
    const contact = { email: fields.email.value.trim() }
    await this.#act("hold", async (key) => {
      const booking = await this.#context.session.api("POST", "/bookings", {
        key,
        body: {
          type: "hold", flightId: this.#id, seatLockIds: [this.#lock.id], passengers, contact,
          expectedTotal: this.#total(),
        },
      })
      this.#setLock(null)
      this.#addCard(booking)
      toast("good", `${booking.pnr} is held`, "Pay it before the time is over.")
    })
  }

  /** One attempt has one key; an answer that was lost is asked for again under the same. */
  async #act(name, work) {
    this.#keys[name] ??= attemptKey()
    this.#busy = true
    this.#failure = null
    this.#setBusy()
    try {
      await work(this.#keys[name])
      delete this.#keys[name]
    } catch (problem) {
      if (problem.status !== 0) delete this.#keys[name]
      this.#failed(problem)
    }
    this.#busy = false
    this.sync()
    this.#setBusy()
  }

  #failed(problem) {
    const { code, body, errors } = problem
    if (code === "SEAT_TAKEN") {
      for (const designator of body.seats ?? []) this.#chosen.delete(designator)
      this.#failure = `${(body.seats ?? ["A seat"]).join(", ")} was taken a moment ago. Choose another seat.`
    } else if (["LOCK_EXPIRED", "LOCK_NOT_FOUND"].includes(code)) {
      this.#setLock(null)
      this.#failure = "The seat lock has lapsed. Choose your seats again."
    } else if (code === "PRICE_CHANGED" && body.newTotal) {
      this.#failure = `The total is ${money(body.newTotal)}. Check the passengers' types.`
    } else {
      this.#failure = errors.length
        ? errors.map(({ detail, pointer }) => `${nameOf(pointer)}${detail}`).join("; ")
        : problem.message
    }
    announce(this.#failure)
  }

  #setLock(lock) {
    this.#lock = lock
    this.#form = null
    remember(this.#id, lock)
  }

  #recall() {
    const lock = recall(this.#id)
    return lock && this.#context.session.user && new Date(lock.expiresAt) > Date.now() ? lock : null
  }

  async #loadBookings() {
    try {
      const { data } = await this.#context.session.api("GET", "/bookings", {
        query: { flightId: this.#id, limit: 50 },
      })
      const { id, agencyId } = this.#context.session.user
      for (const booking of data.reverse()) {
        const own = booking.customerId === id || booking.createdBy === id
          || (agencyId && booking.agencyId === agencyId)
        if (own && ["pending", "confirmed"].includes(booking.status)) this.#addCard(booking)
      }
      this.sync()
    } catch (problem) {
      toast("bad", "Your bookings cannot be shown", problem.message)
    }
  }

  #addCard(booking) {
    const { bookingId } = booking
    if (this.#left) return
    if (this.#cards.has(bookingId)) return this.#cards.get(bookingId).show(booking)
    const card = new BookingCard(this.#context, booking, () => this.sync())
    this.#cards.set(bookingId, card)
    this.#list.prepend(card.element)
    this.#follow(bookingId, card)
  }

  /** A hold runs out, and others of the agency pay and cancel: the seats show it, so must the card. */
  #follow(bookingId, card) {
    let isFollowed = false
    const gone = () => {
      card.element.remove()
      this.#cards.delete(bookingId)
      subscription.close()
    }
    const shown = (change) => (...values) => {
      change(...values)
      this.#paint()
      // Whoever chooses or types is not disturbed: there no booking is spoken of.
      if (!this.#lock && !this.#chosen.size) this.#render()
    }
    const subscription = this.#context.hub.subscribe(`booking:${bookingId}`, {
      snapshot: shown((state) => (state.bookingId ? card.replace(state) : gone())),
      event: shown(({ data }) => data.slices && card.show(data)),
      live: () => (isFollowed = true),
      // Who may read a booking and not follow it keeps what was read.
      rejected: shown(() => isFollowed && gone()),
    })
    this.#subscriptions.push(subscription)
  }

  // Showing

  #total() {
    return sum((this.#lock?.seats ?? []).map(({ designator }) => {
      const price = this.#seatMap.seats.get(designator)?.price
      const child = this.#form?.elements[`type-${designator}`]?.value === "child"
      return price && (child ? threeQuarters(price) : price)
    }).filter(Boolean))
  }

  #render() {
    const { user } = this.#context.session
    const unpaid = [...this.#cards.values()].some(({ booking }) => booking.status === "pending")
    const step = this.#lock ? 2 : this.#chosen.size ? 1 : unpaid ? 3 : 0
    this.element.dataset.phase = this.#lock ? "lock" : this.#chosen.size ? "choice" : "rest"
    const steps = h("ol.steps", { ariaLabel: "Steps" }, STEPS.map((name, n) =>
      h("li", { "aria-current": n === step ? "step" : null, dataset: { done: String(n < step) } }, name)))
    const failure = this.#failure && h("p.failure", { role: "alert" }, this.#failure)
    if (!user) {
      fill(this.#top, h("h2", {}, "Choose a seat"),
        h("p.muted", {}, "The map is live: you see every seat as it is taken. Sign in to lock, hold and pay."),
        h("button.primary", { type: "button", onclick: () => askToSignIn(this.#context.session) }, icon("user"), "Sign in"))
      return
    }
    if (this.#lock) {
      this.#form ??= this.#passengerForm(user)
      fill(this.#top, steps, this.#form, failure)
      this.#showTotal()
      this.tick()
      return
    }
    fill(this.#top, steps, this.#chosen.size ? this.#choice() : this.#invitation(unpaid), failure)
  }

  #invitation(unpaid) {
    if (this.#closed() && !unpaid) {
      return h("div", {}, h("h2", {}, "Sales are closed"), h("p.muted", {}, this.#closed()))
    }
    const payable = [...this.#cards.values()].some(({ booking }) => mayPay(this.#context.session.user, booking))
    return unpaid
      ? h("p.muted", {}, payable
        ? "Pay what is held before its time is over, or choose more seats."
        : "Your seats are held. Only a travel agency pays from its balance here.")
      : h("div", {}, h("h2", {}, "Choose seats"),
        h("p.muted", {}, `Up to ${PARTY}. Press a free seat; with the keyboard, walk by arrows and press Enter.`))
  }

  #choice() {
    const seats = [...this.#chosen].sort().map((designator) => this.#seatMap.seats.get(designator))
    const total = sum(seats.map(({ price }) => price).filter(Boolean))
    return h("div.choice", {},
      h("ul", {}, seats.map((seat) => h("li", {},
        h("b.tag", {}, seat.designator), h("span.muted", {}, seat.place),
        seat.price && h("span", {}, money(seat.price)),
        h("button.plain", {
          type: "button", ariaLabel: `Give up ${seat.designator}`, onclick: () => this.toggle(seat),
        }, icon("close"))))),
      total && h("p.sum", {}, h("span", {}, "Total"), h("strong", {}, money(total))),
      h("button.primary.wide", { type: "button", disabled: this.#busy, onclick: () => this.#lockSeats() },
        icon("lock"), `Lock ${seats.length === 1 ? "seat" : `${seats.length} seats`}`))
  }

  #passengerForm(user) {
    const field = (label, name, properties) => h("label.field", {}, h("span", {}, label),
      h("input", { name, required: true, ...properties }))
    const today = new Date().toISOString().slice(0, 10)
    const form = h("form.passengers", {
      onsubmit: (event) => {
        event.preventDefault()
        this.#hold()
      },
      onchange: () => this.#showTotal(),
    },
    h("div.locked", {}, icon("lock"), h("span", {}, "Locked for you: ", this.#timer)),
    this.#lock.seats.map(({ designator }) => h("fieldset", {},
      h("legend", {}, h("b.tag", {}, designator)),
      field("Given name", `given-${designator}`, { maxLength: 100, autocomplete: "off" }),
      field("Family name", `family-${designator}`, { maxLength: 100, autocomplete: "off" }),
      field("Born on", `born-${designator}`, { type: "date", max: today, min: "1900-01-01" }),
      h("label.field", {}, h("span", {}, "Type"), h("select", { name: `type-${designator}` },
        h("option", { value: "adult" }, "Adult"), h("option", { value: "child" }, "Child, 2–11"))))),
    field("Contact e-mail", "email", { type: "email", value: user.email }),
    h("p.sum", {}, h("span", {}, "Total"), h("strong", {})),
    h("div.actions", {},
      h("button", { type: "button", onclick: () => this.#release() }, "Give back"),
      h("button.primary", { type: "submit" }, "Hold booking")))
    return form
  }

  #showTotal() {
    const total = this.#total()
    const place = this.#form?.querySelector(".sum strong")
    if (place) place.textContent = total ? money(total) : ""
  }

  #setBusy() {
    for (const button of this.#top.querySelectorAll("button")) button.disabled = this.#busy
    this.element.setAttribute("aria-busy", String(this.#busy))
  }
}

/** A child pays 75 %, half a smallest unit rounded up. */
function threeQuarters({ amount, currency }) {
  const decimals = (amount.split(".")[1] ?? "").length
  const units = (BigInt(amount.replace(".", "")) * 75n + 50n) / 100n
  const digits = String(units).padStart(decimals + 1, "0")
  return { currency, amount: decimals ? `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}` : digits }
}

/** `/passengers/0/bornOn` → `Passenger 1, born on: ` */
function nameOf(pointer = "") {
  const [, list, index, name] = pointer.split("/")
  if (list !== "passengers" || name === undefined) return ""
  const spoken = { givenName: "given name", familyName: "family name", bornOn: "born on" }[name] ?? name
  return `Passenger ${Number(index) + 1}, ${spoken}: `
}

// A lock outlives a reload of the tab, and nothing else.

function recall(id) {
  try {
    return JSON.parse(sessionStorage.getItem(`flighthub.lock.${id}`))
  } catch {
    return null
  }
}

function remember(id, lock) {
  try {
    if (lock) sessionStorage.setItem(`flighthub.lock.${id}`, JSON.stringify(lock))
    else sessionStorage.removeItem(`flighthub.lock.${id}`)
  } catch {
    // Then a reload forgets it, and it lapses.
  }
}
