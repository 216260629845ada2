// Values from other frames and libraries: what they can do counts, not their class.

import {
  API,
  client,
  ENVIRONMENT,
  equal,
  failure,
  json,
  LINK,
  loaded,
  loading,
  newTab,
  ok,
  pause,
  session,
  SIGN_IN,
  SIGN_UP,
  until,
  VERIFICATION,
  waiting,
  withFetch,
} from './helpers.js'

/** Runs `script` with the window of another frame, whose classes are not ours. */
async function besideAFrame(script) {
  const element = document.createElement('iframe')
  document.body.append(element)
  try {
    await script(element.contentWindow)
  } finally {
    element.remove()
  }
}

/** Ways to return a promise of what `work` gives after a while. */
function promises(frame) {
  class Patched extends Promise {}
  return {
    thenable: work => ({
      then: (resolve, reject) => {
        pause(50).then(work).then(resolve, reject)
      },
    }),
    'a function with a then': work =>
      Object.assign(() => {}, {
        then: (...both) => {
          pause(50)
            .then(work)
            .then(...both)
        },
      }),
    'of another frame': work => new frame.Promise(resolve => setTimeout(resolve, 50)).then(work),
    native: work => pause(50).then(work),
    'of a subclass': work =>
      Patched.resolve()
        .then(() => pause(50))
        .then(work),
    'async under a patched Promise': work => pause(50).then(work),
  }
}

export async function whateverACallbackPromisesIsWaitedFor() {
  await besideAFrame(async frame => {
    const ways = promises(frame)
    const here = location.href
    const NativePromise = Promise
    const opened = query => history.replaceState(null, '', location.pathname + '?__clerk_status=verified' + query)
    const calls = {
      beforeEmit: (clerk, callback) => clerk.setSession('sess_1', callback),
      'beforeEmit of setActive': (clerk, callback) => clerk.setActive({ session: 'sess_1', beforeEmit: callback }),
      signOut: (clerk, callback) => clerk.signOut(callback),
      'signOut of one': (clerk, callback) => clerk.signOut({ sessionId: 'sess_1' }, callback),
      signOutOne: (clerk, callback) => clerk.signOutOne(callback),
      customNavigate: (clerk, callback) => {
        opened('&__clerk_created_session=sess_1')
        return clerk.handleMagicLinkVerification({ redirectUrlComplete: '/done' }, callback)
      },
      onVerifiedOnOtherDevice: (clerk, callback) => {
        opened('')
        return clerk.handleMagicLinkVerification({ onVerifiedOnOtherDevice: callback })
      },
    }
    const first = client({ sessions: [session('sess_1'), session('sess_2')] })
    const answer = loading(first, () => json({ response: {} }))
    try {
      for (const [name, call] of Object.entries(calls))
        for (const [way, promise] of Object.entries(ways)) {
          for (const fails of [false, true])
            await withFetch(answer, async () => {
              const what = `${name}: ${way}${fails ? ', refused' : ''}`
              const clerk = await loaded({ touchSession: false, polling: false })
              const sorry = new Error('sorry')
              let done = false
              const callback = () =>
                promise(() => {
                  done = true
                  if (fails) throw sorry
                })
              if (way.includes('under')) globalThis.Promise = class extends NativePromise {}
              try {
                const error = await call(clerk, callback).then(
                  () => undefined,
                  error => error,
                )
                equal(done, true, what)
                ok(error === (fails ? sorry : undefined), what)
              } finally {
                globalThis.Promise = NativePromise
              }
            })
        }
    } finally {
      history.replaceState(null, '', here)
    }
  })
}

export async function whateverARouterPromisesIsWhatNavigateResolvesTo() {
  await besideAFrame(async frame => {
    const ways = promises(frame)
    for (const [way, promise] of Object.entries(ways))
      await withFetch(loading(null), async () => {
        const clerk = await loaded({ navigate: () => promise(() => 'routed') })
        equal(await clerk.navigate('/a'), 'routed', way)
        const failing = await loaded({
          navigate: () =>
            promise(() => {
              throw 'no'
            }),
        })
        equal(await failure(failing.navigate('/a')), 'no', way)
      })
  })
}

