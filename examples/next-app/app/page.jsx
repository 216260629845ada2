import { ClerkFailed, ClerkLoading, SignedIn, SignedOut, SignIn, UserButton } from 'clerk-wasm/nextjs'
import Link from 'next/link'
import { Greeting } from './greeting.jsx'

/** A server component, which stays static: it is the browser that knows who is here. */
export default function Page() {
  return (
    <main>
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
        <Greeting />
        <Link href="/profile">Profile</Link>
      </SignedIn>
    </main>
  )
}
