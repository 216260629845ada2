// Makes the npm package.
//
// In:  clerk_wasm.js, clerk_wasm_bg.wasm, clerk_wasm.d.ts, snippets/ (wasm-bindgen --target web);
//      the same wasm with short names, the wasm that unpacks it, what nowasm.mjs wrote, and the wasm of the components
// Out: clerk.headless.{mjs,cjs,browser.js}, each one file with the wasm inside; clerk.{mjs,cjs,browser.js}, the
//      same and what loads clerk.components.mjs, which components.mjs makes;
//      the React bindings, which react.mjs makes; clerk.headless.nowasm.mjs without wasm; clerk_wasm.js for the wasm beside it; their declarations;
//      integrity.json for the `integrity` attributes of the single files; package.json, README.md, LICENSE*.

import { createHash } from 'node:crypto'
import { copyFile, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runInNewContext } from 'node:vm'
import { build } from 'esbuild'
import { components } from './components.mjs'
import { checksum, embedded, MASK, textBytes } from './embed.mjs'
import { lazy } from './lazy.mjs'
import { lean } from './lean.mjs'
import { manifest } from './manifest.mjs'
import { pack, UNPACKER_AT } from './pack.mjs'
import { react } from './react.mjs'
import { renamed } from './shorten.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
const src = join(root, 'js/src')
const declarations = join(root, 'js/types')

/** The oldest browsers that can run the wasm (reference types, bulk memory). */
const TARGET = ['chrome96', 'firefox79', 'safari15', 'node18']

const OUTPUTS = [
  { entry: 'index.js', format: 'esm', file: 'clerk.headless.mjs' },
  { entry: 'index.js', format: 'cjs', file: 'clerk.headless.cjs' },
  { entry: 'script-tag.js', format: 'iife', file: 'clerk.headless.browser.js' },
  { entry: 'index.js', format: 'esm', file: 'clerk.mjs', components: 'module-file.js' },
  { entry: 'index.js', format: 'cjs', file: 'clerk.cjs', components: 'module-file.js' },
  { entry: 'script-tag.js', format: 'iife', file: 'clerk.browser.js', components: 'script-file.js' },
]

async function bundle(pkg, short, unpacker, nowasm, parts) {
  const glue = lazy(await readFile(join(pkg, 'clerk_wasm.js'), 'utf8'))
  const wasm = await readFile(join(short, 'short.wasm'))
  const unpack = await readFile(unpacker)
  const core = {
    wasm,
    packed: pack(wasm, unpack),
    unpacker: unpack,
    glue: renamed(lean(glue), await readFile(join(short, 'names.json'), 'utf8')),
  }
  const version = await cargoVersion()
  const integrity = {}
  const write = async (file, code) => {
    await writeFile(join(pkg, file), code)
    integrity[file] = `sha384-${createHash('sha384').update(code).digest('base64')}`
  }
  for (const { file, ...output } of OUTPUTS) {
    const code = embedded(await withWasm(output, core, version), output.format, core.packed)
    if (output.format === 'iife') tried(code, wasm)
    await write(file, code)
  }
  await write('clerk.headless.nowasm.mjs', await withoutWasm(nowasm, version))
  for (const [file, code] of Object.entries(await components(parts, unpack, banner(version).js)))
    await write(file, code)
  for (const [file, code] of Object.entries(await react(TARGET))) await writeFile(join(pkg, file), code)
  await writeJson(join(pkg, 'integrity.json'), integrity)
  await writeFile(join(pkg, 'clerk_wasm.js'), await streamed(glue, version))
  await rm(join(pkg, 'snippets'), { recursive: true })
  await writeDeclarations(pkg)
  await writeJson(join(pkg, 'package.json'), manifest(version))
  await copyTexts(pkg)
}

