// `node startup.mjs [runs] [polls]`: a load, a poll and `<SignIn/>` of ours compared with clerk-js, in Chromium, in one
// run, with servers on this machine. The scripts take turns.
//
// Every load has a fresh profile, so the script is fetched, compiled and run for the first time. clerk-js
// demands https and a host that begins with `clerk.`; flags tell the browser where that host is.

import { availableParallelism, loadavg } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import * as playwright from 'playwright-core'
import { hostsAt, launchChromium } from '../testing/browser.mjs'
import { startApp, startFrontendApi } from './constant-servers.mjs'
import { GOALS, judge } from './goals.mjs'
import { signInPage, signIns } from './sign-in.mjs'

const HOST = 'clerk.example.test'
const RUNS = Number(process.argv[2] ?? 15)
const POLLS = Number(process.argv[3] ?? 15)
/** How often each script opens a page and waits for that many polls. */
const ROUNDS = 5
const here = import.meta.dirname

const peer = version => join(here, 'node_modules', `clerk-js-${version}`, 'dist/clerk.headless.browser.js')
const SCRIPTS = {
  'clerk-wasm': join(here, '../pkg/clerk.headless.browser.js'),
  'clerk-js 3.17.0': peer('3.17.0'),
  'clerk-js 4.0.0': peer('4.0.0'),
  'clerk-js 4.73.14': peer('4.73.14'),
}
const NAMES = Object.keys(SCRIPTS)
const [OURS, THREE, FOUR, FOUR_LAST] = NAMES
/** Loads nothing; what its heap holds is Chromium's own. */
const BLANK = { name: 'blank page', origin: 'about:blank' }

/** A page that loads the script when it is told to, and can wait for a click on a link. */
const page = path => `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script>
  /** Resolves to the ms that it took. */
  const load = () => new Promise((resolve, reject) => {
    const from = performance.now()
    const script = document.createElement('script')
    script.setAttribute('data-clerk-frontend-api', '${HOST}')
    script.async = true
    script.src = '/${basename(path)}'
    script.onerror = reject
    script.onload = async () => {
      await window.Clerk.load()
      resolve(performance.now() - from)
    }
    document.head.append(script)
  })
  async function wait() {
    const signUp = await Clerk.client.signUp.create({ emailAddress: 'ada@example.test' })
    signUp.createMagicLinkFlow().startMagicLinkFlow({ redirectUrl: location.origin + '/landing' })
  }
</script>`

/** Opens the page in a fresh profile. */
async function open(browser, origin) {
  const context = await browser.newContext()
  const page = await context.newPage()
  const cdp = await context.newCDPSession(page)
  // CPU time of the main thread, without the time in which other programs have the core.
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
  await page.goto(origin)
  return {
    send: (method, parameters) => cdp.send(method, parameters),
    /** Without Playwright, which would leave objects of its own in the page's heap. */
    async evaluate(expression) {
      const options = { expression, awaitPromise: true, returnByValue: true }
      const { result, exceptionDetails } = await cdp.send('Runtime.evaluate', options)
      if (exceptionDetails) throw new Error(`${origin}: ${exceptionDetails.exception.description}`)
      return result.value
    },
    /** What the main thread has spent so far, in ms. */
    async cpu() {
      const { metrics } = await cdp.send('Performance.getMetrics')
      return 1000 * metrics.find(({ name }) => name === 'TaskDuration').value
    },
    close: () => context.close(),
  }
}

// ---- A load ---------------------------------------------------------------------------------

/** One load: how long it took, its CPU time, and the memory that stays after it. */
async function loadOnce(browser, app, throttle) {
  const page = await open(browser, app.origin)
  await page.send('Emulation.setCPUThrottlingRate', { rate: throttle })
  const before = await page.cpu()
  const took = app === BLANK ? 0 : await page.evaluate('load()')
  const cpu = (await page.cpu()) - before
  const memory = await memoryOf(page)
  await page.close()
  return { took, cpu, ...memory }
}

