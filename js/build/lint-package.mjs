// `npm run lint:package`: packs the package as `npm publish` would, and checks it with publint and
// arethetypeswrong. It prints nothing if all is well.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

const require = createRequire(import.meta.url)
const pkg = resolve(process.argv[2] ?? '../pkg')
const folder = mkdtempSync(join(tmpdir(), 'clerk-wasm-pack-'))

/** Runs a command. If it finds something, shows its output and returns false. */
function passes(command, ...args) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', cwd: pkg })
  if (status !== 0) process.stderr.write(stdout + stderr)
  return status === 0
}

const node = (script, ...args) => passes(process.execPath, script, ...args)

/** The program of an installed package. */
function program(name, bin) {
  const manifest = join(import.meta.dirname, '../node_modules', name, 'package.json')
  const { bin: bins } = require(manifest)
  return join(dirname(manifest), typeof bins === 'string' ? bins : bins[bin])
}

const attw = program('@arethetypeswrong/cli', 'attw')
const publint = program('publint', 'publint')

/** Checks the packed tarball, without the entries that are not modules (.wasm, script-tag file, global types). */
function lint() {
  if (!passes('npm', 'pack', '--pack-destination', folder)) return false
  const { name, version } = require(join(pkg, 'package.json'))
  const tarball = join(folder, `${name}-${version}.tgz`)
  return [
    node(publint, '--strict', tarball),
    node(attw, tarball, '--entrypoints', '.', 'headless', 'localizations', 'react', 'nextjs', 'errors'),
    node(attw, tarball, '--profile', 'esm-only', '--entrypoints', 'wasm', 'nowasm', 'components'),
  ].every(Boolean)
}

const clean = lint()
rmSync(folder, { recursive: true })
process.exit(clean ? 0 : 1)
