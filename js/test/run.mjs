// `npm test [-- suite …]`: installs the built package, then runs the suites.

import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { install, js, pkg } from './package.mjs'

if (!existsSync(join(pkg, 'clerk.headless.mjs'))) {
  console.error('There is no built package yet: run `cargo xtask build` first.')
  process.exit(2)
}
const named = process.argv.slice(2).map(name => `${name}.test.mjs`)
const all = readdirSync(join(js, 'test')).filter(name => name.endsWith('.test.mjs'))
const suites = named.length > 0 ? named : all
install()
const { status } = spawnSync(process.execPath, ['--test', ...suites.map(name => `test/${name}`)], {
  cwd: js,
  stdio: 'inherit',
})
process.exit(status ?? 1)
