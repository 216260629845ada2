// The page behind the link, and where it leads.

import {
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
  SIGN_IN,
  SIGN_UP,
  until,
  VERIFICATION,
  withFetch,
} from './helpers.js'

/** What happens on a page with the query `search`. Its client is `first` when it loads, and `later` after that. */
async function outcome(search, first, { later = first, handle = 'handleMagicLinkVerification', ...params } = {}) {
  const here = location.href
  history.replaceState(null, '', location.pathname + search)
  try {
    const trace = []
    let asked = 0
    const answer = call => {
      const isFirst = call.path !== '/v1/client' || !asked++
      if (!isFirst && !later) throw new TypeError('Failed to fetch')
      return loading(client(isFirst ? first : later))(call)
    }
    await withFetch(answer, async () => {
      const clerk = await loaded({ touchSession: false, selectInitialSession: () => null })
      const go = to => {
        trace.push(to)
      }
      try {
        const value = await clerk[handle](
          {
            redirectUrl: '/more',
            redirectUrlComplete: '/done',
            onVerifiedOnOtherDevice: () => {
              trace.push('other')
            },
            ...params,
          },
          go,
        )
        trace.push(value === null ? 'null' : value === undefined ? 'undefined' : value)
      } catch (error) {
        ok(Clerk.isMagicLinkError(error) || error.argument === 'redirectUrl', error.message)
        trace.push('throws ' + error.code)
      }
      if (clerk.session) trace.push(clerk.session.id)
    })
    return trace
  } finally {
    history.replaceState(null, '', here)
  }
}

export async function thePageBehindTheLinkFollowsTheTable() {
  const ours = { sessions: [session('sess_1')] }
  equal(await outcome('', ours), ['throws failed'])
  equal(await outcome('?__clerk_status=expired&__clerk_created_session=sess_1', ours), ['throws expired'])
  equal(await outcome('?__clerk_status=failed', ours), ['throws failed'])
  equal(await outcome('?__clerk_status=client_mismatch', ours), ['throws client_mismatch'])
  equal(await outcome('?__clerk_status=transferable', ours), ['throws failed'])
  equal(await outcome('#?__clerk_status=verified', ours), ['throws failed'])
  const opened = '?__clerk_status=verified&__clerk_created_session=sess_1'
  equal(await outcome(opened, ours), ['/done', 'undefined', 'sess_1'])
  const verification = (status, strategy) => ({ ...VERIFICATION, status, strategy })
  const needsMore = strategy => ({
    sign_in: {
      ...SIGN_IN,
      status: 'needs_second_factor',
      first_factor_verification: verification('verified', strategy),
    },
  })
  equal(await outcome('?__clerk_status=verified', needsMore('email_link')), ['/more', 'undefined'])
  equal(await outcome('?__clerk_status=verified', needsMore('password')), ['other', 'null'], 'of something else')
  equal(
    await outcome('?__clerk_status=verified', needsMore('email_link'), { redirectUrl: undefined }),
    ['undefined'],
    'nowhere to go',
  )
  const lacksMore = (status, strategy = 'email_link') => ({
    sign_up: { ...SIGN_UP, verifications: { email_address: verification(status, strategy) } },
  })
  equal(await outcome('?__clerk_status=verified', lacksMore('verified')), ['/more', 'undefined'])
  equal(
    await outcome('?__clerk_status=verified', lacksMore('verified', 'email_code')),
    ['other', 'null'],
    'of something else',
  )
  equal(await outcome('?__clerk_status=verified', lacksMore('unverified')), ['other', 'null'], 'one that is stale')
  equal(
    await outcome(opened, {}, { later: ours }),
    ['/done', 'undefined', 'sess_1'],
    'loaded before the session was there',
  )
  equal(
    await outcome(opened, lacksMore('verified'), { later: null }),
    ['/more', 'undefined'],
    'what is known decides',
  )
  equal(await outcome(opened, ours, { handle: 'handleEmailLinkVerification' }), ['/done', 'undefined', 'sess_1'])
  equal(await outcome('?__clerk_status=verified&__clerk_created_session=sess_9', {}), ['other', 'null'])
  equal(
    await outcome('?__clerk_status=verified&__clerk_created_session=sess_2', {
      sessions: [session('sess_2', 'ended')],
    }),
    ['other', 'null'],
  )
}

