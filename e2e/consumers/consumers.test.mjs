// The packed package in the hands of each bundler: install, build, and sign up and in by magic link.
//
// `CONSUMERS=vite,next` picks some. Each folder beside this file is one app; app.js is what all do.

import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { after, before, test } from 'node:test'
import { startServer } from '../support/server.mjs'
import { launch } from '../support/world.mjs'
import { build, pack, run, serve, signUpAndIn } from './support.mjs'

const here = import.meta.dirname

/** Where each app's finished page is; those that are built have a `build` script. */
const APPS = {
  script: 'index.html',
  module: 'index.html',
  csp: 'index.html',
  nowasm: 'index.html',
  esbuild: 'dist/index.html',
  rollup: 'dist/index.html',
  vite: 'dist/index.html',
  webpack: 'dist/index.html',
  parcel: 'dist/index.html',
  next: 'dist/index.html',
  'clerk-react': 'dist/index.html',
}
const picked = process.env.CONSUMERS?.split(',') ?? Object.keys(APPS)

let packed
let host
let frontendApi
let browser

before(async () => {
  packed = pack()
  frontendApi = await startServer('--allowed-origin', 'http://localhost:*')
  const policies = { csp: policy(), nowasm: policy().replace(" 'wasm-unsafe-eval'", '') }
  const headers = app => (policies[app] ? { 'content-security-policy': policies[app] } : {})
  host = await serve(APPS, packed, headers)
  browser = await launch()
})
after(async () => {
  await browser?.close()
  await frontendApi?.close()
  host?.close()
  packed?.remove()
})

/** The policy of the README, for this Frontend API. Without one word of it, it forbids WebAssembly. */
function policy() {
  const readme = readFileSync(resolve(here, '../../README.md'), 'utf8')
  const [, documented] = /^    (script-src .* connect-src .*)$/m.exec(readme)
  assert.match(documented, /'self' 'wasm-unsafe-eval'.*require-trusted-types-for 'script'/)
  return documented.replace('https://clerk.example.com', frontendApi.origin)
}

const linkTo = async address => (await frontendApi.mail(address)).link

for (const app of picked) {
  test(`signs up and in by magic link: ${app}`, { timeout: 600_000 }, async t => {
    build(app, packed)
    const url = `${host.origin}/${app}/`
    await signUpAndIn(t, browser, url, `${app}@example.com`, linkTo, { frontendApi: frontendApi.origin })
  })
}

// Vite bundles dependencies by itself in development, which is where files beside a module get lost.
const development = picked.includes('vite') ? test : () => {}
development('signs up and in by magic link: vite in development', { timeout: 600_000 }, async t => {
  build('vite', packed)
  const root = join(here, '../../examples/vite')
  const { createServer } = await import(join(root, 'node_modules/vite/dist/node/index.js'))
  const server = { proxy: { '/app.js': host.origin } }
  const vite = await createServer({ root, server, cacheDir: join(packed.folder, 'vite'), logLevel: 'error' })
  t.after(() => vite.close())
  await vite.listen()
  const [url] = vite.resolvedUrls.local
  await signUpAndIn(t, browser, url, 'vite-dev@example.com', linkTo, { frontendApi: frontendApi.origin })
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
