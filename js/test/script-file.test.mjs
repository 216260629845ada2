// The script file and the file of the components, which it loads from beside itself.

import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import { after, before, test } from 'node:test'
import { build } from 'esbuild'
import { manifest } from '../build/manifest.mjs'
import { launch, serve } from './browser.mjs'

const src = name => fileURLToPath(new URL(`../src/${name}`, import.meta.url))

/** The part of `clerk.browser.js` that loads the components, as `full`. */
async function scriptFile() {
  const result = await build({
    entryPoints: [src('full.js')],
    bundle: true,
    format: 'iife',
    globalName: 'full',
    write: false,
    plugins: [
      {
        name: 'script-file',
        setup({ onResolve }) {
          onResolve({ filter: /module-file\.js$/ }, () => ({ path: src('script-file.js') }))
        },
      },
    ],
  })
  return result.outputFiles[0].text
}

const javascript = body => ({ body, headers: { 'content-type': 'text/javascript' } })

let browser, server

before(async () => {
  browser = await launch()
  const script = javascript(await scriptFile())
  server = await serve({
    '/package': '<!doctype html><script src="/npm/clerk-wasm@1"></script>',
    '/file': '<!doctype html><script src="/npm/clerk-wasm@1/clerk.browser.js?v=1.js"></script>',
    '/npm/clerk-wasm@1': script,
    '/npm/clerk-wasm@1/clerk.browser.js': script,
    '/npm/clerk.components.mjs': javascript("export const call = () => { document.title = 'of somebody else' }"),
    '/npm/clerk-wasm@1/clerk.components.mjs': javascript(
      'export const call = (app, ...given) => { document.title = given[0] }',
    ),
  })
})

after(() => {
  server.close()
  return browser.close()
})

async function inPage(path, act) {
  const page = await browser.newPage()
  try {
    await page.goto(server.origin + path)
    // Until a file of the components was called, or its absence was told.
    await page.evaluate(() => {
      window.heard = new Promise(done => {
        new MutationObserver(done).observe(document, { childList: true, subtree: true })
        addEventListener('error', () => setTimeout(done))
      })
    })
    return await page.evaluate(act)
  } finally {
    await page.close()
  }
}

test('the neighbour of a file is ours', async () => {
  const title = await inPage('/file', async () => {
    full.call({}, 'openSignIn', [])
    await heard
    return document.title
  })
  assert.equal(title, 'openSignIn')
})

test('the neighbour of a package on a CDN is not ours; what needs it tells so, what does not is silent', async () => {
  const told = await inPage('/package', async () => {
    const told = []
    addEventListener('error', ({ error }) => told.push([error.name, error.code, error.message]))
    const node = document.createElement('div')
    for (const name of ['mountSignIn', '__unstable__updateProps', 'unmountSignIn']) full.call({}, name, [node])
    await heard
    return [told, document.title]
  })
  assert.equal(told[0].length, 1)
  const [[name, code, message]] = told[0]
  assert.deepEqual([name, code], ['ClerkError', 'components_unavailable'])
  assert.match(message, /componentsUrl/)
  assert.equal(told[1], '')
})

test('no CDN is told to answer for the name of the package', () => {
  const { unpkg, jsdelivr } = manifest('1.0.0')
  assert.deepEqual([unpkg, jsdelivr], [undefined, undefined])
})
