import { initSync } from '#core'
import { check, clerkError } from './environment.js'

/** Out here, where it is read once: in a function it would be read again when that is first called. */
const text = WASM

let started = false

/**
 * Starts the core on first use, synchronously; a page or a server that only imports it pays nothing.
 *
 * Throws a `ClerkError` of code `webassembly_unavailable` or `damaged_file`.
 */
export function start() {
  if (started) return
  check()
  let bytes = new TextEncoder().encode(text)
  if (bytes.length !== TEXT_BYTES) bytes = bytesOfFile()
  if (!bytes) throw clerkError('damaged_file', DAMAGED)
  try {
    initSync({ module: decode(bytes) })
  } catch (cause) {
    throw clerkError('webassembly_unavailable', UNAVAILABLE, cause)
  }
  started = true
}

/** See `build/embed.mjs`. */
function decode(bytes) {
  const { m, d } = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(DECODER))).exports
  m.grow((bytes.length >> 16) + 1)
  new Uint8Array(m.buffer).set(bytes)
  return new Uint8Array(m.buffer, 0, d(bytes.length))
}

/**
 * A script without a charset is read in the encoding of its page, which is windows-1252 on most that
 * name none. Browsers keep what they have read, also for pages in other encodings. Undoes that where
 * each byte has become a character of its own; gives nothing where that is not so.
 */
function bytesOfFile() {
  if (text.length !== TEXT_BYTES) return
  for (const encoding of encodings()) {
    try {
      // The text has no byte from 200 on.
      const all = new TextDecoder(encoding).decode(Uint8Array.from({ length: 200 }, (_, byte) => byte))
      const bytes = Uint8Array.from(text, each => all.indexOf(each))
      new TextDecoder('utf-8', { fatal: true }).decode(bytes)
      if (new Set(all).size === 200) return bytes
    } catch {
      // There is no such encoding, or the text was read in another.
    }
  }
}

/** That of the page, then every other in which a byte is a character. */
const encodings = () => [
  globalThis.document?.characterSet,
  ...Array.from({ length: 16 }, (_, i) => [`iso-8859-${i + 1}`, `windows-${i + 1250}`]).flat(),
  ...['koi8-r', 'koi8-u', 'ibm866', 'macintosh', 'x-mac-cyrillic'],
]

const UNAVAILABLE =
  "Clerk: WebAssembly could not be started. If the page has a Content Security Policy, its script-src must allow 'wasm-unsafe-eval'."

const DAMAGED =
  'Clerk: this script was not read as UTF-8. Serve it with "charset=utf-8" in its Content-Type, or put charset="utf-8" on its script tag.'
