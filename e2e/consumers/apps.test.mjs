// The examples to start from, each built with the packed package; and the guide's snippets for Next.js as pages of
// one of them.

import assert from 'node:assert/strict'
import { cpSync, existsSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { basename, extname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { skip } from '../../testing/guide.mjs'
import { startServer } from '../support/server.mjs'
import { launch } from '../support/world.mjs'
import { clickThroughGuide, guidePages, writePages } from './guide-pages.mjs'
import { build, examples, pack, startNext, visitor } from './support.mjs'

let packed
let frontendApi
let browser
/** How the examples' servers end, after all tests: at the end of one, its pages may still send requests. */
const ends = []

before(async () => {
  packed = pack()
  frontendApi = await startServer('--allowed-origin', 'http://localhost:*')
  process.env.VITE_CLERK_FRONTEND_API = frontendApi.origin
  process.env.NEXT_PUBLIC_CLERK_FRONTEND_API = frontendApi.origin
  process.env.NEXT_TELEMETRY_DISABLED = '1'
  browser = await launch()
})
after(async () => {
  await browser?.close()
  for (const end of ends) end()
  await frontendApi?.close()
  packed?.remove()
})

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css' }

/** Serves these folders as a static host does: a page's file may end in `.html`. `changed` changes a page. */
async function serve(folders, changed = page => page) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://host')
    const places = folders.flatMap(([prefix, folder]) =>
      pathname.startsWith(prefix)
        ? ['', '.html', 'index.html'].map(ending => join(folder, pathname.slice(prefix.length) + ending))
        : [],
    )
    const file = places.find(file => existsSync(file) && statSync(file).isFile())
    if (!file) return response.writeHead(404, { 'content-type': 'text/html' }).end()
    const type = TYPES[extname(file)] ?? 'text/plain'
    const body = readFileSync(file)
    response.writeHead(200, { 'content-type': type }).end(type === 'text/html' ? changed(body.toString()) : body)
  })
  await new Promise(done => server.listen(0, '127.0.0.1', done))
  ends.push(() => server.close())
  return `http://localhost:${server.address().port}`
}

const hello = (page, address) => page.getByRole('heading', { name: `Hello ${address}` }).waitFor()

/** Signs up by a link in another tab, and out again. */
async function clickThrough(t, url, address, hasComponent = true) {
  const { page, newPage } = await visitor(t, browser)
  await page.goto(url)
  await page.getByLabel('Email address').fill(address)
  const proceed = page.getByRole('button', { name: 'Continue' })
  await proceed.click()
  if (hasComponent) {
    // This server asks for more than an address, if only optionally.
    await page.getByRole('heading', { name: 'Create your account' }).waitFor()
    await proceed.click()
  }
  const { link } = await frontendApi.mail(address)
  const tab = await newPage()
  await tab.goto(link)
  for (const each of [tab, page]) await hello(each, address)
  await page.getByRole('button', { name: 'Open the user menu' }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByLabel('Email address').waitFor()
  await tab.getByRole('heading', { name: 'Hello' }).waitFor({ state: 'hidden' })
}

test('plain-html: signs up and out', { timeout: 120_000 }, async t => {
  const folders = [
    ['/package/', packed.contents],
    ['/', join(examples, 'plain-html')],
  ]
  const origin = await serve(folders, page => page.replace('http://localhost:4000', frontendApi.origin))
  await clickThrough(t, origin, 'plain@example.com')
})

test('react-vite: signs up and out', { timeout: 300_000 }, async t => {
  build('react-vite', packed)
  const origin = await serve([['/', join(examples, 'react-vite/dist')]])
  await clickThrough(t, origin, 'vite@example.com')
})

test('next-app: signs up and out; every page is static', { timeout: 300_000 }, async t => {
  const folder = join(examples, 'next-app')
  writePages(join(folder, 'app/guide'), { 'page.jsx': CODES })
  build('next-app', packed)
  const { routes } = JSON.parse(readFileSync(join(folder, '.next/prerender-manifest.json'), 'utf8'))
  for (const page of ['/', '/profile', '/guide']) assert.ok(page in routes, `${page} is static`)
  const { port, end } = await startNext(folder)
  ends.push(end)
  const origin = `http://localhost:${port}`
  assert.match(await (await fetch(origin)).text(), /One moment …/)
  await clickThrough(t, origin, 'app@example.com')
  const { page } = await visitor(t, browser)
  await page.goto(`${origin}/guide`)
  await page.getByText('expired false').waitFor()
})

/** A server component reads what is no component. */
const CODES = `
import { isMagicLinkError, MagicLinkErrorCode, SignedOut } from 'clerk-wasm/nextjs'

export default function Page() {
  return <SignedOut>{MagicLinkErrorCode.Expired} {String(isMagicLinkError(new Error()))}</SignedOut>
}
`

/** Builds the example in this folder and clicks through it and through the guide's pages. */
async function clickThroughPages(t, folder) {
  const origin = await serve([['/', join(folder, 'out')]])
  if (!skip) writePages(join(folder, 'pages/guide'), guidePages(origin))
  build('next-pages', packed, folder)
  const address = `${basename(folder)}@example.com`
  await clickThrough(t, origin, address, false)
  if (!skip) await clickThroughGuide(() => visitor(t, browser), frontendApi, `${origin}/guide`)
}

const PAGES = join(examples, 'next-pages')

test('next-pages: signs up and out as static files, and so do the pages of the guide', { timeout: 300_000 }, t =>
  clickThroughPages(t, PAGES),
)

test('the same in Next.js 14, by webpack and with React 18', { timeout: 300_000 }, async t => {
  const folder = join(import.meta.dirname, 'next-14')
  for (const name of ['pages', 'email-form.jsx', 'style.css', 'next.config.mjs', '.env']) {
    rmSync(join(folder, name), { recursive: true, force: true })
    cpSync(join(PAGES, name), join(folder, name), { recursive: true })
  }
  await clickThroughPages(t, folder)
})
