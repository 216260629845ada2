// The page of the components, and people on it. The page has the strictest policy, and logs an error for each
// violation: `world` fails the test then.
import { createHmac } from 'node:crypto'

/** Both widths at which people meet a card. */
export const WIDTHS = { wide: { width: 1280, height: 800 }, narrow: { width: 360, height: 640 } }

/** The page that shows a component. `more` are other parts of its query. */
export function urlOf(show, props = {}, { options, ...more } = {}) {
  const json = { props: JSON.stringify(props), ...(options && { options: JSON.stringify(options) }) }
  return `/e2e/components.html?${new URLSearchParams({ show, ...json, ...more })}`
}

/** Waits until the page knows who is signed in: this address; nobody, if it is empty. */
export const isSignedIn = (page, address) =>
  page.locator(`html[data-user="${address}"]`).waitFor({ state: 'attached' })

export const heading = (page, name) => page.getByRole('heading', { name, exact: true }).waitFor()

/** Types an address and sends it. */
export async function submit(page, address, title = 'Check your email') {
  const field = page.getByLabel('Email address')
  // In Firefox, what Playwright fills in comes behind what is there.
  await field.evaluate(field => {
    field.value = ''
  })
  await field.fill(address)
  await page.getByRole('button', { name: 'Continue' }).click()
  await heading(page, title)
}

/** Makes an account through the SDK; this page is signed in to it. */
export async function register({ server }, page, address, values = {}) {
  await page.goto(urlOf(''))
  await page.locator('html[data-user]').waitFor({ state: 'attached' })
  await page.evaluate(
    async values => {
      const { signUp } = clerk.client
      await signUp.create(values)
      await signUp.prepareEmailAddressVerification({ strategy: 'email_code' })
    },
    { emailAddress: address, ...values },
  )
  const { code } = await server.mail(address)
  await page.evaluate(async code => {
    const { signUp } = clerk.client
    await signUp.attemptEmailAddressVerification({ code })
    await clerk.setSession(signUp.createdSessionId)
  }, code)
  await isSignedIn(page, address)
}

/** Somebody with an account who is signed in, on a page with this component. `before` runs while it is not shown. */
export async function signedIn(here, t, { show, props, before, values, ...options }) {
  const ada = { ...(await here.person(t, options)), address: here.address() }
  await register(here, ada.page, ada.address, values)
  await before?.(ada)
  await ada.page.goto(urlOf(show, props))
  if (show.startsWith('mount')) await ada.page.locator('#root .cl-rootBox').waitFor()
  return ada
}

/** Somebody with an account who is signed out, on a page with a SignIn. */
export const signedOut = (here, t, { before, ...options } = {}) =>
  signedIn(here, t, {
    show: 'mountSignIn',
    ...options,
    async before(ada) {
      await before?.(ada)
      await ada.page.evaluate(() => clerk.signOut())
    },
  })

/** The code that an authenticator app shows, in the present half minute or one after it. */
export function totp(secret, later = 0) {
  const bits = Array.from(secret.replace(/=/g, ''), letter =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  ).join('')
  const key = Buffer.from(bits.match(/.{8}/g).map(byte => Number.parseInt(byte, 2)))
  const time = Buffer.alloc(8)
  time.writeUInt32BE(Math.floor(Date.now() / 30_000) + later, 4)
  const hash = createHmac('sha1', key).update(time).digest()
  const number = hash.readUInt32BE(hash[19] & 15) & 0x7fffffff
  return String(number % 1_000_000).padStart(6, '0')
}
