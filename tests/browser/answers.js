// Every kind of answer, and no answer: typed errors, and an instance that still works afterwards.

import {
  API,
  Clerk,
  client,
  equal,
  failure,
  json,
  loaded,
  loading,
  ok,
  pause,
  session,
  SIGN_IN,
  until,
  USER,
  withFetch,
} from './helpers.js'

export async function asksSimpleRequestsWithCredentials() {
  await withFetch(
    loading(null, () => json({ response: SIGN_IN })),
    async calls => {
      const clerk = await loaded()
      await clerk.client.signIn.create({ identifier: 'ada+1@example.test' })
      equal(
        calls.map(c => [c.method, c.path, c.credentials]),
        [
          ['GET', '/v1/environment', 'include'],
          ['GET', '/v1/client', 'include'],
          ['POST', '/v1/client/sign_ins', 'include'],
        ],
      )
      equal(calls[2].body, { identifier: 'ada+1@example.test' })
      const versions = { __clerk_api_version: '2025-11-10', _clerk_js_version: '5.107.0' }
      for (const { query } of calls) equal(query, versions)
      const hard = { identifier: 'a b+c~*%20=&#ü\n', redirect_url: 'http://a/b?c=d&e#f' }
      await clerk.client.signIn.create(hard)
      equal(calls[3].body, hard)
    },
  )
}

export async function anErrorOfTheServerKeepsItsCodes() {
  const errors = [
    {
      code: 'form_identifier_not_found',
      message: 'short',
      long_message: 'long',
      meta: { param_name: 'identifier' },
    },
  ]
  await withFetch(
    loading(null, () => json({ errors }, 422)),
    async () => {
      const clerk = await loaded()
      const error = await failure(clerk.client.signIn.create({ identifier: 'x@example.test' }))
      equal(error.name, 'ClerkAPIResponseError')
      equal([error.clerkError, error.status, error.message], [true, 422, 'long'])
      equal(error.errors, [
        {
          code: 'form_identifier_not_found',
          message: 'short',
          longMessage: 'long',
          meta: { paramName: 'identifier' },
        },
      ])
      equal(clerk.client.signIn.id, undefined)
    },
  )
}

export async function theInstanceOutlivesEveryStrangeAnswer() {
  const answers = [
    [
      () => {
        throw new TypeError('Failed to fetch')
      },
      'network_error',
    ],
    [() => Promise.reject('a string'), 'network_error'],
    [() => 7, 'network_error'],
    [() => undefined, 'network_error'],
    [() => new Response('<!doctype html>'), 'unexpected_response'],
    [() => new Response(''), 'unexpected_response'],
    [() => new Response('"text"'), 'unexpected_response'],
    [() => json({ response: { id: 7 } }), 'unexpected_response'],
    [() => json({ response: { ...SIGN_IN, supported_first_factors: 'none' } }), 'unexpected_response'],
    [() => json({ response: { ...SIGN_IN, first_factor_verification: [1] } }), undefined],
    [() => new Response('<html>', { status: 502 }), 'api_response_error'],
    [() => json({ errors: 'what' }, 500), 'api_response_error'],
    [() => json({ errors: [null, 7, {}] }, 400), 'api_response_error'],
  ]
  let answer
  await withFetch(
    loading(null, () => answer()),
    async () => {
      const clerk = await loaded()
      const { signIn } = clerk.client
      for (const [strange, code] of answers) {
        answer = strange
        const outcome = signIn.create({ identifier: 'x' })
        if (code === undefined) {
          await outcome
          continue
        }
        const error = await failure(outcome)
        equal([error instanceof Error, error.code], [true, code], strange)
        if (code !== 'api_response_error') {
          ok(error.message.includes(API + '/v1/client/sign_ins'), 'names the URL')
        }
      }
      answer = () => json({ response: SIGN_IN, client: client({ sign_in: SIGN_IN }) })
      equal((await signIn.create({ identifier: 'x' })).status, 'needs_first_factor')
    },
  )
}

const nested = (open, close) => open.repeat(10_000) + '{}' + close.repeat(10_000)
/** The value as JSON, with ten thousand lists in each other where it says `DEEP`. */
const deep = value => JSON.stringify(value).replaceAll('"DEEP"', nested('[', ']'))

