// The cookies that a signed-in page sets, by its kind and its origin.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { launch, serve } from './browser.mjs'
import { answer } from './frontend-api.mjs'

const TAG = '<script src="clerk.headless.browser.js" data-clerk-frontend-api="clerk.example.com"></script>'

const PAGES = {
  '/loaded': `<!doctype html><meta charset="utf-8">${TAG}<script>
    Clerk.load({ touchSession: false }).then(() => { document.title = JSON.stringify(Clerk.session.id) })
  </script>`,
  '/xhtml': {
    body: `<html xmlns="http://www.w3.org/1999/xhtml"><head><title></title>
      ${TAG}<script>
        Clerk.load({ touchSession: false }).then(() => {
          document.querySelector('title').textContent = JSON.stringify(Clerk.session.id)
        })
      </script></head><body/></html>`,
    headers: { 'content-type': 'application/xhtml+xml' },
  },
}

let browser
let server
before(async () => {
  server = await serve(PAGES)
  browser = await launch()
})
after(async () => {
  await browser?.close()
  server?.close()
})

/** Opens `path`, on another origin if one is named; returns what the page told, and its cookies. */
async function visit(path, origin = server.origin) {
  const context = await browser.newContext()
  try {
    const tab = await context.newPage()
    if (origin !== server.origin) {
      await tab.route(`${origin}/**`, async route => {
        const { pathname } = new URL(route.request().url())
        await route.fulfill({ response: await route.fetch({ url: server.origin + pathname }) })
      })
    }
    await answer(tab)
    await tab.goto(origin + path)
    await tab.waitForFunction(() => document.title !== '', null, { timeout: 10_000 })
    return { told: JSON.parse(await tab.title()), cookies: await context.cookies(origin) }
  } finally {
    await context.close()
  }
}

test('a page in XHTML has its cookies too', async () => {
  const { told, cookies } = await visit('/xhtml')
  const seen = cookies.map(({ name, value }) => [name, value.length > 0]).sort()
  assert.deepEqual(
    [told, seen],
    [
      'sess_1',
      [
        ['__client_uat', true],
        ['__session', true],
      ],
    ],
  )
})

test('the cookies of a page that came over https travel over https only', async () => {
  for (const [origin, secure] of [
    [server.origin, false],
    ['https://app.example.org', true],
  ]) {
    const { cookies } = await visit('/loaded', origin)
    const seen = cookies.map(({ name, sameSite, secure }) => [name, sameSite, secure]).sort()
    assert.deepEqual(
      seen,
      [
        ['__client_uat', 'Strict', secure],
        ['__session', 'Lax', secure],
      ],
      origin,
    )
  }
})
