'use client'

// What needs a browser, by name: Next.js 14 builds no client file with `export *`.

export {
  RedirectToSignIn,
  RedirectToSignUp,
  RedirectToUserProfile,
  SignIn,
  SignInButton,
  SignOutButton,
  SignUp,
  SignUpButton,
  UserButton,
  UserProfile,
} from './components.js'
export {
  useAuth,
  useClerk,
  useMagicLink,
  useMagicLink as useEmailLink,
  useSession,
  useSessionList,
  useSignIn,
  useSignUp,
  useUser,
} from './hooks.js'
export { ClerkFailed, ClerkLoaded, ClerkLoading, ClerkProvider, Show, SignedIn, SignedOut } from './provider.js'
