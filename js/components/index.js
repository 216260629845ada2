// The components' file: what mounts, opens, updates and takes away a component. `Clerk` loads it when it is
// first needed; an app may also give it a `Clerk` of another package.

import './elements.js'
import { engine } from './engine.js'
import { list, written } from './fields.js'
import { createComponent, engineOf } from './host.js'
import { openDialog } from './modal.js'

async function start({ engine, css }, { localization }) {
  const started = { ...engineOf(await engine()), css }
  if (localization) {
    const { textsOf } = await import('./clerk.texts.mjs')
    started.send(0, written('texts', 0, localization.locale, list(textsOf(localization))))
  }
  return started
}

/** SignIn and SignUp are in this file. The others have another, which is loaded when it is needed. */
let sign, profile
const engineFor = (kind, options) =>
  kind.startsWith('sign')
    ? (sign ??= start({ engine }, options))
    : (profile ??= import('./clerk.profile.mjs').then(file => start(file, options)))

/** The component in each node. */
const mounted = new WeakMap()

const create = options =>
  createComponent({ ...options, engine: engineFor(options.kind, options.app.options), openDialog: open })

/** Mounts a component in `node`, or gives the one that is there other props. */
function mount(app, kind, node, props) {
  const known = mounted.get(node)
  if (known?.kind === kind) return known.update(props)
  unmount(node)
  const component = create({ app, kind, node, props: { ...props } })
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

const update = (node, props) => mounted.get(node)?.update(props)

const componentsOf = app => (app.components ??= new Set())
const dialogsOf = app => (app.dialogs ??= new Map())

/** Opens a component in a dialog, unless it is open: then the dialog has the focus already. */
function open(app, kind, props) {
  const dialogs = dialogsOf(app)
  if (dialogs.has(kind)) return
  const { dialog, content } = openDialog({
    container: props?.getContainer?.(),
    asked: () => current.send('act', 'close', '', [0]),
    closed: () => end(),
  })
  let current
  const end = () => {
    dialogs.delete(current.kind)
    componentsOf(app).delete(current)
    current.dispose()
  }
  const control = {
    close: () => dialog.close(),
    show(kind, props) {
      if (current) end()
      dialogs.set(kind, control)
      current = create({ app, kind, node: content, props: { ...props }, dialog: control })
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
  const app = { clerk, options, load }
  function load() {
    app.loading = clerk.load(options)
    follow(app)
  }
  const named = Object.keys(KINDS).flatMap(component => Object.keys(VERBS).map(verb => verb + component))
  for (const name of [...named, UPDATE]) clerk[name] = (...args) => call(app, name, args)
  return clerk
}
