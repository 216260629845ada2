// `useMagicLink`, in both versions of React, over a `Clerk` that stands in for ours.

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { apps, createStage, pause, standIn } from './react.mjs'

for (const [version, app] of Object.entries(apps)) {
  const { React, clerk } = app
  const { createElement: h, Activity, act, useEffect, useLayoutEffect } = React
  const stage = createStage(app)

  describe(`useMagicLink in React ${version}`, () => {
    stage.inAPage()

    const starts = instance => instance.calls.filter(([name]) => name === 'start' || name === 'resume')
    const PARAMS = { redirectUrl: '/verification' }

    /** A component that waits for this resource as soon as it is there. */
    function waiter(resource) {
      const outcomes = []
      const Component = ({ of = resource, begin = true }) => {
        const hook = clerk.useMagicLink(of)
        Object.assign(outcomes, { hook })
        useEffect(() => {
          if (!begin) return
          const note = name => value => outcomes.push([name, value])
          hook.startMagicLinkFlow(PARAMS).then(note('verified'), note('failed'))
        }, [])
        return hook.progress?.phase ?? 'still'
      }
      return { outcomes, Component }
    }

    test('a flow that begins in an effect sends one email, and both effects get the result', async () => {
      const instance = standIn()
      const { outcomes, Component } = waiter(instance.client.signUp)
      const text = await stage.show(instance, h(Component))
      assert.equal(starts(instance).length, 1)
      assert.equal(text(), 'waiting')
      await act(async () => instance.client.signUp.settle())
      assert.deepEqual(outcomes.slice(), [
        ['verified', instance.client.signUp],
        ['verified', instance.client.signUp],
      ])
      assert.equal(text(), 'still')
      // A click on the same button later is another wish.
      act(() => void outcomes.hook.startMagicLinkFlow(PARAMS))
      await act(() => pause())
      assert.equal(starts(instance).length, 2)
    })

    test('so does one that begins in an effect of a child, or in a layout effect', async () => {
      for (const effect of [useEffect, useLayoutEffect]) {
        const instance = standIn()
        const Child = ({ start }) => effect(() => void start(PARAMS), [])
        const Parent = () => h(Child, { start: clerk.useMagicLink(instance.client.signUp).startMagicLinkFlow })
        await stage.show(instance, h(Parent, { key: effect.name }))
        assert.equal(starts(instance).length, 1)
        await act(() => stage.root.unmount())
        stage.root = undefined
      }
    })

    test('a page that was hidden before the load sends its email when it is back', {
      skip: !Activity,
    }, async () => {
      const instance = standIn()
      let go
      instance.load = () => new Promise(done => (go = done))
      const { Component } = waiter(instance.client.signUp)
      for (const mode of ['visible', 'hidden', 'visible'])
        await stage.show(instance, h(Activity, { mode }, h(Component)))
      await act(async () => go())
      await act(() => pause())
      assert.equal(starts(instance).length, 1)
    })

    test('the end of one wait leaves the progress of another', async () => {
      const instance = standIn()
      const { signIn, signUp } = instance.client
      const { outcomes, Component } = waiter(signUp)
      const text = await stage.show(instance, h(Component))
      await stage.show(instance, h(Component, { of: signIn }))
      await act(async () => void outcomes.hook.startMagicLinkFlow(PARAMS))
      await act(async () => signUp.settle())
      assert.equal(text(), 'waiting')
      await act(async () => signIn.settle())
      assert.equal(text(), 'still')
    })

    test('who leaves the page hears nothing more; who cancels is told', async () => {
      const instance = standIn()
      const { outcomes, Component } = waiter(instance.client.signUp)
      await stage.show(instance, h(Component))
      await stage.show(instance)
      await act(() => pause())
      assert.deepEqual(instance.calls.at(-1), ['cancel'])
      assert.deepEqual(outcomes.slice(), [])
      await stage.show(instance, h(Component))
      outcomes.hook.cancelMagicLinkFlow()
      await act(() => pause())
      assert.deepEqual(
        outcomes.map(([name, error]) => `${name} ${error.code}`),
        ['failed cancelled', 'failed cancelled'],
      )
    })

    test('who leaves before the application is loaded sends nothing', async () => {
      const instance = standIn()
      let go
      instance.load = () => new Promise(done => (go = done))
      const Sender = () => {
        const { startMagicLinkFlow } = clerk.useMagicLink(clerk.useSignUp())
        useEffect(() => void startMagicLinkFlow(PARAMS), [])
        return null
      }
      await stage.show(instance, h(Sender))
      await stage.show(instance)
      await act(() => pause())
      await act(async () => go())
      await act(() => pause())
      assert.deepEqual(starts(instance), [])
    })

    test('a wait goes on when the component gets another resource, and leaving ends both', async () => {
      const instance = standIn()
      const { signIn, signUp } = instance.client
      const { outcomes, Component } = waiter(signUp)
      await stage.show(instance, h(Component))
      await stage.show(instance, h(Component, { of: signIn }))
      outcomes.hook.resumeEmailLinkFlow()
      await outcomes.hook.resendMagicLink()
      await act(() => pause())
      assert.deepEqual(
        instance.calls.map(([name]) => name),
        ['load', 'start', 'resume', 'resend'],
      )
      await stage.show(instance)
      await act(() => pause())
      assert.deepEqual(instance.calls.slice(-2), [['cancel'], ['cancel']])
    })

    test('without a resource nothing starts, and the error says what is missing', async () => {
      const instance = standIn()
      const { values, element } = stage.seen(() => clerk.useMagicLink(null))
      await stage.show(instance, element)
      for (const name of ['startMagicLinkFlow', 'resumeEmailLinkFlow', 'resendMagicLink'])
        await assert.rejects(values.at(-1)[name](PARAMS), {
          name: 'ClerkError',
          code: 'attempt_not_created',
          message: /useMagicLink\(\) needs/,
        })
      assert.equal(values.at(-1).progress, null)
    })

    test('a flow takes the attempt of either form of the hook', async () => {
      const instance = standIn()
      const Form = ({ hook }) => {
        const { startMagicLinkFlow } = clerk.useMagicLink(hook())
        return h('button', { onClick: () => startMagicLinkFlow(PARAMS) })
      }
      await stage.show(
        instance,
        h(Form, { hook: clerk.useSignIn }),
        h(Form, { hook: () => clerk.useSignIn().signIn }),
      )
      for (const button of stage.page.window.document.querySelectorAll('button'))
        await act(async () => button.click())
      await act(() => pause())
      assert.equal(starts(instance).length, 2)
    })
  })
}
