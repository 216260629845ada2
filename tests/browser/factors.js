// Ways to prove who signs in or up: link, code, password and authenticator app.

import {
  ADDED,
  Clerk,
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
  SIGN_IN,
  SIGN_UP,
  until,
  USER,
  VERIFICATION,
  waiting,
  withFetch,
} from './helpers.js'

/** The nth request after `load()` gets the nth of `bodies`, the rest the last. */
function answered(bodies, script, kind = 'sign_in') {
  const answer = () => {
    const body = bodies.length > 1 ? bodies.shift() : bodies[0]
    return json({ response: body, client: client({ [kind]: body }) })
  }
  return withFetch(loading(client(), answer), async calls => script((await loaded()).client, calls))
}

const last = calls => [calls.at(-1).method, calls.at(-1).path.replace('/v1/client', ''), calls.at(-1).body]

export async function aSignInPreparesAndAttemptsItsFirstFactors() {
  await answered([SIGN_IN], async ({ signIn }, calls) => {
    await signIn.create({ identifier: 'ada@example.test' })
    const at = '/sign_ins/sia_1/'
    await signIn.prepareFirstFactor({ strategy: 'email_code', emailAddressId: 'idn_1' })
    const code = ['POST', at + 'prepare_first_factor', { strategy: 'email_code', email_address_id: 'idn_1' }]
    equal(last(calls), code)
    await signIn.prepareFirstFactor({ strategy: 'email_code', email_address_id: 'idn_1' })
    equal(last(calls), code, "in the wire's spelling")
    const redirect_url = 'https://app.example.test/v'
    await signIn.prepareFirstFactor({ strategy: 'email_link', email_address_id: 'idn_1', redirect_url })
    equal(last(calls), [
      'POST',
      at + 'prepare_first_factor',
      { strategy: 'email_link', email_address_id: 'idn_1', redirect_url },
    ])
    await signIn.attemptFirstFactor({ strategy: 'email_code', code: '123456' })
    equal(last(calls), ['POST', at + 'attempt_first_factor', { strategy: 'email_code', code: '123456' }])
    await signIn.attemptFirstFactor({ strategy: 'password', password: 'a&b c' })
    equal(last(calls), ['POST', at + 'attempt_first_factor', { strategy: 'password', password: 'a&b c' }])
    await signIn.prepareSecondFactor({ strategy: 'totp' })
    equal(last(calls), ['POST', at + 'prepare_second_factor', { strategy: 'totp' }])
  })
}

export async function aPasswordMayComeWithTheSignIn() {
  const complete = { ...SIGN_IN, status: 'complete', created_session_id: 'sess_1' }
  await answered([complete], async ({ signIn }, calls) => {
    await signIn.create({ identifier: 'ada@example.test', password: 'correct horse' })
    equal(last(calls), ['POST', '/sign_ins', { identifier: 'ada@example.test', password: 'correct horse' }])
    equal([signIn.status, signIn.createdSessionId], ['complete', 'sess_1'])
  })
}

export async function aSignUpPreparesAndAttemptsItsVerification() {
  await answered(
    [SIGN_UP],
    async ({ signUp }, calls) => {
      await signUp.create({ emailAddress: 'ada@example.test', password: 'correct horse' })
      equal(last(calls), ['POST', '/sign_ups', { email_address: 'ada@example.test', password: 'correct horse' }])
      const at = '/sign_ups/sua_1'
      await signUp.update({ firstName: 'Ada', unsafeMetadata: { a: [1] } })
      equal(last(calls), ['PATCH', at, { first_name: 'Ada', unsafe_metadata: '{"a":[1]}' }])
      await signUp.prepareEmailAddressVerification()
      equal(last(calls), ['POST', at + '/prepare_verification', { strategy: 'email_code' }])
      const redirectUrl = 'https://app.example.test/v'
      await signUp.prepareEmailAddressVerification({ strategy: 'email_link', redirectUrl })
      equal(last(calls), [
        'POST',
        at + '/prepare_verification',
        { strategy: 'email_link', redirect_url: redirectUrl },
      ])
      await signUp.attemptVerification({ strategy: 'email_code', code: '123456' })
      equal(last(calls), ['POST', at + '/attempt_verification', { strategy: 'email_code', code: '123456' }])
      equal([signUp.requiredFields, signUp.unverifiedFields], [['email_address'], ['email_address']])
    },
    'sign_up',
  )
}

