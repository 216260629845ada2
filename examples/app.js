// What every consumer does with the class that it imported, or with the instance that its script tag
// made: sign up or in by magic link, or complete one. The title tells the test where it is.

window.run = async (Clerk, isMagicLinkError) => {
  const parameters = new URLSearchParams(location.search)
  const emailAddress = parameters.get('emailAddress')
  const redirectUrl = location.href
  const tell = text => {
    document.title = text
  }

  const signUp = async ({ signUp }) => {
    await signUp.create({ emailAddress })
    const { startMagicLinkFlow } = signUp.createMagicLinkFlow()
    tell('waiting')
    return startMagicLinkFlow({ redirectUrl })
  }

  const signIn = async ({ signIn }) => {
    const { supportedFirstFactors } = await signIn.create({ identifier: emailAddress })
    const { emailAddressId } = supportedFirstFactors.find(({ strategy }) => strategy === 'email_link')
    const { startMagicLinkFlow } = signIn.createMagicLinkFlow()
    tell('waiting')
    return startMagicLinkFlow({ emailAddressId, redirectUrl })
  }

  try {
    const clerk = typeof Clerk === 'function' ? new Clerk(parameters.get('frontendApi')) : Clerk
    await clerk.load()
    if (parameters.has('__clerk_status')) {
      await clerk.handleMagicLinkVerification({})
    } else {
      const ask = parameters.get('mode') === 'sign-in' ? signIn : signUp
      const { createdSessionId } = await ask(clerk.client)
      await clerk.setSession(createdSessionId)
    }
    tell(`signed in as ${clerk.user?.primaryEmailAddress.emailAddress}`)
  } catch (error) {
    tell(isMagicLinkError?.(error) ? `magic link: ${error.code}` : String(error))
  }
}
