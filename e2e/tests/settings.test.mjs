// The settings page: each setting is applied by a browser, and seen in the environment and in the components.
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { isSignedIn } from '../support/components.mjs'
import { all, apply, choose, press, turn, type } from '../support/settings.mjs'
import { world } from '../support/world.mjs'

const here = world()

/** Each test begins with the defaults. */
const reset = () => here.server.run(['settings', 'import', '-'], '{}')
beforeEach(reset)

const card = (show = 'mountSignIn', props = {}) =>
  `/e2e/components.html?${new URLSearchParams({ show, props: JSON.stringify(props) })}`

const environment = async () => (await fetch(`${here.server.origin}/v1/environment`)).json()
const at = (object, path) => path.split('.').reduce((value, name) => value?.[name], object)

/** Opens a component in a new browser. */
async function open(t, show, props, options) {
  const person = await here.person(t, options)
  await person.page.goto(card(show, props))
  await person.page.locator('.cl-card:not(.cl-loading)').waitFor()
  return person
}

async function submit(page, address) {
  // In Firefox, `fill` adds to the text of a field of this type.
  await page.getByLabel('Email address').clear()
  await page.getByLabel('Email address').fill(address)
  await page.getByRole('button', { name: 'Continue' }).click()
}

/** Signs up in the card; returns who did. */
async function signUp(t, { address = here.address(), props, ...options } = {}) {
  const ada = await open(t, 'mountSignUp', props, options)
  await submit(ada.page, address)
  await ada.page.getByText('We sent a').waitFor()
  // Its tab stays open: in Chromium, to close a tab that is still on its way somewhere may never end.
  await (await ada.newPage()).goto((await here.server.mail(address)).link)
  return { ...ada, address }
}

const field = (page, name) => page.locator(`.cl-formField__${name}`)
const isOptional = async (page, name) => (await field(page, name).getByText('Optional').count()) === 1
const look = (page, part, property) =>
  page
    .locator(part)
    .first()
    .evaluate((element, property) => getComputedStyle(element).getPropertyValue(property), property)

/** A field of the sign-up: how it looks as each need. */
const need = (label, name, inCard) =>
  ['Off', 'Required'].map(choice => ({
    name: `${label} ${choice.toLowerCase()}`,
    edit: choose(label, choice),
    place: `user_settings.attributes.${name}`,
    is: ({ enabled, required }) => enabled === (choice !== 'Off') && required === (choice === 'Required'),
    async seen(t) {
      const { page } = await open(t, 'mountSignUp')
      assert.equal(await field(page, inCard).count(), choice === 'Off' ? 0 : 1)
      assert.equal(await isOptional(page, inCard), false)
    },
  }))

/** A part of the theme: as the environment has it, and as a part of the card looks. */
const theme = (edit, name, value, part, property, seen) => ({
  name: `the theme's ${name}`,
  edit,
  place: `display_config.theme.general.${name}`,
  is: value,
  seen: async t => assert.equal(await look((await open(t)).page, part, property), seen),
})

