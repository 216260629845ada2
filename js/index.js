export { Clerk, Clerk as default } from './clerk.js'
export { MagicLinkErrorCode, isMagicLinkError } from './magic-link-error.js'
