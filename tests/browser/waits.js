// What ends or hastens a wait, apart from the click, and what the tabs of a browser share of it.

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
  serverNow,
  session,
  SIGN_IN,
  SIGN_UP,
  stalled,
  toldTabs,
  until,
  USER,
  VERIFICATION,
  waiting,
  withClock,
  withFetch,
} from './helpers.js'
import { wire } from './wire.js'

const HOUR = 3_600_000
const lost = () => {
  throw new TypeError('Failed to fetch')
}
const lives = ms => ({ expire_at: serverNow() + ms })

export async function anotherTabThatVerifiedIsHeardAtOnce() {
  let clicked = false
  await waiting(
    () => (clicked ? { status: 'verified' } : {}),
    async ({ flow, polls }) => {
      const pending = flow.startMagicLinkFlow(LINK)
      await until(polls, 'first poll')
      await pause(100)
      clicked = true
      const linkTab = new BroadcastChannel('clerk:' + HOST)
      const start = performance.now()
      linkTab.postMessage({ type: 'news' })
      await pending
      ok(performance.now() - start < 500, 'without waiting for the next poll')
      linkTab.close()
    },
  )
}

export async function aCodeTypedHereEndsTheWaitForTheLink() {
  let typed = false
  await waiting(
    () => (typed ? { status: 'verified', strategy: 'email_code' } : {}),
    async ({ signIn, flow, polls, calls }) => {
      const pending = flow.startMagicLinkFlow(LINK)
      await until(polls, 'first poll')
      typed = true
      await signIn.attemptFirstFactor({ strategy: 'email_code', code: '123456' })
      equal((await pending).firstFactorVerification.status, 'verified')
      equal(calls.find(c => c.path.endsWith('/attempt_first_factor')).body, {
        strategy: 'email_code',
        code: '123456',
      })
    },
  )
}

export async function signingInByAnotherWayEndsTheWait() {
  const sent = { ...SIGN_IN, first_factor_verification: VERIFICATION }
  await withFetch(
    loading(client({ sign_in: sent }), () =>
      json({ response: sent, client: client({ sign_in: sent, sessions: [session('sess_7')] }) }),
    ),
    async () => {
      const { signIn } = (await loaded({ touchSession: false })).client
      const error = await failure(signIn.createMagicLinkFlow().resumeMagicLinkFlow())
      equal([error.name, error.code], ['MagicLinkError', 'signed_in'])
    },
  )
}

export async function aTabLeavesTheAskingToTheTabThatLeads() {
  await waiting(
    n => (n ? { status: 'verified' } : {}),
    async ({ flow, polls }) => {
      const leader = new BroadcastChannel('clerk:' + HOST)
      const lead = () => leader.postMessage({ type: 'polling', attempt: 'sia_1', rank: '0', lasts: 2_000 })
      const pending = flow.startMagicLinkFlow(LINK)
      await until(polls, 'first poll')
      lead()
      await pause(1_300)
      equal(polls(), 1, 'left to the leader')
      await pending // The leader has gone silent.
      equal(polls(), 2)
      leader.close()
    },
  )
}

export async function aFrozenTabLeadsNobody() {
  let leader = new BroadcastChannel('clerk:' + HOST)
  const lead = at => leader.postMessage({ type: 'polling', attempt: 'sia_1', rank: '0', at, lasts: 60_000 })
  try {
    await waiting(
      () => ({}),
      async ({ flow, polls }) => {
        const pending = failure(flow.startMagicLinkFlow(LINK))
        await until(polls, 'first poll')
        lead(Date.now() - 60_000)
        await until(() => polls() === 2, 'its word is heard late', 2_000)
        lead(Date.now())
        await pause(50)
        window.dispatchEvent(new Event('focus'))
        await until(() => polls() === 3, 'this one came to the front', 500)
        lead(Date.now())
        await pause(50)
        await behind(async () => {
          window.dispatchEvent(new Event('online'))
          await until(() => polls() === 4, 'the network is back', 500)
        })
        flow.cancelMagicLinkFlow()
        await pending
      },
    )
    // A tab that leads for ever does not keep another from seeing that the link has expired.
    leader.close()
    leader = new BroadcastChannel('clerk:' + HOST)
    await waiting(
      n => ({ status: n ? 'expired' : 'unverified', expire_at: Date.now() - 1_500 }),
      async ({ flow, polls }) => {
        const pending = flow.startMagicLinkFlow(LINK)
        await until(polls, 'first poll')
        lead(Date.now())
        equal((await pending).firstFactorVerification.status, 'expired')
      },
      () => ({ expire_at: Date.now() - 1_500 }),
    )
  } finally {
    leader.close()
  }
}

