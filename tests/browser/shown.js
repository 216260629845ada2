// What the server sends, held against what an app sees of it.

import { equal, failure, json, loaded, loading, ok, withFetch } from './helpers.js'
import { wire } from './wire.js'

/** What an app does not see, by the kind of what sends it. Such a name is always sent, and never seen. */
const UNSEEN = {
  // Of captchas, and of cookies that end by themselves.
  client: ['captcha_bypass', 'cookie_expires_at'],
  // Of organizations, and of what came with later versions: actors, reverification, tasks.
  session: ['actor', 'factor_verification_age', 'last_active_organization_id', 'tasks'],
  // A session elsewhere is what can be shown of it and ended: no user, and no token.
  session_elsewhere: [
    ...['actor', 'created_at', 'factor_verification_age', 'last_active_organization_id', 'last_active_token'],
    ...['public_user_data', 'tasks', 'updated_at', 'user'],
  ],
  // It came with later versions.
  public_user_data: ['username'],
  // Of organizations, passkeys, backup codes and SAML. The method `twoFactorEnabled` tells `totp_enabled`.
  user: [
    ...['backup_code_enabled', 'create_organization_enabled', 'create_organizations_limit'],
    ...['enterprise_accounts', 'legal_accepted_at', 'organization_memberships', 'passkeys', 'profile_image_id'],
    ...['saml_accounts', 'two_factor_enabled'],
  ],
  // Of SAML, and of accounts that are being deleted.
  email_address: ['matches_sso_connection', 'reserved'],
  // Of other ways to prove who one is.
  sign_in: ['supported_external_accounts'],
  // The same, and what came with later versions.
  sign_up: [
    ...['external_account', 'external_account_strategy', 'legal_accepted_at', 'locale'],
    'supported_external_accounts',
  ],
}

/** What an app sees as it was sent: it may have any names. */
const AS_SENT = ['error', 'public_metadata', 'unsafe_metadata']

/** How an app has each kind of answer sent. */
const ASKED = {
  client: clerk => clerk.client.create(),
  sign_in: clerk => clerk.client.signIn.create({ identifier: 'ada@example.test' }),
  sign_up: clerk => clerk.client.signUp.create({ emailAddress: 'ada@example.test' }),
  email_address: clerk => clerk.user.createEmailAddress('countess@example.test'),
  totp: clerk => clerk.user.createTOTP(),
}

/** The names that the rule does not give, by the wire's (wire protocol 7). */
const nameOf = (kind, name) =>
  kind === 'sign_up' && name === 'web3_wallet'
    ? 'web3wallet'
    : name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase())

/** What an app sees of `null`: nothing, or an object without content. */
const isEmpty = seen =>
  seen === undefined ||
  seen === null ||
  seen === false ||
  (typeof seen === 'object' && !(seen instanceof Date) && Object.values(seen).every(isEmpty))

/** Throws unless an app sees all of what was sent; `at` is where that was. */
function compare(sent, seen, at) {
  const name = at.split('.').at(-1)
  if (sent === null) ok(isEmpty(seen), `${at} is nothing, and not ${JSON.stringify(seen)}`)
  else if (Array.isArray(sent)) {
    equal(seen.length, sent.length, at)
    for (const [i, one] of sent.entries()) compare(one, seen[i], `${at}.${i}`)
  } else if (name === 'jwt') equal(seen.getRawString(), sent, at)
  else if (typeof sent !== 'object' || AS_SENT.includes(name)) equal(seen, sent, at)
  else compareFields(sent, seen, at, 'latest_activity' in sent ? 'session_elsewhere' : (sent.object ?? name))
}

function compareFields(sent, seen, at, kind) {
  const unseen = ['object', ...(UNSEEN[kind] ?? [])]
  for (const name of UNSEEN[kind] ?? []) ok(name in sent, `${kind} has ${name}`)
  for (const [name, value] of Object.entries(sent)) {
    const shown = nameOf(kind, name)
    equal(Object.hasOwn(seen, shown), !unseen.includes(name), `${at}.${name} can be seen:`)
    if (unseen.includes(name)) continue
    // Of a sign-up it is the number that was sent (wire protocol 7.5).
    const isInstant = /_at$/.test(name) && value !== null && kind !== 'sign_up'
    if (isInstant) equal([seen[shown].constructor.name, seen[shown].getTime()], ['Date', value], `${at}.${name}`)
    else compare(value, seen[shown], `${at}.${name}`)
  }
}

const signedIn = wire.client_signed_in.response

/** Runs `script` in a signed-in browser whose next request is answered by the file `name`. */
const answered = (name, script, status = 200) =>
  withFetch(
    loading(signedIn, () => json(wire[name], status), wire.environment),
    async () => script(await loaded({ touchSession: false }), wire[name]),
  )

/** The files of another form than most. */
const OTHERS = {
  client_signed_out: async clerk => {
    await clerk.signOut()
    compare(null, clerk.client, 'signedOut')
  },
  environment: (clerk, { display_config: { sign_in_url, sign_up_url, user_profile_url } }) =>
    equal(
      [clerk.buildSignInUrl(), clerk.buildSignUpUrl(), clerk.buildUserProfileUrl()],
      [sign_in_url, sign_up_url, user_profile_url],
    ),
  sessions_active: async (clerk, sent) => compare(sent, await clerk.user.getSessions(), 'sessions'),
  token: async (clerk, { jwt }) => equal(await clerk.session.getToken({ skipCache: true }), jwt),
}

export async function anAppSeesWhatTheServerSends() {
  for (const [name, { response }] of Object.entries(wire)) {
    if (name === 'refused') continue
    const most = async (clerk, sent) => {
      compare(sent.response, await ASKED[response.object](clerk), name)
      compare(sent.client, clerk.client, 'client')
    }
    await answered(name, OTHERS[name] ?? most)
  }
}

export async function anAppSeesWhyTheServerRefuses() {
  const refused = async (clerk, { errors }) =>
    compare(errors, (await failure(clerk.client.signIn.create({ identifier: '?' }))).errors, 'errors')
  await answered('refused', refused, 422)
}
