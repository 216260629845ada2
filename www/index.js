// The start page: the components, as an app uses them.
import { arSA, deDE } from '/pkg/clerk.localizations.mjs'
import { appearanceOf, keep, restore, source } from './appearance.js'
import { frontendApi, mailboxUrl } from './config.js'

const component = document.getElementById('component')
const button = document.getElementById('button')
const form = document.getElementById('appearance')

/** Sign-in and sign-up are this page, and so is what comes after them. */
const pages = {
  signInUrl: '/',
  signUpUrl: '/?sign-up',
  afterSignInUrl: '/',
  afterSignUpUrl: '/',
  afterSignOutUrl: '/',
}

const clerk = new window.Clerk(frontendApi)

const signedOut = () => (location.search.includes('sign-up') ? 'SignUp' : 'SignIn')

/** Mounts what somebody needs here. What is there already gets the appearance that was chosen meanwhile. */
function show() {
  const name = clerk.user ? 'UserProfile' : signedOut()
  const appearance = appearanceOf(form)
  clerk[`mount${name}`](component, { ...pages, appearance })
  if (clerk.user) clerk.mountUserButton(button, { ...pages, appearance })
  else clerk.unmountUserButton(button)
  document.body.classList.toggle('signed-in', Boolean(clerk.user))
  const props = Object.keys(appearance).length ? `, ${source({ appearance })}` : ''
  document.getElementById('line').textContent = `Clerk.mount${name}(element${props})`
}

for (const link of document.querySelectorAll('[data-mailbox]')) link.hidden = !mailboxUrl
restore(form)
form.addEventListener('input', ({ target }) => {
  keep(form)
  // A language is loaded once.
  if (target.name === 'language') location.reload()
  else show()
})

/** Who it is, nobody knows while sessions change. */
const showIfKnown = () => clerk.user !== undefined && show()

/** In place of a router: all that the components lead to is this page. */
function navigate(to) {
  history.pushState(null, '', to)
  showIfKnown()
}

show()
clerk.addListener(showIfKnown)

/** Without one, the components are English. */
const localization = { arSA, deDE }[form.elements.language.value]

// If it fails, the component says so.
clerk.load({ navigate, localization }).catch(console.warn)
