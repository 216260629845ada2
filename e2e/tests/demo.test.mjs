// The demo's pages of the components.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { world } from '../support/world.mjs'

const here = world()
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

async function violations(page) {
  await page.evaluate(axe)
  const { violations } = await page.evaluate(() => window.axe.run())
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(' ')}`)
}

/** The page of the elements names the server of `cargo xtask demo`. */
const namingThisServer = ({ context }) =>
  context.route('**/elements', async route => {
    const response = await route.fetch()
    const html = await response.text()
    await route.fulfill({ response, body: html.replace('http://localhost:4000', here.server.origin) })
  })

/** Signs up by the code that was sent. */
async function signUp({ page }) {
  const address = here.address()
  await page.goto('/?sign-up')
  await page.getByLabel('Email address').fill(address)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByLabel('Code').fill((await here.server.mail(address)).code)
  await page.getByRole('heading', { name: 'Account', exact: true }).waitFor()
  return address
}

test('who signs up on the start page gets a profile and a button, and signs out by it', async t => {
  const ada = await here.person(t)
  const address = await signUp(ada)
  assert.equal(new URL(ada.page.url()).search, '')
  await ada.page.getByRole('button', { name: 'Open the user menu' }).click()
  await ada.page.getByRole('group', { name: 'User menu' }).getByText(address).waitFor()
  await ada.page.getByRole('button', { name: 'Sign out' }).click()
  await ada.page.getByRole('heading', { name: 'Sign in' }).waitFor()
  assert.equal(await ada.page.locator('#button > *').count(), 0)
})

test('the form of the start page changes how its components look, and a reload keeps that', async t => {
  const { page } = await here.person(t)
  await page.goto('/')
  // The colour changes gradually, in Firefox even if reduced motion is asked for.
  const isFilled = () =>
    page.waitForFunction(() => {
      const button = document.querySelector('.cl-formButtonPrimary')
      return button && getComputedStyle(button).backgroundColor === 'rgb(138, 31, 106)'
    })
  await page.getByLabel('Email address').fill('ada')
  await page.getByLabel('Colour').fill('#8a1f6a')
  await isFilled()
  assert.equal(await page.getByLabel('Email address').inputValue(), 'ada')
  assert.match(await page.locator('#line').innerText(), /colorPrimary: '#8a1f6a'/)
  await page.reload()
  await isFilled()
})

/** How much of a page is beyond the window, which may have a scroll bar of its own. */
const overflow = page =>
  page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    return scrollWidth - clientWidth
  })

test('the form chooses the language of the components, and from which side it is written', async t => {
  const { page } = await here.person(t, { viewport: { width: 360, height: 640 } })
  await page.goto('/')
  await page.getByLabel('Language').selectOption('arSA')
  await page.locator('.cl-rootBox[lang|=ar][dir=rtl] .cl-headerTitle').waitFor()
  assert.equal(await overflow(page), 0)
})

test('the page of the elements, which has no script of its own, signs in', async t => {
  const ada = await here.person(t)
  const address = await signUp(ada)
  await ada.context.clearCookies()
  await namingThisServer(ada)
  await ada.page.goto('/elements')
  assert.equal(await ada.page.locator('script').count(), 1)
  await ada.page.getByLabel('Email address').fill(address)
  await ada.page.getByRole('button', { name: 'Continue' }).click()
  await ada.page.getByLabel('Code').fill((await here.server.mail(address)).code)
  await ada.page.getByRole('heading', { name: 'You are signed in as' }).waitFor()
  await ada.page.getByRole('button', { name: 'Open the user menu' }).waitFor()
})

for (const colorScheme of ['light', 'dark']) {
  test(`the pages can be read and used by everybody, on phones too, in ${colorScheme} colours`, async t => {
    const options = { colorScheme, viewport: { width: 320, height: 640 }, reducedMotion: 'reduce' }
    const ada = await here.person(t, options)
    await namingThisServer(ada)
    const check = async screen => {
      assert.deepEqual(await violations(ada.page), [], screen)
      assert.equal(await overflow(ada.page), 0, screen)
    }
    for (const path of ['/', '/elements']) {
      await ada.page.goto(path)
      await ada.page.getByRole('heading', { name: 'Sign in' }).waitFor()
      await check(path)
    }
    await signUp(ada)
    await check('the profile')
  })
}
