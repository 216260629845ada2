// One component on the page: tells the WebAssembly what happens, shows the HTML that it answers with, and
// performs its commands.

import { ANSWERED, OTHERS } from './commands.js'
import { pairs, read, written } from './fields.js'
import { adopt, patch } from './patch.js'
import { routerFor, withoutLink } from './router.js'
import { environment, isLoaded, refusal, snapshot } from './snapshot.js'
import { addRules, appearanceOf, dressed, setVariables, useSheet, withClasses } from './style.js'

/** The WebAssembly as a function of texts: sends an event to the component `at`, returns the answer. */
export const engineOf = ({ memory, alloc, send, out, free }) => ({
  free,
  send(at, event) {
    const bytes = new TextEncoder().encode(event)
    // A call may move the memory, so its buffer is asked for each time.
    const from = alloc(bytes.length)
    new Uint8Array(memory.buffer).set(bytes, from)
    const length = send(at, bytes.length)
    return new TextDecoder().decode(new Uint8Array(memory.buffer, out(), length))
  },
})

let count = 0

/** What is in the named fields. */
const fieldsIn = scope =>
  pairs(
    Object.fromEntries(
      Array.from(scope.querySelectorAll('[name]'), ({ name, type, checked, value }) => [
        name,
        type === 'checkbox' ? checked : value,
      ]),
    ),
  )

const isDisabled = element => element?.getAttribute('aria-disabled') === 'true'

/** Whether the browser opens the link elsewhere. */
const isForBrowser = ({ button, metaKey, ctrlKey, shiftKey, altKey }) =>
  button || metaKey || ctrlKey || shiftKey || altKey

/** What a component is told about events in its node, by their type. */
const EVENTS = {
  click(event, { send, node }, element, what) {
    if (element.localName === 'a') {
      if (isForBrowser(event)) return
      event.preventDefault()
    }
    if (!isDisabled(element)) send('act', what, element.dataset.at, fieldsIn(node))
  },
  submit(event, { send }, form, what) {
    event.preventDefault()
    if (!isDisabled(event.submitter)) send('act', what, form.dataset.at, fieldsIn(form))
  },
  input: (event, { send }, { value }, what) => send('type', what, value),
  toggle({ newState }, { send }, popover) {
    send('toggle', newState === 'open')
    place(popover)
  },
}

/** Puts a popover below its button, in browsers that cannot do so by themselves. */
function place(popover) {
  const { left, right, bottom } = popover.parentNode.getBoundingClientRect()
  const { offsetWidth } = popover
  const x = getComputedStyle(popover).direction === 'rtl' ? left : right - offsetWidth
  popover.style.setProperty('--_x', `${Math.max(16, Math.min(x, innerWidth - offsetWidth - 16))}px`)
  popover.style.setProperty('--_y', `${bottom}px`)
}

/**
 * Shows a component in `node`, once its engine has arrived. `app` is a `Clerk` with its load options. `dialog`, if
 * the component is in one, can close it and show another component in it; `openDialog` opens another. `failed` is
 * called if the engine does not arrive.
 */
