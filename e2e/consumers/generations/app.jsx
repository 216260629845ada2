// One app for all generations of React's official bindings. `GENERATION` is the major version. `bindings`
// is that version, and `attempts` its module with `useSignIn` and `useSignUp`. It gets our class at /class, and an instance
// of it at /instance.

import { useSignIn, useSignUp } from 'attempts'
import * as bindings from 'bindings'
import { Clerk } from 'clerk-wasm/headless'
import { memo, StrictMode, useEffect, useMemo, useState } from 'react'
import { createRoot } from 'react-dom/client'

const { ClerkLoaded, ClerkProvider, UserButton, useAuth, useClerk, useSession, useUser } = bindings
const Shown = name => props => <bindings.Show when={name} {...props} />
const { SignedIn = Shown('signed-in'), SignedOut = Shown('signed-out') } = bindings

const HOST = 'clerk.generations.test'
const KEY = GENERATION < 4 ? HOST : `pk_live_${btoa(`${HOST}$`)}`
const [, way, page] = location.pathname.split('/')

/** What a hook of 2 gives by itself, and a later one by a name. */
const own = (value, name) => (GENERATION === 2 ? value : value[name])

/** Another part of the page, which knows nothing of React. */
globalThis.outside = new Clerk(KEY)
/** How often a component with hooks and a memoised one were rendered. */
globalThis.renders = 0

function Form() {
  const clerk = useClerk()
  const signUp = own(useSignUp(), 'signUp')
  const signIn = own(useSignIn(), 'signIn')
  const [emailAddress, setEmailAddress] = useState('')
  const wait = async (attempt, options) => {
    const redirectUrl = `${location.origin}/${way}/verification`
    const { createdSessionId } = await attempt
      .createMagicLinkFlow()
      .startMagicLinkFlow({ redirectUrl, ...options })
    await (GENERATION < 5 ? clerk.setSession(createdSessionId) : clerk.setActive({ session: createdSessionId }))
  }
  const enter = async () => {
    const { supportedFirstFactors } = await signIn.create({ identifier: emailAddress })
    const { emailAddressId } = supportedFirstFactors.find(({ strategy }) => strategy === 'email_link')
    await wait(signIn, { emailAddressId })
  }
  const join = async () => {
    await signUp.create({ emailAddress })
    await wait(signUp)
  }
  return (
    <>
      <input
        aria-label="Email address"
        value={emailAddress}
        onChange={({ target }) => setEmailAddress(target.value)}
      />
      <button type="button" onClick={join}>
        Sign up
      </button>
      <button type="button" onClick={enter}>
        Sign in
      </button>
    </>
  )
}

const Name = memo(({ user }) => {
  globalThis.renders++
  return <h1>{user.firstName ?? 'Nobody'}</h1>
})

const Addresses = memo(({ addresses }) => addresses.map(({ id, emailAddress }) => <p key={id}>{emailAddress}</p>))

const Claims = () => <p>{`Claims of ${useAuth().sessionClaims.sid}`}</p>

function Home() {
  globalThis.renders++
  const clerk = useClerk()
  const user = own(useUser(), 'user')
  const session = own(useSession(), 'session')
  const [token, setToken] = useState('')
  const addresses = useMemo(() => user.emailAddresses, [user])
  return (
    <>
      <Name user={user} />
      <Addresses addresses={addresses} />
      {GENERATION < 5 || <Claims />}
      <UserButton />
      <button
        type="button"
        onClick={() => user.createEmailAddress({ email: `also.${addresses[0].emailAddress}` })}
      >
        Add
      </button>
      <button type="button" onClick={async () => setToken(await session.getToken())}>
        Token
      </button>
      <output>{token}</output>
      <button type="button" onClick={() => clerk.signOut()}>
        Sign out
      </button>
    </>
  )
}

function Verification() {
  const clerk = useClerk()
  const [outcome, setOutcome] = useState('')
  useEffect(() => {
    const { handleMagicLinkVerification: early, handleEmailLinkVerification: later } = clerk
    const told = () => setOutcome('Verified')
    ;(later ?? early)({ onVerifiedOnOtherDevice: told }).then(told)
  }, [clerk])
  return <h1>{outcome}</h1>
}

const props = GENERATION < 4 ? { frontendApi: KEY } : { publishableKey: KEY }

createRoot(document.getElementById('root')).render(
  <StrictMode>
    <ClerkProvider {...props} Clerk={way === 'class' ? Clerk : new Clerk(KEY)}>
      <ClerkLoaded>
        {page === 'verification' ? (
          <Verification />
        ) : (
          <>
            <SignedIn>
              <Home />
            </SignedIn>
            <SignedOut>
              <Form />
            </SignedOut>
          </>
        )}
      </ClerkLoaded>
    </ClerkProvider>
  </StrictMode>,
)
