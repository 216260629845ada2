// Makes wasm-bindgen's glue construct its browser objects when the core starts, not on import: tests
// under jsdom, which has no TextDecoder, import the glue and never start it.

/** Where the glue starts, in every way to give it the wasm. */
const START = /^function __wbg_finalize_init\(.*\) \{\n/m

/** What it constructs on import, and a fallback for browsers that are too old for the wasm anyway. */
const DECODER = /^let cachedTextDecoder = (new TextDecoder\(.*\);)\ncachedTextDecoder\.decode\(\);\n/m
const ENCODER = /^const cachedTextEncoder = (new TextEncoder\(\);)\n\nif \(!\('encodeInto' [^]*?^\}\n/m

/** Safari counts a decoder's first call as its longest (wasm-bindgen #1825). */
const FIRST = 'cachedTextDecoder.decode();'

/** The glue with nothing constructed at its top level. */
export function lazy(glue) {
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
