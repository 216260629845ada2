// The WebAssembly that `js/build/components.mjs` puts into this file, packed as that of the core is. A module is always
// read as UTF-8, so the text arrives as it was written.

let text = WASM

const instantiate = async bytes => (await WebAssembly.instantiate(bytes)).instance.exports

/** The exports of the WebAssembly. */
export async function engine() {
  const bytes = new TextEncoder().encode(text)
  const own = text.slice(UNPACKER_AT, UNPACKER_AT + UNPACKER_LENGTH)
  const { memory, place, unpack } = await instantiate(Uint8Array.from(own, one => one.charCodeAt() ^ MASK))
  text = undefined
  new Uint8Array(memory.buffer, place()).set(bytes)
  unpack(bytes.length, CHECKSUM)
  return instantiate(new Uint8Array(memory.buffer, place() + bytes.length, WASM_BYTES))
}
