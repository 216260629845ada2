// What a user holds: live, stable, plain.

import {
  ADDED,
  Clerk,
  client,
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
  until,
  USER,
  VERIFICATION,
  withFetch,
} from './helpers.js'

export async function theReferenceAUserHoldsShowsTheNewState() {
  await withFetch(
    loading(null, () => json({ response: SIGN_IN, client: client({ sign_in: SIGN_IN }) })),
    async () => {
      const clerk = await loaded()
      const { signIn } = clerk.client
      const returned = await signIn.create({ identifier: 'ada@example.test' })
      ok(returned === signIn && clerk.client.signIn === signIn, 'one object')
      equal(signIn.supportedFirstFactors.find(f => f.strategy === 'email_link').email_address_id, 'idn_1')
      equal(signIn.firstFactorVerification.status, null)
    },
  )
}

export async function whatHasNotChangedKeepsItsIdentity() {
  let body = { ...SIGN_IN, first_factor_verification: VERIFICATION }
  await withFetch(
    loading(null, () => json({ response: body, client: client({ sign_in: body }) })),
    async () => {
      const clerk = await loaded()
      const { signIn } = clerk.client
      await signIn.create({ identifier: 'x' })
      const { firstFactorVerification, supportedFirstFactors } = signIn
      ok(firstFactorVerification.expireAt instanceof Date, 'instants are dates')
      await signIn.reload()
      ok(signIn.firstFactorVerification === firstFactorVerification, 'same verification')
      ok(signIn.supportedFirstFactors === supportedFirstFactors, 'same factors')
      body = { ...body, first_factor_verification: { ...VERIFICATION, status: 'verified' } }
      await signIn.reload()
      ok(signIn.firstFactorVerification !== firstFactorVerification, 'new verification')
      ok(signIn.supportedFirstFactors === supportedFirstFactors, 'same factors')
      equal(firstFactorVerification.status, 'unverified')
    },
  )
}

export async function anAttemptThatIsOverStaysReadable() {
  const complete = { ...SIGN_IN, status: 'complete', created_session_id: 'sess_1' }
  let answer = { response: complete, client: client({ sign_in: complete }) }
  await withFetch(
    loading(null, () => json(answer)),
    async () => {
      const clerk = await loaded()
      const { signIn } = clerk.client
      await signIn.create({ identifier: 'x' })
      answer = { response: complete, client: client({ sessions: [session('sess_1')] }) }
      await signIn.reload()
      equal([signIn.status, signIn.createdSessionId], ['complete', 'sess_1'])
      ok(clerk.client.signIn !== signIn, 'the client has room for the next attempt')
      equal(clerk.client.signIn.id, undefined)
    },
  )
}

export async function anOlderClientDoesNotUndoANewerOne() {
  const old = client()
  await withFetch(
    loading(client({ sessions: [session('sess_1')] }), () => json({ response: SIGN_IN, client: old })),
    async () => {
      const clerk = await loaded()
      await clerk.client.signIn.create({ identifier: 'x' })
      equal(clerk.session.id, 'sess_1')
    },
  )
}

export async function objectsArePlainDataWithMethods() {
  await withFetch(
    loading(client({ sessions: [session('sess_1')] }), () => json({ response: SIGN_IN })),
    async () => {
      const clerk = await loaded()
      const {
        signIn,
        sessions: [one],
      } = clerk.client
      await signIn.create({ identifier: 'x' })
      equal(JSON.parse(JSON.stringify(signIn)).identifier, 'ada@example.test')
      equal({ ...signIn }.status, 'needs_first_factor')
      equal(signIn.constructor.name, 'SignIn')
      equal([one.user.fullName, one.user.primaryEmailAddress.emailAddress], ['Ada', 'ada@example.test'])
      ok(one.user === clerk.user, 'one user')
      const { reload } = signIn
      equal((await reload()).id, 'sia_1')
    },
  )
}

