// `node polling.mjs [minutes] [clicks]`: waiting for a click, ours compared with clerk-js, in one run.
//
// Three waits for the same kind of link: clerk-js; ours with a server that holds polls open, as the
// companion server does; ours with one that does not. It counts the requests that reach the server
// while nobody clicks, and measures how long after a click the waiting promise settles.
//
// A tab behind another one is really behind: it has its own window and is covered by a second tab.
// Chromium slows down its timers as usual, so clerk-js polls only every other second. Playwright keeps
// its own pages in front, so these are opened without it.

import { readFileSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import * as playwright from 'playwright-core'
import { slowingHiddenTabs } from '../testing/browser.mjs'
import { startWorld } from '../testing/tls-world.mjs'

const MINUTES = Number(process.argv[2] ?? 3)
const CLICKS = Number(process.argv[3] ?? 11)

const here = import.meta.dirname
const OURS = join(here, '../pkg/clerk.headless.browser.js')
const THEIRS = join(here, 'node_modules/clerk-js-3.17.0/dist/clerk.headless.browser.js')

const ZONES = {
  'held.test': ['--long-poll-seconds', '25'],
  'plain.test': ['--long-poll-seconds', '0'],
}
const THEM = { key: 'them', name: 'clerk-js 3.17.0', script: THEIRS, zone: 'held.test' }
const PLAIN = { key: 'plain', name: 'clerk-wasm, plain polls', script: OURS, zone: 'plain.test' }
const HELD = { key: 'held', name: 'clerk-wasm, held polls', script: OURS, zone: 'held.test' }
const WAITERS = [THEM, PLAIN, HELD]
const SCRIPTS = new Map(WAITERS.map(waiter => [waiter, readFileSync(waiter.script)]))
/** What an app is opened for. Each has its own origin, which tells its requests apart. */
const PURPOSES = ['front', 'behind', 'click']

const originOf = ({ key, zone }, purpose) => `https://${key}-${purpose}.${zone}`
const waiterOf = host => WAITERS.find(({ key }) => host.startsWith(`${key}-`))

/** The app: signs up the address in its fragment and waits; the page behind its links completes them. */
const pageFor = ({ zone }) => `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">
<script src="/script" data-clerk-frontend-api="clerk.${zone}"></script>
<script>
  const ready = Clerk.load()
  async function wait(emailAddress) {
    await ready
    const signUp = await Clerk.client.signUp.create({ emailAddress })
    const flow = signUp.createMagicLinkFlow()
    const settled = flow.startMagicLinkFlow({ redirectUrl: location.origin + '/landing' })
    window.settledAt = settled.then(() => Date.now())
  }
  async function land() {
    navigator.sendBeacon('/landed?' + Date.now())
    await ready
    await Clerk.handleMagicLinkVerification({ redirectUrlComplete: '/done' }, async () => {})
  }
  location.pathname === '/landing' ? land() : wait(location.hash.slice(1))
</script>
<a id="link" target="_blank" rel="noopener">Open the link</a>`

/** When the page behind a link last said that its script has run. */
let landedAt = 0

function app(host, path) {
  const waiter = waiterOf(host)
  if (!waiter) return { type: 'text/plain', body: '' }
  if (path.startsWith('/landed?')) landedAt = Number(path.slice('/landed?'.length))
  if (path !== '/script') return { type: 'text/html', body: pageFor(waiter) }
  return { type: 'text/javascript; charset=utf-8', body: SCRIPTS.get(waiter), cached: true }
}

let addresses = 0
const newAddress = () => `ada${++addresses}@example.com`

// ---- How often it polls ---------------------------------------------------------------------

/** The polls that came from `origin` after `from`, in ms since then. */
function polls(world, origin, from) {
  const mine = world.seen.filter(request => request.origin === origin && request.at >= from)
  const asks = mine.filter(({ method, url }) => method === 'GET' && url.startsWith('/v1/client/sign_ups/'))
  return asks.map(({ at }) => at - from)
}

async function until(condition) {
  for (let i = 0; i < 200; i++) {
    if (condition()) return
    await sleep(100)
  }
  throw new Error('it does not poll')
}

const perMinute = (times, from, to) => times.filter(at => at >= from && at < to).length / ((to - from) / 60_000)

/** Lets a page in front wait; returns its polls and how long its main thread was busy, in ms. */
async function waitInFront(world, browser, waiter) {
  const context = await browser.newContext()
  const page = await context.newPage()
  const cdp = await context.newCDPSession(page)
  await cdp.send('Performance.enable')
  const busy = async () => {
    const { metrics } = await cdp.send('Performance.getMetrics')
    return 1000 * metrics.find(({ name }) => name === 'TaskDuration').value
  }
  const origin = originOf(waiter, 'front')
  const opened = Date.now()
  await page.goto(`${origin}/#${newAddress()}`)
  await until(() => polls(world, origin, opened).length > 0)
  const from = Date.now()
  const before = await busy()
  await sleep(MINUTES * 60_000)
  const result = { times: polls(world, origin, from), busy: (await busy()) - before }
  await context.close()
  return result
}

/** The same in a tab behind another; returns its polls from the moment it is hidden. */
async function waitBehind(world, browser, waiter) {
  const cdp = await browser.newBrowserCDPSession()
  const { browserContextId } = await cdp.send('Target.createBrowserContext')
  const origin = originOf(waiter, 'behind')
  const opened = Date.now()
  const url = `${origin}/#${newAddress()}`
  await cdp.send('Target.createTarget', { url, browserContextId, newWindow: true })
  await until(() => polls(world, origin, opened).length > 0)
  await cdp.send('Target.createTarget', { url: 'about:blank', browserContextId })
  await sleep(1_000)
  const from = Date.now()
  await sleep(MINUTES * 60_000)
  return { times: polls(world, origin, from) }
}

// ---- How soon it knows ----------------------------------------------------------------------

/** A page that waits, and its link. `phase` (0 to 1) is the moment within a second at which the click will come. */
async function waiting(world, browser, waiter, phase) {
  const context = await browser.newContext()
  const page = await context.newPage()
  const address = newAddress()
  await page.goto(`${originOf(waiter, 'click')}/#${address}`)
  const link = await world.link(waiter.zone, address)
  await sleep(1_500 + 1_000 * phase)
  return { context, page, link }
}

/**
 * The delays in ms from the click until the server is asked, until the page behind the link begins to load
 * Clerk, and until the promise settles.
 */
async function delays(world, page, clickedAt, method) {
  const settledAt = await page.evaluate(() => window.settledAt)
  const isClick = request => request.method === method && request.url.startsWith('/v1/verify')
  const heardAt = world.seen.findLast(isClick).at
  await until(() => landedAt > clickedAt)
  return { heard: heardAt - clickedAt, landed: landedAt - clickedAt, settled: settledAt - clickedAt }
}

/** A click on the link in the browser that waits. */
async function sameBrowser(world, browser, waiter, phase) {
  const { context, page, link } = await waiting(world, browser, waiter, phase)
  const clickedAt = await page.locator('#link').evaluate((element, link) => {
    element.href = link
    setTimeout(() => element.click())
    return Date.now()
  }, link)
  const result = await delays(world, page, clickedAt, 'GET')
  await context.close()
  return result
}

/** A press of the button that another device shows. */
async function acrossDevices(world, browser, waiter, phase) {
  const { context, page, link } = await waiting(world, browser, waiter, phase)
  const device = await browser.newContext()
  const screen = await device.newPage()
  await screen.goto(link)
  const clickedAt = await screen.locator('form[method=post] button').evaluate(button => {
    setTimeout(() => button.click())
    return Date.now()
  })
  const result = await delays(world, page, clickedAt, 'POST')
  await context.close()
  await device.close()
  return result
}

const median = values => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]

