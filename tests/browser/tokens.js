// `session.getToken()`: few requests, fresh tokens.

import {
  client,
  equal,
  failure,
  hastened,
  HOST,
  json,
  loaded,
  loading,
  ok,
  pause,
  session,
  sessionToken,
  stalled,
  token,
  until,
  withFetch,
} from './helpers.js'

/** How many tokens the server made. */
let minted = 0

function jwt(n, life = 60) {
  const iat = 1_647_500_000 + n
  const part = value => btoa(JSON.stringify(value)).replaceAll('=', '').replaceAll('+', '-').replaceAll('/', '_')
  return [part({ alg: 'RS256' }), part({ iat, exp: iat + life, sid: 'sess_1', note: '??>>' }), 'sig'].join('.')
}

/** Runs `script` in a signed-in browser. */
async function signedIn(script, { life = 60, tokens = () => json(token(jwt(++minted, life))) } = {}) {
  minted = 0
  const one = { ...session('sess_1'), last_active_token: token(jwt(0, life)) }
  const answer = loading(client({ sessions: [one, session('sess_2')] }), call =>
    call.path.includes('/tokens') ? tokens(call) : json({ response: one, client: null }),
  )
  await withFetch(answer, async calls => {
    const clerk = await loaded({ touchSession: false })
    await script({ clerk, calls, asked: () => calls.filter(c => c.path.includes('/tokens')) })
  })
}

export async function theTokenThatCameWithTheClientIsUsedFirst() {
  await signedIn(async ({ clerk, asked }) => {
    equal(await clerk.session.getToken(), jwt(0))
    const { getToken } = clerk.session
    equal(await getToken({ leewayInSeconds: 20 }), jwt(0))
    equal(asked().length, 0)
    ok(document.cookie.includes('__session=' + jwt(0)), 'the cookie is the same token')
  })
}

export async function oneRequestServesAllWhoAskAtOnce() {
  await signedIn(async ({ clerk, asked }) => {
    const { session } = clerk
    const options = { skipCache: true }
    const tokens = await Promise.all([
      session.getToken(options),
      session.getToken(options),
      session.getToken(options),
    ])
    equal(tokens, Array(3).fill(jwt(1)))
    equal(
      asked().map(c => [c.method, c.path]),
      [['POST', '/v1/client/sessions/sess_1/tokens']],
    )
    equal(await session.getToken(), jwt(1))
    ok(document.cookie.includes('__session=' + jwt(1)), 'the cookie follows')
  })
}

export async function aStaleTokenIsReplaced() {
  await signedIn(
    async ({ clerk, asked }) => {
      equal(await clerk.session.getToken(), jwt(1, 14))
      equal(asked().length, 1)
    },
    { life: 14 },
  )
}

export async function templatesAreAskedForByName() {
  await signedIn(async ({ clerk, asked }) => {
    await clerk.session.getToken({ template: 'hasura' })
    await clerk.session.getToken({ template: new String('hasura') })
    equal(
      asked().map(c => c.path),
      ['/v1/client/sessions/sess_1/tokens/hasura'],
    )
    ok(document.cookie.includes('__session=' + jwt(0)), 'the cookie stays the session token')
  })
}

export async function errorsAreToldUnlessTheAppDoesNotWantThem() {
  await signedIn(
    async ({ clerk }) => {
      const error = await failure(clerk.session.getToken({ skipCache: true }))
      equal([error.name, error.status], ['ClerkAPIResponseError', 500])
      equal(await clerk.session.getToken({ skipCache: true, throwOnError: false }), '')
      equal(await clerk.session.getToken(), jwt(0))
      equal((await failure(clerk.session.getToken({ leewayInSeconds: 60 }))).argument, 'leewayInSeconds')
    },
    { tokens: () => json({ errors: [] }, 500) },
  )
  await signedIn(
    async ({ clerk }) => {
      const error = await failure(clerk.session.getToken({ skipCache: true }))
      equal([error.code, error.field], ['unexpected_response', 'jwt'])
    },
    { tokens: () => json(token(undefined)) },
  )
}

