// The components for a `Clerk` of another package, such as a headless build of clerk-js.

/** Gives `clerk` the methods that mount and open components: `mountSignIn` and so on. */
export function install<T extends object>(clerk: T, options?: object): T
