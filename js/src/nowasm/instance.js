import { asmFunc } from '#asm'

class Module {}

class Instance {
  constructor(_module, imports) {
    this.exports = asmFunc(imports)
  }
}

/** What the glue finds under this name in the build without it. */
export const WebAssembly = { Module, Instance }
