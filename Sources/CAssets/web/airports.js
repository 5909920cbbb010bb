/** Finding an airport by code, city or name. */

import { fill, h, icon } from "./dom.js"

const known = new Map()

/** An airport, asked for once. */
export function airport(session, code) {
  if (!known.has(code)) {
    const asked = session.api("GET", `/airports/${encodeURIComponent(code)}`)
    known.set(code, asked)
    asked.catch(() => known.delete(code))
  }
  return known.get(code)
}

/** A combobox (WAI-ARIA 1.2); calls `choose` with a code. */
export function airportPicker(session, choose) {
  let options = []
  let active = -1
  let asked = 0
  let timer = null
  const list = h("ul.options", { id: "airports", role: "listbox", hidden: true, ariaLabel: "Airports" })
  const input = h("input", {
    type: "search", placeholder: "Another airport", autocomplete: "off", spellcheck: false,
    role: "combobox", ariaLabel: "Choose an airport by city, name or code",
    "aria-autocomplete": "list", "aria-controls": "airports", "aria-expanded": "false",
    oninput: () => {
      clearTimeout(timer)
      timer = setTimeout(search, 120)
    },
    onkeydown: key,
    onblur: () => setTimeout(close, 150),
  })

  async function search() {
    const q = input.value.trim()
    const turn = ++asked
    if (!q) return close()
    let found = []
    try {
      const { data } = await session.api("GET", "/airports", { query: { q, limit: 30 } })
      found = data.sort((a, b) => rank(a, q) - rank(b, q)).slice(0, 8)
    } catch {
      // The list stays empty and says so.
    }
    if (turn === asked) open(found)
  }

  function open(found) {
    options = found
    active = found.length ? 0 : -1
    fill(list, found.length
      ? found.map(({ iata, city, name }, n) => h("li", {
        id: `airport-${n}`, role: "option",
        onpointerdown: (event) => {
          event.preventDefault()
          pick(n)
        },
      }, h("b", {}, iata), h("span", {}, city || name), h("span.muted", {}, city ? name : "")))
      : h("li.none", { role: "option", "aria-disabled": "true" }, "No airport found"))
    list.hidden = false
    input.setAttribute("aria-expanded", "true")
    mark()
  }

  function mark() {
    [...list.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === active)))
    if (active >= 0) input.setAttribute("aria-activedescendant", `airport-${active}`)
    else input.removeAttribute("aria-activedescendant")
  }

  function close() {
    list.hidden = true
    input.setAttribute("aria-expanded", "false")
    input.removeAttribute("aria-activedescendant")
  }

  function pick(n) {
    const chosen = options[n]
    if (!chosen) return
    input.value = ""
    close()
    choose(chosen.iata)
  }

  function key(event) {
    if (event.key === "Escape") {
      input.value = ""
      return close()
    }
    if (list.hidden && event.key === "Enter" && input.value.trim()) return search()
    if (list.hidden || !options.length) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) {
      event.preventDefault()
      active = (active + step + options.length) % options.length
      mark()
    } else if (event.key === "Enter") {
      event.preventDefault()
      pick(active)
    }
  }

  return h("div.picker", {}, icon("search"), input, list)
}

/** What begins with the words asked for comes before what holds them: code, city, name. */
function rank({ iata, city, name }, q) {
  const begins = (text) => text.toLowerCase().startsWith(q.toLowerCase())
  return iata === q.toUpperCase() ? 0 : begins(city) ? 1 : begins(name) ? 2 : 3
}
