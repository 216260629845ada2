// The methods that need components, in a build that has none (wire protocol 6.13).

let isTold = false

/** Tells once what is missing. The page goes on: a component that an app does not get to see is no end of the app. */
export function call(clerk, name) {
  if (isTold || !/^(mount|open)/.test(name)) return
  isTold = true
  const message = `Clerk: ${name}() needs components, and the headless build has none.`
  report(Object.assign(new Error(message), { name: 'ClerkError', code: 'no_components' }))
}

/** Nobody here waits for a load. */
export const follow = (clerk, options, promise) => promise

/** As a browser reports an error that nobody caught. */
export const report = error => (globalThis.reportError ?? console.error)(error)
