// Makes the npm package out of what wasm-bindgen wrote: `node bundle.mjs <pkg dir>`.
//
// In:  clerk_wasm.js, clerk_wasm_bg.wasm, clerk_wasm.d.ts, snippets/ (wasm-bindgen --target web)
// Out: clerk.headless.{mjs,cjs,browser.js}, each one file with the wasm inside, their declarations,
//      integrity.json for their `integrity` attributes, package.json, README.md, LICENSE*. What came
//      in stays as it is, but for the types of its insides.

import { createHash } from 'node:crypto'
import { copyFile, readFile, readdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { decoder, literal } from './embed.mjs'
import { manifest } from './manifest.mjs'
import { shorten } from './shorten.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))
const root = resolve(here, '..')

/** Stands for the wasm until the code around it is minified: a minifier would escape it. */
const TOKEN = '@wasm@'

/** The oldest browsers that run what rustc writes (reference types, bulk memory). */
const TARGET = ['chrome96', 'firefox79', 'safari15', 'node18']

const OUTPUTS = [
  { entry: 'index.js', format: 'esm', file: 'clerk.headless.mjs' },
  { entry: 'index.js', format: 'cjs', file: 'clerk.headless.cjs' },
  { entry: 'script-tag.js', format: 'iife', file: 'clerk.headless.browser.js' },
]

async function bundle(pkg) {
  const core = shorten(
    await readFile(join(pkg, 'clerk_wasm_bg.wasm')),
    await readFile(join(pkg, 'clerk_wasm.js'), 'utf8'),
  )
  const version = await cargoVersion()
  const integrity = {}
  for (const output of OUTPUTS) {
    const code = embedded(await minified(output, pkg, core, version), core.wasm, output.file)
    await writeFile(join(pkg, output.file), code)
    integrity[output.file] = `sha384-${createHash('sha384').update(code).digest('base64')}`
  }
  await writeJson(join(pkg, 'integrity.json'), integrity)
  await writeDeclarations(pkg)
  await writeJson(join(pkg, 'package.json'), manifest(version))
  await copyTexts(pkg)
}

/** Only what the entry uses stays: wasm-bindgen's asynchronous start and its fetch go. */
async function minified({ entry, format }, pkg, core, version) {
  const result = await build({
    entryPoints: [join(here, entry)],
    plugins: [provide('#core', { contents: core.glue, resolveDir: pkg }), ours],
    define: {
      WASM: JSON.stringify(TOKEN),
      WASM_LENGTH: String(core.wasm.length),
      DECODER: JSON.stringify(decoder()),
      VERSION: JSON.stringify(version),
      // Only the dropped asynchronous start asks for it; the classic formats have no such thing.
      'import.meta.url': '""',
    },
    banner: { js: `/*! clerk-wasm ${version} | MIT OR Apache-2.0 */` },
    bundle: true,
    format,
    minify: true,
    legalComments: 'none',
    target: TARGET,
    write: false,
    logLevel: 'warning',
  })
  return result.outputFiles[0].text
}

/** Lets esbuild find a module that is not a file. */
const provide = (name, module) => ({
  name,
  setup({ onResolve, onLoad }) {
    onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path: name, namespace: 'provided' }))
    onLoad({ filter: /^/, namespace: 'provided' }, () => module)
  },
})

/** What the glue imports from its copy of our files is the file that the entry imports. */
const ours = {
  name: 'ours',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/snippets\/.*\/resource\.js$/ }, () => ({ path: join(here, 'resource.js') }))
  },
}

function embedded(code, wasm, file) {
  const parts = code.split(new RegExp(`["'\`]${TOKEN}["'\`]`))
  if (parts.length !== 2) throw new Error(`${file}: the wasm has ${parts.length - 1} places, not 1`)
  return parts.join(literal(wasm))
}

/** The hand-written declarations, and what only the single files export. */
async function writeDeclarations(pkg) {
  const types = await readFile(join(here, 'types.d.ts'), 'utf8')
  const exports = await readFile(join(here, 'exports.d.ts'), 'utf8')
  for (const extension of ['mts', 'cts']) {
    await writeFile(join(pkg, `clerk.headless.d.${extension}`), `${types}\n${exports}`)
  }
  await copyFile(join(here, 'global.d.ts'), join(pkg, 'global.d.ts'))
  await hideInsides(join(pkg, 'clerk_wasm.d.ts'))
}

/** wasm-bindgen declares what the wasm exports to its glue, which is nobody else's business. */
async function hideInsides(path) {
  const types = await readFile(path, 'utf8')
  const memory = 'export interface InitOutput {\n  readonly memory: WebAssembly.Memory;\n}\n'
  const hidden = types.replace(/^export interface InitOutput \{[^]*?^\}\n/m, memory)
  if (!hidden.includes(memory)) throw new Error(`${path}: there is no InitOutput`)
  await writeFile(path, hidden)
}

const writeJson = (path, value) => writeFile(path, JSON.stringify(value, null, 2) + '\n')

async function copyTexts(pkg) {
  const names = await readdir(root)
  for (const name of names.filter((name) => /^(LICENSE|CHANGELOG)/.test(name))) {
    await copyFile(join(root, name), join(pkg, name))
  }
  const readme = await readFile(join(root, 'README.md'), 'utf8')
  await writeFile(join(pkg, 'README.md'), forUsers(readme))
}

/** What a README says to those who have a clone. */
const OF_THE_CLONE = ['See it', 'Test it', 'The companion server', 'Where things are']

/** The README without its pictures and those sections. */
const forUsers = (readme) =>
  readme
    .split(/^(?=## )/m)
    .filter((section) => !OF_THE_CLONE.some((title) => section.startsWith(`## ${title}\n`)))
    .join('')
    .replace(/^!\[.*\n\n/gm, '')

async function cargoVersion() {
  const cargo = await readFile(join(root, 'Cargo.toml'), 'utf8')
  const version = /^version = "([^"]+)"/m.exec(cargo)?.[1]
  if (!version) throw new Error('Cargo.toml names no version')
  return version
}

const pkg = process.argv[2]
if (!pkg) {
  console.error('usage: node bundle.mjs <folder with the output of wasm-bindgen --target web>')
  process.exit(2)
}
await bundle(resolve(pkg))