/** In bytes, after garbage collection. */
async function memoryOf(page) {
  await page.send('HeapProfiler.collectGarbage')
  const { usedSize } = await page.send('Runtime.getHeapUsage')
  const { result } = await page.send('Runtime.evaluate', { expression: 'WebAssembly.Memory.prototype' })
  const { objects } = await page.send('Runtime.queryObjects', { prototypeObjectId: result.objectId })
  const { result: bytes } = await page.send('Runtime.callFunctionOn', {
    objectId: objects.objectId,
    functionDeclaration: 'function () { return this.reduce((sum, { buffer }) => sum + buffer.byteLength, 0) }',
    returnByValue: true,
  })
  return { heap: usedSize, wasm: bytes.value }
}

/** All loads, by script. */
async function loads(browser, apps, throttle) {
  const seen = new Map(apps.map(({ name }) => [name, []]))
  for (let run = 0; run <= RUNS; run++) {
    for (const app of apps) {
      const one = await loadOnce(browser, app, throttle)
      // The first round warms up the machine, not the profile.
      if (run > 0) seen.get(app.name).push(one)
    }
  }
  return seen
}

// ---- A poll ---------------------------------------------------------------------------------

/** Long enough for what follows an answer, and shorter than the time between polls. */
const SETTLED = 400

/** The CPU time in ms of one poll and the pause after it: `gross` as measured, `net` without what the same page takes while it does not wait. */
async function cpuOfPoll(browser, api, { origin }) {
  const page = await open(browser, origin)
  await page.evaluate('load()')
  await sleep(SETTLED)
  const idleFrom = { at: Date.now(), cpu: await page.cpu() }
  await sleep(5_000)
  const idle = ((await page.cpu()) - idleFrom.cpu) / (Date.now() - idleFrom.at)

  const polled = async count => {
    while (api.polled(origin) < count) await sleep(20)
    await sleep(SETTLED)
  }
  const start = api.polled(origin)
  await page.evaluate('wait()')
  // The first polls run code for the first time.
  await polled(start + 3)
  const from = { at: Date.now(), cpu: await page.cpu(), count: api.polled(origin) }
  await polled(from.count + POLLS)
  const cpu = (await page.cpu()) - from.cpu
  const idled = idle * (Date.now() - from.at)
  const count = api.polled(origin) - from.count
  await page.close()
  return { gross: cpu / count, net: (cpu - idled) / count }
}

/** By script. All wait at the same time: between polls a page does nothing. */
async function polls(browser, api, apps) {
  const seen = new Map(apps.map(({ name }) => [name, []]))
  for (let round = 0; round < ROUNDS; round++) {
    const all = await Promise.all(apps.map(app => cpuOfPoll(browser, api, app)))
    for (const [i, { name }] of apps.entries()) seen.get(name).push(all[i])
  }
  return seen
}

// ---- The report -----------------------------------------------------------------------------

/** The value below which this share of the values lies. */
const quantile = (values, share) => values.toSorted((a, b) => a - b)[Math.round(share * (values.length - 1))]
const median = values => quantile(values, 0.5)

/** `12.3 (11.9–13.0)`: the median, and the middle half. */
function summary(values, digits) {
  const [low, middle, high] = [0.25, 0.5, 0.75].map(share => quantile(values, share).toFixed(digits))
  return `${middle} (${low}–${high})`
}

/** Of each script, one value of all its measurements. */
const each = (seen, key) => new Map([...seen].map(([name, all]) => [name, all.map(one => one[key])]))

/** By turn, so that a moment in which the machine was busy counts for both. */
const ratios = (values, name, other) => values.get(name).map((value, i) => value / values.get(other)[i])

const line = (title, cells) => console.log(title.padEnd(24) + cells.map(cell => cell.padStart(21)).join(''))

/** Prints the values of all scripts, and their ratios to clerk-js 3.17.0. */
function compare(title, digits, values) {
  const names = [...values.keys()]
  const show = name => summary(values.get(name), digits)
  line(title, names.map(show))
  const ratio = name => summary(ratios(values, name, THREE), 2)
  line('  ratio to 3.17.0', names.map(ratio))
}

