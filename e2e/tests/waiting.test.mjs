import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { ask, confirmButton, shows, text } from '../support/demo.mjs'
import { withoutHolding } from '../support/faults.mjs'
import { world } from '../support/world.mjs'

const here = world()

/** Every request that `page` sends to the Frontend API from now on. */
function requests(page) {
  const seen = []
  page.on('request', request => request.url().includes('/v1/') && seen.push(request.url()))
  return seen
}

test('a cancelled wait sends nothing more and leaves the person where they were', async t => {
  const ada = await here.person(t)
  const address = here.address()
  await ada.page.clock.install()
  const polls = ada.page.waitForRequest(/\/v1\/client\/sign_ups\/[^/]+\?/)
  await ask(ada.page, 'sign-up', address)
  await polls
  await ada.page.getByRole('button', { name: 'Cancel' }).click()
  await ada.page.getByRole('heading', { name: 'You stopped waiting' }).waitFor()

  const after = requests(ada.page)
  await ada.page.clock.runFor(60_000)
  // Requests are reported in the order in which they were sent, so this one comes last.
  await ada.page.evaluate(() => fetch('/v1/environment?last'))
  assert.deepEqual(
    after.map(url => new URL(url).search),
    ['?last'],
  )

  await ada.page.reload()
  await shows(ada.page, 'start')
})

test('a page reloaded while it waits goes on waiting and sends no second email', async t => {
  const ada = await here.person(t)
  const address = here.address()
  await ask(ada.page, 'sign-up', address)
  const { link } = await here.server.mail(address)

  await ada.page.reload()
  await shows(ada.page, 'waiting')
  assert.equal(await text(ada.page, '#waiting .address'), address)
  await (await ada.newPage()).goto(link)
  await shows(ada.page, 'account')
  assert.equal(await here.server.mailCount(address), 1)
})

test('two tabs that wait for one attempt ask as often as one, and both learn how it ended', async t => {
  const ada = await here.person(t)
  await ada.context.route('**/v1/environment?*', async route => {
    const response = await route.fetch()
    await route.fulfill({ response, body: withoutHolding(await response.text()) })
  })
  const address = here.address()
  await ask(ada.page, 'sign-up', address)
  const { link } = await here.server.mail(address)
  const second = await ada.newPage()
  await second.goto('/custom')
  await shows(second, 'waiting')

  const polls = [requests(ada.page), requests(second)]
  const seconds = 8
  await sleep(seconds * 1_000)
  const asked = polls.map(({ length }) => length)
  const sum = asked[0] + asked[1]
  // Alone, each would ask once a second.
  assert.ok(sum >= seconds / 2 && sum <= seconds * 1.5, `asked ${asked} times in ${seconds} s`)

  await (await ada.newPage()).goto(link)
  await shows(ada.page, 'account')
  await shows(second, 'account')
})

test('the server may stop and start again while a page waits', async t => {
  // The error in Chromium depends on what a request was doing when the server stopped.
  const expected = [/ERR_(CONNECTION_(REFUSED|RESET|CLOSED)|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED)/]
  const ada = await here.person(t, { expected })
  const address = here.address()
  await ask(ada.page, 'sign-up', address)
  const { link } = await here.server.mail(address)

  await here.server.stop()
  await ada.page.getByText('Trying again').waitFor()
  await here.server.restart()
  await ada.page.getByText('Waiting for you to open it').waitFor()
  await (await ada.newPage()).goto(link)
  await shows(ada.page, 'account')
})

test('the wait shows how long the link lives, and counts down', async t => {
  const ada = await here.person(t)
  await ada.page.clock.install()
  await ask(ada.page, 'sign-up', here.address())
  await shows(ada.page, 'countdown')
  const left = async () => {
    const [minutes, seconds] = (await text(ada.page, '#countdown')).split(':').map(Number)
    return 60 * minutes + seconds
  }
  const before = await left()
  assert.ok(before > 590 && before <= 600, `${before} s`)
  await ada.page.clock.runFor(60_000)
  assert.ok((await left()) <= before - 60, `${await left()} s after a minute`)
})

test('another address can be used instead, and only its link counts', async t => {
  const ada = await here.person(t)
  const phone = await here.person(t, { expected: [/status of 4\d\d/] })
  const [typo, address] = [here.address(), here.address()]
  await ask(ada.page, 'sign-up', typo)
  const wrong = await here.server.mail(typo)
  await ada.page.getByRole('button', { name: 'Use another address' }).click()
  await ask(ada.page, 'sign-up', address)
  const right = await here.server.mail(address)

  // The owner of the mistyped address opens the link. That must not sign anybody in on this page.
  await phone.page.goto(wrong.link)
  if (await confirmButton(phone.page).count()) await confirmButton(phone.page).click()
  assert.ok(await ada.page.locator('#waiting').isVisible(), 'the page still waits')

  await (await ada.newPage()).goto(right.link)
  await shows(ada.page, 'account')
  assert.equal(await text(ada.page, '#account .address'), address)
})

test('a wait is operable by keyboard alone, and the focus follows the screens', async t => {
  const ada = await here.person(t)
  const focused = () => ada.page.evaluate(() => document.activeElement.textContent)
  await ada.page.goto('/custom#sign-up')
  await shows(ada.page, 'start')
  assert.equal(await focused(), 'Create your account')
  await ada.page.keyboard.press('Tab')
  await ada.page.keyboard.type(here.address())
  await ada.page.keyboard.press('Enter')
  await shows(ada.page, 'waiting')
  assert.equal(await focused(), 'Check your mail')
  await ada.page.getByRole('button', { name: 'Cancel' }).press('Enter')
  await shows(ada.page, 'outcome')
  assert.equal(await focused(), 'You stopped waiting')
})
