// What the declarations promise, and what they refuse.

import DefaultClerk, {
  Clerk,
  MagicLinkErrorCode,
  isMagicLinkError,
  type ClerkAPIResponseError,
  type ClerkError,
  type EmailAddressResource,
  type MagicLinkError,
  type MagicLinkProgress,
  type SessionResource,
  type UserResource,
} from 'clerk-wasm'
import { install } from 'clerk-wasm/components'
import HeadlessClerk from 'clerk-wasm/headless'
import PlainClerk, { isEmailLinkError } from 'clerk-wasm/nowasm'
import init, { Clerk as StreamedClerk, EmailLinkErrorCode, initSync } from 'clerk-wasm/wasm'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
function holds<_T extends true>(): void {}

const clerk: Clerk = new DefaultClerk('pk_test_…')
const headless: Clerk = new HeadlessClerk('http://localhost:4000')
await init()
initSync({ module: new Uint8Array() })
const streamed: Clerk = new StreamedClerk('clerk.example.com')
const plain: Clerk = new PlainClerk('clerk.example.com')
isEmailLinkError(EmailLinkErrorCode.Expired)
for (const each of [clerk, headless, streamed, plain]) each.isReady()

// While unknown, signed out and signed in are three things.
holds<Equal<typeof clerk.user, UserResource | null | undefined>>()
holds<Equal<typeof clerk.session, SessionResource | null | undefined>>()
// @ts-expect-error not loaded yet, perhaps
clerk.client.signIn

const unsubscribe: () => void = clerk.addListener(({ client, session, user }) => {
  const id: string | undefined = client.id
  const email: string | undefined = user?.primaryEmailAddress?.emailAddress
  const expiry: Date | undefined = session?.expireAt
  console.log(id, email, expiry?.getTime())
})
unsubscribe()

await clerk.setSession(null)
await clerk.setSession('sess_1', session => session?.user?.fullName)
await clerk.setSession(clerk.client!.activeSessions[0]!)
await clerk.load({ theme: { layout: {} }, authVersion: 2 })
await clerk.navigate(new URL('https://example.com'))
await clerk.handleMagicLinkVerification({ redirectUrl: new URL('https://example.com'), redirectUrlComplete: '/' })
await clerk.signOut(() => Promise.resolve())
// @ts-expect-error a session, its id or null
await clerk.setSession(7)
// @ts-expect-error an instance needs its Frontend API
new Clerk()

const { signIn, signUp } = clerk.client!
const flow = signIn.createMagicLinkFlow()
await flow.startMagicLinkFlow({ emailAddressId: 'idn_1', redirectUrl: '/verification' })
await flow.startMagicLinkFlow({ email_address_id: 'idn_1', redirectUrl: '/verification' })
await flow.startMagicLinkFlow({
  emailAddressId: 'idn_1',
  redirectUrl: new URL('https://example.com/verification'),
})
await flow.startMagicLinkFlow({ emailAddressId: 'idn_1', callbackUrl: '/verification' })
// @ts-expect-error a sign-in says which address
await flow.startMagicLinkFlow({ redirectUrl: '/verification' })
// @ts-expect-error a link leads somewhere
await flow.startMagicLinkFlow({ emailAddressId: 'idn_1' })
// @ts-expect-error one target
await flow.startMagicLinkFlow({ emailAddressId: 'idn_1', redirectUrl: '/a', redirect_url: '/b' })
await signIn.prepareFirstFactor({
  strategy: 'email_link',
  email_address_id: 'idn_1',
  redirect_url: '/verification',
})
await signIn.prepareFirstFactor({ strategy: 'email_code', emailAddressId: 'idn_1' })
// @ts-expect-error a link leads somewhere
await signIn.prepareFirstFactor({ strategy: 'email_link', emailAddressId: 'idn_1' })
await signUp.prepareVerification({ strategy: 'email_link', redirect_url: '/verification' })
// An object that holds a URL names a page, too.
for (const page of [new URL('https://example.com'), location]) {
  await flow.startMagicLinkFlow({ emailAddressId: 'idn_1', redirectUrl: page })
  await signIn.create({ strategy: 'email_link', redirectUrl: page })
  await signIn.prepareFirstFactor({ strategy: 'email_link', emailAddressId: 'idn_1', redirectUrl: page })
  await signUp.prepareVerification({ strategy: 'email_link', redirect_url: page })
  await signUp.prepareVerification('email_link', page)
  await clerk.navigate(page)
  await clerk.setActive({ redirectUrl: page })
  await clerk.handleMagicLinkVerification({ redirectUrlComplete: page })
  clerk.buildSignInUrl({ redirectUrl: page }) satisfies string
}
// @ts-expect-error a number names no page
await signUp.prepareVerification({ strategy: 'email_link', redirectUrl: 7 })
signIn.userData?.firstName satisfies string | null | undefined
signIn.userData?.first_name satisfies string | null | undefined
signIn.userData?.hasImage satisfies boolean | undefined
const controller = new AbortController()
const onProgress = ({ phase, expiresAt, attempt }: MagicLinkProgress) => {
  holds<Equal<typeof phase, 'sent' | 'waiting' | 'retrying' | 'offline'>>()
  console.log(expiresAt && expiresAt - Date.now(), attempt + 1)
}
await signUp.createMagicLinkFlow().startMagicLinkFlow({
  redirectUrl: '/verification',
  signal: controller.signal,
  onProgress,
})
await signUp.createMagicLinkFlow().resumeMagicLinkFlow({ onProgress })

