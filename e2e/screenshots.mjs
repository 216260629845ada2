// Takes pictures of every state of the demo, for people to look at.
//
//   node screenshots.mjs            all of them, into target/screenshots/
//   node screenshots.mjs --readme   those of the README, into docs/
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { ask, confirmButton, fill, shows } from './support/demo.mjs'
import { startServer } from './support/server.mjs'
import { launch } from './support/world.mjs'

const root = resolve(import.meta.dirname, '..')
const widths = { 390: 844, 1280: 800 }
const schemes = ['light', 'dark']

const browser = await launch()
const opened = []

async function serve(...options) {
  const server = await startServer(...options)
  opened.push(server)
  return server
}

/** A new profile with one page; `look` is its size and colour scheme. */
async function visitor(server, look) {
  const context = await browser.newContext({ baseURL: server.origin, reducedMotion: 'reduce', ...look })
  return { context, page: await context.newPage() }
}

/** Walks through the custom flow of the demo and takes a picture at every stop. */
async function tour(server, shortLived, look, shoot) {
  const address = `ada.lovelace+${look.viewport.width}${look.colorScheme}@example.com`
  const ada = await visitor(server, look)
  await ada.page.goto('/custom')
  await shows(ada.page, 'start')
  await shoot(ada.page, 'sign-in')
  await fill(ada.page, address)
  await ada.page.getByRole('button', { name: 'Create it' }).waitFor()
  await shoot(ada.page, 'unknown-address')
  await ask(ada.page, 'sign-up', address)
  const { link } = await server.mail(address)
  await ada.page.getByText('Waiting for you').waitFor()
  await shoot(ada.page, 'waiting')
  await ada.page.locator('#code').fill('000000')
  await ada.page.getByRole('button', { name: 'Continue' }).click()
  await shows(ada.page, 'code-error')
  await shoot(ada.page, 'wrong-code')
  await ada.page.getByRole('button', { name: 'Cancel' }).click()
  await shows(ada.page, 'outcome')
  await shoot(ada.page, 'cancelled')
  await ada.page.getByRole('button', { name: 'Send a new link' }).click()
  await shows(ada.page, 'waiting')
  const newer = await server.mail(address)

  const phone = await visitor(server, look)
  await phone.page.goto(link)
  await shoot(phone.page, 'link-superseded')
  await phone.page.goto(newer.link)
  await confirmButton(phone.page).waitFor()
  await shoot(phone.page, 'link-on-another-device')
  await confirmButton(phone.page).click()
  await phone.page.locator('#home').waitFor()
  await shoot(phone.page, 'verified-on-another-device')
  await phone.page.goto('/mailbox')
  await shoot(phone.page, 'mailbox')
  await shows(ada.page, 'account')
  await shoot(ada.page, 'signed-in')
  await ada.context.close()

  const bob = await visitor(shortLived, look)
  await ask(bob.page, 'sign-up', address)
  const dead = await shortLived.mail(address)
  await shows(bob.page, 'outcome')
  await shoot(bob.page, 'expired')
  await bob.page.goto(dead.link)
  await shoot(bob.page, 'link-expired')
  await bob.page.goto('/verification?__clerk_status=failed')
  await bob.page.locator('#home').waitFor()
  await shoot(bob.page, 'link-failed')
  await bob.context.close()
  await phone.context.close()
}

async function pictures() {
  const folder = join(root, 'target/screenshots')
  await mkdir(folder, { recursive: true })
  const server = await serve()
  const shortLived = await serve('--link-ttl-seconds', '2')
  for (const [width, height] of Object.entries(widths)) {
    for (const colorScheme of schemes) {
      const look = { viewport: { width: Number(width), height }, colorScheme }
      await tour(server, shortLived, look, (page, state) =>
        page.screenshot({ path: join(folder, `${state}-${width}-${colorScheme}.png`), fullPage: true }),
      )
    }
  }
  console.log(`pictures are in ${folder}`)
}

