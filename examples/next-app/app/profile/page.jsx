import { RedirectToSignIn, SignedIn, SignedOut, UserProfile } from 'clerk-wasm/nextjs'

export default function Page() {
  return (
    <>
      <SignedIn>
        <UserProfile />
      </SignedIn>
      <SignedOut>
        <RedirectToSignIn />
      </SignedOut>
    </>
  )
}
