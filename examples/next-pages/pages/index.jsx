import { ClerkLoading, SignedIn, SignedOut, UserButton, useUser } from 'clerk-wasm/nextjs'
import { EmailForm } from '../email-form.jsx'

export default function Page() {
  return (
    <main>
      <ClerkLoading>
        <p>One moment …</p>
      </ClerkLoading>
      <SignedOut>
        <EmailForm />
      </SignedOut>
      <SignedIn>
        <UserButton afterSignOutUrl="/" />
        <Greeting />
      </SignedIn>
    </main>
  )
}

function Greeting() {
  const { user } = useUser()
  return <h1>Hello {user?.firstName ?? user?.primaryEmailAddress?.emailAddress}</h1>
}
