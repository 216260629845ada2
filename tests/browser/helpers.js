// What the browser tests share; see main.rs.

import { wire } from './wire.js'

export function equal(actual, expected, what = '') {
  const [a, e] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (a !== e) throw new Error(`${what} expected ${e}, got ${a}`)
}

export function ok(condition, what) {
  if (!condition) throw new Error(`not so: ${what}`)
}

const listeners = []

/** Removes the listeners that earlier instances have on the page, since instances live as long as the page. */
function deafen() {
  for (const listener of listeners.splice(0)) window.removeEventListener(...listener)
}

/** The class under test, and where a `frontend-api` runs. */
export let Clerk, SERVER

/** Before each test. */
export function prepare(theClass, server) {
  Clerk = theClass
  SERVER = server
  clock = 0 // A test with its own clock may have put it ahead.
}

/** Runs `script`. Fails if it has not ended after `ms`. */
export async function limited(script, ms = 30_000) {
  window.addEventListener = function (...listener) {
    listeners.push(listener)
    return EventTarget.prototype.addEventListener.apply(this, listener)
  }
  const end = pause(ms).then(() => {
    throw new Error(`no end after ${ms} ms`)
  })
  try {
    return await Promise.race([script(), end])
  } finally {
    delete window.addEventListener
    deafen()
  }
}

/** The error with which `work`, a promise or a function, ends. */
export async function failure(work) {
  try {
    await (typeof work === 'function' ? work() : work)
  } catch (error) {
    return error
  }
  throw new Error('expected a failure')
}

/** Waits until `condition` holds. */
export async function until(condition, what, ms = 10_000) {
  const end = Date.now() + ms
  for (;;) {
    const value = await condition()
    if (value) return value
    if (Date.now() > end) throw new Error(`never happened: ${what}`)
    await pause(20)
  }
}

export const pause = ms => new Promise(resolve => setTimeout(resolve, ms))

const realFetch = globalThis.fetch

/**
 * Replaces `fetch` by `answer({ method, path, query, body }, request)`. That returns a Response, or anything
 * else that a broken page might return, or throws. `calls` lists the requests.
 */
export async function withFetch(answer, script) {
  const calls = []
  let read = Promise.resolve()
  globalThis.fetch = async request => {
    const url = new URL(request.url)
    // From an instance of an earlier test, which refreshes its token or comes to the front.
    if (/^(clerk\.\w+\.example\.test|127\.0\.0\.1:4100)$/.test(url.host) && url.host !== HOST) return json({}, 404)
    // Bodies are read at different speeds. The calls are listed in the order in which they were made.
    const body = request.clone().text()
    const before = read
    read = Promise.allSettled([before, body])
    await before
    const call = {
      method: url.searchParams.get('_method') ?? request.method,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      body: Object.fromEntries(new URLSearchParams(await body)),
      credentials: request.credentials,
    }
    calls.push(call)
    return answer(call, request)
  }
  try {
    await script(calls)
  } finally {
    deafen()
    // An instance that stays signed in would refresh its token and write the cookie during the next test.
    for (const clerk of instances.splice(0)) await clerk.setSession(null).catch(() => {})
    globalThis.fetch = realFetch
    useOtherHost()
  }
}

/** An answer that never comes. The request can be aborted. */
export const stalled = request =>
  new Promise((_, reject) => {
    request.signal.addEventListener('abort', () => reject(new DOMException('', 'AbortError')))
  })

/** Runs `script` with clocks that run `factor` times as fast. */
export async function hastened(factor, script) {
  const { setTimeout } = globalThis
  const clocks = [
    [Date, Date.now],
    [performance, performance.now.bind(performance)],
  ]
  for (const [clock, now] of clocks) {
    const start = now()
    clock.now = () => start + (now() - start) * factor
  }
  globalThis.setTimeout = (react, ms, ...rest) => setTimeout(react, ms / factor, ...rest)
  try {
    await script()
  } finally {
    Object.assign(globalThis, { setTimeout })
    for (const [clock, now] of clocks) clock.now = now
  }
}

/** How far this machine's clock is ahead of the server's, in ms. */
let ahead = 0
export const serverNow = () => Date.now() - ahead

/** Runs `script` on a machine whose clock is `ms` ahead of the server's. `set` changes how far. */
export async function withClock(ms, script) {
  const { now } = Date
  const set = ms => {
    ahead = ms
  }
  set(ms)
  Date.now = () => now() + ahead
  try {
    await script(set)
  } finally {
    set(0)
    Date.now = now
  }
}

