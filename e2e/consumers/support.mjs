// The packed package, and the apps that were built with it, as their users meet them.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { extname, join, resolve } from 'node:path'

const examples = join(import.meta.dirname, '../../examples')
const pkg = resolve(import.meta.dirname, process.env.CLERK_WASM_PKG ?? '../../pkg')

/** Runs a command to its end; gives what it printed. */
export function run(command, args, cwd) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' })
  assert.equal(status, 0, `${command} ${args.join(' ')} in ${cwd}\n${stdout}${stderr}`)
  return stdout
}

/** The tarball that `npm publish` would send, in a folder of its own, and what is in it. */
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

/** Installs what an app needs and, as npm would, the package; then builds. */
export function build(app, packed) {
  const folder = join(examples, app)
  if (!existsSync(join(folder, 'package.json'))) return
  install(folder)
  const installed = join(folder, 'node_modules/clerk-wasm')
  rmSync(installed, { recursive: true, force: true })
  mkdirSync(installed, { recursive: true })
  run('cp', ['-R', `${packed.contents}/.`, installed], folder)
  for (const cache of ['dist', '.next', '.parcel-cache']) {
    rmSync(join(folder, cache), { recursive: true, force: true })
  }
  run('npm', ['run', '--silent', 'build'], folder)
}

/**
 * Brings the app's packages to what its lock file names, unless they are. `npm ci` would refuse where
 * a registry does not have a bundler's programs for every other platform.
 */
function install(folder) {
  const lock = readFileSync(join(folder, 'package-lock.json'), 'utf8')
  const stamp = join(folder, 'node_modules/.installed-lock.json')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return
  run('npm', ['install', '--no-save', '--silent', '--ignore-scripts', '--prefer-offline'], folder)
  writeFileSync(stamp, lock)
}

const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
}

/**
 * Serves each app's finished page, `apps[name]`, under its name, app.js, and the package under
 * /package; `headers(name)` go with all of an app.
 */
export async function serve(apps, packed, headers) {
  const locate = (first, rest) => {
    if (first === 'app.js') return join(examples, 'app.js')
    if (first === 'package') return join(packed.contents, ...rest)
    const page = join(examples, first, apps[first] ?? '')
    return rest.join('') ? join(page, '..', ...rest) : page
  }
  const server = createServer((request, response) => {
    const [, first, ...rest] = new URL(request.url, 'http://host').pathname.split('/')
    const type = TYPES[extname(rest.at(-1) ?? first)] ?? 'text/html'
    readFile(locate(first, rest)).then(
      body => response.writeHead(200, { 'content-type': type, ...headers(first) }).end(body),
      () => response.writeHead(404).end(),
    )
  })
  await new Promise(done => server.listen(0, '127.0.0.1', done))
  // The Frontend API calls itself localhost, too: its cookie goes to pages of the same site only.
  return { origin: `http://localhost:${server.address().port}`, close: () => server.close() }
}

/**
 * Asks for a link on the page at `url`, opens it in another tab, and sees both signed in: first as a
 * new user and then, in another browser profile, as a known one. `linkTo(address)` reads the mail.
 */
export async function signUpAndIn(t, browser, url, emailAddress, linkTo, parameters = {}) {
  for (const mode of ['sign-up', 'sign-in']) {
    const context = await browser.newContext()
    t.after(() => context.close())
    const faults = []
    context.on('weberror', error => faults.push(String(error.error())))

    const page = await context.newPage()
    await page.goto(`${url}?${new URLSearchParams({ mode, emailAddress, ...parameters })}`)
    if (url.includes('clerk-react')) await page.click('button')
    await reaches(page, 'waiting')
    const other = await context.newPage()
    await other.goto(await linkTo(emailAddress))
    await reaches(other, `signed in as ${emailAddress}`)
    await reaches(page, `signed in as ${emailAddress}`)
    assert.deepEqual(faults, [], mode)
  }
}

/** Waits until the title of the page is as expected, or tells of a failure. */
async function reaches(page, expected) {
  const settled = expected => {
    const text = document.title
    return text === expected || /^(magic link|verification|\w*Error)/.test(text)
  }
  await page.waitForFunction(settled, expected, { timeout: 20_000 })
  assert.equal(await page.title(), expected)
}
