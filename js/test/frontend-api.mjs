// A Frontend API of constants: Ada is signed in, another sign-in waits for its second factor, and the link of
// a sign-up failed. They are the wire's fixtures. What those leave empty is filled here, so that every field
// that the SDK reads has a value.

import { wire } from '../../testing/wire.mjs'

const [SENT_SESSION] = wire('client_signed_in').response.sessions
const [SENT_ADDRESS] = SENT_SESSION.user.email_addresses
const ADDRESS = {
  ...SENT_ADDRESS,
  verification: { ...SENT_ADDRESS.verification, attempts: 1 },
  linked_to: [{ id: 'eac_1', type: 'oauth_google' }],
}
const IMAGE = { image_url: 'https://example.com/ada.png', profile_image_url: 'https://example.com/ada.png' }

const USER = {
  ...SENT_SESSION.user,
  ...IMAGE,
  last_name: 'Lovelace',
  has_image: true,
  email_addresses: [ADDRESS, { ...wire('email_address_added').response, verification: ADDRESS.verification }],
  public_metadata: { plan: 'free' },
}

const base64 = value => Buffer.from(JSON.stringify(value)).toString('base64url')
const iat = Math.floor(Date.now() / 1000)
const JWT = [
  base64({ alg: 'RS256', typ: 'JWT', kid: 'ins_1' }),
  base64({ iss: 'https://clerk.example.com', sub: 'user_1', sid: 'sess_1', iat, nbf: iat - 10, exp: iat + 60 }),
  'c2lnbmF0dXJl',
].join('.')

const TOKEN = { ...wire('token'), jwt: JWT }
const SESSION = {
  ...SENT_SESSION,
  last_active_token: TOKEN,
  user: USER,
  public_user_data: { ...SENT_SESSION.public_user_data, ...IMAGE, last_name: 'Lovelace', has_image: true },
}

const SENT_SIGN_IN = wire('sign_in_needs_second_factor').response
const SIGN_IN = { ...SENT_SIGN_IN, user_data: { ...SENT_SIGN_IN.user_data, ...IMAGE, first_name: 'Ada' } }

const SIGN_UP = wire('sign_up_failed').response

const CLIENT = { ...wire('client_signed_in').response, sessions: [SESSION], sign_in: SIGN_IN, sign_up: SIGN_UP }

const ANSWERS = {
  '/v1/environment': wire('environment'),
  '/v1/client': { response: CLIENT },
  '/v1/client/sessions/sess_1/touch': { response: SESSION, client: CLIENT },
  '/v1/client/sessions/sess_1/tokens': TOKEN,
  '/v1/me/totp': { response: { ...wire('totp_created').response, backup_codes: ['8a3k-9d2m'] }, client: CLIENT },
  '/v1/me/sessions/active': wire('sessions_active'),
  '/v1/client/sign_ins': { response: SIGN_IN, client: CLIENT },
  '/v1/client/sign_ups/sua_1': { response: SIGN_UP, client: CLIENT },
  '/v1/client/sign_ups/sua_1/prepare_verification': { response: SIGN_UP, client: CLIENT },
  '/v1/client/sign_ups': { response: SIGN_UP, client: CLIENT },
}

/** Answers the page's requests to https://clerk.example.com. */
export const answer = page =>
  page.route('https://clerk.example.com/**', route => {
    const path = new URL(route.request().url()).pathname
    const headers = {
      'access-control-allow-origin': new URL(page.url()).origin,
      'access-control-allow-credentials': 'true',
    }
    const json = ANSWERS[path]
    return route.fulfill({ status: json ? 200 : 404, headers, json: json ?? wire('refused') })
  })
