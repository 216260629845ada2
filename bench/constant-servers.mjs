// The servers of `startup.mjs`, on this machine: a Frontend API whose answers are constants, and the app's own.

import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createSecureServer } from 'node:http2'
import { basename } from 'node:path'
import { gzipSync } from 'node:zlib'
import { certificate } from '../testing/certificate.mjs'
import { wire } from '../testing/wire.mjs'

const listen = server => new Promise(done => server.listen(0, '127.0.0.1', () => done(server.address().port)))

const ANSWERS = [
  ['/v1/environment', wire('environment')],
  // The link of this sign-up is never clicked.
  ['/v1/client/sign_ups', wire('sign_up_waiting')],
  ['/v1/client', { response: wire('client_created').response }],
]

/** The Frontend API at `host`, over TLS and HTTP/2 like a real one, with a certificate for this run. */
export async function startFrontendApi(host) {
  const tls = certificate(host)
  const polls = new Map()
  const polled = origin => polls.get(origin) ?? 0
  const server = createSecureServer(tls, (request, response) => {
    const { pathname } = new URL(request.url, 'https://host')
    const [, body] = ANSWERS.find(([start]) => pathname.startsWith(start)) ?? []
    response.writeHead(body ? 200 : 404, {
      'access-control-allow-origin': request.headers.origin ?? '*',
      'access-control-allow-credentials': 'true',
      'content-type': 'application/json',
    })
    response.end(JSON.stringify(body ?? { errors: [] }))
    const isPoll = request.method === 'GET' && pathname.startsWith('/v1/client/sign_ups/')
    if (isPoll) polls.set(request.headers.origin, 1 + polled(request.headers.origin))
  })
  return {
    port: await listen(server),
    fingerprint: tls.fingerprint,
    /** How often a page of this origin has asked for its sign-up. */
    polled,
    close: () => server.close(),
  }
}

/** The app's own server: `page`, and the files beside it as a CDN would send them. */
export async function startApp(page, paths) {
  const files = new Map(paths.map(path => [`/${basename(path)}`, gzipSync(readFileSync(path), { level: 9 })]))
  const asked = new Set()
  const server = createServer(({ url }, response) => {
    if (url === '/') return response.writeHead(200, { 'content-type': 'text/html' }).end(page)
    asked.add(url)
    const headers = { 'content-type': 'text/javascript; charset=utf-8', 'content-encoding': 'gzip' }
    response.writeHead(files.has(url) ? 200 : 404, headers).end(files.get(url))
  })
  return {
    origin: `http://127.0.0.1:${await listen(server)}`,
    /** What was asked for and is not there, or is there and was not asked for. */
    odd: () => [...asked, ...files.keys()].filter(url => !asked.has(url) || !files.has(url)),
    close: () => server.close(),
  }
}
