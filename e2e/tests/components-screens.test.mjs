// Every screen of the components with sample data, as the crate's gallery prints them.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { after, before, test } from 'node:test'
import { engine } from '../../testing/browser.mjs'
import { launch } from '../support/world.mjs'

const root = resolve(import.meta.dirname, '../..')
const file = name => readFileSync(join(root, 'js/components', name), 'utf8')
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** The screens by their names. */
function gallery() {
  const args = ['run', '--quiet', '--package', 'clerk-components', '--example', 'gallery']
  const { stdout, stderr, status } = spawnSync('cargo', args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 })
  if (status !== 0) throw new Error(stderr)
  const sections = stdout.matchAll(/<section id="([^"]*)"><h2>.*<\/h2>\n(.*)\n<\/section>/g)
  return Array.from(sections, ([, name, html]) => [name, html])
}

const screens = gallery()
const document = style =>
  `<!doctype html><html lang="en"><title>Screen</title><meta name="viewport" content="width=device-width">
   <style>${file('components.css')}${file('profile.css')}</style>
   <style>:root { color-scheme: light dark } body { margin: 16px; background: light-dark(#fff, #121212) } ${style}</style>
   <main></main>`

let browser
before(async () => {
  browser = await launch()
})
after(() => browser?.close())

/** Shows one screen after another in a page with these options. Resolves to the name of each, and what `look` tells. */
async function ofEachScreen(look, { style = '', script = '', ...options } = {}) {
  const viewport = { width: 360, height: 640 }
  const page = await browser.newPage({ viewport, reducedMotion: 'reduce', ...options })
  await page.setContent(document(style))
  await page.evaluate(script)
  const all = []
  for (const [name, html] of screens) {
    await page.evaluate(html => {
      document.querySelector('main').innerHTML = html
    }, html)
    all.push([name, await look(page)])
  }
  await page.close()
  return all
}

/** What `look`, a function of the page, finds in each screen. */
async function findings(look, { given, ...options } = {}) {
  const all = await ofEachScreen(page => page.evaluate(look, given), options)
  return all.flatMap(([name, found]) => found.map(one => `${name}: ${one}`))
}

test('the gallery has every screen', () => assert.ok(screens.length > 40, String(screens.length)))

/** What depends on colours and sizes; the other rules find the same everywhere. */
const OF_LOOKS = ['color-contrast', 'link-in-text-block', 'target-size']

for (const [colorScheme, width, style, runOnly] of [
  ['light', 320, ''],
  ['dark', 360, '', OF_LOOKS],
  ['light', 1280, ':root { --brand: #ffd400; --cl-color-primary: var(--brand) }', OF_LOOKS],
  ['dark', 1280, ':root { --brand: navy; --cl-color-primary: var(--brand) }', OF_LOOKS],
]) {
  test(`accessible and inside of the window: ${colorScheme}, ${width} px${style && ', a brand’s colour'}`, async () => {
    // A button has no screen of its own, and so no heading.
    const given = runOnly ? { runOnly } : { rules: { 'page-has-heading-one': { enabled: false } } }
    const look = async given => {
      const { scrollWidth, clientWidth } = document.documentElement
      const { violations } = await axe.run(document, given)
      return [
        ...violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)),
        ...(scrollWidth > clientWidth ? ['wider than the window'] : []),
      ]
    }
    const options = { viewport: { width, height: 640 }, colorScheme, style, script: axe, given }
    assert.deepEqual(await findings(look, options), [])
  })
}

/** Where the screens' descriptions are kept. After a change that is meant, `UPDATE=1` writes it anew. */
const KEPT = join(import.meta.dirname, '../screens.txt')

test('what assistive technology is told of each screen is as it was', async () => {
  // Some things appear after a while: here they are there at once.
  const style = '* { animation: none !important }'
  const all = await ofEachScreen(page => page.locator('main').ariaSnapshot(), { style })
  const told = all.map(([name, snapshot]) => `# ${name}\n${snapshot}\n`).join('\n')
  if (process.env.UPDATE) writeFileSync(KEPT, told)
  assert.equal(told, readFileSync(KEPT, 'utf8'))
})

