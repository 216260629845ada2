// What the core does with texts that it only passes on: with pieces of a URL, with cookies and tokens.

// Not `encodeURIComponent`, which throws at half of a surrogate pair.
const encode = text => `${new URLSearchParams({ '': text })}`.slice(1).replaceAll('+', '%20')

/** Continues a path by one segment and what follows it: an id from the app must not lead to another path. */
export function below(path, id, rest) {
  // A segment of dots alone would be resolved away by the browser, encoded or not.
  return `${path}/${/^\.*$/.test(id) ? '_' : encode(id)}${rest}`
}

/**
 * `url` without the pairs of this name; with a value, the pair is put at the end of the query. Every other
 * byte stays as it was. (A `URL` would encode all other pairs again.)
 */
export function withParam(url, name, value) {
  const [, path, query, fragment] = url.match(/^([^?#]*)\??([^#]*)(.*)/s)
  // Names are compared decoded, as the reader of the query will. The `&` keeps a `?` from being skipped.
  const pairs = query ? query.split('&').filter(pair => !new URLSearchParams(`&${pair}`).has(name)) : []
  if (value !== undefined) pairs.push(`${name}=${encode(value)}`)
  return path + (pairs.length > 0 ? `?${pairs.join('&')}` : '') + fragment
}

/** The same in the query of the fragment, where a hosted page has its route. */
export function withRouteParam(url, name, value) {
  const [page, route] = url.split(/#(.*)/s)
  return `${page}#${withParam(route || '/', name, value)}`
}

/** Path, query and fragment of a `URL`, after one slash: after two, a browser would read the name of a host. */
export const pathOf = ({ pathname, search, hash }) => pathname.replace(/^\/*/, '/') + search + hash

const withoutFragment = url => `${url}`.split('#')[0]

/** Whether both URLs lead to the same page. */
export const isOnePage = (url, other) => withoutFragment(url) === withoutFragment(other)

/** The value of a cookie among all that `document.cookie` gives; `undefined` if it is empty or not there. */
export const cookie = (all, name) => all?.match(`(?:^|;) *${name}=([^;]+)`)?.[1]

/** A part of a JWT; `undefined` if it cannot be read. */
function part(jwt, place) {
  try {
    const bytes = atob(jwt.split('.')[place].replaceAll('-', '+').replaceAll('_', '/'))
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(bytes, byte => byte.charCodeAt())))
  } catch {}
}

/** The claims in a JWT; `undefined` if they cannot be read. */
export const claims = jwt => part(jwt, 1)

/** A JWT as an app sees it. Nothing of it is enumerable, so that no log shows a token that still works. */
export function jwt(text) {
  const told = Object.defineProperty(Object(claims(text)), '__raw', { value: text })
  return Object.defineProperties(
    {},
    {
      header: { get: () => Object(part(text, 0)) },
      claims: { value: told },
      getRawString: { value: () => text },
    },
  )
}
