// What every consumer does with the class that it imported, or with the instance that its script tag
// made: sign up by magic link, or complete one. The title tells the test where it is.

window.run = async (Clerk, isMagicLinkError) => {
  const parameters = new URLSearchParams(location.search)
  const tell = (text) => {
    document.title = text
  }
  try {
    const clerk = typeof Clerk === 'function' ? new Clerk(parameters.get('frontendApi')) : Clerk
    await clerk.load()
    if (parameters.has('__clerk_status')) {
      await clerk.handleMagicLinkVerification({})
    } else {
      const { signUp } = clerk.client
      await signUp.create({ emailAddress: parameters.get('emailAddress') })
      const { startMagicLinkFlow } = signUp.createMagicLinkFlow()
      tell('waiting')
      await startMagicLinkFlow({ redirectUrl: location.href })
      await clerk.setSession(signUp.createdSessionId)
    }
    tell(`signed in as ${clerk.user?.primaryEmailAddress.emailAddress}`)
  } catch (error) {
    tell(isMagicLinkError(error) ? `magic link: ${error.code}` : String(error))
  }
}
