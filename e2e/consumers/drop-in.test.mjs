// A page made for clerk-js, against one server: with clerk-js, and with only the `src` changed.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import * as playwright from 'playwright-core'
import { startWorld } from '../../testing/tls-world.mjs'
import { pack, signUpAndIn } from './support.mjs'

const ZONE = 'drop-in.test'
const here = import.meta.dirname
const examples = join(here, '../../examples')
const read = (...path) => readFileSync(join(...path), 'utf8')
const page = read(examples, 'drop-in/index.html')
const [src] = /(?<=\bsrc=")\/npm\/[^"]+/.exec(page)

let packed
let world
let browser

before(async () => {
  packed = pack()
  const oracle = join(here, '../oracle/node_modules')
  const peer = version => read(oracle, `clerk-js-${version}`, 'dist/clerk.headless.browser.js')
  const script = { type: 'text/javascript' }
  const files = {
    '/app.js': { ...script, body: read(examples, 'app.js') },
    [src]: { ...script, body: peer('3.17.0') },
    '/clerk-js-4.js': { ...script, body: peer('4.0.0') },
    '/clerk-wasm.js': { ...script, body: readFileSync(join(packed.contents, 'clerk.headless.browser.js')) },
  }
  const app = (host, url) => {
    const { pathname, searchParams } = new URL(url, `https://${host}`)
    const body = page.replace(src, searchParams.get('src') ?? src)
    return files[pathname] ?? { type: 'text/html', body }
  }
  world = await startWorld({ [ZONE]: [] }, [`https://app.${ZONE}`], app)
  browser = await world.browser(playwright)
})
after(async () => {
  await browser?.close()
  await world?.close()
  packed?.remove()
})

const SCRIPTS = { 'clerk-js 3.17.0': src, 'clerk-js 4.0.0': '/clerk-js-4.js', 'clerk-wasm': '/clerk-wasm.js' }

for (const [name, file] of Object.entries(SCRIPTS)) {
  test(`a page of clerk-js signs up and in by magic link with ${name}`, { timeout: 120_000 }, async t => {
    const address = `${name.replace(/\W/g, '-')}@example.com`
    await signUpAndIn(t, browser, `https://app.${ZONE}/`, address, () => world.link(ZONE, address), { src: file })
  })
}
