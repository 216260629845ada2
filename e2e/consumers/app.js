// What every consumer does with the class that it imported: sign up by magic link, or complete one.

window.run = async (Clerk, isMagicLinkError) => {
  const parameters = new URLSearchParams(location.search)
  const tell = (text) => {
    document.title = text
  }
  try {
    const clerk = new Clerk(parameters.get('frontendApi'))
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
