// An object that a framework wraps in a `Proxy` (Vue, Pinia, MobX) is still the same object: each method
// does the same through the wrap and without it.

import {
  API,
  Clerk,
  client,
  equal,
  failure,
  json,
  LINK,
  loaded,
  loading,
  ok,
  pause,
  session,
  until,
  USER,
  waiting,
  withFetch,
} from './helpers.js'

const known = new WeakMap()

/** As Vue does it: objects that are read from a wrapped object are wrapped, too. */
function deep(object) {
  if (!known.has(object))
    known.set(
      object,
      new Proxy(object, {
        get(target, key, receiver) {
          const value = Reflect.get(target, key, receiver)
          return typeof value === 'object' && value !== null && !(value instanceof Promise) ? deep(value) : value
        },
      }),
    )
  return known.get(object)
}

/** Ways to wrap an object. */
const wraps = {
  plain: object => new Proxy(object, {}),
  deep,
  sealing: object => new Proxy(object, { defineProperty: () => false }),
  derived: object => Object.create(object),
  bare: object => object,
}

/** Every pair of wraps: a test uses an object through the first while it is also used through the second. */
const pairs = Object.entries(wraps).flatMap(([outer, wrap]) =>
  Object.entries(wraps).map(([inner, other]) => [`${outer}, ${inner}`, wrap, other]),
)

export async function aWaitIsCancelledThroughAnyWrap() {
  await waiting(
    () => ({}),
    async ({ signIn, flow }) => {
      await signIn.prepareFirstFactor({ strategy: 'email_link', emailAddressId: 'idn_1' })
      for (const [name, wrap, other] of pairs)
        for (const start of ['startMagicLinkFlow', 'resumeMagicLinkFlow']) {
          const ended = failure(wrap(flow)[start](LINK))
          await pause(5)
          other(flow).cancelMagicLinkFlow()
          equal((await ended).code, 'cancelled', `${name}: ${start}`)
        }
    },
  )
}

export async function aSecondLinkGoesOutWithTheOptionsOfTheFirstThroughAnyWrap() {
  await waiting(
    () => ({}),
    async ({ flow, calls }) => {
      const sent = () => calls.filter(call => call.path.endsWith('/prepare_first_factor'))
      for (const [name, wrap, other] of pairs) {
        calls.length = 0
        const ended = failure(wrap(flow).startMagicLinkFlow(LINK))
        await until(() => sent().length === 1, 'sent')
        await other(flow).resendMagicLink()
        equal(sent()[1]?.body, sent()[0].body, name)
        wrap(flow).cancelMagicLinkFlow()
        equal((await ended).code, 'cancelled', name)
      }
    },
  )
}

export async function aWaitIsSupersededAndHastenedThroughAnyWrap() {
  await waiting(
    () => ({}),
    async ({ clerk, signIn, calls }) => {
      for (const [name, wrap, other] of pairs) {
        const begin = () => wrap(signIn).createMagicLinkFlow().startMagicLinkFlow(LINK)
        let ended = failure(begin())
        void other(signIn)
          .createMagicLinkFlow()
          .startMagicLinkFlow(LINK)
          .catch(() => {})
        equal((await ended).code, 'superseded', name)
        ended = failure(begin())
        await until(() => calls.at(-1).path.endsWith('/sia_1'), 'a poll')
        calls.length = 0
        await other(signIn).prepareFirstFactor({ strategy: 'email_code', emailAddressId: 'idn_1' })
        await until(() => calls.some(call => call.path.endsWith('/sia_1')), 'it looks at once', 500)
        await other(signIn).create({ identifier: 'ada@example.test' })
        equal((await ended).code, 'superseded', name)
        equal(clerk.client.signIn === signIn, true, name + ': the client holds what it held')
      }
    },
  )
}

export async function eachMethodIsOneFunctionAndActsOnWhatItWasReadFrom() {
  const first = client({ sessions: [session('sess_1')] })
  await withFetch(
    loading(first, () => json({ response: USER })),
    async calls => {
      const clerk = await loaded({ touchSession: false })
      const { user } = clerk
      const held = {
        clerk,
        client: clerk.client,
        session: clerk.session,
        user,
        address: user.primaryEmailAddress,
        signIn: clerk.client.signIn,
        flow: clerk.client.signUp.createMagicLinkFlow(),
      }
      const method = {
        clerk: 'navigate',
        client: 'reload',
        session: 'touch',
        user: 'update',
        address: 'reload',
        signIn: 'create',
        flow: 'cancelMagicLinkFlow',
      }
      for (const [kind, object] of Object.entries(held))
        for (const [name, wrap] of Object.entries(wraps)) {
          for (const holder of [wrap(object), object]) {
            const { [method[kind]]: once } = holder
            ok(holder[method[kind]] === once, `${kind}, ${name}`)
          }
        }
      const written = []
      const watched = new Proxy(user, {
        set(target, key, value) {
          written.push(key)
          return Reflect.set(target, key, value)
        },
      })
      void user.update
      const answer = calls.length
      ok((await watched.update({ firstName: 'Ada' })) === watched, 'what was called comes back')
      ok((await user.update({ firstName: 'Ada' })) === user, 'likewise')
      equal(calls.length, answer + 2)
    },
  )
}

