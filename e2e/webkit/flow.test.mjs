// The demo in WebKit, from signing up to signing out.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { open } from '../../testing/webdriver.mjs'
import { startServer } from '../support/server.mjs'

let server
let browser
let page
before(async () => {
  server = await startServer('--resend-cooldown-seconds', '0')
  browser = await open()
  page = browser.page
})
after(async () => {
  await browser?.close()
  await server?.close()
})

const address = 'ada@example.com'

/** Asks for a link; the page then waits for the click. Returns the email. */
async function ask(mode) {
  await page.goto(`${server.origin}/custom${mode === 'sign-up' ? '#sign-up' : ''}`)
  await page.shows('#start')
  await page.fill('#email', address)
  await page.click('#send')
  await page.shows('#waiting')
  return server.mail(address)
}

async function signOut() {
  await page.click('#sign-out')
  await page.shows('#start')
}

test('the link opened in another tab signs in both', async () => {
  const { link } = await ask('sign-up')
  const first = await page.newTab()
  await page.goto(link)
  await page.shows('#account')
  const session = await page.text('#session-id')
  await page.closeTab(first)
  await page.shows('#account')
  assert.equal(await page.text('#session-id'), session)
  assert.match(await page.text('#notice'), /in another tab/)
})

test('a sign-out reaches the other tab', async () => {
  const first = await page.newTab()
  await page.goto(`${server.origin}/custom`)
  await page.shows('#account')
  await signOut()
  await page.closeTab(first)
  await page.shows('#start')
})

test('a person who signed up signs in with the code, after a wrong one', async () => {
  const { code } = await ask('sign-in')
  await page.fill('#code', String((Number(code) + 1) % 1_000_000).padStart(6, '0'))
  await page.click('#code-form button')
  assert.match(await page.shows('#code-error'), /not right/)
  await page.fill('#code', code)
  await page.click('#code-form button')
  await page.shows('#account')
  await signOut()
})

test('a wait that is cancelled says so', async () => {
  await ask('sign-in')
  await page.click('#cancel')
  await page.shows('#outcome')
  assert.equal(await page.text('#outcome h1'), 'You stopped waiting')
})

test('a wait goes on after a reload and after Back, and ends in the very tab', async () => {
  const { link } = await ask('sign-in')
  await page.reload()
  await page.shows('#waiting')
  await page.goto(`${server.origin}/mailbox`)
  await page.back()
  await page.shows('#waiting')
  await page.goto(link)
  await page.shows('#account')
  await page.back()
  await page.shows('#account')
  await signOut()
})

test('a link that another browser confirms ends the wait', async () => {
  const { link } = await ask('sign-in')
  const shown = await fetch(link)
  const { action, fields } = form(await shown.text())
  const cookie = shown.headers
    .getSetCookie()
    .map(each => each.split(';')[0])
    .join('; ')
  await fetch(new URL(action, shown.url), {
    method: 'POST',
    body: fields,
    headers: { cookie, origin: server.origin },
  })
  await page.shows('#account')
})

/** The target and the fields of a page's form. */
function form(html) {
  const attribute = (text, name) => text.match(new RegExp(`${name}="([^"]*)"`))?.[1].replaceAll('&amp;', '&')
  const fields = new URLSearchParams()
  for (const [input] of html.matchAll(/<input[^>]*>/g))
    fields.set(attribute(input, 'name'), attribute(input, 'value'))
  return { action: attribute(html.match(/<form[^>]*>/)[0], 'action') ?? '', fields }
}
