// What the bindings know of each `Clerk` of the page. It lives outside of React: StrictMode, hot reload, several
// roots and copies of this package (ES module and CommonJS) all find the same.

import { createContext, version } from 'react'
import * as errors from '../src/errors.js'
import { clerkError } from './views.js'

/** Each version of React has contexts of its own. The number changes with what is kept here. */
const KEY = Symbol.for(`clerk-wasm/react 1 ${version}`)

export const { context, stores } = (globalThis[KEY] ??= { context: createContext(null), stores: new Map() })

/**
 * The store of these props; `undefined` if they name no application. An instance counts by its key, since all of that
 * key share what they know: a hot reload makes a new one. What stands in for it in a test counts by itself.
 */
export function storeOf({ publishableKey, frontendApi, Clerk }) {
  const isInstance = Clerk && typeof Clerk !== 'function'
  const key = isInstance ? Clerk.publishableKey || Clerk.frontendApi || Clerk : publishableKey || frontendApi
  if (!key) return
  if (!stores.has(key))
    stores.set(
      key,
      createStore(() => (isInstance ? Clerk : instance(Clerk, key))),
    )
  return stores.get(key)
}

/** The core is a chunk of its own, which is loaded only if the app does not bring the class. */
const instance = async (Clerk, key) => new (Clerk ?? (await import('./clerk.mjs')).Clerk)(key)

/** How long the application counts as loading. Then there is something to tell, and trying goes on. */
const PATIENCE_MS = 8000

/** How long to wait after failures before the next attempt, at first and at most. */
const FIRST_PAUSE_MS = 2000
const LONGEST_PAUSE_MS = 30_000

export const LOADING = { status: 'loading', isLoaded: false }

/** Methods that take effect only once it is known who is signed in. */
const WAITING = /^(set|signOut|navigate|redirect|handle)/

/** Methods that a `Clerk` takes before that as well. */
const EARLY = /^((un)?mount|open|close|__unstable__up)/

/** What there is to say before there is a `Clerk`. */
const AT_FIRST = {
  ...errors,
  loaded: false,
  buildSignInUrl: () => '',
  buildSignUpUrl: () => '',
  buildUserProfileUrl: () => '',
}

function createStore(make) {
  /** What is rendered: a new object whenever something in it may have changed. */
  let snapshot = LOADING
  let clerk, loading, arrive, told, retry
  /** Waits for as long as it takes: whoever waits for the instance alone sees no failure. */
  const arrived = new Promise(resolve => (arrive = resolve))
  let options = {}
  let pause = FIRST_PAUSE_MS
  const listeners = new Set()
  const methods = {}

  function show(next) {
    snapshot = next
    for (const listener of [...listeners]) listener()
  }

  /** While the session changes, what was shown before stays: nobody sees a page of neither one nor the other. */
  function take({ client, session, user }) {
    if (session === undefined) return
    const { signIn, signUp, sessions } = client
    show({
      status: 'ready',
      isLoaded: true,
      client,
      session,
      user,
      signIn,
      signUp,
      sessions,
      userId: user?.id ?? null,
      sessionId: session?.id ?? null,
    })
  }

  const fail = () => show({ ...LOADING, status: 'error' })

  async function begin() {
    clerk ??= await make()
    arrive()
    const { navigate } = options
    await clerk.load({ ...options, ...(navigate && { navigate: to => (options.navigate ?? navigate)(to) }) })
    clerk.addListener(take)
    // What stands in for it in a test may not call at once.
    if (!snapshot.isLoaded) take(clerk)
  }

  /** Loads once. After a failure it tries again by itself, and for whoever asks. */
  function load() {
    // The store is of the process there: what one request loads, the next would read.
    if (!globalThis.document) return Promise.reject(new Error('Clerk: this needs a browser.'))
    if (!loading) {
      clearTimeout(retry)
      const timer = setTimeout(fail, PATIENCE_MS)
      loading = begin().finally(() => clearTimeout(timer))
      loading.catch(error => {
        loading = undefined
        fail()
        if (mayPass(error)) again()
      })
    }
    return loading
  }

  /** After a pause, and as soon as the network or the person is back. */
  function again() {
    retry = setTimeout(() => {
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS)
      quietly()
    }, pause)
    for (const event of ['online', 'focus']) addEventListener(event, quietly, { once: true })
  }

  /** A method with one identity for ever, which waits for `ready` if need be. */
  const waiting = (name, isReady, ready) =>
    (methods[name] ??= (...args) => (isReady() ? clerk[name](...args) : ready().then(() => clerk[name](...args))))

  /** Calls at once and on every change, as soon as there is an instance. */
  function addListener(listener) {
    let hasEnded = false
    let end = () => (hasEnded = true)
    const listen = () => hasEnded || (end = clerk.addListener(listener))
    if (clerk) listen()
    else arrived.then(listen)
    return () => end()
  }

  const MEMBERS = { load, addListener, isReady: () => snapshot.isLoaded }

  /** A `Clerk` for those who do not wait: its methods do, and what is not `known` yet is `undefined`. */
  function member(name, known) {
    if (WAITING.test(name)) return waiting(name, () => snapshot.isLoaded, load)
    if (EARLY.test(name))
      return waiting(
        name,
        () => clerk,
        () => arrived,
      )
    if (name in known) return known[name]
    return MEMBERS[name] ?? (known.isLoaded ? clerk : AT_FIRST)[name]
  }

  const facade = known =>
    new Proxy({}, { get: (_, name) => (typeof name === 'string' ? member(name, known()) : undefined) })

  const presently = facade(() => snapshot)

  /** Does this for somebody who does not wait for it: the console tells what went wrong, but not the same again. */
  async function attempt(act) {
    try {
      await act(presently)
      told = undefined
    } catch (error) {
      const text = `${error}`
      if (text !== told) console.error(error)
      told = text
    }
  }

  /** In a test, the page may be gone when the time has come. */
  const quietly = () => {
    if (globalThis.document) attempt(load)
  }

  /** Of the session at the moment of the call; `null` for nobody. */
  async function getToken(options) {
    await load()
    // It changes just now: the page that comes next must not ask as nobody.
    if (clerk.session === undefined)
      await new Promise(resolve => {
        const end = clerk.addListener(({ session }) => session !== undefined && resolve(end()))
      })
    return clerk.session ? clerk.session.getToken(options) : null
  }

  /** What is shown under this name, as soon as it is there. */
  async function ready(name) {
    await load()
    if (snapshot[name]) return snapshot[name]
    throw clerkError('signed_out', 'nobody is signed in.')
  }

  return {
    attempt,
    clerk: presently,
    facade,
    getToken,
    load,
    quietly,
    ready,
    snapshot: () => snapshot,
    configure: next => (options = next),
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** Neither a wrong key nor a lack of WebAssembly nor a refusal gets better by asking again. */
const mayPass = ({ code, status }) =>
  !/^(invalid|webassembly|damaged)_/.test(code) && (status === 429 || !(status < 500))
