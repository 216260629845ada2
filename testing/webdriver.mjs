// Drives WebKitGTK's MiniBrowser by classic WebDriver, because Playwright drives only its own build of WebKit.
// It needs a display.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from './free-port.mjs'

const DRIVER = process.env.WEBKITDRIVER ?? 'WebKitWebDriver'

/** Starts the driver and one browser. The browser has its own profile, which goes when it is closed. */
export async function open() {
  const port = await freePort()
  const child = spawn(DRIVER, [`--port=${port}`], { stdio: 'ignore' })
  const failed = once(child, 'exit').then(([code]) => Promise.reject(new Error(`${DRIVER} ended with ${code}`)))
  failed.catch(() => {})
  const call = async (method, path, body) => {
    const init = { method, body: body && JSON.stringify(body), headers: { 'content-type': 'application/json' } }
    const { value } = await (await fetch(`http://127.0.0.1:${port}${path}`, init)).json()
    if (value?.error) throw new Error(`${value.error}: ${value.message}`)
    return value
  }
  await Promise.race([answers(call), failed])
  // Without capabilities the driver starts the MiniBrowser of its own package.
  const { sessionId } = await call('POST', '/session', { capabilities: { alwaysMatch: {} } })
  const close = async () => {
    await call('DELETE', `/session/${sessionId}`).catch(() => {})
    child.kill()
  }
  return { page: pageOf((method, path, body) => call(method, `/session/${sessionId}${path}`, body)), close }
}

/** What tests do with the tab in front. */
function pageOf(call) {
  const find = async css => Object.values(await call('POST', '/element', { using: 'css selector', value: css }))[0]
  /** Runs the body of a function in the page. */
  const evaluate = (script, ...args) => call('POST', '/execute/sync', { script, args })
  const toTab = handle => call('POST', '/window', { handle })
  return {
    evaluate,
    toTab,
    goto: url => call('POST', '/url', { url }),
    reload: () => call('POST', '/refresh', {}),
    back: () => call('POST', '/back', {}),
    text: css => evaluate('return document.querySelector(arguments[0])?.innerText', css),
    click: async css => call('POST', `/element/${await find(css)}/click`, {}),
    async fill(css, text) {
      const id = await find(css)
      await call('POST', `/element/${id}/clear`, {})
      await call('POST', `/element/${id}/value`, { text })
    },
    /** The page's title, once it has one. */
    title: () => soon(() => evaluate('return document.title'), 'no title'),
    /** Waits until the page shows an element with a text; returns the text. */
    shows(css) {
      const visible =
        'const found = document.querySelector(arguments[0]); return found?.checkVisibility() && found.innerText'
      return soon(() => evaluate(visible, css), `the page never showed ${css}`)
    },
    /** Opens a tab and switches to it; returns the tab before. */
    async newTab() {
      const before = await call('GET', '/window')
      await toTab((await call('POST', '/window/new', { type: 'tab' })).handle)
      return before
    },
    async closeTab(next) {
      await call('DELETE', '/window')
      await toTab(next)
    },
  }
}

/** Calls `look` until it returns something; returns that. */
async function soon(look, otherwise, ms = 15_000) {
  for (const end = Date.now() + ms; ; await sleep(50)) {
    // While a page is being replaced, the driver answers with an error.
    const seen = await look().catch(() => null)
    if (seen) return seen
    if (Date.now() > end) throw new Error(otherwise)
  }
}

/** Resolves once the driver listens. */
async function answers(call) {
  for (let tries = 0; ; tries++) {
    try {
      return await call('GET', '/status')
    } catch (error) {
      if (tries === 100) throw error
      await sleep(100)
    }
  }
}
