// A tab that goes to the back, comes to the front, and leaves.

import {
  behind,
  client,
  ENVIRONMENT,
  equal,
  failure,
  hastened,
  HOST,
  json,
  LINK,
  loaded,
  loading,
  ok,
  pause,
  session,
  sessionToken,
  SIGN_IN,
  stalled,
  token,
  toldTabs,
  until,
  VERIFICATION,
  waiting,
  withClock,
  withFetch,
} from './helpers.js'
import { wire } from './wire.js'

/** Brings this tab to the front, by one of the events that tell a page so. */
const front = {
  visibilitychange: () => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })),
  focus: () => window.dispatchEvent(new Event('focus')),
  pageshow: () => window.dispatchEvent(new Event('pageshow')),
}

const TOUCH = '/v1/client/sessions/sess_1/touch'

/** A tab that begins signed in, with a token that lives for `life` seconds. */
function signedIn(life, script) {
  const one = {
    ...session('sess_1'),
    last_active_token: token(sessionToken('sess_1', 1_700_000_000, life)),
  }
  const answer = loading(client({ sessions: [one] }), ({ path }) =>
    path === TOUCH ? json({ response: one, client: null }) : json(token(sessionToken('sess_1', 1_700_000_001))),
  )
  return withFetch(answer, calls => script(() => calls.slice(2).map(c => c.method + ' ' + c.path)))
}

const SESSION = { touchSession: false }

/** The client that the server has for this browser. */
const browser = { client: null }

/** Gives this browser these sessions from now on. */
function signIn(...ids) {
  browser.client = client({ sessions: ids.map(id => session(id)), last_active_session_id: ids[0] ?? null })
}

/** Runs `script` in a tab of this browser. `asked()` lists the tab's requests since it loaded. */
const inTab = (script, then = () => json({}, 404), environment = ENVIRONMENT) =>
  withFetch(
    (call, request) => loading(browser.client, then, environment)(call, request),
    async calls => {
      const clerk = await loaded(SESSION)
      const otherTab = new BroadcastChannel('clerk:' + HOST)
      const tell = (type, id) => otherTab.postMessage({ type, session: id })
      const heard = []
      clerk.addListener(({ user }) => heard.push(user?.id))
      try {
        await script({ clerk, tell, heard, asked: () => calls.slice(2).map(c => c.method + ' ' + c.path) })
      } finally {
        otherTab.close()
      }
    },
  )

export async function aTabThatComesToTheFrontSaysSo() {
  for (const [event, come] of Object.entries(front)) {
    await signedIn(60, async asked => {
      const clerk = await loaded()
      await behind(() => {
        come()
        return pause(20)
      })
      equal(asked(), [], 'not while it is behind others')
      come()
      await until(() => asked().length, event, 1_000)
      equal(asked(), ['POST ' + TOUCH], event)
      await clerk.setSession(null)
      come()
      await pause(20)
      equal(asked().length, 1, 'nobody is here')
    })
  }
}

/** How often a tab has said that somebody is here. */
const touches = asked => asked().filter(call => call.endsWith('/touch')).length

export async function aTabSaysSoEveryFiveSecondsAtMostAndMissesNothing() {
  await hastened(10, () =>
    signedIn(60, async asked => {
      await loaded()
      const end = Date.now() + 2_000
      while (Date.now() < end) {
        for (const come of Object.values(front)) come()
        await pause(500)
      }
      equal(touches(asked), 1)
      await until(() => touches(asked) === 2, 'it came back since', 10_000)
      await pause(7_000)
      equal(touches(asked), 2)
    }),
  )
}

export async function aTabThatIsLeftAgainSaysSoOnceItIsBack() {
  await hastened(3, () =>
    signedIn(60, async asked => {
      await loaded()
      front.focus()
      await until(() => touches(asked) === 1, 'says so')
      await pause(1_000)
      front.focus()
      await behind(() => pause(4_600))
      equal(touches(asked), 1, 'nobody is here')
      front.focus()
      await until(() => touches(asked) === 2, 'at once', 2_500)
    }),
  )
}

