// The JavaScript half of what a user holds: prototypes whose methods call into the wasm core, and the part
// of the class `Clerk` that needs no core.

/**
 * Lets a method survive destructuring: each object from which it is read has its own, bound to it. A `Proxy`
 * that a framework puts around an object counts as an object of its own.
 */
function bindOnRead(prototype, name, method) {
  const bound = new WeakMap()
  Object.defineProperty(prototype, name, {
    configurable: true,
    get() {
      // A prototype, also that of a subclass, shows the method itself.
      if (this.hasOwnProperty('constructor')) return method
      if (!bound.has(this)) bound.set(this, method.bind(this))
      return bound.get(this)
    },
    // An app may replace it, as any method.
    set(value) {
      Object.defineProperty(this, name, { value, configurable: true, enumerable: true, writable: true })
    },
  })
}

const NUMBER = Symbol('number')
let count = 0

/** Makes an object of a kind, with a number that can also be read through a `Proxy`. */
export const resource = prototype => Object.create(prototype, { [NUMBER]: { value: ++count, writable: true } })

/** Whether both are the same object, maybe through a `Proxy`. */
export const isSame = (one, other) => one === other || (one?.[NUMBER] ?? NaN) === other?.[NUMBER]

/** Resolves after so many milliseconds. */
export const pause = ms => new Promise(resolve => setTimeout(resolve, ms))

/** Whether it is an object of this kind, maybe through a `Proxy`. */
export const isOf = (prototype, object) => prototype.isPrototypeOf(object)

/**
 * Makes the prototype of one kind of resource. Data are properties of the objects themselves. Each method
 * calls `core(place of the method, object, arguments)`; the places count from `first`.
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

/** Adds another name of a property. */
function alias(prototype, name, property) {
  Object.defineProperty(prototype, name, {
    configurable: true,
    get() {
      return this[property]
    },
  })
}

/** The claims in a JWT; `undefined` if they cannot be read. */
export function claims(jwt) {
  try {
    return JSON.parse(atob(jwt.split('.')[1].replaceAll('-', '+').replaceAll('_', '/')))
  } catch {}
}

/** The last turn of each name in this page, as a promise for its end. */
const turns = {}

/**
 * Waits for a turn at something that only one caller does at a time, in this page and in all tabs. Resolves
 * to the function that ends the turn, after `ms` at the latest: the tab that has the turn may be frozen.
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

/** Ends a turn that `turn` promised, if need be as soon as it begins. */
export const endTurn = turn => turn.then(end => end())

/** Why a magic-link flow or verification ended without a result: the values of `err.code`. */
export const MagicLinkErrorCode = Object.freeze({
  Expired: 'expired',
  Failed: 'failed',
  ClientMismatch: 'client_mismatch',
  Cancelled: 'cancelled',
  Superseded: 'superseded',
  SignedIn: 'signed_in',
})

/** Looks at the name, so that it also knows the errors of another copy of this package. */
export const isMagicLinkError = error => error?.name === 'MagicLinkError'

const CONSTANTS = {
  MagicLinkErrorCode,
  EmailLinkErrorCode: MagicLinkErrorCode,
  isMagicLinkError,
  isEmailLinkError: isMagicLinkError,
}

/** The methods of `Clerk` that only call its other methods. */
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

/** Methods that need components say that this build has none (wire protocol 6.13). */
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
