// A Frontend API of constants: Ada is signed in, and another sign-in and a sign-up wait for their links.
// Every field that the SDK reads has a value.

const NOW = 1_800_000_000_000

const verification = status => ({
  object: 'verification',
  status,
  strategy: 'email_link',
  attempts: 1,
  expire_at: NOW + 600_000,
  error: status === 'failed' ? { code: 'verification_failed', message: 'No.', long_message: 'No.' } : null,
  verified_at_client: status === 'verified' ? 'client_1' : null,
  next_action: status === 'verified' ? '' : 'needs_attempt',
  supported_strategies: ['email_link', 'email_code'],
})

const address = (id, email, status) => ({
  object: 'email_address',
  id,
  email_address: email,
  verification: verification(status),
  linked_to: [{ id: 'eac_1', type: 'oauth_google' }],
})

const USER = {
  object: 'user',
  id: 'user_1',
  external_id: null,
  username: 'ada',
  first_name: 'Ada',
  last_name: 'Lovelace',
  profile_image_url: 'https://example.com/ada.png',
  image_url: 'https://example.com/ada.png',
  has_image: true,
  primary_email_address_id: 'idn_1',
  primary_phone_number_id: null,
  primary_web3_wallet_id: null,
  email_addresses: [
    address('idn_1', 'ada@example.com', 'verified'),
    address('idn_2', 'countess@example.com', 'unverified'),
  ],
  phone_numbers: [],
  web3_wallets: [],
  external_accounts: [],
  password_enabled: false,
  two_factor_enabled: false,
  public_metadata: { plan: 'free' },
  unsafe_metadata: {},
  last_sign_in_at: NOW,
  created_at: NOW,
  updated_at: NOW,
}

const base64 = value => Buffer.from(JSON.stringify(value)).toString('base64url')
const iat = Math.floor(Date.now() / 1000)
const JWT = [
  base64({ alg: 'RS256', typ: 'JWT', kid: 'ins_1' }),
  base64({ iss: 'https://clerk.example.com', sub: 'user_1', sid: 'sess_1', iat, nbf: iat - 10, exp: iat + 60 }),
  'c2lnbmF0dXJl',
].join('.')

const SESSION = {
  object: 'session',
  id: 'sess_1',
  status: 'active',
  expire_at: NOW + 604_800_000,
  abandon_at: NOW + 2_592_000_000,
  last_active_at: NOW,
  last_active_token: { object: 'token', jwt: JWT },
  last_active_organization_id: null,
  user: USER,
  public_user_data: {
    first_name: 'Ada',
    last_name: 'Lovelace',
    profile_image_url: '',
    image_url: '',
    has_image: false,
    identifier: 'ada@example.com',
    user_id: 'user_1',
  },
  created_at: NOW,
  updated_at: NOW,
}

const SIGN_IN = {
  object: 'sign_in',
  id: 'sia_1',
  status: 'needs_first_factor',
  supported_identifiers: ['email_address'],
  identifier: 'ada@example.com',
  user_data: { first_name: 'Ada', last_name: null, image_url: '', profile_image_url: '' },
  supported_first_factors: [
    { strategy: 'email_link', email_address_id: 'idn_1', safe_identifier: 'ada@example.com', primary: true },
    { strategy: 'password' },
  ],
  supported_second_factors: [{ strategy: 'totp' }],
  first_factor_verification: verification('unverified'),
  second_factor_verification: null,
  created_session_id: null,
}

const SIGN_UP = {
  object: 'sign_up',
  id: 'sua_1',
  status: 'missing_requirements',
  required_fields: ['email_address'],
  optional_fields: ['first_name'],
  missing_fields: [],
  unverified_fields: ['email_address'],
  username: null,
  first_name: null,
  last_name: null,
  email_address: 'new@example.com',
  phone_number: null,
  web3_wallet: null,
  has_password: false,
  unsafe_metadata: {},
  created_session_id: null,
  created_user_id: null,
  abandon_at: NOW + 86_400_000,
  verifications: {
    email_address: verification('failed'),
    phone_number: null,
    web3_wallet: null,
    external_account: null,
  },
}

const CLIENT = {
  object: 'client',
  id: 'client_1',
  sessions: [SESSION],
  sign_in: SIGN_IN,
  sign_up: SIGN_UP,
  last_active_session_id: 'sess_1',
  created_at: NOW,
  updated_at: NOW,
}

const ENVIRONMENT = {
  object: 'environment',
  auth_config: { single_session_mode: true },
  display_config: { instance_environment_type: 'production', application_name: 'Demo' },
  user_settings: { attributes: {}, social: {}, sign_in: { second_factor: {} }, sign_up: {} },
}

const ANSWERS = {
  '/v1/environment': ENVIRONMENT,
  '/v1/client': { response: CLIENT },
  '/v1/client/sessions/sess_1/touch': { response: SESSION, client: CLIENT },
  '/v1/client/sessions/sess_1/tokens': { object: 'token', jwt: JWT },
  '/v1/me/sessions/active': [
    {
      object: 'session',
      id: 'sess_1',
      status: 'active',
      expire_at: NOW,
      abandon_at: NOW,
      last_active_at: NOW,
      latest_activity: { object: 'session_activity', id: 'sact_1', browser_name: 'Chromium', is_mobile: false },
    },
  ],
  '/v1/client/sign_ins': { response: SIGN_IN, client: CLIENT },
  '/v1/client/sign_ups/sua_1': { response: SIGN_UP, client: CLIENT },
  '/v1/client/sign_ups/sua_1/prepare_verification': { response: SIGN_UP, client: CLIENT },
  '/v1/client/sign_ups': { response: SIGN_UP, client: CLIENT },
}

const REFUSAL = {
  errors: [
    {
      code: 'resource_not_found',
      message: 'not found',
      long_message: 'No such thing.',
      meta: { param_name: 'id' },
    },
  ],
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
    return route.fulfill({ status: json ? 200 : 404, headers, json: json ?? REFUSAL })
  })
