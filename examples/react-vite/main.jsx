import {
  ClerkFailed,
  ClerkLoading,
  ClerkProvider,
  SignedIn,
  SignedOut,
  SignIn,
  UserButton,
} from 'clerk-wasm/react'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Home } from './home.jsx'

createRoot(document.getElementById('root')).render(
  <StrictMode>
    <ClerkProvider frontendApi={import.meta.env.VITE_CLERK_FRONTEND_API}>
      <ClerkLoading>
        <p>One moment …</p>
      </ClerkLoading>
      <ClerkFailed>
        <p>There is no connection. We keep trying.</p>
      </ClerkFailed>
      <SignedOut>
        <SignIn withSignUp fallbackRedirectUrl="/" />
      </SignedOut>
      <SignedIn>
        <UserButton afterSignOutUrl="/" />
        <Home />
      </SignedIn>
    </ClerkProvider>
  </StrictMode>,
)
