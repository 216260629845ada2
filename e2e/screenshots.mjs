// Takes pictures of every state of the demo, for people to look at.
//
//   node screenshots.mjs            all of them, into target/screenshots/
//   node screenshots.mjs --readme   only docs/demo.png
import { mkdir } from 'node:fs/promises'
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

/** Walks through the whole demo and takes a picture at every stop. */
async function tour(server, shortLived, look, shoot) {
  const address = `ada.lovelace+${look.viewport.width}${look.colorScheme}@example.com`
  const ada = await visitor(server, look)
  await ada.page.goto('/')
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

async function readmePicture() {
  const server = await serve()
  const { page } = await visitor(server, { viewport: { width: 1120, height: 800 }, colorScheme: 'light' })
  await page.clock.install()
  await ask(page, 'sign-up', 'ada@example.com')
  await page.getByText('Waiting for you').waitFor()
  await page.clock.runFor(137_000)
  const path = join(root, 'docs/demo.png')
  await mkdir(join(root, 'docs'), { recursive: true })
  await page.screenshot({ path })
  console.log(`wrote ${path}`)
}

try {
  await (process.argv.includes('--readme') ? readmePicture() : pictures())
} finally {
  await browser.close()
  await Promise.all(opened.map(server => server.close()))
}
