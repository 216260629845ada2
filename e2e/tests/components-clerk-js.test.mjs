// The components on the official headless clerk-js: they need no more of it than its public methods.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import * as playwright from 'playwright-core'
import { startWorld } from '../../testing/tls-world.mjs'
import { isSignedIn, submit } from '../support/components.mjs'
import { endContext } from '../support/world.mjs'

const ZONE = 'components.test'
const APP = `https://app.${ZONE}`
const e2e = join(import.meta.dirname, '..')
const clerkJs = join(e2e, 'oracle/node_modules/clerk-js-3.17.0/dist/clerk.headless.browser.js')

const page = show => `<!doctype html>
  <meta charset="utf-8"><title>${show}</title><div id="root"></div>
  <script crossorigin="anonymous" data-clerk-frontend-api="clerk.${ZONE}" src="/clerk.js"></script>
  <script type="module">
    import { install } from '/pkg/clerk.components.mjs'
    const here = location.pathname
    install(Clerk)
    Clerk.${show}(document.getElementById('root'), { afterSignInUrl: here, afterSignUpUrl: here })
    const tell = ({ user }) => {
      if (user !== undefined) document.documentElement.dataset.user = user?.primaryEmailAddress.emailAddress ?? ''
    }
    await Clerk.load()
    tell(Clerk)
    Clerk.addListener(tell)
  </script>`

function app(host, url) {
  const { pathname } = new URL(url, APP)
  const file = pathname === '/clerk.js' ? clerkJs : pathname.startsWith('/pkg/') ? join(e2e, '..', pathname) : null
  if (file) return { type: 'text/javascript', body: readFileSync(file) }
  return { type: 'text/html', body: page(pathname.slice(1) || 'mountSignIn') }
}

let world
let browser
before(async () => {
  world = await startWorld({ [ZONE]: [] }, [APP], app)
  browser = await world.browser(playwright)
})
after(async () => {
  await browser?.close()
  await world?.close()
})

test('an account is made, signs in and gets another address, by links', async t => {
  const context = await browser.newContext()
  context.setDefaultTimeout(15_000)
  // In a browser that says that it is automated, clerk-js does very little.
  await context.addInitScript(() => Object.defineProperty(Navigator.prototype, 'webdriver', { get: () => false }))
  const problems = []
  context.on('weberror', error => problems.push(String(error.error())))
  t.after(async () => {
    await endContext(context)
    assert.deepEqual(problems, [])
  })
  const ada = await context.newPage()
  const [first, second] = ['ada@example.com', 'countess@example.com']

  /**
   * Opens the next link to the address in another tab, until that was checked. The tab stays: it goes on to another
   * page, and Chromium may never answer who closes it meanwhile.
   */
  async function open(address) {
    const tab = await context.newPage()
    await tab.goto(await world.link(ZONE, address))
    await tab.waitForURL(url => !url.href.includes('__clerk'))
  }

  for (const [show, title] of [
    ['mountSignUp', 'Verify your email'],
    ['mountSignIn', 'Check your email'],
  ]) {
    await ada.goto(`${APP}/${show}`)
    await submit(ada, first, title)
    await open(first)
    await isSignedIn(ada, first)
    if (show === 'mountSignUp') await ada.evaluate(() => Clerk.signOut())
  }

  await ada.goto(`${APP}/mountUserProfile`)
  await ada.getByRole('button', { name: 'Add an email address' }).click()
  await ada.getByRole('textbox', { name: 'Email address' }).fill(second)
  await ada.getByRole('button', { name: 'Add', exact: true }).click()
  const row = ada.getByRole('listitem').filter({ hasText: second })
  await ada.getByText('We sent a link to').waitFor()
  await open(second)
  await row.getByRole('button', { name: /Make primary/ }).waitFor()
})