export async function anotherLinkIsSentForTheSameWaitOnDemandOnly() {
  let clicked = false
  await waiting(
    () => (clicked ? { status: 'verified' } : {}),
    async ({ flow, calls, polls }) => {
      const mails = () => calls.filter(c => c.path.endsWith('/prepare_first_factor'))
      const pending = flow.startMagicLinkFlow(LINK)
      await until(polls, 'first poll')
      equal(mails().length, 1)
      await flow.resendMagicLink()
      equal(mails().length, 2)
      equal(mails()[1].body, mails()[0].body)
      clicked = true
      await pending
      equal(mails().length, 2)
    },
  )
}

export async function pollsAreHeldOnlyWhereTheServerSaysThatItCan() {
  for (const [seconds, wait] of [
    [undefined, undefined],
    [0, undefined],
    ['25', undefined],
    [25, '25'],
  ]) {
    let polls = 0
    const sent = { ...SIGN_IN, first_factor_verification: VERIFICATION }
    const ended = { ...sent, first_factor_verification: { ...VERIFICATION, status: 'verified' } }
    await withFetch(
      call => {
        if (call.path === '/v1/environment')
          return json({ ...ENVIRONMENT, auth_config: { long_poll_seconds: seconds } })
        if (call.path === '/v1/client') return json({ response: client({ sign_in: sent }) })
        const body = polls++ ? ended : sent
        return json({ response: body, client: client({ sign_in: body }) })
      },
      async calls => {
        const { signIn } = (await loaded()).client
        await signIn.createMagicLinkFlow().resumeMagicLinkFlow()
        equal(
          [polls, calls.at(-2).query.wait, calls.at(-1).query.wait],
          [2, undefined, wait],
          'the first answer is wanted at once',
        )
      },
    )
  }
}

export async function aLinkThatDiedBeforeTheFirstAnswerHasExpired() {
  const dead = { ...SIGN_IN, first_factor_verification: { ...VERIFICATION, expire_at: Date.now() - 10_000 } }
  await hastened(20, () =>
    waiting(
      lost,
      async ({ flow }) => {
        equal((await flow.startMagicLinkFlow(LINK)).firstFactorVerification.status, 'expired', 'sent')
      },
      () => json({ response: dead, client: client({ sign_in: dead }) }),
    ),
  )
  await hastened(20, () =>
    withFetch(loading(client({ sign_in: dead }), lost), async () => {
      const { signIn } = (await loaded()).client
      await signIn.createMagicLinkFlow().resumeMagicLinkFlow()
      equal(signIn.firstFactorVerification.status, 'expired', 'resumed')
    }),
  )
}

export async function aServerThatIsBackHasTheLastWordOnTheExpiry() {
  // Where the clock is ahead of the server's, or a laptop wakes up, one lost poll does not end the wait.
  const pending = { ...SIGN_IN, first_factor_verification: { ...VERIFICATION, expire_at: Date.now() - 10_000 } }
  const same = client({ sign_in: pending })
  let [polls, isDown] = [0, false]
  await hastened(20, () =>
    withFetch(
      loading(same, () => {
        if (++polls % 2 === 0 || isDown) lost()
        return json({ response: pending, client: same })
      }),
      async () => {
        const { signIn } = (await loaded()).client
        const flow = signIn.createMagicLinkFlow()
        const ended = flow.resumeMagicLinkFlow()
        await until(() => polls >= 5, 'it waits on')
        isDown = true
        await ended
        equal(signIn.firstFactorVerification.status, 'expired')
        isDown = false
        const [before, wait] = [polls, failure(flow.resumeMagicLinkFlow())]
        await until(() => polls >= before + 3, 'waiting again')
        equal(signIn.firstFactorVerification.status, 'unverified')
        flow.cancelMagicLinkFlow()
        await wait
      },
    ),
  )
}

export async function aPollThatIsNeverAnsweredDoesNotOutlastTheLink() {
  await hastened(20, () =>
    waiting(
      (_, request) => stalled(request),
      async ({ flow }) => {
        const start = Date.now()
        const { firstFactorVerification } = await flow.startMagicLinkFlow(LINK)
        equal(firstFactorVerification.status, 'expired')
        ok(Date.now() - start < 25_000, 'soon after the link died')
      },
      () => ({ expire_at: Date.now() - 1_500 }),
    ),
  )
}

