// A browser, and a server of the package and of pages that a test defines.

import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'
import * as playwright from 'playwright-core'
import { engine, launch as launchBy } from '../../testing/browser.mjs'
import { open } from '../../testing/webdriver.mjs'
import { pkg } from './package.mjs'

const TYPES = { '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm' }

/**
 * Serves the package, and `pages` by path: HTML, `{ body, headers }`, or a function that gives one of them for each
 * request. Content types have no charset, as with many servers.
 */
export async function serve(pages) {
  const server = createServer((request, response) => {
    const path = new URL(request.url, 'http://host').pathname
    const page = typeof pages[path] === 'function' ? pages[path]() : pages[path]
    if (page !== undefined) {
      const { body, headers } = typeof page === 'string' ? { body: page } : page
      return response.writeHead(200, { 'content-type': 'text/html', ...headers }).end(body)
    }
    try {
      const body = readFileSync(join(pkg, path))
      response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'text/plain' }).end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise(done => server.listen(0, '127.0.0.1', done))
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() }
}

export const launch = () => launchBy(playwright)

/**
 * Starts the engine. Each visitor has a profile of their own; `told(url)` opens a page, which reports to
 * the test by its title, as JSON.
 */
export const forVisitors = () => (engine === 'webkit' ? byWebDriver() : byPlaywright())

async function byPlaywright() {
  const browser = await launch()
  const newVisitor = async () => {
    const context = await browser.newContext()
    const tab = await context.newPage()
    const told = async url => {
      await tab.goto(url)
      await tab.waitForFunction(() => document.title !== '', null, { timeout: 10_000 })
      return JSON.parse(await tab.title())
    }
    return { told, close: () => context.close() }
  }
  return { newVisitor, close: () => browser.close() }
}

function byWebDriver() {
  const newVisitor = async () => {
    const { page, close } = await open()
    const told = async url => {
      await page.goto(url)
      return JSON.parse(await page.title())
    }
    return { told, close }
  }
  return { newVisitor, close() {} }
}
