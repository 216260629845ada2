// A page made for clerk-js, with one server: first with only the `src` changed, then with clerk-js.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import * as playwright from 'playwright-core'
import { startWorld } from '../../testing/tls-world.mjs'
import { examples, pack, signUpAndIn } from './support.mjs'

const ZONE = 'drop-in.test'
const OURS = '/package/clerk.headless.browser.js'
const HOST = 'http://localhost:4000'

/** The example's page, for the server of this test. */
const page = readFileSync(join(examples, 'drop-in/index.html'), 'utf8').replace(HOST, `clerk.${ZONE}`)
const peer = version =>
  join(import.meta.dirname, `../oracle/node_modules/clerk-js-${version}/dist/clerk.headless.browser.js`)
const THEIRS = { '/clerk-js-3.js': peer('3.17.0'), '/clerk-js-4.js': peer('4.0.0') }

let packed
let world
let browser

before(async () => {
  packed = pack()
  const scripts = {
    ...THEIRS,
    [OURS]: join(packed.folder, OURS),
    '/app.js': join(examples, 'app.js'),
  }
  const app = (host, url) => {
    const { pathname, searchParams } = new URL(url, `https://${host}`)
    if (scripts[pathname]) return { type: 'text/javascript', body: readFileSync(scripts[pathname]) }
    return { type: 'text/html', body: page.replace(OURS, searchParams.get('src') ?? OURS) }
  }
  world = await startWorld({ [ZONE]: [] }, [`https://app.${ZONE}`], app)
  browser = await world.browser(playwright)
})
after(async () => {
  await browser?.close()
  await world?.close()
  packed?.remove()
})

test('the page names the script and the server once', () => {
  assert.equal(page.split(OURS).length, 2)
  assert.equal(page.split(`clerk.${ZONE}`).length, 2)
})

const SCRIPTS = { 'clerk-js 3.17.0': '/clerk-js-3.js', 'clerk-js 4.0.0': '/clerk-js-4.js', 'clerk-wasm': OURS }

for (const [name, src] of Object.entries(SCRIPTS)) {
  test(`a page of clerk-js signs up and in by magic link with ${name}`, { timeout: 120_000 }, async t => {
    const url = `https://app.${ZONE}/?src=${src}`
    const linkTo = address => world.link(ZONE, address)
    await signUpAndIn(t, browser, url, `${name.replace(/\W/g, '-')}@example.com`, linkTo)
  })
}
