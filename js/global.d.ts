// For pages that load clerk.headless.browser.js by a script tag with a data-clerk-… attribute:
// `/// <reference types="clerk-wasm/global" />`, or "types": ["clerk-wasm/global"] in tsconfig.json.

declare global {
  interface Window {
    Clerk: import('clerk-wasm').Clerk
  }
}

export {}
