// The package.json of the npm package.

/**
 * `.` and `./headless` are the same until there is a build with components. No `browser` condition:
 * the same file serves pages and servers, and jsdom test runners would `require` a module by it.
 */
const headless = {
  import: { types: './clerk.headless.d.mts', default: './clerk.headless.mjs' },
  require: { types: './clerk.headless.d.cts', default: './clerk.headless.cjs' },
}

export function manifest(version) {
  return {
    name: 'clerk-wasm',
    version,
    description: "A browser SDK for Clerk's magic links, in Rust and WebAssembly",
    keywords: ['clerk', 'magic-link', 'authentication', 'passwordless', 'wasm'],
    license: 'MIT OR Apache-2.0',
    engines: { node: '>=18' },
    type: 'module',
    main: './clerk.headless.cjs',
    module: './clerk.headless.mjs',
    types: './clerk.headless.d.cts',
    unpkg: './clerk.headless.browser.js',
    jsdelivr: './clerk.headless.browser.js',
    // For TypeScript's `moduleResolution: node10`, which does not read `exports`.
    typesVersions: {
      '*': {
        headless: ['./clerk.headless.d.cts'],
        nowasm: ['./clerk.headless.nowasm.d.mts'],
        wasm: ['./clerk_wasm.d.ts'],
      },
    },
    exports: {
      '.': headless,
      './headless': headless,
      // Slower and larger, for pages whose policy forbids WebAssembly.
      './nowasm': { types: './clerk.headless.nowasm.d.mts', default: './clerk.headless.nowasm.mjs' },
      // For those who prefer a streamed .wasm: wasm-bindgen's own output, which wants `await init()`.
      './wasm': { types: './clerk_wasm.d.ts', default: './clerk_wasm.js' },
      './clerk_wasm_bg.wasm': './clerk_wasm_bg.wasm',
      './clerk.headless.browser.js': './clerk.headless.browser.js',
      // Types alone, for `/// <reference types="clerk-wasm/global" />`.
      './global': { types: './global.d.ts' },
      './integrity.json': './integrity.json',
      './package.json': './package.json',
    },
    files: [
      'clerk.headless.*',
      'clerk_wasm.js',
      'clerk_wasm.d.ts',
      'clerk_wasm_bg.wasm',
      'snippets',
      'CHANGELOG.md',
      'LICENSE-*',
      'global.d.ts',
      'integrity.json',
    ],
    // The modules start the core with the first `new Clerk`, so an unused import may go.
    sideEffects: ['./clerk.headless.browser.js'],
  }
}
