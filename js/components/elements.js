// `<clerk-sign-in>` and the other components as elements, for pages without a script of their own. An attribute
// is a prop: `sign-up-url` is `signUpUrl`, and JSON stands for what is no text.

const camelCase = name => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase())

function parsed(text) {
  try {
    return JSON.parse(text)
  } catch {
    // A text without quotes, as most are. An attribute without a value is a switch.
    return text || true
  }
}

const propsOf = ({ attributes }) =>
  Object.fromEntries(Array.from(attributes, ({ name, value }) => [camelCase(name), parsed(value)]))

/** Once the page had the chance to load with options of its own. */
const whenComplete = act =>
  document.readyState === 'complete' ? act() : addEventListener('load', act, { once: true })

function define(tag, component) {
  if (customElements.get(tag)) return
  customElements.define(
    tag,
    class extends HTMLElement {
      #own
      #clerk
      #observer = new MutationObserver(() => this.#mount())

      constructor() {
        super()
        // A page may have set it before this file came.
        this.#own = this.clerk
        delete this.clerk
      }

      /** The `Clerk` to which it belongs, if that is not the page's. */
      get clerk() {
        return this.#own
      }

      set clerk(clerk) {
        this.disconnectedCallback()
        this.#own = clerk
        if (this.isConnected) this.connectedCallback()
      }

      connectedCallback() {
        const { Clerk } = globalThis
        // Without a key in the page, it is the class.
        this.#clerk = this.#own ?? (Clerk?.mountSignIn && Clerk)
        this.#mount()
        this.#observer.observe(this, { attributes: true })
        // Joins a load that is under way. Its failure is shown by the component.
        whenComplete(() => this.#clerk?.load().catch(() => {}))
      }

      disconnectedCallback() {
        this.#observer.disconnect()
        this.#clerk?.[`unmount${component}`](this)
      }

      #mount() {
        this.#clerk?.[`mount${component}`](this, propsOf(this))
      }
    },
  )
}

define('clerk-sign-in', 'SignIn')
define('clerk-sign-up', 'SignUp')
define('clerk-user-profile', 'UserProfile')
define('clerk-user-button', 'UserButton')
