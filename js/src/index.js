export { Clerk, Clerk as default } from './clerk.js'
export {
  MagicLinkErrorCode,
  MagicLinkErrorCode as EmailLinkErrorCode,
  isMagicLinkError,
  isMagicLinkError as isEmailLinkError,
} from './resource.js'
