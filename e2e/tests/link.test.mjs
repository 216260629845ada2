import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ask, confirmButton, shows } from '../support/demo.mjs'
import { startServer } from '../support/server.mjs'
import { world } from '../support/world.mjs'

const here = world('--resend-cooldown-seconds', '0')

test('a mail scanner that opens the link, even with scripts, does not spend it', async t => {
  const ada = await here.person(t)
  const scanner = await here.person(t)
  const address = here.address()
  await ask(ada.page, 'sign-up', address)
  const { link } = await here.server.mail(address)

  for (const method of ['HEAD', 'GET', 'GET']) {
    assert.equal((await fetch(link, { method, redirect: 'manual' })).status, 200)
  }
  await scanner.page.goto(link, { waitUntil: 'networkidle' })
  await confirmButton(scanner.page).waitFor()
  assert.ok(await ada.page.locator('#waiting').isVisible(), 'the page still waits')

  await (await ada.newPage()).goto(link)
  await shows(ada.page, 'account')
})

test('the link opened twice in the same browser says the same twice', async t => {
  const ada = await here.person(t)
  const address = here.address()
  await ask(ada.page, 'sign-up', address)
  const { link } = await here.server.mail(address)
  const [first, second] = [await ada.newPage(), await ada.newPage()]
  await first.goto(link)
  await second.goto(link)
  await shows(first, 'account')
  await shows(second, 'account')
  const session = page => page.locator('#session-id').innerText()
  assert.equal(await session(second), await session(first))
})

test('a used link opened on another device does nothing there', async t => {
  const ada = await here.person(t)
  const thief = await here.person(t, { expected: [/status of 4\d\d/] })
  const address = here.address()
  await ask(ada.page, 'sign-up', address)
  const { link } = await here.server.mail(address)
  await (await ada.newPage()).goto(link)
  await shows(ada.page, 'account')

  await thief.page.goto(link)
  assert.equal(await confirmButton(thief.page).count(), 0)
  assert.match(await thief.page.locator('body').innerText(), /used/i)
  await thief.page.goto('/custom')
  await shows(thief.page, 'start')
})

test('a newer link replaces the older one, which then says so', async t => {
  const ada = await here.person(t, { expected: [/status of 4\d\d/] })
  const address = here.address()
  await ask(ada.page, 'sign-up', address)
  const older = await here.server.mail(address)
  await ada.page.getByRole('button', { name: 'Send again' }).click()
  const newer = await here.server.mail(address)

  const tab = await ada.newPage()
  await tab.goto(older.link)
  await tab
    .getByText(/newer link|newest email/i)
    .first()
    .waitFor()
  assert.ok(await ada.page.locator('#waiting').isVisible(), 'the page still waits')
  await tab.goto(newer.link)
  await shows(ada.page, 'account')
})

test('a mangled link is refused and leaves the right one alone', async t => {
  const ada = await here.person(t, { expected: [/status of 4\d\d/] })
  const address = here.address()
  await ask(ada.page, 'sign-up', address)
  const { link } = await here.server.mail(address)
  const query = new URL(link).search
  const tab = await ada.newPage()
  for (const bad of ['', '?', query.slice(0, -4), `${query}x`, query.replaceAll('=', '=%FF%00')]) {
    const answer = await tab.goto(`/v1/verify${bad}`)
    assert.ok(answer.status() < 500, `${bad} answers ${answer.status()}`)
    assert.equal(await confirmButton(tab).count(), 0)
  }
  assert.ok(await ada.page.locator('#waiting').isVisible(), 'the page still waits')
  await tab.goto(link)
  await shows(ada.page, 'account')
})

test('an expired link says so, on both pages, and a new one can be asked for', async t => {
  const server = await startServer('--link-ttl-seconds', '3')
  const ada = await here.person(t, { baseURL: server.origin })
  t.after(() => server.close())
  const address = here.address()
  await ask(ada.page, 'sign-up', address)
  const { link } = await server.mail(address)
  await ada.page.getByRole('heading', { name: 'That link has expired' }).waitFor()

  const tab = await ada.newPage()
  await tab.goto(link)
  await tab.getByRole('heading', { name: /expired/ }).waitFor()

  await ada.page.getByRole('button', { name: 'Send a new link' }).click()
  await tab.goto((await server.mail(address)).link)
  await shows(ada.page, 'account')
})
