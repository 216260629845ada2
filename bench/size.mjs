// `node size.mjs [pkg dir]`: the sizes of what ships, raw and compressed, compared with clerk-js and the budget.
//
// Fails if a file is over its budget in size-budget.json. A change that makes a file smaller lowers its
// budget; a change that raises a budget says why.

import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { GOALS, judge } from './goals.mjs'
import { signIns } from './sign-in.mjs'

const here = import.meta.dirname
const pkg = resolve(process.argv[2] ?? join(here, '../pkg'))
const budget = JSON.parse(readFileSync(join(here, 'size-budget.json'), 'utf8'))

/** The last version of 4, and the last of 5; 6 has no headless file. That of 5 loads others when it needs them. */
const PEERS = ['3.17.0', '4.0.0', '4.73.14', '5.128.0']

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
  const path = join(here, 'node_modules', `clerk-js-${version}`, 'dist/clerk.headless.browser.js')
  if (existsSync(path)) return measure(`clerk-js ${version} headless`, path)
  console.error(`clerk-js ${version} is not installed: run \`npm ci --ignore-scripts\` in bench/.`)
}

const sizeOf = file => ours.find(({ name }) => name === file)
const number = value => value?.toLocaleString('en').padStart(10) ?? ' '.repeat(10)
const row = ({ name, raw, gzip, brotli, limits = {} }) =>
  name.padEnd(30) + [raw, gzip, limits.gzip, brotli, limits.brotli].map(number).join('').trimEnd()

const ours = Object.entries(budget).map(([name, limits]) => ({ ...measure(name, join(pkg, name)), limits }))
console.log('bytes'.padEnd(30) + '       raw   gzip -9    budget brotli 11    budget')
for (const line of [...ours, ...PEERS.map(peer).filter(Boolean)]) console.log(row(line))

/** All files that a page fetches until the component is on screen. */
function signIn({ name, scripts, later }) {
  const paths = [...scripts, ...later]
  if (!paths.every(path => existsSync(path))) return
  const sizes = paths.map(path => measure(name, path))
  const sum = key => sizes.reduce((total, size) => total + size[key], 0)
  return { name, raw: sum('raw'), gzip: sum('gzip'), brotli: sum('brotli') }
}

console.log('\nuntil <SignIn/> is on screen')
for (const line of signIns(pkg).map(signIn).filter(Boolean)) console.log(row(line))

const { gzip: script, brotli } = sizeOf('clerk.headless.browser.js')
const { gzip: components } = sizeOf('clerk.components.mjs')
judge([
  [GOALS.gzip, script],
  [GOALS.brotli, brotli],
  [GOALS.loader, sizeOf('clerk.browser.js').gzip - script],
  [GOALS.components, components],
  [GOALS.allComponents, components + sizeOf('clerk.profile.mjs').gzip],
  [GOALS.signIn, sizeOf('clerk.browser.js').gzip + components],
])

let over = false
for (const { name, limits, ...sizes } of ours) {
  for (const [kind, limit] of Object.entries(limits)) {
    if (sizes[kind] <= limit) continue
    over = true
    console.error(`${name} is ${sizes[kind] - limit} bytes over its ${kind} budget of ${limit}.`)
  }
}
process.exit(over ? 1 : 0)
