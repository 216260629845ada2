// Programs that know the protocol without us: Clerk's own packages, as npm has them. And, to be
// measured by them, our package in their place.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export { verifyToken } from '@clerk/backend'

const peer = (version, file, names) => ({
  folder: join(import.meta.dirname, `node_modules/clerk-js-${version}/dist`),
  file,
  ...names,
})

/** What the surface has been called: magic links until 4, email links from then on. */
const magicLink = {
  createFlow: 'createMagicLinkFlow',
  startFlow: 'startMagicLinkFlow',
  handleVerification: 'handleMagicLinkVerification',
}
const emailLink = {
  createFlow: 'createEmailLinkFlow',
  startFlow: 'startEmailLinkFlow',
  handleVerification: 'handleEmailLinkVerification',
}

/** Who the page asks: by host, as at first, or with a key that says it. */
const byHost = host => `data-clerk-frontend-api="${host}"`
const byKey = host => `data-clerk-publishable-key="pk_live_${btoa(`${host}$`)}"`

const headless = 'clerk.headless.browser.js'

export const builds = {
  'clerk-js-2.17.6': peer('2.17.6', 'clerk.nocomponents.browser.js', { ...magicLink, asks: byHost }),
  'clerk-js-3.17.0': peer('3.17.0', headless, { ...magicLink, asks: byHost }),
  'clerk-js-4.73.14': peer('4.73.14', headless, { ...magicLink, asks: byKey }),
  'clerk-js-6.40.0': peer('6.40.0', 'clerk.browser.js', { ...emailLink, asks: byKey }),
  'clerk-wasm': { folder: join(import.meta.dirname, '../../pkg'), file: headless, ...magicLink, asks: byHost },
}

/**
 * An app per build, `/<build>/…`, whose every page loads Clerk: what its server answers to `url`.
 * The pages may load and ask what they are made for; the browser reports what they try beyond that.
 */
export function app(host, url) {
  const [name, dist, ...path] = new URL(url, 'https://host').pathname.slice(1).split('/')
  const build = builds[name]
  if (!build) return { type: 'text/plain', body: '' }
  if (dist === 'dist') {
    return { type: 'text/javascript', body: readFileSync(join(build.folder, ...path)) }
  }
  const frontendApi = host.replace(/^app\./, 'clerk.')
  const body = `<!doctype html>
    <meta charset="utf-8">
    <title>${name}</title>
    <link rel="icon" href="data:,">
    <script crossorigin="anonymous" src="/${name}/dist/${build.file}" ${build.asks(frontendApi)}></script>`
  return { type: 'text/html', body }
}
