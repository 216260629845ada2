// What the components show when a link does not simply work, or is not enough.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { heading, isSignedIn, register, signedOut, submit, totp, urlOf } from '../support/components.mjs'
import { confirmButton } from '../support/demo.mjs'
import { world } from '../support/world.mjs'

const here = world('--resend-cooldown-seconds', '6', '--optional-fields', 'password')
const strict = world('--require-same-client', '--resend-cooldown-seconds', '0')
const hasty = world('--link-ttl-seconds', '5', '--resend-cooldown-seconds', '0')
const curious = world('--required-fields', 'first_name', '--optional-fields', 'last_name')

const button = (page, name) => page.getByRole('button', { name, exact: true })
const linkTo = async ({ server }, address) => (await server.mail(address)).link

/** Opens the link in another tab. */
async function open({ newPage }, link) {
  const tab = await newPage()
  await tab.goto(link)
  return tab
}

/** Sets up an authenticator app; gives its secret to `ada`. */
async function addApp(ada) {
  ada.secret = await ada.page.evaluate(async () => (await clerk.user.createTOTP()).secret)
  await ada.page.evaluate(code => clerk.user.verifyTOTP({ code }), totp(ada.secret))
}

describe('a second factor', { concurrency: 2 }, () => {
  test('is asked for in the tab that waits', async t => {
    const ada = await signedOut(here, t, { before: addApp })
    await submit(ada.page, ada.address)
    const phone = await here.person(t)
    await phone.page.goto(await linkTo(here, ada.address))
    await confirmButton(phone.page).click()
    await heading(ada.page, 'Two-step verification')
    assert.equal(new URL(ada.page.url()).hash, '#/factor-two')
    await heading(phone.page, 'The link worked')
    // The server takes each code once.
    await ada.page.getByLabel('Code').fill(totp(ada.secret, 1))
    await isSignedIn(ada.page, ada.address)
  })

  test('is asked for in the tab of the link, and both tabs are signed in', async t => {
    const ada = await signedOut(here, t, { before: addApp })
    await submit(ada.page, ada.address)
    const tab = await open(ada, await linkTo(here, ada.address))
    await heading(tab, 'Two-step verification')
    assert.equal(new URL(tab.url()).hash, '#/factor-two')
    assert.doesNotMatch(tab.url(), /__clerk/)
    await tab.getByLabel('Code').fill(totp(ada.secret, 1))
    await isSignedIn(tab, ada.address)
    await isSignedIn(ada.page, ada.address)
  })
})

describe('the end of a link', { concurrency: 2 }, () => {
  test('expired: in the tab that waits and on its own page; a new one works', async t => {
    const ada = await hasty.person(t)
    const address = hasty.address()
    await ada.page.goto(urlOf('mountSignUp'))
    await submit(ada.page, address, 'Verify your email')
    const link = await linkTo(hasty, address)
    await heading(ada.page, 'This link has expired')
    const tab = await open(ada, link)
    await heading(tab, 'This link has expired')
    await tab.close()
    await button(ada.page, 'Send a new link').click()
    await heading(ada.page, 'Verify your email')
    await open(ada, await linkTo(hasty, address))
    await isSignedIn(ada.page, address)
  })

  test('opened twice: nothing happens the second time', async t => {
    const ada = await signedOut(here, t)
    await submit(ada.page, ada.address)
    const link = await linkTo(here, ada.address)
    // It stays open: to close a tab that is still on its way somewhere never ends in Chromium.
    await isSignedIn(await open(ada, link), ada.address)
    const again = await open(ada, link)
    await heading(again, 'You are signed in as')
    await again.waitForURL(url => !url.href.includes('__clerk'))
  })

  test('failed: its page says so, and leads to the start', async t => {
    const { page } = await here.person(t)
    await page.goto(`${urlOf('mountSignIn', {}, { __clerk_status: 'failed' })}#/verify`)
    await heading(page, 'This link does not work')
    assert.doesNotMatch(page.url(), /__clerk/)
    await button(page, 'Start again').click()
    await heading(page, 'Sign in')
  })

  test('replaced: the server says so, the tab that waits goes on', async t => {
    const ada = await strict.person(t, { expected: [/status of 410/] })
    const address = strict.address()
    await ada.page.goto(urlOf('mountSignUp'))
    await submit(ada.page, address, 'Verify your email')
    const first = await linkTo(strict, address)
    await ada.page.locator('.cl-formResendCodeLink[aria-disabled=false]').click()
    const second = await linkTo(strict, address)
    const tab = await open(ada, first)
    await heading(tab, 'A newer link was sent')
    await ada.page.getByText('Waiting for you').waitFor()
    await open(ada, second)
    await isSignedIn(ada.page, address)
  })

  test('of another browser: its page says so, the tab that waits goes on', async t => {
    const ada = await strict.person(t)
    const address = strict.address()
    await ada.page.goto(urlOf('mountSignUp'))
    await submit(ada.page, address, 'Verify your email')
    const phone = await strict.person(t)
    const link = await linkTo(strict, address)
    await phone.page.goto(link)
    await heading(phone.page, 'This link belongs to another browser')
    await button(phone.page, 'Start again').click()
    await heading(phone.page, 'Create your account')
    await open(ada, link)
    await isSignedIn(ada.page, address)
  })
})

