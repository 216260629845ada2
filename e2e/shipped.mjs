// Runs the SDK's own tests, those of tests/browser/, on the package as it ships: `node shipped.mjs [--skip NAME …]`.
//
// Pages import the package and run one test after the other. They send each outcome to the server that they came
// from, so a browser only has to open them.
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { engine, noise } from '../testing/browser.mjs'
import { startServer } from '../testing/server.mjs'
import { open } from '../testing/webdriver.mjs'
import { launch } from './support/world.mjs'

/** Give up after this time without an outcome. Each test has a limit of its own, which is shorter. */
const SILENCE_MS = 60_000
/** How many pages share the tests, each in a profile of its own. Most tests wait most of the time. */
const PAGES = engine === 'webkit' ? 1 : 4

/** What the pages threw and nobody caught. */
const uncaught = []

const root = join(import.meta.dirname, '..')
const TYPES = { '.js': 'text/javascript', '.mjs': 'text/javascript', '.json': 'application/json' }

const { skip } = parseArgs({ options: { skip: { type: 'string', multiple: true, default: [] } } }).values

/** `topic::name` of each test that main.rs lists and nobody skips. */
async function wantedTests() {
  const list = await readFile(join(root, 'tests/browser/main.rs'), 'utf8')
  const topics = [...list.matchAll(/^tests! \{ (\w+):([^}]*)\}/gm)]
  if (!topics.length) throw new Error('tests/browser/main.rs lists no tests that this can read')
  const tests = topics.flatMap(([, topic, names]) => names.match(/\w+/g).map(name => `${topic}::${name}`))
  return tests.filter(test => !skip.includes(test))
}

const html = (tests, api) => `<!doctype html><meta charset="utf-8"><title>The SDK's tests</title>
  <script type="module">
    import { Clerk } from '/pkg/clerk.headless.mjs'
    import { run } from '/tests/browser/run.js'

    const { fetch } = window
    const asText = error => \`\${error}\\n\${error?.stack ?? ''}\`
    for (const test of ${JSON.stringify(tests)}) {
      const failure = await run(...test.split('::'), Clerk, '${api}').then(() => null, asText)
      await fetch('/outcome', { method: 'POST', body: JSON.stringify({ test, failure }) })
    }
  </script>`

/** Serves the pages at `/0`, `/1` …, the package and the tests; returns the origin. */
async function serve(pages, onOutcome) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://host')
    if (request.method === 'POST') {
      onOutcome(JSON.parse(await text(request)))
      return response.end()
    }
    const page = pages[pathname.slice(1)]
    if (page) return response.writeHead(200, { 'content-type': 'text/html' }).end(page)
    const file = await readFile(join(root, pathname)).catch(() => null)
    response.writeHead(file ? 200 : 404, { 'content-type': TYPES[extname(pathname)] ?? 'text/plain' }).end(file)
  })
  await new Promise(done => server.listen(0, '127.0.0.1', done))
  return `http://127.0.0.1:${server.address().port}`
}

/** Opens the pages in the engine under test; returns how to close it. */
async function visit(urls) {
  if (engine === 'webkit') {
    const { page, close } = await open()
    await page.goto(urls[0])
    return close
  }
  const browser = await launch()
  for (const url of urls) {
    const page = await (await browser.newContext()).newPage()
    page.on('pageerror', error => uncaught.push(`uncaught: ${error}`))
    await page.goto(url)
  }
  return () => browser.close()
}

/** Runs the tests; returns what the pages told: by test, how it failed, or `null`. */
async function run(tests) {
  // The pages are at any port of 127.0.0.1. They must be of the server's site to get its cookies.
  const api = await startServer(['--public-url', 'http://127.0.0.1:0', '--allowed-origin', 'http://127.0.0.1:*'])
  const outcomes = new Map()
  let heard = Date.now()
  const shares = Array.from({ length: PAGES }, (_, page) => tests.filter((_, at) => at % PAGES === page))
  const pages = shares.map(share => html(share, api.origin))
  const origin = await serve(pages, ({ test, failure }) => {
    console.log(`test ${test} ... ${failure === null ? 'ok' : `FAILED\n${failure}`}`)
    outcomes.set(test, failure)
    heard = Date.now()
  })
  const close = await visit(pages.map((_, page) => `${origin}/${page}`))
  while (outcomes.size < tests.length && Date.now() - heard < SILENCE_MS) await sleep(50)
  await close()
  await api.close()
  return outcomes
}

const tests = await wantedTests()
const outcomes = await run(tests)
const failed = tests.filter(test => outcomes.get(test) !== null)
for (const test of failed) console.log(`    ${test}${outcomes.has(test) ? '' : ' did not end'}`)
const thrown = uncaught.filter(line => !noise.some(usual => usual.test(line)))
for (const line of thrown) console.log(`    ${line}`)
const isFine = !failed.length && !thrown.length
const told = `${tests.length - failed.length} passed; ${failed.length} failed; ${skip.length} filtered out`
console.log(`test result: ${isFine ? 'ok' : 'FAILED'}. ${told}`)
process.exit(isFine ? 0 : 1)
