import assert from 'node:assert/strict'
import { test } from 'node:test'
import { account, ask, confirmButton, fill, shows, signUp, text } from '../support/demo.mjs'
import { world } from '../support/world.mjs'

const here = world()

test('the link opened in another tab of the same browser signs in both tabs', async t => {
  const ada = await here.person(t)
  const address = here.address()
  await ask(ada.page, 'sign-up', address)

  const tab = await ada.newPage()
  await tab.goto((await here.server.mail(address)).link)

  await shows(tab, 'account')
  assert.equal(await text(tab, '#account .address'), address)
  assert.match(await text(tab, '#notice'), /Verified in this tab/)
  await shows(ada.page, 'account')
  assert.equal(await text(ada.page, '#account .address'), address)
  assert.match(await text(ada.page, '#notice'), /in another tab/)
  assert.equal(await text(ada.page, '#session-id'), await text(tab, '#session-id'))
})

test('the link opened in the very tab that waits signs in there, and Back is no trap', async t => {
  const ada = await here.person(t)
  const address = here.address()
  await ask(ada.page, 'sign-up', address)
  await ada.page.goto((await here.server.mail(address)).link)
  await shows(ada.page, 'account')
  await ada.page.goBack()
  await shows(ada.page, 'account')
  assert.equal(new URL(ada.page.url()).pathname, '/custom')
})

test('a person who signed up can sign out, and sign in again with a link', async t => {
  const ada = await here.person(t)
  const address = here.address()
  await account(here, ada, address)
  await ada.page.reload()
  await shows(ada.page, 'start')

  await ask(ada.page, 'sign-in', address)
  const tab = await ada.newPage()
  await tab.goto((await here.server.mail(address)).link)
  await shows(ada.page, 'account')
  await ada.page.reload()
  await shows(ada.page, 'account')
  assert.equal(await text(ada.page, '#account .address'), address)
})

test('the link opened on another device signs in the page that asked, and not the device', async t => {
  const ada = await here.person(t)
  const phone = await here.person(t, { viewport: { width: 390, height: 844 } })
  const address = here.address()
  await ask(ada.page, 'sign-up', address)

  await phone.page.goto((await here.server.mail(address)).link)
  const asks = await phone.page.locator('body').innerText()
  assert.ok(!asks.includes(address), 'the address is masked for a stranger')
  await confirmButton(phone.page).click()

  await phone.page.getByRole('heading', { name: 'Successfully signed in' }).waitFor()
  assert.match(await text(phone.page, '#text'), /Return to the original tab/)
  await shows(ada.page, 'account')
  assert.match(await text(ada.page, '#notice'), /on another device/)

  await phone.page.goto('/custom')
  await shows(phone.page, 'start')
})

test('an address without an account is offered one, with one click', async t => {
  const ada = await here.person(t, { expected: [/status of 422/] })
  const address = here.address()
  await ada.page.goto('/custom')
  await fill(ada.page, address)
  await ada.page.getByRole('button', { name: 'Create it' }).click()
  await shows(ada.page, 'waiting')
  assert.equal(await text(ada.page, '#waiting .address'), address)
  assert.match((await here.server.mail(address)).link, /\/v1\/verify\?/)
})

test('an address that has an account is offered to sign in with it', async t => {
  const ada = await here.person(t, { expected: [/status of 422/] })
  const address = here.address()
  await account(here, ada, address)
  await ada.page.goto('/custom#sign-up')
  await fill(ada.page, address)
  await ada.page.getByRole('button', { name: 'Sign in with it' }).click()
  await shows(ada.page, 'waiting')
  const tab = await ada.newPage()
  await tab.goto((await here.server.mail(address)).link)
  await shows(ada.page, 'account')
})

test('capital letters and spaces around an address make no second person of it', async t => {
  const ada = await here.person(t)
  const address = here.address()
  await account(here, ada, address)
  await ask(ada.page, 'sign-in', `  ${address.toUpperCase()} `)
  await (await ada.newPage()).goto((await here.server.mail(address)).link)
  await shows(ada.page, 'account')
  assert.equal(await text(ada.page, '#account .address'), address)
})

test('everything works under a strict content security policy', async t => {
  const ada = await here.person(t)
  const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'"
  await ada.context.route('**/*', async route => {
    if (route.request().resourceType() !== 'document') return route.fallback()
    const response = await route.fetch({ maxRedirects: 0 })
    const headers = { ...response.headers(), 'content-security-policy': policy }
    await route.fulfill({ response, headers })
  })
  await signUp(here, ada, here.address())
})

test('nothing is wider than a phone', async t => {
  const ada = await here.person(t, { viewport: { width: 320, height: 640 } })
  const address = `${'a-very-long-name-'.repeat(3)}@example.com`
  const overflow = () =>
    ada.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  await ada.page.goto('/custom')
  await shows(ada.page, 'start')
  assert.equal(await overflow(), 0)
  await ask(ada.page, 'sign-up', address)
  assert.equal(await overflow(), 0)
  await (await ada.newPage()).goto((await here.server.mail(address)).link)
  await shows(ada.page, 'account')
  assert.equal(await overflow(), 0)
})

test('a page with one script tag has window.Clerk at once', async t => {
  const ada = await here.person(t)
  await ada.page.goto('/e2e/script-tag.html')
  assert.deepEqual(await ada.page.evaluate(() => window.after), {
    type: 'object',
    frontendApi: 'localhost:4000',
    ready: false,
  })
})
