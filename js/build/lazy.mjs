// Has wasm-bindgen's glue make what it needs of the browser when the core starts, not when it is
// imported: tests under jsdom, which has no TextDecoder, import it without ever starting it.

/** Where the glue starts, whichever way it was given the wasm. */
const START = /^function __wbg_finalize_init\(.*\) \{\n/m

/** What it makes at once, and the fallback for browsers that are older than any that can run the wasm. */
const DECODER = /^let cachedTextDecoder = (new TextDecoder\(.*\);)\ncachedTextDecoder\.decode\(\);\n/m
const ENCODER = /^const cachedTextEncoder = (new TextEncoder\(\);)\n\nif \(!\('encodeInto' [^]*?^\}\n/m

/** Safari counts a decoder's first call as its longest (wasm-bindgen #1825). */
const FIRST = 'cachedTextDecoder.decode();'

/** The glue without anything that is constructed at its top level. Does nothing the second time. */
export function lazy(glue) {
  if (glue.includes('\nlet cachedTextDecoder, cachedTextEncoder;\n')) return glue
  const [, decoder] = DECODER.exec(glue) ?? []
  const [, encoder] = ENCODER.exec(glue) ?? []
  if (!decoder || !encoder || !START.test(glue)) throw new Error('wasm-bindgen writes its glue in another way')
  return glue
    .replace(DECODER, 'let cachedTextDecoder, cachedTextEncoder;\n')
    .replace(ENCODER, '')
    .replace(
      START,
      start => `${start}    cachedTextDecoder = ${decoder}\n    ${FIRST}\n    cachedTextEncoder = ${encoder}\n`,
    )
}
