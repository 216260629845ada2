// The current session: which one it is, who is told of it, and how it ends.

import {
  API,
  Clerk,
  client,
  ENVIRONMENT,
  equal,
  failure,
  json,
  loaded,
  loading,
  ok,
  session,
  sessionToken,
  SIGN_IN,
  SIGN_UP,
  token,
  toldTabs,
  until,
  withFetch,
} from './helpers.js'
import { wire } from './wire.js'

export async function loadPicksTheLastActiveSession() {
  const sessions = [session('sess_0', 'ended'), session('sess_1'), session('sess_2')]
  const first = last => loading(client({ sessions, last_active_session_id: last }))
  const picked = async (last, options) => {
    let id
    await withFetch(first(last), async () => {
      id = (await loaded(options)).session?.id ?? null
    })
    return id
  }
  equal(await picked('sess_2'), 'sess_2')
  equal(await picked('sess_0'), 'sess_1')
  equal(await picked(null), 'sess_1')
  equal(await picked('sess_1', { selectInitialSession: c => c.sessions[2] }), 'sess_2')
  equal(await picked('sess_1', { selectInitialSession: () => null }), null)
  equal(await picked('sess_1', { selectInitialSession: c => c.sessions[0] }), null)
  equal(
    await picked('sess_2', {
      selectInitialSession: () => {
        throw new Error('app')
      },
    }),
    'sess_2',
  )
}

export async function setSessionTellsTheListenersInTheOrderOfTheOriginal() {
  await withFetch(
    loading(client({ sessions: [session('sess_1')] }), () => json({}, 404)),
    async () => {
      const clerk = await loaded({ selectInitialSession: () => null, touchSession: false })
      const trace = []
      clerk.addListener(({ session, user }) =>
        trace.push([session === undefined ? 'changing' : session?.id, user?.id]),
      )
      await clerk.setSession('sess_1', session => {
        trace.push('before ' + session.id)
      })
      equal(trace, [[null, null], ['changing', undefined], 'before sess_1', ['sess_1', 'user_1']])
      ok(document.cookie.includes('__session=' + sessionToken('sess_1')), 'the cookie for the backend')
      await clerk.setSession(clerk.client.sessions[0])
      await clerk.setSession(null)
      equal(trace.at(-1), [null, null])
      ok(!document.cookie.includes('__session='), 'no cookie once signed out')
    },
  )
}

export async function aTouchOnTheWayShowsTheSessionFromBefore() {
  const both = fields =>
    client({ sessions: [session('sess_1'), session('sess_2')], last_active_session_id: 'sess_1', ...fields })
  document.hasFocus = () => true
  try {
    await withFetch(
      loading(both(), () =>
        json({ response: session('sess_2'), client: both({ last_active_session_id: 'sess_2' }) }),
      ),
      async calls => {
        const clerk = await loaded()
        const trace = []
        clerk.addListener(({ session }) => trace.push(session === undefined ? 'changing' : session?.id))
        await clerk.setSession('sess_2', session => {
          trace.push('before ' + session.id)
        })
        equal(
          calls.slice(2).map(c => c.path),
          ['/v1/client/sessions/sess_2/touch'],
        )
        equal(trace, ['sess_1', 'sess_1', 'changing', 'before sess_2', 'sess_2'])
      },
    )
  } finally {
    delete document.hasFocus
  }
}

export async function onlyAnActiveSessionCanBeSet() {
  await withFetch(loading(client({ sessions: [session('sess_1', 'ended')] })), async calls => {
    const clerk = await loaded()
    await clerk.setSession('sess_1')
    ok(clerk.session === null, 'an ended session is none')
    equal(calls.length, 3, 'after one look')
    await clerk.setSession('sess_unknown')
    ok(clerk.session === null, 'an unknown session is none')
    equal(calls.length, 4, 'after one look')
    await clerk.setSession(null)
    equal(calls.length, 4, 'none is looked for')
  })
}

