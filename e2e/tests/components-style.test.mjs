// The components among the style sheets of others, and in other languages and colours.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, test } from 'node:test'
import { compile } from 'tailwindcss'
import { heading, isSignedIn, signedOut, submit, urlOf } from '../support/components.mjs'
import { world } from '../support/world.mjs'

const here = world()
const packages = createRequire(import.meta.url)
const text = path => readFileSync(packages.resolve(path), 'utf8')

/** Tailwind's sheet for a page that uses these utilities. */
async function tailwind(...utilities) {
  const loadStylesheet = async id => ({
    content: text(id === 'tailwindcss' ? 'tailwindcss/index.css' : id),
    base: '',
  })
  return (await compile('@import "tailwindcss"', { loadStylesheet })).build(utilities)
}

const SHEETS = {
  'one that undoes everything': async () => '* { all: revert } body { font: 20px serif; color: #222 }',
  Bootstrap: async () => text('bootstrap/dist/css/bootstrap.css'),
  'Tailwind 4': async () => tailwind('rounded-none', 'bg-red-500'),
}

/** Adds a sheet as an app has it: before the component's. */
const addSheet = (page, css) =>
  page.evaluate(css => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
    document.adoptedStyleSheets = [sheet, ...document.adoptedStyleSheets]
  }, css)

describe('on a page with a style sheet', { concurrency: 2 }, () => {
  for (const [name, sheet] of Object.entries(SHEETS)) {
    test(`${name}: the card can be used`, async t => {
      const { page, address } = await signedOut(here, t, { viewport: { width: 360, height: 640 } })
      await addSheet(page, await sheet())
      await submit(page, address)
      const wide = await page.evaluate(
        () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
      )
      assert.equal(wide, false, 'wider than the window')
      const hidden = await page
        .locator('.cl-card :is(h1, button, input, label)')
        .evaluateAll(all =>
          all.filter(one => !one.checkVisibility() || one.offsetHeight < 10).map(one => one.outerHTML),
        )
      assert.deepEqual(hidden, [])
      await page.getByLabel('Code').fill((await here.server.mail(address)).code)
      await isSignedIn(page, address)
    })
  }
})

test('a utility of Tailwind wins over the style of the components', async t => {
  const { page } = await here.person(t, { reducedMotion: 'reduce' })
  await page.goto(
    urlOf('mountSignIn', { appearance: { elements: { card: 'rounded-none', formButtonPrimary: 'bg-red-500' } } }),
  )
  await heading(page, 'Sign in')
  const radius = () => page.locator('.cl-card').evaluate(card => getComputedStyle(card).borderRadius)
  assert.notEqual(await radius(), '0px')
  await addSheet(page, await tailwind('rounded-none', 'bg-red-500'))
  assert.equal(await radius(), '0px')
  const colour = await page
    .locator('.cl-formButtonPrimary')
    .evaluate(button => getComputedStyle(button).backgroundColor)
  assert.match(colour, /oklch\(0\.637|rgb\(251, 44, 54\)/)
})

test('no rule of the components is for anything else of the page', async t => {
  const { page } = await here.person(t)
  await page.goto(urlOf('mountSignIn'))
  await heading(page, 'Sign in')
  const matched = await page.evaluate(() => {
    for (const tag of [
      'header',
      'main',
      'h1',
      'p',
      'a',
      'button',
      'input',
      'ul',
      'table',
      'dialog',
      'svg',
      'form',
      'label',
    ])
      document.body.append(document.createElement(tag))
    const others = [...document.querySelectorAll('*')].filter(one => !one.closest('.cl-rootBox'))
    const selectors = rules =>
      [...rules].flatMap(rule => [
        ...(rule.selectorText ? [rule.selectorText] : []),
        ...selectors(rule.cssRules ?? []),
      ])
    const ours = document.adoptedStyleSheets.flatMap(sheet => selectors(sheet.cssRules))
    return [ours.length > 50, ours.filter(selector => others.some(other => other.matches(selector)))]
  })
  assert.deepEqual(matched, [true, []])
})

test('a dark page has a dark card from its first moment', async t => {
  const { page } = await here.person(t, { colorScheme: 'dark' })
  await page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      const card = document.querySelector('.cl-card')
      if (!card) return
      observer.disconnect()
      window.first = getComputedStyle(card).backgroundColor
    }).observe(document, { childList: true, subtree: true })
    addEventListener('DOMContentLoaded', () =>
      document.documentElement.style.setProperty('color-scheme', 'light dark'),
    )
  })
  await page.goto(urlOf('mountSignIn'))
  await heading(page, 'Sign in')
  const last = await page.locator('.cl-card').evaluate(card => getComputedStyle(card).backgroundColor)
  assert.equal(await page.evaluate('first'), last)
  if (await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches))
    assert.notEqual(last, 'rgb(255, 255, 255)')
})

test('in Arabic everything is mirrored, but for addresses', async t => {
  const { page, address } = await signedOut(here, t, { viewport: { width: 360, height: 640 } })
  await page.goto(urlOf('mountSignIn', {}, { language: 'arSA' }))
  await page.locator('.cl-rootBox[dir=rtl][lang^=ar] h1').waitFor()
  await page.locator('input[name=identifier]').fill(address)
  await page.keyboard.press('Enter')
  await page.locator('.cl-identityPreview').waitFor()
  const seen = await page.evaluate(() => {
    const box = css => document.querySelector(css).getBoundingClientRect()
    const [card, back, title, shown, edit] = [
      '.cl-card',
      '.cl-headerBackLink',
      '.cl-headerTitle',
      '.cl-identityPreviewText',
      '.cl-identityPreviewEditButton',
    ].map(box)
    return {
      backIsRight: back.right > card.x + card.width / 2,
      titleIsRight:
        Math.abs(title.right - shown.right) < 60 && getComputedStyle(document.querySelector('h1')).direction,
      editIsLeft: edit.right <= shown.x + 1,
      address: getComputedStyle(document.querySelector('.cl-identityPreviewText')).direction,
      code: getComputedStyle(document.querySelector('input[name=code]')).direction,
      isWide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
    }
  })
  const mirrored = { backIsRight: true, titleIsRight: 'rtl', editIsLeft: true }
  assert.deepEqual(seen, { ...mirrored, address: 'ltr', code: 'ltr', isWide: false })
})
