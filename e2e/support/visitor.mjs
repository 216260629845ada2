// A browser as far as servers see it: cookies, redirects, and what a request is for. It runs no scripts, so it
// needs no browser; the test writes the cookies that the SDK would write.
import { request } from 'node:http'

/**
 * A browser with no cookies. `hosts` says who answers: for each host the port of a server behind TLS, or a function
 * from a `Request` to a `Response`.
 */
export function visitor(hosts) {
  let cookies = []

  const reaches = ({ host, domain, secure, until }, url) =>
    until > Date.now() &&
    (secure ? url.protocol === 'https:' : true) &&
    (domain ? `.${url.hostname}`.endsWith(`.${domain}`) : url.hostname === host)

  /** Keeps a `Set-Cookie` line of this page, as a browser does. */
  function keep(line, url) {
    const [pair, ...attributes] = line.split('; ')
    const [name, value] = pair.split(/=(.*)/s)
    const given = new Map(attributes.map(text => text.split('=')))
    const [domain, secure] = [given.get('Domain'), given.has('Secure')]
    if (domain && !`.${url.hostname}`.endsWith(`.${domain}`))
      throw new Error(`${url.host} set a cookie for ${domain}`)
    cookies = cookies.filter(
      one => one.name !== name || one.domain !== domain || (!domain && one.host !== url.hostname),
    )
    const until = Date.now() + Number(given.get('Max-Age') ?? Infinity) * 1000
    cookies.push({ name, value, domain, secure, until, host: url.hostname })
  }

  /** One request. */
  async function ask(to, { method = 'GET', headers = {}, body } = {}) {
    const url = new URL(to)
    const sent = cookies.filter(one => reaches(one, url)).map(({ name, value }) => `${name}=${value}`)
    const all = { host: url.host, ...(sent.length > 0 && { cookie: sent.join('; ') }), ...headers }
    const answers = hosts[url.host]
    if (!answers) throw new Error(`nobody answers at ${to}`)
    const asked = { method, headers: all, body }
    const response =
      typeof answers === 'function' ? await answers(new Request(url, asked)) : await askServer(answers, url, asked)
    for (const line of response.headers.getSetCookie()) keep(line, url)
    return response
  }

  return {
    ask,
    keep: (line, url) => keep(line, new URL(url)),
    cookie: name => cookies.find(one => one.name === name && one.until > Date.now())?.value,
    forget: name => {
      cookies = cookies.filter(one => one.name !== name)
    },
    /** Opens a page, and follows redirects. Gives the last answer and all URLs after the first. */
    async open(to, more = {}) {
      const headers = { accept: 'text/html', 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate', ...more }
      const path = []
      for (let url = to; path.length < 9; path.push(url)) {
        const response = await ask(url, { headers })
        const location = response.status < 400 && response.headers.get('location')
        if (!location) return { response, url, path }
        url = new URL(location, url).href
      }
      throw new Error(`a loop: ${path.join(' ')}`)
    },
  }
}

/** Asks a server on this machine as a proxy does that ended TLS. */
function askServer(port, url, { method, headers, body }) {
  return new Promise((done, failed) => {
    const options = { host: '127.0.0.1', port, method, path: url.pathname + url.search, headers, agent: false }
    const asked = request(options, async answer => {
      const parts = await answer.toArray()
      const lines = answer.rawHeaders.flatMap((name, i, all) => (i % 2 === 0 ? [[name, all[i + 1]]] : []))
      done(new Response(Buffer.concat(parts), { status: answer.statusCode, headers: lines }))
    })
    asked.on('error', failed).end(body)
  })
}
