// Whatever goes wrong, at whatever moment of a flow, the wait ends with the right result and leaves nothing
// behind. Every pair of a moment and a fault is one run. The faults of one moment run one after another, on one
// page; all moments run at the same time.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { maySendAgain } from '../../testing/browser.mjs'
import { faults, moments, openWay } from '../support/faults.mjs'
import { world } from '../support/world.mjs'

const here = world('--allowed-origin', 'http://localhost:*', '--resend-cooldown-seconds', '0')
const counted = await readFile(join(import.meta.dirname, '../pages/counted.js'), 'utf8')
/** A promise that is not settled after this time never will be: the longest pause of any run is 3 s. */
const HANGS_MS = 20_000

/**
 * Runs in the page: functions for the test. When pages of other runs open and close, some browsers move the
 * focus. A tab that comes to the front would then poll at once, which is not tested here, so `focus` is hidden.
 */
function helpers() {
  const hide = event => event.isTrusted && event.stopImmediatePropagation()
  window.addEventListener('focus', hide, true)
  const told = ({ name, code, status, message }) => ({ name, code, status, message })
  Object.assign(window, {
    /** Calls `call`; null if it went well, else the error as an app sees it. */
    attempt: call => call().then(() => null, told),
    /** Starts a wait; resolves to null once the link is sent, or to the error as an app sees it. */
    start: () =>
      new Promise(begun => {
        const onProgress = progress => {
          window.progress = progress
          if (progress.phase === 'sent') begun(null)
        }
        const options = { redirectUrl: `${location.origin}/verification`, onProgress }
        window.flow = window.signUp.createMagicLinkFlow()
        window.settled = window.flow.startMagicLinkFlow(options)
        window.settled.catch(error => begun(told(error)))
      }),
    /** How the wait ended, and what was pending then. */
    end: () =>
      window.settled
        .then(({ status, verifications }) => [status, verifications.emailAddress.status], told)
        .then(async outcome => ({ outcome, pending: await window.pendingSoon() })),
  })
}

/** A page with the SDK, and its own proxy to the server. */
async function openPage({ held, sleeps }) {
  const way = await openWay(here.server.origin, { held })
  const context = await here.browser.newContext({ baseURL: way.origin })
  context.setDefaultTimeout(HANGS_MS)
  const page = await context.newPage()
  if (sleeps) await page.clock.install()
  await page.addInitScript(counted)
  await page.addInitScript(helpers)
  const { error, idle } = await load(page)
  assert.equal(error, null)
  const close = async () => {
    await context.close()
    way.close()
  }
  return { way, context, page, idle, close }
}

/** Reuses a page for run after run: one with a fake clock, one without. After a failure it opens a new one. */
function pages(held) {
  const open = new Map()
  const closeAll = async () => {
    for (const page of open.values()) await page.close()
    open.clear()
  }
  after(closeAll)
  return async (sleeps = false, run) => {
    if (!open.has(sleeps)) open.set(sleeps, await openPage({ held, sleeps }))
    try {
      await run(open.get(sleeps))
    } catch (error) {
      await closeAll()
      throw error
    }
  }
}

/** Loads the SDK; returns what is pending in an idle page. */
async function load(page) {
  await page.goto('/e2e/blank.html')
  await page.waitForFunction(() => window.sdk)
  const error = await page.evaluate(async () => {
    window.clerk = new window.sdk.Clerk(location.origin)
    return window.attempt(() => window.clerk.load())
  })
  return { error, idle: await page.evaluate(() => window.pendingSoon()) }
}

/** Opens the link in the browser that asked, without a page that could tell the waiting one. */
async function click({ context }, address) {
  const { link } = await here.server.mail(address)
  const answer = await context.request.get(link, { maxRedirects: 0 })
  assert.match(answer.headers().location, /__clerk_status=verified/)
}

const within = (promise, what) =>
  Promise.race([
    promise,
    sleep(HANGS_MS, undefined, { ref: false }).then(() => assert.fail(`${what} within ${HANGS_MS / 1000} s`)),
  ])

