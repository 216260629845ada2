// A browser in which two people are signed in at once, in two tabs.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { open, signUp } from '../support/headless.mjs'
import { world } from '../support/world.mjs'

const here = world('--multi-session')

/** The current session of a page, the session of its token, and all active sessions. */
const seen = page =>
  page.evaluate(async () => {
    const { session, client } = clerk
    const token = await session?.getToken()
    const { sid } = token ? JSON.parse(atob(token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/'))) : {}
    return { current: session?.id, sid, active: client.activeSessions.map(({ id }) => id) }
  })

test('two people take turns in one browser, and each leaves for themselves', async t => {
  const browser = await here.person(t)
  const page = await open(browser)
  const ada = await signUp(here, browser, page, here.address())
  const bob = await signUp(here, browser, page, here.address())
  assert.deepEqual(await seen(page), { current: bob, sid: bob, active: [ada, bob] })

  const tab = await open(browser)
  assert.deepEqual(await seen(tab), { current: bob, sid: bob, active: [ada, bob] })
  await page.evaluate(session => clerk.setActive({ session }), ada)
  assert.deepEqual(await seen(page), { current: ada, sid: ada, active: [ada, bob] })

  await page.evaluate(() => clerk.signOutOne())
  assert.deepEqual(await seen(page), { current: undefined, sid: undefined, active: [bob] })
  await tab.waitForFunction(() => clerk.client.activeSessions.length === 1)
  assert.deepEqual(await seen(tab), { current: bob, sid: bob, active: [bob] }, 'nobody else was signed out')

  await page.evaluate(session => clerk.setActive({ session }), bob)
  await tab.evaluate(() => clerk.signOut())
  await page.waitForFunction(() => clerk.session === null)
  assert.deepEqual(await seen(page), { current: undefined, sid: undefined, active: [] })
})
