// How events and commands are written: fields between U+001F, records after U+001E. `components/src/wire.rs`
// is the other half.

const FIELD = '\x1f'
const RECORD = '\x1e'

const field = value => (value === true ? '1' : `${value || (value === 0 ? 0 : '')}`.replace(/[\x1e\x1f]/g, ''))

/** An event as a text, from fields in lists in lists. */
export const written = (...fields) => fields.flat(9).map(field).join(FIELD)

/** The HTML of an answer, and its commands as lists of fields. */
export function read(answer) {
  const [html, ...commands] = answer.split(RECORD)
  return [html, commands.map(command => command.split(FIELD))]
}

/** The number of items, then the fields of each. */
export const list = (items, fields = item => item) => [items?.length ?? 0, ...Array.from(items ?? [], fields)]

/** Deeper than any of our options. What holds itself ends there too. */
const DEEPEST = 6

/** What is in an object, with dots between the names: `initialValues.emailAddress`. */
function flat(value, rename, path = []) {
  if (value == null || /function|symbol/.test(typeof value)) return []
  if (value instanceof Date) return [[path, value.toJSON()]]
  const isTexts = Array.isArray(value) && value.every(one => typeof one === 'string' || one instanceof RegExp)
  if (typeof value !== 'object' || isTexts || value instanceof URL) return [[path, `${value}`]]
  // Other names are internal.
  const names = Object.keys(value).filter(name => path.length < DEEPEST && /^[^_$]/.test(name))
  return names.flatMap(name => flat(value[name], rename, [...path, rename(name)]))
}

/** An object as a list of pairs. */
export const pairs = (object, rename = name => name) =>
  list(flat(object, rename), ([path, value]) => [path.join('.'), value])

/** The pairs that end a command, as an object. */
export const object = ([, ...rest]) =>
  Object.fromEntries(rest.flatMap((name, at) => (at % 2 ? [] : [[name, rest[at + 1]]])))
