// What a component is told about the live resources. The other half is `components/src/snapshot.rs`.

import { list, pairs } from './fields.js'

/** Whether `clerk.load()` has ended, also where `clerk` is an older clerk-js. */
export const isLoaded = clerk => clerk.loaded ?? clerk.isReady()

/** This browser's sessions, and what a component of this kind is about. */
export const snapshot = (clerk, kind) => [
  isLoaded(clerk) && clerk.session === undefined,
  clerk.session?.id,
  list(clerk.client?.activeSessions ?? clerk.client?.signedInSessions, person),
  subjects[kind](clerk) ?? '',
]

const imageOf = of => of?.hasImage && (of.imageUrl ?? of.profileImageUrl)

const person = ({ id, user, publicUserData: shown = {} }) => [
  id,
  user?.id ?? shown.userId,
  user?.fullName ?? [shown.firstName, shown.lastName].filter(Boolean).join(' '),
  shown.identifier ?? user?.primaryEmailAddress?.emailAddress ?? user?.username,
  imageOf(user ?? shown),
]

const verification = of => [of?.status, of?.strategy, of?.verifiedFromTheSameClient?.(), of?.error?.code]

const factor = of => [of.strategy, of.emailAddressId, of.safeIdentifier, of.primary]

const attempts = ({ client }) =>
  client && [
    'sign',
    client.signIn.id,
    client.signIn.status,
    client.signIn.identifier,
    client.signIn.userData?.firstName,
    imageOf(client.signIn.userData),
    verification(client.signIn.firstFactorVerification),
    list(client.signIn.supportedFirstFactors, factor),
    list(client.signIn.supportedSecondFactors, factor),
    client.signIn.createdSessionId,
    client.signUp.id,
    client.signUp.status,
    client.signUp.emailAddress,
    ...['requiredFields', 'optionalFields', 'missingFields', 'unverifiedFields'].map(name =>
      list(client.signUp[name], field => field),
    ),
    verification(client.signUp.verifications?.emailAddress),
    list(client.signUp.verifications?.emailAddress?.supportedStrategies, strategy => strategy),
    client.signUp.createdSessionId,
  ]

const user = ({ user }) =>
  user && [
    'user',
    ...['id', 'firstName', 'lastName', 'username'].map(name => user[name]),
    imageOf(user),
    user.passwordEnabled,
    user.totpEnabled,
    user.primaryEmailAddressId,
    list(user.emailAddresses, address => [address.id, address.emailAddress, verification(address.verification)]),
  ]

const subjects = { sign_in: attempts, sign_up: attempts, user_profile: user, user_button: () => {} }

/** How the application is configured, by the names of the wire, also where clerk-js renames them. */
export const environment = clerk =>
  pairs(clerk.__unstable__environment, name => name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`))

/** Why a command failed. */
export const refusal = error => [
  error?.name,
  error?.code,
  error?.retryAfter,
  list(error?.errors, ({ code, longMessage, message, meta }) => [
    code,
    longMessage || message,
    meta?.paramName,
    meta?.sessionId,
  ]),
]
