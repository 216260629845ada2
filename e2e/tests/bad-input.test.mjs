// Whatever a page passes to the SDK is answered by a typed error, and the next call works.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../support/world.mjs'

const here = world()

/** A page with nothing but a loaded `clerk`. */
async function sdk(t, expected = [/status of 4\d\d/]) {
  const person = await here.person(t, { expected })
  await person.page.goto('/e2e/blank.html')
  await person.page.evaluate(async () => {
    window.clerk = new sdk.Clerk(location.origin)
    /** How a promise, or a call that may throw at once, ended. */
    window.ending = async call => {
      try {
        await call()
        return 'fulfilled'
      } catch (error) {
        const { name, code, status, message, errors } = error
        const isError = error instanceof Error && !(error instanceof WebAssembly.RuntimeError)
        return { isError, name, code, status, message, errors: errors?.map(error => error.code) }
      }
    }
    await clerk.load()
  })
  return person.page
}

/** Starts and cancels a wait, which proves that the SDK still works. */
async function stillWorks(page, address = here.address()) {
  const ending = await page.evaluate(
    emailAddress =>
      window.ending(async () => {
        const { signUp } = clerk.client
        await signUp.create({ emailAddress })
        const { startMagicLinkFlow, cancelMagicLinkFlow } = signUp.createMagicLinkFlow()
        const onProgress = ({ phase }) => phase === 'sent' && cancelMagicLinkFlow()
        await startMagicLinkFlow({ redirectUrl: `${location.origin}/verification`, onProgress })
      }),
    address,
  )
  assert.equal(ending.name, 'MagicLinkError')
  assert.equal(ending.code, 'cancelled')
}

test('a cancelled wait rejects with a MagicLinkError of code cancelled', async t => {
  await stillWorks(await sdk(t))
})

test('a constructor without a usable Frontend API throws at once and says so', async t => {
  const page = await sdk(t)
  const endings = await page.evaluate(() =>
    Promise.all(
      [undefined, null, '', ' ', 42, {}, [], 'pk_test_!!!', 'javascript:alert(1)', 'http://', 'a b'].map(key =>
        window.ending(() => new sdk.Clerk(key)),
      ),
    ),
  )
  for (const ending of endings) {
    assert.equal(ending.isError, true, JSON.stringify(ending))
    assert.ok(ending.message.length > 10)
  }
  await stillWorks(page)
})

test('an unknown address is an error with the code and the field', async t => {
  const page = await sdk(t)
  const error = await page.evaluate(() =>
    clerk.client.signIn.create({ identifier: 'nobody@example.com' }).then(
      () => null,
      error => ({ ...error, name: error.name, first: { ...error.errors[0] } }),
    ),
  )
  assert.equal(error.name, 'ClerkAPIResponseError')
  assert.equal(error.clerkError, true)
  assert.ok(error.status >= 400 && error.status < 500)
  assert.equal(error.first.code, 'form_identifier_not_found')
  assert.equal(error.first.meta.paramName, 'identifier')
  await stillWorks(page)
})

test('an identifier of one megabyte is refused', async t => {
  const page = await sdk(t)
  const endings = await page.evaluate(async () => [
    await window.ending(() => clerk.client.signIn.create({ identifier: 'a'.repeat(1 << 20) })),
    await window.ending(() => clerk.client.signUp.create({ emailAddress: `${'a'.repeat(1 << 20)}@example.com` })),
  ])
  for (const ending of endings) {
    assert.equal(ending.isError, true)
    assert.equal(ending.name, 'ClerkAPIResponseError', JSON.stringify(ending))
  }
  await stillWorks(page)
})

test('a redirectUrl that is no http(s) URL is refused and no email is sent', async t => {
  const page = await sdk(t)
  const address = here.address()
  const bad = ['javascript:alert(1)', 'data:text/html,x', 'https://evil.example/', '', null, 42, {}]
  const endings = await page.evaluate(
    async ([emailAddress, bad]) => {
      const { signUp } = clerk.client
      await signUp.create({ emailAddress })
      const flow = () => signUp.createMagicLinkFlow()
      const endings = []
      for (const redirectUrl of [...bad, undefined]) {
        endings.push(await window.ending(() => flow().startMagicLinkFlow({ redirectUrl })))
      }
      return endings
    },
    [address, bad],
  )
  for (const ending of endings) assert.equal(ending.isError, true, JSON.stringify(ending))
  assert.equal(await here.server.mailCount(address), 0)
  await stillWorks(page)
})