/** Medians by waiter; the clicks come at all phases of a second, each waiter in turn. */
async function clicks(world, browser, one) {
  const took = new Map(WAITERS.map(waiter => [waiter, []]))
  for (let i = 0; i < CLICKS; i++) {
    for (const waiter of WAITERS) took.get(waiter).push(await one(world, browser, waiter, i / CLICKS))
  }
  const medianOf = (waiter, read) => median(took.get(waiter).map(read))
  return new Map(
    WAITERS.map(waiter => [
      waiter,
      {
        heard: medianOf(waiter, ({ heard }) => heard),
        landed: medianOf(waiter, ({ landed }) => landed),
        settled: medianOf(waiter, ({ settled }) => settled),
        // Our own part: from the first line of the page behind the link.
        told: medianOf(waiter, ({ landed, settled }) => Math.max(0, settled - landed)),
      },
    ]),
  )
}

// ---- The report -----------------------------------------------------------------------------

function table(title, columns, rows) {
  console.log(`\n${title}`)
  console.log(' '.repeat(26) + columns.map(name => name.padStart(16)).join(''))
  for (const [name, ...cells] of rows) {
    console.log(name.padEnd(26) + cells.map(cell => String(cell).padStart(16)).join(''))
  }
}

function goal(text, value, most, unit) {
  const met = value <= most ? 'met' : 'NOT MET'
  console.log(`  ${text.padEnd(64)} ${value.toFixed(unit === '' ? 1 : 0)}${unit} of ${most}${unit}  ${met}`)
}

