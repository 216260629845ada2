// How the wasm core reads and writes fields. It names a field by a number, which needs no decoding.

/** `email_address_id` → `emailAddressId`. */
const camelCase = name => name.replace(/_+([a-z]?)/g, (_, letter) => letter.toUpperCase())

let names = []

/**
 * Takes the core's names. The numbers count them as they are in JavaScript first, then as they are on the wire.
 * Where the two do not follow the rule, both are given: `name=wire_name`.
 */
export function learn(text) {
  const pairs = text.match(/\S+/g).map(pair => pair.split('='))
  names = [...pairs.map(([name]) => camelCase(name)), ...pairs.map(pair => pair.at(-1))]
}

/** The name with this number, as it is in JavaScript and on the wire. */
export const spell = name => [names[name], names[name + names.length / 2]]

/** A field; `undefined` where there is none, or where reading it throws. */
export function read(of, name) {
  try {
    return of?.[name]
  } catch {}
}

/** Sets a field. A frozen object stays as it is. */
export function write(of, name, value) {
  try {
    of[name] = value
  } catch {}
}

/** As `read` and `write`, by the number of the name. */
export const get = (of, name) => read(of, names[name])
export const set = (of, name, value) => write(of, names[name], value)

/** Whether a field holds exactly this text. */
export const is = (of, name, text) => get(of, name) === text

const renamed = object => Object.entries({ ...object }).map(([name, value]) => [camelCase(name), value])

/** The same fields with their names in camelCase; none where there is no object. */
export const inCamelCase = object => Object.fromEntries(Object(object) === object ? renamed(object) : [])

/** The same fields, and each also by its name in camelCase. */
export const inBothCases = object => ({ ...object, ...Object.fromEntries(renamed(object)) })
