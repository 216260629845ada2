// `node server.mjs [seconds]`: how much the companion server answers on one core.
//
// A release build runs on core 0 and this script on the others, with a new database file and 16 connections
// that are kept alive. It counts reads of one signed-in browser, and the steps of a magic link: sign-ups
// begun, links sent, links opened by the browser that asked. Then it measures how long one caller waits while
// 2,000 held polls are woken at once, and what a call costs while many names are kept for rate limits.
//
// `SERVER_BIN` names the build; `cargo xtask bench server` makes one. Requests go to 127.0.0.1 only.

import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { availableParallelism, loadavg } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { startServer } from '../testing/server.mjs'

const CORES = availableParallelism()
const SECONDS = Number(process.argv[2] ?? 5)
const CONNECTIONS = 16
/** Most links that are under way: they are read from the mailbox, which keeps 500 emails. */
const LINKS = 400
const ROUNDS = 5
const POLLS = 2_000
const NAMES = [1_000, 100_000]

// ---- The server, and connections to it -------------------------------------------------------

async function startPinned() {
  // Limits are by network, so each call says from which it comes.
  const options = ['--mailbox', 'true', '--trusted-proxy', '127.0.0.1']
  const core = ['taskset', '-c', '0']
  const pinned = spawnSync(core[0], [...core.slice(1), 'true']).status === 0
  const { origin, close } = await startServer(options, { prefix: pinned ? core : [], log: 'ignore' })
  if (pinned && CORES > 1) spawnSync('taskset', ['-a', '-cp', '1-63', process.pid])
  return { port: Number(new URL(origin).port), pinned, close }
}

/** A connection that is kept alive. `ask` resolves to `{ status, head, body }`; one call at a time. */
class Connection {
  static async open(port) {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    return new Connection(socket)
  }

  constructor(socket) {
    this.socket = socket
    this.parts = []
    socket.setNoDelay(true)
    socket.on('data', part => this.#take(part))
    socket.on('error', error => this.answered?.reject(error))
    socket.on('close', () => this.answered?.reject(new Error('the server closed a connection')))
  }

  ask(request) {
    return new Promise((resolve, reject) => {
      this.answered = { resolve, reject }
      this.socket.write(request)
    })
  }

  #take(part) {
    this.parts.push(part)
    const all = this.parts.length === 1 ? part : Buffer.concat(this.parts)
    const end = all.indexOf('\r\n\r\n')
    if (end < 0) return
    const head = all.latin1Slice(0, end)
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0)
    if (all.length < end + 4 + length) return
    this.parts = []
    const { resolve } = this.answered
    this.answered = undefined
    resolve({ status: Number(head.slice(9, 12)), head, body: all.subarray(end + 4) })
  }

  close() {
    this.answered = undefined
    this.socket.destroy()
  }
}

const ORIGIN = port => `http://localhost:${port}`

/** A request as text; `form` makes it a POST. */
function request(port, path, { cookie, network, form } = {}) {
  const body = form && new URLSearchParams(form).toString()
  const lines = [
    `${form ? 'POST' : 'GET'} ${path} HTTP/1.1`,
    `host: localhost:${port}`,
    `origin: ${ORIGIN(port)}`,
    'user-agent: Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0',
    cookie && `cookie: __client=${cookie}`,
    network && `x-forwarded-for: ${network}`,
    form && 'content-type: application/x-www-form-urlencoded',
    form && `content-length: ${body.length}`,
  ]
  return `${lines.filter(Boolean).join('\r\n')}\r\n\r\n${body ?? ''}`
}

/** A browser with a network and an address that nothing else in this run has. */
let browsers = 0
function newBrowser() {
  const n = browsers++
  return { network: `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`, address: `ada${n}@example.com` }
}

function expect(answer, status) {
  if (answer.status === status) return answer
  throw new Error(`${answer.status} in place of ${status}: ${answer.body.toString().slice(0, 300)}`)
}

// ---- The steps of a link ----------------------------------------------------------------------

async function create(connection, port, browser) {
  const form = { email_address: browser.address }
  const answer = expect(await connection.ask(request(port, '/v1/client/sign_ups', { ...browser, form })), 200)
  browser.cookie = /set-cookie: __client=([^;]+)/i.exec(answer.head)[1]
  browser.attempt = `/v1/client/sign_ups/${JSON.parse(answer.body).response.id}`
}

async function prepare(connection, port, browser) {
  const form = { strategy: 'email_link', redirect_url: `${ORIGIN(port)}/landing` }
  const path = `${browser.attempt}/prepare_verification`
  expect(await connection.ask(request(port, path, { ...browser, form })), 200)
}

async function findLink(connection, port, browser) {
  const path = `/mailbox/messages?to=${encodeURIComponent(browser.address)}`
  const answer = expect(await connection.ask(request(port, path)), 200)
  browser.link = JSON.parse(answer.body)[0].link.replace(ORIGIN(port), '')
}

async function open(connection, port, { link, cookie, network }) {
  expect(await connection.ask(request(port, link, { cookie, network })), 303)
}

// ---- How many a second ------------------------------------------------------------------------

/** All connections take the next of `items` until none is left; returns the milliseconds. */
async function all(connections, items, act) {
  const left = items.values()
  const began = performance.now()
  await Promise.all(
    connections.map(async connection => {
      for (const item of left) await act(connection, item)
    }),
  )
  return performance.now() - began
}