export async function aPageThatNamesNoWayOnTellsItsDeveloperOnce() {
  const here = location.href
  const { warn } = console
  const told = []
  console.warn = (...text) => {
    told.push(text)
  }
  history.replaceState(null, '', location.pathname + '?__clerk_status=verified')
  const attempt = {
    ...SIGN_IN,
    status: 'needs_second_factor',
    first_factor_verification: { ...VERIFICATION, status: 'verified' },
  }
  try {
    await withFetch(loading(client({ sign_in: attempt })), async () => {
      const routed = []
      const clerk = await loaded({
        navigate: to => {
          routed.push(to)
        },
      })
      for (const params of [{}, undefined, { redirectUrl: null }, { redirectUrlComplete: '/done' }]) {
        equal(await clerk.handleMagicLinkVerification(params), undefined)
      }
      equal([told.length, told[0].length, routed], [1, 1, []])
      ok(told[0][0].includes('redirectUrl'), 'it says what to pass')
      await clerk.handleMagicLinkVerification({ redirectUrl: '/more' })
      equal(routed, ['/more'])
      equal(
        (await failure(clerk.handleMagicLinkVerification({ redirectUrl: 'javascript:1' }))).code,
        'invalid_argument',
      )
    })
  } finally {
    console.warn = warn
    history.replaceState(null, '', here)
  }
}

export async function thePageBehindTheLinkMayAskTwiceAtOnce() {
  const here = location.href
  history.replaceState(null, '', location.pathname + '?__clerk_status=verified&__clerk_created_session=sess_1')
  try {
    await withFetch(loading(client({ sessions: [session('sess_1')] })), async () => {
      const clerk = await loaded({ touchSession: false })
      const went = []
      const handle = () =>
        clerk.handleMagicLinkVerification({ redirectUrlComplete: '/done' }, to => {
          went.push(to)
        })
      equal(await Promise.all([handle(), handle()]), [undefined, undefined])
      equal(went, ['/done'])
      await handle()
      equal(went, ['/done', '/done'])
    })
  } finally {
    history.replaceState(null, '', here)
  }
}

export async function navigateUsesTheAppsRouterWithinItsOriginOnly() {
  await withFetch(loading(null), async () => {
    const went = []
    const clerk = await loaded({
      navigate: to => {
        went.push(to)
        return 'routed'
      },
    })
    equal(await clerk.navigate('/a?b=c#d'), 'routed')
    equal(await clerk.navigate(location.origin + '/e'), 'routed')
    equal(went, ['/a?b=c#d', '/e'])
  })
}

export async function noSpellingOfAPathLeadsTheAppsRouterToAnotherHost() {
  await withFetch(loading(null), async () => {
    const went = []
    const clerk = await loaded({
      navigate: to => {
        went.push(new URL(to, location.href).host)
      },
    })
    for (const path of [
      '//evil.example.test/x',
      '/.//evil.example.test',
      '///evil.example.test',
      '/a/..//evil.example.test',
      '/\\evil.example.test',
    ]) {
      await clerk.navigate(location.origin + path)
    }
    equal(went, Array(5).fill(location.host))
  })
}

export async function aUrlObjectIsAsGoodAsItsText() {
  await withFetch(loading(null), async () => {
    const went = []
    const clerk = await loaded({
      navigate: to => {
        went.push(to)
      },
    })
    await clerk.navigate(new URL('/a', location.href))
    equal(went, ['/a'])
  })
}

export async function aRelativeUrlIsResolvedAsALinkOfThePage() {
  const base = Object.assign(document.createElement('base'), { href: '/deep/app/' })
  document.head.append(base)
  const at = path => location.origin + path
  const hosted = 'https://accounts.example.test/sign-in'
  const environment = { ...ENVIRONMENT, display_config: { sign_in_url: hosted, sign_up_url: 'sign-up' } }
  const answer = loading(client({ sign_up: SIGN_UP }), () => json({ response: SIGN_UP }), environment)
  try {
    await withFetch(answer, async calls => {
      const went = []
      const clerk = await loaded({
        navigate: to => {
          went.push(to)
        },
      })
      for (const to of ['home', './home?a#b', '../up', '/top', '?q']) await clerk.navigate(to)
      await clerk.setActive({ session: null, redirectUrl: 'set' })
      equal(went, ['/deep/app/home', '/deep/app/home?a#b', '/deep/up', '/top', '/deep/app/?q', '/deep/app/set'])
      equal(
        clerk.buildSignInUrl({ redirectUrl: 'back' }),
        hosted + '#/?redirect_url=' + encodeURIComponent(at('/deep/app/back')),
      )
      equal(clerk.buildSignInUrl(true), hosted + '#/?redirect_url=' + encodeURIComponent(location.href))
      equal(clerk.buildSignUpUrl(), at('/deep/app/sign-up'))
      const { signUp } = clerk.client
      const flow = signUp.createMagicLinkFlow()
      void flow.startMagicLinkFlow({ redirectUrl: 'v' }).catch(() => {})
      await until(() => calls.some(call => call.body.redirect_url), 'sent')
      flow.cancelMagicLinkFlow()
      await signUp.prepareVerification('email_link', 'v')
      await signUp.prepareEmailAddressVerification({ strategy: 'email_link', redirectUrl: new String('v') })
      await signUp.create({ strategy: 'email_link', redirect_url: 'v' })
      equal(calls.map(call => call.body.redirect_url).filter(Boolean), Array(4).fill(at('/deep/app/v')))
      calls.length = 0
      for (const whole of ['https://a.example.test?b=%20', 'myapp://callback'])
        await signUp.create({ redirectUrl: whole })
      await signUp.create({ redirectUrl: null })
      equal(
        calls.map(call => call.body.redirect_url),
        ['https://a.example.test?b=%20', 'myapp://callback', ''],
      )
    })
    base.removeAttribute('href')
    const clobber = Object.assign(document.createElement('img'), { name: 'baseURI' })
    document.body.append(clobber)
    await withFetch(loading(null), async () => {
      const went = []
      const clerk = await loaded({
        navigate: to => {
          went.push(to)
        },
      })
      await clerk.navigate('home')
      equal(went, [new URL('home', location.href).pathname], 'markup that is named so leads nowhere')
    })
    clobber.remove()
  } finally {
    base.remove()
  }
}

