// A browser, pages that are made up on the spot, and a Frontend API that answers from a table.

import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'
import * as playwright from 'playwright-core'
import { launch as launchBy } from '../../testing/browser.mjs'
import { pkg } from './package.mjs'

const TYPES = { '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm' }

/**
 * Serves the package, and `pages` by path: HTML, or `{ body, headers }`. No type names a charset, as
 * many servers do.
 */
export async function serve(pages) {
  const server = createServer((request, response) => {
    const path = new URL(request.url, 'http://host').pathname
    const page = pages[path]
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
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() }
}

export const launch = () => launchBy(playwright)
