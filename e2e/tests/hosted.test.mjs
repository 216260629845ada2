// The hosted pages, as somebody meets them who was sent there.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, before, test } from 'node:test'
import { startServer } from '../support/server.mjs'
import { world } from '../support/world.mjs'

const here = world('--allowed-origin', 'http://localhost:*', '--after-sign-in-url', '/e2e/blank.html')

/** An app of its own origin, which is allowed. */
let app
before(async () => {
  const server = createServer((_, response) => response.end('the app'))
  await new Promise(done => server.listen(0, 'localhost', done))
  app = { origin: `http://localhost:${server.address().port}`, close: () => server.close() }
})
after(() => app.close())

/** Types an address, and the code of the email that comes. */
async function signInBy(page, address, server = here.server) {
  await page.getByLabel('Email address').fill(address)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByLabel('Code').fill((await server.mail(address)).code)
}

/** Somebody who is signed in by the page to sign up. A policy that is broken would be an error in the console. */
async function signedIn(t, server = here.server) {
  const ada = await here.person(t, { baseURL: server.origin })
  const address = here.address()
  await ada.page.goto('/sign-up#/?redirect_url=%2Fe2e%2Fblank.html')
  await signInBy(ada.page, address, server)
  await ada.page.waitForURL('/e2e/blank.html')
  return { ...ada, address }
}

/** Somebody with an account who is signed out. */
async function signedOut(t) {
  const ada = await signedIn(t)
  await ada.context.clearCookies()
  return ada
}

/** Opens a page afresh, whatever the address was. */
async function open(page, url) {
  await page.goto('about:blank')
  await page.goto(url)
}

test('a page can be read without JavaScript, and says what it needs', async t => {
  const { page } = await here.person(t, { javaScriptEnabled: false })
  for (const [path, heading] of [
    ['/sign-in', 'Sign in'],
    ['/sign-up', 'Create your account'],
  ]) {
    await page.goto(path)
    await page.getByRole('heading', { name: heading }).waitFor()
    await page.getByLabel('Email address').waitFor()
    assert.match(await page.locator('noscript').textContent(), /needs JavaScript/)
    const card = await page.locator('.cl-card').evaluate(card => getComputedStyle(card).borderRadius)
    assert.notEqual(card, '0px')
  }
})

test('what was typed before the script came stays, with its focus', async t => {
  const { page, context } = await here.person(t)
  let go
  const typed = new Promise(resolve => (go = resolve))
  await context.route('**/clerk.browser.js', async route => {
    await typed
    await route.continue()
  })
  await page.goto('/sign-in', { waitUntil: 'commit' })
  const field = page.getByLabel('Email address')
  await field.pressSequentially('ada@example.com')
  await field.press('Enter')
  const first = await field.elementHandle()
  assert.equal(new URL(page.url()).search, '', 'what was typed is not in the URL')
  go()
  await page.waitForFunction(() => globalThis.Clerk?.loaded)
  await page.locator('.cl-is1').waitFor()
  assert.equal(await field.inputValue(), 'ada@example.com')
  assert.equal(await field.evaluate((now, first) => now === first && now === document.activeElement, first), true)
})

test('sign-up, sign-in and the way from the one to the other keep where to go afterwards', async t => {
  const { page, address } = await signedOut(t)
  await page.goto('/sign-up#/?redirect_url=%2Fe2e%2Fblank.html%3Fback')
  await page.getByRole('link', { name: 'Sign in' }).click()
  await page.waitForURL(/\/sign-in#\/\?redirect_url=/)
  await signInBy(page, address)
  await page.waitForURL('/e2e/blank.html?back')
})

test('the link of the email leads back to the page, and on from there', async t => {
  const { page, newPage, address } = await signedOut(t)
  await page.goto('/sign-in#/?redirect_url=%2Fe2e%2Fblank.html')
  await page.getByLabel('Email address').fill(address)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('heading', { name: 'Check your email' }).waitFor()
  const tab = await newPage()
  await tab.goto((await here.server.mail(address)).link)
  await tab.waitForURL('/e2e/blank.html')
  await page.waitForURL('/e2e/blank.html')
})

test('the account page sends nobody to sign in, and back', async t => {
  const { page, address } = await signedOut(t)
  await page.goto('/user/security')
  await page.waitForURL(/\/sign-in#\/\?redirect_url=/)
  await signInBy(page, address)
  await page.waitForURL('/user#/security')
  await page.getByRole('heading', { name: 'Security' }).waitFor()
  await page.getByRole('button', { name: 'Account', exact: true }).click()
  await page.getByText(address).first().waitFor()
})

test('somebody who is sent here by the SDK comes back to an allowed origin', async t => {
  const { page, address } = await signedOut(t)
  await page.goto('/e2e/blank.html')
  await page.waitForFunction(() => window.sdk)
  await page.evaluate(async redirectUrl => {
    const clerk = new window.sdk.Clerk(location.origin)
    await clerk.load()
    void clerk.redirectToSignIn({ redirectUrl })
  }, `${app.origin}/dash`)
  await page.waitForURL(/\/sign-in#/)
  await signInBy(page, address)
  await page.waitForURL(`${app.origin}/dash`)
})

test('nobody is led to a stranger', async t => {
  const { page } = await signedIn(t)
  const strangers = [
    'https://evil.test',
    '//evil.test',
    '///evil.test',
    '\\evil.test',
    '\\\\evil.test',
    '/\\evil.test',
    'https:evil.test',
    'https:/evil.test',
    'http:evil.test',
    `${app.origin.replace('//', '//x@')}`,
    `${here.server.origin}@evil.test`,
    `${here.server.origin}.evil.test`,
    `https://evil.test\\@${new URL(here.server.origin).host}`,
    'javascript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,evil',
    'mailto:ada@evil.test',
  ]
  const home = `${here.server.origin}/e2e/blank.html`
  const allowed = `${app.origin}/?from=here`
  const asked = []
  page.on('request', request => asked.push(request.url()))
  const names = ['redirect_url', 'after_sign_in_url', 'sign_in_force_redirect_url']
  for (const [at, stranger] of strangers.entries()) {
    const query = new URLSearchParams({ [names[at % names.length]]: stranger })
    await open(page, `/sign-in?${query}#/?${query}`)
    await page.waitForURL(home)
  }
  await open(page, `/sign-in#/?${new URLSearchParams({ redirect_url: allowed })}`)
  await page.waitForURL(allowed)
  assert.deepEqual(
    asked.filter(url => /evil|x@/.test(new URL(url).origin)),
    [],
  )
})

test('the page to choose offers who is signed in', async t => {
  const server = await startServer('--multi-session')
  t.after(() => server.close())
  const { page, address } = await signedIn(t, server)
  await page.goto('/sign-in/choose')
  await page.getByRole('heading', { name: 'Choose an account' }).waitFor()
  await page.waitForURL('/sign-in#/choose')
  await page.getByRole('button', { name: address }).waitFor()
})
