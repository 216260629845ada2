// The built package under test, installed as `clerk-wasm` the way npm would.

import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const js = fileURLToPath(new URL('..', import.meta.url))

/** `CLERK_WASM_PKG` names another folder than `pkg/`. */
export const pkg = resolve(js, process.env.CLERK_WASM_PKG ?? '../pkg')

export function install() {
  const link = resolve(js, 'node_modules/clerk-wasm')
  rmSync(link, { force: true })
  mkdirSync(resolve(js, 'node_modules'), { recursive: true })
  symlinkSync(pkg, link, 'dir')
}
