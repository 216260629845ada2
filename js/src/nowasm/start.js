import { initSync } from '#core'
import { check } from '../environment.js'
import { WebAssembly } from './instance.js'

let started = false

/** Starts the core on first use. Nothing can forbid that: the core is JavaScript like the rest. */
export function start() {
  if (started) return
  check()
  initSync({ module: new WebAssembly.Module() })
  started = true
}
