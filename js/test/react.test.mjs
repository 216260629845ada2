// The React bindings, in both versions of React, over a `Clerk` that stands in for ours: no wasm, no network.

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { apps, createStage, pause, standIn } from './react.mjs'

const ADA = { id: 'user_ada', fullName: 'Ada' }

for (const [version, app] of Object.entries(apps)) {
  const { React, createRoot, hydrateRoot, renderToString, clerk, required } = app
  const { createElement: h, act, memo, useDeferredValue, useEffect, useMemo } = React
  const { ClerkProvider, SignedIn, SignedOut, ClerkLoading, ClerkFailed } = clerk
  const stage = createStage(app)

  const States = () => [
    h(SignedIn, { key: 1 }, 'in'),
    h(SignedOut, { key: 2 }, 'out'),
    h(ClerkLoading, { key: 3 }, 'loading'),
    h(ClerkFailed, { key: 4 }, 'failed'),
  ]

  describe(`React ${version}`, () => {
    stage.inAPage()

    test('a server renders for whom it knows, and loads nothing', () => {
      const instance = standIn({ user: ADA })
      const html = initialState =>
        renderToString(h(ClerkProvider, { Clerk: instance, initialState }, h(States))).replace(/<!-- -->/g, ' ')
      assert.equal(html({ userId: 'user_ada', sessionId: 'sess_1' }), 'in loading')
      assert.equal(html({ userId: null }), 'out loading')
      assert.equal(html(null), 'out loading')
      assert.equal(html(undefined), 'loading')
      assert.deepEqual(instance.calls, [])
      // The core is beside the bindings in the package, and not here: whoever loaded it would fail.
      assert.equal(
        renderToString(h(ClerkProvider, { frontendApi: 'clerk.example.com' }, h(ClerkLoading, null, '…'))),
        '…',
      )
    })

    test('on a server nothing loads, whatever a render calls: the next request finds nobody', async () => {
      const instance = standIn({ user: ADA })
      const { document } = globalThis
      delete globalThis.document
      const refused = []
      const Asking = () => {
        for (const asked of [clerk.useAuth().getToken(), clerk.useSignIn().create({}), clerk.useClerk().load()])
          asked.catch(error => refused.push(error.message))
        return [clerk.useUser().fullName, clerk.useClerk().user?.fullName]
      }
      const html = () => renderToString(h(ClerkProvider, { Clerk: instance }, h(Asking)))
      const first = html()
      await pause()
      const pages = [first, html()]
      globalThis.document = document
      assert.deepEqual(pages, ['', ''])
      assert.deepEqual(instance.calls, [])
      assert.deepEqual(new Set(refused), new Set(['Clerk: this needs a browser.']))
    })

    test('hydration finds what the server sent, also if the instance was loaded before', async () => {
      const Name = ({ of }) => h('p', null, of()?.fullName ?? 'nobody')
      const names = [clerk.useUser, () => clerk.useUser().user, () => clerk.useClerk().user]
      const page = () => [h(States, { key: 's' }), ...names.map((of, key) => h(Name, { key, of }))]
      for (const initialState of [undefined, null, { userId: 'user_ada', sessionId: 'sess_1' }]) {
        const instance = standIn({ user: ADA })
        const app = h(ClerkProvider, { Clerk: instance, initialState }, page())
        const main = stage.page.window.document.createElement('main')
        main.innerHTML = renderToString(app)
        await stage.show(instance, h(States))
        await act(() => stage.root.unmount())
        stage.root = undefined
        const faults = []
        const onRecoverableError = error => faults.push(error)
        const hydrated = await act(async () => hydrateRoot(main, app, { onRecoverableError }))
        assert.equal(main.textContent, 'inAdaAdaAda')
        assert.deepEqual([...faults, ...stage.page.errors], [])
        await act(() => hydrated.unmount())
      }
    })

    test('StrictMode, a provider in a provider, two roots and two copies of the package load once', async () => {
      const instance = standIn()
      const inner = h(required.ClerkProvider, { Clerk: instance }, h(clerk.SignedOut, null, 'out'))
      const text = await stage.show(instance, inner)
      const second = createRoot(stage.page.window.document.createElement('main'))
      await act(async () => second.render(h(ClerkProvider, { Clerk: instance })))
      assert.equal(text(), 'out')
      assert.deepEqual(instance.calls, [['load']])
      await act(() => second.unmount())
    })

    test('roots that name the same application have one instance: by its key, or as one of their own', async () => {
      const frontendApi = `shared-in-${version}.example.com`
      const instance = standIn()
      let made = 0
      function Clerk() {
        made++
        return instance
      }
      const two = [{ frontendApi, Clerk }, { frontendApi, Clerk }, { Clerk: standIn({ frontendApi }) }].map(
        props => [props, createRoot(stage.page.window.document.createElement('main'))],
      )
      for (const [props, root] of two)
        await act(async () => root.render(h(ClerkProvider, props, h(ClerkProvider, props))))
      await act(() => pause())
      // As after a hot reload of the file with the instance.
      const [[, root], , [props]] = two
      await act(async () => root.render(h(ClerkProvider, { Clerk: { ...props.Clerk } })))
      assert.equal(made, 1)
      assert.deepEqual(instance.calls, [['load']])
      assert.deepEqual(stage.page.errors, [])
      for (const [, root] of two) await act(() => root.unmount())
    })

    test('a provider inside of another may know who asks', () => {
      const inner = h(ClerkProvider, { initialState: { userId: 'user_ada', sessionId: 'sess_1' } }, h(States))
      const html = renderToString(h(ClerkProvider, { Clerk: standIn() }, h(States), inner))
      assert.equal(html.replace(/<!-- -->/g, ' '), 'loading in loading')
    })

    test('`navigate` may be replaced, and stays if it goes', async () => {
      const instance = standIn()
      let navigate
      instance.load = async options => ({ navigate } = options)
      const calls = []
      stage.root = createRoot(stage.page.window.document.createElement('main'))
      for (const go of [to => calls.push(`first ${to}`), to => calls.push(`second ${to}`), undefined]) {
        await act(async () => stage.root.render(h(ClerkProvider, { Clerk: instance, navigate: go })))
        await act(() => pause())
        navigate('/')
      }
      assert.deepEqual(calls, ['first /', 'second /', 'first /'])
    })

    test('a provider without an application, one of another, and a hook without a provider say so', () => {
      const render = element => () => renderToString(element)
      assert.throws(render(h(ClerkProvider)), /publishableKey/)
      const other = h(ClerkProvider, { frontendApi: 'b.example.com' })
      assert.throws(render(h(ClerkProvider, { frontendApi: 'a.example.com' }, other)), /another application/)
      const Lost = () => clerk.useUser()
      assert.throws(render(h(Lost)), /useUser\(\) needs a <ClerkProvider>.*npm ls/)
    })

    test('a provider stays with its application, and says so once', async () => {
      const instance = standIn()
      const text = await stage.show(instance, h(States))
      await stage.show(standIn({ user: ADA }), h(States))
      await stage.show(standIn({ user: ADA }), h(States))
      assert.equal(text(), 'out')
      const told = stage.page.errors.filter(error => /stays with its first application/.test(error))
      assert.equal(told.length, 1)
    })

    test('an attempt takes calls before it is loaded, in both forms, and shows what came of them', async () => {
      const instance = standIn()
      let go
      instance.load = () => new Promise(done => (go = done))
      const { values, element } = stage.seen(clerk.useSignIn)
      await stage.show(instance, element)
      const before = values.at(-1)
      assert.deepEqual(
        [before.isLoaded, before.signIn, before.id, before.status],
        [false, undefined, undefined, null],
      )
      assert.equal(before.firstFactorVerification.verifiedFromTheSameClient(), false)
      const created = before.create({ identifier: 'ada' })
      await pause()
      assert.deepEqual(instance.calls, [])
      await act(async () => go())
      await created
      assert.deepEqual(instance.calls, [['create', { identifier: 'ada' }]])
      const { isLoaded, signIn, setSession } = values.at(-1)
      assert.deepEqual([before.id, values.at(-1).id, signIn.id, isLoaded], ['sia_1', 'sia_1', 'sia_1', true])
      assert.equal(setSession, before.setSession)
      assert.equal('isLoaded' in before && 'create' in values.at(-1), true)
    })

    test('a change of the user renders what shows it; an answer without a change, nothing', async () => {
      const instance = standIn({ user: ADA })
      const renders = { parent: 0, child: 0 }
      const Child = memo(({ user }) => {
        renders.child++
        return useDeferredValue(user).fullName
      })
      const Parent = () => {
        renders.parent++
        const { user } = clerk.useUser()
        const initial = useMemo(() => user?.fullName[0], [user])
        return user && [initial, h(Child, { key: 1, user })]
      }
      const text = await stage.show(instance, h(memo(Parent)))
      assert.equal(text(), 'AAda')
      const before = { ...renders }
      for (let i = 0; i < 6; i++) await act(() => instance.emit())
      await act(() => instance.emit({ client: { ...instance.client, signIn: { id: 'sia_2' } } }))
      assert.deepEqual(renders, before)
      await act(() => instance.emit({ user: { ...ADA, fullName: 'Beth' } }))
      assert.equal(text(), 'BBeth')
    })

    test('while the session changes, the page shows what it showed', async () => {
      const instance = standIn({ user: ADA })
      const text = await stage.show(instance, h(States))
      const { values, element } = stage.seen(clerk.useAuth)
      await stage.show(instance, h(States), element)
      await act(() => instance.emit({ user: undefined }))
      assert.equal(text(), 'in')
      const token = values.at(-1).getToken()
      await act(() => instance.emit({ user: { ...ADA, id: 'user_beth' } }))
      assert.equal(text(), 'in')
      assert.equal(await token, 'token of user_beth')
    })

    test('getToken and signOut are the same for ever; nobody has a token', async () => {
      const instance = standIn()
      const { values, element } = stage.seen(clerk.useAuth)
      await stage.show(instance, element)
      assert.equal(await values.at(-1).getToken(), null)
      await act(() => instance.emit({ user: ADA }))
      assert.equal(await values[0].getToken(), 'token of user_ada')
      assert.deepEqual([values[0].userId, values.at(-1).userId], [undefined, 'user_ada'])
      for (const name of ['getToken', 'signOut']) assert.equal(new Set(values.map(value => value[name])).size, 1)
      await values[0].signOut()
      assert.deepEqual(instance.calls.at(-1), ['signOut'])
    })

    test("nobody's user rejects, and says why", async () => {
      const { values, element } = stage.seen(clerk.useUser)
      await stage.show(standIn(), element)
      const user = values.at(-1)
      assert.deepEqual([user.isLoaded, user.isSignedIn, user.user, user.fullName], [true, false, null, undefined])
      await assert.rejects(user.update({}), { name: 'ClerkError', code: 'signed_out' })
    })

    test('a method of useClerk waits for the load, whoever asks first', async () => {
      const instance = standIn({ handleMagicLinkVerification: async params => params })
      const outcomes = []
      const Verification = () => {
        const { handleMagicLinkVerification } = clerk.useClerk()
        useEffect(() => void handleMagicLinkVerification({ redirectUrl: '/' }).then(it => outcomes.push(it)), [])
        return null
      }
      await stage.show(instance, h(Verification))
      assert.deepEqual(instance.calls, [['load']])
      assert.equal(outcomes.length, 2)
      const { values, element } = stage.seen(clerk.useClerk)
      await stage.show(instance, element)
      assert.equal(values[0].client, instance.client)
      assert.equal(values[0].buildSignInUrl, undefined)
    })

    test('an application that cannot be reached is shown as failed, and loaded as soon as it is back', async () => {
      const instance = standIn({ failures: 1 })
      const text = await stage.show(instance, h(States))
      assert.equal(text(), 'failed')
      await act(async () => stage.page.window.dispatchEvent(new stage.page.window.Event('online')))
      await act(() => pause())
      assert.equal(text(), 'out')
      assert.equal(instance.calls.length, 2)
    })

    test('what cannot get better is told once, and not tried again by itself', async () => {
      const lasting = [
        { code: 'invalid_frontend_api', message: 'no such host' },
        { name: 'ClerkAPIResponseError', status: 422, message: 'not for this origin' },
      ]
      for (const error of lasting) {
        let made = 0
        function Clerk() {
          made++
          throw error
        }
        const stops = { Clerk, frontendApi: error.message }
        stage.page.errors.length = 0
        const main = stage.page.window.document.createElement('main')
        const root = createRoot(main)
        await act(async () => root.render(h(ClerkProvider, stops, h(States))))
        await act(async () => stage.page.window.dispatchEvent(new stage.page.window.Event('online')))
        await act(() => pause())
        assert.equal(main.textContent, 'failed')
        assert.equal(made, 1)
        assert.equal(stage.page.errors.length, 1)
        await act(() => root.unmount())
      }
    })

    test('if the core comes late, what was asked for before is done then, once', async () => {
      const instance = standIn()
      let made = 0
      function Clerk() {
        if (made++ === 0) throw new Error('no chunk')
        return instance
      }
      const unhandled = []
      const note = error => unhandled.push(error)
      process.on('unhandledRejection', note)
      let heard = 0
      const Listener = () => {
        const { addListener } = clerk.useClerk()
        useEffect(() => addListener(() => heard++), [])
      }
      const main = stage.page.window.document.createElement('main')
      stage.root = createRoot(main)
      const props = { Clerk, frontendApi: `late-in-${version}.example.com` }
      const children = [h(clerk.SignIn, { key: 1 }), h(Listener, { key: 2 }), h(States, { key: 3 })]
      await act(async () => stage.root.render(h(ClerkProvider, props, children)))
      await act(() => pause())
      assert.equal(main.textContent, 'failed')
      await act(async () => stage.page.window.dispatchEvent(new stage.page.window.Event('online')))
      await act(() => pause())
      process.off('unhandledRejection', note)
      assert.equal(main.textContent, 'out')
      assert.deepEqual([heard, unhandled], [1, []])
      assert.deepEqual(
        instance.calls.map(([name]) => name),
        ['load', 'mountSignIn'],
      )
    })

    test('whatever people do while it cannot be reached, one retry is planned', async t => {
      t.mock.timers.enable({ apis: ['setTimeout'] })
      const instance = standIn({ failures: Infinity })
      const { values, element } = stage.seen(clerk.useUser)
      stage.root = createRoot(stage.page.window.document.createElement('main'))
      await act(async () => stage.root.render(h(ClerkProvider, { Clerk: instance }, element)))
      for (let i = 0; i < 5; i++) await assert.rejects(values[0].update({}), /no network/)
      const before = instance.calls.length
      await act(async () => t.mock.timers.tick(2000))
      assert.equal(instance.calls.length, before + 1)
      await act(async () => t.mock.timers.tick(3999))
      assert.equal(instance.calls.length, before + 1)
      await act(async () => t.mock.timers.tick(1))
      assert.equal(instance.calls.length, before + 2)
      t.mock.timers.reset()
    })

    test('one that does not answer is shown as failed in time', async t => {
      t.mock.timers.enable({ apis: ['setTimeout'] })
      const Clerk = { ...standIn(), load: () => new Promise(() => {}) }
      stage.root = createRoot(stage.page.window.document.createElement('main'))
      await act(async () => stage.root.render(h(ClerkProvider, { Clerk }, h(ClerkFailed, null, 'failed'))))
      await act(() => t.mock.timers.tick(8000))
      const html = stage.page.window.document.createElement('main')
      t.mock.timers.reset()
      await act(() => stage.root.unmount())
      stage.root = createRoot(html)
      await act(async () => stage.root.render(h(ClerkProvider, { Clerk }, h(ClerkFailed, null, 'failed'))))
      assert.equal(html.textContent, 'failed')
    })
  })
}
