// What the guide's React snippets do with our objects, as a TypeScript program without React.

import { Clerk, MagicLinkErrorCode, isMagicLinkError } from 'clerk-wasm'

const clerk = new Clerk('clerk.example.com')
await clerk.load({ navigate: (to) => console.log(to.length) })
const { setSession, handleMagicLinkVerification } = clerk
const { signIn, signUp } = clerk.client!

// Guide: "Sign up"
export async function submitSignUp(emailAddress: string): Promise<'verified' | 'expired' | 'pending'> {
  const { startMagicLinkFlow } = signUp.createMagicLinkFlow()
  await signUp.create({ emailAddress })
  const su = await startMagicLinkFlow({ redirectUrl: 'https://your-app.domain.com/verification' })
  const verification = su.verifications.emailAddress
  if (verification.verifiedFromTheSameClient()) return 'verified'
  if (verification.status === 'expired') return 'expired'
  if (su.status === 'complete') await setSession(su.createdSessionId, () => location.assign('/'))
  return 'pending'
}

// Guide: "Sign in"
export async function submitSignIn(emailAddress: string): Promise<void> {
  const { startMagicLinkFlow } = signIn.createMagicLinkFlow()
  const si = await signIn.create({ identifier: emailAddress })
  const factor = si.supportedFirstFactors?.find((ff) => ff.strategy === 'email_link')
  if (factor?.strategy !== 'email_link' || factor.safe_identifier !== emailAddress) return
  const res = await startMagicLinkFlow({
    emailAddressId: factor.email_address_id,
    redirectUrl: 'https://your-app.domain.com/verification',
  })
  const verification = res.firstFactorVerification
  if (verification.verifiedFromTheSameClient() || verification.status === 'expired') return
  if (res.status === 'complete') await setSession(res.createdSessionId)
}

// Guide: "Handle magic link verification"
export async function verify(): Promise<string> {
  try {
    await handleMagicLinkVerification({
      redirectUrl: 'https://redirect-to-pending-sign-up',
      redirectUrlComplete: 'https://redirect-when-sign-up-complete',
      onVerifiedOnOtherDevice: () => undefined,
    })
    return 'verified'
  } catch (err) {
    if (isMagicLinkError(err) && err.code === MagicLinkErrorCode.Expired) return 'expired'
    return 'failed'
  }
}

// Guide: "Email address verification"
export async function submitEmailAddress(email: string): Promise<boolean> {
  const res = await clerk.user!.createEmailAddress({ email })
  const { startMagicLinkFlow } = res.createMagicLinkFlow()
  const { verification } = await startMagicLinkFlow({ redirectUrl: 'https://redirect-from-email-magic-link' })
  return verification.status === 'verified'
}