export async function aSessionThatBeganElsewhereCanBeSet() {
  let sessions = [session('sess_1')]
  let answer = () => json({ response: client({ sessions }) })
  await withFetch(
    (call, request) => (call.path === '/v1/client' ? answer() : loading(client({ sessions }))(call, request)),
    async calls => {
      const clerk = await loaded({ touchSession: false })
      sessions = [...sessions, session('sess_2')]
      await clerk.setSession('sess_2')
      equal([clerk.session.id, calls.length], ['sess_2', 3])
      await clerk.setSession('sess_1')
      equal([clerk.session.id, calls.length], ['sess_1', 3], 'a known one is not looked for')
      answer = () => json({ errors: [{ code: 'down' }] }, 503)
      equal((await failure(clerk.setSession('sess_3'))).status, 503)
      equal(clerk.session.id, 'sess_1', 'nobody can tell, so nothing changes')
    },
  )
}

export async function aBeforeEmitThatThrowsLosesNothing() {
  await withFetch(loading(client({ sessions: [session('sess_1')] })), async () => {
    const clerk = await loaded({ selectInitialSession: () => null, touchSession: false })
    const error = await failure(
      clerk.setSession('sess_1', () => {
        throw new Error('app')
      }),
    )
    equal(error.message, 'app')
    equal(clerk.session.id, 'sess_1')
  })
}

export async function aListenerMayCallBackInAndMayThrow() {
  await withFetch(loading(client({ sessions: [session('sess_1')] })), async () => {
    const clerk = new Clerk(API)
    const heard = []
    clerk.addListener(() => {
      throw new Error('reported, and no concern of the others')
    })
    clerk.addListener(({ session }) => {
      heard.push(session.id)
      clerk.addListener(() => heard.push('inner'))()
      clerk.navigate('')
    })
    await clerk.load()
    equal(heard, ['sess_1', 'inner'])
  })
}

export async function signOutEndsEverySessionOfThisBrowser() {
  const signedIn = client({ sessions: [session('sess_1')], sign_in: SIGN_IN, sign_up: SIGN_UP })
  const called = []
  const callback = (...args) => called.push(args)
  for (const signOut of [
    clerk => clerk.signOut(callback),
    clerk => clerk.signOutOne(callback),
    clerk => clerk.client.destroy(),
  ]) {
    await withFetch(
      loading(signedIn, () => json(wire.client_signed_out)),
      async calls => {
        const clerk = await loaded()
        const { signIn, signUp } = clerk.client
        equal([signIn.id, signUp.id], ['sia_1', 'sua_1'])
        await signOut(clerk)
        equal(
          calls.slice(2).map(c => [c.method, c.path]),
          [['DELETE', '/v1/client']],
        )
        equal([clerk.session, clerk.user, clerk.client.sessions], [null, null, []])
        for (const attempt of [clerk.client.signIn, clerk.client.signUp]) {
          ok(attempt.id === undefined && attempt.status === null, 'no attempt outlives it')
        }
      },
    )
  }
  equal(called, [[], []])
}

export async function aSignOutThatFailsChangesNothing() {
  await withFetch(
    loading(client({ sessions: [session('sess_1')] }), () => {
      throw new TypeError()
    }),
    async () => {
      const clerk = await loaded()
      equal((await failure(clerk.signOut())).code, 'network_error')
      equal(clerk.session.id, 'sess_1')
    },
  )
}

export async function aSignedOutTabLeavesTheCookieOfASignedInOne() {
  await withFetch(
    (call, request) => loading(client({ sessions: [session('sess_1')] }))(call, request),
    async () => {
      const clerk = await loaded({ selectInitialSession: () => null, touchSession: false })
      const cookie = '__session=' + sessionToken('sess_1', 1_800_000_000)
      document.cookie = cookie + '; Path=/' // As another tab does.
      await clerk.client.reload()
      ok(document.cookie.includes(cookie), 'still there')
      await clerk.setSession(null)
      ok(!document.cookie.includes('__session='), 'gone once this tab signs out')
    },
  )
}

