// What the screen shows: one section at a time, with the focus on its heading.
export const element = id => document.getElementById(id)

const sections = ['loading', 'start', 'waiting', 'outcome', 'account']
const steps = { start: 'step-ask', outcome: 'step-ask', waiting: 'step-open', account: 'step-in' }

/** Shows one section and moves the focus there, so that keyboard and screen reader follow. */
export function show(id, title) {
  const section = element(id)
  const isNew = section.hidden
  for (const other of sections) element(other).hidden = other !== id
  document.title = `${title} · clerk-wasm demo`
  for (const step of document.querySelectorAll('.route li')) step.removeAttribute('aria-current')
  element(steps[id])?.setAttribute('aria-current', 'step')
  if (isNew) section.querySelector('h1').focus()
}

/** Shows a line above everything else, which is also read aloud. It stays when another section is shown. */
export function announce(text) {
  element('notice').textContent = text
  element('notice').hidden = !text
}

const forms = {
  'sign-in': {
    title: 'Sign in',
    lead: 'We will email you a link. Open it and you are in.',
    aside: ['New here?', '#sign-up', 'Create an account'],
  },
  'sign-up': {
    title: 'Create your account',
    lead: 'All it takes is an address that you can read mail at.',
    aside: ['Been here before?', '#', 'Sign in'],
  },
}

export function showForm(mode, address = '') {
  const { title, lead, aside } = forms[mode]
  const start = element('start')
  start.querySelector('h1').textContent = title
  start.querySelector('.lead').textContent = lead
  const [question, href, text] = aside
  const link = Object.assign(document.createElement('a'), { href, textContent: text })
  element('other-way').replaceChildren(`${question} `, link)
  element('email').value = address
  fieldError('')
  show('start', title)
}

/** Shows what is wrong with the address, and perhaps a button with the way out. '' removes both. */
export function fieldError(text, offer = '', mode = '') {
  element('email-error').textContent = text
  element('email').setAttribute('aria-invalid', String(Boolean(text)))
  element('switch').textContent = offer
  element('switch').dataset.mode = mode
  element('switch').hidden = !offer
}

/** Shows what is wrong with the code. '' removes it. */
export function codeError(text) {
  element('code-error').textContent = text
  element('code').setAttribute('aria-invalid', String(Boolean(text)))
}

const outcomes = {
  expired: ['That link has expired', 'Nobody opened it in time. Shall we send a new one?'],
  failed: ['That did not work', 'The link could not be verified. Please ask for a new one.'],
  client_mismatch: [
    'It was opened in another browser',
    'This link only works in the browser that asked for it. Ask again and open the new link here.',
  ],
  superseded: [
    'This page does not wait any more',
    'A newer link was asked for in this browser. Please open the newest email.',
  ],
  cancelled: [
    'You stopped waiting',
    'Nobody was signed in. If the email was not yours to ask for, just ignore it.',
  ],
  continue: ['One more step', 'Your address is verified, but this instance asks for more than this demo offers.'],
  unavailable: ['The demo could not start', 'The server could not be reached.'],
}

/** Shows how a wait ended in which nobody was signed in. */
export function showOutcome(code, address, detail = '') {
  const [title, text] = outcomes[code] ?? outcomes.failed
  const outcome = element('outcome')
  outcome.querySelector('h1').textContent = title
  outcome.querySelector('.lead').textContent = detail || text
  element('retry').dataset.address = address
  element('retry').textContent = address ? 'Send a new link' : 'Try again'
  element('back').hidden = !address
  show('outcome', title)
}

const dateTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })

export function showAccount(user, session) {
  const address = user.primaryEmailAddress?.emailAddress ?? user.id
  element('initial').textContent = address[0].toUpperCase()
  element('account').querySelector('.address').textContent = address
  element('user-id').textContent = user.id
  element('session-id').textContent = session.id
  element('session-end').textContent = dateTime.format(session.expireAt)
  show('account', 'Signed in')
}
