// The guide's own snippets and the README's, unchanged, against our declarations.
//
// They are JavaScript and take for granted that everything is loaded. So a parameter may have no type,
// and `null` is not checked; the rest of `strict` applies. js/test-d has the same programs in full
// `strict`.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { guide, skip, snippetsOf } from '../../testing/guide.mjs'
import { js, pkg } from './package.mjs'

const MODULES = [join(js, 'test-d/guide-modules.d.ts'), join(pkg, 'global.d.ts')]

/** Mistakes of the guide itself: names that it does not import. */
const SLIPS = [
  "518: Cannot find name 'SignedOut'.",
  "520: Cannot find name 'SignedOut'.",
  "521: Cannot find name 'SignedIn'.",
  "523: Cannot find name 'SignedIn'.",
  "916: Cannot find name 'SignedOut'.",
  "918: Cannot find name 'SignedOut'.",
  "919: Cannot find name 'SignedIn'.",
  "921: Cannot find name 'SignedIn'.",
]

const declarations = Object.entries({
  react: join(js, 'node_modules/@types/react/index.d.ts'),
  'react/jsx-runtime': join(js, 'node_modules/@types/react/jsx-runtime.d.ts'),
  '@clerk/clerk-react': join(pkg, 'clerk.react.d.mts'),
  '@clerk/nextjs': join(pkg, 'clerk.nextjs.d.mts'),
  'clerk-wasm': join(pkg, 'clerk.d.mts'),
  'clerk-wasm/localizations': join(pkg, 'clerk.localizations.d.mts'),
  'clerk-wasm/nextjs': join(pkg, 'clerk.nextjs.d.mts'),
  'clerk-wasm/react': join(pkg, 'clerk.react.d.mts'),
})

const OPTIONS = {
  allowJs: true,
  checkJs: true,
  noEmit: true,
  strict: true,
  strictNullChecks: false,
  noImplicitAny: false,
  target: 'es2022',
  lib: ['es2022', 'dom'],
  module: 'esnext',
  moduleResolution: 'bundler',
  moduleDetection: 'force',
  jsx: 'react-jsx',
  types: [],
  paths: Object.fromEntries(declarations.map(([name, file]) => [name, [file]])),
}

/** What this compiler finds in the snippets, each with its line in the guide. */
function findings(snippets, compiler = 'typescript') {
  const folder = mkdtempSync(join(tmpdir(), 'clerk-wasm-guide-'))
  for (const { code, line } of snippets) writeFileSync(join(folder, `${line}.jsx`), code)
  const tsconfig = { compilerOptions: OPTIONS, files: [...MODULES, ...snippets.map(({ line }) => `${line}.jsx`)] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig))
  const tsc = join(js, 'node_modules', compiler, 'bin/tsc')
  const { stdout } = spawnSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], {
    cwd: folder,
    encoding: 'utf8',
  })
  rmSync(folder, { recursive: true })
  return Array.from(stdout.matchAll(/^(\S.*)\((\d+),\d+\): error \w+: (.*)/gm), ([, file, within, message]) => {
    const first = Number.parseInt(file, 10)
    return `${first >= 0 ? first + Number(within) : `${file}:${within}`}: ${message}`
  })
}

const byLine = (a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10)

for (const compiler of ['typescript', 'typescript-5']) {
  test(`the guide's snippets compile as they stand with ${compiler}`, { skip }, () => {
    const all = guide()
    assert.ok(all.length === 17, `${all.length} snippets`)
    assert.deepEqual(findings(all, compiler).sort(byLine), SLIPS)
  })
}

test("the README's snippets compile as well", () => {
  const readme = readFileSync(join(js, '../README.md'), 'utf8').replace(/^```js$/gm, '```javascript')
  const [first, ...others] = snippetsOf(readme)
  assert.match(first.code, /from 'clerk-wasm'/)
  const begun = first.code.slice(0, first.code.indexOf('await'))
  assert.ok(others.length >= 2)
  const after = others.map(({ code, line }) => ({ code: begun + code, line }))
  assert.deepEqual(findings([first, ...after]), [])
})

test('a member that we lack is found in a snippet', () => {
  const code = 'window.Clerk.client.signIn.createMagicLinkFlows()\n'
  assert.match(findings([{ code, line: 0 }]).join(), /^1: Property 'createMagicLinkFlows' does not exist/)
})
