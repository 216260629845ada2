// The same package by `require`.

import clerkWasm = require('clerk-wasm')

const clerk: clerkWasm.Clerk = new clerkWasm.Clerk('clerk.example.com')
const code: clerkWasm.MagicLinkErrorCode = clerkWasm.MagicLinkErrorCode.Cancelled
console.log(clerk.version, code, clerkWasm.default === clerkWasm.Clerk)