export async function aSessionIsSetWithATokenThatLives() {
  const bare = id => ({ ...session(id), last_active_token: null })
  const answer = loading(
    client({ sessions: [bare('sess_1'), bare('sess_2')], last_active_session_id: 'sess_1' }),
    call => json(token(sessionToken(call.path.split('/')[4]))),
  )
  await withFetch(answer, async () => {
    const clerk = await loaded({ touchSession: false })
    const cookie = id => document.cookie.includes('__session=' + sessionToken(id))
    await until(() => cookie('sess_1'), 'a token for the first page', 1_000)
    let seen
    await clerk.setSession('sess_2', () => {
      seen = cookie('sess_2')
    })
    equal(seen, true, 'before the app navigates')
    await clerk.setSession(null)
  })
}

export async function aSignOutNavigatesBeforeAnybodyHearsOfIt() {
  let online = true
  const signedIn = loading(client({ sessions: [session('sess_1')] }), () => {
    if (!online) throw new TypeError('Failed to fetch')
    return json(wire.client_signed_out)
  })
  const name = session => (session === undefined ? 'changing' : session?.id)
  await withFetch(signedIn, async () => {
    const clerk = await loaded({ touchSession: false })
    const trace = []
    clerk.addListener(({ session }) => trace.push(name(session)))
    online = false
    await failure(clerk.signOut(() => trace.push('callback')))
    equal(trace.splice(0), ['sess_1', 'changing', 'sess_1'], 'failed')
    online = true
    await clerk.signOut(() => trace.push('callback'))
    equal(
      trace.filter((now, n) => now !== trace[n - 1]),
      ['changing', 'callback', null],
    )
  })
}

export async function aPageThatWasLeftAndCameBackGoesOn() {
  await withFetch(loading(client({ sessions: [session('sess_1')] })), async () => {
    const clerk = await loaded({ selectInitialSession: client => client.sessions[0], touchSession: false })
    await clerk.setSession(null)
    const leave = async () => {
      await clerk.navigate(location.origin + '/elsewhere')
      window.stop()
    }
    let heard
    clerk.addListener(({ session }) => {
      heard = session
    })
    await clerk.setSession('sess_1', leave)
    ok(clerk.session === undefined && heard === undefined, 'nobody hears while the page goes')
    window.dispatchEvent(new Event('pageshow'))
    equal([clerk.session.id, clerk.user.id, heard.id], ['sess_1', 'user_1', 'sess_1'])
    await clerk.setSession('sess_1', leave)
    await clerk.setSession(null, () => {})
    ok(clerk.session === null, 'also without an event')
  })
}

export async function setActiveKeepsTheSessionUnlessAnotherIsNamed() {
  await withFetch(
    loading(client({ sessions: [session('sess_1'), session('sess_2')], last_active_session_id: 'sess_1' })),
    async () => {
      const went = []
      const clerk = await loaded({
        touchSession: false,
        navigate: to => {
          went.push(to)
        },
      })
      await clerk.setActive({
        beforeEmit: session => {
          went.push(session.id)
        },
      })
      equal(clerk.session.id, 'sess_1')
      await clerk.setActive({ session: 'sess_2', redirectUrl: '/done' })
      equal([clerk.session.id, went], ['sess_2', ['sess_1', '/done']])
      await clerk.setActive()
      equal(clerk.session.id, 'sess_2')
      await clerk.setActive({ session: null })
      equal(clerk.session, null)
    },
  )
}

export async function aSessionThatEndsWhileItIsSetIsNone() {
  let first = client({ sessions: [session('sess_1')] })
  await withFetch(
    (call, request) => loading(first)(call, request),
    async () => {
      const clerk = await loaded({ selectInitialSession: () => null, touchSession: false })
      await clerk.setSession('sess_1', () => {
        first = client()
        return clerk.client.reload()
      })
      ok(clerk.session === null && clerk.user === null, 'signed out')
    },
  )
}

