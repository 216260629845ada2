// Where a component keeps its route: in the fragment, in the path below `path`, or nowhere.

/** An address without what a link put there. */
export const withoutLink = href => href.replace(/__clerk_\w+=[^&#]*&?/g, '').replace(/[?&]+(?=#|$)/g, '')

/** A route with the query of the page behind its own: `factor-one?redirect_url=…`. */
const withQuery = route => {
  const query = location.search.slice(1)
  return query ? `${route}${route.includes('?') ? '&' : '?'}${query}` : route
}

/**
 * Calls `changed(route)` when the address changes, until `signal` aborts. Unless the component `isFirst()` of its kind on
 * the page, the address belongs to another one: this one neither hears of it nor writes it.
 */
export function routerFor({ routing, path }, { navigate, isModal, isFirst, signal, changed }) {
  const base = `/${path ?? ''}`.replace(/\/*$/, '').replace(/^\/+/, '/')
  const isUnder = `${location.pathname}/`.startsWith(`${base}/`)
  const wanted = isModal ? 'virtual' : (routing ?? (path ? 'path' : 'hash'))
  if (wanted === 'virtual') return virtual()
  const router = wanted === 'path' && isUnder ? byPath(base, navigate) : byHash
  // Both are told: a fragment may change without a step in the history, and a path without a fragment.
  for (const event of ['hashchange', 'popstate']) {
    addEventListener(event, () => isFirst() && !router.isElsewhere() && changed(router.route()), { signal })
  }
  return {
    ...router,
    route: () => (isFirst() ? router.route() : withQuery('')),
    go: (...step) => isFirst() && router.go(...step),
  }
}

/** The fragment of the app from which a component last went to a route. */
let left = ''

/** Only a fragment that begins with `#/` is a route. Another is left alone: it changes nothing, unless Back led there. */
const byHash = {
  kind: 'hash',
  route: () => withQuery(/^#\/(.*)/.exec(location.hash)?.[1] ?? ''),
  isElsewhere: () => /^#[^/]/.test(location.hash) && location.hash !== left,
  go(route, replaces) {
    if (!location.hash.startsWith('#/')) left = location.hash
    if (replaces) history.replaceState(history.state, '', `#/${route}`)
    else location.hash = `#/${route}`
  },
}

const byPath = (base, navigate) => ({
  kind: 'path',
  base,
  isElsewhere: () => false,
  route: () => withQuery(location.pathname.slice(base.length).replace(/^\//, '')),
  go(route, replaces) {
    const url = `${base}/${route}`.replace(/(.)\/(?=$|\?)/, '$1')
    if (replaces) history.replaceState(history.state, '', url)
    else return navigate(url)
  },
})

function virtual() {
  let current = ''
  return { kind: 'virtual', route: () => current, go: route => (current = route) }
}
