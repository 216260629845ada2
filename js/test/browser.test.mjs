// The single files in a browser: by script tag and by import, under policies, and beside hostile markup.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { forVisitors, serve } from './browser.mjs'
import { pkg } from './package.mjs'

const SCRIPT = 'clerk.headless.browser.js'
const KEY = 'data-clerk-frontend-api="clerk.example.com"'
const INTEGRITY = JSON.parse(readFileSync(join(pkg, 'integrity.json'), 'utf8'))

/** A page in this encoding, with a script that names no encoding; its title says how the script did. */
const encoded = (encoding, script = SCRIPT) => ({
  body: `<!doctype html><script src="${script}"></script><script>
    try { document.title = JSON.stringify(new Clerk('clerk.example.com').frontendApi) }
    catch (error) { document.title = JSON.stringify(error.code) }
  </script>`,
  headers: { 'content-type': `text/html; charset=${encoding}` },
})

/** East Asian encodings; some read two of our characters' bytes as one character. */
const LOSSY = ['shift_jis', 'gbk', 'big5', 'euc-kr']

/** A page whose last script puts the value of `tell` into its title, as JSON. */
const page = (head, tell) => `<!doctype html><meta charset="utf-8">${head}
  <script>document.title = JSON.stringify(${tell})</script>`

/** Hostile markup before the tag, and globals that name another host. */
const EVIL = `<script type="text/x" data-clerk-publishable-key="pk_live_${btoa('evil.example$')}"
  data-clerk-frontend-api="evil.example"></script><script>
    window.__clerk_publishable_key = window.__clerk_frontend_api = 'evil.example'
  </script>`

const policy = (csp, body) => ({ body, headers: { 'content-security-policy': csp } })

/** Makes an instance, and puts its host or the error's name and code into the title. */
const ATTEMPT = `
  import { Clerk } from '/clerk.headless.mjs'
  const told = (result) => { document.title = JSON.stringify(result) }
  try { told(new Clerk('clerk.example.com').frontendApi) }
  catch (error) { told([error.name, error.code, error.message.includes('wasm-unsafe-eval')]) }
`

const PAGES = {
  '/attempt.mjs': { body: ATTEMPT, headers: { 'content-type': 'text/javascript' } },
  '/attribute': page(
    `<script src="${SCRIPT}" ${KEY}></script>`,
    '[Clerk.frontendApi, Clerk.isReady(), typeof Clerk.load]',
  ),
  '/key': page(
    `<script src="${SCRIPT}" data-clerk-publishable-key="pk_test_Y2xlcmsuZXhhbXBsZS5jb20k"></script>`,
    '[Clerk.frontendApi, Clerk.publishableKey]',
  ),
  '/integrity': page(
    `<script src="${SCRIPT}" integrity="${INTEGRITY[SCRIPT]}" ${KEY}></script>`,
    'Clerk.frontendApi',
  ),
  '/global': page(
    `<script>window.__clerk_frontend_api = 'clerk.example.com'</script><script src="${SCRIPT}"></script>`,
    'Clerk.frontendApi',
  ),
  '/another': `<!doctype html><meta charset="utf-8"><script data-clerk-publishable-key="" ${KEY}></script>
    <script src="${SCRIPT}" type="module"></script>
    <script type="module">document.title = JSON.stringify(Clerk.frontendApi)</script>`,
  '/own-first': page(`${EVIL}<script src="${SCRIPT}" ${KEY}></script>`, 'Clerk.frontendApi'),
  '/own-key-first': page(
    `${EVIL}<script src="${SCRIPT}" data-clerk-publishable-key="pk_test_Y2xlcmsuZXhhbXBsZS5jb20k"></script>`,
    'Clerk.frontendApi',
  ),
  '/own-empty': page(
    `${EVIL}<script>addEventListener('error', (event) => { window.failure = event.error.code })</script>
     <script src="${SCRIPT}" data-clerk-frontend-api=""></script>`,
    'failure',
  ),
  '/clobbered': page(
    `<body><img name="querySelector"><img name="currentScript" data-clerk-frontend-api="evil.example">
     <a id="__clerk_publishable_key" href="https://evil.example"></a>
     <form id="Clerk"><input name="isReady"></form>
     <script src="${SCRIPT}" ${KEY}></script>`,
    'Clerk.frontendApi',
  ),
  '/clobbered-bare': page(
    '<body><a id="__clerk_frontend_api" href="https://evil.example"></a><script src="/' + SCRIPT + '"></script>',
    'Clerk.name',
  ),
  '/bare': page(
    `<script src="${SCRIPT}"></script>`,
    '[Clerk.name, new Clerk("http://localhost:4000").frontendApi]',
  ),
  '/bad': page(
    `<script>addEventListener('error', (event) => { window.failure = event.error.code })</script>
     <script src="${SCRIPT}" data-clerk-frontend-api=""></script>`,
    '[failure, typeof Clerk]',
  ),
  '/twice': page(
    `<script src="${SCRIPT}" ${KEY}></script><script>window.first = Clerk</script>
     <script src="${SCRIPT}" ${KEY}></script>`,
    'Clerk === first',
  ),
  '/async': `<!doctype html><meta charset="utf-8"><script>
    const script = document.createElement('script')
    Object.assign(script, { src: '${SCRIPT}', async: true })
    script.dataset.clerkFrontendApi = 'clerk.example.com'
    script.onload = () => { document.title = JSON.stringify(Clerk.frontendApi) }
    document.head.append(script)
  </script>`,
  '/worker': `<!doctype html><meta charset="utf-8"><script>
    new Worker('/worker.js').onmessage = ({ data }) => { document.title = JSON.stringify(data) }
  </script>`,
  '/worker.js': {
    body: `importScripts('/${SCRIPT}'); postMessage([Clerk.name, new Clerk('clerk.example.com').isReady()])`,
    headers: { 'content-type': 'text/javascript' },
  },
  '/no-charset': `<!doctype html><script src="${SCRIPT}" ${KEY}></script><script>
    document.title = JSON.stringify([document.characterSet, Clerk.frontendApi])
  </script>`,
  ...Object.fromEntries(LOSSY.map(encoding => [`/${encoding}`, encoded(encoding)])),
  '/kept.js': {
    body: readFileSync(join(pkg, SCRIPT)),
    headers: { 'content-type': 'text/javascript', 'cache-control': 'max-age=600' },
  },
  '/kept-cyrillic': encoded('windows-1251', 'kept.js'),
  '/kept-utf-8': encoded('utf-8', 'kept.js'),
  '/latin1-module': {
    body: '<!doctype html><script type="module" src="/attempt.mjs"></script>',
    headers: { 'content-type': 'text/html; charset=windows-1252' },
  },
  '/module': '<!doctype html><script type="module" src="/attempt.mjs"></script>',
  '/streamed': `<!doctype html><script type="module">
    import init, { Clerk } from '/clerk_wasm.js'
    await init()
    document.title = JSON.stringify(new Clerk('clerk.example.com').frontendApi)
  </script>`,
  '/blocked': policy("script-src 'self'", '<!doctype html><script type="module" src="/attempt.mjs"></script>'),
  '/allowed': policy(
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src https://clerk.example.com; require-trusted-types-for 'script'; trusted-types 'none'",
    '<!doctype html><script type="module" src="/attempt.mjs"></script>',
  ),
}