/** Keeps only what the entry uses: wasm-bindgen's asynchronous start and its fetch go. */
const withWasm = ({ entry, format, components }, core, version) =>
  minified({
    entryPoints: [join(src, entry)],
    format,
    // Node then sees the names that a CommonJS file exports.
    platform: format === 'cjs' ? 'node' : 'browser',
    external: ['./clerk.components.mjs'],
    plugins: [provide('#core', core.glue), ours, ...(components ? withComponents(components) : [])],
    define: {
      TEXT_BYTES: String(textBytes(core.packed)),
      WASM_BYTES: String(core.wasm.length),
      UNPACKER_AT: String(UNPACKER_AT),
      UNPACKER_LENGTH: String(core.unpacker.length),
      CHECKSUM: String(checksum(core.packed)),
      MASK: String(MASK),
      ...defined(version),
    },
    banner: banner(version),
  })

/** Lets the class load the components in the place of telling that there are none. */
const withComponents = file => [
  redirect(/^\.\/headless\.js$/, 'full.js', /clerk\.js$/),
  redirect(/^\.\/module-file\.js$/, file),
]

/** The same module with a core in JavaScript, without WebAssembly. */
const withoutWasm = async (folder, version) =>
  minified({
    entryPoints: [join(src, 'index.js')],
    format: 'esm',
    inject: [join(src, 'nowasm/instance.js')],
    plugins: [
      provide('#core', lazy(await readFile(join(folder, 'glue.mjs'), 'utf8'))),
      provide('#asm', await readFile(join(folder, 'core.mjs'), 'utf8')),
      provide('__wbindgen_externref_xform__', HEAP),
      redirect(/^\.\/start\.js$/, 'nowasm/start.js'),
      ours,
    ],
    define: defined(version),
    banner: banner(version),
  })

/** The same class for a wasm that the page starts. */
const streamed = (glue, version) =>
  minified({
    entryPoints: [join(src, 'streamed.js')],
    format: 'esm',
    plugins: [provide('#core', glue), ours],
    define: { VERSION: JSON.stringify(version) },
    banner: { js: '/* @ts-self-types="./clerk_wasm.d.ts" */' },
    // wasm-bindgen lists a file of ours once for each module of Rust that imports it.
    logOverride: { 'duplicate-object-key': 'silent' },
  })

/** Where wasm-bindgen's own constants end. It fills this in only if there are reference types. */
const HEAP = 'export const __wbindgen_externref_statics_end = () => 1028'

// Only the asynchronous start reads `import.meta`, and that is dropped; the classic formats do not have it.
const defined = version => ({ VERSION: JSON.stringify(version), 'import.meta.url': '""' })

/**
 * The hint (WICG, explicit JavaScript compile hints) counts on the first line only. A browser that knows it
 * compiles the code around the wasm while the file arrives, off the main thread.
 */
const banner = version => ({
  js: `//# allFunctionsCalledOnLoad\n/*! clerk-wasm ${version} | MIT OR Apache-2.0 */`,
})

async function minified(options) {
  const result = await build({
    ...options,
    bundle: true,
    minify: true,
    legalComments: 'none',
    target: TARGET,
    write: false,
    logLevel: 'warning',
  })
  return result.outputFiles[0].text
}

/** Lets esbuild find a module that is not a file. */
const provide = (name, contents) => ({
  name,
  setup({ onResolve, onLoad }) {
    onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path: name, namespace: name }))
    onLoad({ filter: /^/, namespace: name }, () => ({ contents, resolveDir: src }))
  },
})

/** Lets esbuild take one of our files for an import of another name. */
const redirect = (filter, file, importer = /^/) => ({
  name: file,
  setup({ onResolve }) {
    onResolve({ filter }, from => (importer.test(from.importer) ? { path: join(src, file) } : undefined))
  },
})

/** The glue imports copies of our files: give it the files that the entry imports. */
const ours = {
  name: 'ours',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/snippets\// }, ({ path }) => ({ path: join(src, basename(path)) }))
  },
}

