// The magic-link flow, against a fake Frontend API.

import {
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
  SIGN_IN,
  until,
  VERIFICATION,
  waiting,
  withFetch,
} from './helpers.js'

export async function sendsTheLinkThenPollsUntilItIsClicked() {
  await waiting(
    n => (n < 2 ? {} : { status: 'verified', verified_at_client: 'client_1' }),
    async ({ signIn, flow: { startMagicLinkFlow }, calls }) => {
      const phases = []
      const result = await startMagicLinkFlow({ ...LINK, onProgress: p => phases.push(p) })
      ok(result === signIn, 'resolves with the sign-in')
      equal(result.firstFactorVerification.status, 'verified')
      ok(result.firstFactorVerification.verifiedFromTheSameClient(), 'by this client')
      equal(
        calls.slice(3).map(c => c.path),
        ['/v1/client/sign_ins/sia_1/prepare_first_factor', ...Array(3).fill('/v1/client/sign_ins/sia_1')],
      )
      equal(calls[3].body, { strategy: 'email_link', email_address_id: 'idn_1', redirect_url: LINK.redirectUrl })
      equal(phases[0], { phase: 'sent', expiresAt: 4_000_000_000_000, resendAvailableAt: null, attempt: 0 })
      equal(phases[1].phase, 'waiting')
    },
    // Clerk's servers do not say when another link may be sent.
    () => ({ resend_available_at: undefined }),
  )
}

export async function takesTheWireNameThatTheGuideUses() {
  await waiting(
    () => ({ status: 'verified' }),
    async ({ flow, calls }) => {
      await flow.startMagicLinkFlow({ email_address_id: 'idn_1', callbackUrl: '/verification' })
      equal(calls[3].body.email_address_id, 'idn_1')
      equal(calls[3].body.redirect_url, location.origin + '/verification')
    },
  )
}

export async function resolvesHoweverTheLinkEnded() {
  for (const status of ['expired', 'failed', 'client_mismatch']) {
    await waiting(
      () => ({ status }),
      async ({ flow }) => {
        const { firstFactorVerification } = await flow.startMagicLinkFlow(LINK)
        equal(firstFactorVerification.status, status)
      },
    )
  }
}

export async function aCancelSettlesAtEveryMomentAndAbortsTheRequest() {
  const hanging = aborted => (n, request) =>
    new Promise((_, reject) => {
      request.signal.addEventListener('abort', () => {
        aborted.push(n)
        reject(new DOMException('', 'AbortError'))
      })
    })
  const cancelled = async (pending, flow) => {
    flow.cancelMagicLinkFlow()
    const error = await failure(pending)
    equal([error.name, error.code, Clerk.isMagicLinkError(error)], ['MagicLinkError', 'cancelled', true])
  }
  // Before anything was sent.
  await waiting(
    () => ({}),
    async ({ flow, calls }) => {
      await cancelled(flow.startMagicLinkFlow(LINK), flow)
      await pause(50)
      equal(calls.length, 3, 'nothing sent')
    },
  )
  // While the link is being sent.
  let aborted = []
  await waiting(
    () => ({}),
    async ({ flow, calls }) => {
      const pending = flow.startMagicLinkFlow(LINK)
      await until(() => calls.length === 4, 'prepare')
      await cancelled(pending, flow)
      equal(aborted.length, 1)
    },
    request => hanging(aborted)(0, request),
  )
  // While a poll is under way.
  aborted = []
  await waiting(hanging(aborted), async ({ flow, polls }) => {
    const pending = flow.startMagicLinkFlow(LINK)
    await until(polls, 'first poll')
    await cancelled(pending, flow)
    equal(aborted.length, 1)
  })
  // Between two polls, by a signal, twice, and after the end.
  await waiting(
    () => ({}),
    async ({ flow, calls }) => {
      const controller = new AbortController()
      let polled = false
      const pending = flow.startMagicLinkFlow({
        ...LINK,
        signal: controller.signal,
        onProgress: ({ phase }) => {
          polled ||= phase === 'waiting'
        },
      })
      await until(() => polled, 'a pause')
      controller.abort()
      equal((await failure(pending)).code, 'cancelled')
      flow.cancelMagicLinkFlow()
      flow.cancelMagicLinkFlow()
      const before = calls.length
      await pause(1_200)
      equal(calls.slice(before), [], 'no request after a cancel')
      equal((await failure(flow.startMagicLinkFlow({ ...LINK, signal: AbortSignal.abort() }))).code, 'cancelled')
      equal(calls.length, before, 'no request for an aborted signal')
    },
  )
}

export async function aFlowCanBeStartedAgainAfterACancel() {
  await waiting(
    () => ({ status: 'verified' }),
    async ({ flow }) => {
      const first = failure(flow.startMagicLinkFlow(LINK))
      flow.cancelMagicLinkFlow()
      equal((await first).code, 'cancelled')
      equal((await flow.startMagicLinkFlow(LINK)).firstFactorVerification.status, 'verified')
    },
  )
}

