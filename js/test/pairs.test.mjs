// Pairs that a call returns are read after the call.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mended } from '../build/pairs.mjs'

/** A function whose only expression takes `first`, then 7, then what tests the pair of `$call` and sets `$second`. */
const of = (operation, first) => `(module (func $f (local $second i32) (local $pair (tuple i32 i32))
  (${operation} (local.get ${first}) (i32.const 7)
   (i32.and (tuple.extract 2 0 (local.tee $pair (call $call)))
    (block (result i32) (local.set $second (tuple.extract 2 1 (local.get $pair))) (i32.const 1))))))`

const flat = text => text.replace(/\s+/g, ' ').replace(/ \)/g, ')')

test('what is read before the call that sets it is read afterwards', () => {
  const [, condition] = /(\(i32\.and.*)\)\)\)$/.exec(flat(of('select', '$second')))
  const expected = `(if (result i32) ${condition} (then (local.get $second)) (else (i32.const 7)))`
  assert.ok(mended(of('select', '$second')).includes(expected))
})

test('what the call does not set stays as it is', () => {
  assert.equal(mended(of('select', '$other')), flat(of('select', '$other')))
})

test('where nothing helps, the function is named', () => {
  assert.throws(() => mended(of('call $g', '$second')), /\$f/)
})