export async function aLinkWhoseSendingWasNotConfirmedIsWaitedForIfItIsOut() {
  const early = () => json({ errors: [{ code: 'too_many_requests' }] }, 429, { 'retry-after': '20' })
  const mails = calls => calls.filter(c => c.path.endsWith('/prepare_first_factor')).length
  for (const answer of [lost, early]) {
    await waiting(
      n => (n ? { status: 'verified' } : {}),
      async ({ flow, calls }) => {
        const phases = []
        const onProgress = ({ phase }) => phases.push(phase)
        const { firstFactorVerification } = await flow.startMagicLinkFlow({ ...LINK, onProgress })
        equal([firstFactorVerification.status, phases, mails(calls)], ['verified', ['sent', 'waiting'], 1])
      },
      () => answer(),
    )
  }
  // Nothing has changed: the link was not sent, and the caller gets the error of the sending.
  const unsent = attempt =>
    withFetch(
      loading(client({ sign_in: attempt }), call =>
        call.method === 'POST' ? early() : json({ response: attempt, client: client({ sign_in: attempt }) }),
      ),
      async calls => {
        const { signIn } = (await loaded()).client
        const error = await failure(signIn.createMagicLinkFlow().startMagicLinkFlow(LINK))
        equal([error.status, error.retryAfter, mails(calls)], [429, 20, 1])
      },
    )
  await unsent(SIGN_IN)
  await unsent({ ...SIGN_IN, first_factor_verification: VERIFICATION })
  await waiting(
    lost,
    async ({ flow, calls }) => {
      equal((await failure(flow.startMagicLinkFlow(LINK))).code, 'network_error')
      equal(mails(calls), 1)
    },
    lost,
  )
}

export async function aPollThatIsNeverAnsweredIsMadeAgain() {
  await hastened(50, () =>
    waiting(
      (n, request) => (n ? { status: 'verified' } : stalled(request)),
      async ({ flow }) => {
        const phases = []
        const { firstFactorVerification } = await flow.startMagicLinkFlow({
          ...LINK,
          onProgress: p => phases.push(p.phase),
        })
        equal([firstFactorVerification.status, phases], ['verified', ['sent', 'retrying']])
      },
    ),
  )
}

export async function anotherEmailAddressForTheSignUpEndsTheWait() {
  let verification = VERIFICATION
  const answer = () => {
    const body = { ...SIGN_UP, verifications: { email_address: verification } }
    return json({ response: body, client: client({ sign_up: body }) })
  }
  await withFetch(loading(client(), answer), async calls => {
    const { signUp } = (await loaded()).client
    await signUp.create({ emailAddress: 'ada@example.test' })
    const pending = failure(signUp.createMagicLinkFlow().startMagicLinkFlow({ redirectUrl: '/v' }))
    await until(() => calls.at(-1).method === 'GET', 'first poll')
    verification = null
    await signUp.update({ emailAddress: 'lovelace@example.test' })
    equal((await pending).code, 'superseded')
  })
}

export async function aLeaderThatEndsOrGoesAwayLeavesTheAskingAtOnce() {
  await toldTabs(told =>
    waiting(
      () => ({}),
      async ({ flow, polls }) => {
        const news = () => told.filter(type => type === 'news').length
        const pending = failure(flow.startMagicLinkFlow(LINK))
        await until(polls, 'first poll')
        window.dispatchEvent(new Event('pagehide'))
        await until(() => news() === 1, 'told of leaving', 1_000)
        flow.cancelMagicLinkFlow()
        await pending
        await until(() => news() === 2, 'told of the end', 1_000)
        window.dispatchEvent(new Event('pagehide'))
        await pause(50)
        equal(news(), 2, 'nothing to tell without a wait')
      },
    ),
  )
  await toldTabs((_, leader) =>
    waiting(
      n => (n ? { status: 'verified' } : {}),
      async ({ flow, polls }) => {
        const pending = flow.startMagicLinkFlow(LINK)
        await until(polls, 'first poll')
        leader.postMessage({ type: 'polling', attempt: 'sia_1', rank: '0', lasts: 60_000 })
        await pause(50)
        leader.postMessage({ type: 'news' })
        await pending
        equal(polls(), 2)
      },
    ),
  )
}

