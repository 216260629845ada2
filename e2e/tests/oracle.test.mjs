// Checks the server against the programs of those who defined the protocol: each official clerk-js does
// everything that it can do with magic links. The same test then runs with our package.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import * as playwright from 'playwright-core'
import { startWorld } from '../../testing/tls-world.mjs'
import { app, authenticate, builds, verify } from '../oracle/index.mjs'
import { endContext } from '../support/world.mjs'

const ZONE = 'oracle.test'
const APP = `https://app.${ZONE}`
const FRONTEND_API = `https://clerk.${ZONE}`

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

for (const name of Object.keys(builds)) {
  test(`${name} signs up, in and out and adds an address, by magic links`, { timeout: 60_000 }, async t => {
    const ada = await person(t, name)
    const [first, second] = [`ada@${name}.example`, `countess@${name}.example`]
    await ada.open()
    assert.deepEqual(await signedIn(ada.page), nobody)
    await checkNoCookies(ada.page)

    const { user, session } = await signUp(ada, first)
    await checkToken(ada.page, { user, session })
    await checkCookies(ada.page)
    await signOut(ada)
    const again = await signIn(ada, await person(t, name), first)
    assert.equal(again.user, user)
    assert.notEqual(again.session, session)
    await addAddress(ada, second)
    assert.deepEqual(await addresses(await ada.newPage()), [
      [first, 'verified'],
      [second, 'verified'],
    ])
    await signOut(ada)
    assert.deepEqual(await signedIn(await ada.newPage()), nobody, 'also on a page that comes later')

    // Checked only for ours: no telemetry, no remote code.
    if (name === 'clerk-wasm') assert.deepEqual([...ada.origins].sort(), [APP, FRONTEND_API])
  })
}

/** A person with a new browser profile, on the app that uses this build. No page may throw or log errors. */
async function person(t, name) {
  const context = await browser.newContext()
  context.setDefaultTimeout(15_000)
  // In a browser that says that it is automated, clerk-js does very little.
  await context.addInitScript(() => Object.defineProperty(Navigator.prototype, 'webdriver', { get: () => false }))
  const problems = []
  const origins = new Set()
  context.on('weberror', error => problems.push(`uncaught: ${error.error()}`))
  context.on('console', message => message.type() === 'error' && problems.push(`console: ${message.text()}`))
  context.on('request', request => origins.add(new URL(request.url()).origin))
  t.after(async () => {
    await endContext(context)
    assert.deepEqual(problems, [], 'a page threw or logged errors')
  })
  const home = `${APP}/${name}/`
  const newPage = async (url = home) => {
    const page = await context.newPage()
    await page.goto(url)
    if (url === home) await page.evaluate(() => Clerk.load())
    return page
  }
  return {
    ...builds[name],
    home,
    newPage,
    /** The origins of all requests. */
    origins,
    async open() {
      this.page = await newPage()
    },
  }
}

async function signUp(ada, address) {
  const create = async emailAddress => {
    await Clerk.client.signUp.create({ emailAddress })
    window.attempt = Clerk.client.signUp
  }
  const outcome = await waitForLink(ada, create, address, async link => {
    const tab = await ada.newPage(link)
    await Promise.all([tab.waitForURL(`${ada.home}complete`), handle(ada, tab)])
    await tab.evaluate(() => Clerk.load())
    assert.equal((await signedIn(tab)).primary, address)
    await tab.close()
  })
  const { session } = outcome
  assert.deepEqual(outcome, { status: 'complete', verification: 'verified', sameClient: true, session })
  return activate(ada, session, address)
}

/** Signs in with a link that the phone opens. */
async function signIn(ada, phone, address) {
  const create = async identifier => {
    window.attempt = await Clerk.client.signIn.create({ identifier })
    const factor = window.attempt.supportedFirstFactors.find(({ strategy }) => strategy === 'email_link')
    window.parameters = { emailAddressId: factor.emailAddressId ?? factor.email_address_id }
  }
  const outcome = await waitForLink(ada, create, address, async link => {
    const tab = await phone.newPage(link)
    await tab.locator('form[method=post] button').click()
    await tab.waitForURL(`${phone.home}verification?**`)
    await handle(phone, tab)
    await says(tab, 'verified elsewhere')
    assert.deepEqual(await signedIn(tab), nobody)
  })
  const { session } = outcome
  assert.deepEqual(outcome, { status: 'complete', verification: 'verified', sameClient: false, session })
  return activate(ada, session, address)
}

async function addAddress(ada, address) {
  const create = async address => {
    // In version 2 the parameter is the address itself.
    const email = Clerk.version?.startsWith('2.') ? address : { email: address }
    window.attempt = await Clerk.user.createEmailAddress(email)
    window.parameters = {}
  }
  const outcome = await waitForLink(ada, create, address, async link => {
    const tab = await ada.newPage(link)
    await handle(ada, tab)
    await says(tab, 'verified elsewhere')
    await tab.close()
  })
  assert.deepEqual(outcome, { status: null, verification: 'verified', sameClient: true, session: null })
}

