/** A booking as a card, with what can be done to it. */

import { fill, h, toast } from "./dom.js"
import { ago, countdown, money, words } from "./format.js"
import { attemptKey } from "./session.js"

const TONE = { pending: "warn", confirmed: "go", cancelled: "bad", expired: "bad" }
const WORD = { pending: "Held", confirmed: "Confirmed", cancelled: "Cancelled", expired: "Expired" }

/** Whether the reader's role may pay a booking from its agency's balance. */
export const mayPay = (user, booking) => booking.status === "pending" && booking.agencyId
  && (user?.role === "admin" || (user?.role === "travel_agent" && user.agencyId === booking.agencyId))

const mayCancel = (user, booking) => user && user.role !== "business_owner"
  && ["pending", "confirmed"].includes(booking.status)

export class BookingCard {
  element = h("article.booking.card", {})
  booking
  #context
  #changed
  #keys = {}
  #busy = false
  #timer = h("span.timer", {})

  /** `changed(booking)` is called with what the API answered. */
  constructor(context, booking, changed = () => {}) {
    this.#context = context
    this.#changed = changed
    this.show(booking)
  }

  /** Takes a newer state; what an event leaves out (names, seats) stays as it was. */
  show(booking) {
    if (this.booking && this.booking.version > booking.version) return
    this.#take(booking)
  }

  /** Takes the state of a snapshot, which may take back what a newer version had. */
  replace(booking) {
    this.#take({ cancellation: null, ...booking })
  }

  #take(booking) {
    const fresh = this.booking && this.booking.version !== booking.version
    this.booking = { ...this.booking, ...booking }
    this.#render()
    if (!fresh) return
    this.element.classList.remove("changed")
    void this.element.offsetWidth
    this.element.classList.add("changed")
  }

  /** Called each second: a hold runs out before everyone's eyes. */
  tick() {
    const { status, expiresAt } = this.booking
    this.#timer.hidden = status !== "pending" || !expiresAt
    if (this.#timer.hidden) return
    this.#timer.textContent = `${countdown(expiresAt)} left to pay`
    this.#timer.dataset.tone = new Date(expiresAt) - Date.now() < 300_000 ? "bad" : "warn"
  }

  #render() {
    const { booking } = this
    const { session } = this.#context
    const slice = booking.slices?.[0]
    const seats = booking.seats ?? []
    const people = booking.passengers?.map(({ givenName, familyName }) => `${givenName} ${familyName}`)
    const count = booking.passengerCount ?? 0
    this.element.dataset.pnr = booking.pnr
    this.element.dataset.status = booking.status
    const button = (style, label, act) =>
      h(`button.small.${style}`, { type: "button", disabled: this.#busy, onclick: act }, label)
    fill(this.element,
      h("header", {},
        h("strong.pnr", {}, booking.pnr),
        h("span.chip", { dataset: { tone: TONE[booking.status] } }, WORD[booking.status] ?? words(booking.status)),
        booking.paymentStatus && booking.paymentStatus !== "unpaid"
          && h("span.chip", { dataset: { tone: booking.paymentStatus === "paid" ? "go" : "warn" } }, words(booking.paymentStatus)),
        this.#timer,
        booking.updatedAt && h("time.muted.ago", { dateTime: booking.updatedAt }, ago(booking.updatedAt))),
      h("div.facts", {},
        slice && h("a.slice", { href: `#/flights/${slice.flightId}` },
          h("b", {}, slice.flightNumber), ` ${slice.origin} → ${slice.destination}`,
          slice.departure && h("span.muted", {}, ` ${slice.departure.slice(8, 10)}.${slice.departure.slice(5, 7)}. ${slice.departure.slice(11, 16)}`)),
        h("span", {}, people?.join(", ") || `${count} ${count === 1 ? "passenger" : "passengers"}`,
          seats.length > 0 && h("span.muted", {}, ` · ${seats.length > 1 ? "seats" : "seat"} ${seats.join(", ")}`)),
        booking.cancellation && h("span.muted", {}, words(booking.cancellation.reason))),
      h("div.side", {},
        booking.total && h("strong.total", {}, money(booking.total)),
        h("div.actions", {},
          mayCancel(session.user, booking) && button("danger", "Cancel", () => this.#cancel()),
          mayPay(session.user, booking) && button("primary", "Pay from balance", () => this.#pay()))))
    this.tick()
  }

  async #pay() {
    const { bookingId, total, pnr } = this.booking
    await this.#act("pay", async (key) => {
      await this.#context.session.api("POST", "/payments", {
        key, body: { bookingId, method: "balance", ...total },
      })
      toast("good", `${pnr} is paid`, `${money(total)} from the agency's balance.`)
    })
  }

  async #cancel() {
    const { pnr, status, paymentStatus } = this.booking
    const asked = paymentStatus === "paid" ? "The payment goes back to the balance." : "The seats become free."
    if (!await confirmDialog(`Cancel ${pnr}?`, asked, "Cancel the booking", "Keep it")) return
    await this.#act(`cancel-${status}`, async (key) => {
      await this.#context.session.api("POST", `/bookings/${pnr}/cancellation`, {
        key, body: { reason: "requested_by_customer" },
      })
      toast("good", `${pnr} is cancelled`)
    })
  }

  /** One attempt has one key, so that a repeat after a lost answer does nothing twice. */
  async #act(name, work) {
    this.#keys[name] ??= attemptKey()
    this.#busy = true
    this.#render()
    try {
      await work(this.#keys[name])
    } catch (problem) {
      if (problem.status !== 0) delete this.#keys[name]
      toast("bad", "That did not work", problem.message)
    }
    this.#busy = false
    try {
      this.booking = { ...this.booking, version: 0 }
      this.show(await this.#context.session.api("GET", `/bookings/${this.booking.bookingId}`))
      this.#changed(this.booking)
    } catch {
      this.#render()
    }
  }
}

/** Asks; resolves to whether it was confirmed. */
export function confirmDialog(title, text, yes, no) {
  const dialog = h("dialog", { ariaLabel: title },
    h("form", { method: "dialog" },
      h("h2", {}, title), h("p.muted", {}, text),
      h("div.actions", {}, h("button", { value: "" }, no), h("button.danger", { value: "yes" }, yes))))
  document.body.append(dialog)
  dialog.showModal()
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove()
      resolve(dialog.returnValue === "yes")
    })
  })
}
