// The packed package with each bundler: install, build, and sign up and in by magic link.
//
// `CONSUMERS=vite,next` picks some. Each is a folder in examples/; all of them run examples/app.js.

import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { EXAMPLES, policies, serve } from '../../examples/serve.mjs'
import { startServer } from '../support/server.mjs'
import { launch } from '../support/world.mjs'
import { build, examples, pack, run, signUpAndIn } from './support.mjs'

/** These name their server in their pages, so they have their own tests. */
const OTHERS = ['drop-in', 'plain-html']
const all = Object.keys(EXAMPLES).filter(name => !OTHERS.includes(name))
const picked = process.env.CONSUMERS?.split(',') ?? all

let packed
let host
let frontendApi
let browser

before(async () => {
  packed = pack()
  frontendApi = await startServer('--allowed-origin', 'http://localhost:*')
  host = await serve({ pkg: packed.contents, frontendApi: frontendApi.origin })
  browser = await launch()
})
after(async () => {
  await browser?.close()
  await frontendApi?.close()
  host?.close()
  packed?.remove()
})

const linkTo = async address => (await frontendApi.mail(address)).link

/** Clicks through the page at `url`; the query names the server. */
const clickThrough = (t, url, address) =>
  signUpAndIn(t, browser, `${url}?frontendApi=${encodeURIComponent(frontendApi.origin)}`, address, linkTo)

for (const name of picked) {
  test(`signs up and in by magic link: ${name}`, { timeout: 600_000 }, async t => {
    build(name, packed)
    await clickThrough(t, `${host.origin}/${name}/`, `${name}@example.com`)
  })
}

test('the examples with a policy have the one that the README asks for', () => {
  const readme = readFileSync(join(examples, '../README.md'), 'utf8')
  const { csp, nowasm } = policies('https://clerk.example.com')
  assert.ok(readme.includes(`\n    ${csp}\n`))
  assert.match(csp, /'self' 'wasm-unsafe-eval'.*require-trusted-types-for 'script'/)
  assert.doesNotMatch(nowasm, /wasm/)
})

// In development, Vite bundles dependencies itself. Files beside a module get lost there.
const development = picked.includes('vite') ? test : () => {}
development('signs up and in by magic link: vite in development', { timeout: 600_000 }, async t => {
  build('vite', packed)
  const root = join(examples, 'vite')
  const { createServer } = await import(join(root, 'node_modules/vite/dist/node/index.js'))
  const vite = await createServer({ root, cacheDir: join(packed.folder, 'vite'), logLevel: 'error' })
  t.after(() => vite.close())
  await vite.listen()
  const [url] = vite.resolvedUrls.local
  await clickThrough(t, url, 'vite-dev@example.com')
})

test('installs into an empty folder, where Node can import and require it and nothing happens', () => {
  const folder = join(packed.folder, 'empty')
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{ "private": true }')
  run('npm', ['install', '--silent', '--offline', '--no-audit', packed.tarball], folder)
  const tell = 'console.log(typeof window, typeof Clerk, typeof isMagicLinkError)'
  const imported = `import { Clerk, isMagicLinkError } from 'clerk-wasm'; ${tell}`
  const required = `const { Clerk, isMagicLinkError } = require('clerk-wasm'); ${tell}`
  for (const [type, code] of [
    ['module', imported],
    ['commonjs', required],
  ]) {
    const printed = run(process.execPath, [`--input-type=${type}`, '--eval', code], folder)
    assert.equal(printed, 'undefined function function\n')
  }
})
