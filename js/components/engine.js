// The WebAssembly that `js/build/components.mjs` puts into this file. A module is always read as UTF-8, so the text
// arrives as it was written.

let text = WASM

/** The exports of the WebAssembly. */
export async function engine() {
  const bytes = Uint8Array.from(text, character => character.charCodeAt() ^ MASK)
  text = undefined
  return (await WebAssembly.instantiate(bytes)).instance.exports
}