export async function theCallersObjectsStayAsTheyAre() {
  await withFetch(
    loading(null, () => json({ response: SIGN_IN })),
    async calls => {
      const clerk = await loaded()
      const params = Object.freeze({
        emailAddress: 'a@example.test',
        firstName: undefined,
        unsafeMetadata: Object.freeze({ fooBar: [1] }),
        lastName: null,
      })
      await clerk.client.signUp.create(params).catch(() => {})
      equal(calls.at(-1).body, {
        email_address: 'a@example.test',
        unsafe_metadata: '{"fooBar":[1]}',
        last_name: '',
      })
    },
  )
}

export async function verifiedFromTheSameClientComparesWithThisClient() {
  let by = 'client_1'
  const body = () => ({
    ...SIGN_IN,
    first_factor_verification: { ...VERIFICATION, status: 'verified', verified_at_client: by },
  })
  await withFetch(
    loading(client(), () => json({ response: body(), client: client({ sign_in: body() }) })),
    async () => {
      const { signIn } = (await loaded()).client
      equal(signIn.firstFactorVerification.verifiedFromTheSameClient(), false)
      await signIn.create({ identifier: 'x' })
      equal(signIn.firstFactorVerification.verifiedFromTheSameClient(), true)
      by = 'client_2'
      await signIn.reload()
      equal(signIn.firstFactorVerification.verifiedFromTheSameClient(), false)
    },
  )
}

export async function anEmailAddressIsAddedVerifiedAndRemoved() {
  const added = { ...ADDED, email_address: 'work@example.test' }
  let second = added
  const signedIn = () =>
    client({
      sessions: [
        {
          ...session('sess_1'),
          user: { ...USER, email_addresses: second ? [...USER.email_addresses, second] : USER.email_addresses },
        },
      ],
    })
  const answer = call => {
    if (call.method === 'DELETE') second = null
    if (call.path.endsWith('/prepare_verification')) second = { ...added, verification: VERIFICATION }
    if (call.method === 'GET') second = { ...added, verification: { ...VERIFICATION, status: 'failed' } }
    return json({ response: second ?? { deleted: true }, client: signedIn() })
  }
  second = null
  await withFetch(
    loading(signedIn(), call => {
      second ??= added
      return answer(call)
    }),
    async calls => {
      const clerk = await loaded({ touchSession: false })
      for (const given of [
        'work@example.test',
        { email: 'work@example.test' },
        { emailAddress: 'work@example.test' },
      ]) {
        const emailAddress = await clerk.user.createEmailAddress(given)
        ok(emailAddress === clerk.user.emailAddresses[1], 'the one that the user has')
        equal(calls.at(-1).path, '/v1/me/email_addresses/')
        equal(calls.at(-1).body, { email_address: 'work@example.test' })
        equal(calls.at(-1).query._clerk_session_id, 'sess_1')
      }
      equal((await failure(clerk.user.createEmailAddress({}))).argument, 'email')
      const emailAddress = clerk.user.emailAddresses[1]
      equal([`${emailAddress}`, emailAddress.verification.status], ['work@example.test', null])
      const { startMagicLinkFlow } = emailAddress.createMagicLinkFlow()
      const result = await startMagicLinkFlow({ redirectUrl: '/verification' })
      ok(result === emailAddress, 'the same address')
      equal(result.verification.status, 'failed')
      equal(
        [
          clerk.user.isPrimaryIdentification(emailAddress),
          clerk.user.isPrimaryIdentification(clerk.user.primaryEmailAddress),
        ],
        [false, true],
      )
      await emailAddress.attemptVerification('123456')
      equal(calls.at(-1).body, { code: '123456' })
      await emailAddress.prepareVerification()
      equal(calls.at(-1).body, { strategy: 'email_code' })
      await emailAddress.destroy()
      equal([calls.at(-1).method, calls.at(-1).path], ['DELETE', '/v1/me/email_addresses/idn_2'])
      equal(clerk.user.emailAddresses.length, 1)
      await clerk.setSession(null)
    },
  )
}