export async function aListenerThatWasTakenOffHearsNothingMore() {
  await withFetch(loading(client({ sessions: [session('sess_1')] })), async () => {
    const clerk = await loaded({ touchSession: false })
    let takeOff = () => {}
    let told = 0
    clerk.addListener(() => takeOff())
    takeOff = clerk.addListener(() => told++)
    equal(told, 1)
    await clerk.setSession(null)
    equal(told, 1)
  })
}

export async function signingOneSessionOutLeavesTheOthers() {
  const both = client({ sessions: [session('sess_1'), session('sess_2', 'ended')] })
  await withFetch(
    loading(both, () => json({ response: {}, client: both })),
    async calls => {
      const clerk = await loaded({ touchSession: false })
      await clerk.signOut({ sessionId: 'sess_2' })
      equal([calls.at(-1).method, calls.at(-1).path], ['POST', '/v1/client/sessions/sess_2/remove'])
      equal(clerk.session.id, 'sess_1')
      await clerk.signOut({ sessionId: 'sess_1' }).catch(() => {})
      equal([calls.at(-1).method, calls.at(-1).path], ['DELETE', '/v1/client'], 'the only one')
    },
  )
}

export async function ofSeveralSessionsTheOneThatIsNamedEnds() {
  const environment = { ...ENVIRONMENT, auth_config: { single_session_mode: false } }
  const both = client({ sessions: [session('sess_1'), session('sess_2')], last_active_session_id: 'sess_1' })
  const end = async signOut => {
    const called = []
    await withFetch(
      loading(
        both,
        ({ path }) => {
          const left = both.sessions.filter(({ id }) => !path.includes(id))
          return json({ response: session(path.split('/')[4], 'removed'), client: client({ sessions: left }) })
        },
        environment,
      ),
      async calls => {
        const clerk = await loaded({ touchSession: false })
        await signOut(clerk, (...args) => called.push(args.length))
        called.push(...calls.slice(2).map(c => c.method + ' ' + c.path))
        called.push(
          clerk.session?.id,
          clerk.client.activeSessions.map(({ id }) => id),
        )
      },
    )
    return called
  }
  const [first, second] = [1, 2].map(n => `POST /v1/client/sessions/sess_${n}/remove`)
  equal(await end((clerk, callback) => clerk.signOutOne(callback)), [0, first, null, ['sess_2']])
  equal(await end((clerk, callback) => clerk.signOut({ sessionId: 'sess_1' }, callback)), [
    0,
    first,
    null,
    ['sess_2'],
  ])
  equal(await end((clerk, callback) => clerk.signOut({ sessionId: 'sess_2' }, callback)), [
    0,
    second,
    'sess_1',
    ['sess_1'],
  ])
  equal(await end(clerk => clerk.signOutOne()), [first, null, ['sess_2']])
}

export async function whoeverWasSignedOutByTheServerCanSignOut() {
  const answer = loading(client({ sessions: [session('sess_1')] }), () =>
    json({ errors: [{ code: 'signed_out' }] }, 401),
  )
  await withFetch(answer, async () => {
    const clerk = await loaded({ touchSession: false })
    let called = 0
    await clerk.signOut(() => called++)
    equal([called, clerk.session], [1, null])
  })
}

export async function anAnswerFromBeforeTheSignOutChangesNothing() {
  const signedIn = client({ sessions: [session('sess_1')] })
  let release
  await withFetch(
    loading(signedIn, call =>
      call.method === 'DELETE'
        ? json(wire.client_signed_out)
        : new Promise(resolve => {
            release = resolve
          }),
    ),
    async () => {
      const clerk = await loaded({ touchSession: false })
      const touched = clerk.session.touch()
      await until(() => release, 'the touch')
      await clerk.signOut()
      release(json({ response: session('sess_1'), client: client({ sessions: [session('sess_1')] }) }))
      await touched
      equal([clerk.session, clerk.client.activeSessions.length], [null, 0])
    },
  )
}