/** Each setting, or each of its values: how it is chosen, where the environment has it, how people see it. */
const settings = [
  {
    name: 'strategy: passwordless',
    edit: choose('Authentication strategy', 'Passwordless'),
    place: 'user_settings.attributes.password.enabled',
    is: false,
    async seen(t) {
      const { page } = await open(t, 'mountSignUp')
      assert.equal(await field(page, 'password').count(), 0)
    },
  },
  {
    name: 'strategy: password',
    edit: choose('Authentication strategy', 'Password'),
    place: 'display_config.preferred_sign_in_strategy',
    is: 'password',
    async seen(t) {
      const address = here.address()
      const { page } = await open(t, 'mountSignUp')
      assert.equal(await isOptional(page, 'password'), false)
      await page.getByLabel('Password', { exact: true }).fill('correct horse')
      await submit(page, address)
      const tab = await page.context().newPage()
      await tab.goto((await here.server.mail(address)).link)
      const phone = await open(t)
      await submit(phone.page, address)
      await phone.page.getByRole('heading', { name: 'Enter your password' }).waitFor()
    },
  },
  {
    name: 'by code alone',
    edit: turn('Magic link', false),
    place: 'user_settings.attributes.email_address.verifications',
    is: ['email_code'],
    async seen(t) {
      const address = here.address()
      const { page } = await open(t, 'mountSignUp')
      await submit(page, address)
      await page.getByText('We sent a code to').waitFor()
      const { link, code } = await here.server.mail(address)
      assert.equal(link, null)
      await page.getByLabel('Code').fill(code)
      await isSignedIn(page, address)
    },
  },
  {
    name: 'by link alone',
    edit: turn('One-time code', false),
    place: 'user_settings.attributes.email_address.first_factors',
    is: ['email_link'],
    async seen(t) {
      const address = here.address()
      const { page } = await open(t, 'mountSignUp')
      await submit(page, address)
      await page.getByText('We sent a link to').waitFor()
      assert.equal(await page.getByLabel('Code').count(), 0)
      assert.equal((await here.server.mail(address)).code, null)
    },
  },
  ...need('First name', 'first_name', 'firstName'),
  ...need('Last name', 'last_name', 'lastName'),
  ...need('User name', 'username', 'username'),
  {
    name: 'several accounts at a time',
    edit: turn('Several accounts at a time', true),
    place: 'auth_config.single_session_mode',
    is: false,
    async seen(t) {
      const { page, address } = await signUp(t)
      await isSignedIn(page, address)
      await page.goto(card('mountUserButton'))
      await page.getByRole('button', { name: /account|menu/i }).click()
      await page.getByText('Add account').waitFor()
    },
  },
  {
    name: 'links work only in the browser that asked',
    edit: turn('Links work only in the browser that asked', true),
    async seen(t) {
      const address = here.address()
      const { page } = await open(t, 'mountSignUp')
      await submit(page, address)
      const phone = await here.person(t)
      await phone.page.goto((await here.server.mail(address)).link)
      await phone.page.getByText('This link belongs to another browser').waitFor()
    },
  },
  {
    name: 'life of a link',
    edit: type('Life of a link and its code', 60),
    async seen(t) {
      const address = here.address()
      const { page } = await open(t, 'mountSignUp')
      await submit(page, address)
      assert.match((await here.server.mail(address)).text, /\(1 minute\)/)
    },
  },
  {
    name: 'life of a session',
    edit: type('Life of a session', 3600),
    async seen(t) {
      const { page, address } = await signUp(t)
      await isSignedIn(page, address)
      const left = await page.evaluate(() => window.clerk.session.expireAt.getTime() - Date.now())
      assert.ok(left > 3_500_000 && left <= 3_600_000, `${left} ms`)
    },
  },
  {
    name: 'allowed origins',
    edit: type('Allowed origins', 'https://app.example.com\nhttp://localhost:*'),
    async seen() {
      const headers = { origin: 'https://app.example.com' }
      const { headers: answer } = await fetch(`${here.server.origin}/v1/client`, { headers })
      assert.equal(answer.get('access-control-allow-origin'), headers.origin)
    },
  },
  {
    name: 'sign-up closed',
    edit: choose('Who may sign up', 'Closed'),
    place: 'user_settings.sign_up.mode',
    is: 'restricted',
    async seen(t) {
      const { page } = await open(t)
      assert.equal(await page.getByRole('link', { name: 'Sign up' }).count(), 0)
    },
  },
  {
    name: 'sign-up by allow-list',
    edit: all(
      choose('Who may sign up', 'Allow-list'),
      type('Addresses and domains that may sign up', 'grace@example.com\nexample.org'),
    ),
    place: 'user_settings.sign_up.allowlist_only',
    is: true,
    async seen(t) {
      const { page } = await open(t, 'mountSignUp', {}, { expected: [/status of 403/] })
      await submit(page, here.address())
      await page.getByText('No account can be made here with this address.').waitFor()
      await submit(page, 'somebody@example.org')
      await page.getByText('We sent a').waitFor()
    },
  },
  {
    name: 'name',
    edit: type('Name', 'Acme'),
    place: 'display_config.application_name',
    is: 'Acme',
    seen: async t => (await open(t)).page.getByText('to continue to Acme').waitFor(),
  },
  {
    name: 'logo',
    edit: type('Logo', '/icon.svg'),
    place: 'display_config.logo_image_url',
    is: url => url === `${here.server.origin}/icon.svg`,
    async seen(t) {
      const { page } = await open(t)
      assert.equal(await page.locator('.cl-logoImage').getAttribute('src'), `${here.server.origin}/icon.svg`)
    },
  },
  theme(
    type('Main colour', '#aa3366'),
    'color',
    '#aa3366',
    '.cl-formButtonPrimary',
    'background-color',
    'rgb(170, 51, 102)',
  ),
  theme(
    type('Roundness of corners', 3),
    'border_radius',
    '3px',
    '.cl-formFieldInput',
    'border-top-left-radius',
    '3px',
  ),
  theme(
    type('Background', '#102030'),
    'background_color',
    '#102030',
    '.cl-card',
    'background-color',
    'rgb(16, 32, 48)',
  ),
  theme(
    all(type('Background', '#102030'), type('Text', '#f0f0f0')),
    'font_color',
    '#f0f0f0',
    '.cl-rootBox',
    'color',
    'rgb(240, 240, 240)',
  ),
  theme(choose('Light or dark', 'Dark'), 'color_scheme', 'dark', '.cl-rootBox', 'color-scheme', 'dark'),
  {
    name: 'after sign-up',
    edit: type('After sign-up', '/e2e/blank.html?up'),
    place: 'display_config.after_sign_up_url',
    is: url => url === `${here.server.origin}/e2e/blank.html?up`,
    async seen(t) {
      const { page } = await signUp(t, { props: { afterSignUpUrl: '' } })
      await page.waitForURL('**/e2e/blank.html?up')
    },
  },
  {
    name: 'after sign-in',
    edit: type('After sign-in', '/e2e/blank.html?in'),
    place: 'display_config.after_sign_in_url',
    is: url => url === `${here.server.origin}/e2e/blank.html?in`,
    async seen(t) {
      const { page, address } = await signUp(t)
      await isSignedIn(page, address)
      await page.evaluate(() => window.clerk.signOut())
      await page.goto(card('mountSignIn', { afterSignInUrl: '' }))
      await submit(page, address)
      await page.getByLabel('Code').fill((await here.server.mail(address)).code)
      await page.waitForURL('**/e2e/blank.html?in')
    },
  },
  {
    name: 'after sign-out',
    edit: type('After sign-out', '/e2e/blank.html?out'),
    place: 'display_config.after_sign_out_all_url',
    is: url => url === `${here.server.origin}/e2e/blank.html?out`,
    async seen(t) {
      const { page, address } = await signUp(t)
      await isSignedIn(page, address)
      await page.goto(card('mountUserButton'))
      await page.getByRole('button', { name: /account|menu/i }).click()
      await page.getByRole('button', { name: 'Sign out' }).click()
      await page.waitForURL('**/e2e/blank.html?out')
    },
  },
  ...[
    ['Sign-up', 'mountSignUp'],
    ['Sign-in', 'mountSignIn'],
  ].map(([kind, show]) => ({
    name: `the words of the ${kind.toLowerCase()} email`,
    edit: all(
      type(`${kind}: subject`, 'Hello from {application}'),
      type(`${kind}: greeting`, 'Good day,\nyou.'),
      type(`${kind}: footer`, 'Yours, {application}'),
    ),
    async seen(t) {
      const ada = show === 'mountSignUp' ? await open(t, show) : await signUp(t)
      const address = ada.address ?? here.address()
      if (ada.address) {
        await isSignedIn(ada.page, address)
        await ada.page.evaluate(() => window.clerk.signOut())
        await ada.page.goto(card(show))
      }
      await submit(ada.page, address)
      const { subject, text, html } = await here.server.mail(address)
      assert.equal(subject, 'Hello from clerk-wasm demo')
      for (const words of ['Good day,\nyou.', 'Yours, clerk-wasm demo']) {
        assert.ok(text.includes(words), text)
        assert.ok(html.includes(words), html)
      }
    },
  })),
]