export async function aFrameworkHearsOfWhatIsWrittenThroughItsWrap() {
  let name = 'Ada'
  const answer = loading(client({ sessions: [session('sess_1')] }), () =>
    json({ response: { ...USER, first_name: name } }),
  )
  await withFetch(answer, async () => {
    const { user } = await loaded({ touchSession: false })
    await user.reload()
    const written = []
    const watched = new Proxy(user, {
      set(target, key, value) {
        written.push(key)
        return Reflect.set(target, key, value)
      },
    })
    name = 'Augusta'
    await watched.reload()
    equal([written.includes('firstName'), user.firstName, watched.firstName], [true, 'Augusta', 'Augusta'])
  })
}

export async function aWrappedSessionIsTheSession() {
  const first = client({ sessions: [session('sess_1'), session('sess_2')], last_active_session_id: 'sess_1' })
  await withFetch(
    loading(first, () => json({ response: {} })),
    async () => {
      for (const [name, wrap] of Object.entries(wraps)) {
        const clerk = await loaded({
          touchSession: false,
          selectInitialSession: client => wrap(wrap(client).sessions[1]),
        })
        const [one, two] = clerk.client.sessions
        ok(clerk.session === two && clerk.user === two.user, name + ': the one itself')
        await wrap(clerk).setSession(wrap(one))
        ok(clerk.session === one, name)
      }
      const elsewhere = await loaded({
        touchSession: false,
        selectInitialSession: () => ({ status: 'active', id: 'sess_9' }),
      })
      equal(elsewhere.session, null)
    },
  )
}

export async function aSubclassAndATestMayPutMethodsOfTheirOwnInPlace() {
  await withFetch(loading(null), async () => {
    let overridden = 0
    class Mine extends Clerk {
      load(options) {
        overridden++
        return super.load(options)
      }
    }
    const mine = new Mine(API)
    await mine.load()
    await mine.load()
    equal(overridden, 2, 'reading the method of the class leaves the one of the subclass in its place')
    const { navigate } = mine
    mine.navigate = () => 'mocked'
    equal(mine.navigate(), 'mocked')
    equal(Object.keys(mine).includes('navigate'), true)
    delete mine.navigate
    ok(mine.navigate === navigate, 'as it was')
    const { load } = Clerk.prototype
    ok(
      Clerk.prototype.load === load && Mine.prototype.signOut === Clerk.prototype.signOut,
      'prototypes show methods',
    )
    const other = Reflect.construct(Clerk, [API], Mine)
    await Clerk.prototype.load.call(other)
    equal(other.isReady(), true)
    const { signIn } = mine.client
    signIn.create = () => 'mocked'
    equal(signIn.create(), 'mocked')
  })
}

export async function aWrapThatThrowsOrCallsBackInLeavesTheInstanceWhole() {
  await waiting(
    () => ({}),
    async ({ clerk, signIn, flow }) => {
      const begin = () =>
        clerk.client.signUp
          .createMagicLinkFlow()
          .resumeMagicLinkFlow()
          .catch(() => {})
      const traps = {
        throws: () => {
          throw new Error('not for you')
        },
        callsBack: target => {
          void begin()
          return Reflect.getPrototypeOf(target)
        },
      }
      const { resource } = flow
      for (const [name, getPrototypeOf] of Object.entries(traps)) {
        flow.resource = new Proxy(resource, { getPrototypeOf })
        const ended = failure(flow.startMagicLinkFlow(LINK))
        flow.cancelMagicLinkFlow()
        ok((await ended).code, name)
      }
      // A look at a wait under way begins another one.
      let calls = 0
      flow.resource = new Proxy(resource, {
        get(target, key, receiver) {
          if (typeof key === 'symbol' && !calls++) void begin()
          return Reflect.get(target, key, receiver)
        },
      })
      const first = failure(flow.startMagicLinkFlow(LINK))
      calls = 0
      const second = failure(signIn.createMagicLinkFlow().startMagicLinkFlow(LINK))
      ok(calls > 0, 'looked at')
      equal((await first).code, 'superseded')
      flow.resource = resource
      const ended = failure(flow.startMagicLinkFlow(LINK))
      flow.cancelMagicLinkFlow()
      equal([(await second).code, (await ended).code], ['superseded', 'cancelled'], 'as before')
    },
  )
}
