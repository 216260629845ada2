// Makes the components' files: in each a WebAssembly of `components/`, and what the page needs around it.
//
// Out: clerk.components.mjs has SignIn, SignUp, the host and the style sheet; clerk.profile.mjs, which it loads when
//      that is needed, has UserProfile and UserButton; clerk.texts.mjs knows the texts by Clerk's names;
//      clerk.localizations.{mjs,cjs} has them in other languages.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, transform } from 'esbuild'
import { checksum, embedded, MASK } from './embed.mjs'
import { pack, UNPACKER_AT } from './pack.mjs'

const src = fileURLToPath(new URL('../components', import.meta.url))

const FILES = [
  { file: 'clerk.components.mjs', entry: 'index.js', wasm: 'sign.wasm' },
  { file: 'clerk.profile.mjs', entry: 'profile.js', wasm: 'profile.wasm' },
]

/** The oldest browsers with `<dialog>` and cascade layers. */
const TARGET = ['chrome99', 'firefox98', 'safari15.4']

/** The files by their names; `folder` has the WebAssembly, and `unpacker` unpacks it. */
export async function components(folder, unpacker, banner) {
  const files = {}
  for (const { file, entry, wasm: name } of FILES) {
    const wasm = await readFile(join(folder, name))
    const packed = pack(wasm, unpacker)
    const code = await minified(join(src, entry), banner, {
      WASM_BYTES: String(wasm.length),
      UNPACKER_AT: String(UNPACKER_AT),
      UNPACKER_LENGTH: String(unpacker.length),
      CHECKSUM: String(checksum(packed)),
      MASK: String(MASK),
    })
    files[file] = embedded(code, 'esm', packed)
  }
  files['clerk.texts.mjs'] = await minified(join(src, 'texts.js'), banner, { KEYS: JSON.stringify(await keys()) })
  const localizations = await localized(join(folder, 'texts.json'))
  files['clerk.localizations.mjs'] = localizations
  files['clerk.localizations.cjs'] = (await transform(localizations, { format: 'cjs' })).code
  return files
}

/** Each language as an export of its own, so that a bundler keeps what an app imports. */
async function localized(file) {
  const all = Object.entries(JSON.parse(await readFile(file, 'utf8')))
  return all.map(([name, texts]) => `export const ${name} = ${JSON.stringify(texts, null, 1)}\n`).join('')
}

/** The names of the texts, in the order of their numbers. */
async function keys() {
  const texts = await readFile(join(src, '../../components/src/texts/english.rs'), 'utf8')
  return Array.from(texts.matchAll(/^ +\w+ "(\S+)" "/gm), ([, key]) => key).join(' ')
}

async function minified(entry, banner, define) {
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    format: 'esm',
    minify: true,
    legalComments: 'none',
    target: TARGET,
    external: ['./clerk.profile.mjs', './clerk.texts.mjs'],
    plugins: [sheets],
    define,
    banner: { js: banner },
    write: false,
    logLevel: 'warning',
  })
  return result.outputFiles[0].text
}

/** A style sheet is a text, without what only people read. */
const sheets = {
  name: 'sheets',
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, 'utf8'), { loader: 'css', minify: true })
      return { contents: code.trim(), loader: 'text' }
    })
  },
}
