// `npm run size`: the sizes of what ships, raw and compressed, compared with clerk-js and the budget.
//
// Fails if a file is over its budget in bench/size-budget.json. A change that makes a file smaller
// lowers its budget; a change that raises a budget says why.

import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync } from 'node:zlib'

const bench = fileURLToPath(new URL('../../bench', import.meta.url))
const pkg = resolve(process.argv[2] ?? '../pkg')
const budget = JSON.parse(readFileSync(join(bench, 'size-budget.json'), 'utf8'))

const PEERS = ['3.17.0', '4.0.0', '4.73.14']

function measure(name, path) {
  const bytes = readFileSync(path)
  return {
    name,
    raw: bytes.length,
    gzip: gzip(path),
    brotli: brotliCompressSync(bytes).length,
  }
}

/** By the program `gzip`: the sizes of Node's own zlib change from release to release. */
function gzip(path) {
  const { stdout, error } = spawnSync('gzip', ['-9nc', path], { maxBuffer: 2 ** 26 })
  if (error) throw error
  return stdout.length
}

function peer(version) {
  const path = join(bench, 'node_modules', `clerk-js-${version}`, 'dist/clerk.headless.browser.js')
  if (existsSync(path)) return measure(`clerk-js ${version} headless`, path)
  console.error(`clerk-js ${version} is not installed: run \`npm ci --ignore-scripts\` in bench/.`)
}

const number = value => value?.toLocaleString('en').padStart(10) ?? ' '.repeat(10)
const row = ({ name, raw, gzip, brotli, limit }) =>
  [name.padEnd(30), number(raw), number(gzip), number(brotli), number(limit)].join('')

const ours = Object.entries(budget).map(([name, { gzip: limit }]) => ({
  ...measure(name, join(pkg, name)),
  limit,
}))
console.log('bytes'.padEnd(30) + '       raw   gzip -9    brotli    budget (gzip -9)')
for (const line of [...ours, ...PEERS.map(peer).filter(Boolean)]) console.log(row(line))

const over = ours.filter(({ gzip, limit }) => gzip > limit)
for (const { name, gzip, limit } of over) {
  console.error(`${name} is ${gzip - limit} bytes over its budget of ${limit}.`)
}
process.exit(over.length ? 1 : 0)