for (const { name, edit, place, is, seen } of settings) {
  test(`applied, live, and seen: ${name}`, async t => {
    const { page } = await here.person(t)
    await apply(page, edit)
    if (place) {
      const value = at(await environment(), place)
      if (typeof is === 'function') assert.ok(is(value), JSON.stringify(value))
      else assert.deepEqual(value, is)
    }
    await seen(t)
  })
}

test('what is applied survives a restart, and kill -9 right after', async t => {
  const { page } = await here.person(t)
  const name = async () => (await environment()).display_config.application_name
  await apply(page, type('Name', 'Restarted'))
  await here.server.stop()
  await here.server.restart()
  assert.equal(await name(), 'Restarted')
  await apply(page, type('Name', 'Killed'))
  await here.server.kill()
  await here.server.restart()
  assert.equal(await name(), 'Killed')
  await page.goto('/settings')
  await page.locator('#changes').getByText('Restarted').first().waitFor()
})

test('of two who apply at once one wins, and the other is told and loses nothing', async t => {
  const ada = await here.person(t)
  const bob = await here.person(t, { expected: [/status of 409/] })
  for (const { page } of [ada, bob]) await page.goto('/settings')
  await type('Name', 'Adas')(ada.page)
  await type('Main colour', '#111111')(ada.page)
  await type('Name', 'Bobs')(bob.page)
  await type('Roundness of corners', 2)(bob.page)
  await press(ada.page)
  await ada.page.waitForURL(/applied=/)
  await press(bob.page)
  await bob.page.getByRole('alert').getByText('somebody else did meanwhile').waitFor()
  await bob.page.getByText('Somebody else chose meanwhile: Adas').waitFor()
  assert.equal((await environment()).display_config.application_name, 'Adas')
  assert.equal(await bob.page.getByLabel('Name', { exact: true }).inputValue(), 'Bobs')
  assert.equal(await bob.page.getByLabel('Main colour').inputValue(), '#111111')
  await press(bob.page)
  await bob.page.waitForURL(/applied=/)
  const { application_name, theme } = (await environment()).display_config
  assert.deepEqual(
    [application_name, theme.general.color, theme.general.border_radius],
    ['Bobs', '#111111', '2px'],
  )
})

