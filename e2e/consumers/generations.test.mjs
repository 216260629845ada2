// React's official bindings, unchanged, from the first generation to the newest, each on our class and on an instance
// of it: one scenario for all, in strict mode.

import assert from 'node:assert/strict'
import { createPublicKey, verify } from 'node:crypto'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { buildSync } from 'esbuild'
import * as playwright from 'playwright-core'
import { startWorld } from '../../testing/tls-world.mjs'
import { pack } from './support.mjs'

const ZONE = 'generations.test'
const NO_COMPONENTS = 'ClerkError: Clerk: mountUserButton() needs components, and the headless build has none.'
const GENERATIONS = [2, 3, 4, 5, 6]
const appOf = generation => `https://app-${generation}.${ZONE}`

let packed
let world
let browser

/** The app's script with the bindings of this generation. */
function scriptOf(generation) {
  const bindings = `clerk-react-${generation}`
  const { outputFiles } = buildSync({
    entryPoints: [join(import.meta.dirname, 'generations/app.jsx')],
    bundle: true,
    write: false,
    jsx: 'automatic',
    logLevel: 'error',
    define: { global: 'globalThis', GENERATION: `${generation}` },
    alias: {
      bindings,
      attempts: generation < 6 ? bindings : `${bindings}/legacy`,
      'clerk-wasm/headless': join(packed.contents, 'clerk.headless.mjs'),
      react: 'react-18',
      'react-dom': 'react-dom-18',
    },
  })
  return outputFiles[0].contents
}

before(async () => {
  packed = pack()
  const scripts = Object.fromEntries(
    GENERATIONS.map(generation => [new URL(appOf(generation)).host, scriptOf(generation)]),
  )
  const page =
    '<!doctype html><meta charset="utf-8"><title>App</title><div id="root"></div><script src="/app.js"></script>'
  const app = (host, url) =>
    url === '/app.js' ? { type: 'text/javascript', body: scripts[host] } : { type: 'text/html', body: page }
  world = await startWorld({ [ZONE]: [] }, GENERATIONS.map(appOf), app)
  browser = await world.browser(playwright)
})
after(async () => {
  await browser?.close()
  await world?.close()
  packed?.remove()
})

/** Clicks the button, and opens the link of the email in another tab of this browser. */
async function enter(page, button, address) {
  await page.getByLabel('Email address').fill(address)
  await page.getByRole('button', { name: button }).click()
  const other = await page.context().newPage()
  await other.goto(await world.link(ZONE, address))
  await other.getByRole('heading', { name: 'Verified' }).waitFor()
  await other.close()
}

/** The claims of a token, if our server signed it. */
function claimsOf(token, keys) {
  const [header, payload, signature] = token.split('.')
  const read = part => JSON.parse(Buffer.from(part, 'base64url'))
  const key = createPublicKey({ key: keys.find(({ kid }) => kid === read(header).kid), format: 'jwk' })
  assert.ok(verify('RSA-SHA256', `${header}.${payload}`, key, Buffer.from(signature, 'base64url')))
  return read(payload)
}

for (const generation of GENERATIONS) {
  for (const way of ['class', 'instance']) {
    test(`the bindings of generation ${generation} on our ${way}`, { timeout: 120_000 }, async t => {
      const context = await browser.newContext()
      context.setDefaultTimeout(20_000)
      t.after(() => context.close())
      const faults = []
      context.on('weberror', error => faults.push(`${error.error()}`))
      context.on('console', message => message.type() === 'error' && faults.push(message.text()))
      const page = await context.newPage()
      const name = text => page.getByRole('heading', { name: text }).waitFor()
      const address = `ada.${way}@generation-${generation}.example`

      await page.goto(`${appOf(generation)}/${way}`)
      await enter(page, 'Sign up', address)
      await name('Nobody')

      await page.evaluate(async () => {
        await outside.load()
        await outside.user.update({ firstName: 'Ada' })
      })
      await name('Ada')
      await page.getByRole('button', { name: 'Add' }).click()
      await page.getByText(`also.${address}`).waitFor()
      const renders = await page.evaluate(async () => {
        const before = renders
        for (let i = 0; i < 6; i++) await outside.user.reload()
        return renders - before
      })
      assert.equal(renders, 0, 'what did not change is not rendered')

      await page.reload()
      await name('Ada')
      await page.getByRole('button', { name: 'Token' }).click()
      const token = await page.locator('output:not(:empty)').textContent()
      const { keys } = await page.evaluate(
        async url => (await fetch(url)).json(),
        `https://clerk.${ZONE}/.well-known/jwks.json`,
      )
      const { sid, azp } = claimsOf(token, keys)
      assert.equal(azp, appOf(generation))
      if (generation >= 5) await page.getByText(`Claims of ${sid}`).waitFor()

      await page.getByRole('button', { name: 'Sign out' }).click()
      await enter(page, 'Sign in', address)
      await name('Ada')
      // Nothing else went wrong: each of the two page loads said once why there is no user button.
      assert.deepEqual(faults, Array(2).fill(NO_COMPONENTS))
    })
  }
}