export async function anotherTabsTokenIsTakenOverIfItIsNewer() {
  await signedIn(async ({ clerk, asked }) => {
    const otherTab = new BroadcastChannel('clerk:' + HOST)
    otherTab.postMessage({ type: 'token', session: 'sess_1', jwt: jwt(9), at: Date.now() })
    await until(async () => (await clerk.session.getToken()) === jwt(9), 'the newer token')
    for (const strange of [
      null,
      7,
      'x',
      {},
      { type: 'token' },
      { type: 'token', session: 'sess_1', jwt: 'x.y.z' },
      { type: 'token', session: 'sess_1', jwt: jwt(3), at: Date.now() },
      { type: 'token', session: 'sess_1', jwt: jwt(20), at: Date.now() - 70_000 },
      { type: 'other' },
    ]) {
      otherTab.postMessage(strange)
    }
    await pause(50)
    equal(await clerk.session.getToken(), jwt(9))
    equal(asked().length, 0)
    otherTab.close()
  })
}

export async function aSignOutInAnotherTabIsCheckedWithTheServer() {
  let first = client({ sessions: [session('sess_1')] })
  await withFetch(
    (call, request) => loading(first)(call, request),
    async calls => {
      const clerk = await loaded({ touchSession: false })
      first = client()
      const otherTab = new BroadcastChannel('clerk:' + HOST)
      otherTab.postMessage({ type: 'signout' })
      await until(() => clerk.session === null, 'signed out here too')
      equal(calls.at(-1).path, '/v1/client')
      otherTab.close()
    },
  )
}

export async function theBackgroundFetchesTheNextTokenInTime() {
  await signedIn(
    async ({ clerk, asked }) => {
      await until(() => asked().length === 1, 'a refresh', 5_000)
      await until(() => document.cookie.includes(jwt(1, 16)), 'the cookie follows')
    },
    { life: 16 },
  )
}

export async function aTokenThatLivesIsBetterThanNone() {
  await signedIn(
    async ({ clerk }) => {
      equal(await clerk.session.getToken(), jwt(0, 14))
      equal((await failure(clerk.session.getToken({ skipCache: true }))).code, 'network_error')
      equal((await failure(clerk.session.getToken({ leewayInSeconds: 20 }))).code, 'network_error')
    },
    {
      life: 14,
      tokens: () => {
        throw new TypeError('Failed to fetch')
      },
    },
  )
  await signedIn(
    async ({ clerk }) => {
      equal((await failure(clerk.session.getToken())).status, 403)
    },
    { life: 14, tokens: () => json({ errors: [] }, 403) },
  )
}

export async function aRequestThatIsNeverAnsweredIsGivenUp() {
  await hastened(100, () =>
    signedIn(
      async ({ clerk }) => {
        equal((await failure(clerk.session.getToken({ skipCache: true }))).code, 'network_error')
      },
      { tokens: (_, request) => stalled(request) },
    ),
  )
}

export async function ofAllTabsOneFetchesTheNextToken() {
  const tokens = async () => {
    await pause(500)
    return json(token(jwt(++minted)))
  }
  await hastened(20, () =>
    signedIn(
      async ({ clerk, asked }) => {
        const tabs = [clerk, await loaded({ touchSession: false }), await loaded({ touchSession: false })]
        await pause(8_000)
        equal(asked().length, 1)
        for (const tab of tabs) equal(await tab.session.getToken(), jwt(1))
        equal(asked().length, 1)
      },
      { life: 16, tokens },
    ),
  )
}

export async function aTabThatFrozeWithTheLockIsWaitedForBriefly() {
  let thaw
  navigator.locks.request(
    'clerk.refresh:' + HOST,
    () =>
      new Promise(resolve => {
        thaw = resolve
      }),
  )
  await until(() => thaw, 'the lock is taken')
  await hastened(20, async () => {
    const start = Date.now()
    let refreshedAfter
    const tokens = () => {
      refreshedAfter = Date.now() - start
      return json(token(jwt(++minted)))
    }
    await signedIn(() => until(() => refreshedAfter, 'a refresh', 20_000), { life: 12, tokens })
    ok(refreshedAfter >= 3_000, '2 seconds after the time to refresh: ' + refreshedAfter)
  })
  thaw()
}

