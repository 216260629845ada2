// Real Clerk instances, as wire protocol 1, 2.1 and 6.1 describe them. A development instance knows a browser
// by a token, a production instance by a cookie.

import {
  client,
  ENVIRONMENT,
  equal,
  failure,
  json,
  loaded,
  loading,
  newTab,
  ok,
  session,
  withFetch,
} from './helpers.js'

const KEY = 'pk_test_' + btoa('happy.panda-1.clerk.accounts.dev$')

const forget = () => {
  document.cookie = '__clerk_db_jwt=; Path=/; Max-Age=0'
}

/** Runs `script` in a browser that no development instance knows. */
async function development(script) {
  forget()
  try {
    await script()
  } finally {
    forget()
  }
}

/** A development instance. It accepts the token `known`, and gives out the token `next`. */
const instance =
  (known, next = known) =>
  call => {
    if (call.path === '/v1/dev_browser') return json({ id: known, token: known })
    if (call.query.__clerk_db_jwt !== known)
      return json({ errors: [{ code: 'dev_browser_unauthenticated' }] }, 401)
    if (call.path === '/v1/environment')
      return json({
        response: {
          ...ENVIRONMENT,
          display_config: {
            sign_in_url: 'https://happy.accounts.dev/sign-in',
            sign_up_url: 'https://happy.accounts.dev/sign-up',
            user_profile_url: 'https://happy.accounts.dev/user',
          },
        },
      })
    return json({ response: client() }, 200, { 'Clerk-Db-Jwt': next })
  }

export async function aDevelopmentInstanceIsToldWhichBrowserThisIs() {
  await development(async () => {
    await withFetch(instance('dvb_1'), async calls => {
      await newTab(KEY).load()
      equal(calls.map(c => [c.path, c.method, c.query.__clerk_db_jwt]).sort(), [
        ['/v1/client', 'GET', 'dvb_1'],
        ['/v1/dev_browser', 'POST', undefined],
        ['/v1/environment', 'PATCH', 'dvb_1'],
      ])
      equal(calls[0].path, '/v1/dev_browser')
      ok(document.cookie.includes('__clerk_db_jwt=dvb_1'), 'kept for the next page')
      await newTab(KEY).load()
      equal(calls.filter(c => c.path === '/v1/dev_browser').length, 1)
    })
  })
}

export async function twoPagesThatLoadAtOnceAreOneDevBrowser() {
  await development(async () => {
    await withFetch(instance('dvb_1'), async calls => {
      await Promise.all([newTab(KEY).load(), newTab(KEY).load()])
      equal(calls.filter(c => c.path === '/v1/dev_browser').length, 1)
    })
  })
}

export async function aTokenThatTheInstanceForgotIsReplacedOnce() {
  await development(async () => {
    document.cookie = '__clerk_db_jwt=dvb_old; Path=/'
    await withFetch(instance('dvb_2'), async calls => {
      const clerk = newTab(KEY)
      await clerk.load()
      equal(clerk.isReady(), true)
      equal(calls.filter(c => c.path === '/v1/dev_browser').length, 1)
    })
    forget()
    await withFetch(
      call =>
        call.path === '/v1/dev_browser'
          ? json({ id: 'x' })
          : json({ errors: [{ code: 'dev_browser_unauthenticated' }] }, 401),
      async calls => {
        const error = await failure(newTab(KEY).load())
        equal([error.status, error.errors[0].code], [401, 'dev_browser_unauthenticated'])
        ok(calls.length <= 6, 'no loop')
      },
    )
  })
}

export async function aTokenThatTheInstanceForgetsLaterIsReplacedOnceToo() {
  await development(async () => {
    let known = 'dvb_1'
    await withFetch(
      call => instance(known)(call),
      async calls => {
        const clerk = newTab(KEY)
        await clerk.load()
        known = 'dvb_2'
        calls.length = 0
        const error = await failure(clerk.client.signIn.create({ identifier: 'ada@example.test' }))
        equal(error.errors[0].code, 'dev_browser_unauthenticated')
        equal(
          calls.map(c => [c.path, c.query.__clerk_db_jwt]),
          [
            ['/v1/client/sign_ins', 'dvb_1'],
            ['/v1/dev_browser', undefined],
          ],
        )
        await clerk.client.reload()
        equal(calls.at(-1).query.__clerk_db_jwt, 'dvb_2')
      },
    )
  })
}

export async function whoIsTakenForARobotStaysSignedIn() {
  let status = 200
  const first = client({ sessions: [session('sess_1')] })
  await withFetch(
    (call, request) =>
      status === 200 ? loading(first)(call, request) : json({ errors: [{ code: 'requires_captcha' }] }, status),
    async calls => {
      const clerk = await loaded({ touchSession: false })
      status = 401
      await failure(clerk.user.reload())
      equal(calls.filter(c => c.path === '/v1/client').length, 2)
      equal(clerk.session?.id, 'sess_1')
    },
  )
}

export async function aHostedPageHandsTheTokenOverInTheUrlAndGetsItBack() {
  await development(async () => {
    const here = location.href
    history.replaceState(null, '', location.pathname + '?q=a%20b&flag&__clerk_db_jwt=dvb_3&bin=%FF&(b)~!*;#h?i')
    try {
      await withFetch(instance('dvb_3'), async calls => {
        const clerk = newTab(KEY)
        equal(clerk.buildSignInUrl(), '')
        await clerk.load()
        equal(location.search + location.hash, '?q=a%20b&flag&bin=%FF&(b)~!*;#h?i', 'nothing else has changed')
        ok(
          calls.every(c => c.path !== '/v1/dev_browser'),
          'no new one',
        )
        equal(clerk.buildSignInUrl(), 'https://happy.accounts.dev/sign-in?__clerk_db_jwt=dvb_3')
        equal(
          clerk.buildSignUpUrl({ afterSignUpUrl: '/dash', redirectUrl: 'javascript:alert(1)' }),
          'https://happy.accounts.dev/sign-up?__clerk_db_jwt=dvb_3#/?after_sign_up_url=' +
            encodeURIComponent(location.origin + '/dash'),
        )
      })
    } finally {
      history.replaceState(null, '', here)
    }
  })
}

export async function theTokenThatCameLastIsTheOneToSend() {
  await development(async () => {
    let now = instance('dvb_4', 'dvb_5')
    await withFetch(
      call => now(call),
      async calls => {
        const clerk = await loaded({}, KEY)
        now = instance('dvb_5')
        await clerk.client.reload()
        equal(calls.at(-1).query.__clerk_db_jwt, 'dvb_5')
        await loaded({}, KEY)
        equal(calls.filter(c => c.path === '/v1/dev_browser').length, 1, 'the next page knows it, too')
      },
    )
  })
}

export async function aProductionInstanceSeesCookiesAndNoToken() {
  const answer = call => {
    const reply = loading(client())(call)
    reply.headers.set('Clerk-Db-Jwt', 'dvb_6')
    return reply
  }
  await withFetch(answer, async calls => {
    const clerk = await loaded({}, 'pk_live_' + btoa('clerk.example.test$'))
    await clerk.client.reload()
    equal(
      calls.map(c => [c.method, c.path, c.credentials]),
      [
        ['GET', '/v1/environment', 'include'],
        ['GET', '/v1/client', 'include'],
        ['GET', '/v1/client', 'include'],
      ],
    )
    ok(
      calls.every(c => !('__clerk_db_jwt' in c.query)),
      'no token',
    )
    ok(!document.cookie.includes('__clerk_db_jwt'), 'kept nowhere')
  })
}
