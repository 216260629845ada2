// For pages that load clerk.headless.browser.js by a script tag with a data-clerk-… attribute (without
// one, `window.Clerk` is the class): `/// <reference types="clerk-wasm/global" />`, or
// "types": ["clerk-wasm/global"] in tsconfig.json.

declare global {
  var Clerk: import('clerk-wasm').Clerk
  interface Window {
    Clerk: import('clerk-wasm').Clerk
  }
}

export {}
