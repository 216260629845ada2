// Takes out of wasm-bindgen's glue what it writes for other browsers and other callers than ours.

const NEEDLESS = [
  // `start.js` gives the bytes in an object. Others give them as they are, or what was compiled from them.
  [/^    if \(module !== undefined\) \{\n[^]*?^    \}\n/m, '    ({ module } = module);\n'],
  [/^    if \(!\(module instanceof WebAssembly\.Module\)\) \{\n(.*\n)    \}\n/m, '$1'],
  // The core can always make what it has allocated longer.
  [/^    if \(realloc === undefined\) \{\n[^]*?^    \}\n/m, ''],
]

export function lean(glue) {
  for (const [needless] of NEEDLESS) {
    if (!needless.test(glue)) throw new Error(`wasm-bindgen writes its glue in another way: no ${needless}`)
  }
  return NEEDLESS.reduce((left, [needless, instead]) => left.replace(needless, instead), glue)
}