export async function aSignOutEndsTheWaitForAnEmailAddress() {
  const pending = { ...USER, email_addresses: [{ ...USER.email_addresses[0], verification: VERIFICATION }] }
  const signedIn = () => client({ sessions: [{ ...session('sess_1'), user: pending }] })
  let isSignedOut = false
  const then = () =>
    isSignedOut
      ? json({ errors: [{ code: 'authentication_invalid' }] }, 401)
      : json({ response: pending.email_addresses[0], client: signedIn() })
  const answer = (call, request) => loading(isSignedOut ? client() : signedIn(), then)(call, request)
  await withFetch(answer, async calls => {
    const clerk = await loaded({ touchSession: false })
    const [emailAddress] = clerk.user.emailAddresses
    const wait = failure(emailAddress.createMagicLinkFlow().startMagicLinkFlow({ redirectUrl: '/v' }))
    await until(() => calls.some(c => c.path === '/v1/me/email_addresses/idn_1'), 'first poll')
    isSignedOut = true
    equal([(await wait).code, clerk.session], ['superseded', null])
  })
}

export async function aCheckThatACancelInterruptedIsNotTheLast() {
  const first = client({ sessions: [session('sess_1')] })
  const unauthenticated = () => json({ errors: [{ code: 'authentication_invalid' }] }, 401)
  let release
  const clients = [
    () => json({ response: first }),
    () =>
      new Promise(resolve => {
        release = resolve
      }),
    unauthenticated,
  ]
  await withFetch(
    (call, request) => {
      if (call.path === '/v1/client') return clients.shift()()
      if (call.path.endsWith('/prepare_verification')) {
        return json({ response: { ...USER.email_addresses[0], verification: VERIFICATION } })
      }
      return call.path.startsWith('/v1/me') ? unauthenticated() : loading(first)(call, request)
    },
    async () => {
      const clerk = await loaded({ touchSession: false })
      const flow = clerk.user.emailAddresses[0].createMagicLinkFlow()
      const wait = failure(flow.startMagicLinkFlow({ redirectUrl: '/v' }))
      await until(() => release, 'the check after the 401')
      flow.cancelMagicLinkFlow()
      equal((await wait).code, 'cancelled')
      release(json({ response: first }))
      await pause(50)
      equal(clerk.session.id, 'sess_1')
      await clerk.handleUnauthenticated()
      ok(clerk.session === null, 'signed out by the next check')
    },
  )
}

export async function aWrongSecondStartLeavesTheFirstWaitAlone() {
  let clicked = false
  await waiting(
    () => (clicked ? { status: 'verified' } : {}),
    async ({ signIn, flow, polls }) => {
      const pending = flow.startMagicLinkFlow(LINK)
      equal((await failure(signIn.createMagicLinkFlow().startMagicLinkFlow({}))).argument, 'emailAddressId')
      equal((await failure(signIn.create(7))).code, 'invalid_argument')
      clicked = true
      equal((await pending).firstFactorVerification.status, 'verified')
    },
  )
}

export async function aTabThatIsLeftDoesNotAskAgainForThat() {
  await waiting(
    () => ({}),
    async ({ flow, polls }) => {
      const pending = failure(flow.startMagicLinkFlow(LINK))
      await until(polls, 'first poll')
      await pause(50)
      await behind(() => window.dispatchEvent(new Event('visibilitychange')))
      await pause(50)
      equal(polls(), 1)
      flow.cancelMagicLinkFlow()
      await pending
    },
  )
}

export async function aSignalOfAnotherFrameCancelsAsWell() {
  const frame = document.body.appendChild(document.createElement('iframe'))
  try {
    await waiting(
      () => ({}),
      async ({ flow, polls }) => {
        const controller = new frame.contentWindow.AbortController()
        const pending = failure(flow.startMagicLinkFlow({ ...LINK, signal: controller.signal }))
        await until(polls, 'first poll')
        controller.abort()
        equal((await pending).code, 'cancelled')
      },
    )
  } finally {
    frame.remove()
  }
}

export async function aLinkLivesAsLongWhateverTheClockOfTheMachineSays() {
  for (const ms of [HOUR, -HOUR]) {
    const progress = []
    const onProgress = ({ expiresAt, resendAvailableAt }) => progress.push([expiresAt, resendAvailableAt])
    await hastened(20, () =>
      withClock(ms, () =>
        waiting(
          lost,
          async ({ flow, signIn, polls }) => {
            let over
            const pending = flow.startMagicLinkFlow({ ...LINK, onProgress }).finally(() => {
              over = Date.now()
            })
            const [[expiresAt, resendAvailableAt]] = await until(() => progress.length && progress, 'sent')
            ok(
              Math.abs(expiresAt - Date.now() - 60_000) < 5_000,
              'a minute by this clock: ' + (expiresAt - Date.now()),
            )
            ok(Math.abs(expiresAt - resendAvailableAt - 30_000) < 1_000, 'likewise')
            await pause(25_000)
            ok(polls() > 2 && !over, 'it waits on while the link lives')
            await pending
            equal(signIn.firstFactorVerification.status, 'expired')
          },
          () => ({ ...lives(60_000), resend_available_at: serverNow() + 30_000 }),
        ),
      ),
    )
  }
}

