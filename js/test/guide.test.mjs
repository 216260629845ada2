// The guide's own snippets and the README's, unchanged, against our declarations.
//
// They are JavaScript and take for granted that everything is loaded. So a parameter may have no type,
// and `null` is not checked; the rest of `strict` applies. js/test-d has the same programs in full
// `strict`.

import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import ts from 'typescript-5'
import { js, pkg } from './package.mjs'

const GUIDE = join(js, '../../shared/seed/magic-links.md')
const MODULES = join(js, 'test-d/guide-modules.d.ts')

/** Mistakes of the guide itself: a tag that is not closed, names that it does not import. */
const SLIPS = [
  "512: Cannot find name 'Switch'.",
  "518: Cannot find name 'SignedOut'.",
  "520: Cannot find name 'SignedOut'.",
  "521: Cannot find name 'SignedIn'.",
  "523: Cannot find name 'SignedIn'.",
  "537: Expected corresponding JSX closing tag for 'Switch'.",
  "916: Cannot find name 'SignedOut'.",
  "918: Cannot find name 'SignedOut'.",
  "919: Cannot find name 'SignedIn'.",
  "921: Cannot find name 'SignedIn'.",
]

const OPTIONS = {
  allowJs: true,
  checkJs: true,
  noEmit: true,
  strict: true,
  strictNullChecks: false,
  noImplicitAny: false,
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  jsx: ts.JsxEmit.Preserve,
  types: [],
  paths: {
    'clerk-wasm': [join(pkg, 'clerk.headless.d.mts')],
    'clerk-wasm/global': [join(pkg, 'global.d.ts')],
    'clerk-wasm/localizations': [join(pkg, 'clerk.localizations.d.mts')],
  },
}

/** Each block of code with the line before it, without the blocks about components. */
function* snippets(text) {
  const components = /^## Using Clerk Components$[^]*?(?=^## )/m
  const relevant = text.replace(components, section => section.replace(/[^\n]/g, ''))
  for (const { 1: code, index } of relevant.matchAll(/^```(?:jsx|javascript)\n([^]*?)^```$/gm)) {
    yield { code, line: relevant.slice(0, index).split('\n').length }
  }
}

/** What the compiler finds in the snippets, each with its line in the guide. */
function findings(snippets) {
  const files = new Map(snippets.map(snippet => [join(js, `test-d/guide-line-${snippet.line}.jsx`), snippet]))
  const host = ts.createCompilerHost(OPTIONS)
  const { getSourceFile, fileExists } = host
  host.fileExists = file => files.has(file) || fileExists(file)
  host.getSourceFile = (file, target) =>
    files.has(file) ? ts.createSourceFile(file, files.get(file).code, target) : getSourceFile(file, target)
  const program = ts.createProgram([...files.keys(), MODULES], OPTIONS, host)
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const first = files.get(file.fileName)?.line
    const within = file.getLineAndCharacterOfPosition(start).line + 1
    const where = first === undefined ? `${file.fileName}:${within}` : first + within
    return `${where}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`
  })
}

const byLine = (a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10)

const skip = !existsSync(GUIDE) && 'the guide is not beside this clone'

test("the guide's snippets compile as they stand", { skip }, () => {
  const all = [...snippets(readFileSync(GUIDE, 'utf8'))]
  assert.ok(all.length >= 11, `${all.length} snippets`)
  assert.deepEqual(findings(all).sort(byLine), SLIPS)
})

test("the README's snippets compile as well", () => {
  const readme = readFileSync(join(js, '../README.md'), 'utf8').replace(/^```js$/gm, '```javascript')
  const [first, ...others] = snippets(readme)
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