/** Throws unless the script starts exactly the wasm that was built. */
function tried(script, wasm) {
  const started = []
  class Module extends WebAssembly.Module {
    constructor(bytes) {
      super(bytes)
      started.push(Buffer.from(bytes))
    }
  }
  const page = { TextDecoder, TextEncoder, WebAssembly: { Instance: WebAssembly.Instance, Module } }
  runInNewContext(`${script}; new Clerk('clerk.example.com')`, page)
  if (!started.at(-1)?.equals(wasm)) throw new Error('what is unpacked is not the wasm that was packed')
}

/** Writes the declarations: of the class, of what else each file exports. */
async function writeDeclarations(pkg) {
  const types = await readFile(join(declarations, 'index.d.ts'), 'utf8')
  const exports = await readFile(join(declarations, 'exports.d.ts'), 'utf8')
  const names = ['clerk', 'clerk.headless'].flatMap(name => [`${name}.d.mts`, `${name}.d.cts`])
  for (const name of [...names, 'clerk.headless.nowasm.d.mts']) {
    await writeFile(join(pkg, name), `${types}\n${exports}export default Clerk\n`)
  }
  for (const name of ['global.d.ts', 'clerk.components.d.mts']) {
    await copyFile(join(declarations, name), join(pkg, name))
  }
  for (const name of ['errors', 'react', 'nextjs']) {
    const types = await readFile(join(declarations, `${name}.d.ts`), 'utf8')
    await writeFile(join(pkg, `clerk.${name}.d.mts`), types)
    await writeFile(join(pkg, `clerk.${name}.d.cts`), types.replaceAll(/'(\.\/clerk.*)\.mjs'/g, "'$1.cjs'"))
  }
  for (const name of ['clerk.localizations.d.mts', 'clerk.localizations.d.cts']) {
    await copyFile(join(declarations, 'clerk.localizations.d.ts'), join(pkg, name))
  }
  const start = hidden(await readFile(join(pkg, 'clerk_wasm.d.ts'), 'utf8'))
  await writeFile(join(pkg, 'clerk_wasm.d.ts'), `${types}\n${exports}\n${start}`)
}

/** What wasm-bindgen declares, without what the wasm exports to its glue. */
function hidden(types) {
  const memory = 'export interface InitOutput {\n  readonly memory: WebAssembly.Memory;\n}\n'
  const hidden = types.replace(/^export interface InitOutput \{[^]*?^\}\n/m, memory)
  if (!hidden.includes(memory)) throw new Error('wasm-bindgen declares no InitOutput')
  return hidden
}

const writeJson = (path, value) => writeFile(path, JSON.stringify(value, null, 2) + '\n')

async function copyTexts(pkg) {
  const names = await readdir(root)
  for (const name of names.filter(name => /^(LICENSE|CHANGELOG)/.test(name))) {
    await copyFile(join(root, name), join(pkg, name))
  }
  const readme = await readFile(join(root, 'README.md'), 'utf8')
  await writeFile(join(pkg, 'README.md'), forUsers(readme))
}

/** Sections of the README for people who have a clone. */
const OF_THE_CLONE = ['See it', 'Test it', 'The companion server', 'Where things are']

/** The README without its pictures and without these sections. */
const forUsers = readme =>
  readme
    .split(/^(?=## )/m)
    .filter(section => !OF_THE_CLONE.some(title => section.startsWith(`## ${title}\n`)))
    .join('')
    .replace(/^!\[.*\n\n/gm, '')

async function cargoVersion() {
  const cargo = await readFile(join(root, 'Cargo.toml'), 'utf8')
  const version = /^version = "([^"]+)"/m.exec(cargo)?.[1]
  if (!version) throw new Error('Cargo.toml names no version')
  return version
}

const folders = process.argv.slice(2)
if (folders.length !== 5) {
  console.error(
    'usage: node bundle.mjs <output of wasm-bindgen --target web> <its wasm with short names> <unpack.wasm> <output of nowasm.mjs> <the wasm of the components>',
  )
  process.exit(2)
}
await bundle(...folders.map(folder => resolve(folder)))