export async function laterNamesAndEarlyFormsAreTheSameCode() {
  const sent = {
    ...SIGN_UP,
    email_address: 'a@example.test',
    verifications: { email_address: { ...VERIFICATION, status: 'verified' } },
  }
  await withFetch(
    loading(client(), () => json({ response: sent, client: client({ sign_up: sent }) })),
    async calls => {
      const clerk = await loaded()
      const { signUp } = clerk.client
      ok(clerk.client.signUpAttempt === signUp && clerk.client.signInAttempt === clerk.client.signIn, 'aliases')
      await signUp.create({ emailAddress: 'a@example.test' })
      await signUp.prepareVerification('email_link', 'https://app.example.test/v')
      const positional = calls.at(-1).body
      await signUp.prepareVerification({ strategy: 'email_link', redirectUrl: 'https://app.example.test/v' })
      equal(calls.at(-1).body, positional)
      await signUp.attemptEmailAddressVerification({ code: '123456' })
      equal(calls.at(-1).body, { code: '123456', strategy: 'email_code' })
      const { startEmailLinkFlow, cancelEmailLinkFlow } = signUp.createEmailLinkFlow()
      ok((await startEmailLinkFlow({ redirectUrl: '/v' })) === signUp, 'resolves with the sign-up')
      cancelEmailLinkFlow()
      equal(Object.keys(signUp.verifications), ['emailAddress', 'phoneNumber', 'web3Wallet', 'externalAccount'])
      equal(Clerk.EmailLinkErrorCode === Clerk.MagicLinkErrorCode, true)
    },
  )
}

export async function aSecondFactorIsReachedThroughTheSameAttempt() {
  let body = { ...SIGN_IN, status: 'needs_second_factor', supported_second_factors: [{ strategy: 'totp' }] }
  await withFetch(
    loading(client({ sign_in: body }), () => {
      body = { ...body, status: 'complete', created_session_id: 'sess_1' }
      return json({ response: body, client: client({ sign_in: body }) })
    }),
    async calls => {
      const { signIn } = (await loaded()).client
      equal((await signIn.attemptSecondFactor({ strategy: 'totp', code: '123456' })).createdSessionId, 'sess_1')
      equal(calls.at(-1).path, '/v1/client/sign_ins/sia_1/attempt_second_factor')
    },
  )
}

export async function listenersHearOfChangesAndANewTokenIsNone() {
  let one = session('sess_1')
  const at = { updated_at: 5_000_000 }
  await withFetch(
    (call, request) => loading(client({ ...at, sessions: [one] }))(call, request),
    async () => {
      const clerk = await loaded({ touchSession: false })
      let told = 0
      clerk.addListener(() => told++)
      one = { ...one, last_active_token: token(sessionToken('sess_1', 1_700_000_030)) }
      await clerk.client.reload()
      equal(told, 1, 'registered')
      equal(await clerk.session.getToken(), sessionToken('sess_1', 1_700_000_030))
      one = { ...one, user: { ...USER, first_name: 'Augusta' } }
      await clerk.client.reload()
      equal([told, clerk.user.firstName], [2, 'Augusta'])
    },
  )
}

export async function anOvertakenAnswerStillCompletesAnAttemptThatTheClientLetGo() {
  const complete = { ...SIGN_IN, status: 'complete', created_session_id: 'sess_1' }
  let release
  await withFetch(
    loading(
      client({ sign_in: SIGN_IN }),
      () =>
        new Promise(resolve => {
          release = resolve
        }),
    ),
    async () => {
      const { client: held } = await loaded({ touchSession: false, selectInitialSession: () => null })
      const { signIn } = held
      const older = client({ sign_in: complete })
      const attempt = signIn.attemptFirstFactor({ strategy: 'email_code', code: '123456' })
      const release1 = await until(() => release, 'the attempt')
      const touch = held.signUp.create({ emailAddress: 'ada@example.test' })
      const release2 = await until(() => release !== release1 && release, 'another request')
      release2(json({ response: SIGN_UP, client: client({ sessions: [session('sess_1')] }) }))
      await touch
      ok(held.signIn !== signIn, 'the newer client has no such attempt')
      release1(json({ response: complete, client: older }))
      ok((await attempt) === signIn, 'the object that was called')
      equal([signIn.status, signIn.createdSessionId, held.sessions.length], ['complete', 'sess_1', 1])
    },
  )
}

