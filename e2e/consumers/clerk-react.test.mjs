// The official React bindings of 2022, unchanged, with a server of ours: they load our script from it, with its
// components.

import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import * as playwright from 'playwright-core'
import { startWorld } from '../../testing/tls-world.mjs'
import { examples, install, pack, run } from './support.mjs'

const ZONE = 'react.test'
const APP = `https://app.${ZONE}`
const PAGE = `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>App</title><div id="root"></div><script src="/app.js"></script>`

let folder
let packed
let world
let browser

before(async () => {
  packed = pack()
  folder = mkdtempSync(join(tmpdir(), 'clerk-wasm-react-'))
  const installed = join(examples, 'clerk-react')
  install(installed)
  const options = ['--bundle', '--jsx=automatic', '--define:global=globalThis', `--outfile=${folder}/app.js`]
  const env = `NODE_PATH=${installed}/node_modules`
  const source = join(import.meta.dirname, 'clerk-react/app.jsx')
  run('env', [env, `${installed}/node_modules/.bin/esbuild`, source, ...options], installed)
  const script = readFileSync(join(folder, 'app.js'))
  const app = (_, url) =>
    url === '/app.js' ? { type: 'text/javascript', body: script } : { type: 'text/html', body: PAGE }
  world = await startWorld({ [ZONE]: ['--sdk', packed.contents] }, [APP], app)
  browser = await world.browser(playwright)
})
after(async () => {
  await browser?.close()
  await world?.close()
  packed?.remove()
  rmSync(folder, { recursive: true, force: true })
})

/** Types an address, and the code of the email that comes. */
async function enter(page, address) {
  await page.getByLabel('Email address').fill(address)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByLabel('Code').fill((await world.mail(ZONE, address)).code)
  await page.getByRole('heading', { name: 'Home' }).waitFor()
}

test('clerk-react shows our components, in strict mode', { timeout: 120_000 }, async t => {
  const context = await browser.newContext()
  context.setDefaultTimeout(20_000)
  t.after(() => context.close())
  const faults = []
  context.on('weberror', error => faults.push(`${error.error()}`))
  context.on('console', message => message.type() === 'error' && faults.push(message.text()))
  const page = await context.newPage()
  const scripts = []
  page.on('request', request => request.resourceType() === 'script' && scripts.push(request.url()))

  await page.goto(`${APP}/sign-up`)
  await enter(page, 'ada@example.com')
  const folder = `https://clerk.${ZONE}/npm/@clerk/clerk-js@2/dist`
  const loaded = ['clerk.browser.js', 'clerk.components.mjs'].map(file => `${folder}/${file}`)
  assert.deepEqual([...new Set(scripts)].filter(url => url.startsWith(folder)).slice(0, 2), loaded)
  assert.match(await page.evaluate('String(Clerk.version)'), /wasm|^\d/)

  await page.getByRole('button', { name: 'Open the user menu' }).click()
  await page.getByRole('button', { name: 'Manage account' }).click()
  await page.getByRole('dialog').getByText('ada@example.com').first().waitFor()
  await page.keyboard.press('Escape')

  await page.goto(`${APP}/user`)
  await page.getByText('ada@example.com').first().waitFor()

  await page.goto(`${APP}/`)
  await page.getByRole('button', { name: 'Open the user menu' }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.waitForURL(`${APP}/sign-in`)
  await enter(page, 'ada@example.com')

  await context.clearCookies()
  await page.goto(`${APP}/`)
  await page.waitForURL(url => url.href.startsWith(`https://clerk.${ZONE}/sign-in`))
  await enter(page, 'ada@example.com')
  assert.equal(page.url(), `${APP}/`, 'back where the app had sent from')
  assert.deepEqual(faults, [])
})
