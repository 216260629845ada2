// What an app's own backend learns from the cookies of a page, and with which attributes.

import { client, equal, json, loaded, loading, ok, session, sessionToken, withFetch } from './helpers.js'
import { wire } from './wire.js'

/** Runs `script` with the lines that are assigned to `document.cookie` meanwhile. */
async function written(script) {
  const lines = []
  const { get, set } = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie')
  Object.defineProperty(document, 'cookie', {
    configurable: true,
    get,
    set(line) {
      lines.push(line)
      set.call(document, line)
    },
  })
  try {
    await script(lines)
  } finally {
    delete document.cookie
  }
}

const UPDATED = 1_647_500_001_999
const YEAR = 'Max-Age=31536000'
const updatedAt = value => `__client_uat=${value}; Path=/; SameSite=Strict; ${YEAR}`
const SESSION = `__session=${sessionToken('sess_1')}; Path=/; SameSite=Lax; ${YEAR}`
const NO_SESSION = '__session=; Path=/; SameSite=Lax; Max-Age=0'
const signedIn = client({ sessions: [session('sess_1')], updated_at: UPDATED })

export async function aBackendLearnsTheSessionAndWhenThatChanged() {
  const answer = loading(signedIn, () => json(wire.client_signed_out))
  await written(lines =>
    withFetch(answer, async () => {
      const wrote = () => lines.splice(0).slice(-2)
      const clerk = await loaded({ touchSession: false })
      equal(wrote(), [SESSION, updatedAt(1_647_500_001)])
      await clerk.setSession(null)
      equal(wrote(), [NO_SESSION, updatedAt(1_647_500_001)], 'the client is signed in yet')
      await clerk.setSession('sess_1')
      equal(wrote(), [SESSION, updatedAt(1_647_500_001)])
      await clerk.signOut()
      equal(wrote(), [NO_SESSION, updatedAt(0)])
    }),
  )
}

export async function aPageThatBeginsSignedOutSaysSo() {
  for (const first of [
    null,
    client({ updated_at: UPDATED }),
    client({ sessions: [session('sess_1', 'ended')], updated_at: UPDATED }),
  ]) {
    await written(lines =>
      withFetch(loading(first), async () => {
        await loaded()
        equal(lines, [NO_SESSION, updatedAt(0)])
      }),
    )
  }
}

export async function anApiOfThePagesOwnDomainTellsTheTimeItself() {
  await written(lines =>
    withFetch(loading(signedIn), async () => {
      await loaded({ touchSession: false }, `http://${location.hostname}:4000`)
      ok(lines.length > 0 && lines.every(line => line === SESSION), lines)
    }),
  )
}
