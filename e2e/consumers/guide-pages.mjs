// The guide's snippets for Next.js, as pages of an app.

import assert from 'node:assert/strict'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { at, guide } from '../../testing/guide.mjs'
import { confirmButton } from '../support/demo.mjs'

/** Writes the files, and nothing else, into a folder that Git does not know. */
export function writePages(folder, files) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
}

/** Each snippet as a page; of those with two components, each component. */
export function guidePages(origin) {
  const found = guide().filter(({ tab }) => tab === 'Clerk Next.js')
  assert.equal(found.length, 6)
  const [signUpPage, signInPage, profile, signUp, signIn, account] = found.map(({ code }) => code)
  const pages = {
    'sign-up-page': [signUpPage, 'SignUpPage'],
    'sign-in-page': [signInPage, 'SignInPage'],
    profile: [profile, 'Profile'],
    'sign-up': [signUp, 'SignUp'],
    'sign-up-verification': [signUp, 'Verification'],
    'sign-in': [signIn, 'SignIn'],
    'sign-in-verification': [signIn, 'Verification'],
    account: [account, 'NewEmailPage'],
    after: ['const After = () => <p>After</p>\n', 'After'],
  }
  const after = `${origin}/guide/after`
  const places = name => ({
    verification: `${origin}/guide/${name}-verification`,
    complete: after,
    pending: after,
    verified: after,
  })
  return Object.fromEntries(
    Object.entries(pages).map(([name, [code, component]]) => [
      `${name}.jsx`,
      at(places(name), code)
        .replace('@clerk/nextjs', 'clerk-wasm/nextjs')
        .replace('/after-sign-in-path', '/guide/after') + `\nexport default ${component}\n`,
    ]),
  )
}

/** Signs up, adds an address, and signs in by a link on another device. `visitor()` gives a new profile. */
export async function clickThroughGuide(visitor, frontendApi, pages) {
  const text = (page, said) => page.getByText(said, { exact: true }).waitFor()
  const name = new URL(pages).port
  const [first, second] = [`guide-${name}@example.com`, `second-${name}@example.com`]
  const linkTo = async address => (await frontendApi.mail(address)).link
  async function ask(page, name, address) {
    await page.goto(`${pages}/${name}`)
    await page.locator('input[type=email]').fill(address)
    await page.locator('input[type=email]').press('Enter')
  }

  const { page, newPage } = await visitor()
  await ask(page, 'sign-up', first)
  const tab = await newPage()
  await tab.goto(await linkTo(first))
  await tab.waitForURL(`${pages}/after`)
  await text(page, 'Signed in on other tab')

  await ask(page, 'account', second)
  await text(page, 'Waiting for verification...')
  await tab.goto(await linkTo(second))
  await page.locator('input[type=email]').waitFor()
  await page.goto(`${pages}/profile`)
  await page.getByText(second).first().waitFor()

  const ada = await visitor()
  await ask(ada.page, 'sign-in', first)
  const phone = await visitor()
  await phone.page.goto(await linkTo(first))
  await confirmButton(phone.page).click()
  await text(phone.page, 'Successfully signed in. Return to the original tab to continue.')
  await ada.page.waitForURL(`${pages}/after`)

  for (const [name, title] of [
    ['sign-up-page', 'Create your account'],
    ['sign-in-page', 'Sign in'],
  ]) {
    await phone.page.goto(`${pages}/${name}`)
    await phone.page.getByRole('heading', { name: title }).waitFor()
  }
}
