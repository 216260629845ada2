// Every declared member exists at run time and is what its declaration says, and every member that
// exists is declared.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { launch, serve } from './browser.mjs'
import { codes, declared, declaredStatic, describe, faults, members, undeclared } from './declared.mjs'
import { answer } from './frontend-api.mjs'
import { js } from './package.mjs'

/** Members of every error in some engine. */
const GIVEN = /\.(stack|message|fileName|lineNumber|columnNumber)$/

let browser
let server
let page
before(async () => {
  server = await serve({ '/': '<!doctype html><meta charset="utf-8">' })
  browser = await launch()
  page = await browser.newPage()
  await page.goto(server.origin)
  await answer(page)
  await page.evaluate(`window.describe = ${describe}`)
  await page.evaluate(async () => {
    const { Clerk } = await import('/clerk.headless.mjs')
    window.Class = Clerk
    window.fresh = new Clerk('clerk.example.com')
    // The same text would share what it knows.
    window.loaded = new Clerk('clerk.example.com ')
    await window.loaded.load()
    window.clerk = new Clerk('clerk.example.com  ')
    await window.clerk.load()
  })
})
after(async () => {
  await browser?.close()
  server?.close()
})

/** Compares the value of `expression` in the page with a declared type. */
async function check(type, expression) {
  const seen = await page.evaluate(`Promise.resolve(${expression}).then((value) => describe(value))`)
  assert.deepEqual(faults(type, seen, expression), [])
  const extra = undeclared(type, seen, expression).filter(name => !GIVEN.test(name))
  assert.deepEqual(extra, [], 'undeclared')
}

/** What a promise in the page rejects with. */
const caught = expression => `(async () => ${expression})().then(() => null, (error) => error)`

test('an instance that is not loaded', () => check(declared('Clerk'), 'fresh'))
test('an instance, and all that hangs on it', () => check(declared('Clerk'), 'clerk'))
test('a client without attempts', () =>
  check(declared('ClientResource'), '(async () => { await clerk.signOut(); return clerk.client })()'))

test('a flow', () => check(declared('MagicLinkFlow'), 'clerk.client.signIn.createMagicLinkFlow()'))
test('the progress of a wait', () =>
  check(
    declared('MagicLinkProgress'),
    `new Promise((onProgress) => {
      const { startMagicLinkFlow } = loaded.client.signUp.createMagicLinkFlow()
      startMagicLinkFlow({ redirectUrl: '/verification', onProgress })
    })`,
  ))
test('the sessions of a user', () =>
  check(declared('SessionWithActivitiesResource'), 'loaded.user.getSessions().then(([first]) => first)'))
test('an authenticator app', () => check(declared('TOTPResource'), 'loaded.user.createTOTP()'))

test('the class', async () => {
  const type = declaredStatic('Clerk')
  const names = members(type).map(symbol => symbol.name)
  assert.ok(names.includes('MagicLinkErrorCode'))
  const missing = await page.evaluate(names => names.filter(name => !(name in window.Class)), names)
  assert.deepEqual(missing, [])
})

test('the errors', async () => {
  await check(declared('ClerkError'), caught('new Class("")'))
  await check(declared('ClerkError'), caught('fresh.setSession(null)'))
  await check(
    declared('ClerkAPIResponseError'),
    caught(
      'clerk.client.signIn.create({ identifier: "a" }).then((signIn) => signIn.prepareFirstFactor({ strategy: "email_code" }))',
    ),
  )
  await check(
    declared('MagicLinkError'),
    caught(`{
      history.replaceState(null, '', '/?__clerk_status=expired')
      return clerk.handleMagicLinkVerification({})
    }`),
  )
})

test('every code is declared: those of the core, and those of the JavaScript around it', () => {
  const files = ['mod', 'code'].map(name => readFileSync(join(js, `../src/error/${name}.rs`), 'utf8'))
  const found = [...files.join('').matchAll(/(?:=> \(?|clerk_error\(|Error", )"([a-z_]+)"/g)].map(
    ([, code]) => code,
  )
  const all = ['MagicLinkError', 'ClerkError', 'ClerkAPIResponseError'].flatMap(name => codes(name))
  const around = [
    'webassembly_unavailable',
    'damaged_file',
    'no_components',
    'components_unavailable',
    'signed_out',
  ]
  assert.deepEqual(all.sort(), [...found, ...around].sort())
})

test('the reader of declarations finds what is wrong', async () => {
  const seen = { is: 'object', members: { id: { is: 'number', value: 1 }, extra: { is: 'string' } } }
  const found = faults(declared('IdentificationLink'), seen, 'link')
  assert.deepEqual(found, ['link.id is number, declared string', 'link.type is missing, declared string'])
  assert.deepEqual(undeclared(declared('IdentificationLink'), seen, 'link'), ['link.extra'])
})
