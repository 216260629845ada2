// `npm test`: puts the built package where an app would have it, then runs the suites.

import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { install, js, pkg } from './package.mjs'

if (!existsSync(join(pkg, 'clerk.headless.mjs'))) {
  console.error('There is no built package yet: run `cargo xtask build` first.')
  process.exit(2)
}
const suites = readdirSync(join(js, 'test')).filter((name) => name.endsWith('.test.mjs'))
install()
const { status } = spawnSync(process.execPath, ['--test', ...suites.map((name) => `test/${name}`)], { cwd: js, stdio: 'inherit' })
process.exit(status ?? 1)
