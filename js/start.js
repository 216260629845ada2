import { initSync } from '#core'
import { check, clerkError } from './environment.js'

/** Out here, where it is read once: in a function it would be read again when that is first called. */
let text = WASM

let started = false

/**
 * Starts the core on first use, synchronously; a page or a server that only imports it pays nothing.
 *
 * Throws a `ClerkError` of code `webassembly_unavailable` or `damaged_file`.
 */
export function start() {
  if (started) return
  check()
  if (text.length !== WASM_LENGTH) text = readAgain(text)
  if (text.length !== WASM_LENGTH) throw clerkError('damaged_file', DAMAGED)
  try {
    initSync({ module: decode(text) })
  } catch (cause) {
    throw clerkError('webassembly_unavailable', UNAVAILABLE, cause)
  }
  started = true
}

/** See `embed.mjs`. */
function decode(text) {
  const { m, d } = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(DECODER))).exports
  m.grow((text.length >> 15) + 1)
  d(new TextEncoder().encodeInto(text, new Uint8Array(m.buffer)).written)
  return new Uint8Array(m.buffer, 0, text.length)
}

/**
 * A script without a charset is read in the encoding of its page, which is windows-1252 on most that
 * name none. Undoes that where each byte has become one character.
 */
function readAgain(text) {
  try {
    const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte)
    const characters = new TextDecoder(document.characterSet).decode(bytes)
    return new TextDecoder().decode(Uint8Array.from(text, (each) => characters.indexOf(each)))
  } catch {
    return text
  }
}

const UNAVAILABLE =
  "Clerk: WebAssembly could not be started. If the page has a Content Security Policy, its script-src must allow 'wasm-unsafe-eval'."

const DAMAGED =
  'Clerk: this script was not read as UTF-8. Serve it with "charset=utf-8" in its Content-Type, or put charset="utf-8" on its script tag.'
