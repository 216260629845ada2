import { call, create } from '#core'
import { Clerk } from './clerk.js'
import { preconnect } from './preconnect.js'
import { connect } from './resource.js'
import { start } from './start.js'

connect({
  call,
  /** The core starts with its first store. */
  create(frontendApi) {
    preconnect(frontendApi)
    start()
    return create(frontendApi)
  },
  version: VERSION,
})

export { Clerk, Clerk as default }
export { EmailLinkErrorCode, isEmailLinkError, isMagicLinkError, MagicLinkErrorCode } from './errors.js'
