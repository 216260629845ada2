// The components' file: what mounts, opens, updates and takes away a component. `Clerk` loads it when it is
// first needed; an app may also give it a `Clerk` of another package.

import css from './components.css'
import './elements.js'
import { engine } from './engine.js'
import { list, written } from './fields.js'
import { createComponent, engineOf } from './host.js'
import { openDialog } from './modal.js'

/** SignIn and SignUp are in this file. The others have another, which is loaded when it is needed. */
const FILES = { sign: async () => ({ engine }), profile: () => import('./clerk.profile.mjs') }

/** Tells that a file did not come. The page goes on. */
function reportMissing(cause) {
  const error = new Error('Clerk: a file of the components could not be loaded.', { cause })
  reportError(Object.assign(error, { name: 'ClerkError', code: 'components_unavailable' }))
}

/** The engines by the names of their files. One that failed is asked for again. */
const engines = {}

function engineFor(kind) {
  const name = kind.startsWith('sign') ? 'sign' : 'profile'
  return (engines[name] ??= start(FILES[name]).catch(cause => {
    engines[name] = undefined
    reportMissing(cause)
    throw cause
  }))
}

async function start(fetched) {
  const { engine, css: more } = await fetched()
  const started = engineOf(await engine())
  let said, coming
  return {
    ...started,
    sheets: [css, more].filter(Boolean),
    /** Gives it the texts of `localization`. Returns a promise as long as they are on their way. */
    speak(localization) {
      if (said === localization) return coming
      said = localization
      return (coming = import('./clerk.texts.mjs')
        .then(({ textsOf }) =>
          started.send(0, written('texts', 0, localization?.locale, list(textsOf(localization)))),
        )
        // Better in English than not at all.
        .catch(reportMissing)
        .then(() => (coming = undefined)))
    },
  }
}

/** The component in each node. */
const mounted = new WeakMap()

const create = options => createComponent({ ...options, engine: engineFor(options.kind), openDialog: open })

/** Mounts a component in `node`, or gives the one that is there other props. */
function mount(app, kind, node, props) {
  if (node?.nodeType !== 1) {
    const error = new Error('Clerk: a component needs an element of the page.')
    throw Object.assign(error, { name: 'ClerkError', code: 'invalid_argument', argument: 'node' })
  }
  const known = mounted.get(node)
  if (known?.kind === kind) return known.update({ ...props })
  unmount(node)
  const component = create({ app, kind, node, props: { ...props }, failed: () => unmount(node) })
  mounted.set(node, component)
  componentsOf(app).add(component)
}

/** Takes away what was mounted in `node`. */
function unmount(node) {
  const component = mounted.get(node)
  if (!component) return
  mounted.delete(node)
  componentsOf(component.app).delete(component)
  component.dispose()
}

/** Changes some of the props. */
function update(node, props) {
  const component = mounted.get(node)
  component?.update({ ...component.props, ...props })
}

const componentsOf = app => (app.components ??= new Set())
const dialogsOf = app => (app.dialogs ??= new Map())

/** Opens a component in a dialog, unless it is open: then the dialog has the focus already. */
function open(app, kind, props) {
  const dialogs = dialogsOf(app)
  const known = dialogs.get(kind)
  if (known?.dialog.isConnected) return
  // The dialog was in a part of the page that was taken away.
  known?.close()
  let current
  function end() {
    if (!current) return
    dialogs.delete(current.kind)
    componentsOf(app).delete(current)
    current.dispose()
    current = undefined
  }
  const { dialog, content } = openDialog({
    container: props?.getContainer?.(),
    // Nothing may hold people in a dialog that shows nothing yet.
    asked: () => current.send('act', 'close', '', [0]) || control.close(),
    closed: end,
  })
  const control = {
    dialog,
    // With the classes that they have by themselves.
    parts: [dialog, content].map(part => [part, part.className]),
    close() {
      dialog.close()
      // The browser tells of it later, and by then it may be open again.
      dialog.remove()
      end()
    },
    show(kind, props) {
      end()
      dialogs.set(kind, control)
      current = create({ app, kind, node: content, props: { ...props }, dialog: control, failed: control.close })
      componentsOf(app).add(current)
      dialog.setAttribute('aria-labelledby', `cl${current.at}-title`)
    },
  }
  control.show(kind, props)
}

/** Closes the dialog of a component, if it is open. */
const close = (app, kind) => dialogsOf(app).get(kind)?.close()

/** Lets the components of `app` know how its load goes. */
export function follow(app) {
  for (const component of componentsOf(app)) component.follow()
}

const KINDS = { SignIn: 'sign_in', SignUp: 'sign_up', UserProfile: 'user_profile', UserButton: 'user_button' }

const VERBS = {
  mount,
  unmount: (app, kind, node) => unmount(node),
  open,
  close,
}

/** Does what the method of `Clerk` with this name is for. */
export function call(app, name, args) {
  if (name === UPDATE) return update(args[0]?.node, args[0]?.props)
  const [, verb, component] = /^(mount|unmount|open|close)(.*)/.exec(name)
  return VERBS[verb](app, KINDS[component], ...args)
}

const UPDATE = '__unstable__updateProps'

/** Gives these methods to a `Clerk` that has none, such as a headless build of another package. */
export function install(clerk, options = {}) {
  const app = { clerk, options, load: () => clerk.load() }
  const { load } = clerk
  clerk.load = more => {
    app.options = { ...app.options, ...more }
    app.loading = load.call(clerk, app.options)
    follow(app)
    return app.loading
  }
  const named = Object.keys(KINDS).flatMap(component => Object.keys(VERBS).map(verb => verb + component))
  for (const name of [...named, UPDATE]) clerk[name] = (...args) => call(app, name, args)
  return clerk
}
