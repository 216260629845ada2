// The codes and guards of errors, without React and without the core.

import type { ClerkAPIResponseError } from './clerk.mjs'

export { EmailLinkErrorCode, isEmailLinkError, isMagicLinkError, MagicLinkErrorCode } from './clerk.mjs'
/** Whether the Frontend API answered with an error. */
export function isClerkAPIResponseError(error: unknown): error is ClerkAPIResponseError
