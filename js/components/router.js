// Where a component keeps its route: in the fragment, in the path below `path`, or nowhere.

/** A part of the address, with a blank for each percent-encoded control character: two of them separate our fields. */
export const harmless = url => url.replace(/%[01]./g, '%20')

/** A route with the query of the page behind its own: `factor-one?redirect_url=…`. */
const withQuery = route => {
  const query = location.search.slice(1)
  return harmless(query ? `${route}${route.includes('?') ? '&' : '?'}${query}` : route)
}

/** Calls `changed(route)` when the address changes, until `signal` aborts. */
export function routerFor({ routing, path }, { navigate, isModal, signal, changed }) {
  const base = `/${path ?? ''}`.replace(/\/*$/, '').replace(/^\/+/, '/')
  const isUnder = `${location.pathname}/`.startsWith(`${base}/`)
  const wanted = isModal ? 'virtual' : (routing ?? (path ? 'path' : 'hash'))
  const router = wanted === 'virtual' ? virtual() : wanted === 'path' && isUnder ? byPath(base, navigate) : byHash
  // Both are told: a fragment may change without a step in the history, and a path without a fragment.
  for (const event of router.events) {
    addEventListener(event, () => changed(router.route()), { signal })
  }
  return router
}

/** Only a fragment that begins with `#/` is a route. Another is left alone. */
const byHash = {
  kind: 'hash',
  events: ['hashchange', 'popstate'],
  route: () => withQuery(/^#\/(.*)/.exec(location.hash)?.[1] ?? ''),
  go(route, replaces) {
    if (replaces) history.replaceState(history.state, '', `#/${route}`)
    else location.hash = `#/${route}`
  },
}

const byPath = (base, navigate) => ({
  kind: 'path',
  base,
  events: ['popstate'],
  route: () => withQuery(location.pathname.slice(base.length).replace(/^\//, '')),
  go(route, replaces) {
    const url = `${base}/${route}`.replace(/(?<=.)\/(?=$|\?)/, '')
    if (replaces) history.replaceState(history.state, '', url)
    else return navigate(url)
  },
})

function virtual() {
  let current = ''
  return { kind: 'virtual', events: [], route: () => current, go: route => (current = route) }
}