test('a preview shows the words as they are typed, and a sample is sent with them', async t => {
  const { page, context } = await here.person(t)
  const address = here.address()
  await page.goto('/settings')
  await type('Sign-in: subject', 'Typed for {application}')(page)
  await type('Send samples to', address)(page)
  const [tab] = await Promise.all([
    context.waitForEvent('page'),
    page.getByRole('group', { name: 'Sign-in' }).getByRole('button', { name: 'Preview' }).click(),
  ])
  await tab.getByRole('heading', { name: 'Typed for clerk-wasm demo' }).waitFor()
  await page.getByRole('group', { name: 'Sign-in' }).getByRole('button', { name: 'Send me one' }).click()
  await page.getByRole('status').getByText(`Sent to ${address}.`).waitFor()
  assert.equal((await here.server.mail(address)).subject, 'Typed for clerk-wasm demo')
  assert.equal(await page.getByLabel('Sign-in: subject').inputValue(), 'Typed for {application}')
})

test('works by keyboard alone, without scripts, on a narrow screen', async t => {
  const { page } = await here.person(t, { javaScriptEnabled: false, viewport: { width: 360, height: 640 } })
  await page.goto('/settings')
  await page.getByLabel('Name', { exact: true }).focus()
  await page.keyboard.press('Control+A')
  await page.keyboard.type('Typed')
  // Enter applies, though other buttons come before the visible one.
  await page.keyboard.press('Enter')
  await page.waitForURL(/applied=/)
  assert.equal((await environment()).display_config.application_name, 'Typed')
  const first = page.url()
  await page.getByRole('radio', { name: 'Passwordless, with a password for those who want one' }).focus()
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Space')
  for (let tabs = 0; tabs < 80; tabs++) {
    await page.keyboard.press('Tab')
    const focused = page.locator('.apply button:focus')
    if (await focused.count()) break
  }
  await page.keyboard.press('Space')
  await page.waitForURL(url => /applied=/.test(url) && url.href !== first)
  const { password, email_address } = (await environment()).user_settings.attributes
  assert.equal(password.enabled, false)
  assert.deepEqual(email_address.first_factors, ['email_link'])
})
