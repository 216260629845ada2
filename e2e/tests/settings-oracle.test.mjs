// What is chosen on the settings page, as the components of official clerk-js builds show it. The server is
// behind TLS and known elsewhere, so its page asks for the token.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import * as playwright from 'playwright-core'
import { startWorld } from '../../testing/tls-world.mjs'
import { all, apply, choose, turn, type } from '../support/settings.mjs'

const ZONE = 'settings.test'
const APP = `https://app.${ZONE}`
const SERVER = `https://clerk.${ZONE}`

const versions = {
  '3.17.0': `data-clerk-frontend-api="clerk.${ZONE}"`,
  '4.73.14': `data-clerk-publishable-key="pk_live_${btoa(`clerk.${ZONE}$`)}"`,
}

let world
let browser
/** The settings page, open in the browser of whoever runs the application. */
let settings

before(async () => {
  world = await startWorld({ [ZONE]: [] }, [APP], app)
  browser = await world.browser(playwright)
  settings = await openSettings()
})
beforeEach(() => world.run(ZONE, ['settings', 'import', '-'], '{}'))
after(async () => {
  await browser?.close()
  await world?.close()
})

/** An app whose page shows a component of the version that its path names. */
function app(_, url) {
  const [version, file] = new URL(url, APP).pathname.slice(1).split('/')
  if (!versions[version]) return { type: 'text/plain', body: '' }
  const folder = join(import.meta.dirname, `../oracle/node_modules/clerk-js-${version}/dist`)
  if (file) return { type: 'text/javascript', body: readFileSync(join(folder, file)) }
  const body = `<!doctype html>
    <meta charset="utf-8">
    <title>${version}</title>
    <div id="root"></div>
    <script crossorigin="anonymous" ${versions[version]} src="/${version}/clerk.browser.js"></script>`
  return { type: 'text/html', body }
}

/** Opens the settings page by the token. */
async function openSettings() {
  const token = world.run(ZONE, ['admin-token']).trim()
  const context = await browser.newContext({ baseURL: SERVER })
  context.setDefaultTimeout(15_000)
  const page = await context.newPage()
  await page.goto('/settings')
  await page.getByLabel('Admin token').fill(token)
  await page.getByRole('button', { name: 'Open the settings' }).click()
  await page.getByRole('heading', { name: 'Settings' }).waitFor()
  return page
}

/** Opens a component in a new browser. */
async function open(t, version, show) {
  const context = await browser.newContext()
  context.setDefaultTimeout(15_000)
  t.after(() => context.close())
  // In a browser that says that it is automated, clerk-js does very little.
  await context.addInitScript(() => Object.defineProperty(Navigator.prototype, 'webdriver', { get: () => false }))
  const page = await context.newPage()
  await mount(page, `${APP}/${version}`, show)
  await page.locator('#root button').last().waitFor()
  return page
}

async function mount(page, url, show) {
  await page.goto(url)
  await page.evaluate(async show => {
    await Clerk.load()
    Clerk[show](document.getElementById('root'))
  }, show)
}

let addresses = 0

async function submit(page) {
  const address = `ada${++addresses}@example.com`
  await page.locator('input[name=emailAddress], input[name=email_address]').fill(address)
  await page.locator('#root form button[type=submit], #root form button').last().click()
  return address
}

/** Signs up. Returns the tab in which the link was opened, once it is where it was sent. */
async function signUp(page) {
  const link = await world.link(ZONE, await submit(page))
  const tab = await page.context().newPage()
  await mount(tab, link, 'mountSignUp')
  await tab.waitForURL(`${APP}/done**`)
  return tab
}

const label = (page, text) => page.locator('#root label').filter({ hasText: text })
const lacks = async locator => assert.equal(await locator.count(), 0)
const button = (page, property) =>
  page
    .locator('#root form button')
    .last()
    .evaluate((button, property) => getComputedStyle(button)[property], property)

/** Each setting that they draw: how it is chosen, in which component it is seen, and as what. */
const drawn = {
  'strategy: password': {
    edit: choose('Authentication strategy', 'Password'),
    show: 'mountSignIn',
    seen: page => label(page, 'Password').waitFor(),
  },
  'strategy: passwordless': {
    edit: choose('Authentication strategy', 'Passwordless'),
    show: 'mountSignUp',
    async seen(page) {
      await label(page, 'Email').waitFor()
      await lacks(label(page, 'Password'))
    },
  },
  'by code alone': {
    edit: turn('Magic link', false),
    show: 'mountSignUp',
    async seen(page) {
      await submit(page)
      await page
        .getByText(/verification code|6-digit code/i)
        .first()
        .waitFor()
    },
  },
  'by link alone': {
    edit: turn('One-time code', false),
    show: 'mountSignUp',
    async seen(page) {
      await submit(page)
      await page
        .getByText(/verification link|email link|magic link/i)
        .first()
        .waitFor()
    },
  },
  'a field that is off': {
    edit: choose('Last name', 'Off'),
    show: 'mountSignUp',
    async seen(page) {
      await label(page, 'First name').waitFor()
      await lacks(label(page, 'Last name'))
    },
  },
  'a field that is required': {
    edit: all(choose('First name', 'Required'), choose('Last name', 'Off'), choose('User name', 'Off')),
    show: 'mountSignUp',
    async seen(page) {
      await label(page, 'First name').waitFor()
      // The password's field may say so.
      await lacks(page.locator('#root').getByText('Optional').nth(1))
    },
  },
  'no user names': {
    edit: choose('User name', 'Off'),
    show: 'mountSignIn',
    async seen(page) {
      await label(page, 'Email').waitFor()
      await lacks(label(page, /username/i))
    },
  },
  'sign-up closed': {
    edit: choose('Who may sign up', 'Closed'),
    show: 'mountSignUp',
    async seen(page) {
      await submit(page)
      await page.getByText('Nobody can sign up here').first().waitFor()
    },
  },
  logo: {
    edit: type('Logo', '/logo.svg'),
    show: 'mountSignIn',
    seen: page => page.locator(`#root img[src*="${SERVER}/logo.svg"]`).waitFor({ state: 'attached' }),
  },
  name: {
    only: '4.73.14',
    edit: type('Name', 'Acme'),
    show: 'mountSignIn',
    seen: page => page.getByText('to continue to Acme').waitFor(),
  },
  'main colour': {
    only: '3.17.0',
    edit: type('Main colour', '#aa3366'),
    show: 'mountSignIn',
    seen: async page => assert.equal(await button(page, 'backgroundColor'), 'rgb(170, 51, 102)'),
  },
  'roundness of corners': {
    only: '3.17.0',
    edit: type('Roundness of corners', 3),
    show: 'mountSignIn',
    seen: async page => assert.equal(await button(page, 'borderRadius'), '3px'),
  },
  'after sign-up': {
    edit: type('After sign-up', `${APP}/done`),
    show: 'mountSignUp',
    seen: signUp,
  },
  'several accounts at a time': {
    edit: all(turn('Several accounts at a time', true), type('After sign-up', `${APP}/done`)),
    show: 'mountSignUp',
    async seen(page, version) {
      const tab = await signUp(page)
      await mount(tab, `${APP}/${version}`, 'mountUserButton')
      await tab.locator('#root button').first().click()
      await tab.getByText(/add (another )?account/i).waitFor()
    },
  },
}

for (const version of Object.keys(versions))
  for (const [name, { only, edit, show, seen }] of Object.entries(drawn)) {
    if (only && only !== version) continue
    test(`clerk-js ${version} shows what is applied: ${name}`, async t => {
      await apply(settings, edit)
      await seen(await open(t, version, show), version)
    })
  }
