import { Clerk } from './clerk.js'

/**
 * `window.Clerk` is an instance when the script's tag says for which Frontend API, or one of the globals
 * that clerk-js reads, else the class.
 * A second tag leaves the instance of the first alone: listeners and flows belong to it.
 */
function install(scope) {
  if (typeof scope.Clerk?.isReady === 'function') return
  const tag = scope.document?.currentScript
  const key =
    tag?.getAttribute('data-clerk-publishable-key') ??
    tag?.getAttribute('data-clerk-frontend-api') ??
    scope.__clerk_publishable_key ??
    scope.__clerk_frontend_api
  scope.Clerk = key == null ? Clerk : new Clerk(key)
}

install(globalThis)