export async function anOvertakenAnswerDoesNotTurnAUserBack() {
  const named = names => ({ ...session('sess_1'), user: { ...USER, ...names } })
  const answer = names => json({ response: { ...USER, ...names }, client: client({ sessions: [named(names)] }) })
  const releases = []
  const held = () =>
    new Promise(resolve => {
      releases.push(resolve)
    })
  await withFetch(loading(client({ sessions: [session('sess_1')] }), held), async () => {
    const { user } = await loaded({ touchSession: false })
    const updates = [user.update({ firstName: 'Augusta' }), user.update({ lastName: 'King' })]
    const [first, second] = await until(() => releases.length > 1 && releases, 'both requests')
    const older = answer({ first_name: 'Augusta' })
    second(answer({ first_name: 'Augusta', last_name: 'King' }))
    await updates[1]
    first(older)
    ok((await updates[0]) === user, 'the object that was called')
    equal(user.fullName, 'Augusta King')
  })
}

export async function whatIsKnownOfAUserWhoSignsInHasBothSpellings() {
  const user_data = { first_name: 'Ada', image_url: 'https://img.example.test/ada' }
  await withFetch(loading(client({ sign_in: { ...SIGN_IN, user_data } })), async () => {
    const { userData } = (await loaded()).client.signIn
    equal([userData.first_name, userData.firstName, userData.imageUrl], ['Ada', 'Ada', user_data.image_url])
  })
}

export async function aLateAnswerDoesNotTurnAnAttemptBack() {
  let release
  let next = SIGN_IN
  await withFetch(
    loading(client(), call =>
      call.method === 'GET'
        ? new Promise(resolve => {
            release = resolve
          })
        : json({ response: next, client: client({ sign_in: next }) }),
    ),
    async () => {
      const { client: held } = await loaded()
      const { signIn } = held
      await signIn.create({ identifier: 'ada@example.test' })
      const reloaded = signIn.reload()
      await until(() => release, 'the reload')
      next = { ...SIGN_IN, id: 'sia_2' }
      await signIn.create({ identifier: 'ada@example.test' })
      release(json({ response: SIGN_IN }))
      await reloaded
      equal(signIn.id, 'sia_2')
      ok(held.signIn === signIn, 'still one object')
    },
  )
}

export async function noAnswerGivesAnObjectAnotherPrototype() {
  const before = client()
  const factor = { strategy: 'email_link', email_address_id: 'idn_1', _: 0 }
  const attempt = {
    ...SIGN_IN,
    supported_first_factors: [factor],
    supported_second_factors: [factor],
    user_data: { first_name: 'Ada', _: 0 },
  }
  const body = JSON.stringify({ response: attempt, client: client({ sign_in: attempt }) }).replaceAll(
    '"_":0',
    '"__proto__":{"isAdmin":true}',
  )
  const errors =
    '{"errors":[{"code":"x","meta":{"__proto__":{"isAdmin":true},"param_name":"a"},"__proto__":{"isAdmin":true}}]}'
  let answer = body
  await withFetch(
    loading(before, () => new Response(answer, { status: answer === body ? 200 : 422 })),
    async () => {
      const { signIn } = (await loaded()).client
      await signIn.create({ identifier: 'ada@example.test' })
      answer = errors
      const error = await failure(signIn.reload())
      const {
        supportedFirstFactors: [first],
        supportedSecondFactors: [second],
        userData,
      } = signIn
      equal([first.emailAddressId, userData.firstName, error.errors[0].meta.paramName], ['idn_1', 'Ada', 'a'])
      for (const object of [first, second, userData, error, error.errors[0], error.errors[0].meta, {}]) {
        equal([object.isAdmin, 'isAdmin' in object], [undefined, false])
      }
    },
  )
}

export async function aFactorThatIsNullReadsAsOneWithoutFields() {
  const attempt = { ...SIGN_IN, supported_first_factors: [null, ...SIGN_IN.supported_first_factors] }
  await withFetch(loading(client({ sign_in: attempt })), async () => {
    const [nothing, factor] = (await loaded()).client.signIn.supportedFirstFactors
    equal([nothing, factor.emailAddressId], [{}, 'idn_1'])
  })
}

