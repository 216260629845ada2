// An app of 2022 as its guide says: the official bindings with the name of the Frontend API, and nothing else.

import {
  ClerkProvider,
  RedirectToSignIn,
  SignedIn,
  SignedOut,
  SignIn,
  SignUp,
  UserButton,
  UserProfile,
} from '@clerk/clerk-react'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'

const Home = () => (
  <>
    <SignedIn>
      <h1>Home</h1>
      <UserButton afterSignOutAllUrl="/sign-in" />
    </SignedIn>
    <SignedOut>
      <RedirectToSignIn />
    </SignedOut>
  </>
)

const PAGES = {
  'sign-in': <SignIn path="/sign-in" routing="path" signUpUrl="/sign-up" afterSignInUrl="/" />,
  'sign-up': <SignUp path="/sign-up" routing="path" signInUrl="/sign-in" afterSignUpUrl="/" />,
  user: <UserProfile path="/user" routing="path" />,
}

createRoot(document.getElementById('root')).render(
  <StrictMode>
    <ClerkProvider frontendApi="clerk.react.test">
      {PAGES[location.pathname.split('/')[1]] ?? <Home />}
    </ClerkProvider>
  </StrictMode>,
)
