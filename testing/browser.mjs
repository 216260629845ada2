// Starts the browsers that tests drive through Playwright. All tests and benches use it, and pass in their
// own `playwright-core`.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The engine under test: `chromium`, or `firefox`. */
export const engine = process.env.ENGINE ?? 'chromium'

/**
 * Whether the browser itself may repeat a GET whose connection dropped before an answer. Firefox does, if the
 * connection had been open for a while.
 */
export const maySendAgain = engine === 'firefox'

/** Lines that the engine reports as errors of the page, but that are none or are reported in another way. */
export const noise = engine === 'firefox' ? [/^uncaught: (Cross-Origin Request Blocked|Cookie “)/] : []

const { args } = JSON.parse(readFileSync(join(import.meta.dirname, '../webdriver.json'), 'utf8'))[
  'goog:chromeOptions'
]
/** As in the browser tests of the SDK, but Playwright decides whether a window appears. */
const FLAGS = args.filter(flag => !flag.startsWith('--headless'))

/** Starts the engine under test. */
export const launch = playwright => (engine === 'firefox' ? launchFirefox(playwright) : launchChromium(playwright))

/** Starts Chromium with additional `flags`; `options` are Playwright's. */
export const launchChromium = ({ chromium }, flags = [], options = {}) =>
  chromium.launch({
    executablePath: process.env.CHROME ?? '/usr/bin/chromium',
    args: [...FLAGS, ...flags],
    ...options,
  })

/** Flags that send these hosts to a port of this machine, and trust the key with this fingerprint. */
export const hostsAt = (hosts, port, fingerprint) => [
  `--host-resolver-rules=MAP ${hosts} 127.0.0.1:${port}`,
  // Trusted, not just tolerated: with a wrong certificate, Chromium neither caches answers nor keeps connections.
  `--ignore-certificate-errors-spki-list=${fingerprint}`,
]

/** Options with which Chromium slows down the timers of hidden tabs, as usual; Playwright turns that off. */
export const slowingHiddenTabs = {
  ignoreDefaultArgs: [
    '--disable-background-timer-throttling',
    '--disable-backgrounding-occluded-windows',
    '--disable-renderer-backgrounding',
  ],
}

/** Starts Chromium with the extension in `folder`. Only the browser's first profile has the extension. */
export const launchExtension = ({ chromium }, folder) =>
  chromium.launchPersistentContext('', {
    executablePath: process.env.CHROME ?? '/usr/bin/chromium',
    args: [...FLAGS, `--load-extension=${folder}`, `--disable-extensions-except=${folder}`],
    ignoreDefaultArgs: ['--disable-extensions'],
  })

/**
 * Starts an ordinary Firefox, which Playwright drives by WebDriver BiDi.
 *
 * Playwright 1.65 sends one command that Firefox 153 does not know, and has no switch against that. So this
 * changes Playwright's internals, and every user of this function pins Playwright's version. The command is
 * for colour scheme and reduced motion, which have no effect here.
 *
 * In Firefox only one page of a window has the focus, and the SDK asks whether its page has it. In Playwright's
 * Chromium every page has it, so here every page says so.
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
