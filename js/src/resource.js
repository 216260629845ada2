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

const views = new WeakMap()

/**
 * Stands for a resource, or for a list of resources, where frameworks compare by identity: it is another object as soon
 * as the content is another. What is read through it follows the same rule. It shows what is there now, also after it
 * was replaced.
 */
function view(live) {
  const isList = Array.isArray(live)
  if (!isList && !live?.[NUMBER]) return live
  let content = NaN // An app may have made it circular. Then nothing tells whether it changed.
  try {
    content = JSON.stringify(live)
  } catch {}
  if (views.get(live)?.content !== content) {
    // A `Proxy` must give what a frozen object holds.
    const get = (of, name) => (Object.isFrozen(of) ? of[name] : view(of[name]))
    views.set(live, { content, shown: isList ? live.map(view) : new Proxy(live, { get }) })
  }
  return views.get(live).shown
}

/** What listeners are told. The bindings of React read an `organization`. */
export const news = (client, session, user) => ({
  client: view(client),
  session: view(session),
  user: view(user),
  organization: null,
})

/** Resolves after so many milliseconds. */
export const pause = ms => new Promise(resolve => setTimeout(resolve, ms))

/** Whether it is an object of this kind, maybe through a `Proxy`. */
export const isOf = (prototype, object) => prototype.isPrototypeOf(object)