test('wrong types and missing options are errors, never a trap', async t => {
  const page = await sdk(t)
  const endings = await page.evaluate(async () => {
    const { signIn, signUp } = clerk.client
    const odd = [
      undefined,
      null,
      42,
      'text',
      true,
      [],
      () => {},
      Symbol('s'),
      new Proxy({}, {}),
      { identifier: {} },
    ]
    odd.push(
      {
        get identifier() {
          throw new Error('getter')
        },
      },
      {
        get emailAddress() {
          throw new Error('getter')
        },
      },
    )
    const calls = odd.flatMap(value => [
      () => signIn.create(value),
      () => signUp.create(value),
      () => signIn.createMagicLinkFlow(value).startMagicLinkFlow(value),
      () => {
        const { resumeMagicLinkFlow, cancelMagicLinkFlow } = signUp.createMagicLinkFlow()
        setTimeout(cancelMagicLinkFlow, 50)
        return resumeMagicLinkFlow(value)
      },
      () => clerk.setSession(value === null ? 7 : value),
      () => clerk.addListener(value),
      () => clerk.navigate(typeof value === 'string' ? '#' : value),
      () => clerk.handleMagicLinkVerification(value),
    ])
    const endings = []
    for (const call of calls) {
      const patience = new Promise(done => setTimeout(done, 5_000, 'never settled'))
      endings.push([String(call), await Promise.race([window.ending(call), patience])])
    }
    return endings
  })
  for (const [call, ending] of endings) {
    assert.notEqual(ending, 'never settled', call)
    if (ending !== 'fulfilled') assert.equal(ending.isError, true, `${call}: ${JSON.stringify(ending)}`)
  }
  await stillWorks(page)
})

test('waiting on for a link that was never sent is refused', async t => {
  const page = await sdk(t)
  const ending = await page.evaluate(async () => {
    await clerk.client.signUp.create({ emailAddress: 'early@example.com' })
    return window.ending(() => clerk.client.signUp.createMagicLinkFlow().resumeMagicLinkFlow())
  })
  assert.equal(ending.isError, true)
  assert.equal(ending.name, 'ClerkError')
  await stillWorks(page)
})

test('methods called without their object, and before load, are no trap either', async t => {
  const page = await sdk(t)
  const endings = await page.evaluate(async () => {
    const early = new sdk.Clerk(location.origin)
    const { setSession, signOut, handleMagicLinkVerification, addListener } = early
    return [
      await window.ending(() => setSession('sess_unknown')),
      await window.ending(() => signOut()),
      await window.ending(() => handleMagicLinkVerification({})),
      await window.ending(() => addListener(() => {})()),
      await window.ending(() => clerk.client.signIn.createMagicLinkFlow().startMagicLinkFlow()),
    ]
  })
  for (const ending of endings) {
    if (ending !== 'fulfilled') assert.equal(ending.isError, true, JSON.stringify(ending))
  }
  await stillWorks(page)
})

test('an error thrown by a listener or by onProgress does not end the wait', async t => {
  // In Firefox, Playwright reports only the class of a logged error.
  const page = await sdk(t, [/thrown by (a listener|onProgress)/, /^console: Error$/])
  const emailAddress = here.address()
  await page.evaluate(emailAddress => {
    clerk.addListener(({ client }) => {
      if (client.signUp.id) throw new Error('thrown by a listener')
    })
    const start = async () => {
      const { signUp } = clerk.client
      await signUp.create({ emailAddress })
      const onProgress = () => {
        throw new Error('thrown by onProgress')
      }
      return signUp
        .createMagicLinkFlow()
        .startMagicLinkFlow({ redirectUrl: `${location.origin}/verification`, onProgress })
    }
    window.wait = start()
  }, emailAddress)
  const { link } = await here.server.mail(emailAddress)
  await (await page.context().newPage()).goto(link)
  assert.equal(await page.evaluate(async () => (await window.wait).status), 'complete')
})

test('the demo says why it cannot start: a wrong configuration, no server', async t => {
  const ada = await here.person(t, { expected: [/ERR_FAILED/] })
  const config = frontendApi =>
    `export const frontendApi = '${frontendApi}', verificationUrl = '', mailboxUrl = null`
  const serve = frontendApi => route =>
    route.fulfill({ contentType: 'text/javascript', body: config(frontendApi) })
  await ada.context.route('http://nobody.localhost/**', route => route.abort())
  for (const [frontendApi, why] of [
    ['', /no Frontend API was given/],
    ['http://nobody.localhost', /could not be reached/],
  ]) {
    await ada.context.route('**/config.js', serve(frontendApi))
    await ada.page.goto('/custom')
    await ada.page.getByRole('heading', { name: 'The demo could not start' }).waitFor()
    assert.match(await ada.page.locator('#outcome').innerText(), why)
  }
})
