// Whether the server speaks the protocol, as told by those who defined it: each official clerk-js does
// everything that it does with magic links. The same program then runs on our package.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { startWorld } from '../../bench/world.mjs'
import { app, builds } from '../oracle/index.mjs'

const ZONE = 'oracle.test'
const APP = `https://app.${ZONE}`
const FRONTEND_API = `https://clerk.${ZONE}`

let world
let browser

before(async () => {
  world = await startWorld({ [ZONE]: [] }, [APP], app)
  // clerk-js takes a browser that calls itself automated for a robot's, and does little in it.
  browser = await world.browser({ args: ['--disable-blink-features=AutomationControlled'] })
})
after(async () => {
  await browser?.close()
  world?.close()
})

/** A browser profile in which nothing may go wrong, and the origins that its pages ask. */
async function profile(t) {
  const context = await browser.newContext()
  context.setDefaultTimeout(15_000)
  const problems = []
  const origins = new Set()
  context.on('weberror', error => problems.push(`uncaught: ${error.error()}`))
  context.on('console', message => message.type() === 'error' && problems.push(`console: ${message.text()}`))
  context.on('request', request => origins.add(new URL(request.url()).origin))
  context.on('page', page => page.on('websocket', socket => origins.add(new URL(socket.url()).origin)))
  t.after(async () => {
    await Promise.race([context.close(), setTimeout(5_000, undefined, { ref: false })])
    assert.deepEqual(problems, [], 'a page threw or logged errors')
  })
  return { context, origins }
}

/** Gives, call by call, the link of the next email to the address. */
function linksTo(address) {
  let last
  return async function next() {
    const link = await world.link(ZONE, address)
    if (link !== last) return (last = link)
    await setTimeout(50)
    return next()
  }
}

/** A page of the app that uses this build, loaded. */
async function open({ context }, name) {
  const page = await context.newPage()
  await page.goto(`${APP}/${name}/`)
  await page.evaluate(() => Clerk.load())
  return page
}

/** Waits on `page` for the link that `prepare` has sent; meanwhile `openLink` opens it elsewhere. */
async function waitForLink(page, name, prepare, argument, openLink) {
  await page.evaluate(prepare, argument)
  const { createFlow, startFlow } = builds[name]
  const wait = ([createFlow, startFlow, redirectUrl]) =>
    window.awaited[createFlow]()[startFlow]({ ...window.parameters, redirectUrl }).then(res => {
      const verification = res.verification ?? res.firstFactorVerification ?? res.verifications.emailAddress
      return {
        status: res.status ?? null,
        verification: verification.status,
        sameClient: verification.verifiedFromTheSameClient(),
        session: res.createdSessionId ?? null,
      }
    })
  const [outcome] = await Promise.all([
    page.evaluate(wait, [createFlow, startFlow, `${APP}/${name}/verification`]),
    openLink(),
  ])
  return outcome
}

/** Lets the page that a link ends at do what the guide tells it to do; its title says what came of it. */
const handle = (tab, name) =>
  tab.evaluate(
    async ([handleVerification, home]) => {
      await Clerk.load()
      const outcome = text => {
        document.title = text
      }
      const onVerifiedOnOtherDevice = () => outcome('verified elsewhere')
      const pages = { redirectUrl: `${home}pending`, redirectUrlComplete: `${home}complete` }
      // Without waiting: this may take the page away.
      Clerk[handleVerification]({ ...pages, onVerifiedOnOtherDevice }).catch(error => outcome(`${error}`))
    },
    [builds[name].handleVerification, `${APP}/${name}/`],
  )

const hasTitle = (page, title) => page.waitForFunction(title => document.title === title, title)

const activate = (page, session) =>
  page.evaluate(session => (Clerk.setActive ? Clerk.setActive({ session }) : Clerk.setSession(session)), session)

/** Who is signed in, as a page and its cookies say. */
async function signedIn(page) {
  const [cookie] = (await page.context().cookies(APP)).filter(({ name }) => name === '__session')
  const known = await page.evaluate(() => ({
    user: Clerk.user?.id ?? null,
    primary: Clerk.user?.primaryEmailAddress?.emailAddress ?? null,
    session: Clerk.session?.id ?? null,
    sessions: Clerk.client.sessions.map(({ status }) => status),
  }))
  return { ...known, cookie: cookie ? claims(cookie.value).sub : null }
}