/** Runs `script` in a hidden tab. */
export async function behind(script) {
  Object.defineProperty(document, 'visibilityState', { configurable: true, value: 'hidden' })
  try {
    await script()
  } finally {
    delete document.visibilityState
  }
}

/** Collects the types of the messages that other tabs get from `script`. */
export async function toldTabs(script) {
  const told = []
  const otherTab = new BroadcastChannel('clerk:' + HOST)
  otherTab.onmessage = ({ data }) => told.push(data.type)
  try {
    await script(told, otherTab)
  } finally {
    otherTab.close()
  }
}

export const json = (body, status = 200, headers = {}) => new Response(JSON.stringify(body), { status, headers })

// What the server sends; a test that needs something else spreads over it.
export const SIGN_IN = wire.sign_in_created.response
export const SIGN_UP = wire.sign_up_waiting.response
export const VERIFICATION = wire.sign_in_waiting.response.first_factor_verification
const [SESSION] = wire.client_signed_in.response.sessions
export const USER = SESSION.user
/** Another address of that user. */
export const ADDED = wire.email_address_added.response
/** An application that holds no poll, as one of Clerk's. */
export const ENVIRONMENT = {
  ...wire.environment,
  auth_config: { ...wire.environment.auth_config, long_poll_seconds: undefined },
}

/** A session token, with only what a page reads of it. */
export const sessionToken = (id, issuedAt = 1_700_000_000, life = 60) =>
  ['head', btoa(JSON.stringify({ sid: id, iat: issuedAt, exp: issuedAt + life })).replaceAll('=', ''), 'sig'].join(
    '.',
  )

export const token = jwt => ({ ...wire.token, jwt })

export const session = (id, status = 'active') => ({
  ...SESSION,
  id,
  status,
  last_active_token: token(sessionToken(id)),
})

let clock = 0
/** A client as the server sends it. Each is newer than the one before. */
export const client = (fields = {}) => ({
  ...wire.client_created.response,
  updated_at: (clock = Math.max(clock + 1, serverNow())),
  ...fields,
})

/** Answers the two requests of `load()`, with `first` as the client. `then` answers all other requests. */
export const loading =
  (first, then = () => json({}, 404), environment = ENVIRONMENT) =>
  (call, request) => {
    if (call.path === '/v1/environment') return json(environment)
    if (call.path === '/v1/client' && call.method === 'GET') return json({ response: first })
    return then(call, request)
  }

// Each `withFetch` has its own Frontend API, since instances of one API hear each other, as tabs do.
export let HOST, API
const useOtherHost = () => {
  HOST = `clerk.${Math.random().toString(36).slice(2)}.example.test`
  API = 'https://' + HOST
}
useOtherHost()
const instances = []
let tabs = 0
/** A `Clerk` as in a tab of its own: two that are made with the same text share what they know, so each gets more spaces. */
export const newTab = api => new Clerk(api.padEnd(api.length + ++tabs))
export const loaded = async (options, api = API) => {
  const clerk = newTab(api)
  instances.push(clerk)
  await clerk.load(options)
  return clerk
}

/** A signed-out browser with a sign-in attempt. `poll(n)` gives the verification for the nth poll. */
export const waiting = async (poll, script, prepare = () => null) => {
  let polls = 0
  const answer = loading(client(), (call, request) => {
    const reply = verification => {
      const body = {
        ...SIGN_IN,
        ...verification.attempt,
        first_factor_verification: { ...VERIFICATION, ...verification },
      }
      return json({ response: body, client: client({ sign_in: body }) })
    }
    const given = value => (value instanceof Response || value instanceof Promise ? value : reply(value))
    if (call.path.endsWith('/prepare_first_factor')) return given(prepare(request) ?? {})
    if (call.method === 'POST') return json({ response: SIGN_IN, client: client({ sign_in: SIGN_IN }) })
    return given(poll(polls++, request))
  })
  await withFetch(answer, async calls => {
    const clerk = await loaded()
    const { signIn } = clerk.client
    await signIn.create({ identifier: 'ada@example.test' })
    const flow = signIn.createMagicLinkFlow()
    await script({ clerk, signIn, flow, calls, polls: () => polls })
  })
}
export const LINK = { emailAddressId: 'idn_1', redirectUrl: 'https://app.example.test/verification' }