async function readClient(connections, port, cookie) {
  const read = request(port, '/v1/client', { cookie })
  const run = async seconds => {
    const until = performance.now() + 1_000 * seconds
    let count = 0
    const began = performance.now()
    await Promise.all(
      connections.map(async connection => {
        while (performance.now() < until) {
          expect(await connection.ask(read), 200)
          count++
        }
      }),
    )
    return (1_000 * count) / (performance.now() - began)
  }
  await run(1)
  return run(SECONDS)
}

async function links(connections, port) {
  const took = { create: 0, prepare: 0, open: 0 }
  // The first round only warms up the server.
  for (let round = 0; round <= ROUNDS; round++) {
    const browsers = Array.from({ length: LINKS }, newBrowser)
    const step = async act => all(connections, browsers, (connection, browser) => act(connection, port, browser))
    const created = await step(create)
    const prepared = await step(prepare)
    await step(findLink)
    const opened = await step(open)
    if (round === 0) continue
    took.create += created
    took.prepare += prepared
    took.open += opened
  }
  const rate = ms => (1_000 * LINKS * ROUNDS) / ms
  return { creates: rate(took.create), prepares: rate(took.prepare), confirmations: rate(took.open) }
}

// ---- What others wait --------------------------------------------------------------------------

/** How long a stranger waits for an answer, at most, while all polls of one attempt are woken. */
async function wakeAll(connections, port) {
  const [first, prober] = connections
  const [browser, stranger] = [newBrowser(), newBrowser()]
  for (const step of [create, prepare, findLink]) await step(first, port, browser)
  await create(first, port, stranger)
  const pollers = await Promise.all(Array.from({ length: POLLS }, () => Connection.open(port)))
  let answered = 0
  const poll = request(port, `${browser.attempt}?wait=25`, browser)
  const polls = pollers.map(async connection => {
    const answer = expect(await connection.ask(poll), 200)
    answered++
    return JSON.parse(answer.body).response.status
  })
  // Enough time for the server to hold all of them.
  const probe = request(port, '/v1/client', stranger)
  await sleep(3_000)
  if (answered > 0) throw new Error(`${answered} polls were not held`)
  const waits = []
  let isOver = false
  const probing = (async () => {
    while (!isOver) {
      const began = performance.now()
      expect(await prober.ask(probe), 200)
      waits.push(performance.now() - began)
      await sleep(1)
    }
  })()
  const began = performance.now()
  await open(first, port, browser)
  const statuses = await Promise.all(polls)
  const took = performance.now() - began
  isOver = true
  await probing
  for (const connection of pollers) connection.close()
  if (statuses.some(status => status !== 'complete')) throw new Error('a poll did not hear of the click')
  return { longest: Math.max(...waits), took }
}

/** Microseconds for a call that counts a new network, for each number of networks that are kept. */
async function countNetworks(connections, port) {
  const put = async connection => {
    const { network } = newBrowser()
    const answer = await connection.ask(request(port, '/v1/client?_method=PUT', { network, form: {} }))
    expect(answer, 200)
  }
  const costs = []
  let kept = 0
  for (const names of NAMES) {
    await all(connections, Array.from({ length: Math.max(0, names - kept) }), put)
    const ms = await all(connections, Array.from({ length: 2_000 }), put)
    costs.push(ms / 2)
    kept = names + 2_000
  }
  return costs
}

// ---- The report --------------------------------------------------------------------------------

function line(text, value, unit, goal, isMet) {
  const verdict = goal === undefined ? '' : `${goal}  ${isMet ? 'met' : 'NOT MET'}`
  console.log(`  ${text.padEnd(58)} ${value.toFixed(0).padStart(7)} ${unit.padEnd(4)} ${verdict}`)
}
const atLeast = (text, value, goal) => line(text, value, '/s', `of ${goal}`, value >= goal)

const server = await startPinned()
try {
  const where = server.pinned ? 'the server on core 0' : 'no taskset: the server on all cores'
  console.log(`Load before: ${loadavg()[0].toFixed(1)} on ${CORES} cores; ${where}`)
  const connections = await Promise.all(Array.from({ length: CONNECTIONS }, () => Connection.open(server.port)))
  const reader = newBrowser()
  for (const step of [create, prepare, findLink, open]) await step(connections[0], server.port, reader)
  atLeast('GET client of one signed-in browser', await readClient(connections, server.port, reader.cookie), 5_000)
  const { creates, prepares, confirmations } = await links(connections, server.port)
  atLeast('sign-ups begun', creates, 2_500)
  atLeast('links sent', prepares, 2_500)
  atLeast('links opened', confirmations, 1_300)
  const { longest, took } = await wakeAll(connections, server.port)
  line(`the longest that another waits while ${POLLS} polls are woken`, longest, 'ms', 'of 100', longest < 100)
  line('until all of them are answered', took, 'ms')
  const [few, many] = await countNetworks(connections, server.port)
  line(`a call that is counted, ${NAMES[0]} names kept`, few, 'µs')
  line(
    `a call that is counted, ${NAMES[1]} names kept`,
    many,
    'µs',
    `of ${(1.5 * few).toFixed(0)}`,
    many <= 1.5 * few,
  )
  for (const connection of connections) connection.close()
} finally {
  await server.close()
}
