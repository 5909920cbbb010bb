/** Signing in and out. */

import { fill, h, icon, toast } from "./dom.js"
import { words } from "./format.js"

/** Keeps `element` in step with `session`. */
export function showAccount(element, session) {
  function render() {
    const { user } = session
    if (!user) {
      fill(element, h("button.small", { type: "button", onclick: () => askToSignIn(session) }, "Sign in"))
      return
    }
    const name = [user.givenName, user.familyName].filter(Boolean).join(" ") || user.email
    fill(element, h("details.menu", {},
      h("summary", { title: name, ariaLabel: `Account of ${name}` },
        h("span.avatar", {}, initials(name)), h("span.name", {}, name)),
      h("div.sheet", {},
        h("strong", {}, name),
        h("span.muted", {}, user.email),
        h("span.chip", {}, words(user.role)),
        h("button", { type: "button", onclick: () => signOut(session) }, "Sign out"))))
  }
  session.addEventListener("change", render)
  document.addEventListener("click", ({ target }) => {
    const menu = element.querySelector("details[open]")
    if (menu && !menu.contains(target)) menu.open = false
  })
  document.addEventListener("keydown", ({ key }) => {
    const menu = element.querySelector("details[open]")
    if (key !== "Escape" || !menu) return
    menu.open = false
    menu.querySelector("summary").focus()
  })
  render()
}

/** The dialog; resolves to whether somebody signed in. */
export function askToSignIn(session) {
  const field = (label, properties) => h("label.field", {}, h("span", {}, label), h("input", properties))
  const failure = h("p.failure", { role: "alert", hidden: true })
  const submit = h("button.primary", { type: "submit" }, "Sign in")
  const form = h("form", { method: "dialog" },
    h("h2", {}, "Sign in"),
    h("p.muted", {}, "Staff choose seats, hold, pay and cancel. Everyone may watch."),
    field("E-mail", { name: "email", type: "email", autocomplete: "username", required: true }),
    field("Password", {
      name: "password", type: "password", autocomplete: "current-password", required: true,
    }),
    failure,
    h("div.actions", {},
      h("button", { type: "button", onclick: () => dialog.close() }, "Not now"), submit))
  const dialog = h("dialog.login", { ariaLabel: "Sign in" }, form)
  form.addEventListener("submit", async (event) => {
    event.preventDefault()
    failure.hidden = true
    submit.disabled = true
    try {
      await session.login(form.elements.email.value.trim(), form.elements.password.value)
      dialog.close("in")
    } catch (problem) {
      failure.textContent = problem.message
      failure.hidden = false
      form.elements.password.select()
    }
    submit.disabled = false
  })
  document.body.append(dialog)
  dialog.showModal()
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove()
      resolve(dialog.returnValue === "in")
    })
  })
}

async function signOut(session) {
  try {
    await session.logout()
    toast("good", "Signed out")
  } catch (problem) {
    toast("bad", "Signed out here only", problem.message)
  }
}

function initials(name) {
  const parts = name.split(/[\s@.]+/)
  return ((parts[0]?.[0] ?? "") + (parts[1]?.[0] ?? "")).toUpperCase()
}