export async function aTabWhoseMachineSleptSaysSoAtOnce() {
  // The page's own clock stands still meanwhile, in some browsers.
  await withClock(0, set =>
    signedIn(60, async asked => {
      await loaded()
      front.focus()
      await until(() => touches(asked) === 1, 'says so', 1_000)
      set(60_000)
      front.focus()
      await until(() => touches(asked) === 2, 'at once', 1_000)
    }),
  )
}

export async function aTabThatDoesNotSaySoRenewsItsTokenAllTheSame() {
  const quiet = { touchSession: false, polling: false }
  for (const [event, come] of Object.entries(front)) {
    await signedIn(16, async asked => {
      await loaded(quiet)
      come()
      await until(() => asked().length, event, 1_000)
      equal(asked(), ['POST /v1/client/sessions/sess_1/tokens'], event)
      await until(
        () => document.cookie.includes(sessionToken('sess_1', 1_700_000_001)),
        'the cookie follows',
        1_000,
      )
    })
  }
  await signedIn(60, async asked => {
    await loaded(quiet)
    front.focus()
    await pause(20)
    equal(asked(), [], 'a token that lives')
  })
}

export async function nothingKeepsAPageOutOfTheBackForwardCache() {
  const { addEventListener } = EventTarget.prototype
  const types = new Set()
  EventTarget.prototype.addEventListener = function (type, ...rest) {
    types.add(type)
    return addEventListener.call(this, type, ...rest)
  }
  try {
    await signedIn(16, async asked => {
      const clerk = await loaded()
      front.focus()
      await until(() => asked().length === 2, 'a touch and a refresh', 1_000)
      await clerk.navigate('#there')
      await clerk.signOut().catch(() => {})
    })
    await waiting(
      () => stalled,
      async ({ flow }) => {
        const pending = failure(flow.startMagicLinkFlow(LINK))
        flow.cancelMagicLinkFlow()
        await pending
      },
    )
  } finally {
    EventTarget.prototype.addEventListener = addEventListener
    history.replaceState(null, '', location.pathname + location.search)
  }
  ok(types.has('focus'), [...types])
  equal(
    ['beforeunload', 'unload'].filter(type => types.has(type)),
    [],
  )
  equal([window.onbeforeunload, window.onunload], [null, null])
}

export async function aSignInInAnotherTabIsOneHereAtOnce() {
  for (const environment of [ENVIRONMENT, { ...ENVIRONMENT, auth_config: { single_session_mode: false } }]) {
    signIn()
    await inTab(
      async ({ clerk, tell, heard, asked }) => {
        equal(heard, [null])
        signIn('sess_1')
        tell('signin', 'sess_1')
        await until(() => clerk.user, 'signed in', 1_000)
        equal([clerk.session.id, heard], ['sess_1', [null, 'user_1']])
        await until(() => document.cookie.includes('__session=' + sessionToken('sess_1')), 'the cookie', 1_000)
        tell('signin', 'sess_1')
        await pause(50)
        equal(asked(), ['GET /v1/client'], 'what is known is not asked again')
      },
      undefined,
      environment,
    )
  }
}

export async function aTabThatComesToTheFrontLearnsWhoHasSignedIn() {
  for (const [event, come] of Object.entries(front)) {
    signIn()
    await inTab(async ({ clerk, heard, asked }) => {
      await behind(() => {
        come()
        return pause(20)
      })
      equal(asked(), [], 'not while it is behind others')
      signIn('sess_1')
      come()
      await until(() => clerk.user, event, 1_000)
      equal([clerk.session.id, heard], ['sess_1', [null, 'user_1']])
    })
  }
}

export async function whoIsSignedInAlreadyMeetsNoDeadEnd() {
  for (const [code, status] of [
    ['identifier_already_signed_in', 400],
    ['session_exists', 422],
  ]) {
    for (const rides of [true, false]) {
      signIn()
      await inTab(
        async ({ clerk }) => {
          signIn('sess_1')
          const error = await failure(clerk.client.signIn.create({ identifier: 'ada@example.test' }))
          equal([error.errors[0].code, clerk.session?.id, clerk.user?.id], [code, 'sess_1', 'user_1'])
        },
        () => json({ errors: [{ code }], client: rides ? browser.client : undefined }, status),
      )
    }
  }
}

