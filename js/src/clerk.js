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

/** Options of a redirect: `true` for a return to this page, unless they say where to, or are `false` (wire protocol 6.12). */
function withReturn(options) {
  const { afterSignInUrl, afterSignUpUrl, redirectUrl } = options ?? {}
  return options === false || afterSignInUrl || afterSignUpUrl || redirectUrl ? options : true
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

const INSTANCE = Symbol('instance')

/** A method of `Clerk`, whose kind has the number 0 in the core. */
const caller = place =>
  function (first, second) {
    const instance = this?.[INSTANCE]
    if (instance === undefined) throw new TypeError('Illegal invocation')
    return core.call(instance, 0, place, this, first, second)
  }

for (const [index, name] of CALLS.entries()) METHODS[name] = caller(GETTERS.length + index)

const { load } = METHODS
METHODS.load = function (options) {
  return follow(this, options, load.call(this, options))
}

/** The stores of this copy of the package, by what was given as the Frontend API. */
const stores = new Map()

/**
 * The number of a store. A copy of the package has one for a Frontend API, however often a `Clerk` is made for it: by
 * React in strict mode, by a hot reload, by several apps. On a server each has its own: it may serve another person.
 */
function storeOf(frontendApi) {
  const store = stores.get(frontendApi) ?? core.create(frontendApi)
  if (globalThis.document) stores.set(frontendApi, store)
  return store
}

/** A Clerk application in this browser. */
export class Clerk {
  // Minifiers rename classes, and consoles show this name.
  static name = 'Clerk'
  static get version() {
    return core.version
  }

  constructor(frontendApi) {
    Object.defineProperty(this, INSTANCE, { value: storeOf(frontendApi) })
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

/** With the first instance: before, a test may mock the class, and that needs plain methods. */
function bindMethods() {
  for (const name of Object.keys(METHODS)) {
    bindOnRead(Clerk.prototype, name, Clerk.prototype[name])
    delete METHODS[name]
  }
}
