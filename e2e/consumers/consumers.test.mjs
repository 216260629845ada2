// The packed package in the hands of each bundler: install, build, and sign up by magic link.
//
// `CONSUMERS=vite,next` picks some. Each folder beside this file is one app; app.js is what all do.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { extname, join, resolve } from 'node:path'
import { after, before, test } from 'node:test'
import { startServer } from '../support/server.mjs'
import { launch } from '../support/world.mjs'

const here = import.meta.dirname
const pkg = resolve(here, process.env.CLERK_WASM_PKG ?? '../../pkg')

/** Where each app's finished page is; those that are built have a `build` script. */
const APPS = {
  script: 'index.html',
  module: 'index.html',
  esbuild: 'dist/index.html',
  rollup: 'dist/index.html',
  vite: 'dist/index.html',
  webpack: 'dist/index.html',
  parcel: 'dist/index.html',
  next: 'dist/index.html',
  'clerk-react': 'dist/index.html',
}
const picked = process.env.CONSUMERS?.split(',') ?? Object.keys(APPS)

const packed = mkdtempSync(join(tmpdir(), 'clerk-wasm-consumers-'))
let host
let frontendApi
let browser

before(async () => {
  run('npm', ['pack', '--silent', '--pack-destination', packed], pkg)
  const { name, version } = JSON.parse(readFileSync(join(pkg, 'package.json'), 'utf8'))
  run('tar', ['xzf', `${name}-${version}.tgz`], packed)
  host = await serve()
  frontendApi = await startServer('--allowed-origin', 'http://localhost:*')
  browser = await launch()
})
after(async () => {
  await browser?.close()
  await frontendApi?.close()
  host?.close()
  rmSync(packed, { recursive: true, force: true })
})

function run(command, args, cwd) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' })
  assert.equal(status, 0, `${command} ${args.join(' ')} in ${cwd}\n${stdout}${stderr}`)
  return stdout + stderr
}

/** Installs what the lock file names and, as npm would, the package; then builds. */
function build(app) {
  const folder = join(here, app)
  if (!existsSync(join(folder, 'package.json'))) return
  if (!existsSync(join(folder, 'node_modules/.package-lock.json'))) run('npm', ['install', '--no-save', '--silent'], folder)
  const installed = join(folder, 'node_modules/clerk-wasm')
  rmSync(installed, { recursive: true, force: true })
  mkdirSync(installed, { recursive: true })
  run('cp', ['-R', `${join(packed, 'package')}/.`, installed], folder)
  for (const cache of ['dist', '.next', '.parcel-cache']) {
    rmSync(join(folder, cache), { recursive: true, force: true })
  }
  run('npm', ['run', '--silent', 'build'], folder)
}

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css' }

/** Every app under its name, app.js, and the unpacked package under /package. */
async function serve() {
  const server = createServer((request, response) => {
    const [, first, ...rest] = new URL(request.url, 'http://host').pathname.split('/')
    const type = TYPES[extname(rest.at(-1) ?? first)] ?? 'text/html'
    readFile(locate(first, rest)).then(
      (body) => response.writeHead(200, { 'content-type': type }).end(body),
      () => response.writeHead(404).end(),
    )
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  // The Frontend API calls itself localhost, too: its cookie goes to pages of the same site only.
  return { origin: `http://localhost:${server.address().port}`, close: () => server.close() }
}

function locate(first, rest) {
  if (first === 'app.js') return join(here, 'app.js')
  if (first === 'package') return join(packed, 'package', ...rest)
  const page = join(here, first, APPS[first] ?? '')
  return rest.join('') ? join(page, '..', ...rest) : page
}

for (const app of picked) {
  test(`signs up by magic link, built with ${app}`, { timeout: 600_000 }, async (t) => {
    build(app)
    await signUp(t, `${host.origin}/${app}/`, `${app}@example.com`)
  })
}

// Vite bundles dependencies by itself in development, which is where files beside a module get lost.
const development = picked.includes('vite') ? test : () => {}
development('signs up by magic link, served by vite in development', { timeout: 600_000 }, async (t) => {
  build('vite')
  const root = join(here, 'vite')
  const { createServer: serveVite } = await import(join(root, 'node_modules/vite/dist/node/index.js'))
  const server = { proxy: { '/app.js': host.origin } }
  const vite = await serveVite({ root, server, cacheDir: join(packed, 'vite'), logLevel: 'error' })
  t.after(() => vite.close())
  await vite.listen()
  await signUp(t, vite.resolvedUrls.local[0], 'vite-dev@example.com')
})

/** Asks for a link on the page at `url`, opens it in another tab, and sees both signed in. */
async function signUp(t, url, emailAddress) {
  const context = await browser.newContext()
  t.after(() => context.close())
  const faults = []
  context.on('weberror', (error) => faults.push(String(error.error())))

  const page = await context.newPage()
  const query = new URLSearchParams({ frontendApi: frontendApi.origin, emailAddress })
  await page.goto(`${url}?${query}`)
  if (url.includes('clerk-react')) await page.click('button')
  await title(page, 'waiting')
  const { link } = await frontendApi.mail(emailAddress)
  const other = await context.newPage()
  await other.goto(link)
  await title(other, `signed in as ${emailAddress}`)
  await title(page, `signed in as ${emailAddress}`)
  assert.deepEqual(faults, [])
}

async function title(page, expected) {
  const settled = (expected) => {
    const text = document.title
    return text === expected || /^(magic link|\w*Error)/.test(text)
  }
  await page.waitForFunction(settled, expected, { timeout: 20_000 })
  assert.equal(await page.title(), expected)
}
