// The user and the email addresses: what is sent, and what the answer changes.

import {
  ADDED,
  client,
  equal,
  failure,
  json,
  loaded,
  loading,
  ok,
  pause,
  session,
  USER,
  until,
  VERIFICATION,
  withFetch,
} from './helpers.js'

export async function aUserChangesWhatItIsCalledAndWhereItIsReached() {
  let user = { ...USER, email_addresses: [...USER.email_addresses, ADDED] }
  const known = () => client({ sessions: [{ ...session('sess_1'), user }] })
  await withFetch(
    loading(known(), call => {
      if (call.method === 'PATCH') user = { ...user, ...call.body, last_name: call.body.last_name || null }
      return json({ response: user, client: known() })
    }),
    async calls => {
      const clerk = await loaded({ touchSession: false })
      const { user } = clerk
      let told = 0
      clerk.addListener(() => told++)
      ok((await user.update({ firstName: 'Grace', lastName: 'Hopper' })) === user, 'the same user')
      equal(
        [calls.at(-1).method, calls.at(-1).path, calls.at(-1).query._clerk_session_id],
        ['PATCH', '/v1/me', 'sess_1'],
      )
      equal(calls.at(-1).body, { first_name: 'Grace', last_name: 'Hopper' })
      equal([user.fullName, told], ['Grace Hopper', 2])
      await user.update({ lastName: null, username: undefined })
      equal(calls.at(-1).body, { last_name: '' }, 'null empties, undefined leaves alone')
      equal(user.fullName, 'Grace')
      await user.update({ primaryEmailAddressId: 'idn_2' })
      equal(calls.at(-1).body, { primary_email_address_id: 'idn_2' })
      ok(user.primaryEmailAddress === user.emailAddresses[1], 'the primary one')
      await user.update({ unsafeMetadata: { theme: 'dark' } })
      equal(calls.at(-1).body, { unsafe_metadata: '{"theme":"dark"}' })
      await user.reload()
      equal([calls.at(-1).method, calls.at(-1).path], ['GET', '/v1/me'])
    },
  )
}

export async function anEmailAddressIsPreparedAttemptedAndAskedFor() {
  const known = client({ sessions: [session('sess_1')] })
  await withFetch(
    loading(known, () => json({ response: USER.email_addresses[0] })),
    async calls => {
      const clerk = await loaded({ touchSession: false })
      const [address] = clerk.user.emailAddresses
      const at = '/v1/me/email_addresses/idn_1'
      const last = () => [calls.at(-1).method, calls.at(-1).path, calls.at(-1).body]
      await address.prepareVerification({ strategy: 'email_link', redirectUrl: 'https://app.example.test/v' })
      equal(last(), [
        'POST',
        at + '/prepare_verification',
        { strategy: 'email_link', redirect_url: 'https://app.example.test/v' },
      ])
      await address.attemptVerification({ code: '123456' })
      equal(last(), ['POST', at + '/attempt_verification', { code: '123456' }])
      ok((await address.reload()) === address, 'the same address')
      equal(last(), ['GET', at, {}])
    },
  )
}

export async function anEmailAddressesWaitEndsWhenItsLinkExpires() {
  let verification = VERIFICATION
  const address = () => ({ ...USER.email_addresses[0], verification })
  const known = () =>
    client({ sessions: [{ ...session('sess_1'), user: { ...USER, email_addresses: [address()] } }] })
  await withFetch(
    loading(known(), call => {
      if (call.method === 'GET') verification = { ...VERIFICATION, status: 'expired' }
      return json({ response: address(), client: known() })
    }),
    async () => {
      const [held] = (await loaded({ touchSession: false })).user.emailAddresses
      const result = await held.createMagicLinkFlow().startMagicLinkFlow({ redirectUrl: '/v' })
      ok(result === held, 'the address that waited')
      equal(held.verification.status, 'expired')
    },
  )
}

export async function whateverAnAnswerCarriesAlongIsTaken() {
  const known = client({ sessions: [session('sess_1')] })
  const renamed = first_name => client({ sessions: [{ ...session('sess_1'), user: { ...USER, first_name } }] })
  const errors = [{ code: 'form_param_format_invalid', message: '' }]
  const answers = [
    () => json({ errors, client: renamed('beside an error') }, 422),
    () => json({ errors, meta: { client: renamed('in its meta') } }, 422),
  ]
  await withFetch(
    loading(known, () => answers.shift()()),
    async () => {
      const clerk = await loaded({ touchSession: false })
      await failure(clerk.user.update({ username: '?' }))
      equal(clerk.user.firstName, 'beside an error')
      await failure(clerk.user.update({ username: '?' }))
      equal(clerk.user.firstName, 'in its meta')
    },
  )
}

export async function aUserChangesAndRemovesThePassword() {
  let user = { ...USER, password_enabled: true }
  const known = client({ sessions: [{ ...session('sess_1'), user }] })
  await withFetch(
    loading(known, call => {
      if (call.path.endsWith('/remove_password')) user = { ...user, password_enabled: false }
      return json({ response: user })
    }),
    async calls => {
      const { user } = await loaded({ touchSession: false })
      const last = () => [calls.at(-1).method, calls.at(-1).path, calls.at(-1).body]
      const passwords = { currentPassword: 'old one', newPassword: 'new one', signOutOfOtherSessions: true }
      ok((await user.updatePassword(passwords)) === user, 'the same user')
      equal(last(), [
        'POST',
        '/v1/me/change_password',
        { current_password: 'old one', new_password: 'new one', sign_out_of_other_sessions: 'true' },
      ])
      ok((await user.removePassword({ currentPassword: 'new one' })) === user, 'the same user')
      equal(last(), ['POST', '/v1/me/remove_password', { current_password: 'new one' }])
      equal(user.passwordEnabled, false)
      equal((await failure(user.updatePassword('new one'))).code, 'invalid_argument')
    },
  )
}

