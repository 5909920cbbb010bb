/** Elements without a template language. */

/** An element: `h("a.row", { href, onclick, dataset: {…}, ariaLabel }, "text", child, [more])`. */
export function h(name, properties = {}, ...children) {
  const [tag, ...classes] = name.split(".")
  const element = document.createElement(tag || "div")
  if (classes.length) element.className = classes.join(" ")
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue
    if (key === "dataset") Object.assign(element.dataset, value)
    else if (key.startsWith("on")) element.addEventListener(key.slice(2), value)
    else if (key.startsWith("aria") || key === "role" || key === "list" || key === "for") {
      element.setAttribute(key.replace(/^aria(?=[A-Z])/, "aria-").toLowerCase(), value)
    } else if (key in element) element[key] = value
    else element.setAttribute(key, value)
  }
  element.append(...children.flat(Infinity).filter((child) => child || child === 0))
  return element
}

/** An inline icon out of `icons.svg`'s few shapes. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg")
  svg.setAttribute("viewBox", "0 0 24 24")
  svg.setAttribute("aria-hidden", "true")
  svg.classList.add("icon")
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path")
  path.setAttribute("d", ICONS[name])
  svg.append(path)
  return svg
}

const ICONS = {
  plane: "M21 16v-2l-8-5V3.5a1.5 1.5 0 0 0-3 0V9l-8 5v2l8-2.5V19l-2 1.5V22l3.5-1 3.5 1v-1.5L13 19v-5.5z",
  search: "M10 4a6 6 0 1 0 3.7 10.7l4.8 4.8 1.4-1.4-4.8-4.8A6 6 0 0 0 10 4m0 2a4 4 0 1 1 0 8 4 4 0 0 1 0-8",
  back: "M14 5 7 12l7 7 1.4-1.4L9.8 12l5.6-5.6z",
  lock: "M12 3a4 4 0 0 0-4 4v3H6v11h12V10h-2V7a4 4 0 0 0-4-4m0 2a2 2 0 0 1 2 2v3h-4V7a2 2 0 0 1 2-2",
  check: "m9.5 17.4-5-5L6 11l3.5 3.5L18 6l1.5 1.5z",
  close: "m12 10.6 5-5L18.4 7l-5 5 5 5-1.4 1.4-5-5-5 5L5.6 17l5-5-5-5L7 5.6z",
  user: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8m0 10c-4 0-8 2-8 5v1h16v-1c0-3-4-5-8-5",
  alert: "M12 3 1.5 21h21zm-1 7h2v5h-2zm0 6.5h2v2h-2z",
}

/** Replaces the children of `element`. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter(Boolean))
  return element
}

let announcing = null
const sentences = []

/** Has a screen reader say it when it is free; what comes together is said together. */
export function announce(sentence) {
  sentences.push(sentence)
  announcing ??= setTimeout(() => {
    announcing = null
    const more = sentences.length - 3
    const said = sentences.splice(0).slice(-3)
    if (more > 0) said.unshift(`${more} more changes.`)
    document.getElementById("announcer").textContent = said.join(" ")
  }, 1_200)
}

/** A message that goes by itself: `kind` is `good` or `bad`. */
export function toast(kind, title, detail = "") {
  const element = h(`div.toast.${kind}`, {},
    icon(kind === "good" ? "check" : "alert"),
    h("div", {}, h("strong", {}, title), detail && h("p", {}, detail)),
    h("button.plain", { type: "button", ariaLabel: "Dismiss", onclick: () => element.remove() },
      icon("close")))
  document.getElementById("toasts").append(element)
  setTimeout(() => element.remove(), kind === "good" ? 5_000 : 9_000)
}

/** What is shown where there is nothing: a title, a sentence and perhaps something to do. */
export function empty(title, text, ...actions) {
  return h("div.empty", {}, h("h2", {}, title), h("p", {}, text), h("div.actions", {}, actions))
}
