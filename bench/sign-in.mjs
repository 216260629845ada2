// What a page fetches until `<SignIn/>` is on screen, of ours and of clerk-js. `size.mjs` counts these files;
// `startup.mjs` serves them, and fails if a page asks for another, or not for all.

import { basename, join } from 'node:path'

const here = import.meta.dirname
const dist = (name, files) => files.map(file => join(here, 'node_modules', name, 'dist', file))

/** `scripts` are tags of the page; they fetch what is in `later`. clerk-js 6 needs a second script for its components. */
export const signIns = pkg => [
  {
    name: 'clerk-wasm',
    scripts: [join(pkg, 'clerk.browser.js')],
    later: [join(pkg, 'clerk.components.mjs')],
  },
  {
    name: 'clerk-js 3.17.0',
    scripts: dist('clerk-js-3.17.0', ['clerk.browser.js']),
    later: [],
  },
  {
    name: 'clerk-js 4.73.14',
    scripts: dist('clerk-js-4.73.14', ['clerk.browser.js']),
    later: dist(
      'clerk-js-4.73.14',
      ['vendors', 'ui-common', 'signin'].map(name => `${name}_176afd_4.73.14.js`),
    ),
  },
  {
    name: 'clerk-js 6.40.0',
    scripts: [...dist('clerk-js-6.40.0', ['clerk.browser.js']), ...dist('clerk-ui-1.36.0', ['ui.browser.js'])],
    later: dist(
      'clerk-ui-1.36.0',
      ['framework', 'vendors', 'ui-common', 'signin', 'signup', 'subscriptionDetails', '3736', '8746'].map(
        name => `${name}_ui_58d0c7_1.36.0.js`,
      ),
    ),
  },
]

/** A page that shows the component when it is told to, with the Frontend API at `host`. */
export const signInPage = ({ scripts }, host) => `<!doctype html>
<meta charset="utf-8"><link rel="icon" href="data:,"><div id="sign-in"></div><script>
  const node = document.getElementById('sign-in')
  const added = name => new Promise((resolve, reject) => {
    const script = document.createElement('script')
    script.setAttribute('data-clerk-frontend-api', '${host}')
    script.setAttribute('data-clerk-publishable-key', 'pk_live_${btoa(`${host}$`)}')
    script.async = true
    script.src = '/' + name
    script.onload = resolve
    script.onerror = reject
    document.head.append(script)
  })
  const takesFocus = input => {
    input.focus()
    return document.activeElement === input
  }
  const focusable = () => new Promise(resolve => {
    const look = () => [...node.querySelectorAll('input')].some(takesFocus) && resolve()
    new MutationObserver(look).observe(node, { subtree: true, childList: true, attributes: true })
    look()
  })
  /** Resolves to the ms until the first field takes the focus. */
  async function load() {
    const from = performance.now()
    await Promise.all(${JSON.stringify(scripts.map(path => basename(path)))}.map(added))
    await Clerk.load({ ui: { ClerkUI: window.__internal_ClerkUICtor } })
    Clerk.mountSignIn(node)
    await focusable()
    return performance.now() - from
  }
</script>`
