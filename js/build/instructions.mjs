// Reads a wasm as its functions' instructions, each with its operands. The rest stays as bytes.

/** What an instruction has after its opcode. A `part` is a number that says what instruction it is. */
const SHAPES = [
  [[], [0x00, 0x01], [0x05], [0x0b], [0x0f], [0x1a, 0x1b], [0x45, 0xc4], [0xd1]],
  [['part'], [0x02, 0x04], [0x23, 0x26], [0x3f, 0x40], [0xd0]], // types of blocks, globals, tables, memories
  [['label'], [0x0c, 0x0d]],
  [['labels'], [0x0e]],
  [['callee'], [0x10], [0xd2]],
  [['type', 'part'], [0x11]],
  [['parts'], [0x1c]],
  [['local'], [0x20, 0x22]],
  [
    ['alignment', 'offset'],
    [0x28, 0x3e],
  ],
  [['constant'], [0x41, 0x42]],
  [['float of 4'], [0x43]],
  [['float of 8'], [0x44]],
  [['more'], [0xfc]],
]

/** What follows the second half of an opcode that begins with 0xfc. */
const MORE_SHAPES = [
  [[], [0, 7]],
  [['part', 'part'], [8], [10], [12], [14]],
  [['part'], [9], [11], [13], [15, 17]],
]

const byOpcode = shapes =>
  new Map(
    shapes.flatMap(([shape, ...ranges]) =>
      ranges.flatMap(([from, to = from]) => Array.from({ length: to - from + 1 }, (_, i) => [from + i, shape])),
    ),
  )
const SHAPE = byOpcode(SHAPES)
const MORE_SHAPE = byOpcode(MORE_SHAPES)

/** The instruction that ends a function. */
const LAST = 0x0b

/** The number of the section that holds the functions' bodies. */
const CODE = 10

/**
 * Gives the functions' `bodies` and the bytes `before` and `after` them. A body is a list of instructions, and an
 * instruction a list of bytes and of operands `{ kind, bytes }`, or `{ kind, number }` for a local and a callee.
 */
export function read(wasm) {
  const reader = new Reader(wasm)
  reader.bytes(8)
  while (!reader.ended()) {
    const id = reader.byte()
    const end = reader.number() + reader.at
    if (id !== CODE) {
      reader.at = end
      continue
    }
    const count = reader.number()
    const before = wasm.subarray(0, reader.at)
    const bodies = Array.from({ length: count }, () => body(reader))
    if (reader.at !== end) throw new Error('wasm: the functions do not end where their section ends')
    return { before, bodies, after: wasm.subarray(end) }
  }
  throw new Error('wasm: there are no functions')
}

function body(reader) {
  const end = reader.number() + reader.at
  const groups = reader.leb()
  const instructions = [[{ kind: 'groups', bytes: groups }]]
  for (let group = 0; group < unsigned(groups); group++) {
    const count = { kind: 'declared', bytes: reader.leb() }
    instructions.push([count, { kind: 'of type', bytes: reader.bytes(1) }])
  }
  while (reader.at < end) instructions.push(...instruction(reader))
  if (reader.at !== end || instructions.at(-1)[0] !== LAST) throw new Error(`wasm: no function ends at ${end}`)
  return instructions
}

/** An instruction. Each label of a table of jumps comes as one of its own: there may be any number. */
function instruction(reader) {
  const opcode = reader.byte()
  const shape = SHAPE.get(opcode)
  if (shape?.[0] === 'labels') {
    const count = reader.leb()
    const labels = Array.from({ length: unsigned(count) + 1 }, () => [operand('label', reader)])
    return [[opcode, { kind: 'labels', bytes: count }], ...labels]
  }
  if (shape?.[0] === 'more') {
    const half = reader.leb()
    return [[opcode, ...half, ...immediates(MORE_SHAPE.get(unsigned(half)), reader)]]
  }
  return [[opcode, ...immediates(shape, reader)]]
}

function immediates(shape, reader) {
  if (!shape) throw new Error(`wasm: an unknown instruction ends at ${reader.at}; see js/build/instructions.mjs`)
  return shape.flatMap(kind => {
    if (kind === 'part') return [...reader.leb()]
    if (kind === 'parts') {
      const count = reader.leb()
      return [...count, ...reader.bytes(unsigned(count))]
    }
    if (kind === 'alignment') {
      const alignment = reader.leb()
      if (unsigned(alignment) > 4)
        throw new Error(`wasm: an unknown instruction ends at ${reader.at}: more than one memory?`)
      return [...alignment]
    }
    return [operand(kind, reader)]
  })
}

function operand(kind, reader) {
  if (kind.startsWith('float')) return { kind: 'float', bytes: reader.bytes(Number(kind.at(-1))) }
  return { kind, bytes: reader.leb() }
}

/** The value of a LEB128 number without a sign. */
const unsigned = bytes => bytes.reduceRight((value, byte) => value * 128 + (byte & 127), 0)

class Reader {
  constructor(wasm) {
    this.wasm = wasm
    this.at = 0
  }
  ended = () => this.at >= this.wasm.length
  byte = () => this.wasm[this.at++]
  bytes(count) {
    this.at += count
    return this.wasm.subarray(this.at - count, this.at)
  }
  /** The bytes of a LEB128 number. */
  leb() {
    let count = 1
    while (this.wasm[this.at + count - 1] > 127) count++
    return this.bytes(count)
  }
  number = () => unsigned(this.leb())
}
