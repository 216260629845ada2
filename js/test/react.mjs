// React of both versions with the built bindings, in a page of happy-dom; and a `Clerk` that stands in for ours.

import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'node:test'
import { build } from 'esbuild'
import { Window } from 'happy-dom'
import { js, pkg } from './package.mjs'

const ENTRY = `
  export * as React from 'react'
  export { createRoot, hydrateRoot } from 'react-dom/client'
  export { renderToString } from 'react-dom/server'
  export * as clerk from './clerk.react.mjs'
  export * as required from './clerk.react.cjs'
  export * as nextjs from './clerk.nextjs.mjs'`

/** The routers of Next.js, which throws or gives `null` where there is none. */
const ROUTERS = {
  'next/compat/router.js': 'export const useRouter = () => globalThis.pagesRouter ?? null',
  'next/navigation.js': `export function useRouter() {
    if (globalThis.appRouter) return globalThis.appRouter
    throw new Error('invariant expected app router to be mounted')
  }`,
}

const routers = {
  name: 'routers',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^next\// }, ({ path }) => ({ path, namespace: 'next' }))
    onLoad({ filter: /^/, namespace: 'next' }, ({ path }) => ({ contents: ROUTERS[path] }))
  },
}

export const pause = (ms = 5) => new Promise(done => setTimeout(done, ms))

/** This version of React with the bindings, as a script for Node. */
async function bundle(version) {
  const folder = mkdtempSync(join(tmpdir(), 'clerk-wasm-react-'))
  const outfile = join(folder, 'app.cjs')
  const alias = { react: `react-${version}`, 'react-dom': `react-dom-${version}` }
  await build({
    stdin: { contents: ENTRY, resolveDir: pkg },
    bundle: true,
    platform: 'node',
    external: ['./clerk.mjs', './clerk.cjs'],
    nodePaths: [join(js, 'node_modules')],
    alias,
    define: { 'process.env.NODE_ENV': '"development"' },
    plugins: [routers],
    outfile,
  })
  const loaded = createRequire(import.meta.url)(outfile)
  rmSync(folder, { recursive: true })
  return loaded
}

const GLOBALS = ['window', 'document', 'Node', 'Element', 'HTMLElement', 'HTMLIFrameElement', 'addEventListener']

/** React's `act` opens one for each turn, and Node's own would keep the process alive. */
class Channel {
  port1 = {}
  port2 = { postMessage: () => setImmediate(() => this.port1.onmessage()) }
}
globalThis.MessageChannel = Channel

/** A page, until `close`. What React logs as an error is in `errors`. */
function openPage() {
  const window = new Window({ url: 'http://localhost/' })
  const { error } = console
  const errors = []
  console.error = (...args) => errors.push(args.join(' '))
  for (const name of GLOBALS) {
    const value = name === 'window' ? window : window[name]
    globalThis[name] = name === 'addEventListener' ? value.bind(window) : value
  }
  globalThis.IS_REACT_ACT_ENVIRONMENT = true
  return {
    errors,
    window,
    async close() {
      await new Promise(done => setTimeout(done))
      console.error = error
      for (const name of GLOBALS) delete globalThis[name]
      delete globalThis.IS_REACT_ACT_ENVIRONMENT
      await window.happyDOM.close()
    },
  }
}

/** Both versions. Tests begin as soon as they are there, so these come first. */
export const apps = { 18: await bundle(18), 19: await bundle(19) }

/** Where the components of an app are shown. */
export function createStage({ React, createRoot, clerk }) {
  const { createElement: h, StrictMode, act, memo } = React
  const stage = {
    /** Each test of the suite in a page of its own. */
    inAPage() {
      beforeEach(() => {
        stage.page = openPage()
      })
      afterEach(async () => {
        await act(() => stage.root?.unmount())
        stage.root = undefined
        await stage.page.close()
      })
    },
    /** Shows this below a provider, in StrictMode. Returns what tells the page's text. */
    async show(Clerk, ...children) {
      const { document } = stage.page.window
      stage.root ??= createRoot(document.body.appendChild(document.createElement('main')))
      const app = h(StrictMode, null, h(clerk.ClerkProvider, { Clerk }, ...children))
      await act(async () => stage.root.render(app))
      await act(() => pause())
      return () => document.body.textContent
    },
    /** Gives what a hook returns, in each render. */
    seen(hook) {
      const values = []
      const Component = () => {
        values.push(hook())
        return null
      }
      return { values, element: h(memo(Component)) }
    },
  }
  return stage
}

/** An attempt that creates itself and whose flow waits until `settle` or `refuse` is called. */
export function attempt(calls) {
  const resource = {
    id: undefined,
    async create(params) {
      calls.push(['create', params])
      resource.id = 'sia_1'
      return resource
    },
    createMagicLinkFlow() {
      let refuse
      const begin = name => params =>
        new Promise((resolve, reject) => {
          calls.push([name, params])
          resource.settle = () => resolve(resource)
          refuse = reject
          params?.onProgress?.({ phase: 'waiting' })
        })
      return {
        startMagicLinkFlow: begin('start'),
        resumeMagicLinkFlow: begin('resume'),
        resendMagicLink: async () => calls.push(['resend']),
        cancelMagicLinkFlow() {
          calls.push(['cancel'])
          refuse?.(Object.assign(new Error('cancelled'), { name: 'MagicLinkError', code: 'cancelled' }))
        },
      }
    },
  }
  return resource
}

/** What an app's own tests may use in place of a `Clerk`. */
export function standIn({ user = null, failures = 0, ...more } = {}) {
  const listeners = new Set()
  const calls = []
  const sessionOf = user => user && { id: `sess_of_${user.id}`, user, getToken: async () => `token of ${user.id}` }
  const clerk = {
    client: { signIn: attempt(calls), signUp: attempt(calls), sessions: [] },
    user,
    session: sessionOf(user),
    calls,
    async load() {
      calls.push(['load'])
      if (calls.filter(([name]) => name === 'load').length <= failures) throw new Error('no network')
    },
    addListener(listener) {
      listeners.add(listener)
      listener(clerk)
      return () => listeners.delete(listener)
    },
    async signOut() {
      calls.push(['signOut'])
    },
    /** Tells everybody; with `changes`, of another state. */
    emit(changes = {}) {
      if ('user' in changes) changes.session = changes.user === undefined ? undefined : sessionOf(changes.user)
      Object.assign(clerk, changes)
      for (const listener of listeners)
        listener({ client: clerk.client, session: clerk.session, user: clerk.user })
    },
    ...more,
  }
  for (const name of ['mountSignIn', 'unmountSignIn', 'redirectToSignIn', 'openSignIn', 'navigate']) {
    clerk[name] = (...args) => calls.push([name, ...args])
  }
  return clerk
}
