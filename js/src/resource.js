// The prototypes of what an app holds. Their methods call into the core.

/** The core: `create` makes an instance, `call` runs a method, `version` is this release. */
export let core

/** Gives the classes their core. Each build has its own, and starts it in its own way. */
export function connect(exports) {
  core = exports
}

/**
 * Lets a method survive destructuring: each object from which it is read has its own, bound to it. A `Proxy`
 * that a framework puts around an object counts as an object of its own.
 */
export function bindOnRead(prototype, name, method) {
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

/** The prototype of a new class. */
export const newPrototype = className => ({ [className]: class {} })[className].prototype

/** Adds what the core has at `place` of this kind: a getter or a method. */
export function addMember(prototype, name, isGetter, instance, kind, place) {
  const call = function (first, second) {
    return core.call(instance, kind, place, this, first, second)
  }
  if (isGetter) Object.defineProperty(prototype, name, { configurable: true, get: call })
  else bindOnRead(prototype, name, call)
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
