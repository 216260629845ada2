import { call, create } from '#core'
import { connect } from './resource.js'

connect({ call, create, version: VERSION })

// The page starts the core itself: `await init()`.
export { default, initSync } from '#core'
export { Clerk } from './clerk.js'
export { EmailLinkErrorCode, isEmailLinkError, isMagicLinkError, MagicLinkErrorCode } from './errors.js'
