import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { ask, fill, shows } from '../support/demo.mjs'
import { world } from '../support/world.mjs'

const here = world()
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Fails with what axe finds wrong on the page: names, roles, contrast, order of headings… */
async function check(page, screen) {
  await page.evaluate(axe)
  const { violations } = await page.evaluate(() => window.axe.run())
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(' ')}`)
  assert.deepEqual(found, [], `${screen} is not accessible`)
}

for (const colorScheme of ['light', 'dark']) {
  test(`every screen can be read and used by everybody, in ${colorScheme} colours`, async t => {
    const ada = await here.person(t, { colorScheme, reducedMotion: 'reduce', expected: [/status of 422/] })
    const address = here.address()
    await ada.page.goto('/custom')
    await shows(ada.page, 'start')
    await check(ada.page, 'the sign-in form')
    await fill(ada.page, address)
    await ada.page.getByRole('button', { name: 'Create it' }).waitFor()
    await check(ada.page, 'an error beside the field')
    await ask(ada.page, 'sign-up', address)
    await here.server.mail(address)
    await check(ada.page, 'the waiting screen')
    await ada.page.getByRole('button', { name: 'Cancel' }).click()
    await shows(ada.page, 'outcome')
    await check(ada.page, 'an outcome')
    await ada.page.getByRole('button', { name: 'Send a new link' }).click()
    const { link } = await here.server.mail(address)
    const phone = await here.person(t, { colorScheme, viewport: { width: 390, height: 844 } })
    await phone.page.goto(link)
    await check(phone.page, 'the confirmation page')
    await phone.page.goto('/mailbox')
    await phone.page.getByText(address).first().waitFor()
    await check(phone.page, 'the mailbox')
    for (const path of ['/sign-in', '/sign-up']) {
      await phone.page.goto(path)
      await check(phone.page, `the first screen of ${path}`)
      // The class tells that the script has taken over.
      await phone.page.locator('.cl-is1').waitFor()
      await check(phone.page, path)
    }
    await ada.page.goto(link)
    await shows(ada.page, 'account')
    await check(ada.page, 'the account')
    await ada.page.goto('/user')
    await ada.page.getByText(address).first().waitFor()
    await check(ada.page, '/user')
    await ada.page.goto('/verification?__clerk_status=expired')
    await ada.page.locator('#home').waitFor()
    await check(ada.page, 'the verification page')
  })
}