export async function anAnswerOfTenThousandLevelsTakesNothingDown() {
  const strange = [
    ...[nested('{"client":', '}'), nested('{"response":', '}'), nested('{"errors":[', ']}')],
    ...[deep('DEEP'), deep({ response: 'DEEP' }), deep({ response: { ...SIGN_IN, id: 'DEEP' } })],
  ]
  const known = { ...session('sess_1'), user: { ...USER, public_metadata: 'DEEP' } }
  let answer
  await withFetch(
    loading(null, () => new Response(...answer)),
    async () => {
      const clerk = await loaded()
      const { signIn } = clerk.client
      for (const body of strange) {
        answer = [body]
        equal((await failure(signIn.create({ identifier: 'x' }))).code, 'unexpected_response', body.slice(0, 30))
        answer = [body, { status: 422 }]
        equal((await failure(signIn.create({ identifier: 'x' }))).code, 'api_response_error', body.slice(0, 30))
      }
      answer = [deep({ response: SIGN_IN, client: client({ sign_in: SIGN_IN, sessions: [known] }) })]
      await signIn.create({ identifier: 'x' })
      // What came is compared with what is held.
      equal((await signIn.create({ identifier: 'x' })).status, 'needs_first_factor')
      let [at, levels] = [clerk.client.sessions[0].user.publicMetadata, 0]
      for (; Array.isArray(at); levels++) [at] = at
      equal(levels, 10_000)
    },
  )
}

export async function aLoadThatFailedCanBeTriedAgain() {
  let online = false
  const answer = call => {
    if (!online) throw new TypeError()
    return loading(null)(call)
  }
  await withFetch(answer, async () => {
    const clerk = new Clerk(API)
    const { code, url, message } = await failure(clerk.load())
    equal([code, message], ['network_error', `Clerk: no answer from ${url}.`])
    ok(url.startsWith('https://') && !url.includes('?'), url)
    equal(clerk.isReady(), false)
    online = true
    await clerk.load()
    equal(clerk.isReady(), true)
  })
}

export async function twoLoadsAreOne() {
  await withFetch(loading(null), async calls => {
    const clerk = new Clerk(API)
    await Promise.all([clerk.load(), clerk.load()])
    await clerk.load()
    equal(calls.length, 2)
  })
}

export async function a401AsksOnceWhoIsHereAndNeverLoops() {
  let signedOut = false
  const first = client({ sessions: [session('sess_1')], last_active_session_id: 'sess_1' })
  const answer = call => {
    if (signedOut) return json({ errors: [{ code: 'authentication_invalid' }] }, 401)
    return loading(first)(call)
  }
  await withFetch(answer, async calls => {
    const clerk = await loaded()
    equal(clerk.session.id, 'sess_1')
    signedOut = true
    const before = calls.length
    equal((await failure(clerk.client.signIn.create({ identifier: 'x' }))).status, 401)
    equal(
      calls.slice(before).map(c => c.path),
      ['/v1/client/sign_ins', '/v1/client'],
    )
    equal([clerk.session, clerk.user], [null, null])
    ok(clerk.session === null, 'signed out')
  })
}

export async function many401sAtOnceAreOneQuestion() {
  const first = client({ sessions: [session('sess_1')] })
  const refused = async call => {
    if (call.path === '/v1/client') await pause(50)
    return loading(first, () => json({ errors: [{ code: 'authentication_invalid' }] }, 401))(call)
  }
  await withFetch(refused, async calls => {
    const clerk = await loaded({ touchSession: false })
    const questions = () => calls.filter(c => c.path === '/v1/client').length - 1
    const { session, user, client } = clerk
    const asked = [session.touch(), user.reload(), client.signIn.create({ identifier: 'x' })]
    equal(
      (await Promise.all(asked.map(failure))).map(error => error.status),
      [401, 401, 401],
    )
    equal([questions(), clerk.session.id], [1, 'sess_1'])
    await failure(session.touch())
    equal(questions(), 2, 'asked anew')
  })
}

export async function theFirstTwoQuestionsAreAskedAtOnce() {
  const { promise, resolve } = Promise.withResolvers()
  await withFetch(
    call => promise.then(() => loading(null)(call)),
    async calls => {
      const clerk = loaded()
      await until(() => calls.length === 2, 'both asked, none answered', 1_000)
      resolve()
      await clerk
    },
  )
}

export async function wrongArgumentsAreNamed() {
  await withFetch(loading(null), async calls => {
    const clerk = await loaded()
    const { signIn } = clerk.client
    for (const wrong of [undefined, null, 7, 'x', true, Symbol('x')]) {
      equal((await failure(signIn.create(wrong))).code, 'invalid_argument')
    }
    const cyclic = {}
    cyclic.self = cyclic
    for (const wrong of [() => {}, 1n, Symbol('x'), cyclic]) {
      equal((await failure(signIn.create({ identifier: wrong }))).code, 'invalid_argument')
    }
    for (const wrong of [undefined, 7, {}, []]) {
      equal((await failure(clerk.setSession(wrong))).code, 'invalid_argument')
    }
    for (const wrong of ['javascript:alert(1)', 'data:text/html,x', 'blob:x']) {
      equal((await failure(clerk.navigate(wrong))).code, 'invalid_argument')
    }
    const error = await failure(() => clerk.addListener('x'))
    const { code, argument, message } = error
    equal([code, argument, message], ['invalid_argument', 'listener', 'Clerk: listener must be a function.'])
    equal(calls.length, 2)
  })
}