export async function parametersMayComeFromAnywhere() {
  await besideAFrame(async frame => {
    const list = new frame.Array('a', 'b')
    await withFetch(
      loading(null, () => json({ response: SIGN_UP })),
      async calls => {
        const clerk = await loaded()
        const sent = async params => {
          await clerk.client.signUp.create(params)
          return calls.at(-1).body
        }
        const expected = { email_address: 'ada@example.test', first_name: 'Ada' }
        equal(
          await sent(Object.assign(new frame.Object(), { emailAddress: 'ada@example.test', firstName: 'Ada' })),
          expected,
        )
        equal(
          await sent(Object.assign(Object.create(null), { emailAddress: 'ada@example.test', firstName: 'Ada' })),
          expected,
        )
        equal(await sent(new Proxy({ emailAddress: 'ada@example.test', firstName: 'Ada' }, {})), expected)
        equal(
          await sent({ emailAddress: new String('ada@example.test'), firstName: new frame.String('Ada') }),
          expected,
        )
        equal(
          await sent({
            at: new Date(0),
            to: new frame.URL('https://a.example.test/?b=%20'),
            of: list,
            legal: new Boolean(true),
            metadata: { at: new Date(0) },
          }),
          {
            at: '1970-01-01T00:00:00.000Z',
            to: 'https://a.example.test/?b=%20',
            of: '["a","b"]',
            legal: 'true',
            metadata: '{"at":"1970-01-01T00:00:00.000Z"}',
          },
        )
        for (const wrong of [7, 'text', undefined, null, true, () => {}]) {
          equal((await failure(clerk.client.signUp.create(wrong))).code, 'invalid_argument')
        }
      },
    )
  })
}

export async function addressesMayComeFromAnywhere() {
  await besideAFrame(async frame => {
    await withFetch(
      loading(null, call => json({ response: call.path.includes('sign_ins') ? SIGN_IN : {} })),
      async calls => {
        const went = []
        const clerk = await loaded({
          navigate: to => {
            went.push(to)
          },
        })
        const link = Object.assign(document.createElement('a'), { href: '/link' })
        for (const to of [new frame.URL('/url', location.href), new String('/text'), link])
          await clerk.navigate(to)
        equal(went, ['/url', '/text', '/link'])
        await clerk.client.signIn.create({ identifier: 'ada@example.test' })
        const flow = clerk.client.signIn.createMagicLinkFlow()
        const redirectUrl = new frame.URL('https://app.example.test/v')
        void flow.startMagicLinkFlow({ emailAddressId: new String('idn_1'), redirectUrl }).catch(() => {})
        const sent = await until(() => calls.find(call => call.path.endsWith('/prepare_first_factor')), 'sent')
        equal(sent.body, {
          strategy: 'email_link',
          email_address_id: 'idn_1',
          redirect_url: 'https://app.example.test/v',
        })
        flow.cancelMagicLinkFlow()
      },
    )
  })
}

export async function anAbortSignalOfAnotherFrameCancels() {
  await besideAFrame(async frame => {
    await waiting(
      () => ({}),
      async ({ flow }) => {
        class Polyfill extends EventTarget {
          aborted = false
          signal = this
          abort() {
            this.dispatchEvent(new Event('abort'))
          }
        }
        for (const made of [new frame.AbortController(), new Polyfill()]) {
          const ended = failure(flow.startMagicLinkFlow({ ...LINK, signal: made.signal }))
          await pause(50)
          made.abort()
          equal((await ended).code, 'cancelled')
        }
      },
    )
  })
}

