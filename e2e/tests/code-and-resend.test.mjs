// What a person can do while waiting: type the code instead of opening the link, ask for another email.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { account, ask, shows, text } from '../support/demo.mjs'
import { world } from '../support/world.mjs'

const here = world('--resend-cooldown-seconds', '3')
const refused = { expected: [/status of 4\d\d/] }

const code = page => page.getByLabel('Or type the six digits')
const sendAgain = page => page.getByRole('button', { name: 'Send again', exact: true })
const wrong = right => String((Number(right) + 1) % 1_000_000).padStart(6, '0')

test('the code from the email completes a sign-up', async t => {
  const ada = await here.person(t)
  const address = here.address()
  await ask(ada.page, 'sign-up', address)
  const email = await here.server.mail(address)
  // With spaces, as people copy it.
  await code(ada.page).fill(` ${email.code.slice(0, 3)} ${email.code.slice(3)}`)
  await code(ada.page).press('Enter')
  await shows(ada.page, 'account')
  assert.equal(await text(ada.page, '#account .address'), address)
  assert.match(await text(ada.page, '#notice'), /right code/)
})

test('the code from the email completes a sign-in, after a wrong one', async t => {
  const ada = await here.person(t, refused)
  const address = here.address()
  await account(here, ada, address)
  await ask(ada.page, 'sign-in', address)
  const email = await here.server.mail(address)
  await code(ada.page).fill(wrong(email.code))
  await ada.page.getByRole('button', { name: 'Continue' }).click()
  await shows(ada.page, 'code-error')
  assert.match(await text(ada.page, '#code-error'), /not right/)
  assert.equal(await code(ada.page).getAttribute('aria-invalid'), 'true')
  await code(ada.page).fill(email.code)
  await ada.page.getByRole('button', { name: 'Continue' }).click()
  await shows(ada.page, 'account')
})

test('five wrong codes burn the code but not the link', async t => {
  const ada = await here.person(t, refused)
  const address = here.address()
  await ask(ada.page, 'sign-up', address)
  const email = await here.server.mail(address)
  for (let i = 0; i < 5; i++) {
    const answer = ada.page.waitForResponse(/attempt_verification/)
    await code(ada.page).fill(wrong(email.code))
    await code(ada.page).press('Enter')
    await answer
  }
  const answer = ada.page.waitForResponse(/attempt_verification/)
  await code(ada.page).fill(email.code)
  await code(ada.page).press('Enter')
  assert.ok((await answer).status() >= 400)
  assert.ok(await ada.page.locator('#waiting').isVisible(), 'the page still waits')
  await (await ada.newPage()).goto(email.link)
  await shows(ada.page, 'account')
})

test('another email can be asked for once the server allows it, also after a reload', async t => {
  const ada = await here.person(t, refused)
  const address = here.address()
  await ask(ada.page, 'sign-up', address)
  await here.server.mail(address)
  const soon = ada.page.getByRole('button', { name: /Send again in 0:0[1-3]/ })
  await soon.waitFor()
  assert.ok(await soon.isDisabled())

  await ada.page.reload()
  await shows(ada.page, 'waiting')
  await sendAgain(ada.page).click()
  await ada.page.getByText('Another email is on its way').waitFor()
  await soon.waitFor()
  assert.equal(await here.server.mailCount(address), 2)
  await (await ada.newPage()).goto((await here.server.mail(address)).link)
  await shows(ada.page, 'account')
})

test('the time left is shown only once it is known', async t => {
  const ada = await here.person(t)
  let goOn
  const held = new Promise(done => (goOn = done))
  await ada.page.route(/prepare_verification/, async route => {
    await held
    await route.continue()
  })
  await ask(ada.page, 'sign-up', here.address())
  assert.ok(!(await ada.page.locator('#countdown').isVisible()), 'no time yet')
  goOn()
  await shows(ada.page, 'countdown')
  assert.match(await text(ada.page, '#countdown'), /^(10:00|9:5\d)$/)
})
