// Makes a core without WebAssembly: `node nowasm.mjs <clerk_wasm.wasm of rustc> <folder>`.
//
// Out: core.mjs, the wasm as JavaScript (by binaryen's wasm2js), and glue.mjs, wasm-bindgen's half.
// bundle.mjs makes clerk.headless.nowasm.mjs of them. Programs are found on PATH.

import { spawnSync } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { RENAMING, renamed } from './shorten.mjs'

/** Replaces features that rustc may use and wasm2js does not know. */
const LOWERING = [
  '--enable-bulk-memory',
  '--enable-mutable-globals',
  '--enable-nontrapping-float-to-int',
  '--enable-sign-ext',
  '--llvm-memory-copy-fill-lowering',
  '--llvm-nontrapping-fptoint-lowering',
  '--signext-lowering',
]

/** As for the wasm (see xtask/src/build.rs): what makes places differ costs more, compressed, than it saves. */
const FOR_COMPRESSION = ['-Oz', '--low-memory-unused', '--skip-pass=local-cse', '--skip-pass=code-folding']

async function translate(wasm, folder) {
  await mkdir(folder, { recursive: true })
  const plain = join(folder, basename(wasm))
  await writeFile(plain, withoutReferences(await readFile(wasm)))
  run('wasm-bindgen', '--target', 'web', '--no-typescript', '--out-dir', folder, plain)

  const name = join(folder, basename(wasm, '.wasm'))
  const glue = watchful(await readFile(`${name}.js`, 'utf8'))
  const core = `${name}_bg.wasm`
  const names = run('wasm-opt', ...FOR_COMPRESSION, ...LOWERING, RENAMING, core, '-o', core)
  run('wasm2js', ...FOR_COMPRESSION, core, '-o', join(folder, 'core.mjs'))
  await writeFile(join(folder, 'core.mjs'), asFunction(await readFile(join(folder, 'core.mjs'), 'utf8')))
  await writeFile(join(folder, 'glue.mjs'), renamed(glue, names))
}

/**
 * Tells wasm-bindgen that there are no reference types, because wasm2js cannot express them. Drops debug
 * information as well.
 */
function withoutReferences(wasm) {
  const unwanted = /^.(target_features|\.debug)/s
  const isKept = ({ id, body }) => id !== CUSTOM || !unwanted.test(body.toString('latin1', 0, 20))
  const kept = sections(wasm).filter(isKept)
  const features = [...text('target_features'), 1, ...Buffer.from('+'), ...text('mutable-globals')]
  const header = wasm.subarray(0, 8)
  return Buffer.concat([
    header,
    ...kept.map(({ whole }) => whole),
    Buffer.from([CUSTOM, features.length, ...features]),
  ])
}

const CUSTOM = 0

/** The sections of a wasm file (WebAssembly core specification, 5.5.2). */
function sections(wasm) {
  const found = []
  for (let start = 8, end; start < wasm.length; start = end) {
    let at = start + 1
    let length = 0
    for (let shift = 0, byte = 0x80; byte & 0x80; shift += 7) {
      byte = wasm[at++]
      length += (byte & 0x7f) * 2 ** shift
    }
    end = at + length
    found.push({ id: wasm[start], body: wasm.subarray(at, end), whole: wasm.subarray(start, end) })
  }
  return found
}

const text = name => [name.length, ...Buffer.from(name)]

/** Exports `asmFunc(imports)`, which returns the exports; wasm2js writes a module that calls it at once. */
function asFunction(module) {
  const [, body] = /^(?:import .*\n)*([^]*?)^var retasmFunc = /m.exec(module)
  return `${body}\nexport { asmFunc }\n`
}

/** A grown memory leaves its old buffer empty in WebAssembly, but not here. So let the glue compare buffers. */
function watchful(glue) {
  const outgrown = /(cached\w+Memory0) === null \|\| .*(?=\) \{$)/gm
  return glue.replace(outgrown, '$1?.buffer !== wasm.memory.buffer')
}

function run(program, ...args) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8' })
  if (error) throw error
  if (status !== 0) throw new Error(`${program}: ${stderr}`)
  return stdout
}

const [wasm, folder] = process.argv.slice(2)
if (!folder) {
  console.error('usage: node nowasm.mjs <clerk_wasm.wasm> <folder>')
  process.exit(2)
}
await translate(wasm, folder)
