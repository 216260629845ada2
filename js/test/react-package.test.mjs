// The files of the React bindings, and what their hooks add to resources.

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { BLANK, MORE, standIn as resourceToCome } from '../react/views.js'
import { declared, members } from './declared.mjs'
import { pkg } from './package.mjs'

const RESOURCES = {
  SignInResource: 'signIn',
  SignUpResource: 'signUp',
  UserResource: 'user',
  SessionResource: 'session',
}

test('no name that a hook adds is one of the resource', () => {
  for (const [name, key] of Object.entries(RESOURCES)) {
    const added = Object.keys(MORE[key](undefined, {}))
    assert.ok(added.includes('isLoaded') && added.includes(key))
    const names = members(declared(name)).map(symbol => symbol.name)
    assert.deepEqual(
      names.filter(name => added.includes(name)),
      [],
      name,
    )
  }
})

test('what stands in for a resource has its fields, if it is an attempt, and its methods', () => {
  const blanks = {
    SignInResource: BLANK.signIn,
    SignUpResource: BLANK.signUp,
    UserResource: {},
    SessionResource: {},
  }
  for (const [name, blank] of Object.entries(blanks)) {
    const standing = resourceToCome(async () => {}, blank)
    for (const symbol of members(declared(name))) {
      const isMethod = Boolean(symbol.flags & 8192)
      if (!isMethod && blank !== BLANK.signIn && blank !== BLANK.signUp) {
        assert.equal(standing[symbol.name], undefined, symbol.name)
      } else if (!SYNCHRONOUS.includes(symbol.name)) {
        assert.equal(
          isMethod ? typeof standing[symbol.name] : symbol.name in blank,
          isMethod ? 'function' : true,
          symbol.name,
        )
      }
    }
  }
})

/** Those have nothing to say yet. */
const SYNCHRONOUS = ['isPrimaryIdentification', 'twoFactorEnabled']

test("the client files begin with 'use client' and name all that they export", () => {
  const files = readdirSync(pkg).filter(name => /^clerk\.(react|nextjs).*js$/.test(name))
  assert.equal(files.length, 8)
  for (const file of files) {
    const code = readFileSync(join(pkg, file), 'utf8')
    assert.equal(/^(["'])use client\1;/.test(code), file.includes('.client.'), file)
    assert.doesNotMatch(code, /export ?\*/, file)
  }
})

test('the bindings load the core in their own format', async () => {
  for (const ending of ['mjs', 'cjs']) {
    const code = readFileSync(join(pkg, `clerk.react.client.${ending}`), 'utf8')
    const [, file] = /import\("(.*?)"\)/.exec(code)
    assert.equal(file, `./clerk.${ending}`)
    const { Clerk } = await import(join(pkg, file))
    assert.equal(Clerk.name, 'Clerk')
  }
})

/** What an app gets that uses all of an entry, without React, Next.js and the core. */
async function weight(entry) {
  const { outputFiles } = await build({
    entryPoints: [join(pkg, entry)],
    bundle: true,
    format: 'esm',
    minify: true,
    external: ['react', 'next', './clerk.mjs'],
    write: false,
  })
  return gzipSync(outputFiles[0].contents, { level: 9 }).length
}

test('the bindings stay within their budget', async () => {
  const react = await weight('clerk.react.mjs')
  assert.ok(react <= 4608, `clerk-wasm/react: ${react} bytes`)
  const nextjs = await weight('clerk.nextjs.mjs')
  assert.ok(nextjs <= react + 300, `clerk-wasm/nextjs: ${nextjs} bytes`)
})
