// `node serve.mjs`: serves the examples and this clone's package on http://localhost:4040.

import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, resolve } from 'node:path'

const here = import.meta.dirname

/** Where each example's finished page is; `npm run build` in its folder makes a `dist`. */
export const EXAMPLES = {
  script: 'index.html',
  'drop-in': 'index.html',
  'plain-html': 'index.html',
  module: 'index.html',
  csp: 'index.html',
  nowasm: 'index.html',
  esbuild: 'dist/index.html',
  rollup: 'dist/index.html',
  vite: 'dist/index.html',
  webpack: 'dist/index.html',
  parcel: 'dist/index.html',
  next: 'dist/index.html',
  'clerk-react': 'dist/index.html',
}

/** The policy in the README, and one that also forbids WebAssembly. */
export const policies = frontendApi => {
  const csp = `script-src 'self' 'wasm-unsafe-eval'; connect-src ${frontendApi}; require-trusted-types-for 'script'; trusted-types 'none'`
  return { csp, nowasm: csp.replace(" 'wasm-unsafe-eval'", '') }
}

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css' }

/** Serves each example under its name, app.js, and the files in `pkg` under /package. */
export async function serve({ port = 0, pkg, frontendApi }) {
  const locate = (first, rest) => {
    if (first === 'app.js') return join(here, first)
    if (first === 'package') return join(pkg, ...rest)
    const page = join(here, first, EXAMPLES[first] ?? '')
    return rest.join('') ? join(page, '..', ...rest) : page
  }
  const allowed = policies(frontendApi)
  const server = createServer((request, response) => {
    const [, first, ...rest] = new URL(request.url, 'http://host').pathname.split('/')
    if (!first) return response.writeHead(200, { 'content-type': 'text/html' }).end(LIST)
    const type = TYPES[extname(rest.at(-1) ?? first)] ?? 'text/html'
    const policy = allowed[first] ? { 'content-security-policy': allowed[first] } : {}
    readFile(locate(first, rest)).then(
      body => response.writeHead(200, { 'content-type': type, ...policy }).end(body),
      () => response.writeHead(404).end('It is not here. Is it built?'),
    )
  })
  await new Promise(done => server.listen(port, '127.0.0.1', done))
  // The Frontend API calls itself localhost, too: its cookie goes to pages of the same site only.
  return { origin: `http://localhost:${server.address().port}`, close: () => server.close() }
}

const LIST = `<!doctype html><title>Examples</title><ul>${Object.keys(EXAMPLES)
  .map(name => `<li><a href="/${name}/">${name}</a>`)
  .join('')}</ul>`

if (process.argv[1] === import.meta.filename) {
  const { origin } = await serve({
    port: 4040,
    pkg: resolve(here, '../pkg'),
    frontendApi: 'http://localhost:4000',
  })
  console.log(`The examples are on ${origin}`)
}
