// The components as parts of an app's page: mounts, updates and unmounts, failures, what is fetched, names made of HTML.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, test } from 'node:test'
import { engine } from '../../testing/browser.mjs'
import { heading, isSignedIn, register, signedOut, submit, urlOf } from '../support/components.mjs'
import { world } from '../support/world.mjs'

const here = world()
const named = world('--application-name', '<b id=x>Demo</b> & "co"')

const packages = createRequire(import.meta.url)

/** React of a version as a script: its files for Node, each a function. */
function react(version) {
  const [core, dom] = [`react-${version}`, `react-dom-${version}`].map(name =>
    dirname(packages.resolve(`${name}/package.json`)),
  )
  const scheduler = dirname(createRequire(join(dom, 'package.json')).resolve('scheduler/package.json'))
  const files = {
    react: join(core, 'cjs/react.development.js'),
    scheduler: join(scheduler, 'cjs/scheduler.development.js'),
    'react-dom': join(dom, 'cjs/react-dom.development.js'),
    client: version === 18 ? join(dom, 'client.js') : join(dom, 'cjs/react-dom-client.development.js'),
  }
  const parts = Object.entries(files).map(
    ([name, file]) => `${JSON.stringify(name)}(module, exports, require) {${readFileSync(file, 'utf8')}\n}`,
  )
  return `const files = {${parts}}, made = {}
    const require = name => {
      if (!made[name]) {
        const module = (made[name] = { exports: {} })
        files[name](module, module.exports, require)
      }
      return made[name].exports
    }
    globalThis.process ??= { env: {} }
    window.React = require('react')
    window.createRoot = require('client').createRoot`
}

/** What Chromium counts after a collection of its garbage. It keeps what it last drew until the next frame. */
async function count(page, cdp) {
  await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))))
  await cdp.send('HeapProfiler.collectGarbage')
  return cdp.send('Memory.getDOMCounters')
}

