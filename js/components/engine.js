// The WebAssembly that `js/build/components.mjs` puts into this file, packed as that of the core is. A module is always
// read as UTF-8, so the text arrives as it was written.

const instantiate = async bytes => (await WebAssembly.instantiate(bytes)).instance.exports

/** The exports of the WebAssembly. */
export async function engine() {
  // The text stands at the end of this file. An element that is on the page asks earlier, while the file still runs.
  await null
  const bytes = new TextEncoder().encode(WASM)
  const own = WASM.slice(UNPACKER_AT, UNPACKER_AT + UNPACKER_LENGTH)
  const { memory, place, unpack } = await instantiate(Uint8Array.from(own, one => one.charCodeAt() ^ MASK))
  WASM = undefined
  new Uint8Array(memory.buffer, place()).set(bytes)
  unpack(bytes.length, CHECKSUM)
  return instantiate(new Uint8Array(memory.buffer, place() + bytes.length, WASM_BYTES))
}