export function createComponent({ app, kind, node, props, engine: coming, failed, dialog, openDialog }) {
  const { clerk } = app
  const at = ++count
  const scope = `cl-is${at}`
  const controller = new AbortController()
  const { signal } = controller
  let engine, load, look, timer, hadFocus
  let styles = []

  /** Returns the HTML that is shown now; nothing before the engine has come, and after the component is gone. */
  function send(name, ...fields) {
    if (!engine) return
    const [html, commands] = read(engine.send(at, written(name, Date.now(), fields)))
    hadFocus = node.contains(node.getRootNode().activeElement)
    if (html) patch(node, dressed(html, [['rootBox', scope], ...look.elements]))
    for (const command of commands) perform(command).catch(reportError)
    return html
  }

  async function perform([command, ...args]) {
    // One of them may have taken the component away.
    if (!engine) return
    if (OTHERS[command]) return OTHERS[command](component, ...args)
    const [number, ...rest] = args
    component.progress = ({ phase, expiresAt, resendAvailableAt }) =>
      send('progress', number, phase, expiresAt, resendAvailableAt)
    return ANSWERED[command]?.(component, ...rest).then(
      answer => send('done', number, snapshot(clerk, kind), pairs(answer)),
      error => send('refuse', number, refusal(error)),
    )
  }

  /** The props, with the load options of the same names behind them. */
  const given = () =>
    pairs({
      ...app.options,
      ...component.props,
      appearance: { layout: look.layout },
      localization: null,
      routing: component.router.kind,
      path: component.router.base,
    })

  /** Sends an event that has the props in it, and styles what the answer shows. */
  function tell(name, first = [], last = []) {
    look = appearanceOf(app.options, component.props, kind)
    const { nonce } = app.options
    const before = styles
    styles = engine.sheets.map(text => useSheet(node, text, look, nonce))
    styles.push(addRules(node, look.elements, scope, nonce))
    for (const remove of before) remove()
    send(name, first, given(), last)
    const box = node.querySelector('.cl-rootBox')
    if (box) setVariables(box, look, clerk)
    if (dialog) dress(dialog)
  }

  /** Styles what a dialog has around the component. */
  function dress({ dialog, parts }) {
    for (const [part, names] of parts) {
      part.className = withClasses(names, [['modalBackdrop', scope], ...look.elements])
    }
    setVariables(dialog, look, clerk)
  }

  const component = {
    app,
    clerk,
    kind,
    props,
    node,
    at,
    send,

    /** Starts, or starts again once the load has got further. */
    async begin(state) {
      if (load === 'ready' || !engine) return
      load = state
      const coming = engine.speak(app.options.localization)
      if (coming) await coming
      if (load !== state || !engine) return
      const { href, origin } = location
      const where = [withoutLink(href), origin, component.router.route()]
      tell('start', [kind, `cl${at}-`, !!dialog, where, load], [environment(clerk), snapshot(clerk, kind)])
    },

    /** Starts again when the load under way has ended. */
    follow: () =>
      app.loading?.then(
        () => component.begin('ready'),
        () => component.begin('failed'),
      ),

    update(props) {
      component.props = props
      if (engine) tell('props')
    },

    tick(ms) {
      clearTimeout(timer)
      if (+ms) timer = setTimeout(send, ms, 'tick')
    },

    focus(id, ifInside) {
      const found = node.querySelector(`#${CSS.escape(id)}`)
      if (hadFocus || !ifInside) (found?.querySelector('input:not([tabindex]), button') ?? found)?.focus()
    },

    open(kind, identifier) {
      const { appearance, userProfileProps, initialValues, ...same } = component.props
      const values = identifier && { initialValues: { emailAddress: identifier } }
      const more = kind === 'user_profile' ? userProfileProps : { ...same, ...values }
      return (dialog?.show ?? openDialog.bind(null, app))(kind, { appearance, ...more })
    },

    show: () => toggle(true),

    close: () => (dialog ? dialog.close() : toggle(false)),

    dispose() {
      controller.abort()
      OTHERS.cancel(component)
      clearTimeout(timer)
      for (const remove of styles) remove()
      engine?.free(at)
      engine = undefined
      patch(node, '')
    },
  }

  function listen(type) {
    const handle = event => {
      const element = event.target.closest?.(`[data-on^="${type}:"]`)
      // An element around ours may have such an attribute too.
      if (node.contains(element?.parentNode))
        EVENTS[type](event, component, element, element.dataset.on.slice(type.length + 1))
    }
    // `toggle` does not bubble.
    node.addEventListener(type, handle, { signal, capture: type === 'toggle' })
  }

  /** Shows or hides the popover. Older browsers do not know it: there it is shown while something is in it. */
  function toggle(isOpen) {
    const popover = node.querySelector('[popover]')
    if (popover?.togglePopover) popover.togglePopover(isOpen)
    else if (popover) EVENTS.toggle({ newState: isOpen && 'open' }, component, popover)
  }

  /** In such browsers: a press on the button opens or closes it, and a press outside, or Escape, closes it. */
  function pressed(event) {
    const [target] = event.composedPath()
    const popover = node.querySelector('[popover]')
    if (!popover || (event.key ? event.key !== 'Escape' || !popover.firstChild : popover.contains(target))) return
    toggle(!event.key && node.contains(target) && !popover.firstChild)
    if (event.key) popover.previousElementSibling.focus()
  }

  const changed = () =>
    load !== 'ready' && isLoaded(clerk) ? component.begin('ready') : send('change', snapshot(clerk, kind))

  coming.then(
    arrived => {
      if (signal.aborted) return
      component.router = routerFor(component.props, {
        navigate: url => (app.options.navigate ? clerk.navigate(url) : history.pushState(null, '', url)),
        isModal: dialog,
        isFirst: () => {
          const isSame = one => one.kind === kind && one.router?.kind === component.router.kind
          return [...app.components].find(isSame) === component
        },
        signal,
        changed: route => send('route', route),
      })
      signal.addEventListener('abort', clerk.addListener(changed))
      Object.keys(EVENTS).forEach(listen)
      for (const type of node.togglePopover ? [] : ['click', 'keydown'])
        addEventListener(type, pressed, { signal })
      // A server's first screen stays until there is more to show than that we load.
      const isShown = node.querySelector('.cl-rootBox')
      if (isShown) adopt(node)
      engine = arrived
      if (isLoaded(clerk) || !isShown) component.begin(isLoaded(clerk) ? 'ready' : 'loading')
      component.follow()
    },
    () => signal.aborted || failed(),
  )
  return component
}
