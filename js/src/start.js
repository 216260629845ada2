import { initSync } from '#core'
import { check, clerkError } from './environment.js'

let started = false

/**
 * Starts the core on first use, synchronously. A page or a server that only imports it pays nothing.
 *
 * Throws a `ClerkError` of code `webassembly_unavailable` or `damaged_file`.
 */
export function start() {
  if (started) return
  check()
  let bytes = new TextEncoder().encode(WASM)
  if (bytes.length !== TEXT_BYTES) {
    bytes = bytesOfFile()
    if (bytes) WASM = new TextDecoder().decode(bytes)
  }
  let module
  try {
    module = bytes && unpacked(bytes)
    if (module) initSync({ module })
  } catch (cause) {
    throw clerkError('webassembly_unavailable', UNAVAILABLE, cause)
  }
  if (!module) throw clerkError('damaged_file', DAMAGED)
  started = true
  // The page needs the memory.
  WASM = undefined
}

/**
 * The wasm; `undefined` if the text is not the one that was packed. What the text begins with unpacks the rest: see
 * `build/pack.mjs`.
 */
function unpacked(bytes) {
  const unpacker = new Uint8Array(UNPACKER_LENGTH)
  for (let i = 0; i < UNPACKER_LENGTH; i++) unpacker[i] = WASM.charCodeAt(UNPACKER_AT + i) ^ MASK
  const { memory, place, unpack } = new WebAssembly.Instance(new WebAssembly.Module(unpacker)).exports
  new Uint8Array(memory.buffer, place()).set(bytes)
  if (unpack(bytes.length, CHECKSUM)) return new Uint8Array(memory.buffer, place() + bytes.length, WASM_BYTES)
}

/**
 * The bytes of the file, where it was read in another encoding than UTF-8.
 *
 * A browser reads a script without a charset in the encoding of its page. That is mostly windows-1252 where
 * the page names none. Browsers also reuse what they have read for pages in other encodings. This can be
 * undone where each byte became a character of its own. Elsewhere the result is `undefined`.
 */
function bytesOfFile() {
  if (WASM.length !== TEXT_BYTES) return
  for (const encoding of encodings()) {
    try {
      // The text has no byte from 200 on.
      const all = new TextDecoder(encoding).decode(Uint8Array.from({ length: 200 }, (_, byte) => byte))
      const bytes = Uint8Array.from(WASM, each => all.indexOf(each))
      new TextDecoder('utf-8', { fatal: true }).decode(bytes)
      if (new Set(all).size === 200) return bytes
    } catch {
      // There is no such encoding, or the text was read in another.
    }
  }
}

/** The encoding of the page, then every other in which each byte is a character. */
const encodings = () => [
  globalThis.document?.characterSet,
  ...Array.from({ length: 16 }, (_, i) => [`iso-8859-${i + 1}`, `windows-${i + 1250}`]).flat(),
  ...['koi8-r', 'koi8-u', 'ibm866', 'macintosh', 'x-mac-cyrillic'],
]

const UNAVAILABLE =
  "Clerk: WebAssembly could not be started. A Content Security Policy must allow 'wasm-unsafe-eval' in script-src."

const DAMAGED =
  'Clerk: this script is damaged. Serve it as UTF-8, with "charset=utf-8" in its Content-Type or charset="utf-8" on its script tag.'