export async function factorsGoByTheNamesOfTheWireAndByLaterOnes() {
  await withFetch(loading(client({ sign_in: SIGN_IN })), async () => {
    const [factor] = (await loaded()).client.signIn.supportedFirstFactors
    equal(
      [factor.email_address_id, factor.emailAddressId, factor.safeIdentifier],
      ['idn_1', 'idn_1', 'ada@example.test'],
    )
  })
}

export async function whatIsWrittenToALogOpensNothing() {
  await withFetch(loading(client({ sessions: [session('sess_1')] })), async () => {
    const clerk = await loaded({ touchSession: false })
    const text = JSON.stringify([clerk, clerk.session, clerk.session.lastActiveToken])
    ok(text.includes('sess_1') && !text.includes(sessionToken('sess_1')), text)
    equal(clerk.session.lastActiveToken.getRawString(), sessionToken('sess_1'))
  })
}

export async function aTokenTellsWhatItSaysAndShowsNoneOfIt() {
  const base64url = value => btoa(unescape(encodeURIComponent(JSON.stringify(value)))).replace(/=+$/, '')
  const text = [{ alg: 'RS256', kid: 'ins_1' }, { sid: 'sess_1', name: 'Zoë' }, 0].map(base64url).join('.')
  let sent = text
  const one = () => ({ ...session('sess_1'), last_active_token: token(sent) })
  await withFetch(
    (call, request) => loading(client({ sessions: [one()] }))(call, request),
    async () => {
      const clerk = await loaded({ touchSession: false })
      const { lastActiveToken } = clerk.session
      const { jwt } = lastActiveToken
      const { claims } = jwt
      equal([jwt.header.kid, jwt.claims.sid, jwt.claims.name], ['ins_1', 'sess_1', 'Zoë'])
      for (const raw of [jwt.getRawString(), lastActiveToken.getRawString(), jwt.claims.__raw]) equal(raw, text)
      equal([Object.keys(jwt), JSON.stringify([jwt, lastActiveToken])], [[], '[{},{}]'])
      ok(!JSON.stringify(jwt.claims).includes(text), 'the claims tell no token')
      await clerk.client.reload()
      ok(clerk.session.lastActiveToken.jwt === jwt && jwt.claims === claims, 'the same object for one token')
      sent = sessionToken('sess_1')
      await clerk.client.reload()
      equal(clerk.session.lastActiveToken.jwt.claims.iat, 1_700_000_000)
      sent = 'no token'
      await clerk.client.reload()
      const unreadable = clerk.session.lastActiveToken
      equal([unreadable.jwt.header, unreadable.jwt.claims, unreadable.getRawString()], [{}, {}, 'no token'])
      sent = ''
      await clerk.client.reload()
      equal(clerk.session.lastActiveToken.getRawString(), '')
    },
  )
}

export async function aFrozenResourceKeepsItsMethods() {
  await withFetch(loading(client({ sessions: [session('sess_1')] })), async () => {
    const { user } = await loaded({ touchSession: false })
    const { isPrimaryIdentification, primaryEmailAddress } = Object.freeze(user)
    equal(isPrimaryIdentification(primaryEmailAddress), true)
  })
}

export async function aClientThatIsCreatedIsTaken() {
  await withFetch(
    loading(null, () => json({ response: client({ id: 'client_2' }) })),
    async calls => {
      const { client: held } = await loaded()
      ok((await held.create()) === held && !held.isNew(), 'the one that was called')
      equal([held.id, calls.at(-1).method], ['client_2', 'PUT'])
    },
  )
}

export async function whatAnAppPutsOnASessionDoesNotHideWhatChanges() {
  let sessions = [session('sess_1')]
  await withFetch(
    (call, request) => loading(client({ sessions }))(call, request),
    async () => {
      const clerk = await loaded({ touchSession: false })
      clerk.session.self = clerk.session
      sessions = [session('sess_1'), session('sess_2')]
      await clerk.client.reload()
      equal(clerk.client.activeSessions.length, 2)
    },
  )
}
