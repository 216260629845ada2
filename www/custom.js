// A sign-in of an app’s own, by the headless SDK: sign in, sign up, wait for the link, signed in.
import { frontendApi, mailboxUrl, verificationUrl } from './config.js'
import { startCountdown, stopCountdown } from './countdown.js'
import { resendFrom } from './resend.js'
import { announce, codeError, element, fieldError, show, showAccount, showForm, showOutcome } from './view.js'

const { Clerk } = window

let clerk

/** The wait under way: `{ attempt, flow, byCode }`; null when there is none. */
let current = null

const modeOfPage = () => (location.hash === '#sign-up' ? 'sign-up' : 'sign-in')
const isSignUp = attempt => Boolean(attempt.verifications)
const addressOf = attempt => (isSignUp(attempt) ? attempt.emailAddress : attempt.identifier)
const verificationOf = attempt =>
  isSignUp(attempt) ? attempt.verifications.emailAddress : attempt.firstFactorVerification

// ---- Ask for a link -------------------------------------------------------------------------

/** Starts a sign-in or a sign-up. Shows beside the field what is wrong with the address. */
async function ask(mode, emailAddress) {
  const { signIn, signUp } = clerk.client
  element('send').disabled = true
  fieldError('')
  try {
    const attempt =
      mode === 'sign-up'
        ? await signUp.create({ emailAddress })
        : await signIn.create({ identifier: emailAddress })
    await wait(attempt, flow => flow.startMagicLinkFlow(linkOptions(attempt)))
  } catch (error) {
    await refuse(mode, emailAddress, error)
  } finally {
    element('send').disabled = false
  }
}

function linkOptions(attempt) {
  const options = { redirectUrl: verificationUrl, onProgress: reportProgress }
  if (isSignUp(attempt)) return options
  const factor = attempt.supportedFirstFactors.find(({ strategy }) => strategy === 'email_link')
  return { ...options, emailAddressId: factor?.email_address_id }
}

async function refuse(mode, emailAddress, error) {
  const { code, meta } = error.errors?.[0] ?? {}
  if (meta?.sessionId) return clerk.setSession(meta.sessionId)
  showForm(mode, emailAddress)
  if (code === 'form_identifier_not_found') {
    fieldError(`There is no account for ${emailAddress} yet.`, 'Create it and email me a link', 'sign-up')
  } else if (code === 'form_identifier_exists') {
    fieldError(`${emailAddress} already has an account.`, 'Sign in with it instead', 'sign-in')
  } else {
    fieldError(explain(error))
  }
  element('email').focus()
}

/** What went wrong, in a sentence. */
function explain(error) {
  if (error.clerkError) {
    const { longMessage, message } = error.errors[0] ?? {}
    return longMessage || message || `The server refused this (${error.status}).`
  }
  if (error.code === 'network_error') return 'The server could not be reached. Please try again.'
  console.warn(error)
  return error.message
}

// ---- Wait for it ----------------------------------------------------------------------------

/** Shows the waiting screen until the flow that `begin` starts has ended. */
async function wait(attempt, begin) {
  const flow = attempt.createMagicLinkFlow()
  const mine = (current = { attempt, flow, byCode: false })
  element('waiting').querySelector('.address').textContent = addressOf(attempt)
  announce('')
  element('progress').textContent = 'Sending the email…'
  element('code').value = ''
  codeError('')
  startCountdown(verificationOf(attempt).expireAt)
  resendFrom(verificationOf(attempt).resendAvailableAt)
  show('waiting', 'Check your mail')
  try {
    await finish(await begin(flow), mine)
  } catch (error) {
    // A wait that was replaced by another one shows nothing more.
    if (current === mine) end(attempt, error)
  } finally {
    if (current === mine) stopWaiting()
  }
}

function stopWaiting() {
  current = null
  stopCountdown()
}

function reportProgress({ phase, expiresAt, resendAvailableAt }) {
  if (expiresAt) startCountdown(expiresAt)
  resendFrom(resendAvailableAt)
  const text = {
    sent: 'Sent. Waiting for you to open it…',
    waiting: 'Waiting for you to open it…',
    retrying: 'The connection was lost. Trying again; your link is still good.',
    offline: 'You are offline. Your link is still good; this goes on once you are back.',
  }[phase]
  // Written only when it changes: a screen reader reads each text that is written.
  if (element('progress').textContent !== text) element('progress').textContent = text
}

/** Shows how the wait ended: the link was opened, its code was typed, or neither can happen any more. */
async function finish(attempt, { byCode }) {
  const verification = verificationOf(attempt)
  if (verification.status !== 'verified') return showOutcome(verification.status, addressOf(attempt))
  if (attempt.status !== 'complete') return showOutcome('continue', addressOf(attempt))
  const where = verification.verifiedFromTheSameClient()
    ? 'Verified in another tab of this browser; you are signed in here as well.'
    : 'Verified on another device; you are signed in here, on the page that asked.'
  announce(byCode ? 'That was the right code; you are signed in.' : where)
  await clerk.setSession(attempt.createdSessionId)
}