/** Runs `call`. If the fault happens to it, its error must be the expected one, and a second try must work. */
async function insist(page, isFaulty, { error }, call, argument) {
  const told = await page.evaluate(call, argument)
  if (!isFaulty || error === null) return assert.equal(told, null)
  assert.equal(typeof error === 'number' ? told?.status : told?.code, error, told?.message)
  await page.waitForFunction(() => navigator.onLine)
  assert.equal(await page.evaluate(call, argument), null, 'the second try')
}

/** A person asks for a link, waits, opens it, is signed in and out, while `fault` happens at `moment`. */
async function journey(person, moment, fault) {
  const { way, context, page, idle } = person
  const is = name => moment === name
  const inject = () => way.inject(moment, state => fault.act({ ...state, page, context }))
  const from = way.seen.length
  let hit = is('reloading the page') ? null : inject()

  const address = here.address()
  await insist(page, is('creating the attempt'), fault, create, address)
  // If the link was sent nevertheless, the SDK waits for it and reports no error.
  const sending = fault.arrives ? { ...fault, error: null } : fault
  await insist(page, is('sending the link'), sending, () => window.start())
  assert.notDeepEqual(await page.evaluate(() => window.pendingSoon()), idle, 'nothing is pending in a wait')

  const isEarly = is('the first poll') || is('a later poll')
  if (isEarly) await within(hit, 'the fault happened')
  const ended = page.evaluate(() => window.end())
  await click(person, address)
  const { outcome, pending } = await within(ended, 'the wait ended')
  assert.deepEqual(outcome, ['complete', 'verified'])
  assert.deepEqual(pending, idle, 'the wait left something behind')
  assert.equal(way.open(), 0, 'a request went on')
  if (fault.quiet && (isEarly || is('the last poll'))) {
    const at = await hit
    const next = way.seen.find(request => request.at > at)
    assert.ok(next.at - at >= fault.quiet, `asked again after ${next.at - at} ms`)
  }

  await signIn(page)
  if (is('reloading the page')) {
    hit = inject()
    await comeBack(page, fault)
  }
  await within(hit, 'the fault happened')
  await page.waitForFunction(() => navigator.onLine)
  assert.deepEqual(await signOut(page), idle, 'the session left something behind')
  const sends = way.seen.slice(from).filter(({ url }) => url.includes('/prepare_verification?')).length
  const tries = is('sending the link') && sending.error !== null ? 2 : 1
  assert.equal(sends, tries, 'links were asked for')
}

/** The person stops waiting while the SDK handles the fault. */
async function cancel({ way, context, page, idle }, fault) {
  const hit = way.inject('a later poll', state => fault.act({ ...state, page, context }))
  assert.equal(await page.evaluate(create, here.address()), null)
  assert.equal(await page.evaluate(() => window.start()), null)
  await within(hit, 'the fault happened')
  await sleep(100)
  const { outcome, pending } = await page.evaluate(() => {
    window.flow.cancelMagicLinkFlow()
    return window.end()
  })
  assert.deepEqual([outcome.name, outcome.code], ['MagicLinkError', 'cancelled'])
  assert.deepEqual(pending, idle, 'the wait left something behind')
  const before = way.seen.length
  await sleep(1_500)
  assert.equal(way.seen.length, before, 'asked again')
  await page.waitForFunction(() => navigator.onLine)
}

/** A page that waits and has polled, with a clock that the test moves. */
async function waiting(t, held = true) {
  const person = await openPage({ held, sleeps: true })
  t.after(person.close)
  const { way, page } = person
  const polled = way.inject('a later poll', ({ pass }) => pass())
  const address = here.address()
  assert.equal(await page.evaluate(create, address), null)
  assert.equal(await page.evaluate(() => window.start()), null)
  await within(polled, 'it polls')
  return { ...person, address }
}

