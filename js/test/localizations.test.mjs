// The languages of the package, as an app imports them.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import * as localizations from 'clerk-wasm/localizations'

const keys = (texts, path = '') =>
  Object.entries(texts).flatMap(([name, of]) =>
    typeof of === 'string' ? path + name : keys(of, `${path}${name}.`),
  )

test('every language has every text, and says which language it is', () => {
  assert.deepEqual(Object.keys(localizations), ['arSA', 'deDE', 'enUS'])
  const { arSA, deDE, enUS } = localizations
  assert.deepEqual([arSA.locale, deDE.locale, enUS.locale], ['ar-SA', 'de-DE', 'en-US'])
  assert.ok(keys(enUS).length > 150)
  assert.deepEqual(keys(deDE), keys(enUS))
  assert.deepEqual(keys(arSA), keys(enUS))
  assert.equal(deDE.signIn.start.subtitle, 'weiter zu {{applicationName}}')
})

test('the same for require', () => {
  const required = createRequire(import.meta.url)('clerk-wasm/localizations')
  assert.deepEqual({ ...required }, { ...localizations })
})
