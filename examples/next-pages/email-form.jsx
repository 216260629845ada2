import { isClerkAPIResponseError, useMagicLink, useSignIn, useSignUp } from 'clerk-wasm/nextjs'
import { useState } from 'react'

/** A form of the app's own: one field, which signs in whoever has an account, and signs up everybody else. */
export function EmailForm() {
  const { signIn, setSession } = useSignIn()
  const { signUp } = useSignUp()
  const signInLink = useMagicLink(signIn)
  const signUpLink = useMagicLink(signUp)
  const [message, setMessage] = useState('')

  const redirectUrl = () => new URL('/verification', location.href).href

  async function signInBy(identifier) {
    const { supportedFirstFactors } = await signIn.create({ identifier })
    const { emailAddressId } = supportedFirstFactors.find(factor => factor.strategy === 'email_link')
    setMessage('Open the link in the email.')
    return signInLink.startMagicLinkFlow({ emailAddressId, redirectUrl: redirectUrl() })
  }

  async function signUpBy(emailAddress) {
    await signUp.create({ emailAddress })
    setMessage('Open the link in the email.')
    return signUpLink.startMagicLinkFlow({ redirectUrl: redirectUrl() })
  }

  const isUnknown = error =>
    isClerkAPIResponseError(error) && error.errors.some(({ code }) => code === 'form_identifier_not_found')

  async function submit(event) {
    event.preventDefault()
    const address = new FormData(event.currentTarget).get('address')
    try {
      const attempt = await signInBy(address).catch(error => {
        if (isUnknown(error)) return signUpBy(address)
        throw error
      })
      if (attempt.status === 'complete') await setSession(attempt.createdSessionId)
      else setMessage('The link is too old. Ask for another one.')
    } catch (error) {
      setMessage(error.errors?.[0]?.longMessage ?? error.message)
    }
  }

  return (
    <form onSubmit={submit}>
      <label>
        Email address <input name="address" type="email" required />
      </label>
      <button type="submit" disabled={!signIn}>
        Continue
      </button>
      <output>{message}</output>
    </form>
  )
}
