// The pre-built components against the real server, on a page with the strictest policy.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { confirmButton, account } from '../support/demo.mjs'
import { world } from '../support/world.mjs'

const here = world()
const page = (show = 'mountSignIn', props = {}) =>
  `/e2e/components.html?${new URLSearchParams({ show, props: JSON.stringify(props) })}`

/** Somebody with an account who is signed out, before the sign-in. */
async function signedOut(t, options) {
  const address = here.address()
  const ada = await here.person(t, options)
  await account(here, ada, address)
  await ada.page.goto(page())
  return { ...ada, address }
}

async function submit(page, address) {
  await page.getByLabel('Email address').fill(address)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('heading', { name: 'Check your email' }).waitFor()
}

const isSignedIn = (page, address) => page.locator(`html[data-user="${address}"]`).waitFor({ state: 'attached' })

test('the link opened in the same browser signs in both tabs, and one email is sent', async t => {
  const { page, newPage, address } = await signedOut(t)
  const before = await here.server.mailCount(address)
  await submit(page, address)
  const tab = await newPage()
  await tab.goto((await here.server.mail(address)).link)
  // The session alone would be known without a check of the link.
  await tab.getByRole('heading', { name: 'You are signed in' }).waitFor()
  await isSignedIn(tab, address)
  await isSignedIn(page, address)
  assert.equal(await here.server.mailCount(address), before + 1)
  assert.deepEqual(await page.evaluate('violations'), [])
})

test('the link confirmed in another browser signs in the tab that waits', async t => {
  const { page, address } = await signedOut(t)
  await submit(page, address)
  const phone = await here.person(t)
  await phone.page.goto((await here.server.mail(address)).link)
  await confirmButton(phone.page).click()
  await isSignedIn(page, address)
})

test('the code completes the same wait', async t => {
  const { page, address } = await signedOut(t)
  await submit(page, address)
  await page.getByLabel('Code').fill((await here.server.mail(address)).code)
  await isSignedIn(page, address)
})

test('a reload resumes the wait and sends nothing; editing goes back with the address', async t => {
  const { page, address } = await signedOut(t)
  await submit(page, address)
  const sent = await here.server.mailCount(address)
  await page.reload()
  await page.getByRole('heading', { name: 'Check your email' }).waitFor()
  await page.getByText('Waiting for you').waitFor()
  assert.equal(await here.server.mailCount(address), sent)
  await page.getByRole('button', { name: `Edit` }).click()
  assert.equal(await page.getByLabel('Email address').inputValue(), address)
})

test('an unknown address is told at its field, which has the focus', async t => {
  const { page } = await signedOut(t, { expected: [/status of 422/] })
  await page.getByLabel('Email address').fill('nobody@example.com')
  await page.getByRole('button', { name: 'Continue' }).click()
  const field = page.locator('input[aria-invalid=true]')
  await field.waitFor()
  assert.equal(await field.evaluate(field => document.activeElement === field), true)
})

test('an account is made by link, in a sign-up', async t => {
  const ada = await here.person(t)
  const address = here.address()
  await ada.page.goto(page('mountSignUp'))
  await ada.page.getByLabel('Email address').fill(address)
  await ada.page.getByRole('button', { name: 'Continue' }).click()
  await ada.page.getByRole('heading', { name: 'Verify your email' }).waitFor()
  const tab = await ada.newPage()
  await tab.goto((await here.server.mail(address)).link)
  await isSignedIn(tab, address)
  await isSignedIn(ada.page, address)
  assert.deepEqual(await ada.page.evaluate('violations'), [])
})

test('a dialog has the focus, closes by Escape, and gives the focus back; nothing of it stays', async t => {
  const ada = await here.person(t)
  await ada.page.goto(page('openSignIn'))
  await ada.page.getByRole('button', { name: 'Open' }).click()
  const dialog = ada.page.getByRole('dialog', { name: 'Sign in' })
  await dialog.getByLabel('Email address').waitFor()
  await ada.page.waitForFunction(() => document.activeElement.matches('dialog input'))
  await ada.page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  assert.equal(await ada.page.evaluate('document.activeElement.id'), 'opener')
  assert.equal(await ada.page.evaluate('document.adoptedStyleSheets.length'), 0)
})

/** Somebody who is signed in, on a page with this component. */
async function signedIn(t, show, props) {
  const ada = await signedOut(t)
  await submit(ada.page, ada.address)
  await ada.page.getByLabel('Code').fill((await here.server.mail(ada.address)).code)
  await isSignedIn(ada.page, ada.address)
  await ada.page.goto(page(show, props))
  return ada
}

test('the user button opens the profile in a dialog, and signs out', async t => {
  const { page, address } = await signedIn(t, 'mountUserButton', {
    afterSignOutAllUrl: '/e2e/components.html?show=mountSignIn',
  })
  await page.getByRole('button', { name: 'Open the user menu' }).click()
  await page.getByText(address).waitFor()
  await page.getByRole('button', { name: 'Manage account' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('heading', { name: 'Account' }).waitFor()
  await dialog.getByRole('button', { name: 'Close' }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Open the user menu' }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  assert.deepEqual(await page.evaluate('violations'), [])
})

test('an address is added to the profile, and shown as verified once its link is opened', async t => {
  const { page, newPage } = await signedIn(t, 'mountUserProfile')
  const other = here.address()
  await page.getByRole('button', { name: 'Add an email address' }).click()
  await page.getByRole('textbox', { name: 'Email address' }).fill(other)
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  const tab = await newPage()
  await tab.goto((await here.server.mail(other)).link)
  const row = page.getByRole('listitem').filter({ hasText: other })
  await row.getByRole('button', { name: 'Make primary' }).waitFor()
})

test('mounts that come and go leave no listener, sheet or node', async t => {
  const ada = await here.person(t)
  await ada.page.goto(page())
  await ada.page.getByRole('heading', { name: 'Sign in' }).waitFor()
  const left = await ada.page.evaluate(async () => {
    const root = document.getElementById('root')
    clerk.unmountSignIn(root)
    for (let n = 0; n < 50; n++) {
      clerk.mountSignIn(root)
      clerk.unmountSignIn(root)
      clerk.mountSignIn(root)
      await new Promise(done => setTimeout(done))
      clerk.unmountSignIn(root)
    }
    return [root.innerHTML, document.adoptedStyleSheets.length]
  })
  assert.deepEqual(left, ['', 0])
})
