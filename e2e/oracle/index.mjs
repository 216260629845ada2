// Clerk's own packages, as npm has them: programs that know the protocol independently of us. And our package,
// for use in the same way.
import { createPublicKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createClerkClient, verifyToken } from '@clerk/backend'

const magicLink = {
  createFlow: 'createMagicLinkFlow',
  startFlow: 'startMagicLinkFlow',
  handleVerification: 'handleMagicLinkVerification',
}
/** The names of the same since version 5. */
const emailLink = {
  createFlow: 'createEmailLinkFlow',
  startFlow: 'startEmailLinkFlow',
  handleVerification: 'handleEmailLinkVerification',
}

/** How a page names its Frontend API: by its host, or since version 4 by a key made of the host. */
const byHost = host => `data-clerk-frontend-api="${host}"`
const byKey = host => `data-clerk-publishable-key="pk_live_${btoa(`${host}$`)}"`
const byDevelopmentKey = host => byKey(host).replace('pk_live_', 'pk_test_')

const headless = 'clerk.headless.browser.js'
const of = version => join(import.meta.dirname, `node_modules/clerk-js-${version}/dist`)

/** Each script that makes `window.Clerk`, and the names of its methods. */
export const builds = {
  'clerk-js-2.17.6': {
    folder: of('2.17.6'),
    file: 'clerk.nocomponents.browser.js',
    attribute: byHost,
    ...magicLink,
  },
  'clerk-js-3.17.0': { folder: of('3.17.0'), file: headless, attribute: byHost, ...magicLink },
  'clerk-js-4.73.14': { folder: of('4.73.14'), file: headless, attribute: byKey, ...magicLink },
  'clerk-js-6.40.0': { folder: of('6.40.0'), file: 'clerk.browser.js', attribute: byKey, ...emailLink },
  'clerk-wasm': {
    folder: join(import.meta.dirname, '../../pkg'),
    file: headless,
    attribute: byHost,
    ...magicLink,
    /** The browser reports everything that the SDK does against it. */
    policy: host => `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src https://${host}`,
  },
}

// With a development key, each of them asks for a dev browser first.
for (const name of ['clerk-js-4.73.14', 'clerk-js-6.40.0', 'clerk-wasm'])
  builds[`${name}-development`] = { ...builds[name], attribute: byDevelopmentKey }

/** What the server of `https://app.…` answers: for `/<build>/…` a page with that build's script. */
export function app(host, url) {
  const [name, dist, ...path] = new URL(url, 'https://host').pathname.slice(1).split('/')
  const build = builds[name]
  if (!build) return { type: 'text/plain', body: '' }
  if (dist === 'dist') return { type: 'text/javascript', body: readFileSync(join(build.folder, ...path)) }
  const frontendApi = host.replace(/^app\./, 'clerk.')
  const policy = build.policy
    ? `<meta http-equiv="content-security-policy" content="${build.policy(frontendApi)}">`
    : ''
  const body = `<!doctype html>
    <meta charset="utf-8">${policy}
    <title>${name}</title>
    <script crossorigin="anonymous" ${build.attribute(frontendApi)} src="/${name}/dist/${build.file}"></script>`
  return { type: 'text/html', body }
}

/** The claims of a session token, if a backend with the published key accepts it. */
export function verify(token, { keys }, options) {
  const key = createPublicKey({ key: keys[0], format: 'jwk' })
  return verifyToken(token, { jwtKey: key.export({ type: 'spki', format: 'pem' }), ...options })
}

/** What the backend of the app at `url` says about a browser that sends these cookies. */
export async function authenticate(url, cookies, { keys }) {
  const key = createPublicKey({ key: keys[0], format: 'jwk' })
  const frontendApi = new URL(url).host.replace(/^app\./, 'clerk.')
  const backend = createClerkClient({
    secretKey: 'sk_live_any',
    publishableKey: `pk_live_${btoa(`${frontendApi}$`)}`,
  })
  const headers = {
    accept: 'text/html',
    cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; '),
    'sec-fetch-dest': 'document',
  }
  const jwtKey = key.export({ type: 'spki', format: 'pem' })
  const { status, reason } = await backend.authenticateRequest(new Request(url, { headers }), { jwtKey })
  return [status, reason]
}

export { createClerkClient, verifyToken }