describe('mounts', { concurrency: 2 }, () => {
  test('that come and go leave no listener, request, sheet or node', async t => {
    const { page, context } = await here.person(t)
    const requests = []
    await page.goto(urlOf('mountSignIn'))
    await heading(page, 'Sign in')
    page.on('request', request => requests.push(request.url()))
    const cycle = times =>
      page.evaluate(async times => {
        const root = document.getElementById('root')
        clerk.unmountSignIn(root)
        for (let n = 0; n < times; n++) {
          clerk.mountSignIn(root)
          await new Promise(done => setTimeout(done))
          clerk.unmountSignIn(root)
        }
        return [root.innerHTML, document.adoptedStyleSheets.length]
      }, times)
    await cycle(5)
    if (engine === 'chromium') {
      const cdp = await context.newCDPSession(page)
      const before = await count(page, cdp)
      assert.deepEqual(await cycle(200), ['', 0])
      const after = await count(page, cdp)
      for (const what of ['nodes', 'jsEventListeners'])
        assert.ok(after[what] <= before[what] + 5, `${what}: ${before[what]}, then ${after[what]}`)
    } else {
      assert.deepEqual(await cycle(50), ['', 0])
    }
    assert.deepEqual(requests, [])
  })

  for (const version of [18, 19]) {
    test(`in StrictMode of React ${version}: one card, no email`, async t => {
      const { page, address } = await signedOut(here, t)
      await page.route('**/e2e/react.js', route =>
        route.fulfill({ contentType: 'text/javascript', body: react(version) }),
      )
      const sent = await here.server.mailCount(address)
      await page.goto(urlOf(''))
      await isSignedIn(page, '')
      await page.evaluate(async () => {
        await import('/e2e/react.js')
        const { createElement, StrictMode, useEffect, useRef } = React
        window.calls = []
        const SignIn = ({ signUpUrl }) => {
          const node = useRef(null)
          useEffect(() => {
            const { current } = node
            calls.push('mount')
            clerk.mountSignIn(current, { signUpUrl })
            return () => {
              calls.push('unmount')
              clerk.unmountSignIn(current)
            }
          }, [])
          return createElement('div', { ref: node })
        }
        createRoot(document.getElementById('root')).render(
          createElement(StrictMode, null, createElement(SignIn, { signUpUrl: '/up' })),
        )
      })
      await heading(page, 'Sign in')
      assert.deepEqual(await page.evaluate('calls'), ['mount', 'unmount', 'mount'])
      assert.equal(await page.locator('.cl-card').count(), 1)
      const creations = []
      page.on('request', request => /sign_ins\?/.test(request.url()) && creations.push(request.url()))
      await submit(page, address)
      assert.equal(creations.length, 1)
      assert.equal(await here.server.mailCount(address), sent + 1)
    })
  }

  test('that end during a request: the late answer changes nothing', async t => {
    const { page, address } = await signedOut(here, t)
    const held = []
    await page.route(/\/sign_ins\?/, route => held.push(route))
    const asked = page.waitForRequest(/\/sign_ins\?/)
    await page.getByLabel('Email address').fill(address)
    await page.getByRole('button', { name: 'Continue' }).click()
    await asked
    await page.evaluate(() => clerk.unmountSignIn(document.getElementById('root')))
    const response = page.waitForResponse(/\/sign_ins\?/)
    for (const route of held) await route.continue()
    await (await response).finished()
    await page.evaluate(() => clerk.client.signIn.reload().catch(() => {}))
    assert.equal(await page.locator('#root').innerHTML(), '')
    assert.equal(await page.evaluate(() => location.hash), '')
  })

  test('on one page have ids of their own, and one sign-in is that of both', async t => {
    const { page, address } = await signedOut(here, t, { props: { afterSignInUrl: '#done' } })
    await page.evaluate(() => {
      const second = document.createElement('div')
      second.id = 'second'
      document.body.append(second)
      clerk.mountSignIn(second, { routing: 'virtual', afterSignInUrl: '#done' })
    })
    const [first, second] = [page.locator('#root'), page.locator('#second')]
    await heading(second, 'Sign in')
    const ids = await page.locator('[id]').evaluateAll(all => all.map(({ id }) => id))
    assert.equal(new Set(ids).size, ids.length)
    await first.getByLabel('Email address').fill(address)
    await first.getByRole('button', { name: 'Continue' }).click()
    await first.getByLabel('Code').fill((await here.server.mail(address)).code)
    await isSignedIn(page, address)
    for (const one of [first, second]) await heading(one, 'You are signed in as')
  })

  test('again in the same node give other props, and keep what was typed', async t => {
    const { page } = await here.person(t)
    await page.goto(urlOf('mountSignIn', { signUpUrl: '/one' }))
    const field = page.getByLabel('Email address')
    await field.fill('half a')
    await page.evaluate(() => clerk.mountSignIn(document.getElementById('root'), { signUpUrl: '/two' }))
    const link = page.getByRole('link', { name: 'Sign up' })
    assert.match(await link.getAttribute('href'), /^\/two/)
    assert.equal(await field.inputValue(), 'half a')
    assert.equal(await page.locator('.cl-card').count(), 1)
  })
})

test('a load that fails is told, and can be tried again', async t => {
  const { page } = await here.person(t, { expected: [/ERR_FAILED|NetworkError|blocked/] })
  await page.route(/\/v1\/environment/, route => route.abort())
  await page.goto(urlOf('mountSignIn'))
  await heading(page, 'Something did not load')
  await page.unroute(/\/v1\/environment/)
  await page.getByRole('button', { name: 'Try again' }).click()
  await heading(page, 'Sign in')
})

test('a page with a SignIn fetches the core, the components, the environment and the client, and nothing else', async t => {
  const { page } = await here.person(t)
  // A set: the client is asked for again when the window gets the focus.
  const requests = new Set()
  page.on('request', request => requests.add(new URL(request.url()).pathname))
  await page.goto(urlOf('mountSignIn'))
  await heading(page, 'Sign in')
  for (const own of ['/e2e/components.html', '/e2e/components.js', '/icon.svg']) requests.delete(own)
  assert.deepEqual(Array.from(requests).sort(), [
    '/pkg/clerk.browser.js',
    '/pkg/clerk.components.mjs',
    '/v1/client',
    '/v1/environment',
  ])
})

