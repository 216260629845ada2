// The texts that the core passes on: no browser is needed to check them.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { below, cookie, withParam } from '../src/text.js'

test('an id stays one path segment', () => {
  for (const [id, expected] of [
    ['sia_2B', 'sia_2B'],
    ['../me?x#y', '..%2Fme%3Fx%23y'],
    ['a b+c', 'a%20b%2Bc'],
    ['\ud800', '%EF%BF%BD'],
    ['..', '_'],
    ['', '_'],
  ])
    assert.equal(below('/client', id, '/end'), `/client/${expected}/end`)
})

test('a pair is cut out of a query, and nothing else changes', () => {
  for (const [url, expected] of [
    ['/p?q=a%20b&x=1', '/p?q=a%20b'],
    ['/p?x=1&flag', '/p?flag'],
    ["/p?bin=%FF&x&(b)~!*;'=`", "/p?bin=%FF&(b)~!*;'=`"],
    ['/p?a&&x=1&b=&=c&', '/p?a&&b=&=c&'],
    ['/p?x=1', '/p'],
    ['/p?x=1&x=2#x=3?x=4', '/p#x=3?x=4'],
    ['/p?%78=1&+x=2&x%=3&xx=4&X=5&x+=6', '/p?+x=2&x%=3&xx=4&X=5&x+=6'],
    ['/p?y=x&z=x=1', '/p?y=x&z=x=1'],
    ['/p??x=1&x', '/p??x=1'],
    ['/p', '/p'],
    ['/p#?x=1', '/p#?x=1'],
    ['?x', ''],
  ])
    assert.equal(withParam(url, 'x'), expected, url)
})

test('a pair is put into a query in place of its namesakes', () => {
  for (const [url, expected] of [
    ['https://a.example', 'https://a.example?_x=a%20b'],
    ['https://a.example/?', 'https://a.example/?_x=a%20b'],
    ['https://a.example/?q=a%20b&flag#/h?i', 'https://a.example/?q=a%20b&flag&_x=a%20b#/h?i'],
    ['https://a.example/?_x=1&%5fx=2&q=+', 'https://a.example/?q=+&_x=a%20b'],
  ])
    assert.equal(withParam(url, '_x', 'a b'), expected, url)
})

test('a cookie is found by its whole name', () => {
  const all = '__session_x=no; a; __session=; __session=yes=; b=2'
  assert.equal(cookie(all, '__session'), 'yes=')
  assert.equal(cookie(all, 'b'), '2')
  assert.equal(cookie(all, 'a'), undefined)
  assert.equal(cookie('', 'a'), undefined)
  assert.equal(cookie(undefined, 'a'), undefined)
})
