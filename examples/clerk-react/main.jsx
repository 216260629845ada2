// The official React bindings of 2022 with our class, in strict mode: copy `Clerk={Clerk}`. The components do
// the same as the guide's.

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

function App() {
  const isVerification = parameters.has('__clerk_status')
  return (
    <ClerkProvider frontendApi={parameters.get('frontendApi') ?? 'http://localhost:4000'} Clerk={Clerk}>
      <ClerkLoaded>{isVerification && <MagicLinkVerification />}</ClerkLoaded>
      <SignedOut>
        {!isVerification && <SignUpMagicLink />}
        {!isVerification && <SignInMagicLink />}
      </SignedOut>
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
  const [emailAddress, setEmailAddress] = useState('')
  const [status, setStatus] = useState('')

  async function submit(event) {
    event.preventDefault()
    await signUp.create({ emailAddress })
    setStatus('open the link in the email')
    const su = await startMagicLinkFlow({ redirectUrl: location.href })
    const verification = su.verifications.emailAddress
    if (!verification.verifiedFromTheSameClient() || su.status !== 'complete') {
      return setStatus(`verification: ${verification.status}`)
    }
    await setSession(su.createdSessionId)
  }

  return (
    <form onSubmit={submit}>
      <input type="email" required value={emailAddress} onChange={e => setEmailAddress(e.target.value)} />
      <button type="submit">Sign up</button>
      <output>{status}</output>
    </form>
  )
}

function SignInMagicLink() {
  const { setSession } = useClerk()
  const signIn = useSignIn()
  const { startMagicLinkFlow } = useMagicLink(signIn)
  const [emailAddress, setEmailAddress] = useState('')
  const [status, setStatus] = useState('')

  async function submit(event) {
    event.preventDefault()
    const si = await signIn.create({ identifier: emailAddress })
    const { email_address_id } = si.supportedFirstFactors.find(
      ff => ff.strategy === 'email_link' && ff.safe_identifier === emailAddress,
    )
    setStatus('open the link in the email')
    const res = await startMagicLinkFlow({
      emailAddressId: email_address_id,
      redirectUrl: location.href,
    })
    const verification = res.firstFactorVerification
    if (!verification.verifiedFromTheSameClient() || res.status !== 'complete') {
      return setStatus(`verification: ${verification.status}`)
    }
    await setSession(res.createdSessionId)
  }

  return (
    <form onSubmit={submit}>
      <input type="email" required value={emailAddress} onChange={e => setEmailAddress(e.target.value)} />
      <button type="submit">Sign in</button>
      <output>{status}</output>
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
  const { signOut } = useClerk()
  return (
    <>
      <output>signed in as {user.primaryEmailAddress.emailAddress}</output>
      <button type="button" onClick={() => signOut()}>
        Sign out
      </button>
    </>
  )
}

createRoot(document.getElementById('root')).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
