// `new Clerk(…)`: it returns at once, or throws a clear error.

import { API, Clerk, client, equal, failure, json, loading, newTab, ok, session, withFetch } from './helpers.js'

export async function takesAHostAUrlOrAPublishableKey() {
  equal(new Clerk('clerk.example.com').frontendApi, 'clerk.example.com')
  equal(new Clerk('http://localhost:4000').frontendApi, 'localhost:4000')
  const key = 'pk_test_' + btoa('clerk.example.com$')
  equal(new Clerk(key).frontendApi, 'clerk.example.com')
  equal(new Clerk(key).publishableKey, key)
  for (const [given, host] of [
    ['http://fapi:4000', 'fapi:4000'],
    ['HTTP://LocalHost.:4000/v1', 'localhost.:4000'],
    ['http://[FD00::1]:4000', '[fd00::1]:4000'],
    ['http://münchen.test', 'xn--mnchen-3ya.test'],
    ['CLERK.Example.com', 'clerk.example.com'],
    ['clerk.abcef.12345', 'clerk.abcef.12345'],
    [new URL('http://localhost:4000'), 'localhost:4000'],
    [new String('clerk.example.com'), 'clerk.example.com'],
  ]) {
    equal(new Clerk(given).frontendApi, host)
  }
}

export async function asksWhereTheUrlSays() {
  for (const [given, base] of [
    ['HTTP://Fapi:4000', 'http://fapi:4000/v1/'],
    ['https://example.test/api/v1/', 'https://example.test/api/v1/'],
    ['http://[::1]:4000/v1', 'http://[::1]:4000/v1/'],
  ]) {
    const before = fetch
    const asked = []
    globalThis.fetch = async request => {
      asked.push(request.url)
      return json({ response: null })
    }
    try {
      await new Clerk(given).load()
    } finally {
      globalThis.fetch = before
    }
    equal(
      asked.map(url => url.slice(0, base.length)),
      [base, base],
    )
  }
}

export async function namesWhatIsWrongWithAnythingElse() {
  for (const nothing of [undefined, null, '', 7, {}, [], () => {}, Symbol('x')]) {
    equal((await failure(() => new Clerk(nothing))).code, 'missing_frontend_api')
  }
  for (const wrong of [
    'clerk',
    'javascript:alert(1)',
    'pk_test_?',
    'fapi:4000',
    'https://a@b.c',
    'pk_live_' + btoa('a@b.c$'),
    'x'.repeat(1_000_000),
  ]) {
    const error = await failure(() => new Clerk(wrong))
    equal([error.name, error.code], ['ClerkError', 'invalid_frontend_api'])
    ok(error instanceof Error && error.message.length < 300, 'an Error with a short message')
  }
}

export async function theRequestsOfALoadLeaveBeforeItReturns() {
  await withFetch(loading(null), async () => {
    let sent = 0
    const { fetch } = globalThis
    globalThis.fetch = request => {
      sent += 1
      return fetch(request)
    }
    const loaded = new Clerk(API).load()
    equal(sent, 2)
    await loaded
    equal(sent, 2)
  })
}

export async function knowsNothingBeforeItIsLoaded() {
  const clerk = new Clerk('clerk.example.com')
  equal([clerk.isReady(), clerk.client, clerk.session, clerk.user], [false, null, null, null])
  ok(clerk.client === undefined && clerk.session === undefined, 'undefined, not null')
  equal((await failure(clerk.setSession('sess_1'))).code, 'not_loaded')
  equal(await clerk.signOut(), undefined)
  equal(await clerk.handleMagicLinkVerification({}), undefined)
}

export async function theConstantsAreOnTheClassAndOnItsInstances() {
  const clerk = new Clerk('clerk.example.com')
  for (const holder of [Clerk, clerk]) {
    equal(holder.MagicLinkErrorCode.Expired, 'expired')
    equal(holder.MagicLinkErrorCode.Cancelled, 'cancelled')
    equal(holder.isMagicLinkError(new Error('no')), false)
    equal(holder.isMagicLinkError(null), false)
  }
  equal(Clerk.version, clerk.version)
}

export async function methodsSurviveDestructuringAndKeepTheirIdentity() {
  await withFetch(loading(null), async () => {
    const { load, isReady, addListener, setSession, signOut, navigate } = new Clerk(API)
    await load()
    equal(isReady(), true)
    let told = 0
    const unsubscribe = addListener(() => told++)
    equal(told, 1)
    unsubscribe()
    unsubscribe()
    await setSession(null)
    equal(told, 1)
    equal(await navigate(''), undefined)
    await signOut
  })
  const clerk = new Clerk(API)
  const { navigate } = clerk
  ok(clerk.navigate === navigate, 'one function per method and instance')
}

export async function aPageKnowsOneBrowserHoweverOftenAClerkIsMade() {
  await withFetch(loading(client({ sessions: [session('sess_1')] })), async calls => {
    const routed = []
    const one = new Clerk(API)
    const other = new Clerk(API)
    let told = 0
    one.addListener(() => told++)
    const loading = one.load({ touchSession: false, navigate: to => routed.push(to) })
    await Promise.all([loading, other.load({ navigate: () => routed.push('the second') })])
    equal(calls.length, 2)
    ok(one !== other && one.client === other.client && one.user === other.user, 'one client')
    await other.navigate('/a')
    equal(routed, ['/a'], 'the options of the first load')
    await other.setSession(null)
    equal([one.session, told], [null, 2])
    ok(newTab(API).client === undefined, 'but not of another text')
  })
}
