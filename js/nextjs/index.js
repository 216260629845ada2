// As in `react/`, with the app's router and the environment's key.

export {
  EmailLinkErrorCode,
  isClerkAPIResponseError,
  isEmailLinkError,
  isMagicLinkError,
  MagicLinkErrorCode,
} from '../src/errors.js'
export {
  ClerkFailed,
  ClerkLoaded,
  ClerkLoading,
  RedirectToSignIn,
  RedirectToSignUp,
  RedirectToUserProfile,
  Show,
  SignedIn,
  SignedOut,
  SignIn,
  SignInButton,
  SignOutButton,
  SignUp,
  SignUpButton,
  useAuth,
  useClerk,
  useEmailLink,
  useMagicLink,
  UserButton,
  UserProfile,
  useSession,
  useSessionList,
  useSignIn,
  useSignUp,
  useUser,
} from '../react/client.js'
export { ClerkProvider } from './client.js'
