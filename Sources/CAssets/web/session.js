/** Who is signed in, and the calls to the REST API. */

/** A failed call, in the terms of RFC 9457. */
export class Problem extends Error {
  constructor(status, body = {}) {
    super(body.detail || body.title || FALLBACK[status] || `The hub answered ${status}.`)
    this.status = status
    this.code = body.code ?? null
    this.title = body.title ?? null
    this.errors = body.errors ?? []
    this.requestId = body.requestId ?? null
    this.body = body
  }

  /** Whether trying again may help. */
  get retryable() {
    return this.body.retryable ?? (this.status === 0 || this.status >= 500)
  }
}

const FALLBACK = {
  0: "The hub cannot be reached. Check the connection and try again.",
  401: "Please sign in again.",
  403: "Your account may not do this.",
  404: "There is nothing here.",
  429: "Too many requests; wait a moment.",
  503: "The hub is busy or catching up; try again in a moment.",
}

/** A call that has no whole answer after so long has failed. */
const ANSWER_MS = 20_000

/** A session that could not be restored is asked for again after about so long. */
const RESTORE_MS = 5_000

/** Set while a refresh cookie is likely to be there, so that strangers are not asked for one. */
const HINT = "flighthub.signed-in"

/**
 * The access token lives here in memory; the refresh token is a cookie that no script can read.
 * Dispatches `change` when somebody signs in or out, and `token` when a token was renewed.
 */
export class Session extends EventTarget {
  user = null
  #token = null
  #refreshing = null
  #timer = null

  /** Signs in again by the cookie, if there was a session. */
  async restore() {
    if (!recall(HINT)) return
    try {
      await this.#refresh()
    } catch (problem) {
      // The page then shows what everybody may see, until the hub can say who it is.
      if (!problem.retryable) return
      const delay = RESTORE_MS * (0.5 + Math.random())
      this.#timer = setTimeout(() => this.restore(), delay)
    }
  }

  async login(email, password) {
    this.#accept(await this.#fetch("POST", "/auth/login", { body: { email, password, cookie: true } }))
    this.dispatchEvent(new Event("change"))
  }

  async logout() {
    try {
      await this.api("POST", "/auth/logout", { body: {} })
    } finally {
      this.#forget()
    }
  }

  /** A one-use ticket for the WebSocket, or null for a stranger. */
  ticket = async () => {
    if (!this.#token) return null
    try {
      return (await this.api("POST", "/auth/ws-tickets")).ticket
    } catch (problem) {
      if (problem.status === 401) return null
      throw problem
    }
  }

  get token() {
    return this.#token
  }

  /**
   * Calls the API; gives the body, and throws `Problem`. `query` leaves out what is empty; `key`
   * makes a call that changes something safe to repeat; `fresh` reads around what nodes keep.
   */
  async api(method, path, options = {}) {
    try {
      return await this.#fetch(method, path, options)
    } catch (problem) {
      if (problem.status !== 401 || !this.#token) throw problem
      await this.#refresh()
      return await this.#fetch(method, path, options)
    }
  }

  async #fetch(method, path, { query, body, key, fresh } = {}) {
    const url = new URL(`/api/v1${path}`, location.origin)
    for (const [name, value] of Object.entries(query ?? {})) {
      if (value !== undefined && value !== null && value !== "") url.searchParams.set(name, value)
    }
    const headers = { Accept: "application/json" }
    if (this.#token) headers.Authorization = `Bearer ${this.#token}`
    if (body !== undefined) headers["Content-Type"] = "application/json"
    if (fresh) headers["Cache-Control"] = "no-cache"
    if (key) headers["Idempotency-Key"] = `"${key}"`
    const { status, answer } = await exchange(url, {
      method, headers, body: body === undefined ? undefined : JSON.stringify(body),
    })
    if (status >= 400) throw new Problem(status, answer)
    return answer
  }

  /** One refresh at a time: a refresh token is good once. */
  #refresh() {
    this.#refreshing ??= this.#fetch("POST", "/auth/refresh", { body: {} })
      .then((answer) => {
        const before = this.user?.id
        this.#accept(answer)
        this.dispatchEvent(new Event(before === this.user?.id ? "token" : "change"))
      })
      .catch((problem) => {
        if (problem.status === 401 || problem.status === 400) this.#forget()
        throw problem
      })
      .finally(() => (this.#refreshing = null))
    return this.#refreshing
  }

  #accept({ accessToken, expiresIn, user }) {
    this.#token = accessToken
    this.user = user ?? this.user
    remember(HINT)
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#refresh().catch(() => {}), Math.max(5, expiresIn - 90) * 1_000)
  }

  #forget() {
    const was = this.user
    clearTimeout(this.#timer)
    this.user = this.#token = null
    remember(HINT, null)
    if (was) this.dispatchEvent(new Event("change"))
  }
}

/** The status and the body of an answer, within its time; throws `Problem` when there is none. */
async function exchange(url, request) {
  const patience = new AbortController()
  const timer = setTimeout(() => patience.abort(), ANSWER_MS)
  let status = 0
  try {
    const response = await fetch(url, { ...request, signal: patience.signal })
    status = response.status
    return { status, answer: status === 204 ? null : await response.json() }
  } catch {
    // A refusal says enough by its status; what breaks off in the middle of a success says nothing.
    if (status < 400) throw new Problem(0)
    return { status, answer: {} }
  } finally {
    clearTimeout(timer)
  }
}

/** A name for one attempt to change something; repeats of the attempt carry the same. */
export function attemptKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
}

/** Reads a small setting; a browser may forbid it. */
export function recall(name) {
  try {
    return localStorage.getItem(name)
  } catch {
    return null
  }
}

/** Keeps a small setting, or drops it with null. */
export function remember(name, value = "1") {
  try {
    if (value === null) localStorage.removeItem(name)
    else localStorage.setItem(name, value)
  } catch {
    // Then it is asked for again.
  }
}
