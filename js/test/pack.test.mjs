// How the wasm is packed into the single files, and unpacked.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { checksum, literal, MASK } from '../build/embed.mjs'
import { pack, UNPACKER_AT } from '../build/pack.mjs'
import { pkg } from './package.mjs'

const SCRIPT = readFileSync(join(pkg, 'clerk.headless.browser.js'), 'utf8')

/**
 * Runs a script tag's file, and an instance's construction if asked for. Gives what is compiled, each as its bytes
 * and, weakly held, their memory; and the error.
 */
function run(script, constructing = true) {
  const compiled = []
  class Module extends WebAssembly.Module {
    constructor(bytes) {
      super(bytes)
      compiled.push({ bytes: Buffer.from(bytes), memory: new WeakRef(bytes.buffer) })
    }
  }
  const page = { TextDecoder, TextEncoder, WebAssembly: { Instance: WebAssembly.Instance, Module } }
  runInNewContext(script, page)
  try {
    if (constructing) runInNewContext("new Clerk('clerk.example.com')", page)
    return { compiled }
  } catch (error) {
    return { compiled, error }
  }
}

const [unpacker, core] = run(SCRIPT).compiled.map(({ bytes }) => bytes)

/** What the unpacker of the package makes of a packed wasm, as `js/src/start.js` calls it. */
function unpacked(packed, length) {
  const { memory, place, unpack } = new WebAssembly.Instance(new WebAssembly.Module(unpacker)).exports
  const text = Buffer.from(Buffer.from(packed.map(byte => byte ^ MASK)).toString('latin1'))
  new Uint8Array(memory.buffer, place()).set(text)
  assert.ok(unpack(text.length, checksum(packed)))
  return Buffer.from(memory.buffer, place() + text.length, length)
}

/** A wasm with one function of this code, which nobody calls. */
function wasmOf(...code) {
  const size = bytes => [...leb(bytes.length), ...bytes]
  const body = size([...code, 0x0b])
  const sections = [
    [1, ...size([1, 0x60, 0, 0])],
    [3, ...size([1, 0])],
    [10, ...size([1, ...body])],
  ]
  return Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...sections.flat()])
}

const leb = number => (number < 128 ? [number] : [(number & 127) | 128, ...leb(number >> 7)])

function comesBack(wasm) {
  const packed = pack(wasm, unpacker)
  assert.ok(unpacked(packed, wasm.length).equals(wasm))
}

test('the core comes back byte for byte, and is in each single file', () => {
  const packed = pack(core, unpacker)
  assert.ok(unpacked(packed, core.length).equals(core))
  for (const name of ['clerk.headless.mjs', 'clerk.headless.cjs', 'clerk.headless.browser.js']) {
    assert.ok(readFileSync(join(pkg, name), 'utf8').includes(literal(packed)), name)
  }
})

test('nothing is compiled before the first instance', () => {
  assert.deepEqual(run(SCRIPT, false).compiled, [])
})

test('the memory of the unpacker does not stay', async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc')
  const { compiled } = run(SCRIPT)
  await setImmediate()
  collect()
  assert.deepEqual(
    compiled.map(({ memory }) => memory.deref()),
    [undefined, undefined],
  )
})

/** The script with these bytes in place of the packed wasm. */
const withPacked = bytes => SCRIPT.replace(literal(pack(core, unpacker)), () => literal(bytes))

test('wherever one character is another, the file is refused', () => {
  const packed = pack(core, unpacker)
  for (let at = UNPACKER_AT + unpacker.length; at < packed.length; at += 1009) {
    const damaged = packed.with(at, packed[at] ^ 1)
    const { compiled, error } = run(withPacked(damaged))
    assert.equal(error?.code, 'damaged_file', `the character at ${at}`)
    assert.equal(error.name, 'ClerkError')
    assert.equal(compiled.length, 1, 'the core is not compiled')
  }
})

test('where the unpacker is damaged it cannot start', () => {
  const packed = pack(core, unpacker)
  assert.equal(run(withPacked(packed.with(UNPACKER_AT, 1))).error?.code, 'webassembly_unavailable')
})

test('a text that is cut off is refused', () => {
  const packed = pack(core, unpacker)
  for (const length of [0, 1, 1000, packed.length - 1]) {
    assert.equal(run(withPacked(packed.subarray(0, length))).error?.code, 'damaged_file', `${length} bytes`)
  }
})

test('a wasm with long names comes back too', () => comesBack(readFileSync(join(pkg, 'clerk_wasm_bg.wasm'))))

const NO_LOCALS = [0]
const drop = 0x1a

for (const [what, ...code] of [
  ['nothing', ...NO_LOCALS],
  ['a local beyond the first 128', 1, ...leb(300), 0x7f, 0x20, ...leb(200), 0x22, 5, 0x21, 5, 0x20, 5, drop],
  ['constants of each length', ...NO_LOCALS, ...[1, 300, 70000, 2 ** 23].flatMap(n => [0x41, ...leb(n), drop])],
  ['floats', ...NO_LOCALS, 0x43, 1, 2, 128, 255, drop, 0x44, 0, 34, 92, 10, 13, 128, 200, 255, drop],
  ['a long table of jumps', ...NO_LOCALS, 0x41, 0, 0x0e, ...leb(200), ...Array(201).fill(0)],
  ['a function of more than 16,383 bytes', ...NO_LOCALS, ...Array(20000).fill(1)],
]) {
  test(`${what} comes back`, () => {
    const wasm = wasmOf(...code)
    assert.ok(WebAssembly.validate(wasm))
    comesBack(wasm)
  })
}

test('an instruction that the packer does not know fails the build', () => {
  for (const code of [
    [0x06, 0x40],
    [0x12, 0],
    [0xfd, 0],
    [0xfc, 18],
    [0x28, 0x40, 0, 0],
  ]) {
    assert.throws(() => pack(wasmOf(...NO_LOCALS, ...code), unpacker), /unknown instruction/)
  }
})

test('a function that is cut off fails the build', () => {
  assert.throws(() => pack(wasmOf(...NO_LOCALS, 0x41), unpacker), /no function ends/)
})
