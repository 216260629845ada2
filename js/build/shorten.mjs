// Shortens the names by which the wasm and its glue call each other. wasm-bindgen's names are long and
// end in a hash, and nobody sees them. wasm-opt renames the wasm's half and prints the new names.

/** The option of wasm-opt that renames. All imports then come from a module `a`. */
export const RENAMING = '--minify-imports-and-exports-and-modules'

/** The module of the imports that the glue itself holds. Others are files of ours. */
const GLUE_MODULE = './clerk_wasm_bg.js'

/**
 * The glue with the new names. `names` is the JSON that wasm-opt printed:
 * `{ imports: [[module, long, short]], exports: [[long, short]] }`.
 */
export function renamed(glue, names) {
  const { imports, exports } = JSON.parse(names)
  const isOfGlue = ([module]) => module === GLUE_MODULE
  const own = new Map(imports.filter(isOfGlue).map(([, long, short]) => [long, short]))
  const short = new Map(exports)
  return glue
    .replace(/^( {8})(\w+): function\(/gm, (all, indent, name) => `${indent}${own.get(name) ?? name}(`)
    .replace(/\bwasm\.(\w+)/g, (all, name) => `wasm.${short.get(name) ?? name}`)
    .replace(/(?: {8}"[^"]+": \w+,\n)+/, modules => {
      const held = new Map([...modules.matchAll(/"(.+)": (\w+),/g)].map(([, module, name]) => [module, name]))
      const foreign = imports.filter(one => !isOfGlue(one))
      const entries = foreign.map(([module, long, short]) => `${short}: ${held.get(module)}.${long}`)
      return `a: { ${[`...${held.get(GLUE_MODULE)}`, ...entries].join(', ')} },\n`
    })
}