function reportRequests(front, behind) {
  const whole = MINUTES * 60_000
  const rate = new Map(WAITERS.map(waiter => [waiter, perMinute(front.get(waiter).times, 0, whole)]))
  const hidden = new Map(WAITERS.map(waiter => [waiter, perMinute(behind.get(waiter).times, 0, whole)]))
  table(
    `Requests per minute while waiting, ${MINUTES} minutes`,
    ['tab in front', 'its 1st minute', 'later', 'CPU, ms/min', 'CPU, ms/poll', 'tab behind'],
    WAITERS.map(waiter => {
      const { times, busy } = front.get(waiter)
      const later = MINUTES > 1 ? perMinute(times, 60_000, whole).toFixed(1) : '-'
      return [
        waiter.name,
        rate.get(waiter).toFixed(1),
        perMinute(times, 0, Math.min(60_000, whole)).toFixed(1),
        later,
        (busy / MINUTES).toFixed(0),
        (busy / times.length).toFixed(1),
        hidden.get(waiter).toFixed(1),
      ]
    }),
  )
  const share = (rates, waiter) => (100 * rates.get(waiter)) / rates.get(THEM)
  goal('in front, plain polls, share of clerk-js', share(rate, PLAIN), 60, ' %')
  goal('in front, held polls, per minute', rate.get(HELD), 3, '')
  goal('behind, plain polls, share of clerk-js', share(hidden, PLAIN), 10, ' %')
  goal('behind, held polls, share of clerk-js', share(hidden, HELD), 10, ' %')
}

function reportDelays(same, across) {
  for (const [where, took] of [
    ['in the same browser', same],
    ['on another device', across],
  ]) {
    table(
      `From a click ${where} to the settled promise, ms, medians of ${CLICKS}`,
      ['server hears', 'its page runs', 'settled'],
      WAITERS.map(waiter => {
        const { heard, landed, settled } = took.get(waiter)
        return [waiter.name, heard, landed, settled]
      }),
    )
  }
  goal('same browser, held polls', same.get(HELD).settled, 100, ' ms')
  goal('same browser, plain polls, once the page behind the link runs', same.get(PLAIN).told, 100, ' ms')
  goal('same browser, plain polls, from the click', same.get(PLAIN).settled, 100, ' ms')
  goal('across devices, held polls', across.get(HELD).settled, 150, ' ms')
}

const origins = WAITERS.flatMap(waiter => PURPOSES.map(purpose => originOf(waiter, purpose)))
const world = await startWorld(ZONES, origins, app)
const browser = await world.browser(playwright)
const everyday = await world.browser(playwright, slowingHiddenTabs)
try {
  // The clicks come first, while the machine is quiet: delays on a busy machine say little.
  console.log(`Load before: ${loadavg()[0].toFixed(1)} on ${availableParallelism()} cores`)
  const same = await clicks(world, browser, sameBrowser)
  const across = await clicks(world, browser, acrossDevices)
  reportDelays(same, across)

  const all = async wait => new Map(await Promise.all(WAITERS.map(async waiter => [waiter, await wait(waiter)])))
  const [front, behind] = await Promise.all([
    all(waiter => waitInFront(world, browser, waiter)),
    all(waiter => waitBehind(world, everyday, waiter)),
  ])
  reportRequests(front, behind)
} finally {
  await browser.close()
  await everyday.close()
  await world.close()
}
