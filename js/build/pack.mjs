// Packs the wasm, so that gzip and brotli find more alike in it; `unpack/src/lib.rs` undoes it in the browser.
//
// An instruction is an opcode and its operands. In a wasm they are mixed, and a compressor finds each as hard to
// foresee as the other. Here each kind of operand has a *stream* of its own: the numbers of variables, the offsets
// of fields, the first bytes of constants of two bytes, and so on. What is left is the *program*, in which one
// byte, the number of an *entry*, stands for an instruction, or for two or more that are often together.
//
// An entry is a list of *steps*, and each step writes one byte of the wasm: its argument, or the next byte of the
// stream that its argument names. The streams of actions and of arguments hold the steps of all entries. So the
// unpacker has no need to know the instructions of WebAssembly.
//
// Three things go that can be told from the rest:
// - the size of each function;
// - the bit by which all bytes of a number but its last say that it continues: it is in the step;
// - the numbers of variables. In their place is how many others were used since a variable was used last: what is
//   read was mostly written just before.
//
// The text is the streams one after the other. Each has its length before it, in bytes of UTF-8.

import { textBytes } from './embed.mjs'
import { read } from './instructions.mjs'

/** What a step does beside writing a byte. These and the limits are as in `unpack/src/lib.rs`. */
const READ = 1 // the byte from the stream of its argument
const LOCAL = 2 // of variables: the byte is a place among the last used
const REPEAT = 4 // until the stream is at its end
const BEGIN = 8 // a function, with this byte
const END = 16 // the function, after this byte
const LAST = 32 // step of its entry
const CONTINUED = 128 // with the bit that says so

/** The first streams, in their order. The others hold operands. */
const FIRST = ['unpacker', 'actions', 'arguments', 'after', 'before', 'program']

/** How many bytes say how long a stream is. */
const DIGITS = 3

const STREAMS = 64
const ENTRIES = 256
const STEPS = 1024
const MEMORY = 2 ** 19

/** Variables with a number of one byte. The few others keep their numbers. */
const LOCALS = 128

/** How many of the variables that were used last have a step of their own. */
const NEAR = 2

/** How many steps an entry for several instructions has at most. */
const LONGEST = 16

/** How many entries stand for more than one instruction. More of them save less than they cost. */
const PAIRS = 26

/** The bytes of the text of which `unpacker`, which comes first in it, makes `wasm`. */
export function pack(wasm, unpacker) {
  const { before, bodies, after } = read(wasm)
  const streams = new Streams([
    ['before', [...before]],
    ['after', [...after]],
  ])
  const { program, entries } = dictionary([
    [{ action: READ | REPEAT, argument: 'before' }],
    ...bodies.flatMap(body => pieces(body, streams)),
    [{ action: READ | REPEAT, argument: 'after' }],
  ])
  const names = [...FIRST, ...streams.byEntropy().filter(name => !FIRST.includes(name))]
  const steps = entries.flatMap(marked)
  streams.set('unpacker', [...unpacker])
  const column = (name, of) => streams.set(name, steps.map(of))
  column('actions', ({ action }) => action)
  column('arguments', ({ argument }) => numbered(argument, names))
  streams.set('program', program)
  const packed = Uint8Array.from(names.flatMap(name => withLength(streams.get(name))))
  limit('streams', names.length, STREAMS)
  limit('entries', entries.length, ENTRIES)
  limit('steps', steps.length, STEPS)
  limit('bytes of text and of wasm', textBytes(packed) + wasm.length, MEMORY)
  return packed
}

/** Which character of the text is the unpacker's first. */
export const UNPACKER_AT = DIGITS

/** The steps of a function, as a list for each instruction. */
function pieces(body, streams) {
  const locals = Array.from({ length: LOCALS }, (_, number) => number)
  const pieces = body.map(parts => parts.flatMap(part => steps(part, locals, streams)))
  pieces.at(0).at(0).action |= BEGIN
  pieces.at(-1).at(-1).action |= END
  return pieces
}

