// What every example does with its `clerk`: it shows a form to sign up and one to sign in by magic link, and
// finishes the flow on the page behind the link. Copy what your own forms need.

/** Where the server is: `cargo xtask serve`, unless the page's query names another. */
export const frontendApi = () => new URLSearchParams(location.search).get('frontendApi') ?? 'http://localhost:4000'

/** Makes an account; resolves once somebody has opened the link in the email, on this device or another. */
async function signUp({ signUp }, emailAddress) {
  await signUp.create({ emailAddress })
  const { startMagicLinkFlow } = signUp.createMagicLinkFlow()
  return startMagicLinkFlow({ redirectUrl: location.href })
}

/** The same for people who have an account. */
async function signIn({ signIn }, emailAddress) {
  const { supportedFirstFactors } = await signIn.create({ identifier: emailAddress })
  const { emailAddressId } = supportedFirstFactors.find(({ strategy }) => strategy === 'email_link')
  const { startMagicLinkFlow } = signIn.createMagicLinkFlow()
  return startMagicLinkFlow({ emailAddressId, redirectUrl: location.href })
}

/** Fills the page, or `root` in it; `clerk` is an instance of `Clerk`. */
export async function start(clerk, isMagicLinkError, root = document.body) {
  const status = document.createElement('output')
  root.replaceChildren(status)

  /** Shows `text` while it does `step`; then shows who is signed in, or what went wrong. */
  async function attempt(text, step) {
    status.textContent = text
    try {
      await step()
      show(clerk.user)
    } catch (error) {
      status.textContent = isMagicLinkError?.(error) ? `magic link: ${error.code}` : String(error)
    }
  }

  function show(user) {
    status.textContent = user ? `signed in as ${user.primaryEmailAddress.emailAddress}` : 'signed out'
    const signOut = () => attempt('signing out', () => clerk.signOut())
    const forms = user
      ? [form('Sign out', signOut)]
      : [form('Sign up', ask(signUp), emailField()), form('Sign in', ask(signIn), emailField())]
    root.replaceChildren(...forms, status)
  }

  const ask = how => emailAddress =>
    attempt('open the link in the email', async () => {
      const { createdSessionId } = await how(clerk.client, emailAddress)
      await clerk.setSession(createdSessionId)
    })

  await attempt('loading', async () => {
    await clerk.load()
    const isBehindLink = new URLSearchParams(location.search).has('__clerk_status')
    if (isBehindLink) await clerk.handleMagicLinkVerification({})
  })
}

/** A form with a button, and with `field` if there is one; `onSubmit` is given its value. */
function form(name, onSubmit, field) {
  const form = document.createElement('form')
  const button = Object.assign(document.createElement('button'), { textContent: name })
  form.append(...(field ? [field] : []), button)
  form.addEventListener('submit', event => {
    event.preventDefault()
    onSubmit(field?.value)
  })
  return form
}

const emailField = () =>
  Object.assign(document.createElement('input'), { type: 'email', required: true, placeholder: 'Email address' })
