// What the provider for Next.js adds: the environment's key and the app's router.

import assert from 'node:assert/strict'
import { afterEach, describe, test } from 'node:test'
import { apps, createStage, pause, standIn } from './react.mjs'

describe('the provider for Next.js', () => {
  const { React, createRoot, renderToString, nextjs } = apps[19]
  const { createElement: h, act } = React
  const stage = createStage(apps[19])
  stage.inAPage()
  afterEach(() => {
    delete globalThis.appRouter
    delete globalThis.pagesRouter
    delete process.env.NEXT_PUBLIC_CLERK_FRONTEND_API
  })

  /** Shows the provider; returns the options of its load. */
  async function show(instance) {
    let options
    instance.load = async given => (options = given)
    const main = stage.page.window.document.createElement('main')
    stage.root = createRoot(main)
    await act(async () => stage.root.render(h(nextjs.ClerkProvider, { Clerk: instance }, 'app')))
    await act(() => pause())
    assert.equal(main.textContent, 'app')
    return options
  }

  test('takes the key of the environment', () => {
    const render = () => renderToString(h(nextjs.ClerkProvider, null, 'app'))
    assert.throws(render, /publishableKey.*NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY.*\.env/)
    process.env.NEXT_PUBLIC_CLERK_FRONTEND_API = 'clerk.example.com'
    assert.equal(render(), 'app')
  })

  test('what is written counts more than the environment, also that of a provider around it', async () => {
    process.env.NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY = 'pk_of_the_environment'
    const keys = []
    function Clerk(key) {
      keys.push(key)
      return standIn()
    }
    stage.root = createRoot(stage.page.window.document.createElement('main'))
    const inner = h(nextjs.ClerkProvider, null, 'app')
    const app = h(nextjs.ClerkProvider, { Clerk, frontendApi: 'written.example.com' }, inner)
    await act(async () => stage.root.render(app))
    await act(() => pause())
    delete process.env.NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY
    assert.deepEqual(keys, ['written.example.com'])
  })

  test('works where there is no router, as in tests', async () => {
    assert.deepEqual(await show(standIn()), {})
  })

  test('goes by the pages router', async () => {
    const pushed = []
    globalThis.pagesRouter = { push: to => pushed.push(to) }
    const { navigate } = await show(standIn())
    navigate('/home')
    assert.deepEqual(pushed, ['/home'])
  })

  test('goes by the app router, and renders again on the server when somebody comes or goes', async () => {
    const calls = []
    globalThis.appRouter = { push: to => calls.push(to), refresh: () => calls.push('refresh') }
    const instance = standIn({ user: { id: 'user_ada' } })
    const { navigate } = await show(instance)
    navigate('/home')
    assert.deepEqual(calls, ['/home'])
    await act(() => instance.emit())
    await act(() => instance.emit({ user: null }))
    assert.deepEqual(calls, ['/home', 'refresh'])
  })
})
