// The declarations: the guide's snippets and the programs in js/test-d compile, with all of `strict`.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { test } from 'node:test'
import { js, pkg } from './package.mjs'

const require = createRequire(import.meta.url)

/** The path of a compiler's `tsc`; `typescript-5` is the last of the older compilers, still in wide use. */
const compiler = name => join(require.resolve(`${name}/package.json`), '../bin/tsc')

function tsc(name, ...args) {
  const { stdout, status } = spawnSync(process.execPath, [compiler(name), ...args], {
    cwd: js,
    encoding: 'utf8',
  })
  assert.equal(status, 0, stdout)
}

for (const name of ['typescript', 'typescript-5']) {
  test(`the guide's snippets and the promises of the types compile with ${name}`, () => {
    tsc(name, '-p', 'test-d/tsconfig.json')
  })
}

test('no declaration says any', () => {
  for (const file of [
    'clerk.headless.d.mts',
    'clerk.headless.d.cts',
    'clerk_wasm.d.ts',
    'clerk.react.d.mts',
    'global.d.ts',
  ]) {
    const text = readFileSync(join(pkg, file), 'utf8').replace(/\/\*[^]*?\*\/|\/\/.*/g, '')
    assert.doesNotMatch(text, /\bany\b/, file)
  }
})