export async function aClockThatIsSetInTheMiddleEndsNoWaitEarlyOrLate() {
  for (const ms of [HOUR, -HOUR]) {
    await hastened(20, () =>
      withClock(0, set =>
        waiting(
          lost,
          async ({ flow, signIn, polls }) => {
            let isOver
            const pending = flow.startMagicLinkFlow(LINK).finally(() => {
              isOver = true
            })
            await until(polls, 'first poll')
            set(ms)
            await pause(20_000)
            ok(!isOver, 'it waits on while the link lives')
            await until(() => isOver, 'its end', 4_000 * 20)
            equal(signIn.firstFactorVerification.status, 'expired')
            await pending
          },
          () => lives(40_000),
        ),
      ),
    )
  }
}

export async function tabsShareTheirPollsWhateverTheClockSays() {
  for (const ms of [HOUR, -HOUR]) {
    await withClock(ms, () =>
      toldTabs((_, leader) =>
        waiting(
          () => ({}),
          async ({ flow, polls }) => {
            const pending = failure(flow.startMagicLinkFlow(LINK))
            await until(polls, 'first poll')
            leader.postMessage({ type: 'polling', attempt: 'sia_1', rank: '00', at: Date.now(), lasts: 60_000 })
            await pause(2_500)
            equal(polls(), 1, 'left to the leader')
            flow.cancelMagicLinkFlow()
            await pending
          },
          () => lives(600_000),
        ),
      ),
    )
  }
}

export async function aTabThatJoinsAsksWhoLeadsAndMakesNoPolls() {
  const sent = { ...SIGN_IN, first_factor_verification: VERIFICATION }
  const same = client({ sign_in: sent })
  await toldTabs((_, leader) =>
    withFetch(
      loading(same, () => json({ response: sent, client: same })),
      async calls => {
        const { signIn } = (await loaded()).client
        const asked = []
        let isThere = true
        leader.onmessage = ({ data: { type, attempt, rank, lasts } }) => {
          if (type !== 'polling') return
          asked.push([attempt, rank.slice(0, 2)])
          if (isThere) leader.postMessage({ type: 'polling', attempt, rank: '00~', at: Date.now(), lasts: 2_000 })
        }
        const flow = signIn.createMagicLinkFlow()
        const pending = failure(flow.resumeMagicLinkFlow())
        await pause(3_000)
        equal([calls.length, asked[0]], [2, ['sia_1', '01']], 'it only asked the other tab')
        isThere = false
        await until(() => calls.length > 2, 'the leader froze', 4_000)
        await until(() => asked.at(-1)[1] === '00', 'it says that it leads', 1_000)
        flow.cancelMagicLinkFlow()
        await pending
      },
    ),
  )
}

export async function aTabThatLeadsSaysSoAtOnceAndYieldsToOneThatGoesBeforeIt() {
  const sent = { ...SIGN_IN, first_factor_verification: VERIFICATION }
  const same = client({ sign_in: sent })
  let isHeld = false
  const answer = ({ query }, request) => {
    if (!query.wait) return json({ response: sent, client: same })
    isHeld = true
    request.signal.addEventListener('abort', () => {
      isHeld = false
    })
    return stalled(request)
  }
  await toldTabs((_, other) =>
    withFetch(loading(same, answer, wire.environment), async calls => {
      const heard = []
      other.onmessage = ({ data }) => data.type === 'polling' && heard.push(data)
      const leads = ({ rank, lasts }) => rank.startsWith('00') && lasts > 20_000
      const { signIn } = (await loaded()).client
      const flow = signIn.createMagicLinkFlow()
      const pending = failure(flow.resumeMagicLinkFlow())
      // It has spoken three times by then, last of this poll; what it says may be heard later than it asks.
      await until(() => isHeld && heard.some(leads), 'a poll that is held')
      heard.length = 0
      const say = rank =>
        other.postMessage({ type: 'polling', attempt: 'sia_1', rank, at: Date.now(), lasts: 60_000 })
      say('01!')
      await until(() => heard.length, 'an answer')
      ok(leads(heard[0]), 'it leads')
      equal([calls.length, isHeld], [4, true])
      say('00!')
      await until(() => !isHeld, 'it leaves the asking to the other')
      await pause(300)
      equal([calls.length, heard.length], [4, 1])
      flow.cancelMagicLinkFlow()
      await pending
    }),
  )
}

