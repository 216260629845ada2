import { Clerk } from './clerk.js'

const ATTRIBUTES = ['data-clerk-publishable-key', 'data-clerk-frontend-api']

/**
 * `window.Clerk` is an instance when the script's own tag says for which Frontend API, else when another
 * tag or one of the globals that clerk-js reads does, else the class. Whatever markup says elsewhere in
 * the page, it is not asked before the tag that was written for this script.
 * A second tag leaves the instance of the first alone: listeners and flows belong to it.
 */
function install(scope) {
  if (typeof scope.Clerk?.isReady === 'function') return
  const own = keys(ownTag(scope))
  const known = own.length ? own : elsewhere(scope)
  scope.Clerk = known.length ? new Clerk(known.find(Boolean) ?? '') : Clerk
}

/** A module or a bundle has none. Asks the prototype: `<img name="currentScript">` hides the property. */
const ownTag = ({ document, Document }) => Document && Reflect.get(Document.prototype, 'currentScript', document)

const elsewhere = ({ document, Document, __clerk_publishable_key, __clerk_frontend_api }) =>
  ATTRIBUTES.map(name => Document?.prototype.querySelector.call(document, `script[${name}]`)?.getAttribute(name))
    .concat(__clerk_publishable_key, __clerk_frontend_api)
    .filter(isText)

const keys = tag => ATTRIBUTES.map(name => tag?.getAttribute(name)).filter(isText)

/** An element of that `id` is a global, too. */
const isText = key => typeof key === 'string'

install(globalThis)
