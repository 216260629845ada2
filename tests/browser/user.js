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
  session,
  USER,
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
