// An app whose server renders pages for somebody, by Clerk's own backend package, over our server: what it knows from
// the cookies, what it has to ask, and what it is told by its secret key.
import assert from 'node:assert/strict'
import { after, before, mock, test } from 'node:test'
import { freePort } from '../../testing/free-port.mjs'
import { startServer } from '../../testing/server.mjs'
import { createClerkClient } from '../oracle/index.mjs'
import { visitor } from '../support/visitor.mjs'

const HOST = 'clerk.servers.test'
const APP = 'https://app.servers.test'
/** A page that no cookie of the server reaches. */
const LOCAL = 'http://localhost:3000'
const MINUTES = 120_000

let server
let backend
let fresh

before(async () => {
  server = await start()
  backend = clientOf(server, server.run(['secret-key']).trim())
})
after(() => Promise.all([server?.close(), fresh?.close()]))

async function start() {
  const port = await freePort()
  const origins = [APP, LOCAL].flatMap(origin => ['--allowed-origin', origin])
  const options = ['--public-url', `https://${HOST}`, '--mailbox', 'true', ...origins]
  return { port, ...(await startServer(options, { port, log: 'ignore' })) }
}

const clientOf = ({ port }, secretKey, kind = 'live') =>
  createClerkClient({
    secretKey,
    publishableKey: `pk_${kind}_${btoa(`${HOST}$`)}`,
    apiUrl: `http://127.0.0.1:${port}`,
    telemetry: { disabled: true },
  })

/** The app's server, as the docs have it. `late` says that its first answer comes so many milliseconds later. */
const app =
  (client, late = 0) =>
  async request => {
    const then = Date.now() + late
    if (late) mock.method(Date, 'now', () => then)
    late = 0
    const state = await client.authenticateRequest(request, { authorizedParties: [APP, LOCAL] })
    mock.restoreAll()
    const { headers } = state
    if (headers.get('location')) return new Response(null, { status: 307, headers })
    return Response.json({ user: state.toAuth()?.userId ?? null, why: state.reason }, { headers })
  }

/** A browser in which nobody is signed in. */
function person({ client = backend, of = server } = {}) {
  const hosts = { [HOST]: of.port, 'app.servers.test': app(client), 'localhost:3000': app(client) }
  const browser = visitor(hosts)
  return {
    ...browser,
    /** The app's server, from now on. */
    meets: (client, late) => {
      hosts['app.servers.test'] = app(client, late)
      hosts['localhost:3000'] = app(client, late)
    },
    /** A call of the SDK on a page of the app. */
    async call(method, path, fields = {}) {
      const body = method === 'GET' ? undefined : new URLSearchParams(fields).toString()
      const headers = { origin: APP, ...(body && { 'content-type': 'application/x-www-form-urlencoded' }) }
      return (await browser.ask(`https://${HOST}/v1/${path}`, { method, headers, body })).json()
    },
    /** What the SDK writes. */
    write: token => browser.keep(`__session=${token}; Path=/; SameSite=Lax; Secure; Max-Age=31536000`, APP),
    /** Who the app's server takes this for, and how often the browser was sent to ours. */
    async sees(url = `${APP}/page?a=1`, headers) {
      const { response, path, url: end } = await browser.open(url, headers)
      assert.equal(response.status, 200, end)
      assert.equal(end, url, 'where it wanted to go')
      assert.ok(!path.some(hop => hop.includes('__clerk_handshake=')), 'no URL has the new token')
      const { user } = await response.json()
      return { user, asked: path.filter(hop => hop.includes('/v1/client/handshake')).length }
    },
    /** The same for a `fetch` of the page, which is never sent anywhere. */
    async fetches() {
      return (await browser.ask(`${APP}/api`, { headers: { 'sec-fetch-dest': 'empty' } })).json()
    },
  }
}

let addresses = 0

/** Asks for a link. Gives the attempt's path and the link. */
async function asks(ada) {
  const address = `ada${++addresses}@example.com`
  const { response } = await ada.call('POST', 'client/sign_ups', { email_address: address })
  const attempt = `client/sign_ups/${response.id}`
  const fields = { strategy: 'email_link', redirect_url: `${APP}/verification` }
  await ada.call('POST', `${attempt}/prepare_verification`, fields)
  return { address, attempt, link: (await server.mail(address)).link }
}

