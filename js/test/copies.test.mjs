// Several copies of the package in one page, as micro frontends and mixed formats bring them: they share one store.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { wire } from '../../testing/wire.mjs'
import { forVisitors, serve } from './browser.mjs'
import { pkg } from './package.mjs'

const { version } = JSON.parse(readFileSync(join(pkg, 'package.json'), 'utf8'))

/** A Frontend API at which nobody is signed in. It notes what it is asked. What is compiled is counted. */
const WORLD = `
  const files = fetch
  const asked = []
  window.fetch = async ({ method, url }) => {
    const { pathname } = new URL(url)
    asked.push(method + ' ' + pathname)
    const answer = pathname === '/v1/environment' ? ${JSON.stringify(wire('environment'))} : { response: null }
    return new Response(JSON.stringify(answer))
  }
  let compiled = 0
  WebAssembly.Module = class extends WebAssembly.Module {
    constructor(bytes) {
      super(bytes)
      compiled++
    }
  }
  /** What a bundler makes of \`require\`. */
  async function required(file) {
    const module = { exports: {} }
    new Function('module', 'exports', await (await files(file)).text())(module, module.exports)
    return module.exports
  }
  const make = ({ Clerk }) => new Clerk('clerk.example.com')
  const told = result => { document.title = JSON.stringify(result) }
  for (const failed of ['error', 'unhandledrejection'])
    addEventListener(failed, ({ message, reason }) => told(message ?? \`\${reason}\`))
`

/** A page that tells what \`script\` tells. The headless script is there first. */
const page = script => `<!doctype html><meta charset="utf-8"><script src="clerk.headless.browser.js"></script>
  <script>${WORLD}</script><script type="module">${script}</script>`

const PAGES = {
  '/copies': page(`
    const first = make(window)
    const before = compiled
    const others = [
      await import('/clerk.headless.mjs'),
      await required('/clerk.headless.cjs'),
      await import('/clerk.mjs'),
      await required('/clerk.cjs'),
      await import('/clerk.headless.nowasm.mjs'),
      await import('/clerk_wasm.js'),
    ].map(make)
    await Promise.all([first, ...others].map(clerk => clerk.load()))
    const joined = others.filter(({ client }) => client && client === first.client)
    told([before > 0, compiled === before, joined.length, asked.sort()])
  `),
  '/components': page(`
    await make(window).load()
    const full = make(await import('/clerk.mjs'))
    await full.load({ appearance: { elements: { rootBox: 'ours' } } })
    const node = document.body.appendChild(document.createElement('div'))
    full.mountSignIn(node)
    const isThere = () => node.querySelector('.ours input')
    while (!isThere()) await new Promise(requestAnimationFrame)
    told(asked.sort())
  `),
  '/versions': page(`
    const [one, other] = [make(window), make(await import('/other.mjs'))]
    await Promise.all([one.load(), other.load()])
    told([one.client === other.client, asked.sort()])
  `),
  '/other.mjs': {
    body: readFileSync(join(pkg, 'clerk.headless.mjs'), 'utf8').replaceAll(`"${version}"`, '"another"'),
    headers: { 'content-type': 'text/javascript' },
  },
}

let browser
let server
before(async () => {
  server = await serve(PAGES)
  browser = await forVisitors()
})
after(async () => {
  await browser?.close()
  server?.close()
})

async function told(path) {
  const visitor = await browser.newVisitor()
  try {
    return await visitor.told(server.origin + path)
  } finally {
    await visitor.close()
  }
}

const ONCE = ['GET /v1/client', 'GET /v1/environment']

test('all copies of a page have one core and one store, in whatever format', async () =>
  assert.deepEqual(await told('/copies'), [true, true, 6, ONCE]))

test('a headless copy that was first takes no components from another', async () =>
  assert.deepEqual(await told('/components'), ONCE))

test('copies of different releases share nothing', async () =>
  assert.deepEqual(await told('/versions'), [false, [ONCE[0], ...ONCE, ONCE[1]]]))
