// The settings page for everybody: names, roles, contrast, and no screen too wide.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { apply, press, type } from '../support/settings.mjs'
import { world } from '../support/world.mjs'

const here = world()
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

for (const [colorScheme, width] of [
  ['light', 1280],
  ['dark', 360],
]) {
  test(`can be read and used by everybody, in ${colorScheme} colours, at ${width} px`, async t => {
    const options = { colorScheme, viewport: { width, height: 800 }, expected: [/status of 422/] }
    const { page } = await here.person(t, options)
    const check = async screen => {
      await page.evaluate(axe)
      const { violations } = await page.evaluate(() => window.axe.run())
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(' ')}`)
      assert.deepEqual(found, [], `${screen} is not accessible`)
      const wide = await page.evaluate(() => document.documentElement.scrollWidth)
      assert.ok(wide <= width, `${screen} is ${wide} px wide`)
    }
    await page.goto('/settings')
    await check('the form')
    await apply(page, type('Name', `A very long name that has to be broken somewhere, in ${colorScheme}`))
    await check('what was applied')
    // Firefox's process for the page ends if Playwright looks for a label where axe was before (a null pointer in
    // libxul, whatever the page's style). So what follows is on a fresh page.
    await page.goto('/settings')
    await type('Addresses and domains that may sign up', 'nobody')(page)
    await press(page)
    await page.getByRole('alert').getByRole('link', { name: 'Addresses and domains' }).click()
    await check('an error')
  })
}
