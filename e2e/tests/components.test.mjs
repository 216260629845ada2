// The pre-built components against the real server, on a page with the strictest policy: from an address to a
// session, by each way.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { heading, isSignedIn, signedIn, signedOut, submit, urlOf, WIDTHS } from '../support/components.mjs'
import { confirmButton } from '../support/demo.mjs'
import { world } from '../support/world.mjs'

const here = world()
const linkTo = async address => (await here.server.mail(address)).link

for (const [width, viewport] of Object.entries(WIDTHS)) {
  describe(`in a ${width} window`, { concurrency: 2 }, () => {
    test('the link opened in the same browser signs in both tabs, and one email is sent', async t => {
      const { page, newPage, address } = await signedOut(here, t, { viewport })
      const before = await here.server.mailCount(address)
      await submit(page, address)
      const tab = await newPage()
      await tab.goto(await linkTo(address))
      await isSignedIn(tab, address)
      // The session alone would be known without a check of the link.
      await heading(tab, 'You are signed in as')
      await isSignedIn(page, address)
      assert.equal(await here.server.mailCount(address), before + 1)
      // Nothing of the link stays in the address.
      await tab.waitForURL(url => !url.href.includes('__clerk'))
    })

    test('the link confirmed in another browser signs in the tab that waits, and not the other browser', async t => {
      const { page, address } = await signedOut(here, t, { viewport })
      await submit(page, address)
      const phone = await here.person(t, { viewport })
      await phone.page.goto(await linkTo(address))
      await confirmButton(phone.page).click()
      await isSignedIn(page, address)
      await heading(phone.page, 'The link worked')
      await isSignedIn(phone.page, '')
    })

    test('an account is made by link, in a sign-up', async t => {
      const { page, newPage } = await here.person(t, { viewport })
      const address = here.address()
      await page.goto(urlOf('mountSignUp'))
      await submit(page, address, 'Verify your email')
      const tab = await newPage()
      await tab.goto(await linkTo(address))
      await isSignedIn(tab, address)
      await isSignedIn(page, address)
    })
  })
}

test('the code completes the same wait', async t => {
  const { page, address } = await signedOut(here, t)
  await submit(page, address)
  await page.getByLabel('Code').fill((await here.server.mail(address)).code)
  await isSignedIn(page, address)
})

test('a reload resumes the wait, sends nothing, and the link completes it', async t => {
  const { page, newPage, address } = await signedOut(here, t)
  await submit(page, address)
  const sent = await here.server.mailCount(address)
  await page.reload()
  await heading(page, 'Check your email')
  await page.getByText('Waiting for you').waitFor()
  assert.equal(await here.server.mailCount(address), sent)
  await (await newPage()).goto(await linkTo(address))
  await isSignedIn(page, address)
})

test('editing goes back to the address, ends the polls, and another address can be used', async t => {
  const { page, address } = await signedOut(here, t)
  const polls = new Map()
  page.on('request', request => {
    if (request.method() !== 'GET' || !/\/sign_ins\//.test(request.url())) return
    polls.set(request, 'open')
  })
  page.on('requestfinished', request => polls.has(request) && polls.set(request, 'answered'))
  page.on('requestfailed', request => polls.has(request) && polls.set(request, 'dropped'))
  const attempt = () => page.evaluate(() => clerk.client.signIn.id)

  const held = page.waitForRequest(/\/sign_ins\//)
  await submit(page, address)
  const first = await attempt()
  await held
  await page.getByRole('button', { name: `Edit address ${address}` }).click()
  const field = page.getByLabel('Email address')
  assert.equal(await field.inputValue(), address)
  assert.equal(await field.evaluate(field => field === document.activeElement), true)

  const other = here.address()
  const grace = await here.person(t)
  await grace.page.goto(urlOf('mountSignUp'))
  await submit(grace.page, other, 'Verify your email')
  await grace.page.getByLabel('Code').fill((await here.server.mail(other)).code)
  await isSignedIn(grace.page, other)

  const asked = polls.size
  await submit(page, other)
  const second = await attempt()
  assert.notEqual(second, first)
  await page.getByLabel('Code').fill((await here.server.mail(other)).code)
  await isSignedIn(page, other)
  const urls = Array.from(polls.keys(), request => request.url())
  assert.ok(urls.slice(0, asked).every(url => url.includes(first)))
  assert.ok(urls.slice(asked).every(url => url.includes(second)))
  assert.ok(
    !Array.from(polls.values()).slice(0, asked).includes('open'),
    'a poll of the first address is still open',
  )
})

test('Back shows the start with the address, Forward the wait, and one step is between them', async t => {
  const { page, newPage, address } = await signedOut(here, t)
  const before = await newPage()
  await before.goto('/e2e/blank.html')
  await before.goto(page.url())
  // Playwright's own steps wait for a load, which a step within a page has not in every browser.
  const go = steps => before.evaluate(steps => history.go(steps), steps)
  const length = () => before.evaluate('history.length')
  const start = await length()
  await submit(before, address)
  await go(-1)
  await heading(before, 'Sign in')
  assert.equal(await before.getByLabel('Email address').inputValue(), address)
  const sent = await here.server.mailCount(address)
  await go(1)
  await heading(before, 'Check your email')
  await before.getByText('Waiting for you').waitFor()
  assert.equal(await here.server.mailCount(address), sent)
  await go(-1)
  await heading(before, 'Sign in')
  // So one more step back leaves the page.
  assert.equal(await length(), start + 1)
})

test('an unknown address is told at its field, and one press makes an account with it', async t => {
  const { page } = await signedOut(here, t, {
    props: { signUpUrl: urlOf('mountSignUp') },
    expected: [/status of 422/],
  })
  await page.getByLabel('Email address').fill('nobody@example.com')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByText('There is no account with this address.').waitFor()
  await page.getByRole('link', { name: 'Create an account with this address' }).click()
  await heading(page, 'Create your account')
  assert.equal(await page.getByLabel('Email address').inputValue(), 'nobody@example.com')
})

test('the user button opens the profile in a dialog, and signs out', async t => {
  const { page, address } = await signedIn(here, t, {
    show: 'mountUserButton',
    props: { afterSignOutAllUrl: urlOf('mountSignIn') },
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
  await heading(page, 'Sign in')
})

test('an address is added to the profile, and shown as verified once its link is opened', async t => {
  const { page, newPage } = await signedIn(here, t, { show: 'mountUserProfile' })
  const other = here.address()
  await page.getByRole('button', { name: 'Add an email address' }).click()
  await page.getByRole('textbox', { name: 'Email address' }).fill(other)
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  const tab = await newPage()
  await tab.goto(await linkTo(other))
  await heading(tab, 'Your address is verified')
  const row = page.getByRole('listitem').filter({ hasText: other })
  await row.getByRole('button', { name: 'Make primary' }).waitFor()
})
