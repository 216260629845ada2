// What the single files export besides; bundle.mjs appends it to types.d.ts.

export const MagicLinkErrorCode: MagicLinkErrorCodes
export default Clerk
