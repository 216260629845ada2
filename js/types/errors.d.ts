// The codes and guards of errors, without React and without the core.

import type { ClerkAPIResponseError, MagicLinkError, MagicLinkErrorCodes } from './clerk.mjs'

/** Why a magic link's flow or verification ended without a result. */
export const MagicLinkErrorCode: MagicLinkErrorCodes
/** The later name of `MagicLinkErrorCode`. */
export const EmailLinkErrorCode: MagicLinkErrorCodes

/** Whether this is a `MagicLinkError`, with which a flow or a verification of a magic link ended. */
export function isMagicLinkError(error: unknown): error is MagicLinkError
/** The later name of `isMagicLinkError`. */
export function isEmailLinkError(error: unknown): error is MagicLinkError
/** Whether the Frontend API answered with an error. */
export function isClerkAPIResponseError(error: unknown): error is ClerkAPIResponseError
