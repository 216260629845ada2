// A Frontend API of our own: the real binary, a database file in a temporary folder, a free port.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'

const root = resolve(import.meta.dirname, '../..')
const binary = resolve(process.env.SERVER_BIN ?? join(root, 'target/debug/frontend-api'))

const pages = [
  ['--www', join(root, 'www')],
  ['--www', `/pkg=${join(root, 'pkg')}`],
  ['--www', `/e2e=${join(root, 'e2e/pages')}`],
].flat()

/** Starts the server; `stop()` and `restart()` keep its database and its port. */
export async function startServer(...options) {
  const folder = await mkdtemp(join(tmpdir(), 'clerk-wasm-e2e-'))
  const database = join(folder, 'clerk.sqlite')
  let process = await run('127.0.0.1:0', database, options)
  const { origin } = process
  const seen = new Map()

  return {
    origin,
    stop: () => process.stop(),
    async restart() {
      process = await run(`127.0.0.1:${new URL(origin).port}`, database, options)
    },
    async close() {
      await process.stop()
      await rm(folder, { recursive: true, force: true })
    },
    /** The next email to `address` that no test has looked at yet. */
    async mail(address) {
      const [newest] = await messages(origin, { to: address, after: seen.get(address), wait: 20 })
      if (!newest) throw new Error(`no new email to ${address} within 20 s`)
      seen.set(address, newest.id)
      return newest
    },
    /** How many emails `address` has been sent. */
    mailCount: async address => (await messages(origin, { to: address })).length,
  }
}

async function messages(origin, { to, after = '', wait = 0 }) {
  const response = await fetch(`${origin}/mailbox/messages?${new URLSearchParams({ to, after, wait })}`)
  if (!response.ok) throw new Error(`the mailbox answered ${response.status}`)
  return response.json()
}

async function run(listen, database, options) {
  const args = ['--listen', listen, '--database', database, ...pages, ...options]
  const child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const output = []
  const origin = await new Promise((found, lost) => {
    const read = line => {
      output.push(line)
      const address = line.match(/listening on (https?:\/\/[^\s"]+)/)?.[1]
      if (address) found(new URL(address).origin)
    }
    createInterface(child.stdout).on('line', read)
    createInterface(child.stderr).on('line', read)
    child.on('error', lost)
    child.on('exit', code => lost(new Error([`the server ended with ${code}`, ...output].join('\n'))))
  })
  return {
    origin,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGTERM')
      const impatience = setTimeout(() => child.kill('SIGKILL'), 10_000)
      const [, signal] = await once(child, 'exit')
      clearTimeout(impatience)
      if (signal === 'SIGKILL') throw new Error('the server did not stop within 10 s')
    },
  }
}
