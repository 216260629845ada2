import { Clerk } from './index.js'

const ATTRIBUTES = ['data-clerk-publishable-key', 'data-clerk-frontend-api']

/**
 * Sets `window.Clerk` to an instance, if a Frontend API is named: by the script's own tag, else by another
 * tag or by one of the globals that clerk-js reads. If none is named, sets it to the class. Other markup in
 * the page never overrides the tag that was written for this script.
 *
 * A second tag leaves the instance of the first alone: listeners and flows belong to that instance.
 */
function install(scope) {
  if (typeof scope.Clerk?.isReady === 'function') return
  const own = keys(ownTag(scope))
  const known = own.length ? own : elsewhere(scope)
  scope.Clerk = known.length ? new Clerk(known.find(Boolean) ?? '') : Clerk
}

/**
 * The script's own tag. A module or a bundle has none.
 * Asks the prototype, since an `<img name="currentScript">` hides the property.
 */
const ownTag = ({ document, Document }) => Document && Reflect.get(Document.prototype, 'currentScript', document)

const elsewhere = ({ document, Document, __clerk_publishable_key, __clerk_frontend_api }) =>
  ATTRIBUTES.map(name => Document?.prototype.querySelector.call(document, `script[${name}]`)?.getAttribute(name))
    .concat(__clerk_publishable_key, __clerk_frontend_api)
    .filter(isText)

const keys = tag => ATTRIBUTES.map(name => tag?.getAttribute(name)).filter(isText)

/** A global of this name may be an element with that `id`; only a text counts. */
const isText = key => typeof key === 'string'

install(globalThis)
