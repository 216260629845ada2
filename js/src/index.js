import { call, create } from '#core'
import { Clerk as Core } from './clerk.js'
import { preconnect } from './preconnect.js'
import { connect } from './resource.js'
import { start } from './start.js'

connect({ call, create, version: VERSION })

/** The core starts with the first instance. */
export class Clerk extends Core {
  static name = 'Clerk'

  constructor(frontendApi) {
    preconnect(frontendApi)
    start()
    super(frontendApi)
  }
}

export { Clerk as default }
export { EmailLinkErrorCode, isEmailLinkError, isMagicLinkError, MagicLinkErrorCode } from './errors.js'
