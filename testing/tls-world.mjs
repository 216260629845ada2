// The companion server behind TLS, and the pages of apps that use it, all on this machine.
//
// clerk-js demands https and a host that begins with `clerk.`, so flags send the browser to this process
// for every name below `.test`.

import { Agent, request as ask } from 'node:http'
import { createServer } from 'node:https'
import { hostsAt, launchChromium } from './browser.mjs'
import { certificate } from './certificate.mjs'
import { freePort } from './free-port.mjs'
import { startServer } from './server.mjs'

/**
 * Starts a server for each zone, with the zone's options, and one proxy before all of them. `apps` are origins
 * `https://<name>.<zone>`. `app(host, path)` returns what such an app answers: `{ type, body }`, with `cached`
 * if browsers may cache it, like a script on a CDN. Or it returns `{ port }`: a server of its own answers there.
 */
export async function startWorld(zones, apps, app) {
  const servers = {}
  for (const [zone, options] of Object.entries(zones)) {
    const origins = apps.filter(origin => origin.endsWith(`.${zone}`))
    servers[`clerk.${zone}`] = await startBehind(`https://clerk.${zone}`, origins, options)
  }
  const seen = []
  const agent = new Agent({ keepAlive: true })
  const tls = certificate('*.test')
  const proxy = createServer(tls, (request, response) => {
    const { method, headers, url } = request
    const server = servers[headers.host]
    const { port, type, body, cached } = server ?? app(headers.host, url)
    if (!port) {
      const caching = { 'cache-control': cached ? 'max-age=3600' : 'no-store' }
      return response.writeHead(200, { 'content-type': type, ...caching }).end(body)
    }
    if (server) seen.push({ at: Date.now(), method, url, origin: headers.origin })
    // An app's server has to know the URL that the browser sees.
    const forwarded = server ? {} : { 'x-forwarded-proto': 'https', 'x-forwarded-host': headers.host }
    const options = { agent, host: '127.0.0.1', port, method, path: url, headers: { ...headers, ...forwarded } }
    const up = ask(options, answer => {
      response.writeHead(answer.statusCode, answer.headers)
      answer.pipe(response)
    })
    up.on('error', () => response.destroy())
    response.on('close', () => up.destroy())
    request.pipe(up)
  })
  await new Promise(done => proxy.listen(0, '127.0.0.1', done))
  const flags = hostsAt('*.test', proxy.address().port, tls.fingerprint)

  const mail = (zone, address) => servers[`clerk.${zone}`].mail(address)

  return {
    /** Where the server of this zone listens, for those who need no TLS. */
    port: zone => servers[`clerk.${zone}`].port,
    /** Every request to a Frontend API so far: `{ at, method, url, origin }`. */
    seen,
    /** A browser that knows the names of this world; `options` are Playwright's. */
    browser: (playwright, options) => launchChromium(playwright, flags, options),
    /** The next email to `address` from that zone's server. */
    mail,
    /** The link in it. */
    link: async (zone, address) => (await mail(zone, address)).link,
    /** Runs a command of that zone's server, which serves meanwhile. */
    run: (zone, command, input) => servers[`clerk.${zone}`].run(command, input),
    async close() {
      agent.destroy()
      proxy.close()
      proxy.closeAllConnections()
      await Promise.all(Object.values(servers).map(server => server.close()))
    },
  }
}

/** A server whose URL is `publicUrl`. It prints that URL and not its port, so the port is chosen here. */
async function startBehind(publicUrl, origins, options) {
  const port = await freePort()
  const allowed = origins.flatMap(origin => ['--allowed-origin', origin])
  const all = ['--mailbox', 'true', '--public-url', publicUrl, ...allowed, ...options]
  return { port, ...(await startServer(all, { port })) }
}
