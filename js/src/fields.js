// How the wasm core reads and writes fields. It names a field by a number, which needs no decoding.

/** `email_address_id` → `emailAddressId`. */
const camelCase = name => name.replace(/_+([a-z]?)/g, (_, letter) => letter.toUpperCase())

let names = []

/** Takes the core's names: the numbers count them in camelCase first, then as they are. */
export function learn(text) {
  const all = text.match(/\w+/g)
  names = [...all.map(camelCase), ...all]
}

/** A field; `undefined` where there is none, or where reading it throws. */
export function get(of, name) {
  try {
    return of?.[names[name]]
  } catch {}
}

/** Sets a field. A frozen object stays as it is. */
export function set(of, name, value) {
  try {
    of[names[name]] = value
  } catch {}
}

/** Whether a field holds exactly this text. */
export const is = (of, name, text) => get(of, name) === text

const renamed = object => Object.entries(object).map(([name, value]) => [camelCase(name), value])

/** The same fields with their names in camelCase; none where there is no object. */
export const inCamelCase = object => Object.fromEntries(Object(object) === object ? renamed(object) : [])

/** The same fields, and each also by its name in camelCase. */
export const inBothCases = object => Object.fromEntries([...Object.entries(object), ...renamed(object)])