/** Signs up. Gives what the SDK then knows. */
async function signUp(ada) {
  const { address, link } = await asks(ada)
  await ada.ask(link, { headers: { 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate' } })
  const { response: client } = await ada.call('GET', 'client')
  const [session] = client.sessions
  ada.write(session.last_active_token.jwt)
  return { address, client: client.id, session: session.id, user: session.user.id }
}

test('nobody is nobody, and is not sent anywhere', async () => {
  const ada = person()
  assert.deepEqual(await ada.sees(), { user: null, asked: 0 })
  await ada.call('GET', 'client')
  assert.equal(ada.cookie('__client_uat'), '0')
  assert.deepEqual(await ada.sees(), { user: null, asked: 0 })
})

test('a token that lives is enough; for somebody who comes from another site, the server is asked once', async () => {
  const ada = person()
  const { user } = await signUp(ada)
  assert.deepEqual(await ada.sees(), { user, asked: 0 })
  assert.equal((await ada.fetches()).user, user)
  assert.deepEqual(await ada.sees(undefined, { referer: 'https://search.example/' }), { user, asked: 1 })
})

test('a token that ran out while the tab was closed is renewed', async () => {
  const ada = person()
  const { user } = await signUp(ada)
  ada.meets(backend, MINUTES)
  assert.deepEqual(await ada.sees(), { user, asked: 1 })
  assert.equal(ada.cookie('__clerk_handshake'), undefined, 'it works once')
  assert.deepEqual(await ada.sees(), { user, asked: 0 }, 'the page has the new one')
  ada.meets(backend, MINUTES)
  assert.equal((await ada.fetches()).user, null, 'a fetch sends its own token')
})

test('what the cookies contradict is asked', async () => {
  const ada = person()
  const { user } = await signUp(ada)
  const signedInAt = ada.cookie('__client_uat')
  ada.forget('__client_uat')
  assert.deepEqual(await ada.sees(), { user, asked: 1 }, 'a token alone')
  assert.equal(ada.cookie('__client_uat'), signedInAt)
  ada.keep(`__client_uat=${Number(signedInAt) + 30}; Path=/; Domain=servers.test; Secure`, APP)
  assert.deepEqual(await ada.sees(), { user, asked: 1 }, 'a token from before the last sign-in')
  assert.equal(ada.cookie('__client_uat'), signedInAt)
})

test('the page behind a link knows who is here, if the tab that asked was quicker', async () => {
  const ada = person()
  await ada.call('GET', 'client')
  const { attempt, link } = await asks(ada)
  const opened = await ada.ask(link, { headers: { 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate' } })
  const landing = opened.headers.get('location')
  // The tab that asked is closed: the page signs in by its script.
  assert.deepEqual(await ada.sees(landing), { user: null, asked: 0 })
  const { client } = await ada.call('GET', attempt)
  assert.deepEqual(await ada.sees(landing), { user: client.sessions[0].user.id, asked: 1 })
})

test('who signed out, here or elsewhere, is nobody after one redirect', async () => {
  const ada = person()
  await signUp(ada)
  await ada.call('POST', 'client/sessions?_method=DELETE')
  assert.deepEqual(await ada.sees(), { user: null, asked: 1 }, 'the SDK has not removed the token yet')
  assert.equal(ada.cookie('__session'), undefined)
  assert.deepEqual(await ada.sees(), { user: null, asked: 0 })

  const eve = person()
  const { session } = await signUp(eve)
  assert.equal((await backend.sessions.revokeSession(session)).status, 'revoked')
  eve.meets(backend, MINUTES)
  assert.deepEqual(await eve.sees(), { user: null, asked: 1 })
  assert.equal(eve.cookie('__client_uat'), '0')
  assert.deepEqual(await eve.sees(), { user: null, asked: 0 })
})

test('a fresh database clears the cookies of the one before', async () => {
  const ada = person()
  await signUp(ada)
  fresh = await start()
  const client = clientOf(fresh, 'sk_live_any')
  const later = person({ client, of: fresh })
  later.keep(`__Host-__client=${ada.cookie('__Host-__client')}; Path=/; Secure`, `https://${HOST}`)
  later.keep(`__client_uat=${ada.cookie('__client_uat')}; Path=/; Domain=servers.test; Secure`, APP)
  later.write(ada.cookie('__session'))
  assert.equal((await later.sees()).user, null)
  later.forget('__session')
  assert.deepEqual(await later.sees(), { user: null, asked: 1 })
  assert.deepEqual(await later.sees(), { user: null, asked: 0 })
})

test('cookies with a suffix that nobody renews give way', async () => {
  const ada = person()
  const { user } = await signUp(ada)
  const suffix = await suffixOf(`pk_live_${btoa(`${HOST}$`)}`)
  ada.keep(`__session_${suffix}=${ada.cookie('__session')}; Path=/; Secure`, APP)
  ada.keep(`__client_uat_${suffix}=${ada.cookie('__client_uat')}; Path=/; Domain=servers.test; Secure`, APP)
  ada.meets(backend, MINUTES)
  assert.deepEqual(await ada.sees(), { user, asked: 1 })
  assert.equal(ada.cookie(`__session_${suffix}`), undefined)
  await ada.call('POST', 'client/sessions?_method=DELETE')
  assert.equal((await ada.sees()).user, null)
})

async function suffixOf(key) {
  const hash = await crypto.subtle.digest('SHA-1', new TextEncoder().encode(key))
  return Buffer.from(hash).toString('base64url').slice(0, 8)
}

for (const page of [`${APP}/page?a=1`, `${LOCAL}/page?a=1`])
  test(`a development key asks at the first visit of ${page}, and then no more`, async () => {
    const client = clientOf(server, server.run(['secret-key', '--add', '--development']).trim(), 'test')
    const ada = person()
    const { user } = await signUp(ada)
    ada.meets(client)
    assert.deepEqual(await ada.sees(page), { user, asked: 1 })
    assert.match(ada.cookie('__clerk_db_jwt'), /^dvb_/)
    assert.deepEqual(await ada.sees(page), { user, asked: 0 })
    ada.meets(client, MINUTES)
    assert.deepEqual(await ada.sees(page), { user, asked: 1 })
    const nobody = person({ client })
    assert.deepEqual(await nobody.sees(page), { user: null, asked: 1 })
    assert.deepEqual(await nobody.sees(page), { user: null, asked: 0 })
  })

test('nobody is sent to a stranger', async () => {
  const ada = person()
  await signUp(ada)
  const asked = new URLSearchParams({ redirect_url: 'https://evil.example/', format: 'nonce' })
  const { response } = await ada.open(`https://${HOST}/v1/client/handshake?${asked}`)
  assert.equal(response.status, 400)
  assert.deepEqual([response.headers.get('location'), response.headers.getSetCookie()], [null, []])
})

test('who has the secret key is told of users, sessions and clients', async () => {
  const ada = person()
  const { address, client, session, user } = await signUp(ada)
  const known = await backend.users.getUser(user)
  assert.deepEqual([known.id, known.primaryEmailAddress.emailAddress], [user, address])
  assert.equal(known.primaryEmailAddress.verification.status, 'verified')
  const list = await backend.users.getUserList({ emailAddress: [address], limit: 5 })
  assert.deepEqual([list.totalCount, list.data.map(({ id }) => id)], [1, [user]])
  const all = await backend.users.getUserList({ limit: 1, offset: 1, orderBy: '-created_at' })
  assert.equal(all.data.length, 1)
  assert.ok(all.totalCount > 1)
  const { userId, clientId, status } = await backend.sessions.getSession(session)
  assert.deepEqual({ userId, clientId, status }, { userId: user, clientId: client, status: 'active' })
  const verified = await backend.clients.verifyClient(ada.cookie('__Host-__client'))
  assert.deepEqual([verified.id, verified.sessionIds, verified.lastActiveSessionId], [client, [session], session])

  await assert.rejects(backend.users.getUser('user_unknown'), { status: 404, code: 'api_response_error' })
  const wrong = clientOf(server, 'sk_live_unused')
  await assert.rejects(wrong.users.getUser(user), error => {
    assert.deepEqual([error.status, error.errors[0].code], [401, 'clerk_key_invalid'])
    return true
  })
})
