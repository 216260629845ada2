// What else is exported. bundle.mjs appends it to index.d.ts.

export const MagicLinkErrorCode: MagicLinkErrorCodes
/** The later name of `MagicLinkErrorCode`. */
export const EmailLinkErrorCode: MagicLinkErrorCodes
export type EmailLinkErrorCode = MagicLinkErrorCode
/** The later name of `isMagicLinkError`. */
export function isEmailLinkError(error: unknown): error is MagicLinkError
