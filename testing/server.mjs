// Starts the companion server for tests and benches: the real program, with a database file in a temporary folder.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'

/** The program: the one that `SERVER_BIN` names, else the one that cargo builds. */
const PROGRAM = resolve(process.env.SERVER_BIN ?? join(import.meta.dirname, '../target/debug/frontend-api'))

/**
 * Starts it with these options, on `port` or else on a free port. `stop()`, `kill()` and `restart()` keep its
 * database and its port. `run()` runs one of its commands on that database, also while it serves. `prefix` is a
 * command that runs it. `log: 'ignore'` throws its log away.
 */
export async function startServer(options, { port = 0, prefix = [], log = 'pipe' } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'clerk-wasm-'))
  const database = ['--database', join(folder, 'clerk.sqlite')]
  const start = port => {
    const place = ['--listen', `127.0.0.1:${port}`, ...database]
    return run([...prefix, PROGRAM, ...place, ...options], log)
  }
  let server = await start(port)
  const { origin } = server
  return {
    origin,
    stop: () => server.stop(),
    kill: () => server.kill(),
    run: (command, input = '') => execFileSync(PROGRAM, [...command, ...database], { input, encoding: 'utf8' }),
    async restart() {
      server = await start(port || new URL(origin).port)
    },
    async close() {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
    ...mailbox(port ? `http://127.0.0.1:${port}` : origin),
  }
}

/** The emails that the server at `origin` has sent. */
function mailbox(origin) {
  const seen = new Map()
  const messages = async query => {
    const response = await fetch(`${origin}/mailbox/messages?${new URLSearchParams(query)}`)
    if (!response.ok) throw new Error(`the mailbox answered ${response.status}`)
    return response.json()
  }
  return {
    /** The next email to `address` that no test has seen yet. */
    async mail(address) {
      const [newest] = await messages({ to: address, after: seen.get(address) ?? '', wait: 20 })
      if (!newest) throw new Error(`no new email to ${address} within 20 s`)
      seen.set(address, newest.id)
      return newest
    },
    /** How many emails `address` has been sent. */
    mailCount: async address => (await messages({ to: address })).length,
  }
}

/** Runs a command that starts the server; returns its origin once it listens. It prints only that. */
async function run([program, ...args], log) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', log] })
  const told = []
  child.stderr?.on('data', part => told.push(part))
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${program} ended with ${code}\n${told.join('')}`)
  })
  ended.catch(() => {})
  const [line] = await Promise.race([once(createInterface(child.stdout), 'line'), ended])
  // A pipe that nobody reads would fill up, and block the server.
  child.stderr?.removeAllListeners('data').resume()
  return {
    origin: new URL(line.replace('listening on ', '')).origin,
    async kill() {
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
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
