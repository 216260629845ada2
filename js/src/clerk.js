import { isMagicLinkError, MagicLinkErrorCode } from './errors.js'
import { call, follow } from './headless.js'
import { bindOnRead, core } from './resource.js'

const CONSTANTS = {
  MagicLinkErrorCode,
  EmailLinkErrorCode: MagicLinkErrorCode,
  isMagicLinkError,
  isEmailLinkError: isMagicLinkError,
}

/** What the core gives, by its places: `src/clerk/mod.rs` has the same list, in the same order. */
const GETTERS = [
  'frontendApi',
  'publishableKey',
  'client',
  'session',
  'user',
  'loaded',
  '__unstable__environment',
  '__internal_lastEmittedResources',
]

/** What the core does. Its places go on from those of the getters. */
const CALLS = [
  'load',
  'addListener',
  'setSession',
  'signOut',
  'signOutOne',
  'buildSignInUrl',
  'buildSignUpUrl',
  'buildUserProfileUrl',
  'navigate',
  'handleUnauthenticated',
  'handleMagicLinkVerification',
]

const METHODS = {
  isReady() {
    return this.loaded
  },
  setActive(params) {
    const { session = this.session, beforeEmit, redirectUrl } = params ?? {}
    return this.setSession(session, beforeEmit ?? (redirectUrl && (() => this.navigate(redirectUrl))))
  },
  handleEmailLinkVerification(params, customNavigate) {
    return this.handleMagicLinkVerification(params, customNavigate)
  },
  redirectToSignIn(options) {
    return this.navigate(this.buildSignInUrl(withReturn(options)))
  },
  redirectToSignUp(options) {
    return this.navigate(this.buildSignUpUrl(withReturn(options)))
  },
  redirectToUserProfile() {
    return this.navigate(this.buildUserProfileUrl())
  },
  /** What a console and `JSON.stringify` show. */
  toJSON() {
    const { frontendApi, version, loaded, client, session, user } = this
    return { frontendApi, version, loaded, client, session, user }
  },
}

/** Options of a redirect: `true` for a return to this page, unless they say where to, or say no (wire protocol 6.12). */
function withReturn(options) {
  const { returnBack = options, afterSignInUrl, afterSignUpUrl, redirectUrl } = options ?? {}
  return returnBack === false || afterSignInUrl || afterSignUpUrl || redirectUrl ? options : true
}

/** What the components do. */
for (const component of ['SignIn', 'SignUp', 'UserProfile', 'UserButton']) {
  for (const verb of component === 'UserButton' ? ['mount', 'unmount'] : ['open', 'close', 'mount', 'unmount']) {
    byComponents(verb + component)
  }
}
byComponents('__unstable__updateProps')

function byComponents(name) {
  METHODS[name] = function (...args) {
    call(this, name, args)
  }
}

const STORE = Symbol('store')

/** A method of `Clerk`. */
const caller = place =>
  function (first, second) {
    const run = this?.[STORE]
    if (!run) throw new TypeError('Illegal invocation')
    return run(place, this, first, second)
  }

for (const [index, name] of CALLS.entries()) METHODS[name] = caller(GETTERS.length + index)

const { load } = METHODS
METHODS.load = function (options) {
  return follow(this, options, load.call(this, options))
}

/**
 * Returns what runs the methods of `Clerk`, whose kind has the number 0, in the store of this Frontend API.
 *
 * A page has one store for each text that was given, however often a `Clerk` is made with it: by React in strict mode,
 * by a hot reload, by several apps. Each app may have its own copy of this package: copies of one release share the
 * store, which runs in the core of the first. On a server each `Clerk` has its own: it may serve another person.
 */
function storeOf(frontendApi) {
  const key = Symbol.for(`clerk-wasm ${core.version}`)
  const stores = globalThis.document ? (globalThis[key] ??= new Map()) : new Map()
  if (!stores.has(frontendApi)) stores.set(frontendApi, core.call.bind(null, core.create(frontendApi), 0))
  return stores.get(frontendApi)
}

/** A Clerk application in this browser. */
export class Clerk {
  // Minifiers rename classes, and consoles show this name.
  static name = 'Clerk'
  static get version() {
    return core.version
  }

  constructor(frontendApi) {
    Object.defineProperty(this, STORE, { value: storeOf(frontendApi) })
    bindMethods()
  }

  get version() {
    return core.version
  }
}

const define = (object, name, property) => Object.defineProperty(object, name, { configurable: true, ...property })

for (const [place, name] of GETTERS.entries()) {
  define(Clerk.prototype, name, { get: caller(place) })
}
for (const [name, value] of Object.entries(METHODS)) define(Clerk.prototype, name, { value, writable: true })
for (const [name, value] of Object.entries(CONSTANTS)) {
  for (const object of [Clerk, Clerk.prototype]) define(object, name, { value })
}

/** With the first instance: before, a test may mock the class, and that needs plain methods. What it put there stays. */
function bindMethods() {
  for (const [name, method] of Object.entries(METHODS)) {
    if (Clerk.prototype[name] === method) bindOnRead(Clerk.prototype, name, method)
    delete METHODS[name]
  }
}