export async function everyWayToEndASessionReachesTheOtherTabs() {
  for (const end of [
    clerk => clerk.client.destroy(),
    clerk => clerk.session.end(),
    clerk => clerk.session.remove(),
    clerk => clerk.session.revoke(),
    clerk => clerk.signOut(),
    clerk => clerk.signOut({ sessionId: 'sess_2' }),
  ]) {
    await withFetch(
      loading(client({ sessions: [session('sess_1'), session('sess_2')] }), call =>
        json({
          response: call.method === 'DELETE' ? { deleted: true } : session('sess_1', 'ended'),
          client: client(),
        }),
      ),
      async () => {
        const clerk = await loaded({ touchSession: false })
        await toldTabs(async told => {
          await end(clerk)
          await until(() => told.includes('signout'), end, 1_000)
        })
      },
    )
  }
}

export async function aSessionActsByRequestsOfItsOwn() {
  const signedIn = client({ sessions: [session('sess_1')] })
  const ended = ({ path }) => json({ response: session('sess_1', path.split('/')[5]), client: client() })
  for (const action of ['end', 'remove', 'revoke']) {
    await withFetch(loading(signedIn, ended), async calls => {
      const clerk = await loaded({ touchSession: false })
      const { session } = clerk
      ok((await session[action]()) === session, 'the same object')
      equal([calls[2].method, calls[2].path], ['POST', '/v1/client/sessions/sess_1/' + action])
      equal([session.status, clerk.session, clerk.user], [action, null, null])
    })
  }
  let last = signedIn
  await withFetch(
    call => loading(last)(call),
    async calls => {
      const clerk = await loaded({ touchSession: false })
      last = client({ sessions: [{ ...session('sess_1'), last_active_at: 7 }] })
      ok((await clerk.session.reload()) === clerk.session, 'the same object')
      equal(clerk.session.lastActiveAt.getTime(), 7)
      equal([calls.at(-1).method, calls.at(-1).path], ['GET', '/v1/client'])
    },
  )
}

export async function sessionsElsewhereAreAskedForAnewAndCanBeEnded() {
  const elsewhere = (status = 'active') => ({
    ...wire.sessions_active[0],
    id: 'sess_9',
    status,
  })
  let answer
  await withFetch(
    loading(client({ sessions: [session('sess_1')] }), call => answer(call)),
    async calls => {
      const { user } = await loaded({ touchSession: false })
      answer = () => json([elsewhere()])
      const [one] = await user.getSessions()
      equal([one.id, one.latestActivity.browserName], ['sess_9', 'Firefox'])
      answer = () => json({ errors: [{ code: 'internal_error' }] }, 500)
      equal((await failure(user.getSessions())).status, 500, 'told, and not an empty list')
      answer = () => json([])
      equal(await user.getSessions(), [], 'not remembered')
      answer = () => json({ response: elsewhere('revoked'), client: null })
      ok((await one.revoke()) === one, 'the same object')
      equal(one.status, 'revoked')
      const [asked, revoked] = ['GET /v1/me/sessions/active', 'POST /v1/me/sessions/sess_9/revoke']
      equal(
        calls.slice(2).map(c => c.method + ' ' + c.path),
        [asked, asked, asked, revoked],
      )
      ok(
        calls.slice(2).every(c => c.query._clerk_session_id === 'sess_1'),
        'asked in the name of this session',
      )
    },
  )
}

/** Answers that wait until they are let go, in the order in which they were asked for. */
function holding() {
  const held = []
  return {
    held,
    later: body =>
      new Promise(resolve => {
        held.push(() => resolve(json(body)))
      }),
    asked: n => until(() => held.length === n, 'asked ' + n, 1_000),
  }
}

