/** Values in the words and forms that people read. */

/** `14:05`, in the airport's own time. */
export function localTime(instant, timeZone) {
  return new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit", minute: "2-digit", timeZone,
  }).format(new Date(instant))
}

/** `Sat 21 Nov`, in the airport's own time. */
export function localDay(instant, timeZone) {
  return new Intl.DateTimeFormat("en-GB", {
    weekday: "short", day: "numeric", month: "short", timeZone,
  }).format(new Date(instant))
}

/** `12:03:22`, in the reader's time. */
export function clock(instant) {
  return new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit", minute: "2-digit", second: "2-digit",
  }).format(new Date(instant))
}

/** `£1,234.00`; the amount is a decimal string and stays one. */
export function money({ amount, currency }) {
  return new Intl.NumberFormat("en-GB", {
    style: "currency", currency, currencyDisplay: "narrowSymbol",
    minimumFractionDigits: (amount.split(".")[1] ?? "").length,
  }).format(amount)
}

/** Adds decimal strings of one currency exactly. */
export function sum(prices) {
  if (!prices.length) return null
  const decimals = Math.max(...prices.map(({ amount }) => (amount.split(".")[1] ?? "").length))
  const total = prices.reduce((all, { amount }) => {
    const [whole, fraction = ""] = amount.split(".")
    return all + BigInt(whole + fraction.padEnd(decimals, "0"))
  }, 0n)
  const digits = String(total).padStart(decimals + 1, "0")
  const amount = decimals ? `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}` : digits
  return { amount, currency: prices[0].currency }
}

/** `9:58`, or `1:02:03` above an hour; never below zero. */
export function countdown(until, now = Date.now()) {
  const seconds = Math.max(0, Math.ceil((new Date(until) - now) / 1_000))
  const two = (number) => String(number).padStart(2, "0")
  const hours = Math.floor(seconds / 3_600)
  const minutes = Math.floor(seconds / 60) % 60
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}

/** `just now`, `3 min ago`, `14:05`. */
export function ago(instant, now = Date.now()) {
  const seconds = (now - new Date(instant)) / 1_000
  if (seconds < 45) return "just now"
  if (seconds < 3_570) return `${Math.max(1, Math.round(seconds / 60))} min ago`
  const day = new Date(instant).toDateString() === new Date(now).toDateString()
  return day ? clock(instant).slice(0, 5) : `${localDay(instant)} ${clock(instant).slice(0, 5)}`
}

/** `7 h 25 min` */
export function duration(milliseconds) {
  const minutes = Math.round(milliseconds / 60_000)
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

const CABINS = {
  first: "First", business: "Business", premium_economy: "Premium economy", economy: "Economy",
}

/** The name of a cabin. */
export const cabinName = (cabin) => CABINS[cabin] ?? words(cabin)

/** `requested_by_customer` → `Requested by customer` */
export function words(code) {
  const text = String(code).replaceAll("_", " ")
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** What a board says of a flight, and how loud. */
export const STATUS = {
  scheduled: { board: "ON TIME", words: "on time", tone: "calm" },
  delayed: { board: "DELAYED", words: "delayed", tone: "warn" },
  boarding: { board: "BOARDING", words: "boarding", tone: "go" },
  in_air: { board: "DEPARTED", words: "departed", tone: "past" },
  landed: { board: "LANDED", words: "landed", tone: "past" },
  cancelled: { board: "CANCELLED", words: "cancelled", tone: "bad" },
  diverted: { board: "DIVERTED", words: "diverted", tone: "bad" },
}

/** A status that a later server has invented is shown as it is. */
export function status(code) {
  return STATUS[code] ?? { board: code.toUpperCase(), words: words(code), tone: "calm" }
}
