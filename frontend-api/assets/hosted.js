// Starts the component of a hosted page, in the place of the first screen that the server has put there.

const node = document.getElementById('component')
const { component, origins } = node.dataset

/** A path below the page is a route, as in `/sign-in/choose`. The component keeps its routes in the fragment. */
function routeFromPath() {
  const [, page, route] = /^(\/[^/]+)\/?(.*)/.exec(location.pathname)
  const inFragment = location.hash.replace(/^#\/?/, '')
  if (!route || /^[^?]/.test(inFragment)) return
  history.replaceState(history.state, '', `${page}${location.search}#/${route}${inFragment}`)
}

function tellTrouble() {
  document.getElementById('trouble').hidden = false
}

function start(clerk) {
  clerk[`mount${component}`](node, { routing: 'hash', signInUrl: '/sign-in', signUpUrl: '/sign-up' })
  // The component tells of other failures, and offers to try again.
  const failed = error => error.code === 'webassembly_unavailable' && tellTrouble()
  clerk.load({ allowedRedirectOrigins: origins.split(' ') }).catch(failed)
}

routeFromPath()
if (globalThis.Clerk) start(globalThis.Clerk)
else tellTrouble()
