// The codes and guards of errors. Without the core and without React: servers read them, too.

/** Why a magic-link flow or verification ended without a result: the values of `err.code`. */
export const MagicLinkErrorCode = Object.freeze({
  Expired: 'expired',
  Failed: 'failed',
  ClientMismatch: 'client_mismatch',
  Cancelled: 'cancelled',
  Superseded: 'superseded',
  SignedIn: 'signed_in',
})

/** Looks at the name, so that it also knows the errors of another copy of this package. */
export const isMagicLinkError = error => error?.name === 'MagicLinkError'

/** Whether the Frontend API answered with an error. */
export const isClerkAPIResponseError = error => error?.name === 'ClerkAPIResponseError'

export { MagicLinkErrorCode as EmailLinkErrorCode, isMagicLinkError as isEmailLinkError }