export async function aBrowserThatRefusesItsLocksGetsItsTokens() {
  const { locks } = navigator
  locks.request = () => Promise.reject(new DOMException('', 'SecurityError'))
  try {
    await hastened(20, () =>
      signedIn(
        async ({ asked }) => {
          await until(() => asked().length === 1, 'a refresh', 20_000)
        },
        { life: 16 },
      ),
    )
  } finally {
    delete locks.request
  }
}

export async function theBackgroundLeavesAServerInTroubleInPeace() {
  const refreshes = async tokens => {
    let count
    await hastened(100, () =>
      signedIn(
        async ({ clerk, asked }) => {
          await pause(40_000)
          count = asked().length
          equal([clerk.session?.id, clerk.client.activeSessions.length], ['sess_1', 2], 'still signed in')
        },
        { life: 16, tokens },
      ),
    )
    return count
  }
  equal(await refreshes(() => json({ errors: [] }, 404)), 1, 'refused')
  equal(await refreshes(() => json({ errors: [] }, 429, { 'retry-after': '300' })), 1, 'asked to wait')
  for (const trouble of [
    () => {
      throw new TypeError('Failed to fetch')
    },
    () => json({ errors: [] }, 503),
  ]) {
    const times = await refreshes(trouble)
    ok(times >= 2 && times <= 4, 'after 5, 10 and 20 seconds: ' + times)
  }
}

export async function aPageMayRefreshItsTokensItself() {
  const one = {
    ...session('sess_1'),
    last_active_token: token(sessionToken('sess_1', 1_700_000_000, 16)),
  }
  await hastened(20, () =>
    withFetch(loading(client({ sessions: [one] })), async calls => {
      await loaded({ touchSession: false, polling: false })
      await pause(10_000)
      equal(calls.length, 2)
    }),
  )
}

export async function aSessionThatIsGoneTakesItsTokenAlong() {
  let first = client({ sessions: [session('sess_1')] })
  await withFetch(
    (call, request) => loading(first)(call, request),
    async calls => {
      const clerk = await loaded({ touchSession: false })
      const { session } = clerk
      ok(await session.getToken(), 'from memory')
      first = client()
      await clerk.handleUnauthenticated()
      equal((await failure(session.getToken())).status, 404)
      equal(calls.at(-1).path, '/v1/client/sessions/sess_1/tokens')
    },
  )
}

export async function aTokenThatAnotherScriptMadeUpDoesNotStick() {
  await signedIn(async ({ clerk, asked }) => {
    const script = new BroadcastChannel('clerk:' + HOST)
    const iat = 1_647_500_000
    const made = fields =>
      [
        'x',
        btoa(JSON.stringify({ sid: 'sess_1', iat: iat + 9, exp: iat + 69, ...fields })).replaceAll('=', ''),
        'y',
      ].join('.')
    const tell = async (jwt, session = 'sess_1') => {
      script.postMessage({ type: 'token', session, jwt, at: Date.now() })
      await pause(50)
    }
    for (const fields of [
      { iat: 4e9, exp: 9e9 },
      { exp: iat + 1_000 },
      { sid: 'sess_2' },
      { sid: undefined },
      { iat: iat + 90, exp: iat + 150 },
    ]) {
      await tell(made(fields))
      equal(await clerk.session.getToken(), jwt(0), JSON.stringify(fields))
    }
    await tell(made({ sid: 'sess_3' }), 'sess_3')
    ok(document.cookie.includes('__session=' + jwt(0)), 'the cookie')
    // A token that the server could have made is taken, until the server says otherwise.
    await tell(made({ note: 1 }))
    equal(await clerk.session.getToken(), made({ note: 1 }))
    equal(await clerk.session.getToken({ skipCache: true }), jwt(1))
    equal([await clerk.session.getToken(), asked().length], [jwt(1), 1])
    ok(document.cookie.includes('__session=' + jwt(1)), 'the cookie follows')
    script.close()
  })
}
