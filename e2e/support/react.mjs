// The guide's React snippets as an app, in a version of React, on a server of its own.

import { createServer } from 'node:http'
import { basename, join, resolve } from 'node:path'
import { build } from 'esbuild'
import { at, guide } from '../../testing/guide.mjs'

const e2e = resolve(import.meta.dirname, '..')
const bindings = resolve(e2e, '../pkg/clerk.react.mjs')

/** The snippets by name, as modules. Of the two apps of the hosted pages, each is one. */
function modules(origin) {
  const found = guide().filter(({ tab }) => tab === 'Clerk React')
  const [hosted, signUpPage, signInPage, profile, signUp, signIn, newEmail] = found.map(({ code }) => code)
  const without = name => hosted.replace(new RegExp(`function App\\(\\) \\{\\s+return <${name} />;\\s+\\}`), '')
  const all = {
    'hosted-sign-up': `${without('RedirectToSignIn')}\nexport default App`,
    'hosted-sign-in': `${without('RedirectToSignUp')}\nexport default App`,
    'sign-up-page': `${signUpPage}\nexport default SignUpPage`,
    'sign-in-page': `${signInPage}\nexport default SignInPage`,
    profile: `${profile}\nexport default Profile`,
    'sign-up': signUp,
    'sign-in': signIn,
    account: `${newEmail}\nexport default NewEmailPage`,
  }
  // An app begins at `/?app=…`.
  const pages = name => {
    const place = path => `${origin}${path}?app=${name}`
    const [verification, pending, verified] = ['/verification', '/pending', '/verified'].map(place)
    return { verification, complete: place('/'), pending, verified }
  }
  return Object.fromEntries(Object.entries(all).map(([name, code]) => [name, at(pages(name), code)]))
}

/** The files of the app, by their names. */
async function bundle(version, origin) {
  const snippets = modules(origin)
  const plugin = {
    name: 'guide',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^(@clerk\/clerk-react|clerk-wasm\/react)$/ }, () => ({ path: bindings }))
      onResolve({ filter: /^guide:/ }, ({ path }) => ({ path: path.slice(6), namespace: 'guide' }))
      onLoad({ filter: /^/, namespace: 'guide' }, ({ path }) => ({
        contents: snippets[path],
        loader: 'jsx',
        resolveDir: e2e,
      }))
    },
  }
  const { outputFiles } = await build({
    entryPoints: [join(e2e, 'pages/react.jsx')],
    // Both apps of the guide use these without importing them.
    inject: [join(e2e, 'pages/react-globals.js')],
    bundle: true,
    splitting: true,
    format: 'esm',
    jsx: 'automatic',
    alias: { react: `react-${version}`, 'react-dom': `react-dom-${version}` },
    nodePaths: [join(e2e, 'node_modules')],
    define: {
      'process.env.NODE_ENV': '"development"',
      'process.env.REACT_APP_CLERK_FRONTEND_API': 'window.frontendApi',
    },
    plugins: [plugin],
    outdir: '/',
    write: false,
  })
  return Object.fromEntries(outputFiles.map(({ path, contents }) => [basename(path), contents]))
}

/** Serves the app: each path that is no file is a page of it. A test may name another Frontend API before it begins. */
export async function serveApp(version, frontendApi) {
  let files
  const page = `<!doctype html><meta charset="utf-8"><title>App</title><link rel="icon" href="data:,">
<div id="root"></div><script>window.frontendApi ??= '${frontendApi}'</script><script type="module" src="/react.js"></script>`
  const server = createServer((request, response) => {
    const file = files[basename(new URL(request.url, 'http://host').pathname)]
    response.writeHead(200, { 'content-type': file ? 'text/javascript' : 'text/html' }).end(file ?? page)
  })
  await new Promise(done => server.listen(0, '127.0.0.1', done))
  const origin = `http://localhost:${server.address().port}`
  files = await bundle(version, origin)
  return { origin, close: () => server.close() }
}
