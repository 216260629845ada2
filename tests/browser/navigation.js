// Going to other pages: the app's own pages, by its router, and hosted pages.

import { API, Clerk, ENVIRONMENT, equal, failure, loaded, loading, withFetch } from './helpers.js'

/** The URLs to which the browser would have gone during `script`. It stays on this page. */
async function left(script) {
  const urls = []
  const stay = event => {
    urls.push(event.destination.url)
    event.preventDefault()
  }
  navigation.addEventListener('navigate', stay)
  try {
    await script()
  } finally {
    navigation.removeEventListener('navigate', stay)
  }
  return urls
}

export async function anotherOriginIsNoneOfTheRoutersBusiness() {
  await withFetch(loading(null), async () => {
    const routed = []
    const clerk = await loaded({
      navigate: to => {
        routed.push(to)
      },
    })
    const elsewhere = [
      'https://elsewhere.example.test/a?b',
      location.origin.replace(/\d+$/, '9') + '/c',
      '//elsewhere.example.test/',
    ]
    const urls = await left(async () => {
      for (const to of elsewhere) await clerk.navigate(to)
    })
    equal(
      urls,
      elsewhere.map(to => new URL(to, location.href).href),
    )
    equal(routed, [])
    equal(await left(() => clerk.navigate('here')), [])
    equal(routed, [new URL('here', location.href).pathname], 'relative to the page')
    for (const wrong of ['javascript:routed.push(1)', 'data:text/html,', 'blob:x', 'ftp://x.example.test']) {
      equal(
        await left(async () => {
          equal((await failure(clerk.navigate(wrong))).code, 'invalid_argument')
        }),
        [],
      )
    }
  })
}

export async function withoutARouterTheBrowserGoes() {
  await withFetch(loading(null), async () => {
    const clerk = await loaded()
    equal(await left(() => clerk.navigate('/a')), [location.origin + '/a'])
  })
}

export async function hostedPagesAreToldWherePeopleComeBackTo() {
  const page = name => 'https://accounts.example.test/' + name
  const environment = {
    ...ENVIRONMENT,
    display_config: { sign_in_url: page('sign-in'), sign_up_url: page('sign-up'), user_profile_url: page('user') },
  }
  const here = 'redirect_url=' + encodeURIComponent(location.href)
  await withFetch(loading(null, undefined, environment), async () => {
    const fresh = new Clerk(API)
    equal(
      await left(async () => {
        await fresh.redirectToSignIn()
        await fresh.redirectToSignUp()
        await fresh.redirectToUserProfile()
      }),
      [],
      'nowhere, until loaded',
    )
    const clerk = await loaded()
    const { redirectToSignIn, redirectToSignUp, redirectToUserProfile } = clerk
    for (const open of [undefined, true, {}, { redirectUrl: undefined }]) {
      equal(await left(() => redirectToSignIn(open)), [page('sign-in') + '#/?' + here])
      equal(await left(() => redirectToSignUp(open)), [page('sign-up') + '#/?' + here])
    }
    for (const no of [false, { returnBack: false }])
      equal(await left(() => redirectToSignIn(no)), [page('sign-in')])
    equal([clerk.buildSignInUrl(), clerk.buildSignUpUrl({})], [page('sign-in'), page('sign-up')], 'no way back')
    const after = encodeURIComponent(location.origin + '/welcome')
    equal(await left(() => redirectToSignIn({ returnBack: false, afterSignInUrl: '/welcome' })), [
      page('sign-in') + '#/?after_sign_in_url=' + after,
    ])
    equal(await left(() => redirectToSignUp({ afterSignUpUrl: '/welcome', redirectUrl: undefined })), [
      page('sign-up') + '#/?after_sign_up_url=' + after,
    ])
    equal(await left(redirectToUserProfile), [page('user')])
    equal(clerk.buildUserProfileUrl(), page('user'))
  })
}

export function componentsSayOnceThatThisBuildHasNone() {
  const of = (node, ...names) => names.flatMap(name => node.map(verb => verb + name))
  const names = [
    ...of(['unmount', 'mount', 'close', 'open'], 'SignIn', 'SignUp', 'UserProfile'),
    ...of(['unmount', 'mount'], 'UserButton'),
    '__unstable__updateProps',
  ]
  const clerk = new Clerk(API)
  const { reportError } = globalThis
  const reported = []
  globalThis.reportError = ({ name, code, message }) =>
    reported.push([name, code, message.includes('mountSignIn')])
  for (const name of names) clerk[name](document.body)
  globalThis.reportError = reportError
  equal(reported, [['ClerkError', 'no_components', true]])
}
