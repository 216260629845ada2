// An app with Clerk's own package on its server (middleware, `auth()`, `currentUser()`) and ours in the browser.

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import * as playwright from 'playwright-core'
import { startWorld } from '../../testing/tls-world.mjs'
import { build, pack, startNext, visitor } from './support.mjs'

const ZONE = 'official.test'
const APP = `https://app.${ZONE}`
const ADDRESS = 'ada@example.com'
const FOLDER = join(import.meta.dirname, 'next-official')

let world
let browser
let next

before(async () => {
  world = await startWorld({ [ZONE]: [] }, [APP], () => ({ port: next.port }))
  process.env.NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY = `pk_live_${btoa(`clerk.${ZONE}$`)}`
  process.env.NEXT_TELEMETRY_DISABLED = '1'
  const packed = pack()
  build('next-official', packed, FOLDER)
  packed.remove()
  next = await startNext(FOLDER, {
    CLERK_SECRET_KEY: world.run(ZONE, ['secret-key']).trim(),
    CLERK_API_URL: `http://127.0.0.1:${world.port(ZONE)}`,
  })
  browser = await world.browser(playwright)
})
after(async () => {
  await browser?.close()
  next?.end()
  await world?.close()
})

const hello = (page, name) => page.getByRole('heading', { name: `Hello ${name}` }).waitFor()

/** Opens a page. Gives what the app's server wrote, and why it had to ask ours, each time. */
async function visit(page, path = '/') {
  const before = world.seen.length
  const response = await page.goto(APP + path)
  assert.equal(response.status(), 200)
  const html = (await response.text()).replaceAll('<!-- -->', '')
  const urls = world.seen.slice(before).map(({ url }) => new URL(url, APP))
  const handshakes = urls.filter(({ pathname }) => pathname === '/v1/client/handshake')
  const asked = handshakes.map(({ searchParams }) =>
    searchParams.get('__clerk_hs_reason').replace(/-refresh-.*/, ''),
  )
  return { says: /<h1>Hello (.*?)<\/h1>/.exec(html)[1], asked }
}

/** Who a route handler takes the page for. */
const who = page => page.evaluate(async () => (await (await fetch('/who')).json()).userId)

test('the server of Next.js knows who is here, by Clerk’s own package', { timeout: 300_000 }, async t => {
  const { page, newPage } = await visitor(t, browser)

  assert.deepEqual(await visit(page), { says: 'nobody', asked: [] })
  assert.equal(await who(page), null)

  await page.getByLabel('Email address').fill(ADDRESS)
  const proceed = page.getByRole('button', { name: 'Continue' })
  await proceed.click()
  await page.getByRole('heading', { name: 'Create your account' }).waitFor()
  await proceed.click()
  const tab = await newPage()
  await tab.goto(await world.link(ZONE, ADDRESS))
  // The server renders again by itself as soon as the page is signed in.
  for (const each of [tab, page]) await hello(each, ADDRESS)
  await tab.goto('about:blank')
  assert.match(await who(page), /^user_/)
  assert.deepEqual(await visit(page), { says: ADDRESS, asked: [] })

  // A browser with no page open renews no token.
  await page.goto('about:blank')
  assert.deepEqual(await visit(page, '/?late'), { says: ADDRESS, asked: ['session-token-expired'] })
  await page.goto('about:blank')
  await page.context().clearCookies({ name: '__session' })
  assert.deepEqual(await visit(page), { says: ADDRESS, asked: ['client-uat-but-no-session-token'] })

  await page.getByRole('button', { name: 'Open the user menu' }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await hello(page, 'nobody')
  assert.equal(await who(page), null)
  assert.deepEqual(await visit(page), { says: 'nobody', asked: [] })
})