async function signOut({ page }) {
  await page.evaluate(() => Clerk.signOut(() => {}))
  assert.deepEqual(await signedIn(page), nobody)
  await checkNoCookies(page)
}

/** Creates the attempt, sends the link and waits, while `openLink` opens the link elsewhere. */
async function waitForLink({ page, home, createFlow, startFlow }, create, address, openLink) {
  await page.evaluate(create, address)
  const wait = async ([createFlow, startFlow, redirectUrl]) => {
    const { [startFlow]: start } = window.attempt[createFlow]()
    const res = await start({ ...window.parameters, redirectUrl })
    const verification = res.verification ?? res.firstFactorVerification ?? res.verifications.emailAddress
    return {
      status: res.status ?? null,
      verification: verification.status,
      sameClient: verification.verifiedFromTheSameClient(),
      session: res.createdSessionId ?? null,
    }
  }
  const [outcome] = await Promise.all([
    page.evaluate(wait, [createFlow, startFlow, `${home}verification`]),
    world.link(ZONE, address).then(openLink),
  ])
  return outcome
}

/** Runs the guide's code on the page behind a link; the page shows the result. */
const handle = ({ home, handleVerification }, tab) =>
  tab.evaluate(
    async ([home, handleVerification]) => {
      await Clerk.load()
      const say = text => document.body.append(text)
      const onVerifiedOnOtherDevice = () => say('verified elsewhere')
      const pages = { redirectUrl: `${home}pending`, redirectUrlComplete: `${home}complete` }
      // Not awaited: it may leave the page.
      Clerk[handleVerification]({ ...pages, onVerifiedOnOtherDevice }).catch(error => say(`${error}`))
    },
    [home, handleVerification],
  )

const says = (page, text) => page.getByText(text).waitFor()

/** Makes the session the current one, and checks who is signed in. */
async function activate({ page }, session, address) {
  await page.evaluate(
    session => (Clerk.setActive ? Clerk.setActive({ session }) : Clerk.setSession(session)),
    session,
  )
  const state = await signedIn(page)
  const { user } = state
  assert.match(user, /^user_\w+$/)
  assert.deepEqual(state, { user, primary: address, session, sessions: ['active'], cookie: user })
  return { user, session }
}

const nobody = { user: null, primary: null, session: null, sessions: [], cookie: null }

/** Who is signed in, by the page and by the cookie for its server. */
async function signedIn(page) {
  const cookies = await page.context().cookies(APP)
  const token = cookies.find(({ name }) => name === '__session')?.value
  const known = await page.evaluate(() => ({
    user: Clerk.user?.id ?? null,
    primary: Clerk.user?.primaryEmailAddress?.emailAddress ?? null,
    session: Clerk.session?.id ?? null,
    sessions: Clerk.client.sessions.map(({ status }) => status),
  }))
  return { ...known, cookie: token ? (await verify(token, await publishedKeys(page))).sub : null }
}

const addresses = page =>
  page.evaluate(() => Clerk.user.emailAddresses.map(one => [one.emailAddress, one.verification.status]))

async function checkToken(page, { user, session }) {
  const token = await page.evaluate(() => Clerk.session.getToken())
  const keys = await publishedKeys(page)
  const { sub, sid, iss } = await verify(token, keys, { authorizedParties: [APP] })
  assert.deepEqual({ sub, sid, iss }, { sub: user, sid: session, iss: FRONTEND_API })
  await assert.rejects(verify(token, keys, { authorizedParties: [FRONTEND_API] }), {
    reason: 'token-invalid-authorized-parties',
  })
}

/** Checks what the app's backend says about the page's cookies. */
async function checkCookies(page) {
  const cookies = await page.context().cookies(APP)
  const known = cookies.filter(({ name }) => name === '__client_uat')
  assert.deepEqual(
    known.map(({ domain }) => domain),
    [`.${ZONE}`],
    'written once, and by the server',
  )
  const keys = await publishedKeys(page)
  assert.deepEqual(await authenticate(APP, cookies, keys), ['signed-in', null])
  // A token alone is not enough: the backend would redirect the browser to ask when it signed in.
  const others = cookies.filter(({ name }) => !name.startsWith('__client_uat'))
  assert.deepEqual(await authenticate(APP, others, keys), ['handshake', 'session-token-but-no-client-uat'])
}

async function checkNoCookies(page) {
  const cookies = await page.context().cookies(APP)
  assert.equal(cookies.find(({ name }) => name === '__client_uat').value, '0')
  const keys = await publishedKeys(page)
  assert.deepEqual(await authenticate(APP, cookies, keys), ['signed-out', 'session-token-and-uat-missing'])
}

const publishedKeys = page =>
  page.evaluate(url => fetch(url).then(answer => answer.json()), `${FRONTEND_API}/.well-known/jwks.json`)
