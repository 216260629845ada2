// The components for a `Clerk` of another package, such as a headless build of clerk-js.

import type { Clerk, ClerkOptions } from './clerk.mjs'

/** Gives `clerk` the methods that mount and open components. `options` are added to those of its `load`. */
export function install<T extends object>(clerk: T, options?: ClerkOptions): T & ComponentMethods

/** The methods that mount and open components. */
export type ComponentMethods = Pick<
  Clerk,
  | 'openSignIn'
  | 'closeSignIn'
  | 'mountSignIn'
  | 'unmountSignIn'
  | 'openSignUp'
  | 'closeSignUp'
  | 'mountSignUp'
  | 'unmountSignUp'
  | 'openUserProfile'
  | 'closeUserProfile'
  | 'mountUserProfile'
  | 'unmountUserProfile'
  | 'mountUserButton'
  | 'unmountUserButton'
  | '__unstable__updateProps'
>
