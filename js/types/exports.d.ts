// What else is exported. bundle.mjs appends it to index.d.ts.

/** Why a magic link's flow or verification ended without a result. */
export const MagicLinkErrorCode: MagicLinkErrorCodes
/** The later name of `MagicLinkErrorCode`. */
export const EmailLinkErrorCode: MagicLinkErrorCodes
export type EmailLinkErrorCode = MagicLinkErrorCode
/** The later name of `isMagicLinkError`. */
export function isEmailLinkError(error: unknown): error is MagicLinkError
