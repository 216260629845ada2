// A proxy to the server that causes faults on demand: one proxy for each page, one fault for each run.
import { once } from 'node:events'
import { Agent, createServer, request as ask } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'

const agent = new Agent({ keepAlive: true })

const isGet = (request, pattern) => request.method === 'GET' && pattern.test(request.url)
const isPost = (request, pattern) => request.method === 'POST' && pattern.test(request.url)
const isPoll = request => isGet(request, /^\/v1\/client\/sign_ups\/\w+\?/)
const nth = (number, matches) => {
  let count = 0
  return (request, answer) => matches(request, answer) && ++count === number
}

/**
 * The moments of a flow at which something can go wrong. Each is a function that picks one request. A moment
 * with `reads` gets the server's answer as a second argument.
 */
export const moments = {
  'creating the attempt': () => nth(1, request => isPost(request, /^\/v1\/client\/sign_ups\?/)),
  'sending the link': () => nth(1, request => isPost(request, /\/prepare_verification\?/)),
  'the first poll': () => nth(1, isPoll),
  'a later poll': () => nth(2, isPoll),
  'the last poll': () => {
    const isLast = (request, answer) => isPoll(request) && answer.includes('"complete"')
    return Object.assign(nth(1, isLast), { reads: isPoll })
  },
  'touching the session': () => nth(1, request => isPost(request, /^\/v1\/client\/sessions\/\w+\/touch\?/)),
  'reloading the page': () => nth(1, request => isGet(request, /^\/v1\/client\?/)),
}

/** Changes an environment to that of a server that cannot hold polls; leaves any other body as it is. */
export const withoutHolding = body => body.replace(/"long_poll_seconds":\d+/, '"long_poll_seconds":0')

const answer =
  (status, body, headers = {}) =>
  ({ response }) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
  }
const refusal = code => JSON.stringify({ errors: [{ code, message: code, long_message: code }] })

/**
 * What can go wrong. `act` is given `{ request, response, pass, page, context }`; `pass` lets the request
 * through after all.
 *
 * `error` is the status or the code with which a promise of the app rejects; null if the call succeeds.
 * `arrives`: the server has done what it was asked. `drops`: the browser gets no answer.
 */
export const faults = {
  'the connection drops': { act: ({ response }) => response.destroy(), error: 'network_error', drops: true },
  'the answer is lost on its way': {
    async act({ response, pass }) {
      await pass({ cut: true })
    },
    error: 'network_error',
    arrives: true,
  },
  'the browser is offline for a while': {
    async act({ response, context }) {
      await context.setOffline(true)
      response.destroy()
      await sleep(600)
      await context.setOffline(false)
    },
    error: 'network_error',
    drops: true,
  },
  'the server fails (500)': { act: answer(500, refusal('internal_error')), error: 500 },
  'a gateway speaks HTML (503)': {
    act: answer(503, '<h1>Service Unavailable</h1>', { 'content-type': 'text/html' }),
    error: 503,
  },
  'too many requests (429), some seconds': {
    act: answer(429, refusal('too_many_requests'), { 'retry-after': '2' }),
    error: 429,
    quiet: 2_000,
  },
  'too many requests (429), until a date': {
    act: state =>
      answer(429, refusal('too_many_requests'), {
        'retry-after': new Date(Date.now() + 3_000).toUTCString(),
      })(state),
    error: 429,
    // A date has whole seconds only.
    quiet: 2_000,
  },
  'the answer takes its time': {
    async act({ pass }) {
      await sleep(1_500)
      await pass()
    },
    error: null,
  },
  'the answer is not JSON': { act: answer(200, '{"response":{"id":"su'), error: 'unexpected_response' },
  'the answer is JSON of a stranger': {
    act: answer(200, '{"response":{"id":7,"status":[]},"client":"x"}'),
    error: 'unexpected_response',
  },
  'the server knows nobody (401)': { act: answer(401, refusal('authentication_invalid')), error: 401 },
  'the laptop sleeps for five minutes': {
    async act({ response, page }) {
      response.destroy()
      await page.clock.fastForward('05:00')
    },
    error: 'network_error',
    drops: true,
    sleeps: true,
  },
}

/** Opens a proxy to `origin`; `held: false` hides from the page that the server can hold polls. */
export async function openWay(origin, { held }) {
  const { hostname, port } = new URL(origin)
  const seen = []
  let open = 0
  let armed = null
  let isDown = false

  const server = createServer(async (request, response) => {
    open++
    response.on('close', () => open--)
    seen.push({ at: Date.now(), method: request.method, url: request.url })
    if (isDown) return response.destroy()
    const sent = await buffer(request)
    /** Asks the server; resolves to its reply and the whole body. */
    const forward = () => {
      const options = {
        agent,
        hostname,
        port,
        method: request.method,
        path: request.url,
        headers: request.headers,
      }
      const up = ask(options).on('error', () => {})
      response.on('close', () => up.destroy())
      up.end(sent)
      return once(up, 'response').then(async ([reply]) => ({
        reply,
        body: (await buffer(reply)).toString('latin1'),
      }))
    }
    const send = ({ reply, body }, { cut = false } = {}) => {
      const text = held ? body : withoutHolding(body)
      // When a connection drops that was used before, the browser itself asks again: use each only once.
      const headers = { ...reply.headers, connection: 'close', 'content-length': text.length }
      response.writeHead(reply.statusCode, headers)
      if (cut) response.write(text.slice(0, 10), 'latin1', () => response.destroy())
      else response.end(text, 'latin1')
    }

    try {
      const wantsAnswer = armed?.moment.reads?.(request)
      const early = wantsAnswer ? await forward() : null
      if (armed?.moment(request, early?.body)) {
        const { act, hit } = armed
        armed = null
        hit(Date.now())
        await act({ request, response, pass: async how => send(early ?? (await forward()), how) })
      } else {
        send(early ?? (await forward()))
      }
    } catch {
      // The page, or the server, hung up.
      response.destroy()
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  return {
    origin: `http://localhost:${server.address().port}`,
    /** Every request so far: `{ at, method, url }`. */
    seen,
    /** How many requests are being answered. */
    open: () => open,
    /** Calls `act` for the first request at this moment; resolves to the time when it happened. */
    inject: (moment, act) =>
      new Promise(hit => {
        armed = { moment: moments[moment](), act, hit }
      }),
    /** From now on nothing gets through; requests that are being held are dropped. */
    goDown() {
      isDown = true
      server.closeAllConnections()
    },
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
