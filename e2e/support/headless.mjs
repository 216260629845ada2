// The SDK without components on an empty page: a loaded `clerk`, and somebody who signs up by it.

/** A new page with a loaded `clerk`. */
export async function open({ newPage }) {
  const page = await newPage()
  await page.goto('/e2e/blank.html')
  await page.evaluate(async () => {
    window.clerk = new sdk.Clerk(location.origin)
    await clerk.load()
  })
  return page
}

/** Signs a new person up in this page; returns the id of the session. */
export async function signUp(here, browser, page, address) {
  const signedUp = page.evaluate(async emailAddress => {
    const attempt = await clerk.client.signUp.create({ emailAddress })
    const { startMagicLinkFlow } = attempt.createMagicLinkFlow()
    const { createdSessionId } = await startMagicLinkFlow({ redirectUrl: location.href })
    await clerk.setActive({ session: createdSessionId })
    return createdSessionId
  }, address)
  const { link } = await here.server.mail(address)
  await browser.context.request.get(link, { maxRedirects: 0 })
  return signedUp
}