const sameSignIn: typeof signIn = await signIn.reload()
sameSignIn.createdSessionId satisfies string | null
// A later status arrives as it is; an editor knows today's.
signIn.status satisfies string | null
signUp.verifications.emailAddress.nextAction satisfies string | null

const token: string = await clerk.session!.getToken({ template: 'hasura', leewayInSeconds: 20 })
const { jwt, getRawString } = clerk.session!.lastActiveToken!
holds<Equal<typeof jwt.claims.sid, string>>()
getRawString() satisfies string
jwt.claims.plan satisfies unknown
clerk.__internal_lastEmittedResources?.organization satisfies null | undefined
const sessions = await clerk.user!.getSessions()
console.log(token, sessions[0]?.latestActivity.browserName)
await clerk.user!.createEmailAddress('a@example.com')
await clerk.user!.update({ primaryEmailAddressId: 'idn_1', firstName: null })
await clerk.user!.createEmailAddress({ emailAddress: 'a@example.com' })
const link = signIn.supportedFirstFactors!.find(factor => factor.strategy === 'email_link')!
await signIn
  .createMagicLinkFlow()
  .startMagicLinkFlow({ email_address_id: link.email_address_id, redirectUrl: '/' })
await clerk.signOut({ sessionId: 'sess_1' })
await clerk.setActive({ session: null, beforeEmit: () => undefined })
clerk.buildSignInUrl({ afterSignInUrl: '/' }) satisfies string
await signUp.createEmailLinkFlow().startEmailLinkFlow({ redirectUrl: '/verification' })
// @ts-expect-error a factor of its own
await signIn.attemptFirstFactor({ strategy: 'email_code' })

const caught: unknown = null
if (isMagicLinkError(caught)) {
  holds<Equal<typeof caught, MagicLinkError>>()
  switch (caught.code) {
    case MagicLinkErrorCode.Expired:
    case MagicLinkErrorCode.Failed:
    case MagicLinkErrorCode.ClientMismatch:
    case MagicLinkErrorCode.Cancelled:
    case MagicLinkErrorCode.Superseded:
    case MagicLinkErrorCode.SignedIn:
      break
    default:
      caught.code satisfies never
  }
}
holds<Equal<typeof Clerk.MagicLinkErrorCode.Expired, 'expired'>>()
const code: MagicLinkErrorCode = 'client_mismatch'
Clerk.isMagicLinkError(code)

declare const refused: ClerkAPIResponseError
const parameter: string | undefined = refused.errors[0]?.meta.paramName
const status: number = refused.status
declare const failed: ClerkError
const url: string | undefined = failed.url
declare const address: EmailAddressResource
address.verification.status === 'verified'
console.log(parameter, status, url)

// @ts-expect-error live objects belong to the SDK
signIn.status = 'complete'
// @ts-expect-error no member by that name
clerk.signIn

// A `Clerk` of another package has its own methods and those of the components.
const theirs = install(
  { state: 'loading', load: async () => {} },
  { localization: { locale: 'de-DE', signIn: {} }, allowedRedirectOrigins: ['https://app.example.com'] },
)
holds<Equal<typeof theirs.state, string>>()
theirs.mountSignIn(document.body, { signUpURL: '/sign-up', transferable: false, appearance: { elements: {} } })
// @ts-expect-error there is no such component
theirs.mountWaitlist(document.body)
