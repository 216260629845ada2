// The packed package, and the examples built with it, as people use them.

import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { freePort } from '../../testing/free-port.mjs'
import { endContext } from '../support/world.mjs'

const root = resolve(import.meta.dirname, '../..')
const pkg = resolve(import.meta.dirname, process.env.CLERK_WASM_PKG ?? '../../pkg')
export const examples = join(root, 'examples')

/** Runs a command to its end; returns what it printed. */
export function run(command, args, cwd) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' })
  assert.equal(status, 0, `${command} ${args.join(' ')} in ${cwd}\n${stdout}${stderr}`)
  return stdout
}

/** The tarball that `npm publish` would send, in a new folder, and its contents. */
export function pack() {
  const folder = mkdtempSync(join(tmpdir(), 'clerk-wasm-consumers-'))
  const name = run('npm', ['pack', '--silent', '--pack-destination', folder], pkg).trim()
  run('tar', ['xzf', name], folder)
  return {
    folder,
    tarball: join(folder, name),
    contents: join(folder, 'package'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Installs what an example needs, with the packed package in place of its link to `pkg/`; then builds it. */
export function build(name, packed, folder = join(examples, name)) {
  if (!existsSync(join(folder, 'package.json'))) return
  install(folder)
  const installed = join(folder, 'node_modules/clerk-wasm')
  rmSync(installed, { recursive: true, force: true })
  mkdirSync(installed, { recursive: true })
  run('cp', ['-R', `${packed.contents}/.`, installed], folder)
  for (const cache of ['dist', 'out', '.next', '.parcel-cache']) {
    rmSync(join(folder, cache), { recursive: true, force: true })
  }
  run('npm', ['run', '--silent', 'build'], folder)
}

/**
 * Installs the packages that the example's lock file names, unless they are there. `npm ci` would fail if a
 * registry lacks a bundler's programs for some other platform.
 */
export function install(folder) {
  const lock = readFileSync(join(folder, 'package-lock.json'), 'utf8')
  const stamp = join(folder, 'node_modules/.installed-lock.json')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return
  run('npm', ['install', '--no-save', '--silent', '--ignore-scripts', '--prefer-offline'], folder)
  writeFileSync(stamp, lock)
}

/** A server of Next.js for what was built in this folder, with `env` added to its environment. */
export async function startNext(folder, env = {}) {
  const port = await freePort()
  const next = join(folder, 'node_modules/next/dist/bin/next')
  const options = { cwd: folder, env: { ...process.env, ...env } }
  const server = spawn(process.execPath, [next, 'start', '-p', port], options)
  const end = () => server.kill()
  try {
    await new Promise((ready, failed) => {
      server.stdout.on('data', text => /Ready/.test(text) && ready())
      server.stderr.on('data', text => failed(new Error(String(text))))
      server.on('exit', code => failed(new Error(`next start ended with ${code}`)))
    })
  } catch (error) {
    end()
    throw error
  }
  return { port, end }
}

/** A new profile with a page. Its pages must not throw or log an error, such as one of hydration. */
export async function visitor(t, browser) {
  const context = await browser.newContext()
  context.setDefaultTimeout(20_000)
  const faults = []
  context.on('weberror', error => faults.push(String(error.error())))
  context.on('console', message => {
    const { url } = message.location()
    // An address without an account is refused with 422, and not every example has an icon.
    const isExpected = /status of 422/.test(message.text()) || url.endsWith('/favicon.ico')
    if (message.type() === 'error' && !isExpected) faults.push(message.text())
  })
  t.after(async () => {
    await endContext(context)
    assert.deepEqual(faults, [])
  })
  return { page: await context.newPage(), newPage: () => context.newPage() }
}

/**
 * Asks for a link on the page at `url`, opens it in another tab, and checks that both are signed in: first
 * as a new user and then, in another browser profile, as a known one. `linkTo(address)` reads the mail.
 */
export async function signUpAndIn(t, browser, url, emailAddress, linkTo) {
  for (const name of ['Sign up', 'Sign in']) {
    const context = await browser.newContext()
    t.after(() => context.close())
    const faults = []
    context.on('weberror', error => faults.push(String(error.error())))

    const page = await context.newPage()
    await page.goto(url)
    const button = page.getByRole('button', { name })
    await page.locator('form', { has: button }).getByRole('textbox').fill(emailAddress)
    await button.click()
    await reaches(page, 'open the link in the email')
    const other = await context.newPage()
    await other.goto(await linkTo(emailAddress))
    await reaches(other, `signed in as ${emailAddress}`)
    await reaches(page, `signed in as ${emailAddress}`)
    assert.deepEqual(faults, [], name)
  }
}

/** Waits until the page shows the expected text, or an error. */
async function reaches(page, expected) {
  const says = await page.waitForFunction(
    expected => {
      const text = Array.from(document.querySelectorAll('output'), output => output.textContent).join('')
      return (text === expected || /^(magic link|verification|\w*Error)/.test(text)) && text
    },
    expected,
    { timeout: 20_000 },
  )
  assert.equal(await says.jsonValue(), expected)
}
