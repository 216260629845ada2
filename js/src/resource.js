// The JavaScript half of what a user holds: prototypes whose methods call into the wasm core, and what
// of the class `Clerk` needs nothing of the core.

/**
 * Lets a method survive destructuring: each object that it is read from has its own, bound to it. A
 * `Proxy`, as frameworks wrap what they are given, is another object than the one within.
 */
function bindOnRead(prototype, name, method) {
  const bound = new WeakMap()
  Object.defineProperty(prototype, name, {
    configurable: true,
    get() {
      // A prototype, also a subclass's, shows the method itself.
      if (this.hasOwnProperty('constructor')) return method
      if (!bound.has(this)) bound.set(this, method.bind(this))
      return bound.get(this)
    },
    // An app may put another in its place, as with any method.
    set(value) {
      Object.defineProperty(this, name, { value, configurable: true, enumerable: true, writable: true })
    },
  })
}

const NUMBER = Symbol('number')
let count = 0

/** Makes an object of a kind, with a number that a `Proxy` around it has as well. */
export const resource = prototype => Object.create(prototype, { [NUMBER]: { value: ++count, writable: true } })

/** The same object, maybe through a `Proxy`. */
export const isSame = (one, other) => one === other || (one?.[NUMBER] ?? NaN) === other?.[NUMBER]

/** An object of this kind, maybe through a `Proxy`. */
export const isOf = (prototype, object) => prototype.isPrototypeOf(object)

/**
 * Makes the prototype of one kind of resource. Data are the objects' own properties; each method
 * calls `core(place of the method, object, arguments)`, the places counting from `first`.
 */
export function resourcePrototype(className, methods, first, core) {
  const { prototype } = { [className]: class {} }[className]
  methods.forEach((method, index) => {
    const [name, property] = method.split('=')
    if (property) alias(prototype, name, property)
    else
      bindOnRead(prototype, name, function (...args) {
        return core(first + index, this, args)
      })
  })
  return prototype
}

/** Another name of a property. */
function alias(prototype, name, property) {
  Object.defineProperty(prototype, name, {
    configurable: true,
    get() {
      return this[property]
    },
  })
}

/** What a JWT says; `undefined` if that cannot be read. */
export function claims(jwt) {
  try {
    return JSON.parse(atob(jwt.split('.')[1].replaceAll('-', '+').replaceAll('_', '/')))
  } catch {}
}

/** The turns that were taken last in this page, by name. */
const turns = {}

/**
 * A turn at what is done one after the other, in this page and in all tabs: what ends it. It comes after `ms`
 * at the latest, as the tab that has the one before may be frozen.
 */
export function turn(name, ms) {
  return new Promise(begin => {
    let end
    const ended = new Promise(resolve => (end = resolve))
    const controller = new AbortController()
    const go = () => {
      clearTimeout(timer)
      begin(end)
      return ended
    }
    const timer = setTimeout(() => controller.abort(go()), ms)
    Promise.resolve(turns[name])
      .then(() => navigator.locks.request(name, { signal: controller.signal }, go))
      .catch(go)
    turns[name] = ended
  })
}

/** Why a magic-link flow or verification ended without a result: the values of `err.code`. */
export const MagicLinkErrorCode = Object.freeze({
  Expired: 'expired',
  Failed: 'failed',
  ClientMismatch: 'client_mismatch',
  Cancelled: 'cancelled',
  Superseded: 'superseded',
  SignedIn: 'signed_in',
})

/** Goes by the name, so that it also knows the errors of another copy of this package. */
export const isMagicLinkError = error => error?.name === 'MagicLinkError'

const CONSTANTS = {
  MagicLinkErrorCode,
  EmailLinkErrorCode: MagicLinkErrorCode,
  isMagicLinkError,
  isEmailLinkError: isMagicLinkError,
}

/** The methods of `Clerk` that are made of others, and other names of them. */
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
    return this.navigate(this.buildSignInUrl(options))
  },
  redirectToSignUp(options) {
    return this.navigate(this.buildSignUpUrl(options))
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

/** What needs components, which this build has none of, says so (wire protocol 6.13). */
for (const component of ['SignIn', 'SignUp', 'UserProfile', 'UserButton']) {
  for (const verb of component === 'UserButton' ? ['mount', 'unmount'] : ['open', 'close', 'mount', 'unmount']) {
    const name = verb + component
    METHODS[name] = () => {
      const message = `Clerk: ${name}() needs components, and this build has none. Use a form of your own, or a hosted page.`
      throw Object.assign(new Error(message), { name: 'ClerkError', code: 'no_components' })
    }
  }
}

/** Completes the class that wasm-bindgen exports; `instance` is one of its instances. */
export function completeClass(instance, version) {
  const prototype = Object.getPrototypeOf(instance)
  for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
    if (typeof value === 'function' && name !== 'constructor' && name !== 'free')
      bindOnRead(prototype, name, value)
  }
  for (const [name, method] of Object.entries(METHODS)) bindOnRead(prototype, name, method)
  for (const [name, value] of Object.entries({ ...CONSTANTS, version })) {
    for (const target of [prototype, prototype.constructor]) {
      Object.defineProperty(target, name, { value, configurable: true })
    }
  }
}
