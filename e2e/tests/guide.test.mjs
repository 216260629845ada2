// The guide's ClerkJS snippets run unchanged in the browser; only the placeholder of an address is filled
// in. Its pages of components get the script tag that the guide takes for granted.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { FILE, skip, snippetsOf } from '../../testing/guide.mjs'
import { world } from '../support/world.mjs'

/** Where the guide sends people who open a link. */
const REDIRECT = 'https://redirect-from-email-magic-link'

const guide = skip ? '' : readFileSync(FILE, 'utf8')
const found = snippetsOf(guide).filter(({ tab }) => tab === 'ClerkJS')
if (!skip) assert.equal(found.length, 4)
const [hostedPages, signUp, signIn, addAddress] = found.map(({ code }) => code)

const here = world('--allowed-origin', REDIRECT)

/** A page with a loaded `window.Clerk`. */
async function open(t) {
  const ada = await here.person(t)
  await ada.page.goto('/e2e/blank.html')
  await ada.page.evaluate(async () => {
    window.Clerk = new window.sdk.Clerk(location.origin)
    await window.Clerk.load()
  })
  return ada
}

/** Runs the snippet and opens the link that it sends to `address`; returns the snippet's `res.…`. */
async function run({ context, page }, code, result, address) {
  const openLink = async () => {
    const { link } = await here.server.mail(address)
    const answer = await context.request.get(link, { maxRedirects: 0 })
    assert.equal(new URL(answer.headers().location).origin, REDIRECT)
  }
  const [outcome] = await Promise.all([
    page.evaluate(`(async () => {\n${code}\nreturn ${result}\n})()`),
    openLink(),
  ])
  return outcome
}

/** Signs up with the guide's snippet. */
async function becomeMember(ada, address) {
  await ada.page.evaluate(emailAddress => Clerk.client.signUp.create({ emailAddress }), address)
  return run(ada, signUp, '[res.status, res.createdSessionId]', address)
}

test('the snippet that signs up', { skip }, async t => {
  const ada = await open(t)
  const [status, session] = await becomeMember(ada, here.address())
  assert.equal(status, 'complete')
  assert.match(session, /^sess_/)
})

test('the snippet that signs in', { skip }, async t => {
  const ada = await open(t)
  const address = here.address()
  await becomeMember(ada, address)
  await ada.page.evaluate(() => Clerk.signOut())
  await ada.page.evaluate(identifier => Clerk.client.signIn.create({ identifier }), address)
  const code = signIn.replace('your-users-email', address)
  assert.notEqual(code, signIn)
  const [status, session] = await run(ada, code, '[res.status, res.createdSessionId]', address)
  assert.equal(status, 'complete')
  assert.match(session, /^sess_/)
})

test("the snippet that verifies the first of a user's addresses", { skip }, async t => {
  const ada = await open(t)
  const [first, second, third] = [here.address(), here.address(), here.address()]
  const [, session] = await becomeMember(ada, first)
  // After a sign-up the first address is verified. To make an unverified one the first, add two more, verify
  // the last and remove the first.
  await ada.page.evaluate(
    async ([session, second, third]) => {
      await Clerk.setSession(session)
      await Clerk.user.createEmailAddress(second)
      window.third = await Clerk.user.createEmailAddress(third)
    },
    [session, second, third],
  )
  const verify = `const res = await window.third.createMagicLinkFlow().startMagicLinkFlow({ redirectUrl: '${REDIRECT}' })`
  assert.equal(await run(ada, verify, 'res.verification.status', third), 'verified')
  await ada.page.evaluate(() => Clerk.user.emailAddresses[0].destroy())
  const statuses = () =>
    ada.page.evaluate(async () => {
      await Clerk.user.reload()
      return Clerk.user.emailAddresses.map(one => [one.emailAddress, one.verification.status])
    })
  assert.deepEqual(await statuses(), [
    [second, null],
    [third, 'verified'],
  ])

  assert.equal(await run(ada, addAddress, 'res.verification.status', second), 'verified')
  assert.deepEqual(await statuses(), [
    [second, 'verified'],
    [third, 'verified'],
  ])
})

test('the snippet that goes to the hosted pages', { skip }, async t => {
  const environment = await (await fetch(`${here.server.origin}/v1/environment`)).json()
  const { sign_up_url, sign_in_url } = environment.display_config
  // Each half leaves the page on which it runs.
  const halves = hostedPages.split('\n\n')
  const expected = [sign_up_url, sign_in_url]
  assert.equal(halves.length, expected.length)
  for (const [index, half] of halves.entries()) {
    const { page } = await open(t)
    await page.route(`${expected[index]}**`, route => route.fulfill({ body: 'a hosted page' }))
    await page.evaluate(`${half}\nundefined`)
    await page.getByText('a hosted page').waitFor()
  }
})

/** Opens the guide's page that has the element with this id. */
async function openPage({ context, page }, id) {
  const pages = [...guide.matchAll(/^```markup\n([^]*?)^```$/gm)].map(([, code]) => code)
  assert.equal(pages.length, 3)
  const tag = `<script src="/pkg/clerk.browser.js" data-clerk-frontend-api="${here.server.origin}"></script>`
  const body = `<!doctype html>${tag}${pages.find(page => page.includes(`id="${id}"`))}<script>Clerk.load()</script>`
  const url = `${here.server.origin}/guide/${id}`
  await context.route(url, route => route.fulfill({ contentType: 'text/html; charset=utf-8', body }))
  await page.goto(url)
}

/** Goes through the component inside of `scope`, by the code in the email, to the page of the account. */
async function goThrough({ page }, scope, address) {
  await scope.getByLabel('Email address').fill(address)
  await scope.getByRole('button', { name: 'Continue' }).click()
  await scope.getByLabel('Code').fill((await here.server.mail(address)).code)
  await page.getByRole('heading', { name: 'Account', exact: true }).waitFor()
}

test('the pages with components sign up, sign in and show the profile', { skip }, async t => {
  const ada = await here.person(t, { expected: [/favicon|status of 404/] })
  const address = here.address()
  for (const [id, heading] of [
    ['sign-up', 'Create your account'],
    ['sign-in', 'Sign in'],
  ]) {
    await openPage(ada, id)
    await ada.page.locator(`#${id}`).getByText(heading).waitFor()
    await ada.page.getByRole('dialog', { name: heading }).waitFor()
    await goThrough(ada, ada.page.getByRole('dialog'), address)
    if (id === 'sign-up') await ada.context.clearCookies()
  }
  await openPage(ada, 'profile')
  await ada.page.locator('#profile').getByText(address).waitFor()
})