function steps(part, locals, streams) {
  if (typeof part === 'number') return [{ action: 0, argument: part }]
  const { kind, bytes } = part
  if (kind === 'local' && bytes.length === 1) {
    const place = toFront(locals, bytes[0])
    if (place < NEAR) return [{ action: LOCAL, argument: place }]
    return [{ action: READ | LOCAL, argument: streams.put(kind, place) }]
  }
  return Array.from(bytes, (byte, i) => {
    const name = bytes.length === 1 ? kind : `${kind}, byte ${Math.min(i, 2)} of ${Math.min(bytes.length, 4)}`
    const continued = kind !== 'float' && i + 1 < bytes.length ? CONTINUED : 0
    return { action: READ | continued, argument: streams.put(name, byte ^ continued) }
  })
}

/** Moves a variable to the front; returns where it was. */
function toFront(locals, local) {
  const place = locals.indexOf(local)
  locals.splice(place, 1)
  locals.unshift(local)
  return place
}

/** The program, and the entries that its bytes stand for, the most frequent first. */
function dictionary(pieces) {
  const known = new Map()
  const entries = []
  let program = pieces.map(steps => {
    const key = JSON.stringify(steps)
    if (!known.has(key)) known.set(key, entries.push(steps) - 1)
    return known.get(key)
  })
  for (let i = 0; i < PAIRS; i++) {
    const pair = bestPair(program, entries)
    if (!pair) break
    const both = entries.push(pair.flatMap(entry => entries[entry])) - 1
    program = joined(program, pair, both)
  }
  const counts = counted(program)
  const order = [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a))
  const ranks = new Map(order.map((entry, rank) => [entry, rank]))
  return { program: program.map(entry => ranks.get(entry)), entries: order.map(entry => entries[entry]) }
}

/** The two entries that are together most often, in bits more than chance would have it. */
function bestPair(program, entries) {
  const counts = counted(program)
  const pairs = counted(program.slice(1).map((entry, i) => program[i] * entries.length + entry))
  let best
  let most = 0
  for (const [pair, count] of pairs) {
    const [one, other] = [Math.floor(pair / entries.length), pair % entries.length]
    if (entries[one].length + entries[other].length > LONGEST) continue
    const bits = count * Math.log2((count * program.length) / counts.get(one) / counts.get(other))
    if (bits > most) [best, most] = [[one, other], bits]
  }
  return best
}

function joined(program, [one, other], both) {
  const result = []
  for (let i = 0; i < program.length; i++) {
    if (program[i] === one && program[i + 1] === other) {
      result.push(both)
      i++
    } else result.push(program[i])
  }
  return result
}

function counted(list) {
  const counts = new Map()
  for (const one of list) counts.set(one, (counts.get(one) ?? 0) + 1)
  return counts
}

const marked = steps =>
  steps.map((step, i) => (i + 1 < steps.length ? step : { ...step, action: step.action | LAST }))

const numbered = (argument, names) => (typeof argument === 'string' ? names.indexOf(argument) : argument)

function withLength(bytes) {
  const length = textBytes(Uint8Array.from(bytes))
  return [...Array.from({ length: DIGITS }, (_, i) => (length >> (7 * (DIGITS - 1 - i))) & 127), ...bytes]
}

function limit(what, count, most) {
  if (count > most) throw new Error(`pack: ${count} ${what}, and unpack/src/lib.rs has room for ${most}`)
}

class Streams extends Map {
  /** Adds a byte to a stream; returns the stream's name. */
  put(name, byte) {
    if (!this.has(name)) this.set(name, [])
    this.get(name).push(byte)
    return name
  }
  byEntropy() {
    return [...this.keys()].sort((a, b) => entropy(this.get(a)) - entropy(this.get(b)))
  }
}

/** In bits for each byte. */
function entropy(bytes) {
  let bits = 0
  for (const count of counted(bytes).values()) bits -= count * Math.log2(count / bytes.length)
  return bits / bytes.length
}
