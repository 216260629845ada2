// What every test file uses: one server, one browser, and people, each with their own profile.
import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import * as playwright from 'playwright-core'
import { launch as launchBy, noise } from '../../testing/browser.mjs'
import { startServer } from './server.mjs'

export const launch = () => launchBy(playwright)

/** Call it once at the top of a test file; the world is there when its tests run. */
export function world(...serverOptions) {
  const world = {}
  before(async () => {
    world.server = await startServer(...serverOptions)
    world.browser = await launch()
  })
  after(async () => {
    await world.browser?.close()
    await world.server?.close()
  })
  world.person = (t, options) => person(t, world, options)
  world.address = () => `ada${++addresses}@example.com`
  return world
}

let addresses = 0

/**
 * A new browser profile with one open page. At the end of the test, its pages must not have thrown or logged
 * any error except those that `expected` (regular expressions) names.
 */
async function person(t, { browser, server }, { expected = [], ...contextOptions } = {}) {
  const context = await browser.newContext({ baseURL: server.origin, ...contextOptions })
  context.setDefaultTimeout(15_000)
  const problems = []
  const note = text => [...noise, ...expected].some(pattern => pattern.test(text)) || problems.push(text)
  context.on('weberror', error => note(`uncaught: ${error.error()}`))
  context.on('console', message => message.type() === 'error' && note(`console: ${message.text()}`))
  t.after(async () => {
    await endContext(context)
    assert.deepEqual(problems, [], 'a page threw or logged errors')
  })
  return { context, page: await context.newPage(), newPage: () => context.newPage() }
}

/** Sometimes Chromium never answers this while a page navigates; the context then closes with the browser. */
export const endContext = context => Promise.race([context.close(), setTimeout(5_000, undefined, { ref: false })])
