// The package.json of the npm package.

/**
 * A build as a module and for `require`. There is no `browser` condition: the same file is for pages and
 * servers, and with it test runners under jsdom would `require` a module.
 */
const both = name => ({
  import: { types: `./${name}.d.mts`, default: `./${name}.mjs` },
  require: { types: `./${name}.d.cts`, default: `./${name}.cjs` },
})

export function manifest(version) {
  return {
    name: 'clerk-wasm',
    version,
    description: "A browser SDK for Clerk's magic links, in Rust and WebAssembly",
    keywords: ['clerk', 'magic-link', 'authentication', 'passwordless', 'wasm'],
    license: 'MIT OR Apache-2.0',
    engines: { node: '>=18' },
    type: 'module',
    main: './clerk.cjs',
    module: './clerk.mjs',
    types: './clerk.d.cts',
    // For TypeScript's `moduleResolution: node10`, which does not read `exports`.
    typesVersions: {
      '*': {
        headless: ['./clerk.headless.d.cts'],
        components: ['./clerk.components.d.mts'],
        react: ['./clerk.react.d.cts'],
        nextjs: ['./clerk.nextjs.d.cts'],
        errors: ['./clerk.errors.d.cts'],
        localizations: ['./clerk.localizations.d.cts'],
        nowasm: ['./clerk.headless.nowasm.d.mts'],
        wasm: ['./clerk_wasm.d.ts'],
      },
    },
    exports: {
      // Loads the components when one is first mounted.
      '.': both('clerk'),
      './headless': both('clerk.headless'),
      // Hooks and components for React, and the same for Next.js.
      './react': both('clerk.react'),
      './nextjs': both('clerk.nextjs'),
      // The codes and guards of errors alone, for servers.
      './errors': both('clerk.errors'),
      // The components by themselves, for a `Clerk` of another package.
      './components': { types: './clerk.components.d.mts', default: './clerk.components.mjs' },
      // The components' texts in other languages, for the load option `localization`.
      './localizations': both('clerk.localizations'),
      // Slower and larger, for pages whose policy forbids WebAssembly.
      './nowasm': { types: './clerk.headless.nowasm.d.mts', default: './clerk.headless.nowasm.mjs' },
      // For a streamed .wasm, which needs `await init()`.
      './wasm': { types: './clerk_wasm.d.ts', default: './clerk_wasm.js' },
      './clerk_wasm_bg.wasm': './clerk_wasm_bg.wasm',
      './clerk.browser.js': './clerk.browser.js',
      './clerk.headless.browser.js': './clerk.headless.browser.js',
      // Only types, for `/// <reference types="clerk-wasm/global" />`.
      './global': { types: './global.d.ts' },
      './integrity.json': './integrity.json',
      './package.json': './package.json',
    },
    files: [
      'clerk.*',
      'clerk_wasm.js',
      'clerk_wasm.d.ts',
      'clerk_wasm_bg.wasm',
      'CHANGELOG.md',
      'LICENSE-*',
      'global.d.ts',
      'integrity.json',
    ],
    // Most apps need neither. A new version of them is no reason to refuse an installation.
    peerDependencies: { next: '>=13', react: '>=18' },
    peerDependenciesMeta: { next: { optional: true }, react: { optional: true } },
    // The modules start the core with the first `new Clerk`, so a bundler may drop an unused import.
    sideEffects: ['./clerk.browser.js', './clerk.headless.browser.js', './clerk.components.mjs'],
  }
}