test('a page without components fetches none of their files', async t => {
  const { page } = await here.person(t)
  const requests = []
  page.on('request', request => requests.push(new URL(request.url()).pathname))
  await page.goto('/e2e/blank.html')
  await page.evaluate(async () => {
    const { Clerk } = await import('/pkg/clerk.mjs')
    window.clerk = new Clerk(location.origin)
    await clerk.load()
  })
  assert.ok(requests.includes('/pkg/clerk.mjs'))
  assert.ok(!requests.some(path => /components|profile/.test(path)))
  await page.evaluate(() => {
    document.body.append(document.createElement('div'))
    clerk.mountSignIn(document.body.lastChild)
  })
  await heading(page, 'Sign in')
  assert.equal(requests.filter(path => /components/.test(path)).length, 1)
})

test('a page that may not use WebAssembly is told that it has no components, and goes on', async t => {
  const { page } = await here.person(t, { expected: [/Clerk: |WebAssembly|wasm/] })
  const url = `${here.server.origin}/e2e/no-wasm.html`
  await page.route(url, route =>
    route.fulfill({
      contentType: 'text/html',
      headers: { 'content-security-policy': "script-src 'self'" },
      body: '<!doctype html><title>No wasm</title><div id="root"></div>',
    }),
  )
  await page.goto(url)
  const told = await page.evaluate(async () => {
    const told = []
    const root = document.getElementById('root')
    const next = () =>
      new Promise(done =>
        addEventListener('error', ({ error }) => done(told.push(error.code, error.cause?.name)), { once: true }),
      )
    const { Clerk } = await import('/pkg/clerk.headless.nowasm.mjs')
    const clerk = new Clerk(location.origin)
    await clerk.load()
    let reported = next()
    clerk.mountSignIn(root)
    await reported
    // Whoever asks for the components all the same.
    const { install } = await import('/pkg/clerk.components.mjs')
    reported = next()
    install(clerk).mountSignIn(root)
    await reported
    return [...told, root.innerHTML, clerk.client.sessions.length]
  })
  assert.deepEqual(told, ['no_components', undefined, 'components_unavailable', 'CompileError', '', 0])
})

test('names made of HTML are text, and a script is no address', async t => {
  const html = '<img src=x onerror=alert(1)>'
  const { page } = await named.person(t, { expected: [/status of 422/] })
  const evil = 'javascript:document.title="evil"'
  const address = named.address()
  await register(named, page, address, { firstName: html })
  await page.goto(urlOf('mountUserProfile'))
  await page.getByText(html).first().waitFor()
  assert.equal(await page.locator('#root img').count(), 0)

  // The profile would leave the page that it is on.
  await page.goto(urlOf(''))
  await isSignedIn(page, address)
  await page.evaluate(() => clerk.signOut())
  await page.route(/\/sign_ins\?/, route =>
    route.fulfill({
      status: 422,
      json: { errors: [{ code: 'odd', message: html, long_message: html, meta: { param_name: 'identifier' } }] },
    }),
  )
  const look = { layout: { logoImageUrl: evil, helpPageUrl: evil } }
  const props = { signUpUrl: evil, appearance: look }
  await page.goto(urlOf('mountSignIn', props, { redirect_url: evil }))
  await page.getByText('to continue to <b id=x>Demo</b> & "co"').waitFor()
  await page.getByLabel('Email address').fill('ada@example.com')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByText(html).waitFor()
  assert.equal(await page.locator('#root :is(img, b)').count(), 0)
  const urls = await page
    .locator('#root [href], #root [src]')
    .evaluateAll(all => all.map(one => one.href ?? one.src))
  assert.ok(!urls.some(url => /^javascript:/i.test(url)), String(urls))
  await page.unroute(/\/sign_ins\?/)
  await page.getByLabel('Email address').fill(address)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByLabel('Code').fill((await named.server.mail(address)).code)
  await page.waitForFunction(() => clerk.user)
  assert.notEqual(await page.title(), 'evil')
})
