// The guide's snippets for React run unchanged but for the package's name, in React 18 and 19 and in StrictMode;
// `testing/guide.mjs` lists the guide's own mistakes.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { skip } from '../../testing/guide.mjs'
import { heading } from '../support/components.mjs'
import { confirmButton } from '../support/demo.mjs'
import { serveApp } from '../support/react.mjs'
import { startServer } from '../support/server.mjs'
import { world } from '../support/world.mjs'

const here = world('--allowed-origin', 'http://localhost:*')

const button = (page, name) => page.getByRole('button', { name }).first()
const menu = page => button(page, 'Open the user menu')
const text = (page, said) => page.getByText(said, { exact: true }).waitFor()

/** In Firefox, React does not notice what `fill` does to a field of this type. */
const type = (page, address) => page.locator('input[type=email]').pressSequentially(address)

/** The requests of a page to the Frontend API from now on, as `GET /v1/client`. */
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

    const statusOf = page => new URL(page.url()).searchParams.get('__clerk_status')

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

      // The server tells this page before the other tab can.
      const poll = page.waitForRequest(/[?&]wait=/)
      await ask(page, 'sign-up', address)
      const link = await linkTo(address)
      await poll
      const tab = await newPage()
      const verifying = requestsOf(tab)
      const pages = []
      tab.on('request', request => request.isNavigationRequest() && pages.push(new URL(request.url()).pathname))
      await tab.goto(link)
      await menu(tab).waitFor()
      await text(page, 'Signed in on other tab')
      // StrictMode runs each effect twice.
      assert.equal(requests.count(/^GET \/v1\/environment$/), 1)
      assert.equal(requests.count(/^POST .*\/prepare_verification$/), 1)
      assert.equal(verifying.count(/^POST .*\/touch$/), 1)
      assert.deepEqual(pages, ['/v1/verify', '/verification', '/'])
      assert.equal(verifying.count(/^GET \/v1\/client$/), 2, 'for each page one')

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

      // Whoever leaves while waiting hears nothing of it: nothing is thrown. Whoever cancels is told.
      for (let i = 0; i < 2; i++) await button(page, 'Other page').click()
      await page.clock.install()
      const poll = page.waitForRequest(/[?&]wait=/)
      await add(page, here.address())
      await poll
      const dropped = page.waitForEvent('requestfailed', request => request.url().includes('wait='))
      await button(page, 'Other page').click()
      await dropped
      await sendsNothing(page, requests)
      const cancelled = page.evaluate(() => {
        const wait = link.resumeMagicLinkFlow()
        link.cancelMagicLinkFlow()
        return wait.catch(({ name, code }) => [name, code])
      })
      assert.deepEqual(await cancelled, ['MagicLinkError', 'cancelled'])
      await sendsNothing(page, requests)

      await context.route('**/v1/**', route => route.abort())
      await page.reload()
      await text(page, 'No connection')
      await context.unroute('**/v1/**')
      await page.evaluate(() => dispatchEvent(new Event('online')))
      await text(page, 'Loaded')
    }

    /** No timer of the next five seconds sends anything. */
    async function sendsNothing(page, requests) {
      const sent = requests.count(/^/)
      await page.clock.runFor(5_000)
      // Requests are reported in the order in which they were sent, so this one comes last.
      await page.evaluate(() => fetch(`${frontendApi}/v1/environment?last`))
      assert.equal(requests.count(/^/), sent + 1)
    }

    async function add(page, address) {
      await type(page, address)
      await page.keyboard.press('Enter')
      await text(page, 'Waiting for verification...')
    }

    test('a link that expired says so, in the tab that waits as well; so does one for an address that was taken', async t => {
      const { page, newPage, context } = await here.person(t)
      const server = await startServer('--allowed-origin', 'http://localhost:*', '--link-ttl-seconds', '1')
      t.after(() => server.close())
      await context.addInitScript(origin => Object.assign(window, { frontendApi: origin }), server.origin)
      const address = here.address()
      await ask(page, 'sign-up', address)
      const { link } = await server.mail(address)
      await text(page, 'Magic link has expired')
      const tab = await newPage()
      await tab.goto(link)
      await text(tab, 'Magic link expired')
      assert.equal(statusOf(tab), 'expired')

      const [ada, eve] = [await here.person(t), await here.person(t)]
      const links = []
      for (const { page } of [ada, eve]) {
        await ask(page, 'sign-up', address)
        links.push(await linkTo(address))
      }
      await ada.context.request.get(links[0], { maxRedirects: 0 })
      await eve.page.goto(links[1])
      await text(eve.page, 'Magic link verification failed')
      assert.equal(statusOf(eve.page), 'failed')
    })

    test('who is here changes in one step, in this tab and in others', async t => {
      const { page, context, newPage } = await here.person(t)
      const requests = requestsOf(page)
      await open(page, 'account')
      // Two providers, one in the other, and two roots.
      for (const id of ['out', 'second']) await page.locator(`#${id}`).waitFor()
      for (const what of ['client', 'environment'])
        assert.equal(requests.count(new RegExp(`^GET /v1/${what}$`)), 1, what)

      const address = here.address()
      const whoWasHere = page => page.evaluate(() => shown.slice(shown.findIndex(Boolean)))
      const follow = async () => context.request.get(await linkTo(address), { maxRedirects: 0 })
      const signedUp = page.evaluate(async emailAddress => {
        const { signUp } = clerk.client
        await signUp.create({ emailAddress })
        const { startMagicLinkFlow } = signUp.createMagicLinkFlow()
        const { createdSessionId } = await startMagicLinkFlow({ redirectUrl: location.href })
        const frame = () => new Promise(requestAnimationFrame)
        window.enter = path =>
          clerk.setSession(createdSessionId, async () => {
            history.pushState(null, '', path)
            await frame()
            await frame()
          })
        await enter('/home')
      }, address)
      await follow()
      await signedUp
      await page.locator('#in', { hasText: address }).waitFor()
      await page.evaluate(() => enter('/again'))
      assert.equal(new URL(page.url()).pathname, '/again')
      assert.deepEqual(await whoWasHere(page), ['out', 'in'])

      // A sign-out reaches the other tab although no timer runs in this browser: nobody polls.
      const tab = await newPage()
      await context.clock.install()
      await open(tab, 'account')
      await tab.locator('#in').waitFor()
      await context.clock.pauseAt(Date.now() + 10_000)
      const asked = requestsOf(tab)
      await page.evaluate(() => clerk.signOut())
      await tab.locator('#out').waitFor()
      assert.equal(asked.count(/^/), 1, 'it asks once who is here')
      assert.deepEqual(await whoWasHere(tab), ['in', 'out'])
      assert.deepEqual(await whoWasHere(page), ['out', 'in', 'out'])
      await context.clock.resume()

      // A wait for a link renders what shows the attempt, and not what shows the user.
      const counts = () => page.evaluate(() => [renders, attempts])
      const before = await counts()
      const signedIn = page.evaluate(async identifier => {
        const { signIn } = clerk.client
        await signIn.create({ identifier })
        const { emailAddressId } = signIn.supportedFirstFactors.find(({ strategy }) => strategy === 'email_link')
        await signIn.createMagicLinkFlow().startMagicLinkFlow({ emailAddressId, redirectUrl: location.href })
      }, address)
      await follow()
      await signedIn
      await page.getByText('complete').waitFor()
      const after = await counts()
      assert.equal(after[0], before[0])
      assert.ok(after[1] > before[1])
    })

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
