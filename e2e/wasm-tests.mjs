// Cargo's runner for the browser tests of the SDK in Firefox: wasm-bindgen's own runner serves the page with
// the tests, and Playwright opens it, so Firefox needs no driver.
//
//   CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER="node e2e/wasm-tests.mjs" ENGINE=firefox cargo test …
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { launch } from './support/world.mjs'

const LIMIT_MS = 600_000

const env = { ...process.env, NO_HEADLESS: '1', WASM_BINDGEN_TEST_ADDRESS: '127.0.0.1:0' }
const runner = spawn('wasm-bindgen-test-runner', process.argv.slice(2), {
  env,
  stdio: ['ignore', 'pipe', 'inherit'],
})
const address = new Promise(found => {
  createInterface(runner.stdout).on('line', line => {
    const [origin] = line.match(/http:\/\/[\d.:]+/) ?? []
    if (origin) found(origin)
  })
})
const origin = await Promise.race([address, once(runner, 'exit').then(() => null)])
if (!origin) throw new Error('wasm-bindgen-test-runner serves no tests')

const browser = await launch()
const page = await (await browser.newContext()).newPage()
const output = () => page.evaluate(() => document.getElementById('output')?.textContent ?? '')
try {
  await page.goto(origin)
  const isOver = () => document.getElementById('output')?.textContent.includes('test result: ')
  await page.waitForFunction(isOver, null, { timeout: LIMIT_MS })
} finally {
  const told = await output()
  console.log(told)
  process.exitCode = told.includes('test result: ok') ? 0 : 1
  await browser.close()
  runner.kill()
}
