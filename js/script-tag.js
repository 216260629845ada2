import { Clerk } from './clerk.js'

/**
 * `window.Clerk` is an instance when the script's tag says for which Frontend API, or another tag or one
 * of the globals that clerk-js reads, else the class.
 * A second tag leaves the instance of the first alone: listeners and flows belong to it.
 */
function install(scope) {
  if (typeof scope.Clerk?.isReady === 'function') return
  const named = (name) => attribute(scope.document, `data-clerk-${name}`)
  const keys = [
    named('publishable-key'),
    named('frontend-api'),
    scope.__clerk_publishable_key,
    scope.__clerk_frontend_api,
  ].filter((key) => key != null)
  scope.Clerk = keys.length ? new Clerk(keys.find(Boolean) ?? '') : Clerk
}

/** Of this script's own tag; a module or a bundle has none, and looks at the others. */
function attribute(document, name) {
  const own = document?.currentScript?.getAttribute(name)
  return own ?? document?.querySelector(`script[${name}]`)?.getAttribute(name)
}

install(globalThis)
