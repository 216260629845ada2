// Fields: how the core reads and writes them, and how an answer becomes what an app holds.
//
// The core names a field by a number, which needs no decoding. It gives the tables of what an app holds by numbers,
// too: `src/resources/` has one for each resource. From an answer to what an app holds there are two steps, so that an
// answer that cannot be read changes nothing. `decode` checks the answer and builds a fresh object. `merge` brings the
// object that the app holds up to date. A resource stays the same object as long as its id stays, a value as long as
// its content stays.
//
// It is one file because the core may import four at most; `xtask/src/tidy.rs` says why.

import { resource } from './resource.js'
import { jwt } from './text.js'

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

const { isArray } = Array
const isObject = value => typeof value === 'object' && value !== null
const isText = value => typeof value === 'string'
const isNumber = value => typeof value === 'number'
const isFlag = value => typeof value === 'boolean'

const items = value => (isArray(value) ? value : [])
const asItCame = value => value
const none = () => null
const empty = part => decode(part, null)

/** A merge takes the new content where it differs. */
const replaced = (old, next) => (isEqual(old, next) ? old : next)

/** A merge keeps the object that is held as long as the token is the same. */
const sameToken = (old, next) => (rawOf(old) === rawOf(next) ? old : next)
const rawOf = jwt => read(read(jwt, 'claims'), '__raw')

/** A merge brings the resource up to date, unless it is another one now. */
const updated = (old, next, update) =>
  isObject(next) && isSameResource(old, next) ? update(old, next) : replaced(old, next)

/** A merge brings up to date each resource that was in the list before. */
function updatedInside(old, next, update) {
  const list = items(next).map(item => {
    const held = items(old).find(one => isSameResource(one, item))
    return held ? update(held, item) : item
  })
  return keptIfSame(old, list)
}

/**
 * What a field can hold, by the numbers of `Kind` in `src/instance/table.rs`: which values fit, what is made of one,
 * what a field without one holds, and what a merge does.
 */
const KINDS = [
  [isText, asItCame, () => undefined, replaced], // Id
  [isText, asItCame, none, replaced], // Text
  [isNumber, asItCame, none, replaced], // Number
  [isFlag, asItCame, () => false, replaced], // Flag
  [isNumber, ms => new Date(ms), none, replaced], // Instant
  [() => true, asItCame, none, replaced], // Json
  [isArray, asItCame, () => [], replaced], // List
  [isObject, value => (isArray(value) ? value.map(inBothCases) : inBothCases(value)), none, replaced], // Named
  [isText, jwt, none, sameToken], // Jwt
  [isObject, (value, part) => decode(part, value), empty, replaced], // Value
  [isObject, (value, part) => decode(part, value), empty, updated], // One
  [isObject, (value, part) => decode(part, value), none, updated], // Maybe
  [isObject, (value, part) => decode(part, value), none, updated], // Quiet
  [isArray, (list, part) => list.map(item => decode(part, item)), () => [], updatedInside], // Many
]
const [ID, FIRST_WITH_PART, QUIET] = [0, 9, 12]

/** What follows from two other fields; the numbers go on from those above. */
const RULES = [
  // Joined
  (of, first, second) => {
    const [one, other] = [read(of, first), read(of, second)].map(text => (isText(text) ? text : ''))
    return `${one} ${other}`.replace(/^ +| +$/g, '') || null
  },
  // Found
  (of, list, id) => items(read(of, list)).find(one => read(one, 'id') === read(of, id)) ?? null,
  // Active
  (of, list, status, held) => {
    const active = items(read(of, list)).filter(one => read(one, status) === 'active')
    return keptIfSame(held, active)
  },
]

/** The tables, by the prototypes of what they describe. */
const tables = new WeakMap()

/**
 * Learns a table: a name and a kind for each field, then a name, a rule and the names of two fields for each that
 * follows from others. `parts` are the prototypes of the resources in the fields, in the same order.
 */
export function describe(prototype, rows, parts) {
  const fields = []
  const derived = []
  for (let at = 0; at < rows.length; ) {
    const [name, sent] = spell(rows[at++])
    const kind = rows[at++]
    const rule = RULES[kind - KINDS.length]
    if (rule) derived.push([name, rule, spell(rows[at++])[0], spell(rows[at++])[0]])
    else fields.push([name, sent, kind, kind < FIRST_WITH_PART ? undefined : parts.shift()])
  }
  tables.set(prototype, [fields, derived])
}

/**
 * Builds an object from an answer, or from `null` for a resource that does not exist yet.
 *
 * Throws the name of the first field whose type is not what the table says. Fields that the table does not know
 * are ignored, since newer servers send more.
 */
export function decode(prototype, answer) {
  const exists = (answer ?? null) !== null
  if (exists && !isObject(answer)) throw prototype.constructor.name
  const out = resource(prototype)
  const [fields, derived] = tables.get(prototype)
  for (const [name, sent, kind, part] of fields) {
    const [fits, made, missing] = KINDS[kind]
    const value = answer?.[sent] ?? null
    if ((value !== null || (kind === ID && exists)) && !fits(value)) throw sent
    out[name] = value === null ? missing(part) : made(value, part)
  }
  derive(out, derived)
  return out
}

/** Brings `held` up to date with `fresh`, both of this prototype. True when anything changed. */
export function merge(prototype, held, fresh) {
  const [fields, derived] = tables.get(prototype)
  let changed = false
  for (const [name, , kind, part] of fields) {
    const old = read(held, name)
    const next = KINDS[kind][3](old, read(fresh, name), (one, fresh) => {
      changed = (merge(part, one, fresh) && kind !== QUIET) || changed
      return one
    })
    if (next !== old) {
      changed = true
      write(held, name, next)
    }
  }
  if (changed) derive(held, derived)
  return changed
}

/** Sets the fields that follow from others. */
function derive(of, rows) {
  for (const [name, rule, first, second] of rows) write(of, name, rule(of, first, second, read(of, name)))
}

/**
 * Whether `next` is a later state of `old`. An attempt that was not created yet becomes any that is created;
 * otherwise the id decides.
 */
export function isSameResource(old, next) {
  const id = read(old, 'id')
  return isObject(old) && (id === undefined || id === read(next, 'id'))
}

/** The list that is held if it has the same items as the new one, or else the new one. */
const keptIfSame = (old, list) =>
  isArray(old) && old.length === list.length && list.every((item, i) => item === old[i]) ? old : list

/** Whether both have the same content, compared as JSON. */
function isEqual(left, right) {
  if (left === right) return true
  try {
    const text = isObject(left) && isObject(right) ? JSON.stringify(left) : undefined
    return text !== undefined && text === JSON.stringify(right)
  } catch {}
}