/** A page with nothing on it but components, through which the background of the README can be seen. */
const STAGE = `<!doctype html><meta name="color-scheme" content="light dark">
  <style>
    body { width: 880px; margin: 0; font-family: system-ui, sans-serif }
    #button { display: flex; justify-content: end; padding: 24px 24px 0 }
    #component { display: grid; justify-content: center; width: fit-content; padding: 24px }
  </style>
  <script src="/pkg/clerk.browser.js"></script><div id="button"></div><div id="component"></div>`

/** One picture of several, side by side. */
async function sideBySide(pictures) {
  const page = await browser.newPage()
  const url = await page.evaluate(
    async urls => {
      const images = await Promise.all(urls.map(async url => createImageBitmap(await (await fetch(url)).blob())))
      const canvas = document.createElement('canvas')
      canvas.width = images.reduce((sum, { width }) => sum + width, 0)
      canvas.height = Math.max(...images.map(({ height }) => height))
      let x = 0
      for (const image of images) {
        canvas.getContext('2d').drawImage(image, x, 0)
        x += image.width
      }
      return canvas.toDataURL('image/webp', 0.9)
    },
    pictures.map(picture => `data:image/png;base64,${picture.toString('base64')}`),
  )
  await page.close()
  return Buffer.from(url.split(',')[1], 'base64')
}

/** What the README shows of the components, in one colour scheme: signing in, and the profile. */
async function componentPictures(server, colorScheme) {
  const look = { viewport: { width: 880, height: 460 }, colorScheme, deviceScaleFactor: 1.5 }
  const { page, context } = await visitor(server, look)
  await context.route('**/stage', route => route.fulfill({ contentType: 'text/html; charset=utf-8', body: STAGE }))
  const shoot = () => page.locator('#component').screenshot({ omitBackground: true })
  const save = async (name, pictures) => {
    const path = join(root, `docs/${name}-${colorScheme}.webp`)
    await writeFile(path, await sideBySide(pictures))
    console.log(`wrote ${path}`)
  }
  const address = 'ada@gmail.com'
  await page.goto('/stage')
  await page.evaluate(async () => {
    const [component, button] = ['component', 'button'].map(id => document.getElementById(id))
    const clerk = (window.clerk = new window.Clerk(location.origin))
    clerk.mountSignUp(component, { afterSignUpUrl: '/stage' })
    await clerk.load({ navigate() {} })
    window.show = (name, node = component) => clerk[`mount${name}`](node, { appearance: {} })
    window.button = button
  })
  await page.getByLabel('Email address').fill(address)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByLabel('Code').fill((await server.mail(address)).code)
  await page.waitForFunction(() => window.clerk.user)
  await page.evaluate(async () => {
    const { user } = window.clerk
    await user.update({ firstName: 'Ada', lastName: 'Lovelace' })
    await user.createEmailAddress('ada@analytical.example')
    window.show('UserProfile')
    window.show('UserButton', window.button)
  })
  await page.getByText('ada@analytical.example').waitFor()
  await page.getByRole('button', { name: 'Open the user menu' }).click()
  await page.getByText('Manage account').waitFor()
  await save('user-profile', [await page.screenshot({ omitBackground: true, fullPage: true })])

  await page.evaluate(() => window.clerk.signOut())
  await page.evaluate(() => window.show('SignIn'))
  await page.getByLabel('Email address').fill(address)
  const start = await shoot()
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByText('Waiting for you').waitFor()
  await page.mouse.move(0, 0)
  await save('sign-in', [start, await shoot()])
  await context.close()
}

async function readmePictures() {
  for (const colorScheme of schemes) await componentPictures(await serve(), colorScheme)
  const { page } = await visitor(await serve(), { viewport: { width: 1120, height: 800 }, colorScheme: 'light' })
  await page.clock.install()
  await ask(page, 'sign-up', 'ada@example.com')
  await page.getByText('Waiting for you').waitFor()
  await page.clock.runFor(137_000)
  const path = join(root, 'docs/demo.png')
  await page.screenshot({ path })
  console.log(`wrote ${path}`)
}

try {
  await (process.argv.includes('--readme') ? readmePictures() : pictures())
} finally {
  await browser.close()
  await Promise.all(opened.map(server => server.close()))
}
