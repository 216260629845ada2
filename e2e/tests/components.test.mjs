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