function end(attempt, error) {
  const address = addressOf(attempt)
  if (Clerk.isMagicLinkError(error)) showOutcome(error.code, address)
  else showOutcome('failed', address, explain(error))
}

// After somebody stopped the wait, a reload of the page must not start it again.
const rememberStop = attempt => sessionStorage.setItem('stopped', attempt.id)
const wasStopped = attempt => sessionStorage.getItem('stopped') === attempt.id

/** The attempt for whose link this browser still waits, if the page was reloaded meanwhile. */
function pendingAttempt({ signIn, signUp }) {
  return [signIn, signUp]
    .filter(attempt => attempt.id && !wasStopped(attempt))
    .filter(attempt => ['needs_first_factor', 'missing_requirements'].includes(attempt.status))
    .filter(attempt => {
      const { strategy, status } = verificationOf(attempt) ?? {}
      return strategy === 'email_link' && status === 'unverified'
    })
    .sort((a, b) => verificationOf(b).expireAt - verificationOf(a).expireAt)[0]
}

// ---- What the person can press --------------------------------------------------------------

element('form').addEventListener('submit', event => {
  event.preventDefault()
  ask(modeOfPage(), element('email').value.trim())
})

element('switch').addEventListener('click', ({ currentTarget }) => {
  const address = element('email').value.trim()
  history.pushState(null, '', currentTarget.dataset.mode === 'sign-up' ? '#sign-up' : location.pathname)
  showForm(modeOfPage(), address)
  ask(modeOfPage(), address)
})

// The wait goes on with the newer link. The page of the earlier one says that there is a newer one.
element('send-again').addEventListener('click', async ({ currentTarget }) => {
  const { attempt, flow } = current
  currentTarget.disabled = true
  try {
    await flow.resendMagicLink(linkOptions(attempt))
    announce('Another email is on its way. The link in the earlier email does not work any more.')
  } catch (error) {
    announce(explain(error))
    resendFrom(error.retryAfter && Date.now() + 1000 * error.retryAfter)
  }
})

// The code ends the same wait as the link.
element('code-form').addEventListener('submit', async event => {
  event.preventDefault()
  const wait = current
  const code = element('code').value.replace(/\s/g, '')
  codeError('')
  try {
    wait.byCode = true
    await (isSignUp(wait.attempt)
      ? wait.attempt.attemptEmailAddressVerification({ code })
      : wait.attempt.attemptFirstFactor({ strategy: 'email_code', code }))
  } catch (error) {
    wait.byCode = false
    if (current !== wait) return
    codeError(explain(error))
    element('code').select()
  }
})

element('cancel').addEventListener('click', () => {
  rememberStop(current.attempt)
  current.flow.cancelMagicLinkFlow()
})

element('other-address').addEventListener('click', () => {
  const { attempt, flow } = current
  rememberStop(attempt)
  stopWaiting()
  flow.cancelMagicLinkFlow()
  showForm(isSignUp(attempt) ? 'sign-up' : 'sign-in')
})

element('retry').addEventListener('click', ({ currentTarget }) => {
  const { address } = currentTarget.dataset
  if (address) ask(modeOfPage(), address)
  else location.reload()
})
element('back').addEventListener('click', () => showForm(modeOfPage()))

element('sign-out').addEventListener('click', async () => {
  try {
    await clerk.signOut()
    announce('You are signed out.')
  } catch (error) {
    announce(explain(error))
  }
})

window.addEventListener('hashchange', () => {
  if (!clerk.user && !current) showForm(modeOfPage(), element('email').value)
})

// ---- Begin ----------------------------------------------------------------------------------

const greetings = {
  '#verified': 'Verified in this tab.',
  '#continue': 'Your address is verified, but one more step is needed, which this demo does not have.',
}

async function begin() {
  for (const link of document.querySelectorAll('[data-mailbox]')) link.hidden = !mailboxUrl
  if (location.hash in greetings) {
    announce(greetings[location.hash])
    history.replaceState(null, '', location.pathname)
  }
  try {
    clerk = new Clerk(frontendApi)
    await clerk.load()
  } catch (error) {
    return showOutcome('unavailable', '', explain(error))
  }
  // The listener is called at once, and whenever somebody signs in or out.
  clerk.addListener(({ session, user }) => {
    if (user) showAccount(user, session)
    else if (user === null && !element('account').hidden) showForm(modeOfPage())
  })
  if (clerk.user) return
  const attempt = pendingAttempt(clerk.client)
  if (!attempt) return showForm(modeOfPage())
  if (isSignUp(attempt)) history.replaceState(null, '', '#sign-up')
  wait(attempt, flow => flow.resumeMagicLinkFlow({ onProgress: reportProgress }))
}

begin()