export async function whoTakesThePlaceOfAnotherArrivesWhateverThisTabHeardLast() {
  for (const tells of ['signin', 'signout', 'reload'])
    for (const leaves of [false, true]) {
      signIn('sess_1')
      await inTab(async ({ clerk, tell, heard }) => {
        if (leaves) await clerk.setSession(null)
        signIn('sess_2')
        if (tells === 'reload') await clerk.client.reload()
        else tell(tells, 'sess_2')
        await until(() => clerk.session?.id === 'sess_2', tells, 1_000)
        equal([clerk.user?.id, heard.at(-1)], ['user_1', 'user_1'])
      })
    }
  // A session that was known before does not take the place of one that ends.
  signIn('sess_1', 'sess_2')
  await inTab(async ({ clerk, tell }) => {
    signIn('sess_2')
    tell('signout')
    await until(() => clerk.session?.id !== 'sess_1', 'gone', 1_000)
    equal(clerk.session, null)
  })
}

export async function whoLeftAndIsToldOfASessionHereGetsThatOne() {
  const named = session_id => [{ code: 'identifier_already_signed_in', meta: { session_id } }]
  for (const [errors, expected] of [
    [named('sess_2'), 'sess_2'],
    [named('sess_9'), 'sess_1'],
    [[{ code: 'session_exists' }], 'sess_1'],
  ]) {
    signIn('sess_1', 'sess_2')
    await inTab(
      async ({ clerk, heard }) => {
        await clerk.setSession(null)
        await failure(clerk.client.signIn.create({ identifier: 'ada@example.test' }))
        equal([clerk.session?.id, clerk.user?.id, heard.at(-1)], [expected, 'user_1', 'user_1'])
      },
      () => json({ errors }, 400),
    )
  }
}

export async function aClientThatIsRefusedItselfIsNotAskedAboutWithoutEnd() {
  for (const code of ['session_exists', 'identifier_already_signed_in']) {
    let refused = false
    await withFetch(
      (call, request) => (refused ? json({ errors: [{ code }] }, 400) : loading(client())(call, request)),
      async calls => {
        const clerk = await loaded()
        refused = true
        equal((await failure(clerk.client.reload())).errors[0].code, code)
        equal((await failure(clerk.client.signIn.create({ identifier: 'a' }))).errors[0].code, code)
        equal(calls.length, 5)
      },
    )
  }
}

export async function whoeverSignedOutWhileTheAnswerWasUnderWayDoesNotArrive() {
  for (const loads of [true, false]) {
    let slow, release
    const hold = () => {
      slow = new Promise(resolve => {
        release = resolve
      })
    }
    const let_go = () => {
      slow = null
      release()
    }
    signIn(...(loads ? ['sess_1'] : []))
    if (loads) hold()
    await withFetch(
      (call, request) => {
        const answer = loading(browser.client)(call, request)
        return slow && call.path === '/v1/client' ? slow.then(() => answer) : answer
      },
      async calls => {
        const asked = () => calls.filter(({ path }) => path === '/v1/client').length
        const otherTab = new BroadcastChannel('clerk:' + HOST)
        const loading = loaded(SESSION)
        if (!loads) {
          await loading
          hold()
          signIn('sess_1')
          otherTab.postMessage({ type: 'signin', session: 'sess_1' })
        }
        await until(() => asked() === (loads ? 1 : 2), 'asks', 1_000)
        signIn()
        otherTab.postMessage({ type: 'signout' })
        await pause(50)
        let_go()
        const clerk = await loading
        await until(() => asked() === (loads ? 2 : 3), 'asks again', 1_000)
        await until(() => clerk.session === null && !clerk.client.activeSessions.length, 'signed out', 1_000)
        otherTab.close()
      },
    )
  }
}

