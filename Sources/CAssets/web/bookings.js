/** The staff's feed: bookings as they are made, paid, cancelled and lost. */

import { askToSignIn } from "./account.js"
import { announce, empty, fill, h, icon } from "./dom.js"
import { BookingCard } from "./bookingcard.js"
import { clock, money, words } from "./format.js"

const PAGE = 30
const ACTIVITY = 40
/** A connection holds 100 topics; the rest is for the other views. */
const AIRLINES = 80
/** Topics that cannot be read are asked for again after about so long. */
const RETRY_MS = 5_000

const SAID = {
  "booking:created": ["held", "warn"], "booking:confirmed": ["confirmed", "go"],
  "booking:cancelled": ["cancelled", "bad"], "booking:expired": ["expired", "bad"],
  "booking:updated": ["changed", "calm"], "payment:succeeded": ["paid", "go"],
  "payment:refunded": ["refunded", "warn"],
}

/** What a role may follow; the admin follows every airline. */
async function topicsOf(session) {
  const { role, id, agencyId, airline } = session.user
  switch (role) {
    case "admin": {
      const { data } = await session.api("GET", "/airlines", { query: { limit: AIRLINES } })
      return ["ops", ...data.map(({ iata }) => `airline:${iata}`)]
    }
    case "travel_agent": return agencyId ? [`agency:${agencyId}`] : [`user:${id}`]
    case "airline_agent": return airline ? [`airline:${airline}`] : [`user:${id}`]
    default: return [`user:${id}`]
  }
}

const LEAD = {
  admin: "Every airline's bookings, and what operations should know.",
  business_owner: "Every booking, without who travels. New ones appear when you reload the list.",
  airline_agent: "Bookings of your airline's flights.",
  travel_agent: "Bookings that your agency sold.",
  customer: "Your bookings.",
}

