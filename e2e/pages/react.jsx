// The guide's snippets, each an app that `?app=` names, in StrictMode.

import {
  ClerkFailed,
  ClerkLoaded,
  ClerkProvider,
  SignedIn,
  SignedOut,
  useClerk,
  useMagicLink,
  useSignIn,
  useUser,
} from 'clerk-wasm/react'
import Account from 'guide:account'
import HostedSignIn from 'guide:hosted-sign-in'
import HostedSignUp from 'guide:hosted-sign-up'
import Profile from 'guide:profile'
import SignIn from 'guide:sign-in'
import SignInPage from 'guide:sign-in-page'
import SignUp from 'guide:sign-up'
import SignUpPage from 'guide:sign-up-page'
import { memo, StrictMode, useMemo, useState } from 'react'
import { createRoot } from 'react-dom/client'

window.renders = 0

const Name = memo(({ user }) => <output id="name">{user.fullName}</output>)

/** Who is signed in, in a memoised child and in a memoised value. */
const User = memo(() => {
  const { user } = useUser()
  window.renders++
  const count = useMemo(() => user?.emailAddresses.length, [user])
  return (
    user && (
      <p id="user">
        {count} <Name user={user} />
      </p>
    )
  )
})

/** How often a change of the attempt is rendered. */
window.attempts = 0

function Console() {
  const { user } = useUser()
  window.clerk = useClerk()
  window.link = useMagicLink(user?.emailAddresses.at(-1))
  return null
}

const Attempt = memo(() => {
  window.attempts++
  return useSignIn().status
})

/** Would throw if it were rendered for nobody. */
const Home = memo(() => <p id="in">{useUser().user.primaryEmailAddress.emailAddress}</p>)

/** The page for a new address, and a way to leave it. */
function AccountPage() {
  const [isThere, setIsThere] = useState(true)
  return (
    <>
      <Console />
      <User />
      <Attempt />
      <button type="button" onClick={() => setIsThere(!isThere)}>
        Other page
      </button>
      <SignedIn>
        <Home />
        {isThere && <Account />}
      </SignedIn>
      <ClerkFailed>
        <p>No connection</p>
      </ClerkFailed>
      <ClerkLoaded>
        <p>Loaded</p>
      </ClerkLoaded>
      <SignedOut>
        <p id="out">Nobody</p>
      </SignedOut>
    </>
  )
}

/** A part of the page with a root and a provider of its own. */
const Second = () => (
  <SignedOut>
    <p id="second">Nobody</p>
  </SignedOut>
)

const Provider = ({ children }) => <ClerkProvider frontendApi={window.frontendApi}>{children}</ClerkProvider>

const within = Page => () => (
  <Provider>
    <Page />
  </Provider>
)

const APPS = {
  'sign-up': SignUp,
  'sign-in': SignIn,
  account: within(within(AccountPage)),
  'hosted-sign-up': within(HostedSignUp),
  'hosted-sign-in': within(HostedSignIn),
  'sign-up-page': within(SignUpPage),
  'sign-in-page': within(SignInPage),
  profile: within(Profile),
}

// A URL of the guide's own names no app.
sessionStorage.app = new URLSearchParams(location.search).get('app') ?? sessionStorage.app
show(APPS[sessionStorage.app], document.getElementById('root'))
if (sessionStorage.app === 'account')
  show(within(Second), document.body.appendChild(document.createElement('div')))

function show(App, root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
}

/** Who is here, by all that the page has shown, in its order. */
window.shown = []
new MutationObserver(() => {
  const now = ['in', 'out'].filter(id => document.getElementById(id)).join(' and ')
  if (now !== window.shown.at(-1)) window.shown.push(now)
}).observe(document.getElementById('root'), { childList: true, subtree: true })
