// Every screen of the components with sample data, as the crate's gallery prints them.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { after, before, test } from 'node:test'
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
const document = (html, style = '') =>
  `<!doctype html><html lang="en"><title>Screen</title><meta name="viewport" content="width=device-width">
   <style>${file('components.css')}${file('profile.css')}</style>
   <style>:root { color-scheme: light dark } body { margin: 16px; background: light-dark(#fff, #121212) } ${style}</style>
   <main>${html}</main>`

let browser
before(async () => {
  browser = await launch()
})
after(() => browser?.close())

test('the gallery has every screen', () => assert.ok(screens.length > 40, String(screens.length)))

for (const [colorScheme, width, style] of [
  ['light', 320, ''],
  ['dark', 360, ''],
  ['light', 1280, ':root { --cl-color-primary: #ffd400 }'],
  ['dark', 1280, ':root { --cl-color-primary: navy }'],
]) {
  test(`accessible and inside of the window: ${colorScheme}, ${width} px${style && ', a brand’s colour'}`, async () => {
    const page = await browser.newPage({
      viewport: { width, height: 640 },
      colorScheme,
      reducedMotion: 'reduce',
    })
    const found = []
    for (const [name, html] of screens) {
      await page.setContent(document(html, style))
      await page.evaluate(axe)
      // A button has no screen of its own, and so no heading.
      const options = { rules: { 'page-has-heading-one': { enabled: false } } }
      const { violations } = await page.evaluate(options => axe.run(document, options), options)
      found.push(...violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${name}: ${id}: ${html}`)))
      const isWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
      if (isWide) found.push(`${name}: wider than the window`)
    }
    await page.close()
    assert.deepEqual(found, [])
  })
}

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
