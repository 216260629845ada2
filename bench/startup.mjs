// `node startup.mjs [runs]`: the time from inserting the script tag until `load()` resolves, in Chromium,
// with one server on this machine; ours and clerk-js by turns, at full speed and four times slower.
//
// Every run has a fresh profile, so the script is fetched, compiled and run for the first time. clerk-js
// demands https and a host that begins with `clerk.`; flags tell the browser where that host is.

import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createSecureServer } from 'node:http2'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import * as playwright from 'playwright-core'
import { hostsAt, launchChromium } from '../testing/browser.mjs'
import { certificate } from '../testing/certificate.mjs'
import { wire } from '../testing/wire.mjs'

const HOST = 'clerk.example.test'
const RUNS = Number(process.argv[2] ?? 15)
const here = import.meta.dirname

const peer = version => join(here, 'node_modules', `clerk-js-${version}`, 'dist/clerk.headless.browser.js')
const SCRIPTS = {
  'clerk-wasm': join(here, '../pkg/clerk.headless.browser.js'),
  'clerk-js 3.17.0': peer('3.17.0'),
  'clerk-js 4.0.0': peer('4.0.0'),
}

const ANSWERS = {
  '/v1/client': { response: wire('client_created').response },
  '/v1/environment': wire('environment'),
}

/** A page that loads the script in its query and stores how long that took, in ms. */
const PAGE = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script>
  const from = performance.now()
  const script = document.createElement('script')
  script.setAttribute('data-clerk-frontend-api', '${HOST}')
  script.async = true
  script.src = '/script' + location.search
  script.onload = async () => {
    await window.Clerk.load()
    window.took = performance.now() - from
  }
  document.head.append(script)
</script>`

const listen = server => new Promise(done => server.listen(0, '127.0.0.1', () => done(server.address().port)))

/** The Frontend API: two constants, over TLS and HTTP/2 like a real one, with a certificate for this run. */
async function frontendApi() {
  const tls = certificate(HOST)
  const server = createSecureServer(tls, (request, response) => {
    const body = ANSWERS[new URL(request.url, 'https://host').pathname]
    response.writeHead(body ? 200 : 404, {
      'access-control-allow-origin': request.headers.origin ?? '*',
      'access-control-allow-credentials': 'true',
      'content-type': 'application/json',
    })
    response.end(JSON.stringify(body ?? { errors: [] }))
  })
  return {
    port: await listen(server),
    fingerprint: tls.fingerprint,
    close: () => server.close(),
  }
}

/** The app's own server: the page, and the scripts as a CDN would send them. */
async function appServer() {
  const bodies = Object.values(SCRIPTS).map(path => gzipSync(readFileSync(path), { level: 9 }))
  const server = createServer((request, response) => {
    const url = new URL(request.url, 'http://host')
    if (url.pathname !== '/script') {
      return response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE)
    }
    const headers = { 'content-type': 'text/javascript; charset=utf-8', 'content-encoding': 'gzip' }
    response.writeHead(200, headers).end(bodies[Number(url.search.slice(1))])
  })
  return { origin: `http://127.0.0.1:${await listen(server)}`, close: () => server.close() }
}

/** One start in a fresh profile: the time, and the memory after garbage collection. */
async function start(browser, origin, script, throttle) {
  const context = await browser.newContext()
  const page = await context.newPage()
  const cdp = await context.newCDPSession(page)
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: throttle })
  await page.goto(`${origin}/?${script}`)
  await page.waitForFunction(() => window.took, null, { timeout: 30_000 })
  const took = await page.evaluate(() => window.took)
  await cdp.send('HeapProfiler.collectGarbage')
  const { usedSize, backingStorageSize } = await cdp.send('Runtime.getHeapUsage')
  await context.close()
  return { took, heap: usedSize, buffers: backingStorageSize }
}

const median = values => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]

async function main() {
  const api = await frontendApi()
  const app = await appServer()
  const browser = await launchChromium(playwright, hostsAt(HOST, api.port, api.fingerprint))
  const names = Object.keys(SCRIPTS)
  for (const throttle of [1, 4]) {
    const seen = names.map(() => [])
    for (let run = 0; run <= RUNS; run++) {
      for (const [script] of names.entries()) {
        const one = await start(browser, app.origin, script, throttle)
        // The first round warms up the machine, not the profile.
        if (run > 0) seen[script].push(one)
      }
    }
    report(throttle, names, seen)
  }
  await browser.close()
  app.close()
  api.close()
}

function report(throttle, names, seen) {
  const medians = seen.map(runs => median(runs.map(({ took }) => took)))
  const base = medians[names.indexOf('clerk-js 3.17.0')]
  console.log(`\n${throttle === 1 ? 'full speed' : `CPU ${throttle} times slower`}, medians of ${RUNS}`)
  console.log('script to load()'.padEnd(20) + '      ms   ratio   JS heap, KB   buffers and wasm memory, KB')
  for (const [i, name] of names.entries()) {
    const kilobytes = what => (median(seen[i].map(run => run[what])) / 1024).toFixed(0)
    const cells = [
      medians[i].toFixed(1).padStart(8),
      (medians[i] / base).toFixed(2).padStart(8),
      kilobytes('heap').padStart(14),
      kilobytes('buffers').padStart(30),
    ]
    console.log(name.padEnd(20) + cells.join(''))
  }
}

await main()
