// Makes the files of the React bindings: no wasm, no React and no Next.js inside.
//
// Out: clerk.react.client.{mjs,cjs} and clerk.nextjs.client.{mjs,cjs}, which begin with 'use client'; clerk.react and
//      clerk.nextjs, which pass their names on; clerk.errors, which needs neither React nor the core.

import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const js = fileURLToPath(new URL('..', import.meta.url))

/** Each source that is a file of its own in the package. What else they import is put into them. */
const FILES = {
  'src/errors.js': 'clerk.errors',
  'react/client.js': 'clerk.react.client',
  'react/index.js': 'clerk.react',
  'nextjs/client.js': 'clerk.nextjs.client',
  'nextjs/index.js': 'clerk.nextjs',
}

/** The files by their names. */
export async function react(target) {
  const files = {}
  for (const [format, ending] of Object.entries({ esm: 'mjs', cjs: 'cjs' })) {
    for (const [entry, name] of Object.entries(FILES))
      files[`${name}.${ending}`] = await file(entry, format, ending, target)
  }
  return files
}

async function file(entry, format, ending, target) {
  const result = await build({
    entryPoints: [entry],
    absWorkingDir: js,
    bundle: true,
    format,
    // Node then sees the names that a CommonJS file exports.
    platform: 'node',
    packages: 'external',
    minify: true,
    legalComments: 'none',
    target,
    plugins: [apart(ending)],
    write: false,
    logLevel: 'warning',
  })
  return result.outputFiles[0].text
}

/** Leaves the imports of the other files as imports, of the same format. */
const apart = ending => ({
  name: 'apart',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^\.\/clerk\.mjs$/ }, () => ({ path: `./clerk.${ending}`, external: true }))
    onResolve({ filter: /^\..*\.js$/ }, async ({ path, resolveDir, kind, pluginData }) => {
      if (pluginData === apart || kind === 'entry-point') return
      const found = await resolve(path, { resolveDir, kind, pluginData: apart })
      const name = FILES[relative(js, found.path)]
      return name ? { path: `./${name}.${ending}`, external: true } : found
    })
  },
})
