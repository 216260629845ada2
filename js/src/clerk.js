import { Clerk as Core } from '#core'
import { MagicLinkErrorCode, isMagicLinkError } from './resource.js'
import { preconnect } from './preconnect.js'
import { start } from './start.js'

/** The class of the core. The core starts with the first instance. */
export class Clerk extends Core {
  // Minifiers rename classes, and consoles show this name.
  static name = 'Clerk'
  static version = VERSION
  static MagicLinkErrorCode = MagicLinkErrorCode
  static EmailLinkErrorCode = MagicLinkErrorCode
  static isMagicLinkError = isMagicLinkError
  static isEmailLinkError = isMagicLinkError

  constructor(...args) {
    preconnect(args[0])
    start()
    super(...args)
  }
}