export async function aHostedPageWithAFragmentOfItsOwnGetsOneQuery() {
  const environment = {
    ...ENVIRONMENT,
    display_config: {
      sign_in_url: 'https://app.example.test/#/sign-in',
      sign_up_url: 'https://app.example.test/sign-up?q=a%20b&flag',
      user_profile_url: 'https://app.example.test/#/u?a=b+c&redirect_url=x',
    },
  }
  await withFetch(loading(null, undefined, environment), async () => {
    const clerk = await loaded()
    const to = 'redirect_url=' + encodeURIComponent('https://other.example.test/done')
    const options = { redirectUrl: 'https://other.example.test/done' }
    equal(clerk.buildSignInUrl(options), 'https://app.example.test/#/sign-in?' + to)
    equal(clerk.buildSignUpUrl(options), 'https://app.example.test/sign-up?q=a%20b&flag#/?' + to)
    environment.display_config.sign_in_url = environment.display_config.user_profile_url
    const again = await loaded()
    equal(again.buildSignInUrl(options), 'https://app.example.test/#/u?a=b+c&' + to, 'one of each name')
  })
}

export async function whatIsOnTheHostedPagesOwnOriginGoesWithoutIt() {
  const environment = {
    ...ENVIRONMENT,
    display_config: {
      sign_in_url: location.origin + '/sign-in',
      sign_up_url: 'https://app.example.test/sign-up',
    },
  }
  await withFetch(loading(null, undefined, environment), async () => {
    const routed = []
    const clerk = await loaded({
      navigate: to => {
        routed.push(to)
      },
    })
    const here = location.pathname + location.search + location.hash
    const given = value => new URLSearchParams(routed.pop().split('#/?')[1]).get(value)
    await clerk.redirectToSignIn({ redirectUrl: '/a?b=c#d', afterSignInUrl: 'https://app.example.test/e' })
    equal(routed, [
      '/sign-in#/?after_sign_in_url=' +
        encodeURIComponent('https://app.example.test/e') +
        '&redirect_url=' +
        encodeURIComponent('/a?b=c#d'),
    ])
    await clerk.redirectToSignIn(true)
    equal(given('redirect_url'), here)
    await clerk.redirectToSignIn({ redirectUrl: location.origin + '//evil.example.test/' })
    equal(given('redirect_url'), '/evil.example.test/', 'never another host')
    const away = clerk.buildSignUpUrl({ redirectUrl: 'https://app.example.test/done', afterSignUpUrl: '/f' })
    equal(
      away,
      'https://app.example.test/sign-up#/?after_sign_up_url=' +
        encodeURIComponent(location.origin + '/f') +
        '&redirect_url=%2Fdone',
    )
  })
}

export async function whatWouldRunAsScriptIsNoHostedPage() {
  for (const url of [
    'javascript:alert(1)',
    ' java\nscript:alert(1)',
    'data:text/html,x',
    'blob:x',
    'ftp://x.example.test',
    7,
    null,
    'https://',
  ]) {
    const environment = {
      ...ENVIRONMENT,
      display_config: { sign_in_url: url, sign_up_url: url, user_profile_url: url },
    }
    await withFetch(loading(null, undefined, environment), async () => {
      const clerk = await loaded()
      equal(
        [clerk.buildSignInUrl({ redirectUrl: '/a' }), clerk.buildSignUpUrl(true), clerk.buildUserProfileUrl()],
        ['', '', ''],
      )
      equal(await clerk.redirectToSignIn(), undefined)
    })
  }
}