export async function aUserSetsUpAnAuthenticatorAppAndRemovesIt() {
  const totp = { object: 'totp', id: 'totp_1', secret: 'GEZDGNBV', uri: 'otpauth://totp/Ada', verified: false }
  let totp_enabled = false
  const known = () => client({ sessions: [{ ...session('sess_1'), user: { ...USER, totp_enabled } }] })
  await withFetch(
    loading(known(), call => {
      if (call.path === '/v1/me/totp' && call.method === 'POST') return json({ response: totp, client: known() })
      totp_enabled = call.method === 'POST'
      const response = { ...totp, secret: null, uri: null, verified: totp_enabled }
      return json({ response: totp_enabled ? response : { id: 'totp_1', deleted: true }, client: known() })
    }),
    async calls => {
      const { user } = await loaded({ touchSession: false })
      const last = () => [calls.at(-1).method, calls.at(-1).path, calls.at(-1).body]
      const made = await user.createTOTP()
      equal(last(), ['POST', '/v1/me/totp', {}])
      equal([made.id, made.secret, made.uri, made.verified], ['totp_1', 'GEZDGNBV', 'otpauth://totp/Ada', false])
      equal(user.twoFactorEnabled(), false)
      const verified = await user.verifyTOTP({ code: '123456' })
      equal(last(), ['POST', '/v1/me/totp/attempt_verification', { code: '123456' }])
      equal([verified.secret, verified.verified, verified.backupCodes], [null, true, []])
      equal(user.twoFactorEnabled(), true)
      equal(await user.disableTOTP(), undefined)
      equal(last(), ['DELETE', '/v1/me/totp', {}])
      equal(user.twoFactorEnabled(), false)
    },
  )
}

export async function aUserWhoDeletesTheAccountIsSignedOutInAllTabs() {
  let known = client({ sessions: [session('sess_1')] })
  await withFetch(
    (call, request) => {
      if (call.method !== 'DELETE') return loading(known)(call, request)
      known = client()
      return json({ response: { object: 'user', id: USER.id, deleted: true }, client: known })
    },
    async calls => {
      const [here, there] = [await loaded({ touchSession: false }), await loaded({ touchSession: false })]
      equal(await here.user.delete(), undefined)
      const deleted = calls.find(({ method }) => method === 'DELETE')
      equal([deleted.path, deleted.query._clerk_session_id], ['/v1/me', 'sess_1'])
      equal([here.user, here.session], [null, null])
      await until(() => there.user === null, 'the other tab asks who is signed in')
    },
  )
}

export async function aMethodOfAUserActsInTheNameOfThatUser() {
  const other = { ...USER, id: 'user_2', email_addresses: [ADDED], primary_email_address_id: 'idn_2' }
  const sessions = [session('sess_1'), { ...session('sess_2'), user: other }]
  let known = client({ sessions, last_active_session_id: 'sess_1' })
  await withFetch(
    (call, request) => {
      if (call.method === 'DELETE') known = client({ sessions: [session('sess_1')] })
      // Without a client, as if the server did not say who is still signed in.
      const response = call.path.includes('/sessions/') ? [] : call.path.includes('/email_') ? ADDED : {}
      return loading(known, () => json({ response }))(call, request)
    },
    async calls => {
      const clerk = await loaded({ touchSession: false })
      const there = clerk.client.activeSessions[1].user
      equal([clerk.user.id, there.id], ['user_1', 'user_2'])
      const asked = () => calls.findLast(({ path }) => path.startsWith('/v1/me')).query._clerk_session_id
      await there.getSessions()
      equal(asked(), 'sess_2')
      await there.emailAddresses[0].prepareVerification()
      equal(asked(), 'sess_2')
      await there.delete()
      equal(asked(), 'sess_2')
      equal([clerk.user.id, clerk.client.activeSessions.length], ['user_1', 1])
      const { length } = calls
      equal((await failure(there.delete())).code, 'attempt_not_created')
      equal(calls.length, length, 'a user who is gone is not asked for')
    },
  )
}

export async function aDeletionIsNotUndoneByACheckThatBeganBeforeIt() {
  let known = client({ sessions: [session('sess_1')] })
  let clerk
  let answerLate
  await withFetch(
    (call, request) => {
      if (call.method === 'DELETE') {
        known = client()
        return json({ response: { object: 'user', id: USER.id, deleted: true } })
      }
      const answer = loading(known)(call, request)
      if (!clerk || answerLate) return answer
      return new Promise(resolve => (answerLate = () => resolve(answer)))
    },
    async () => {
      clerk = await loaded({ touchSession: false })
      void clerk.handleUnauthenticated()
      await until(() => answerLate, 'the check is under way')
      const deleted = clerk.user.delete()
      await until(() => known.sessions.length === 0, 'the server has deleted the user')
      await pause(50)
      answerLate()
      await deleted
      equal(clerk.user, null)
    },
  )
}
