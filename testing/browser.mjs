// The browsers that the tests drive through Playwright, and how each is started: once, for all tests.
// Who calls brings its own `playwright-core`.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The engine under test: `chromium`, or `firefox`. */
export const engine = process.env.ENGINE ?? 'chromium'

/**
 * Whether the browser may by itself send a GET again whose connection dropped before an answer. Firefox does
 * if the connection had been open for a while.
 */
export const maySendAgain = engine === 'firefox'

/** Lines that the engine reports as errors of the page and that are none, or are told otherwise. */
export const noise = engine === 'firefox' ? [/^uncaught: (Cross-Origin Request Blocked|Cookie “)/] : []

const { args } = JSON.parse(readFileSync(join(import.meta.dirname, '../webdriver.json'), 'utf8'))[
  'goog:chromeOptions'
]
/** As in the browser tests of the SDK; what makes a window appear or not is up to Playwright. */
const FLAGS = args.filter(flag => !flag.startsWith('--headless'))

/** Starts the engine under test. */
export const launch = playwright => (engine === 'firefox' ? launchFirefox(playwright) : launchChromium(playwright))

/** Starts Chromium with more `flags`; `options` are Playwright's. */
export const launchChromium = ({ chromium }, flags = [], options = {}) =>
  chromium.launch({
    executablePath: process.env.CHROME ?? '/usr/bin/chromium',
    args: [...FLAGS, ...flags],
    ...options,
  })

/** Flags for which these hosts are at a port of this machine, whose key has this fingerprint. */
export const hostsAt = (hosts, port, fingerprint) => [
  `--host-resolver-rules=MAP ${hosts} 127.0.0.1:${port}`,
  // Trusted, not only put up with: what comes with a wrong certificate is never kept, nor is its connection.
  `--ignore-certificate-errors-spki-list=${fingerprint}`,
]

/** Options with which Chromium slows the timers of hidden tabs, as a person's does: Playwright's would not. */
export const slowingHiddenTabs = {
  ignoreDefaultArgs: [
    '--disable-background-timer-throttling',
    '--disable-backgrounding-occluded-windows',
    '--disable-renderer-backgrounding',
  ],
}

/** Starts Chromium with the extension in `folder`, which only the pages of its first profile know. */
export const launchExtension = ({ chromium }, folder) =>
  chromium.launchPersistentContext('', {
    executablePath: process.env.CHROME ?? '/usr/bin/chromium',
    args: [...FLAGS, `--load-extension=${folder}`, `--disable-extensions-except=${folder}`],
    ignoreDefaultArgs: ['--disable-extensions'],
  })

/**
 * Starts a Firefox as it is, which Playwright speaks to by WebDriver BiDi.
 *
 * Playwright 1.65 sends one command that Firefox 153 does not know, and has no switch for it. So this
 * reaches into its insides: whoever uses it pins the version. Colour scheme and reduced motion, which
 * that command is for, have no effect.
 *
 * Only one page of a window has focus, and the SDK asks for it. In Playwright's Chromium every page has.
 */
async function launchFirefox({ firefox }) {
  const executablePath = process.env.FIREFOX ?? '/usr/bin/firefox-esr'
  const browser = await firefox.launch({ channel: 'moz-firefox', executablePath })
  const session = browser._connection.toImpl(browser)._browserSession
  const send = session.send.bind(session)
  session.send = (method, parameters) =>
    method === 'emulation.setMediaFeaturesOverride' ? Promise.resolve({}) : send(method, parameters)
  const newContext = browser.newContext.bind(browser)
  browser.newContext = async options => {
    const context = await newContext(options)
    await context.addInitScript(() => {
      Document.prototype.hasFocus = () => true
    })
    return context
  }
  return browser
}
