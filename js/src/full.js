// The methods that need components, in a build that has them: in a file of their own, which the first of these
// methods loads.

import { clerkError } from './environment.js'
import { report } from './headless.js'
import { ahead, fetchComponents } from './module-file.js'

/** What the components' file knows of each `Clerk`: its load options, and how its load goes. */
const apps = new WeakMap()

function appOf(clerk) {
  if (!apps.has(clerk)) apps.set(clerk, { clerk, options: {}, load: () => clerk.load(appOf(clerk).options) })
  return apps.get(clerk)
}

/** The file, and the promise for it. */
let file, coming

/** Loads the file, again if that failed. */
const fetched = options =>
  (coming ??= fetchComponents(options?.componentsUrl).then(
    module => (file = module),
    cause => {
      coming = undefined
      throw clerkError(
        'components_unavailable',
        'Clerk: the file of the components could not be loaded. Is it at `componentsUrl`?',
        cause,
      )
    },
  ))

/** Does what the method `name` is for, as soon as the file is there. */
export function call(clerk, name, args) {
  const app = appOf(clerk)
  if (/^mount/.test(name) && args[0]?.nodeType !== 1) {
    const error = clerkError('invalid_argument', `Clerk: ${name}() needs an element of the page.`)
    throw Object.assign(error, { argument: 'node' })
  }
  // What was never mounted needs no file to go away.
  const isNeeded = /^(mount|open)/.test(name)
  if (file) file.call(app, name, args)
  else if (coming || isNeeded)
    fetched(app.options)
      .then(() => file.call(app, name, args))
      .catch(error => isNeeded && report(error))
}

/** Notes how a load goes. */
export function follow(clerk, options, loading) {
  const app = Object.assign(appOf(clerk), { loading, ...(options && { options }) })
  file?.follow(app)
  return loading
}

ahead(() => fetched().catch(report))