export async function aLinkMayLeaveASecondFactorToBeGiven() {
  const proven = {
    status: 'verified',
    verified_at_client: 'client_1',
    attempt: { status: 'needs_second_factor', supported_second_factors: [{ strategy: 'totp' }] },
  }
  await waiting(
    n => (n < 1 ? {} : proven),
    async ({ clerk, signIn, flow, calls }) => {
      const result = await flow.startMagicLinkFlow(LINK)
      ok(result === signIn && clerk.client.signIn === signIn, 'the sign-in that waited')
      equal([signIn.status, signIn.firstFactorVerification.status], ['needs_second_factor', 'verified'])
      equal(
        [signIn.supportedSecondFactors[0].strategy, signIn.createdSessionId, clerk.session],
        ['totp', null, null],
      )
      await signIn.attemptSecondFactor({ strategy: 'totp', code: '123456' })
      equal(
        [calls.at(-1).path, calls.at(-1).body],
        ['/v1/client/sign_ins/sia_1/attempt_second_factor', { strategy: 'totp', code: '123456' }],
      )
    },
  )
}

export async function aSignUpsWaitEndsWhenItsLinkFails() {
  const ended = status => ({ ...SIGN_UP, verifications: { email_address: { ...VERIFICATION, status } } })
  for (const status of ['failed', 'expired']) {
    await answered(
      [SIGN_UP, SIGN_UP, ended(status)],
      async ({ signUp }, calls) => {
        await signUp.create({ emailAddress: 'ada@example.test' })
        const result = await signUp.createMagicLinkFlow().startMagicLinkFlow({ redirectUrl: '/v' })
        ok(result === signUp, 'the sign-up')
        equal(signUp.verifications.emailAddress.status, status)
      },
      'sign_up',
    )
  }
}

export async function twoWaitsAreCancelledApart() {
  const address = { ...ADDED, verification: VERIFICATION }
  const one = { ...session('sess_1'), user: { ...USER, email_addresses: [...USER.email_addresses, address] } }
  const known = () => client({ sessions: [one], sign_up: SIGN_UP })
  let verified = false
  await withFetch(
    loading(known(), call => {
      const isSignUp = call.path.includes('/sign_ups/')
      const verification = { ...VERIFICATION, status: verified && !isSignUp ? 'verified' : 'unverified' }
      return json({ response: isSignUp ? SIGN_UP : { ...address, verification } })
    }),
    async () => {
      const clerk = await loaded({ touchSession: false })
      const signUp = clerk.client.signUp.createEmailLinkFlow()
      const emailAddress = clerk.user.emailAddresses[1]
      const second = emailAddress.createEmailLinkFlow()
      const phases = []
      const options = { redirectUrl: '/v', onProgress: ({ phase }) => phases.push(phase) }
      const abandoned = failure(signUp.startEmailLinkFlow(options))
      const awaited = second.startEmailLinkFlow(options)
      await until(() => phases.filter(phase => phase === 'waiting').length >= 2, 'both wait')
      signUp.cancelEmailLinkFlow()
      const error = await abandoned
      equal(
        [error.code, Clerk.isEmailLinkError(error), clerk.isEmailLinkError(new Error())],
        ['cancelled', true, false],
      )
      verified = true
      ok((await awaited) === emailAddress, 'the other goes on')
    },
  )
}

