// The built package under test, installed as `clerk-wasm` as npm would do it.

import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const js = fileURLToPath(new URL('..', import.meta.url))

/** `pkg/`, or the folder that `CLERK_WASM_PKG` names. */
export const pkg = resolve(js, process.env.CLERK_WASM_PKG ?? '../pkg')

export function install() {
  const link = resolve(js, 'node_modules/clerk-wasm')
  rmSync(link, { force: true })
  mkdirSync(resolve(js, 'node_modules'), { recursive: true })
  symlinkSync(pkg, link, 'dir')
}