export async function whoeverSignedOutMeanwhileDoesNotArrive() {
  signIn()
  let slow
  await withFetch(
    (call, request) => {
      const answer = loading(browser.client)(call, request)
      return slow && call.path === '/v1/client' ? slow.then(() => answer) : answer
    },
    async calls => {
      const clerk = await loaded(SESSION)
      const otherTab = new BroadcastChannel('clerk:' + HOST)
      let release
      slow = new Promise(resolve => {
        release = resolve
      })
      signIn('sess_1')
      otherTab.postMessage({ type: 'signin', session: 'sess_1' })
      await until(() => calls.length === 3, 'asks', 1_000)
      signIn()
      otherTab.postMessage({ type: 'signin', session: 'sess_0' })
      await pause(50)
      slow = null
      release()
      await until(() => calls.length === 4, 'asks again', 1_000)
      await until(() => clerk.session === null && !clerk.client.activeSessions.length, 'signed out', 1_000)
      otherTab.close()
    },
  )
}

export async function nobodyIsMadeCurrentWhereAccountsAreKnownOrTheAppIsAboutTo() {
  // After a sign-out from one of several accounts, the next one is not used unasked.
  signIn('sess_1', 'sess_2')
  await inTab(async ({ clerk, asked }) => {
    await clerk.setSession(null)
    for (const come of Object.values(front)) come()
    await clerk.client.reload()
    await pause(50)
    equal([clerk.session, asked()], [null, ['GET /v1/client']])
  })
  // The session that an attempt of this tab created is for the app to set.
  signIn()
  const done = { ...SIGN_IN, status: 'complete', created_session_id: 'sess_1' }
  await inTab(
    async ({ clerk }) => {
      await clerk.client.signIn.create({ identifier: 'ada@example.test' })
      equal([clerk.client.activeSessions.length, clerk.session], [1, null])
    },
    () => json({ response: done, client: client({ sessions: [session('sess_1')], sign_in: done }) }),
  )
}

export async function aWaitIsOverWhenItsPersonArrivesFromElsewhere() {
  const sent = { ...SIGN_IN, first_factor_verification: VERIFICATION }
  browser.client = client({ sign_in: sent })
  await inTab(
    async ({ clerk, tell, asked }) => {
      const pending = failure(clerk.client.signIn.createMagicLinkFlow().resumeMagicLinkFlow())
      await until(() => asked().length === 2, 'a poll that is held')
      browser.client = client({ sign_in: sent, sessions: [session('sess_7')] })
      tell('signin', 'sess_7')
      equal([(await pending).code, clerk.session?.id], ['signed_in', 'sess_7'])
    },
    ({ query }, request) => (query.wait ? stalled(request) : json({ response: sent, client: browser.client })),
    wire.environment,
  )
}

export async function eachTabTellsTheOthersWhoSignsInInIt() {
  signIn('sess_1', 'sess_2')
  await toldTabs(async told => {
    await inTab(async ({ clerk }) => {
      await until(() => told.includes('signin'), 'when it loads', 1_000)
      told.length = 0
      await clerk.setSession('sess_2')
      await until(() => told.includes('signin'), 'when a session is set', 1_000)
    })
  })
}

export async function ofSeveralAccountsTheBackendSeesThatOfTheTabInFront() {
  const of = () =>
    (document.cookie.match(/__session=[^.]+\.([^.]+)/) ?? []).slice(1).map(part => JSON.parse(atob(part)).sid)[0]
  const minted = ({ path }) => json({ jwt: sessionToken(path.split('/')[4], 1_700_000_030) })
  signIn('sess_1', 'sess_2')
  await inTab(async ({ clerk }) => {
    await clerk.setSession('sess_2')
    equal(of(), 'sess_2')
    document.cookie = '__session=' + sessionToken('sess_1') + '; Path=/' // As the tab in front does.
    await behind(async () => {
      await clerk.session.getToken({ skipCache: true })
      await clerk.client.reload()
    })
    equal(of(), 'sess_1', 'a hidden tab leaves it alone')
    document.hasFocus = () => false
    try {
      await clerk.client.reload()
      equal(of(), 'sess_1', 'one beside it, too')
    } finally {
      delete document.hasFocus
    }
    document.hasFocus = () => true
    try {
      front.focus()
    } finally {
      delete document.hasFocus
    }
    equal(of(), 'sess_2', 'this tab is in front')
    document.cookie = '__session=' + sessionToken('sess_9') + '; Path=/'
    await behind(() => clerk.client.reload())
    equal(of(), 'sess_2', 'whose account is gone needs no cookie')
  }, minted)
}
