// Against a running `frontend-api`, over real HTTP.

import { equal, failure, newTab, ok, SERVER, until } from './helpers.js'

const address = () => `ada.${Math.random().toString(36).slice(2)}@example.test`
const redirectUrl = location.origin + '/verification'

/** A signed-out instance, if the server is there. */
async function newClerk() {
  await fetch(SERVER + '/v1/environment').catch(() => {
    throw new Error(`no frontend-api at ${SERVER}: \`cargo xtask test browser\` starts one`)
  })
  const clerk = newTab(SERVER)
  await clerk.load()
  await clerk.signOut()
  return clerk
}

export async function anUnknownAddressIsATypedError() {
  const { client } = await newClerk()
  const error = await failure(client.signIn.create({ identifier: address() }))
  equal([error.clerkError, error.errors[0].code], [true, 'form_identifier_not_found'])
  equal(error.errors[0].meta.paramName, 'identifier')
}

export async function aLinkIsSentWaitedForAndCancelled() {
  const { client } = await newClerk()
  const emailAddress = address()
  const { signUp } = client
  ok((await signUp.create({ emailAddress })) === signUp, 'the same sign-up')
  equal([signUp.status, signUp.emailAddress], ['missing_requirements', emailAddress])
  const { startMagicLinkFlow, cancelMagicLinkFlow } = signUp.createMagicLinkFlow()
  let expiresAt
  const pending = failure(
    startMagicLinkFlow({
      redirectUrl,
      onProgress: p => {
        expiresAt = p.expiresAt
      },
    }),
  )
  await until(() => expiresAt, 'sent')
  ok(Math.abs(expiresAt - Date.now() - 600_000) < 20_000, 'ten minutes')
  equal(signUp.verifications.emailAddress.status, 'unverified')
  cancelMagicLinkFlow()
  equal((await pending).code, 'cancelled')
}

export async function aRedirectToAForeignOriginIsRefused() {
  const { client } = await newClerk()
  await client.signUp.create({ emailAddress: address() })
  const { startMagicLinkFlow } = client.signUp.createMagicLinkFlow()
  const error = await failure(startMagicLinkFlow({ redirectUrl: 'https://evil.example/steal' }))
  equal([error.status, error.clerkError], [422, true])
  ok(error.errors[0].code.length > 0, 'a code')
}

export async function aMegabyteIsRefusedAndNothingIsLost() {
  const { client } = await newClerk()
  const error = await failure(client.signIn.create({ identifier: 'x'.repeat(1_000_000) }))
  ok(error.clerkError && error.status >= 400 && error.status < 500, error.message)
  await client.signUp.create({ emailAddress: address() })
  equal(client.signUp.status, 'missing_requirements')
}
