export { SignedIn, SignedOut } from 'clerk-wasm/react'
