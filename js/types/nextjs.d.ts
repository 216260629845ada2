// Next.js: the names of `clerk-wasm/react`. The provider takes the key from the environment
// (NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY or NEXT_PUBLIC_CLERK_FRONTEND_API), and the app's router.

export * from './clerk.react.mjs'