export async function anAnswerIsOneWhoeverMadeIt() {
  await besideAFrame(async frame => {
    const makes = {
      'another frame': ({ status, text, headers }) => new frame.Response(text, { status, headers }),
      'plain object': ({ status, text, headers }) => ({
        status,
        text: async () => text,
        headers: new Headers(headers),
      }),
      'plain object without headers': ({ status, text }) => ({ status, text: () => text }),
      'plain object without right headers': ({ status, text }) => ({
        status,
        text: () => text,
        headers: new Map([
          ['retry-after', 7],
          ['clerk-db-jwt', {}],
        ]),
      }),
      'plain object without headers to be read': ({ status, text }) => ({
        status,
        text: () => text,
        headers: {
          get() {
            throw 7
          },
        },
      }),
    }
    for (const [name, make] of Object.entries(makes)) {
      const reply = (body, status = 200) =>
        make({ status, text: JSON.stringify(body), headers: { 'retry-after': '7' } })
      const answer = call =>
        call.path === '/v1/client/sign_ins'
          ? reply({ errors: [{ code: 'too_many_requests' }] }, 429)
          : reply(call.path === '/v1/environment' ? ENVIRONMENT : { response: client() })
      await withFetch(answer, async () => {
        const clerk = await loaded()
        equal(clerk.client.id, 'client_1', name)
        const error = await failure(clerk.client.signIn.create({}))
        equal([error.status, error.retryAfter], [429, name.includes('without') ? undefined : 7], name)
      })
    }
    const fetchBefore = fetch
    for (const strange of [
      () => undefined,
      () => 7,
      () => ({}),
      () => ({ status: 200, text: () => 7 }),
      () => ({
        status: 200,
        text: () => {
          throw 1
        },
      }),
      () => ({ then: (_, reject) => reject('no') }),
    ]) {
      globalThis.fetch = strange
      try {
        equal((await failure(newTab(API).load())).code, 'network_error')
      } finally {
        globalThis.fetch = fetchBefore
      }
    }
    const thenable = answer => ({
      then: resolve => {
        resolve(answer)
      },
    })
    globalThis.fetch = request =>
      thenable(json(request.url.includes('environment') ? ENVIRONMENT : { response: client() }))
    try {
      const clerk = newTab(API)
      await clerk.load()
      equal(clerk.client.id, 'client_1')
    } finally {
      globalThis.fetch = fetchBefore
    }
  })
}

export async function aPageMayReplaceTheClassesOfTheBrowser() {
  const { Window, HTMLDocument, Response, EventTarget: Target } = globalThis
  const RealDate = Date
  document.cookie = '__session=; Path=/; Max-Age=0'
  await waiting(
    () => ({}),
    async ({ flow, signIn }) => {
      await signIn.prepareFirstFactor({ strategy: 'email_link', emailAddressId: 'idn_1' })
      Object.assign(globalThis, {
        Window: class {},
        HTMLDocument: class {},
        Response: class {},
        EventTarget: class {},
        Date: class extends RealDate {},
      })
      try {
        let expiresAt
        const ended = failure(
          flow.resumeMagicLinkFlow({
            onProgress: news => {
              expiresAt = news.expiresAt
            },
          }),
        )
        await until(() => expiresAt, 'news')
        equal(expiresAt, VERIFICATION.expire_at)
        flow.cancelMagicLinkFlow()
        equal((await ended).code, 'cancelled')
      } finally {
        Object.assign(globalThis, { Window, HTMLDocument, Response, EventTarget: Target, Date: RealDate })
      }
    },
  )
  Object.assign(globalThis, { Window: class {}, HTMLDocument: class {} })
  try {
    await withFetch(loading(client({ sessions: [session('sess_1')] })), async () => {
      const went = []
      await (
        await loaded({
          touchSession: false,
          navigate: to => {
            went.push(to)
          },
        })
      ).navigate('/a')
      equal(went, ['/a'])
      ok(document.cookie.includes('__session=head.'), 'the cookie is written')
    })
  } finally {
    Object.assign(globalThis, { Window, HTMLDocument })
  }
}