test('sending again is locked until the server allows it, also after a reload; a press meanwhile sends nothing', async t => {
  const ada = await signedOut(here, t)
  await submit(ada.page, ada.address)
  const sent = await here.server.mailCount(ada.address)
  const resend = ada.page.getByRole('button', { name: 'Send another email' })
  /** How far the seconds in the label are from what the server said. */
  const difference = async () => {
    await ada.page.getByText(/in \d+ s/).waitFor()
    return ada.page.evaluate(() => {
      const [, seconds] = /in (\d+) s/.exec(document.querySelector('.cl-formResendCodeLink').textContent)
      return Math.abs(
        seconds * 1000 - (clerk.client.signIn.firstFactorVerification.resendAvailableAt - Date.now()),
      )
    })
  }
  assert.ok((await difference()) <= 1_100)
  await resend.click({ force: true })
  await ada.page.reload()
  await heading(ada.page, 'Check your email')
  assert.equal(await resend.getAttribute('aria-disabled'), 'true')
  await resend.click({ force: true })
  assert.ok((await difference()) <= 1_100)
  assert.equal(await here.server.mailCount(ada.address), sent)
  await ada.page.locator('.cl-formResendCodeLink[aria-disabled=false]').click()
  await ada.page.getByRole('status').getByText('Email sent.').waitFor({ state: 'attached' })
  assert.equal(await here.server.mailCount(ada.address), sent + 1)
  assert.equal(await resend.getAttribute('aria-disabled'), 'true')
})

test('other methods are those that the server offers and we know', async t => {
  const ada = await signedOut(here, t, { values: { password: 'correct horse battery' } })
  await ada.page.evaluate(() => {
    const { fetch } = window
    window.fetch = async request => {
      const response = await fetch(request)
      if (!request.url.includes('/sign_ins')) return response
      const body = (await response.text()).replaceAll(
        '"supported_first_factors":[',
        '"supported_first_factors":[{"strategy":"carrier_pigeon","safe_identifier":"coo"},',
      )
      return new Response(body, response)
    }
  })
  await submit(ada.page, ada.address)
  await button(ada.page, 'Use another method').click()
  await heading(ada.page, 'Use another method')
  const known = await ada.page.evaluate(() =>
    clerk.client.signIn.supportedFirstFactors.map(({ strategy }) => strategy),
  )
  assert.deepEqual(known.sort(), ['carrier_pigeon', 'email_code', 'email_link', 'password'])
  const listed = await ada.page.locator('.cl-alternativeMethods button').allInnerTexts()
  assert.deepEqual(listed.sort(), [
    `Email a code to ${ada.address}`,
    `Email a link to ${ada.address}`,
    'Sign in with your password',
  ])
  await button(ada.page, 'Sign in with your password').click()
  await heading(ada.page, 'Enter your password')
  await ada.page.getByLabel('Password', { exact: true }).fill('correct horse battery')
  await button(ada.page, 'Continue').click()
  await isSignedIn(ada.page, ada.address)
})

test('a code alone is sent by another method, and signs in', async t => {
  const ada = await signedOut(strict, t)
  await submit(ada.page, ada.address)
  await strict.server.mail(ada.address)
  await button(ada.page, 'Use another method').click()
  await button(ada.page, `Email a code to ${ada.address}`).click()
  await ada.page.getByText('We sent a code to').waitFor()
  await ada.page.getByLabel('Code').fill((await strict.server.mail(ada.address)).code)
  await isSignedIn(ada.page, ada.address)
})

test('a sign-up that lacks a name asks for just that once the link was opened', async t => {
  const ada = await curious.person(t)
  const address = curious.address()
  await ada.page.goto(urlOf('mountSignUp'))
  await heading(ada.page, 'Create your account')
  await ada.page.evaluate(emailAddress => clerk.client.signUp.create({ emailAddress }), address)
  await ada.page.evaluate(() =>
    clerk.client.signUp.prepareEmailAddressVerification({
      strategy: 'email_link',
      redirectUrl: `${location.href}#/verify`,
    }),
  )
  await ada.page.goto(`${urlOf('mountSignUp')}#/verify-email-address`)
  await ada.page.reload()
  await ada.page.getByText('Waiting for you').waitFor()
  const tab = await open(ada, await linkTo(curious, address))
  for (const page of [tab, ada.page]) {
    await heading(page, 'Almost there')
    assert.equal(new URL(page.url()).hash, '#/continue')
    assert.deepEqual(await page.locator('input').evaluateAll(all => all.map(({ name }) => name)), ['first_name'])
  }
  await ada.page.getByLabel('First name').fill('Ada')
  await button(ada.page, 'Continue').click()
  await isSignedIn(ada.page, address)
})

test('a name that is required is asked for at once', async t => {
  const ada = await curious.person(t)
  await ada.page.goto(urlOf('mountSignUp'))
  const first = ada.page.getByLabel('First name')
  await first.waitFor()
  await ada.page.getByLabel('Email address').fill(curious.address())
  await button(ada.page, 'Continue').click()
  assert.equal(await first.getAttribute('aria-invalid'), 'true')
  assert.equal(await first.evaluate(field => field === document.activeElement), true)
  assert.equal(await ada.page.getByLabel('Last name').getAttribute('required'), null)
})

test('nobody is asked for anything whom another tab has signed in', async t => {
  const ada = await here.person(t)
  const address = here.address()
  await register(here, ada.page, address)
  await ada.page.goto(urlOf('mountSignIn'))
  await heading(ada.page, 'You are signed in as')
  await button(ada.page, 'Sign out').click()
  await heading(ada.page, 'Sign in')
})
