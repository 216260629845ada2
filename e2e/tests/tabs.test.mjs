// Several tabs of one browser: each knows what the others do, and none disturbs another.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { open, signUp } from '../support/headless.mjs'
import { world } from '../support/world.mjs'

const here = world()

test('a sign-in in one tab reaches the other tabs, and so does a sign-out', async t => {
  const ada = await here.person(t)
  const [idle, page] = [await open(ada), await open(ada)]
  const session = await signUp(here, ada, page, here.address())
  await idle.waitForFunction(() => clerk.user)
  assert.equal(await idle.evaluate(() => clerk.session.id), session)
  await idle.evaluate(() => clerk.signOut())
  await page.waitForFunction(() => clerk.user === null)
  assert.deepEqual(await idle.evaluate(() => [clerk.user, clerk.client.activeSessions]), [null, []])
})

test('a tab that heard nothing learns of the sign-in when it tries to sign in as well', async t => {
  const ada = await here.person(t, { expected: [/status of 4\d\d/] })
  const address = here.address()
  const deaf = await ada.newPage()
  await deaf.addInitScript(() => delete window.BroadcastChannel)
  await deaf.goto('/e2e/blank.html')
  await deaf.evaluate(async () => {
    window.clerk = new sdk.Clerk(location.origin)
    await clerk.load()
  })
  await signUp(here, ada, await open(ada), address)
  assert.equal(await deaf.evaluate(() => clerk.user), null)
  const told = await deaf.evaluate(
    identifier => clerk.client.signIn.create({ identifier }).catch(({ errors }) => errors[0].code),
    address,
  )
  assert.equal(told, 'identifier_already_signed_in')
  assert.equal(await deaf.evaluate(() => clerk.user.primaryEmailAddress.emailAddress), address)
})

test('two first attempts at once belong to one browser', async t => {
  const ada = await here.person(t)
  const begin = page =>
    page.evaluate(async emailAddress => {
      const attempt = await clerk.client.signUp.create({ emailAddress })
      await attempt.prepareEmailAddressVerification({ strategy: 'email_link', redirectUrl: location.href })
    }, here.address())
  const pages = [await open(ada), await open(ada), await open(ada)]
  await Promise.all(pages.map(begin))

  const bob = await here.person(t)
  const page = await open(bob)
  await Promise.all([begin(page), begin(page)])
})

test('many tabs that are opened together and wait for one link leave the browser its connections', async t => {
  const ada = await here.person(t)
  const first = await open(ada)
  const address = here.address()
  await first.evaluate(async emailAddress => {
    const attempt = await clerk.client.signUp.create({ emailAddress })
    await attempt.prepareEmailAddressVerification({ strategy: 'email_link', redirectUrl: location.href })
  }, address)
  await first.close()

  const held = new Set()
  let polls = 0
  ada.context.on('request', request => {
    if (!/\/sign_ups\/[^/]+\?/.test(request.url())) return
    polls++
    held.add(request)
  })
  for (const end of ['requestfinished', 'requestfailed']) ada.context.on(end, request => held.delete(request))
  const asking = () => [...held].map(request => request.frame().page()).filter(page => !page.isClosed())
  const tabs = await Promise.all(Array.from({ length: 9 }, () => open(ada)))
  const wait = page =>
    page.evaluate(() => {
      const flow = clerk.client.signUp.createMagicLinkFlow()
      window.settled = flow.resumeMagicLinkFlow().then(({ status }) => status)
    })
  await Promise.all(tabs.map(wait))

  await sleep(2_000)
  assert.equal(asking().length, 1, 'one of them asks')
  const [leader] = asking()
  await leader.goto('about:blank')
  await leader.close()
  const left = tabs.filter(tab => tab !== leader)
  await sleep(2_000)
  assert.equal(asking().length, 1, 'another one asks')
  assert.ok(polls < 2 * tabs.length, `${polls} polls`)

  const started = Date.now()
  await left[0].evaluate(() => clerk.client.reload())
  assert.ok(Date.now() - started < 2_000, 'a connection is free')

  const { link } = await here.server.mail(address)
  await ada.context.request.get(link, { maxRedirects: 0 })
  const settled = await Promise.all(left.map(tab => tab.evaluate(() => window.settled)))
  assert.deepEqual(
    settled,
    left.map(() => 'complete'),
  )
})
