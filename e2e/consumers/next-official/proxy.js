import { clerkMiddleware } from '@clerk/nextjs/server'

export default clerkMiddleware(
  () => {},
  request => ({ clockSkewInMs: isLate(request) ? -90_000 : undefined }),
)

/** Whether this is the opening of a page that the test wants to happen after its token ran out. */
const isLate = ({ nextUrl, headers, cookies }) =>
  nextUrl.searchParams.has('late') &&
  headers.get('sec-fetch-dest') === 'document' &&
  !cookies.has('__clerk_handshake')

export const config = { matcher: ['/((?!_next|favicon.ico).*)'] }