/** How much ours takes of what another takes, at the median. */
const ratio = (values, other) => median(ratios(values, OURS, other))

function report(fast, slow, polls) {
  const poll = each(polls, 'net')
  const blank = median(fast.get(BLANK.name).map(({ heap }) => heap))
  fast.delete(BLANK.name)
  const over = bytes => (bytes - blank) / 1024
  const [cpu, took, tookSlow] = [each(fast, 'cpu'), each(fast, 'took'), each(slow, 'took')]
  const heap = new Map(NAMES.map(name => [name, fast.get(name).map(one => over(one.heap))]))
  const wasm = name => median(fast.get(name).map(one => one.wasm))

  console.log(`\nMedians of ${RUNS} loads, and of ${ROUNDS} times ${POLLS} polls; in brackets the middle half`)
  line('', NAMES)
  compare('CPU of a load, ms', 1, cpu)
  compare('script to load(), ms', 0, took)
  compare('CPU 4 times slower, ms', 0, tookSlow)
  compare('JS heap over blank, KB', 0, heap)
  line(
    'wasm memory, bytes',
    NAMES.map(name => wasm(name).toLocaleString('en')),
  )
  compare('CPU of a poll, ms', 2, poll)
  compare('  with the idle time', 2, each(polls, 'gross'))

  judge([
    [GOALS.cpu, ratio(cpu, THREE)],
    [GOALS.took, ratio(took, THREE)],
    [GOALS.tookBeside4, ratio(took, FOUR)],
    [GOALS.slow, ratio(tookSlow, THREE)],
    [GOALS.slowBeside4, ratio(tookSlow, FOUR)],
    [GOALS.heap, median(heap.get(OURS))],
    [GOALS.heapBeside4, ratio(heap, FOUR)],
    [GOALS.memory, wasm(OURS)],
    [GOALS.poll, ratio(poll, THREE)],
    [GOALS.pollTook, median(poll.get(OURS))],
  ])
}

/** The same for `<SignIn/>`. */
function reportSignIn(fast, slow) {
  const [took, tookSlow] = [each(fast, 'took'), each(slow, 'took')]
  console.log(`\nScript inserted to the first field of <SignIn/> that takes the focus, medians of ${RUNS}`)
  line('', [...took.keys()])
  compare('all of it, ms', 0, took)
  compare('CPU 4 times slower, ms', 0, tookSlow)
  compare('CPU, ms', 1, each(fast, 'cpu'))
  judge([
    [GOALS.shown, ratio(took, THREE)],
    [GOALS.shownBeside4, ratio(took, FOUR_LAST)],
    [GOALS.shownSlow, ratio(tookSlow, THREE)],
    [GOALS.shownSlowBeside4, ratio(tookSlow, FOUR_LAST)],
  ])
}

const api = await startFrontendApi(HOST)
const started = async (name, page, paths) => ({ name, ...(await startApp(page, paths)) })
const apps = await Promise.all(Object.entries(SCRIPTS).map(([name, path]) => started(name, page(path), [path])))
const signInApps = await Promise.all(
  signIns(join(here, '../pkg')).map(one =>
    started(one.name, signInPage(one, HOST), [...one.scripts, ...one.later]),
  ),
)
const all = [...apps, ...signInApps]
const browser = await launchChromium(playwright, hostsAt(HOST, api.port, api.fingerprint))
try {
  const cores = availableParallelism()
  console.log(`Load of the machine before: ${loadavg()[0].toFixed(1)} on ${cores} cores`)
  reportSignIn(await loads(browser, signInApps, 1), await loads(browser, signInApps, 4))
  const fast = await loads(browser, [...apps, BLANK], 1)
  const slow = await loads(browser, apps, 4)
  report(fast, slow, await polls(browser, api, apps))
  for (const { name, odd } of all) if (odd().length) throw new Error(`${name}: what it fetches is not ${odd()}`)
} finally {
  await browser.close()
  for (const server of [api, ...all]) server.close()
}
