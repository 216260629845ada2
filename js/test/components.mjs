// The components' file with a WebAssembly that a test plays, and a `Clerk` that a test plays.

import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { build } from 'esbuild'
import { launch, serve } from './browser.mjs'

const ENGINE = `export const engine = async () => globalThis.engine`

/** The file as it is shipped, but for its WebAssembly. */
async function componentsFile() {
  const result = await build({
    entryPoints: [new URL('../components/index.js', import.meta.url).pathname],
    bundle: true,
    format: 'esm',
    write: false,
    loader: { '.css': 'text' },
    external: ['./clerk.profile.mjs', './clerk.texts.mjs'],
    plugins: [
      {
        name: 'engine',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /engine\.js$/ }, ({ path }) => ({ path, namespace: 'engine' }))
          onLoad({ filter: /^/, namespace: 'engine' }, () => ({ contents: ENGINE }))
        },
      },
    ],
  })
  return result.outputFiles[0].text
}

/** Runs in the page, before the file: `engine` notes the events in `events`, and answers with `answer(event)`. */
function play() {
  const memory = new WebAssembly.Memory({ initial: 2 })
  const bytes = (at, length) => new Uint8Array(memory.buffer, at, length)
  globalThis.events = []
  globalThis.freed = []
  globalThis.answer = () => '<div class="cl-rootBox"></div>'
  globalThis.engine = {
    memory,
    alloc: () => 0,
    send(at, length) {
      const [name, , ...fields] = new TextDecoder().decode(bytes(0, length)).split('\x1f')
      events.push([name, at, ...fields])
      return new TextEncoder().encodeInto(answer(name, fields), bytes(65536, 65536)).written
    },
    out: () => 65536,
    free: at => freed.push(at),
  }
  const listeners = new Set()
  globalThis.clerk = {
    loaded: true,
    session: null,
    user: null,
    client: { activeSessions: [], signIn: {}, signUp: {} },
    calls: [],
    addListener(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    emit: () => [...listeners].map(listener => listener()),
    listeners,
    navigate: url => clerk.calls.push(['navigate', url]),
    async setSession(id, beforeEmit) {
      clerk.calls.push(['setSession', id])
      beforeEmit()
    },
    async load() {
      clerk.calls.push(['load'])
    },
  }
}

const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'"

export const script = body => ({ body, headers: { 'content-type': 'text/javascript' } })

/**
 * Call it once at the top of a test file. Returns what runs a function in a new page that has the components. `files`
 * are served too.
 */
export function page(files = {}) {
  let browser, server

  before(async () => {
    browser = await launch()
    const page = {
      body: '<!doctype html><script type=module src=/open.js></script><body><div id=root></div><button id=begin>Open</button>',
      headers: { 'content-security-policy': POLICY },
    }
    server = await serve({
      '/': page,
      '/sign-in/factor-one': page,
      '/open.js': script(`
        (${play})()
        const { install } = await import('./components.mjs')
        install(clerk, globalThis.options = {})
        window.root = document.getElementById('root')
        window.settle = () => new Promise(done => setTimeout(done, 50))
        addEventListener('securitypolicyviolation', ({ violatedDirective }) => { document.title = violatedDirective })
        addEventListener('unhandledrejection', ({ reason }) => { document.title = reason })
        document.title = 'open'`),
      '/components.mjs': script(await componentsFile()),
      ...files,
    })
  })

  after(() => {
    server.close()
    return browser.close()
  })

  return async (act, path = '/') => {
    const page = await browser.newPage()
    try {
      await page.goto(server.origin + path)
      await page.waitForFunction(() => document.title === 'open')
      const result = await page.evaluate(act)
      assert.equal(await page.title(), 'open', 'an error or a violation of the policy')
      return result
    } finally {
      await page.close()
    }
  }
}
