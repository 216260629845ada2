// How the wasm is written into a script.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runInNewContext } from 'node:vm'
import { literal } from '../build/embed.mjs'

/** Every pair of bytes. */
const PAIRS = Uint8Array.from({ length: 2 * 256 * 256 }, (_, i) => (i % 2 ? i >> 1 : i >> 9))

for (const encoding of ['utf-8', 'windows-1252', 'shift_jis', 'gbk', 'big5', 'euc-kr', 'euc-jp']) {
  test(`read as ${encoding}, the literal ends where it should`, () => {
    const code = new TextDecoder(encoding).decode(Buffer.from(literal(PAIRS)))
    assert.equal(typeof runInNewContext(code), 'string')
  })
}