let browser
let server
before(async () => {
  server = await serve(PAGES)
  browser = await forVisitors()
})
after(async () => {
  await browser?.close()
  server?.close()
})

/** What each of these pages tells one visitor. */
async function visit(...paths) {
  const visitor = await browser.newVisitor()
  try {
    const told = []
    for (const path of paths) told.push(await visitor.told(server.origin + path))
    return told
  } finally {
    await visitor.close()
  }
}

/** What a page must tell. */
function tells(path, expected, sentence) {
  test(sentence, async () => assert.deepEqual(await visit(path), [expected]))
}

tells(
  '/attribute',
  ['clerk.example.com', false, 'function'],
  'a script tag with a host sets window.Clerk before the next script runs',
)
tells(
  '/key',
  ['clerk.example.com', 'pk_test_Y2xlcmsuZXhhbXBsZS5jb20k'],
  'a script tag with a publishable key does too',
)
tells('/integrity', 'clerk.example.com', 'the script matches the integrity that the package lists')
tells('/async', 'clerk.example.com', 'an injected script tag has set window.Clerk when its load event fires')
tells('/global', 'clerk.example.com', 'a global that names the host will do in its place')
tells('/another', 'clerk.example.com', 'a tag of its own will do as well, for a module, and an empty key is none')
for (const path of ['/own-first', '/own-key-first', '/clobbered']) {
  tells(path, 'clerk.example.com', `what the script's own tag says counts, whatever else is in the page: ${path}`)
}
tells('/own-empty', 'missing_frontend_api', 'an own attribute that is empty lets nothing else speak for it')
tells('/clobbered-bare', 'Clerk', 'an element is no key')
tells('/bare', ['Clerk', 'localhost:4000'], 'a script tag without a host sets window.Clerk to the class')
tells('/bad', ['missing_frontend_api', 'undefined'], 'a script tag with an empty host says so at once')
tells('/twice', true, 'a second script tag leaves the first instance alone')
tells('/worker', ['Clerk', false], 'the script-tag file runs in a worker')
tells('/no-charset', ['windows-1252', 'clerk.example.com'], 'a page that names no encoding gets what it wants')
for (const encoding of LOSSY)
  tells(`/${encoding}`, 'damaged_file', `a page in ${encoding}, which loses bytes, is told so`)
tells('/latin1-module', 'clerk.example.com', 'the encoding of a page does not touch a module')
tells('/module', 'clerk.example.com', 'a module import needs no init')
tells('/streamed', 'clerk.example.com', 'the plain wasm and its glue work with await init()')
tells(
  '/blocked',
  ['ClerkError', 'webassembly_unavailable', true],
  "a policy without 'wasm-unsafe-eval' gives one clear error, from the constructor",
)
tells('/allowed', 'clerk.example.com', 'the documented policy is enough, also with trusted types required')

test('a script that the browser has kept from pages in another encoding works', async () => {
  // After some visits the browser keeps the text that it decoded, in place of the file.
  const told = await visit(...Array(6).fill('/kept-cyrillic'), '/kept-utf-8')
  assert.deepEqual(told, Array(7).fill('clerk.example.com'))
})
