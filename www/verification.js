// The page to which the link in the email leads. It says how the verification ended.
import { Clerk, MagicLinkErrorCode, isMagicLinkError } from '/pkg/clerk.headless.mjs'
import { frontendApi } from '/config.js'

const { Expired, Failed, ClientMismatch, Superseded } = MagicLinkErrorCode

const endings = {
  verifiedElsewhere: {
    title: 'Successfully signed in',
    text: 'Return to the original tab to continue. You can close this one: nobody was signed in here.',
    home: 'Sign in on this device too',
  },
  [Expired]: {
    title: 'This link has expired',
    text: 'Links live for a few minutes only. Ask for a new one; it arrives at once.',
  },
  [Failed]: {
    title: 'This link did not work',
    text: 'It was used before, is incomplete, or does not belong to any sign-in. Ask for a new one.',
  },
  [ClientMismatch]: {
    title: 'Open the link in the other browser',
    text: 'This link only works in the browser in which you asked for it.',
  },
  [Superseded]: {
    title: 'There is a newer link',
    text: 'You asked for another link after this one. Please open the link of the newest email.',
  },
}

const unavailable = ({ message }) => ({
  title: 'Your link could not be checked',
  text: `It may still work: check your connection and reload this page. (${message})`,
})

function show({ title, text, home = 'Ask for a new link' }) {
  document.title = `${title} · clerk-wasm demo`
  document.querySelector('#title').textContent = title
  document.querySelector('#text').textContent = text
  const link = document.querySelector('#home')
  link.textContent = home
  link.hidden = false
}

try {
  const clerk = new Clerk(frontendApi)
  await clerk.load()
  await clerk.handleMagicLinkVerification(
    {
      // Verified, but the attempt needs more. This demo offers no further step; the page behind it says so.
      redirectUrl: `${location.origin}/custom#continue`,
      // Opened in the browser that asked: the session is set before the page changes.
      redirectUrlComplete: `${location.origin}/custom#verified`,
      onVerifiedOnOtherDevice: () => show(endings.verifiedElsewhere),
    },
    // Leaves this page out of the history, so that Back leads to where the person came from.
    to => location.replace(to),
  )
} catch (error) {
  show(isMagicLinkError(error) ? (endings[error.code] ?? endings[Failed]) : unavailable(error))
}
