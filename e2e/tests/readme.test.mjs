// The README's pages and snippets run as they stand; only the server's address is that of this test.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { confirmButton } from '../support/demo.mjs'
import { world } from '../support/world.mjs'

const folder = await mkdtemp(join(tmpdir(), 'clerk-wasm-readme-'))
const here = world('--www', `/readme=${folder}`)
after(() => rm(folder, { recursive: true }))

const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8')

/** The blocks of code in a language in which `part` occurs. */
const blocks = (language, part) =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))]
    .map(([, code]) => code.replaceAll('http://localhost:4000', here.server.origin))
    .filter(code => code.includes(part))

const expected = [/favicon/, /status of 404/]

/** Puts an HTML page of the README where the browser finds it. */
const put = (name, page) => writeFile(join(folder, name), page.replace('src="', 'src="/pkg/'))

/** Runs snippets of the README, one after another, on a page that has the elements of which they speak. */
async function run(page, ...snippets) {
  const code = snippets
    .join('')
    .replace(/'clerk-wasm(\/\w+)?'/g, (_, entry = '') => `'/pkg/clerk${entry.replace('/', '.')}.mjs'`)
  const ids = ['sign-in', 'user-button', 'user-profile'].map(id => `<div id="${id}"></div>`)
  await writeFile(join(folder, 'snippet.mjs'), `${code}\nwindow.clerk = clerk`)
  await writeFile(
    join(folder, 'snippet.html'),
    `<!doctype html><button id="begin">Begin</button>${ids.join('')}<script type="module" src="snippet.mjs"></script>`,
  )
  await page.goto('/readme/snippet.html')
}

async function signIn(page, address) {
  await page.getByLabel('Email address').fill(address)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByLabel('Code').fill((await here.server.mail(address)).code)
}

/** Somebody who is signed in, at the demo. */
async function member(t) {
  const ada = await here.person(t, { expected })
  const address = here.address()
  await ada.page.goto('/?sign-up')
  await signIn(ada.page, address)
  await ada.page.getByRole('heading', { name: 'Account', exact: true }).waitFor()
  return { ...ada, address }
}

test("the README's page with a component, and the one with elements, sign somebody in", async t => {
  const pages = blocks('html', 'clerk.browser.js')
  assert.equal(pages.length, 2)
  for (const [index, html] of pages.entries()) {
    const { page, context, address } = await member(t)
    await context.clearCookies()
    await put(`component-${index}.html`, html)
    await page.goto(`/readme/component-${index}.html`)
    await signIn(page, address)
    await page.waitForURL(`${here.server.origin}/`)
    await page.getByRole('heading', { name: 'Account', exact: true }).waitFor()
  }
})

test("the README's snippets with components do what it says", async t => {
  const [begin, looks, signedIn, dialog] = ['import { Clerk }', 'appearance', 'mountUserButton', 'openSignIn'].map(
    part => blocks('js', part).at(0),
  )
  const { page, context, address } = await member(t)
  // A sign-in would lead somebody who is signed in to another page.
  await run(page, begin.replace(/^clerk\.mount.*\n/m, ''), signedIn)
  await page.locator('#user-profile').getByText(address).waitFor()
  await page.getByRole('button', { name: 'Open the user menu' }).waitFor()
  await context.clearCookies()
  await run(page, begin, looks, dialog)
  await page.getByRole('link', { name: 'Terms' }).waitFor()
  const title = page.getByRole('heading', { name: 'Sign in' })
  assert.equal(await title.evaluate(title => getComputedStyle(title).fontSize), '32px')
  await page.getByRole('button', { name: 'Begin' }).click()
  await page.getByRole('dialog', { name: 'Sign in' }).waitFor()
})

test("the README's snippet of a language shows that language", async t => {
  const { page } = await here.person(t, { expected })
  const [begin, german] = ['import { Clerk }', 'deDE'].map(part => blocks('js', part).at(0))
  await run(page, begin.replace(/^await clerk\.load.*\n/m, ''), german)
  await page.getByRole('heading', { name: 'Anmelden' }).waitFor()
})

test("the README's two pages without components sign somebody up", async t => {
  const pages = blocks('html', 'clerk.headless.browser.js')
  assert.equal(pages.length, 2)
  for (const [index, name] of ['index.html', 'verification.html'].entries()) {
    await put(name, pages[index])
  }
  const begin = async person => {
    const address = here.address()
    person.page.once('dialog', dialog => dialog.accept(address))
    await person.page.goto('/readme/')
    return { address, link: (await here.server.mail(address)).link }
  }
  const ada = await here.person(t, { expected })
  const first = await begin(ada)
  const tab = await ada.newPage()
  await tab.goto(first.link)
  for (const page of [ada.page, tab]) await page.getByText(`Signed in as ${first.address}`).waitFor()

  await ada.page.evaluate(() => window.Clerk.signOut())
  const second = await begin(ada)
  const phone = await here.person(t, { expected })
  await phone.page.goto(second.link)
  await confirmButton(phone.page).click()
  await phone.page.getByText('Done. Go back to where you asked.').waitFor()
  await ada.page.getByText(`Signed in as ${second.address}`).waitFor()
})
