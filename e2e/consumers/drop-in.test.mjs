// A page made for clerk-js, against one server: with clerk-js, and with only the `src` changed.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { startWorld } from '../../bench/world.mjs'
import { pack, signUpAndIn } from './support.mjs'

const ZONE = 'drop-in.test'
const here = import.meta.dirname
const read = (...path) => readFileSync(join(here, ...path), 'utf8')
const page = read('drop-in/index.html')
const [src] = /(?<=\bsrc=")\/npm\/[^"]+/.exec(page)

let packed
let world
let browser

before(async () => {
  packed = pack()
  const bench = '../../bench/node_modules'
  const peer = version => read(bench, `clerk-js-${version}`, 'dist/clerk.headless.browser.js')
  const script = { type: 'text/javascript' }
  const files = {
    '/app.js': { ...script, body: read('app.js') },
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
  browser = await world.browser()
})
after(async () => {
  await browser?.close()
  world?.close()
  packed?.remove()
})

/** Gives, call by call, the link that was sent after the one before. */
function newLinks(address) {
  let last
  return async function next() {
    const link = await world.link(ZONE, address)
    if (link !== last) return (last = link)
    await setTimeout(50)
    return next()
  }
}

const SCRIPTS = { 'clerk-js 3.17.0': src, 'clerk-js 4.0.0': '/clerk-js-4.js', 'clerk-wasm': '/clerk-wasm.js' }

for (const [name, file] of Object.entries(SCRIPTS)) {
  test(`a page of clerk-js signs up and in by magic link with ${name}`, { timeout: 120_000 }, async t => {
    const address = `${name.replace(/\W/g, '-')}@example.com`
    await signUpAndIn(t, browser, `https://app.${ZONE}/`, address, newLinks(address), { src: file })
  })
}
