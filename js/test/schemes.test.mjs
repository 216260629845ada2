// Pages that do not come over http, as in an extension or an app's shell: here of files, and of an extension.

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { copyFileSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import * as playwright from 'playwright-core'
import { launchExtension } from '../../testing/browser.mjs'
import { wire } from '../../testing/wire.mjs'
import { pkg } from './package.mjs'

const SCRIPT = 'clerk.headless.browser.js'
const HOSTED = 'https://accounts.example.com/sign-in'
const ENVIRONMENT = { ...wire('environment'), display_config: { sign_in_url: HOSTED } }

const FILES = {
  'manifest.json': JSON.stringify({
    manifest_version: 3,
    name: 'page',
    version: '1',
    content_security_policy: { extension_pages: "script-src 'self' 'wasm-unsafe-eval'" },
  }),
  'page.html': `<!doctype html><meta charset="utf-8">
    <script src="${SCRIPT}" data-clerk-frontend-api="clerk.example.com"></script><script src="page.js"></script>`,
  'page.js': `
    window.fetch = async ({ url }) => new Response(JSON.stringify({ response: url.includes('/environment')
      ? ${JSON.stringify(ENVIRONMENT)} : null }))
    const went = []
    const refused = async (to) => Clerk.navigate(to).then(() => 'taken', ({ code }) => code)
    Clerk.load({ navigate: (to) => { went.push(to) } }).then(async () => {
      await Clerk.navigate('home?a#b')
      await Clerk.setActive({ session: null, redirectUrl: location.href })
      const wrong = await Promise.all(['javascript:1', 'data:text/html,', 'blob:' + location.href, 'ftp://a.example'].map(refused))
      document.title = JSON.stringify({ went, wrong, url: Clerk.buildSignInUrl({ redirectUrl: location.href }) })
    })`,
}

let folder
let context
before(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'page-')))
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text)
  copyFileSync(join(pkg, SCRIPT), join(folder, SCRIPT))
  context = await launchExtension(playwright, folder)
})
after(async () => {
  await context?.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Chromium makes the id of an unpacked extension from its folder. */
const extensionId = path =>
  createHash('sha256')
    .update(path)
    .digest('hex')
    .slice(0, 32)
    .replace(/./g, digit => 'abcdefghijklmnop'[parseInt(digit, 16)])

for (const [kind, url] of [
  ['of files', () => pathToFileURL(join(folder, 'page.html')).href],
  ['of an extension', () => `chrome-extension://${extensionId(folder)}/page.html`],
]) {
  test(`a page ${kind} goes to its own pages as one of http does, and to no script`, async () => {
    const tab = await context.newPage()
    await tab.goto(url())
    await tab.waitForFunction(() => document.title.startsWith('{'), null, { timeout: 10_000 })
    const here = new URL(url())
    assert.deepEqual(JSON.parse(await tab.title()), {
      went: [here.pathname.replace('page.html', 'home?a#b'), here.pathname],
      wrong: Array(4).fill('invalid_argument'),
      url: `${HOSTED}#/?redirect_url=${encodeURIComponent(here.href)}`,
    })
    await tab.close()
  })
}