export function bookingsView(context, wanted) {
  const { session, hub } = context
  if (!session.user) {
    return {
      title: "Bookings",
      element: empty("Bookings are for those who are signed in",
        "Airline agents see their airline's, travel agents their agency's, customers their own.",
        h("button.primary", { type: "button", onclick: () => askToSignIn(session) }, icon("user"), "Sign in")),
    }
  }
  const cards = new Map()
  const seen = new Set()
  const subscriptions = []
  let filter = ""
  let next = null
  let left = false
  /** The reading whose answer counts: a later one makes it void. */
  let reading = null
  /** What events said during it of bookings that have no card: booking and whether it is new. */
  const meanwhile = new Map()

  /** What cards go into; it stands in the place of `shown` once it has been read. */
  let list = h("div.cards", {})
  let shown = list
  const note = h("div.note", {}, h("p.loading", {}, "Reading the bookings…"))
  const activity = h("ol.activity", {}, h("li.none.muted", {}, "Quiet. What happens from now on appears here."))
  const more = h("button.more", { type: "button", hidden: true, onclick: () => load() }, "Older bookings")
  const filters = h("div.tabs", { role: "group", ariaLabel: "Show" },
    [["", "All"], ["pending", "Held"], ["confirmed", "Confirmed"], ["cancelled", "Cancelled"], ["expired", "Expired"]]
      .map(([value, name]) => h("a", {
        href: "#", role: "button", "aria-current": value === filter ? "true" : null, dataset: { value },
        onclick: (event) => {
          event.preventDefault()
          filter = value
          for (const link of filters.children) {
            if (link.dataset.value === value) link.setAttribute("aria-current", "true")
            else link.removeAttribute("aria-current")
          }
          fill(shown)
          reload()
        },
      }, name)))
  const search = h("form.find", {
    onsubmit: (event) => {
      event.preventDefault()
      const pnr = search.elements.pnr.value.trim().toUpperCase()
      location.hash = pnr ? `#/bookings/${encodeURIComponent(pnr)}` : "#/bookings"
    },
  }, icon("search"), h("input", {
    name: "pnr", type: "search", placeholder: "PNR", maxLength: 6, ariaLabel: "Find a booking by its PNR",
    value: wanted ?? "", spellcheck: false, autocomplete: "off",
  }))
  const element = h("section.bookings-view", {},
    h("div.headline", {}, h("div", {}, h("h1", {}, "Bookings"), h("p.subtitle", {}, LEAD[session.user.role]))),
    h("div.toolbar", {}, filters, search),
    h("div.columns", {},
      h("div.live-part", {}, list, note, more),
      h("aside.activity-side.card.live-part", { ariaLabel: "Activity" }, h("h2", {}, "Activity"), activity)))

  function card(booking, atTop) {
    const held = cards.get(booking.bookingId)
    if (held) return held.show(booking)
    if (filter && booking.status !== filter) return
    if (wanted && booking.pnr !== wanted.toUpperCase()) return
    const made = new BookingCard(context, booking)
    cards.set(booking.bookingId, made)
    if (atTop) {
      list.prepend(made.element)
      made.element.classList.add("arrived")
    } else {
      list.append(made.element)
    }
    fill(note)
  }

  /** The answer may be from before an event that overtook it: then the event comes after it. */
  function changed(booking, isNew) {
    const { bookingId } = booking
    if (!reading || cards.has(bookingId)) return card(booking, isNew)
    const [held, wasNew] = meanwhile.get(bookingId) ?? [booking, false]
    if (held.version <= booking.version) meanwhile.set(bookingId, [booking, isNew || wasNew])
  }

  async function load() {
    const mine = (reading = {})
    more.disabled = true
    let failure = null
    try {
      const { data, page } = await session.api("GET", "/bookings", {
        query: { status: filter, pnr: wanted?.toUpperCase(), limit: PAGE, cursor: next }, fresh: true,
      })
      if (left || reading !== mine) return
      data.forEach((booking) => card(booking, false))
      next = page.nextCursor ?? null
      more.hidden = !next
    } catch (problem) {
      if (left || reading !== mine) return
      failure = problem
    }
    reading = null
    for (const [booking, isNew] of meanwhile.values()) card(booking, isNew)
    meanwhile.clear()
    shown.replaceWith(list)
    shown = list
    fill(note, failure
      ? empty("The bookings cannot be shown", failure.message,
        h("button", { type: "button", onclick: () => load() }, "Try again"))
      : cards.size === 0 && empty(wanted ? `No booking ${wanted}` : "No bookings yet",
        wanted ? "It does not exist, or is not for you to see." : "Open a flight from the board and choose a seat.",
        h("a.button", { href: wanted ? "#/bookings" : "#/" }, wanted ? "All bookings" : "To the board")))
    more.disabled = false
  }

  /** Reads the list from its beginning; what is shown stays until the answer takes its place. */
  function reload() {
    cards.clear()
    meanwhile.clear()
    next = null
    list = h("div.cards", {})
    fill(note, h("p.loading", {}, "Reading the bookings…"))
    load()
  }

  /** One reading for all topics that ask for it together. */
  let isDue = false
  function reloadSoon() {
    if (isDue) return
    isDue = true
    queueMicrotask(() => {
      isDue = false
      if (!left) reload()
    })
  }

  /** From here on each change comes by an event; what came before may be in no answer yet. */
  function follow(topic) {
    let isFollowed = false
    return hub.subscribe(topic, {
      event: happened,
      reset: reloadSoon,
      live: () => {
        if (!isFollowed) reloadSoon()
        isFollowed = true
      },
    })
  }

  function happened({ type, time, data, id, source }) {
    // An event that comes by two topics is one event.
    const identity = `${source} ${id}`
    if (seen.has(identity)) return
    seen.add(identity)
    if (seen.size > 2_000) seen.delete(seen.values().next().value)
    if (data?.bookingId && data.slices) changed(data, type === "booking:created")
    const [subject, verb] = type.includes(":") ? type.split(":") : ["", null]
    const [word, tone] = SAID[type] ?? [verb ? words(verb) : type, "calm"]
    const what = data?.pnr ?? data?.flightNumber ?? subject
    const total = data?.total && type !== "booking:updated" ? money(data.total) : ""
    const to = data?.status && type.startsWith("flight:") ? words(data.status) : ""
    activity.querySelector(".none")?.remove()
    activity.prepend(h("li", { dataset: { tone } },
      h("time.muted", { dateTime: time }, clock(time)),
      h("span", {}, h("b", {}, what), ` ${to || word}`), h("span.muted", {}, total)))
    while (activity.children.length > ACTIVITY) activity.lastChild.remove()
    if (type.startsWith("booking:")) announce(`Booking ${[...what].join(" ")} ${word}.`)
  }

  const excuse = h("li.muted", {}, "The live feed is not to be had now.")
  let beginning = null
  async function begin() {
    try {
      const topics = await topicsOf(session)
      if (left) return
      excuse.remove()
      for (const topic of topics) subscriptions.push(follow(topic))
    } catch {
      if (left) return
      activity.prepend(excuse)
      beginning = setTimeout(begin, RETRY_MS * (0.5 + Math.random()))
    }
  }

  begin()
  load()
  const ticking = setInterval(() => cards.forEach((each) => each.tick()), 1_000)

  return {
    title: wanted ? `Booking ${wanted}` : "Bookings",
    element,
    leave() {
      left = true
      subscriptions.forEach((subscription) => subscription.close())
      clearTimeout(beginning)
      clearInterval(ticking)
    },
  }
}