export async function aNewerFlowSupersedesTheOlder() {
  let clicked = false
  await waiting(
    () => (clicked ? { status: 'verified' } : {}),
    async ({ signIn, flow, calls }) => {
      const first = failure(flow.startMagicLinkFlow(LINK))
      const second = signIn.createMagicLinkFlow().startMagicLinkFlow(LINK)
      equal((await first).code, 'superseded')
      flow.cancelMagicLinkFlow()
      clicked = true
      equal((await second).firstFactorVerification.status, 'verified')
      equal(calls.filter(c => c.path.endsWith('prepare_first_factor')).length, 1, 'one mail')
    },
  )
}

export async function waitingOutlivesWhatPasses() {
  const faults = [
    () => {
      throw new TypeError('Failed to fetch')
    },
    () => json({ errors: [{ code: 'internal_clerk_error' }] }, 500),
    () => json({ errors: [{ code: 'rate_limit_exceeded' }] }, 429, { 'retry-after': '0' }),
    () => new Response('<html>bad gateway</html>'),
    () => json({ errors: [{ code: 'authentication_invalid' }] }, 401),
  ]
  for (const fault of faults) {
    await waiting(
      n => (n === 0 ? fault() : { status: 'verified' }),
      async ({ flow }) => {
        const phases = []
        const result = await flow.startMagicLinkFlow({ ...LINK, onProgress: p => phases.push(p.phase) })
        equal(result.firstFactorVerification.status, 'verified')
        equal(phases, ['sent', 'retrying'], fault)
      },
    )
  }
}

export async function comingBackToTheTabOrTheNetworkAsksAtOnce() {
  await waiting(
    n => {
      if (n < 4) throw new TypeError('offline')
      return { status: 'verified' }
    },
    async ({ flow, polls }) => {
      const start = Date.now()
      const pending = flow.startMagicLinkFlow(LINK)
      for (const [n, event] of [
        [1, 'online'],
        [2, 'focus'],
        [3, 'visibilitychange'],
        [4, 'pageshow'],
      ]) {
        await until(() => polls() === n, 'poll ' + n)
        await pause(50)
        window.dispatchEvent(new Event(event))
      }
      await pending
      ok(Date.now() - start < 5_000, 'sooner than the 15 s of backing off')
    },
  )
}

export async function aLinkThatDiedWhileTheServerWasAwayHasExpired() {
  await waiting(
    n => {
      if (n) throw new TypeError('offline')
      return { expire_at: Date.now() - 10_000 }
    },
    async ({ flow }) => {
      const { firstFactorVerification } = await flow.startMagicLinkFlow(LINK)
      equal(firstFactorVerification.status, 'expired')
    },
  )
}

export async function aRefusalEndsTheWaitWithItsReason() {
  await waiting(
    () => json({ errors: [{ code: 'resource_not_found' }] }, 404),
    async ({ flow }) => {
      const error = await failure(flow.startMagicLinkFlow(LINK))
      equal([error.status, error.errors[0].code], [404, 'resource_not_found'])
    },
  )
  await waiting(
    () => ({}),
    async ({ flow, polls }) => {
      equal((await failure(flow.startMagicLinkFlow(LINK))).status, 422)
      equal(polls(), 0)
    },
    () => json({ errors: [{ code: 'form_param_invalid' }] }, 422),
  )
}

export async function wrongOptionsAreNamedAndNothingIsSent() {
  await waiting(
    () => ({}),
    async ({ clerk, flow, calls }) => {
      const argument = async options => {
        const error = await failure(flow.startMagicLinkFlow(options))
        return [error.code, error.argument]
      }
      for (const nothing of [undefined, null, 7, 'x', [], {}, { emailAddressId: 7 }, { emailAddressId: '' }]) {
        equal(await argument(nothing), ['invalid_argument', 'emailAddressId'])
      }
      for (const redirectUrl of [undefined, null, '', 7, 'javascript:alert(1)', 'data:text/html,x', 'http://']) {
        equal(await argument({ ...LINK, redirectUrl }), ['invalid_argument', 'redirectUrl'])
      }
      equal(calls.length, 3)
      const none = clerk.client.signUp.createMagicLinkFlow()
      const error = await failure(none.startMagicLinkFlow(LINK))
      equal([error.code, error.resource], ['attempt_not_created', 'SignUp'])
      equal((await failure(flow.resumeMagicLinkFlow())).code, 'link_not_sent')
    },
  )
}

export async function aReloadedPageWaitsOnWithoutASecondMail() {
  const pending = { ...SIGN_IN, first_factor_verification: VERIFICATION }
  const verified = { ...SIGN_IN, first_factor_verification: { ...VERIFICATION, status: 'verified' } }
  await withFetch(
    loading(client({ sign_in: pending }), () =>
      json({ response: verified, client: client({ sign_in: verified }) }),
    ),
    async calls => {
      const { signIn } = (await loaded()).client
      const { resumeMagicLinkFlow } = signIn.createMagicLinkFlow()
      equal((await resumeMagicLinkFlow()).firstFactorVerification.status, 'verified')
      equal(
        calls.map(c => c.method),
        ['GET', 'GET', 'GET'],
      )
    },
  )
}
