// SignIn with a sign-up inside, against the real server.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../support/world.mjs'

const here = world()
const props = JSON.stringify({ withSignUp: true })

test('an unknown address gets its account in the same card, and a reload on the way resumes', async t => {
  const { page, newPage } = await here.person(t, { expected: [/status of 422/] })
  const address = here.address()
  await page.goto(`/e2e/components.html?${new URLSearchParams({ show: 'mountSignIn', props })}`)
  await page.getByLabel('Email address').fill(address)
  await page.getByRole('button', { name: 'Continue' }).click()
  // This server asks for more than an address, if only optionally.
  await page.getByRole('heading', { name: 'Create your account' }).waitFor()
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('heading', { name: 'Verify your email' }).waitFor()
  assert.match(page.url(), /#\/create\/verify-email-address$/)
  await page.reload()
  await page.getByRole('heading', { name: 'Verify your email' }).waitFor()
  assert.equal(await here.server.mailCount(address), 1)
  const tab = await newPage()
  const { link } = await here.server.mail(address)
  await tab.goto(link)
  for (const one of [tab, page]) {
    await one.locator(`html[data-user="${address}"]`).waitFor({ state: 'attached' })
  }
})
