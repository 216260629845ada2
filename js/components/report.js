/** As a browser reports an error that nobody caught: the page goes on. */
export const report = error => (globalThis.reportError ?? console.error)(error)

/** Tells that a file did not come. */
export const reportMissing = cause =>
  report(
    Object.assign(new Error('Clerk: a file of the components could not be loaded.', { cause }), {
      name: 'ClerkError',
      code: 'components_unavailable',
    }),
  )
