// The JavaScript half of what a user holds: prototypes whose methods call into the wasm core.

/** Lets a method survive destructuring: it binds on first read and stays on the object. */
function bindOnRead(prototype, name, method) {
  Object.defineProperty(prototype, name, {
    configurable: true,
    get() {
      // A look at a prototype, also at a subclass's, must not put a method bound to it there.
      if (this.hasOwnProperty('constructor')) return method
      const value = method.bind(this)
      Object.defineProperty(this, name, { value, configurable: true, writable: true })
      return value
    },
  })
}

/**
 * Makes the prototype of one kind of resource. Data are the objects' own properties; each method
 * calls `core(place of the method, object, arguments)`, the places counting from `first`.
 */
export function resourcePrototype(className, methods, first, core) {
  const { prototype } = { [className]: class {} }[className]
  methods.forEach((method, index) => {
    const [name, property] = method.split('=')
    if (property) alias(prototype, name, property)
    else bindOnRead(prototype, name, function (...args) {
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

/** Completes the exported class: bound methods, and the constants on the class and its instances. */
export function completeClass(instance, methods, constants) {
  const prototype = Object.getPrototypeOf(instance)
  for (const name of methods) {
    if (name in prototype) bindOnRead(prototype, name, prototype[name])
  }
  for (const target of [prototype, prototype.constructor]) {
    for (const [name, value] of Object.entries(constants)) {
      Object.defineProperty(target, name, { value, configurable: true })
    }
  }
}
