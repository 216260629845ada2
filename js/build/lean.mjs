// Takes out of wasm-bindgen's glue what it writes for other browsers and other callers than ours.

const NEEDLESS = [
  // `start.js` gives the module in an object. The compiled module itself is how it was given long ago.
  [/^    if \(module !== undefined\) \{\n[^]*?^    \}\n/m, '    ({ module } = module);\n'],
  // The core can always make what it has allocated longer.
  [/^    if \(realloc === undefined\) \{\n[^]*?^    \}\n/m, ''],
  // All browsers that have what the core needs have this too.
  [/\(typeof FinalizationRegistry === 'undefined'\)\n.*\n +: /, ''],
]

export function lean(glue) {
  for (const [needless] of NEEDLESS) {
    if (!needless.test(glue)) throw new Error(`wasm-bindgen writes its glue in another way: no ${needless}`)
  }
  return NEEDLESS.reduce((left, [needless, instead]) => left.replace(needless, instead), glue)
}
