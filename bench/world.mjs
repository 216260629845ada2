// The companion server behind TLS, and the pages of apps that use it; all on this machine.
//
// clerk-js insists on https and on a host that begins with `clerk.`: the browser is told that every
// name below `.test` is this process.

import { spawn, spawnSync } from 'node:child_process'
import { X509Certificate, createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { Agent, request as ask } from 'node:http'
import { createServer as createHttps } from 'node:https'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import * as playwright from 'playwright-core'
import { launchChromium } from '../testing/browser.mjs'

const BINARY = resolve(process.env.SERVER_BIN ?? join(import.meta.dirname, '../target/debug/frontend-api'))

/**
 * Starts a server per zone and one proxy before them all. `apps` are origins `https://<name>.<zone>`;
 * what such an app answers is up to `app(host, path)`, which gives `{ type, body }`, and `cached` where
 * browsers may keep it, as they keep the scripts of a CDN.
 */
export async function startWorld(zones, apps, app) {
  const folder = mkdtempSync(join(tmpdir(), 'clerk-wasm-bench-'))
  const servers = {}
  for (const [zone, options] of Object.entries(zones)) {
    servers[`clerk.${zone}`] = await startServer(zone, apps, options)
  }
  const seen = []
  const agent = new Agent({ keepAlive: true })
  const tls = certificate(folder)
  const proxy = createHttps(tls, (request, response) => {
    const { method, headers, url } = request
    const server = servers[headers.host]
    if (!server) {
      const { type, body, cached } = app(headers.host, url)
      const caching = { 'cache-control': cached ? 'max-age=3600' : 'no-store' }
      return response.writeHead(200, { 'content-type': type, ...caching }).end(body)
    }
    seen.push({ at: Date.now(), method, url, origin: headers.origin })
    const options = { agent, host: '127.0.0.1', port: server.port, method, path: url, headers }
    const up = ask(options, answer => {
      response.writeHead(answer.statusCode, answer.headers)
      answer.pipe(response)
    })
    up.on('error', () => response.destroy())
    response.on('close', () => up.destroy())
    request.pipe(up)
  })
  await new Promise(done => proxy.listen(0, '127.0.0.1', done))
  const flags = [
    `--host-resolver-rules=MAP *.test 127.0.0.1:${proxy.address().port}`,
    // Trusted, not only put up with: what comes with a wrong certificate is never kept in the cache.
    `--ignore-certificate-errors-spki-list=${tls.fingerprint}`,
  ]

  return {
    /** Every request to a Frontend API so far: `{ at, method, url, origin }`. */
    seen,
    /** A browser for which the names of this world exist; `options` are Playwright's. */
    browser: options => launchChromium(playwright, flags, options),
    /** The link in the email to `address`, which that zone's server sends or has sent. */
    async link(zone, address) {
      const { port } = servers[`clerk.${zone}`]
      const query = new URLSearchParams({ to: address, wait: 20 })
      const answer = await fetch(`http://127.0.0.1:${port}/mailbox/messages?${query}`)
      const [email] = await answer.json()
      if (!email) throw new Error(`no email to ${address} within 20 s`)
      return email.link
    },
    close() {
      for (const { child } of Object.values(servers)) child.kill()
      agent.destroy()
      proxy.close()
      proxy.closeAllConnections()
      rmSync(folder, { recursive: true })
    },
  }
}

async function startServer(zone, apps, options) {
  const port = await freePort()
  const origins = apps.filter(origin => origin.endsWith(`.${zone}`))
  const child = spawn(
    BINARY,
    [
      ['--listen', `127.0.0.1:${port}`, '--database', 'sqlite::memory:', '--mailbox', 'true'],
      ['--public-url', `https://clerk.${zone}`],
      origins.flatMap(origin => ['--allowed-origin', origin]),
      options,
    ].flat(),
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const log = []
  const lines = createInterface(child.stderr).on('line', line => log.push(line))
  await Promise.race([
    once(createInterface(child.stdout), 'line'),
    once(child, 'exit').then(() => Promise.reject(new Error([BINARY, ...log].join('\n')))),
  ])
  lines.removeAllListeners('line').on('line', () => {})
  return { child, port }
}

/** The server prints its public name, not its port: we choose one. */
async function freePort() {
  const holder = createServer().listen(0, '127.0.0.1')
  await once(holder, 'listening')
  const { port } = holder.address()
  holder.close()
  await once(holder, 'close')
  return port
}

/** A key and a certificate for the occasion, and the fingerprint of that key. */
function certificate(folder) {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=*.test']
  const { status, stderr } = spawnSync('openssl', [...args, '-keyout', key, '-out', cert], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`openssl: ${stderr}`)
  const { publicKey } = new X509Certificate(readFileSync(cert))
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  const fingerprint = createHash('sha256').update(spki).digest('base64')
  return { key: readFileSync(key), cert: readFileSync(cert), fingerprint }
}
