import { call, create } from '#core'
import { connect } from './resource.js'

connect({ call, create, version: VERSION })

// The page starts the core itself: `await init()`.
export { default, initSync } from '#core'
export {
  Clerk,
  MagicLinkErrorCode,
  MagicLinkErrorCode as EmailLinkErrorCode,
  isMagicLinkError,
  isMagicLinkError as isEmailLinkError,
} from './clerk.js'
