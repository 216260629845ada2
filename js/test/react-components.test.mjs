// What the React bindings mount, the redirects and the buttons, in both versions of React, over a `Clerk` that stands in
// for ours.

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { apps, createStage, pause, standIn } from './react.mjs'

for (const [version, app] of Object.entries(apps)) {
  const { React, clerk } = app
  const { createElement: h, act } = React
  const { SignedOut } = clerk
  const stage = createStage(app)

  describe(`components in React ${version}`, () => {
    stage.inAPage()

    test('a component is mounted once, gets other props, and goes', async () => {
      const instance = standIn()
      const app = props => stage.show(instance, h(clerk.SignIn, props))
      await app({ afterSignInUrl: '/' })
      const names = () => instance.calls.map(([name]) => name)
      // StrictMode takes it away and mounts it again.
      assert.deepEqual(names().sort(), ['load', 'mountSignIn', 'mountSignIn', 'unmountSignIn'])
      await app({ afterSignInUrl: '/' })
      assert.equal(names().length, 4)
      await app({ afterSignInUrl: '/home' })
      const [name, node, props] = instance.calls.at(-1)
      assert.deepEqual([name, node.tagName, props], ['mountSignIn', 'DIV', { afterSignInUrl: '/home' }])
      await stage.show(instance)
      assert.deepEqual(instance.calls.at(-1), ['unmountSignIn', node])
    })

    test('a redirect leaves once; the buttons do what they say, after what their child does', async () => {
      const instance = standIn()
      const { RedirectToSignIn, SignInButton, SignOutButton } = clerk
      await stage.show(instance, h(SignedOut, null, h(RedirectToSignIn, { returnBack: false })))
      assert.deepEqual(instance.calls.slice(1), [['redirectToSignIn', { returnBack: false }]])
      const onClick = () => instance.calls.push(['clicked'])
      await stage.show(
        instance,
        h(SignInButton, { mode: 'modal', afterSignInUrl: '/' }, h('button', { onClick }, 'Enter')),
        h(SignInButton),
        h(SignOutButton, { redirectUrl: '/' }),
      )
      const [open, go, out] = stage.page.window.document.querySelectorAll('button')
      assert.deepEqual(
        [open, go, out].map(button => button.textContent),
        ['Enter', 'Sign in', 'Sign out'],
      )
      for (const button of [open, go, out]) {
        await act(async () => button.click())
        await act(() => pause())
      }
      const names = instance.calls.slice(2).map(([name]) => name)
      assert.deepEqual(names, ['clicked', 'openSignIn', 'redirectToSignIn', 'signOut'])
    })

    test('what fails after a press or in a redirect is told once, and nothing is unhandled', async t => {
      const unhandled = []
      const note = error => unhandled.push(error)
      process.on('unhandledRejection', note)
      t.after(() => process.off('unhandledRejection', note))
      const { RedirectToSignIn, SignInButton, SignOutButton } = clerk
      const away = standIn({ failures: Infinity })
      const here = standIn()
      here.redirectToSignIn = async () => Promise.reject(new Error('no such page'))
      const own = ["the app's own", 'another'].map(text => h('button', { onClick: () => Promise.reject(text) }))
      for (const [instance, ...children] of [
        [away, h(SignInButton), h(SignOutButton)],
        [here, h(RedirectToSignIn), h(SignInButton), ...own.map(child => h(SignOutButton, null, child))],
      ]) {
        await stage.show(instance, ...children)
        for (const button of stage.page.window.document.querySelectorAll('button'))
          await act(async () => button.click())
        await act(() => pause())
        await act(() => stage.root.unmount())
        stage.root = undefined
      }
      assert.deepEqual(stage.page.errors, ['Error: no network', 'Error: no such page', "the app's own", 'another'])
      assert.deepEqual(unhandled, [])
    })
  })
}
