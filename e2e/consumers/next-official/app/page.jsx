import { auth, currentUser } from '@clerk/nextjs/server'
import { SignedIn, SignedOut, SignIn, UserButton } from 'clerk-wasm/nextjs'

export default async function Page() {
  const { userId } = await auth()
  const user = userId && (await currentUser())
  return (
    <main>
      <h1>Hello {user ? user.primaryEmailAddress.emailAddress : 'nobody'}</h1>
      <SignedOut>
        <SignIn withSignUp fallbackRedirectUrl="/" />
      </SignedOut>
      <SignedIn>
        <UserButton afterSignOutUrl="/" />
      </SignedIn>
    </main>
  )
}
