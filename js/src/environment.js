/** What the core needs; jsdom has none of it. */
const NEEDED = ['TextDecoder', 'TextEncoder']

/** Throws a `ClerkError` of code `webassembly_unavailable` that names what is missing. */
export function check() {
  const name = NEEDED.find(name => !globalThis[name])
  if (name)
    throw clerkError(
      'webassembly_unavailable',
      `Clerk: there is no ${name} here. In tests, take it from node:util.`,
    )
}

export function clerkError(code, message, cause) {
  return Object.assign(new Error(message, { cause }), { name: 'ClerkError', code })
}
