// How the wasm gets into a JavaScript file: as a string literal, one code point for each byte.
//
// In UTF-8 a code point below 128 is one byte, and one below 256 is two. The XOR moves the frequent bytes below 128:
// small numbers, of which `pack.mjs` makes most. Browsers keep the text of a script, at one byte for each character if
// no code point is above 255, and otherwise at two.
// On a 48 KB module this costs 1.9 % gzip and 2.4 % brotli; base64 costs 31 % and 41 %.

/** As in `unpack/src/lib.rs`. */
export const MASK = 96

/** What the literal stands for. */
const textOf = bytes => Buffer.from(bytes.map(byte => byte ^ MASK)).toString('latin1')

/** What a double-quoted literal cannot hold, and NUL, by which tools take the file for a binary one. */
const ESCAPES = { '\0': '\\0', '\n': '\\n', '\r': '\\r', '"': '\\"', '\\': '\\\\' }

/** The bytes as a JavaScript literal, with its quotes. */
export const literal = bytes => `"${textOf(bytes).replace(/[\0\n\r"\\]/g, escaped)}"`

/**
 * The code, and at its end what it names `WASM`: compressors do better if no code follows. A classic script gives it
 * to its function; in a module it is a variable that has no value before all of the module has run.
 */
export function embedded(code, format, bytes) {
  if (format !== 'iife') return `${code}var WASM=${literal(bytes)};\n`
  const [, banner, body] = /^([^(]*)\(\(\)=>(.*)\)\(\);\n$/s.exec(code)
  return `${banner}(WASM=>${body})(${literal(bytes)});\n`
}

/**
 * Before a digit, `\0` would begin an octal escape. In a page in Shift_JIS some characters swallow the backslash
 * after them; the literal must not end there, or nobody would be told that the file is damaged.
 */
function escaped(one, at, text) {
  if (/^\0\d/.test(text.slice(at, at + 2))) return '\\x00'
  if (/[\x81-\x9f\xc1-\xdf]["\\]/.test(text.slice(at - 1, at + 1))) return one === '"' ? '\\x22' : '\\x5c'
  return ESCAPES[one]
}

/** How many bytes the text takes in UTF-8. In any other encoding it has more. */
export const textBytes = bytes => Buffer.byteLength(textOf(bytes))

/** A number that changes with each byte of the text in UTF-8, as in `unpack/src/lib.rs`. */
export function checksum(bytes) {
  const text = Buffer.concat([Buffer.from(textOf(bytes)), Buffer.alloc(3)])
  let sum = 0
  for (let at = 0; at + 4 <= text.length; at += 4) sum = Math.imul(sum ^ text.readInt32LE(at), CHECKSUM_FACTOR)
  return sum
}

const CHECKSUM_FACTOR = 0x01000193
