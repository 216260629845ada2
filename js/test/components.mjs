// The components' file with a WebAssembly that a test plays, and a `Clerk` that a test plays.

import { build } from 'esbuild'

const ENGINE = `export const engine = async () => globalThis.engine`

/** The file as it is shipped, but for its WebAssembly. */
export async function componentsFile() {
  const result = await build({
    entryPoints: [new URL('../components/index.js', import.meta.url).pathname],
    bundle: true,
    format: 'esm',
    write: false,
    loader: { '.css': 'text' },
    external: ['./clerk.profile.mjs', './clerk.texts.mjs'],
    plugins: [
      {
        name: 'engine',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /engine\.js$/ }, ({ path }) => ({ path, namespace: 'engine' }))
          onLoad({ filter: /^/, namespace: 'engine' }, () => ({ contents: ENGINE }))
        },
      },
    ],
  })
  return result.outputFiles[0].text
}

/** Runs in the page, before the file: `engine` notes the events in `events`, and answers with `answer(event)`. */
export function play() {
  const memory = new WebAssembly.Memory({ initial: 2 })
  const bytes = (at, length) => new Uint8Array(memory.buffer, at, length)
  globalThis.events = []
  globalThis.freed = []
  globalThis.answer = () => '<div class="cl-rootBox"></div>'
  globalThis.engine = {
    memory,
    alloc: () => 0,
    send(at, length) {
      const [name, , ...fields] = new TextDecoder().decode(bytes(0, length)).split('\x1f')
      events.push([name, at, ...fields])
      return new TextEncoder().encodeInto(answer(name, fields), bytes(65536, 65536)).written
    },
    out: () => 65536,
    free: at => freed.push(at),
  }
  const listeners = new Set()
  globalThis.clerk = {
    loaded: true,
    session: null,
    user: null,
    client: { activeSessions: [], signIn: {}, signUp: {} },
    calls: [],
    addListener(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    emit: () => [...listeners].map(listener => listener()),
    listeners,
    navigate: url => clerk.calls.push(['navigate', url]),
    async setSession(id, beforeEmit) {
      clerk.calls.push(['setSession', id])
      beforeEmit()
    },
    async load() {
      clerk.calls.push(['load'])
    },
  }
}