const create = emailAddress => {
  window.signUp = window.clerk.client.signUp
  return window.attempt(() => window.signUp.create({ emailAddress }))
}

async function signIn(page) {
  const error = await page.evaluate(() =>
    window.attempt(() => window.clerk.setSession(window.signUp.createdSessionId)),
  )
  assert.equal(error, null)
  assert.ok(await page.evaluate(() => window.clerk.user), 'signed in')
}

async function signOut(page) {
  assert.equal(await page.evaluate(() => window.attempt(() => window.clerk.signOut())), null)
  assert.equal(await page.evaluate(() => window.clerk.user), null)
  return page.evaluate(() => window.pendingSoon())
}

/** Reloads the page; once that succeeds, the person is still signed in. */
async function comeBack(page, fault) {
  const { error } = await load(page)
  const gotThrough = error === null && fault.drops && maySendAgain
  // For a page that has just loaded, 401 means that nobody is signed in, as in clerk-js.
  if (fault.error === 401) assert.deepEqual([error, await page.evaluate(() => window.clerk.user)], [null, null])
  else if (fault.error === null) assert.equal(error, null)
  else if (!gotThrough)
    assert.equal(typeof fault.error === 'number' ? error?.status : error?.code, fault.error, error?.message)
  if (error) {
    await page.waitForFunction(() => navigator.onLine)
    assert.equal(await page.evaluate(() => window.attempt(() => window.clerk.load())), null, 'the second try')
  }
  if (fault.error === 401) await load(page)
  assert.ok(await page.evaluate(() => window.clerk.user), 'still signed in')
}

/** Polls run both held and not held; for other requests there is no difference. */
const rows = Object.keys(moments).flatMap(moment =>
  (['a later poll', 'the last poll'].includes(moment) ? [true, false] : [true]).map(held => ({
    moment,
    held,
    title: `${moment}${held ? '' : ', one that is not held'}`,
  })),
)

describe('a wait survives', { concurrency: true }, () => {
  for (const { moment, held, title } of rows) {
    describe(title, { concurrency: 1 }, () => {
      const onPage = pages(held)
      for (const [what, fault] of Object.entries(faults)) {
        it(`${title}: ${what}`, () => onPage(fault.sleeps, person => journey(person, moment, fault)))
      }
    })
  }

  describe('cancelled', { concurrency: 1 }, () => {
    const onPage = pages(true)
    for (const [what, fault] of Object.entries(faults)) {
      it(`until it is cancelled: ${what}`, () => onPage(fault.sleeps, person => cancel(person, fault)))
    }
  })
})

describe('a wait ends', { concurrency: true }, () => {
  it('by itself when the link has expired while the server was away and the laptop slept', async t => {
    const { way, page, idle } = await waiting(t)
    way.goDown()
    const ended = page.evaluate(() => window.end())
    await page.clock.fastForward('11:00')
    const { outcome, pending } = await within(ended, 'the wait ended')
    assert.deepEqual(outcome, ['missing_requirements', 'expired'])
    assert.deepEqual(pending, idle, 'the wait left something behind')
  })

  it('at once when the network is back, however long the pause was going to be', async t => {
    const person = await waiting(t, false)
    const { context, page, address, idle } = person
    await context.setOffline(true)
    // After these failures the next pause is 8 s, or up to a quarter less.
    for (let failures = 1; failures <= 4; failures++) {
      await page.clock.fastForward('00:10')
      await page.waitForFunction(least => window.progress.attempt >= least, failures)
    }
    assert.equal(await page.evaluate(() => window.progress.phase), 'offline')
    await click(person, address)
    const ended = page.evaluate(() => window.end())
    const back = Date.now()
    await context.setOffline(false)
    const { outcome, pending } = await within(ended, 'the wait ended')
    assert.deepEqual(outcome, ['complete', 'verified'])
    assert.ok(Date.now() - back < 4_000, `after ${Date.now() - back} ms`)
    assert.deepEqual(pending, idle, 'the wait left something behind')
  })
})
