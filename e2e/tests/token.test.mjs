// A backend that has only Clerk's package verifies the session tokens that the server signs.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { verify, verifyToken } from '../oracle/index.mjs'
import { signUp, text } from '../support/demo.mjs'
import { world } from '../support/world.mjs'

const here = world()

test("a session token verifies in @clerk/backend's verifyToken, and no other does", async t => {
  const ada = await here.person(t)
  const { origin } = here.server
  await signUp(here, ada, here.address())
  // The cookies of each request to a backend on the same site.
  const cookies = await ada.context.cookies(origin)
  const { value: token } = cookies.find(({ name }) => name === '__session')
  const expected = { sub: await text(ada.page, '#user-id'), sid: await text(ada.page, '#session-id'), iss: origin }
  const published = await (await fetch(`${origin}/.well-known/jwks.json`)).json()

  const { sub, sid, iss } = await verify(token, published)
  assert.deepEqual({ sub, sid, iss }, expected, 'with the published key')

  const fetched = await verifyToken(token, { secretKey: 'sk_test_any', apiUrl: origin })
  assert.equal(fetched.sub, expected.sub, 'with a key that it fetches itself')

  const [header, payload, signature] = token.split('.')
  const claims = JSON.parse(Buffer.from(payload, 'base64url'))
  const forged = Buffer.from(JSON.stringify({ ...claims, sub: 'user_of_another_name' })).toString('base64url')
  await assert.rejects(verify([header, forged, signature].join('.'), published), {
    reason: 'token-invalid-signature',
  })
})
