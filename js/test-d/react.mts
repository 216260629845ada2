// Both forms of the hooks, in full `strict`.

import type { ReactNode } from 'react'
import { type EmailAddressResource, type SessionResource, type SignInResource, Clerk } from 'clerk-wasm'
import type * as errors from 'clerk-wasm/errors'
import type * as next from 'clerk-wasm/nextjs'
import {
  ClerkProvider,
  isClerkAPIResponseError,
  type MagicLinkErrorCode,
  Show,
  SignInButton,
  SignOutButton,
  UserButton,
  useAuth,
  useClerk,
  useEmailLink,
  useMagicLink,
  useSession,
  useSessionList,
  useSignIn,
  useSignUp,
  useUser,
} from 'clerk-wasm/react'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const holds = <T extends true>(): T | void => {}

// As the guide writes it: the resource itself.
export async function guide(emailAddress: string): Promise<string | null> {
  const signIn = useSignIn()
  const { startMagicLinkFlow, cancelMagicLinkFlow, progress } = useMagicLink(signIn)
  await signIn.create({ identifier: emailAddress })
  const res = await startMagicLinkFlow({ emailAddressId: 'idn_1', redirectUrl: '/verification' })
  // @ts-expect-error a sign-in needs the address
  startMagicLinkFlow({ redirectUrl: '/' })
  holds<Equal<typeof res, SignInResource>>()
  cancelMagicLinkFlow()
  progress?.phase satisfies 'sent' | 'waiting' | 'retrying' | 'offline' | undefined

  const signUp = useSignUp()
  const su = await useMagicLink(signUp).startMagicLinkFlow({ redirectUrl: '/' })
  await useClerk().setSession(su.createdSessionId, () => {})

  const user = useUser()
  const address = await user.createEmailAddress({ email: emailAddress })
  const verified = await useMagicLink(address).startMagicLinkFlow({ redirectUrl: '/' })
  holds<Equal<typeof verified, EmailAddressResource>>()
  return useSession().getToken()
}

// As later versions have it: destructured, and narrowed by `isLoaded`.
export async function later(): Promise<void> {
  const { isLoaded, signIn, setSession, setActive } = useSignIn()
  const { startEmailLinkFlow } = useEmailLink(signIn)
  // @ts-expect-error it may not be there yet
  signIn.create({})
  if (!isLoaded) return
  await signIn.create({ identifier: 'ada@example.com' })
  await startEmailLinkFlow({ emailAddressId: 'idn_1', redirectUrl: '/' })
  await setSession(signIn.createdSessionId)
  await setActive({ session: signIn.createdSessionId })

  const { isSignedIn, user } = useUser()
  if (isSignedIn) user.fullName satisfies string | null
  // @ts-expect-error nobody may be signed in
  else user.fullName
  const { sessions } = useSessionList()
  sessions satisfies SessionResource[] | undefined

  const auth = useAuth()
  if (auth.isSignedIn) auth.userId satisfies string
  else auth.userId satisfies null | undefined
  const token: string | null = await auth.getToken({ template: 'backend' })
  await auth.signOut(() => console.log(token))
}

// As the guide begins: `useState(null)`, or the address of nobody.
useMagicLink(null as EmailAddressResource | null)
// @ts-expect-error a session has no links
useMagicLink(useSession())

ClerkProvider({ publishableKey: process.env['KEY'], navigate: to => location.assign(to), initialState: null })
ClerkProvider({ Clerk, frontendApi: 'clerk.example.com', initialState: { userId: 'user_1', sessionId: null } })
ClerkProvider({ Clerk: new Clerk('clerk.example.com'), appearance: { variables: {} } })
// @ts-expect-error a server that knows the user knows the session
ClerkProvider({ frontendApi: 'clerk.example.com', initialState: { userId: 'user_1' } })
// @ts-expect-error no such state
Show({ when: 'signed_in' })
SignInButton({ mode: 'modal', forceRedirectUrl: '/' })
SignOutButton({ redirectUrl: '/', children: 'Bye' })
const button: ReactNode = UserButton({ afterSignOutAllUrl: '/' })

holds<Equal<typeof MagicLinkErrorCode.Expired, 'expired'>>()
'expired' satisfies MagicLinkErrorCode
const caught: unknown = button
if (isClerkAPIResponseError(caught)) caught.errors[0]?.code satisfies string | undefined
holds<Equal<typeof errors.isMagicLinkError, typeof next.isMagicLinkError>>()
holds<Equal<typeof next.useSignIn, typeof useSignIn>>()
declare const process: { env: Record<string, string | undefined> }