const nobody = { user: null, primary: null, session: null, sessions: [], cookie: null }

/** What a token says, without asking whether it is true. */
const claims = token => JSON.parse(Buffer.from(token.split('.')[1], 'base64url'))

for (const name of Object.keys(builds)) {
  test(`${name} signs up, in and out and adds an address, by magic links`, { timeout: 60_000 }, async t => {
    const ada = await profile(t)
    const address = `ada@${name}.example`
    const other = `countess@${name}.example`
    const nextLink = linksTo(address)
    const home = `${APP}/${name}/`
    const page = await open(ada, name)
    assert.deepEqual(await signedIn(page), nobody)

    const signUp = address =>
      Clerk.client.signUp.create({ emailAddress: address }).then(() => {
        window.awaited = Clerk.client.signUp
      })
    const joined = await waitForLink(page, name, signUp, address, async () => {
      const tab = await ada.context.newPage()
      await tab.goto(await nextLink())
      await Promise.all([tab.waitForURL(`${home}complete`), handle(tab, name)])
      await tab.evaluate(() => Clerk.load())
      assert.equal((await signedIn(tab)).primary, address)
      await tab.close()
    })
    assert.deepEqual(joined, {
      status: 'complete',
      verification: 'verified',
      sameClient: true,
      session: joined.session,
    })
    await activate(page, joined.session)
    const member = await signedIn(page)
    assert.match(member.user, /^user_\w+$/)
    const { user } = member
    assert.deepEqual(member, { user, primary: address, session: joined.session, sessions: ['active'], cookie: user })

    const token = claims(await page.evaluate(() => Clerk.session.getToken()))
    assert.deepEqual([token.sub, token.sid, token.azp], [user, joined.session, APP])
    assert.ok(token.exp > Date.now() / 1000)

    await page.evaluate(() => Clerk.signOut(() => {}))
    assert.deepEqual(await signedIn(page), nobody)

    const signIn = async address => {
      window.awaited = await Clerk.client.signIn.create({ identifier: address })
      const factor = window.awaited.supportedFirstFactors.find(({ strategy }) => strategy === 'email_link')
      window.parameters = { emailAddressId: factor.emailAddressId ?? factor.email_address_id }
    }
    const back = await waitForLink(page, name, signIn, address, async () => {
      const phone = await profile(t)
      const tab = await phone.context.newPage()
      await tab.goto(await nextLink())
      await tab.locator('form[method=post] button').click()
      await tab.waitForURL(`${home}verification?**`)
      await handle(tab, name)
      await hasTitle(tab, 'verified elsewhere')
      assert.deepEqual(await signedIn(tab), nobody)
    })
    assert.deepEqual(back, {
      status: 'complete',
      verification: 'verified',
      sameClient: false,
      session: back.session,
    })
    assert.notEqual(back.session, joined.session)
    await activate(page, back.session)
    assert.deepEqual(await signedIn(page), { ...member, session: back.session })

    const add = async address => {
      const email = Clerk.version?.startsWith('2.') ? address : { email: address }
      window.awaited = await Clerk.user.createEmailAddress(email)
      window.parameters = {}
    }
    const added = await waitForLink(page, name, add, other, async () => {
      const tab = await ada.context.newPage()
      await tab.goto(await linksTo(other)())
      await handle(tab, name)
      await hasTitle(tab, 'verified elsewhere')
      await tab.close()
    })
    assert.deepEqual(added, { status: null, verification: 'verified', sameClient: true, session: null })
    const later = await open(ada, name)
    assert.deepEqual(await signedIn(later), { ...member, session: back.session })
    const addresses = await later.evaluate(() =>
      Clerk.user.emailAddresses.map(one => [one.emailAddress, one.verification.status]),
    )
    assert.deepEqual(addresses, [[address, 'verified'], [other, 'verified']])

    await page.evaluate(() => Clerk.signOut(() => {}))
    assert.deepEqual(await signedIn(page), nobody)
    assert.deepEqual(await signedIn(await open(ada, name)), nobody, 'also for a page that comes later')
  })
}
