// Shortens the names by which the wasm and its glue call each other. wasm-bindgen's names are long and
// end in a hash, and nobody sees them.

const IMPORTS = 2
const EXPORTS = 7

/** The module of the imports that the glue itself holds. Others are files of ours, whose exports keep their names. */
const GLUE_MODULE = './clerk_wasm_bg.js'

/** `{ wasm, glue }`, with short names where only these two use a name. */
export function shorten(wasm, glue) {
  const modules = new Names()
  const imports = new Names()
  const exports = new Names()
  const bytes = mapSections(wasm, {
    [IMPORTS]: section => shortImports(section, modules, imports),
    [EXPORTS]: section => shortExports(section, exports),
  })
  const renamed = glue
    .replace(/^( {8})(\w+)(?=: function\()/gm, (all, indent, name) => indent + (imports.known(name) ?? name))
    .replace(/\bwasm\.(\w+)/g, (all, name) => `wasm.${exports.known(name) ?? name}`)
    .replace(/^( {8})"(\.\/[^"]+)":/gm, (all, indent, name) =>
      modules.known(name) ? `${indent}${modules.known(name)}:` : all,
    )
  return { wasm: bytes, glue: renamed }
}

/** Hands out a, b, … z, aa, ab, … */
class Names {
  #short = new Map()

  for(name) {
    if (!this.#short.has(name)) this.#short.set(name, letters(this.#short.size))
    return this.#short.get(name)
  }

  known(name) {
    return this.#short.get(name)
  }
}

const letters = n => (n < 26 ? '' : letters(Math.floor(n / 26) - 1)) + String.fromCharCode(97 + (n % 26))

function shortImports(section, modules, names) {
  const out = []
  const reader = new Reader(section)
  const count = reader.leb()
  for (let i = 0; i < count; i++) {
    const module = reader.name()
    const field = reader.name()
    const isOurs = module === GLUE_MODULE
    out.push(...name(modules.for(module)), ...name(isOurs ? names.for(field) : field), ...reader.importKind())
  }
  return [...leb(count), ...out]
}

function shortExports(section, names) {
  const out = []
  const reader = new Reader(section)
  const count = reader.leb()
  for (let i = 0; i < count; i++) {
    out.push(...name(names.for(reader.name())), reader.byte(), ...leb(reader.leb()))
  }
  return [...leb(count), ...out]
}

/**
 * Rewrites the sections whose ids are in `map`; a section that becomes `null` is left out (WebAssembly core
 * specification, 5.5.2).
 */
export function mapSections(wasm, map) {
  const out = [wasm.subarray(0, 8)]
  const reader = new Reader(wasm, 8)
  while (!reader.isDone()) {
    const start = reader.at
    const id = reader.byte()
    const body = reader.bytes(reader.leb())
    const mapped = map[id] ? map[id](body) : body
    if (mapped === body) out.push(wasm.subarray(start, reader.at))
    else if (mapped) out.push(Uint8Array.of(id, ...leb(mapped.length)), Buffer.from(mapped))
  }
  return Buffer.concat(out)
}

class Reader {
  constructor(data, at = 0) {
    this.data = data
    this.at = at
  }

  isDone() {
    return this.at >= this.data.length
  }

  byte() {
    return this.data[this.at++]
  }

  bytes(length) {
    this.at += length
    return this.data.subarray(this.at - length, this.at)
  }

  leb() {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte()
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return value
    }
  }

  name() {
    return Buffer.from(this.bytes(this.leb())).toString('utf8')
  }

  /** The bytes that say what is imported. wasm-bindgen imports only functions. */
  importKind() {
    const start = this.at
    if (this.byte() !== 0) throw new Error('an import of the wasm is no function')
    this.leb()
    return this.data.subarray(start, this.at)
  }
}

function leb(value) {
  const bytes = []
  do {
    bytes.push((value & 0x7f) | (value > 0x7f ? 0x80 : 0))
    value >>>= 7
  } while (value)
  return bytes
}

function name(text) {
  const bytes = Buffer.from(text)
  return [...leb(bytes.length), ...bytes]
}
