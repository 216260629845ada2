// The guide's snippets, each an app that `?app=` names, in StrictMode.

import { ClerkFailed, ClerkLoaded, ClerkProvider, SignedIn, SignedOut, useClerk, useUser } from 'clerk-wasm/react'
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

function Console() {
  window.clerk = useClerk()
  return null
}

/** The page for a new address, and a way to leave it. */
function AccountPage() {
  const [isThere, setIsThere] = useState(true)
  return (
    <>
      <Console />
      <User />
      <button type="button" onClick={() => setIsThere(!isThere)}>
        Other page
      </button>
      <SignedIn>{isThere && <Account />}</SignedIn>
      <ClerkFailed>
        <p>No connection</p>
      </ClerkFailed>
      <ClerkLoaded>
        <p>Loaded</p>
      </ClerkLoaded>
      <SignedOut>
        <p>Nobody</p>
      </SignedOut>
    </>
  )
}

const within = Page => () => (
  <ClerkProvider frontendApi={window.frontendApi}>
    <Page />
  </ClerkProvider>
)

const APPS = {
  'sign-up': SignUp,
  'sign-in': SignIn,
  account: within(AccountPage),
  'hosted-sign-up': within(HostedSignUp),
  'hosted-sign-in': within(HostedSignIn),
  'sign-up-page': within(SignUpPage),
  'sign-in-page': within(SignInPage),
  profile: within(Profile),
}

// A URL of the guide's own names no app.
sessionStorage.app = new URLSearchParams(location.search).get('app') ?? sessionStorage.app
const App = APPS[sessionStorage.app]
createRoot(document.getElementById('root')).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