test('the patcher makes the same nodes of every screen as the parser of the browser', async () => {
  const page = await browser.newPage()
  await page.addScriptTag({ content: `${file('patch.js').replaceAll('export ', '')}; window.patch = patch` })
  const different = await page.evaluate(screens => {
    const [ours, theirs] = [document.createElement('div'), document.createElement('div')]
    return screens.filter(([, html]) => {
      theirs.innerHTML = html
      patch(ours, html)
      return !ours.isEqualNode(theirs)
    })
  }, screens)
  assert.deepEqual(different, [])
})

const onlyInChromium = { skip: engine !== 'chromium' && 'this engine cannot pretend it' }

test('fields are of the kinds that browsers and password managers know', async () => {
  const look = () =>
    Array.from(document.querySelectorAll('input[type]:not([type=checkbox])'), field =>
      ['name', 'type', 'autocomplete', 'inputmode'].map(name => field.getAttribute(name) ?? '-').join(' '),
    )
  const kinds = (await ofEachScreen(page => page.evaluate(look))).flatMap(([, fields]) => fields)
  assert.deepEqual(Array.from(new Set(kinds)).sort(), FIELDS)
})

/** Name, type, what it is filled with, and the keyboard of a phone. */
const FIELDS = [
  'code text off numeric',
  'code text one-time-code numeric',
  'confirmation email off email',
  'current_password password current-password text',
  'email_address email email email',
  'first_name text given-name text',
  'identifier email username email',
  'last_name text family-name text',
  'new_password password new-password text',
  'password password current-password text',
  'password password new-password text',
  'username text username -',
  'username text username text',
]

test('who wants no motion gets none', onlyInChromium, async () => {
  const look = () => document.getAnimations().map(({ animationName }) => animationName ?? 'transition')
  assert.deepEqual(await findings(look), [])
})

test('where the system chooses the colours, fields and buttons have borders', onlyInChromium, async () => {
  const look = () =>
    Array.from(
      document.querySelectorAll('.cl-formFieldInput, .cl-formButtonPrimary, .cl-formButtonDanger, .cl-card'),
    )
      .filter(one => parseFloat(getComputedStyle(one).borderTopWidth) < 1)
      .map(({ className }) => className)
  assert.deepEqual(await findings(look, { forcedColors: 'active' }), [])
})

test('text of twice the size is neither cut off nor overlaps', async () => {
  const look = () => {
    const found = []
    const shown = Array.from(
      document.querySelectorAll('.cl-rootBox :is(button, a, p, label, h1, h2, h3, input)'),
    ).filter(
      one =>
        one.checkVisibility({ opacityProperty: true }) &&
        !one.closest('.cl-srOnly') &&
        one.textContent + one.value,
    )
    if (document.documentElement.scrollWidth > document.documentElement.clientWidth)
      found.push('wider than the window')
    for (const one of shown) {
      const { overflowX, textOverflow } = getComputedStyle(one)
      if (
        one.localName !== 'input' &&
        textOverflow !== 'ellipsis' &&
        overflowX !== 'visible' &&
        one.scrollWidth > one.clientWidth + 1
      )
        found.push(`cut off: ${one.outerHTML}`)
    }
    const boxes = shown.map(one => [one, one.getBoundingClientRect()])
    for (const [at, [one, a]] of boxes.entries()) {
      for (const [other, b] of boxes.slice(at + 1)) {
        if (one.contains(other) || other.contains(one)) continue
        const [x, y] = [
          Math.min(a.right, b.right) - Math.max(a.x, b.x),
          Math.min(a.bottom, b.bottom) - Math.max(a.y, b.y),
        ]
        // The eye lies in its field.
        if (x > 1 && y > 1 && one.parentNode !== other.parentNode)
          found.push(`overlap: ${one.outerHTML} and ${other.outerHTML}`)
      }
    }
    return found
  }
  const options = { viewport: { width: 640, height: 640 }, style: 'html { font-size: 200% }' }
  assert.deepEqual(await findings(look, options), [])
})
