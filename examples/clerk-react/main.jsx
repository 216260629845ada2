// The official React bindings of 2022 on our class, in strict mode. The components do what the
// guide's do; the page's title tells the test where they are.

import {
  ClerkLoaded,
  ClerkProvider,
  MagicLinkErrorCode,
  SignedIn,
  SignedOut,
  isMagicLinkError,
  useClerk,
  useMagicLink,
  useSignIn,
  useSignUp,
  useUser,
} from '@clerk/clerk-react'
import { Clerk } from 'clerk-wasm'
import { StrictMode, useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'

const parameters = new URLSearchParams(location.search)
const emailAddress = parameters.get('emailAddress')

function App() {
  const isVerification = parameters.has('__clerk_status')
  const Form = parameters.get('mode') === 'sign-in' ? SignInMagicLink : SignUpMagicLink
  return (
    <ClerkProvider frontendApi={parameters.get('frontendApi')} Clerk={Clerk}>
      <ClerkLoaded>{isVerification && <MagicLinkVerification />}</ClerkLoaded>
      <SignedOut>{!isVerification && <Form />}</SignedOut>
      <SignedIn>
        <Account />
      </SignedIn>
    </ClerkProvider>
  )
}

function SignUpMagicLink() {
  const { setSession } = useClerk()
  const signUp = useSignUp()
  const { startMagicLinkFlow } = useMagicLink(signUp)

  async function submit(event) {
    event.preventDefault()
    await signUp.create({ emailAddress })
    tell('waiting')
    const su = await startMagicLinkFlow({ redirectUrl: location.href })
    const verification = su.verifications.emailAddress
    if (!verification.verifiedFromTheSameClient() || su.status !== 'complete') {
      return tell(`verification: ${verification.status}`)
    }
    await setSession(su.createdSessionId)
  }

  return (
    <form onSubmit={submit}>
      <button type="submit">Sign up with magic link</button>
    </form>
  )
}

function SignInMagicLink() {
  const { setSession } = useClerk()
  const signIn = useSignIn()
  const { startMagicLinkFlow } = useMagicLink(signIn)

  async function submit(event) {
    event.preventDefault()
    const si = await signIn.create({ identifier: emailAddress })
    const { email_address_id } = si.supportedFirstFactors.find(
      ff => ff.strategy === 'email_link' && ff.safe_identifier === emailAddress,
    )
    tell('waiting')
    const res = await startMagicLinkFlow({
      emailAddressId: email_address_id,
      redirectUrl: location.href,
    })
    const verification = res.firstFactorVerification
    if (!verification.verifiedFromTheSameClient() || res.status !== 'complete') {
      return tell(`verification: ${verification.status}`)
    }
    await setSession(res.createdSessionId)
  }

  return (
    <form onSubmit={submit}>
      <button type="submit">Sign in with magic link</button>
    </form>
  )
}

function MagicLinkVerification() {
  const [status, setStatus] = useState('loading')
  const { handleMagicLinkVerification } = useClerk()

  useEffect(() => {
    async function verify() {
      try {
        await handleMagicLinkVerification({})
        setStatus('verified')
      } catch (err) {
        const isExpired = isMagicLinkError(err) && err.code === MagicLinkErrorCode.Expired
        setStatus(isExpired ? 'expired' : 'failed')
      }
    }
    verify()
  }, [])

  return <p>{status}</p>
}

function Account() {
  const user = useUser()
  useEffect(() => tell(`signed in as ${user.primaryEmailAddress.emailAddress}`))
  return <p>{user.primaryEmailAddress.toString()}</p>
}

function tell(text) {
  document.title = text
}

createRoot(document.getElementById('root')).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