export async function aLostAnswerIsLookedUpHereWhicheverTabLeads() {
  await toldTabs((_, leader) =>
    waiting(
      n => (n ? { status: 'verified' } : {}),
      async ({ flow }) => {
        equal((await flow.startMagicLinkFlow(LINK)).firstFactorVerification.status, 'verified')
      },
      async () => {
        leader.postMessage({ type: 'polling', attempt: 'sia_1', rank: '00', at: Date.now(), lasts: 2_000 })
        await pause(50)
        throw new TypeError('Failed to fetch')
      },
    ),
  )
}

export async function anotherAccountThatSignsInEndsNoWaitWhereSeveralHaveRoom() {
  const environment = { ...ENVIRONMENT, auth_config: { single_session_mode: false } }
  const attempt = status => ({ ...SIGN_IN, first_factor_verification: { ...VERIFICATION, status } })
  let status = 'unverified'
  const poll = () =>
    json({
      response: attempt(status),
      client: client({ sign_in: attempt(status), sessions: [session('sess_7')] }),
    })
  await withFetch(loading(client({ sign_in: attempt(status) }), poll, environment), async calls => {
    const { signIn } = (await loaded({ touchSession: false })).client
    const pending = signIn.createMagicLinkFlow().resumeMagicLinkFlow()
    await until(() => calls.length > 3, 'two polls')
    status = 'verified'
    equal((await pending).firstFactorVerification.status, 'verified')
  })
}

export async function switchingAccountsEndsOnlyTheWaitsOfAnAccountThatIsGone() {
  const environment = { ...ENVIRONMENT, auth_config: { single_session_mode: false } }
  const pending = { ...USER.email_addresses[0], verification: VERIFICATION }
  const ada = { ...session('sess_1'), user: { ...USER, email_addresses: [pending] } }
  const bob = { ...session('sess_2'), user: { ...USER, id: 'user_2', email_addresses: [] } }
  let sessions = [ada, bob]
  const both = () => client({ sessions, last_active_session_id: 'sess_1' })
  const then = ({ query }) =>
    query._clerk_session_id === 'sess_1' && sessions.includes(ada)
      ? json({ response: pending, client: both() })
      : json({ errors: [{ code: 'resource_not_found' }], client: both() }, 404)
  await withFetch(
    (call, request) => loading(both(), then, environment)(call, request),
    async calls => {
      const clerk = await loaded({ touchSession: false })
      let ended
      const [emailAddress] = clerk.user.emailAddresses
      emailAddress
        .createMagicLinkFlow()
        .startMagicLinkFlow({ redirectUrl: '/v' })
        .catch(error => {
          ended = error
        })
      const polls = () => calls.filter(c => c.path === '/v1/me/email_addresses/idn_1').length
      await until(polls, 'first poll')
      for (const other of ['sess_2', null]) {
        await clerk.setSession(other)
        const before = polls()
        await until(() => polls() > before + 1, 'it waits on in the name of its account')
        equal([ended, calls.at(-1).query._clerk_session_id], [undefined, 'sess_1'])
      }
      sessions = [bob]
      await until(() => ended, 'its account is gone')
      equal(ended.code, 'superseded')
    },
  )
}

export async function aLookGoesOnAlthoughAnotherTabBeginsToPoll() {
  await toldTabs((_, leader) =>
    waiting(
      n => (n < 2 ? {} : pause(200).then(() => json({ errors: [{ code: 'resource_not_found' }] }, 404))),
      async ({ flow, polls }) => {
        const pending = failure(flow.startMagicLinkFlow(LINK))
        await until(() => polls() === 2, 'it leads')
        await pause(100)
        window.dispatchEvent(new Event('focus'))
        await until(() => polls() === 3, 'it looks', 500)
        leader.postMessage({ type: 'polling', attempt: 'sia_1', rank: '00', at: Date.now(), lasts: 60_000 })
        equal((await pending).status, 404, 'and hears the answer')
      },
    ),
  )
}