export async function aClientThatEndedElsewhereDoesNotComeBackByAnAnswerFromBefore() {
  const { held, later, asked } = holding()
  const signedIn = () => client({ sessions: [session('sess_1')], sign_in: SIGN_IN })
  await withFetch(
    loading(signedIn(), () => later({ response: SIGN_IN, client: signedIn() })),
    async () => {
      const clerk = await loaded({ touchSession: false })
      const late = [clerk.client.signIn.reload(), clerk.session.touch()]
      await asked(2)
      globalThis.fetch = async () => json({ response: null }) // signed out by another browser
      await clerk.client.reload()
      equal(clerk.session, null)
      for (const letGo of held) letGo()
      await Promise.allSettled(late)
      equal([clerk.session, clerk.client.activeSessions.length], [null, 0])
      ok(clerk.client.signIn.id === undefined, 'nor does its attempt')
    },
  )
}

export async function ofSeveralClientsThatEndedNoneComesBack() {
  const { held, later, asked } = holding()
  const signedIn = () => client({ sessions: [session('sess_1')], sign_in: SIGN_IN })
  await withFetch(
    loading(signedIn(), () => later({ response: SIGN_IN, client: signedIn() })),
    async () => {
      const clerk = await loaded({ touchSession: false })
      const late = clerk.client.signIn.reload()
      await asked(1)
      for (const next of [null, client({ id: 'client_2' }), null]) {
        globalThis.fetch = async () => json({ response: next })
        await clerk.client.reload()
      }
      held[0]()
      await late.catch(() => {})
      equal([clerk.session, clerk.client.activeSessions.length], [null, 0])
    },
  )
}

export async function noneSaidBeforeAClientBeganDoesNotEndIt() {
  const { held, later, asked } = holding()
  let loads = 0
  await withFetch(
    call => {
      if (call.path === '/v1/client' && loads++) return later({ response: null })
      return loading(null, () => json({ response: SIGN_IN, client: client({ sign_in: SIGN_IN }) }))(call)
    },
    async () => {
      const clerk = await loaded()
      const late = clerk.client.reload()
      await asked(1)
      await clerk.client.signIn.create({ identifier: 'ada@example.test' })
      held[0]()
      await late
      equal([clerk.client.id, clerk.client.signIn.id], ['client_1', 'sia_1'])
    },
  )
}

export async function aClientThatBeganWhileAnotherEndedIsTaken() {
  const { held, later, asked } = holding()
  const begun = client({ id: 'client_2', sign_in: SIGN_IN, sessions: [session('sess_2')] })
  await withFetch(
    loading(client(), () => later({ response: SIGN_IN, client: begun })),
    async () => {
      const clerk = await loaded()
      const late = clerk.client.signIn.create({ identifier: 'ada@example.test' })
      await asked(1)
      globalThis.fetch = async () => json({ response: null })
      await clerk.client.reload()
      held[0]()
      await late
      equal(
        [clerk.client.id, clerk.client.signIn.id, clerk.client.activeSessions.length],
        ['client_2', 'sia_1', 1],
      )
    },
  )
}

export async function aClientThatIsThereAgainHasNotEnded() {
  const { held, later, asked } = holding()
  let known = client()
  await withFetch(
    call => {
      if (call.path === '/v1/client') return json({ response: known })
      const begun = client({ sessions: [session('sess_1')] })
      return call.path === '/v1/environment' ? json(ENVIRONMENT) : later({ response: SIGN_IN, client: begun })
    },
    async () => {
      const clerk = await loaded()
      known = null
      await clerk.client.reload()
      const again = client()
      const late = clerk.client.signIn.create({ identifier: 'ada@example.test', password: 'correct horse' })
      await asked(1)
      known = again
      await clerk.client.reload()
      held[0]()
      await late
      equal([clerk.client.id, clerk.client.activeSessions.length], ['client_1', 1])
    },
  )
}
