import { asmFunc } from '#asm'

class Module {}

class Instance {
  constructor(_module, imports) {
    this.exports = asmFunc(imports)
  }
}

/** What the glue finds under the name `WebAssembly` in the build without WebAssembly. */
export const WebAssembly = { Module, Instance }
