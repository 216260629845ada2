// The guide's snippets for React run unchanged but for the package's name, in React 18 and 19 and in StrictMode;
// `testing/guide.mjs` lists the guide's own mistakes.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { skip } from '../../testing/guide.mjs'
import { heading } from '../support/components.mjs'
import { confirmButton } from '../support/demo.mjs'
import { serveApp } from '../support/react.mjs'
import { world } from '../support/world.mjs'

const here = world('--allowed-origin', 'http://localhost:*')

const button = (page, name) => page.getByRole('button', { name }).first()
const menu = page => button(page, 'Open the user menu')
const text = (page, said) => page.getByText(said, { exact: true }).waitFor()

/** In Firefox, React does not notice what `fill` does to a field of this type. */
const type = (page, address) => page.locator('input[type=email]').pressSequentially(address)

/** The requests of a page to the Frontend API, as `GET /v1/client`. */
function requestsOf(page) {
  const requests = []
  page.on('request', request => {
    const { pathname } = new URL(request.url())
    if (pathname.startsWith('/v1/')) requests.push(`${request.method()} ${pathname}`)
  })
  return { count: pattern => requests.filter(request => pattern.test(request)).length }
}

for (const version of [18, 19]) {
  describe(`React ${version}`, { skip, concurrency: 2 }, () => {
    let app
    before(async () => {
      app = await serveApp(version, here.server.origin)
    })
    after(() => app?.close())

    const open = async (page, name) => page.goto(`${app.origin}/?app=${name}`)
    const linkTo = async address => (await here.server.mail(address)).link

    async function ask(page, name, address) {
      await open(page, name)
      await type(page, address)
      await page.getByRole('button', { name: 'with magic link' }).click()
    }

    test('signs up by a link in another tab, signs in by one on another device, and adds an address', async t => {
      const ada = await here.person(t, {
        expected: [/Failed to (load|fetch)|NetworkError|ERR_FAILED|no answer from|console: Error$/],
      })
      const { page, newPage } = ada
      const address = here.address()
      const requests = requestsOf(page)

      await ask(page, 'sign-up', address)
      const tab = await newPage()
      await tab.goto(await linkTo(address))
      await menu(tab).waitFor()
      await text(page, 'Signed in on other tab')
      // StrictMode runs each effect twice.
      assert.equal(requests.count(/^GET \/v1\/environment$/), 1)
      assert.equal(requests.count(/^POST .*\/prepare_verification$/), 1)
      for (const [status, said] of [
        ['expired', 'Magic link expired'],
        ['failed', 'Magic link verification failed'],
      ]) {
        await page.goto(`${app.origin}/verification?app=sign-up&__clerk_status=${status}`)
        await text(page, said)
      }

      // A sign-out reaches both tabs.
      await open(page, 'sign-up')
      await menu(page).click()
      await button(page, 'Sign out').click()
      for (const page of [ada.page, tab]) await page.locator('input[type=email]').waitFor()
      await tab.close()

      await ask(page, 'sign-in', address)
      const phone = await here.person(t)
      await phone.page.goto(await linkTo(address))
      await confirmButton(phone.page).click()
      await text(phone.page, 'Successfully signed in. Return to the original tab to continue.')
      await page.waitForURL(`${app.origin}/after-sign-in-path`)
      await page.goBack()
      await menu(page).waitFor()

      await adds(ada)
    })

    /** Adds an address in an effect, and changes the user from outside. */
    async function adds({ page, newPage, context }) {
      const requests = requestsOf(page)
      await open(page, 'account')
      const address = here.address()
      await add(page, address)
      const tab = await newPage()
      await tab.goto(await linkTo(address))
      await page.locator('input').waitFor()
      assert.equal(requests.count(/^POST .*\/prepare_verification$/), 1)
      await page.locator('#user', { hasText: '2' }).waitFor()

      await page.evaluate(() => clerk.user.update({ firstName: 'Ada' }))
      await page.locator('#name', { hasText: 'Ada' }).waitFor()
      const renders = await page.evaluate(async () => {
        const before = window.renders
        for (let i = 0; i < 6; i++) await clerk.user.reload()
        return window.renders - before
      })
      assert.equal(renders, 0)

      // Whoever leaves while waiting hears nothing of it: nothing is thrown.
      for (let i = 0; i < 2; i++) await button(page, 'Other page').click()
      await add(page, here.address())
      await button(page, 'Other page').click()
      await page.getByText('Waiting for verification...').waitFor({ state: 'detached' })

      await context.route('**/v1/**', route => route.abort())
      await page.reload()
      await text(page, 'No connection')
      await context.unroute('**/v1/**')
      await page.evaluate(() => dispatchEvent(new Event('online')))
      await text(page, 'Loaded')
    }

    async function add(page, address) {
      await type(page, address)
      await page.keyboard.press('Enter')
      await text(page, 'Waiting for verification...')
    }

    test('shows the components, and leads to the hosted pages', async t => {
      const { page } = await here.person(t)
      await open(page, 'sign-in-page')
      await heading(page, 'Sign in')
      await open(page, 'sign-up-page')
      await heading(page, 'Create your account')
      for (const name of ['sign-in', 'sign-up']) {
        await open(page, `hosted-${name}`)
        await page.waitForURL(url => url.origin === here.server.origin)
        assert.equal(new URL(page.url()).pathname, `/${name}`)
        const back = new URLSearchParams(new URL(page.url()).hash.split('?')[1] ?? new URL(page.url()).search)
        assert.equal(back.get('redirect_url'), `${app.origin}/?app=hosted-${name}`)
      }
    })
  })
}