export async function twoFirstAttemptsAtOnceAreOfOneClient() {
  // As with real cookies: a call without a cookie makes another client, and the last cookie stays.
  const server = script => {
    const clients = []
    let cookie = null
    return withFetch(
      async (call, request) => {
        if (call.path === '/v1/environment') return json(ENVIRONMENT)
        const sent = cookie
        if (call.method === 'POST' && call.path === '/v1/client/sign_ups') {
          const own = sent ?? 'client_' + clients.push([])
          await pause(100)
          const attempts = clients[own.split('_')[1] - 1]
          const body = { ...SIGN_UP, id: `${own}_${attempts.length}` }
          attempts.push(body)
          cookie = own
          return json({ response: body, client: client({ id: own, sign_up: body }) })
        }
        if (call.path === '/v1/client') return json({ response: null })
        const id = call.path.split('/')[4]
        return sent && id.startsWith(sent)
          ? json({ response: { ...SIGN_UP, id }, client: null })
          : json({ errors: [{ code: 'resource_not_found' }] }, 404)
      },
      () => script(clients),
    )
  }
  const one = async ({ client: { signUp } }) => {
    await signUp.create({ emailAddress: 'ada@example.test' })
    await signUp.prepareEmailAddressVerification({ strategy: 'email_link', redirectUrl: location.href })
  }
  const { locks } = navigator
  for (const request of [null, undefined, () => Promise.reject(new DOMException('', 'SecurityError'))]) {
    if (request !== null) Object.defineProperty(locks, 'request', { configurable: true, value: request })
    try {
      await server(async clients => {
        const clerk = await loaded()
        await Promise.all([one(clerk), one(clerk)])
        equal(clients.length, 1, 'on one page')
      })
      await server(async clients => {
        await Promise.all([await loaded(), await loaded()].map(one))
        equal(clients.length, 1, 'in two tabs')
      })
    } finally {
      delete locks.request
    }
  }
}

export async function aTabThatFrozeInItsFirstAttemptHoldsNobodyUpForLong() {
  let thaw
  navigator.locks.request(
    'clerk.client:' + HOST,
    () =>
      new Promise(resolve => {
        thaw = resolve
      }),
  )
  await until(() => thaw, 'the lock is taken')
  await hastened(10, () =>
    withFetch(
      loading(null, () => json({ response: SIGN_UP, client: client({ sign_up: SIGN_UP }) })),
      async () => {
        const clerk = await loaded()
        const start = Date.now()
        await clerk.client.signUp.create({ emailAddress: 'ada@example.test' })
        const waited = Date.now() - start
        ok(waited >= 3_500 && waited < 8_000, waited)
        await clerk.client.signUp.create({ emailAddress: 'ada@example.test' })
        ok(Date.now() - start - waited < 2_000, 'once there is a client, nobody waits')
      },
    ),
  )
  thaw()
}

export async function aPlaceIsSentAsItsText() {
  const answer = loading(client(), () => json({ response: SIGN_UP, client: client({ sign_up: SIGN_UP }) }))
  await withFetch(answer, async calls => {
    const {
      client: { signUp },
    } = await loaded()
    await signUp.create({ emailAddress: 'ada@example.test', actionCompleteRedirectUrl: location })
    equal(calls.at(-1).body.action_complete_redirect_url, location.href)
    for (const place of [
      location,
      new URL(location.href),
      location.href,
      location.pathname + location.search + location.hash,
    ]) {
      await signUp.prepareVerification({ strategy: 'email_link', redirectUrl: place })
      equal(calls.at(-1).body.redirect_url, location.href)
    }
  })
}

export async function whoStopsWaitingForATurnHoldsNobodyUp() {
  await withFetch(
    loading(null, () => json({ response: SIGN_UP, client: null })),
    async calls => {
      const {
        client: { signUp },
      } = await loaded()
      await signUp.create({ emailAddress: 'ada@example.test' })
      const name = 'clerk.client:' + HOST
      let thaw
      navigator.locks.request(
        name,
        () =>
          new Promise(resolve => {
            thaw = resolve
          }),
      )
      await until(() => thaw, 'another tab has the turn')
      const flow = signUp.createMagicLinkFlow()
      const ended = failure(flow.startMagicLinkFlow({ redirectUrl: location.href }))
      const waits = async () => (await navigator.locks.query()).pending.some(lock => lock.name === name)
      await until(waits, 'this one waits')
      flow.cancelMagicLinkFlow()
      equal((await ended).code, 'cancelled')
      thaw()
      const isFree = () => navigator.locks.request(name, { ifAvailable: true }, Boolean)
      await until(isFree, 'the turn is free', 1_000)
      equal(
        calls.filter(({ path }) => path.endsWith('/prepare_verification')),
        [],
      )
    },
  )
}
