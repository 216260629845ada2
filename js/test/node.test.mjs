// The package in Node, as a server imports it to render a page: nothing happens until it is used.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { test } from 'node:test'
import { runInNewContext } from 'node:vm'
import { js, pkg } from './package.mjs'

const require = createRequire(import.meta.url)

/** Runs `code` in another Node, inside this package; returns what it printed. */
function node(code) {
  const args = ['--input-type=module', '--eval', code]
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { cwd: js, encoding: 'utf8' })
  assert.equal(status, 0, stderr)
  assert.equal(stderr, '')
  return stdout.trim()
}

test('an import starts nothing: no WebAssembly, no request, no global, no handle left open', () => {
  const printed = node(`
    const refuse = (name) => () => { throw new Error(name) }
    WebAssembly.Module = refuse('WebAssembly.Module')
    globalThis.fetch = refuse('fetch')
    const before = Object.getOwnPropertyNames(globalThis)
    await import('clerk-wasm')
    const added = Object.getOwnPropertyNames(globalThis).filter((name) => !before.includes(name))
    console.log(JSON.stringify(added))
  `)
  assert.equal(printed, '[]')
})

test('import and require give the same names', async () => {
  const names = [
    'Clerk',
    'EmailLinkErrorCode',
    'MagicLinkErrorCode',
    'default',
    'isEmailLinkError',
    'isMagicLinkError',
  ]
  const imported = await import('clerk-wasm')
  assert.deepEqual(Object.keys(imported).sort(), names)
  assert.equal(imported.default, imported.Clerk)
  assert.deepEqual(Object.keys(require('clerk-wasm')).sort(), names)
  for (const entry of ['headless', 'nowasm']) {
    assert.deepEqual(Object.keys(await import(`clerk-wasm/${entry}`)).sort(), names, entry)
  }
  const { initSync, ...streamed } = await import('clerk-wasm/wasm')
  assert.deepEqual(Object.keys(streamed).sort(), names)
})

test('an instance can be made without a window, and says at once what is wrong with its argument', async () => {
  const { Clerk } = await import('clerk-wasm')
  assert.equal(new Clerk('clerk.example.com').frontendApi, 'clerk.example.com')
  for (const wrong of [undefined, null, '', 7, {}]) {
    assert.throws(() => new Clerk(wrong), { name: 'ClerkError', code: 'missing_frontend_api' })
  }
  assert.throws(() => new Clerk('not a host'), { name: 'ClerkError', code: 'invalid_frontend_api' })
})

test('an instance leaves nothing on a server: the next request may be of another person', () => {
  const printed = node(`
    const { Clerk } = await import('clerk-wasm')
    const before = Reflect.ownKeys(globalThis).length
    new Clerk('clerk.example.com')
    console.log(Reflect.ownKeys(globalThis).length - before)
  `)
  assert.equal(printed, '0')
})

test('methods survive destructuring, and a look at the prototype breaks none', async () => {
  const { Clerk } = await import('clerk-wasm')
  assert.equal(typeof Clerk.prototype.isReady, 'function')
  const { isReady } = new Clerk('clerk.example.com')
  assert.equal(isReady(), false)
})

test('before the first instance the prototype shows every method, and what a test puts there stays', () => {
  const printed = node(`
    const { Clerk } = await import('clerk-wasm')
    const names = ['load', 'signOut', 'isReady', 'mountSignIn'].filter((name) => typeof Clerk.prototype[name] === 'function')
    const mock = () => 'mocked'
    Clerk.prototype.load = mock
    const clerk = new Clerk('clerk.example.com')
    console.log(names.join(), clerk.load === mock, typeof clerk.signOut)
  `)
  assert.equal(printed, 'load,signOut,isReady,mountSignIn true function')
})

test('a method of Clerk names what is wrong with an object that is none', async () => {
  const { Clerk } = await import('clerk-wasm')
  new Clerk('clerk.example.com')
  for (const wrong of [{}, 7, Clerk.prototype]) {
    assert.throws(() => Clerk.prototype.load.call(wrong), { name: 'TypeError', message: 'Illegal invocation' })
  }
})

test('the class keeps its name and tells its version', async () => {
  const { Clerk } = await import('clerk-wasm')
  const { version } = JSON.parse(readFileSync(join(pkg, 'package.json'), 'utf8'))
  assert.equal(Clerk.name, 'Clerk')
  assert.equal(Clerk.version, version)
  assert.equal(new Clerk('clerk.example.com').version, version)
})

test('the codes are the same on the module, the class and the instance, and are those of the core', async () => {
  const { Clerk, MagicLinkErrorCode, isMagicLinkError } = await import('clerk-wasm')
  const clerk = new Clerk('clerk.example.com')
  assert.deepEqual(Clerk.MagicLinkErrorCode, MagicLinkErrorCode)
  assert.deepEqual({ ...clerk.MagicLinkErrorCode }, { ...MagicLinkErrorCode })
  const errors = [
    [Object.assign(new Error(), { name: 'MagicLinkError' }), true],
    [new Error('expired'), false],
    [null, false],
    [undefined, false],
  ]
  for (const [error, expected] of errors) {
    for (const is of [isMagicLinkError, Clerk.isMagicLinkError, clerk.isMagicLinkError]) {
      assert.equal(is(error), expected)
    }
  }
})

test('the script-tag file does nothing bad where there is no document', () => {
  const code = readFileSync(join(pkg, 'clerk.headless.browser.js'), 'utf8')
  const worker = { TextDecoder, TextEncoder, WebAssembly }
  runInNewContext(code, worker)
  assert.equal(worker.Clerk.name, 'Clerk')
})

test('where WebAssembly is missing or forbidden, the first instance says so, not the import', () => {
  const printed = node(`
    delete globalThis.WebAssembly
    const { Clerk, isMagicLinkError } = await import('clerk-wasm')
    try { new Clerk('clerk.example.com') } catch (error) {
      console.log(error.name, error.code, /wasm-unsafe-eval/.test(error.message), isMagicLinkError(error))
    }
  `)
  assert.equal(printed, 'ClerkError webassembly_unavailable true false')
})

/** What some versions of jsdom lack, and what other environments may lack. */
const OF_BROWSERS = [
  'AbortController',
  'AbortSignal',
  'BroadcastChannel',
  'FinalizationRegistry',
  'Headers',
  'MessageEvent',
  'Request',
  'Response',
  'TextDecoder',
  'TextEncoder',
  'URL',
  'URLSearchParams',
  'WebAssembly',
  'WeakRef',
  'atob',
  'btoa',
  'console',
  'fetch',
  'performance',
  'queueMicrotask',
  'setTimeout',
]

test('an import needs nothing of a browser, in any build', async () => {
  const script = readFileSync(join(pkg, 'clerk.headless.cjs'), 'utf8')
  const bare = { module: { exports: {} } }
  runInNewContext(OF_BROWSERS.map(name => `delete globalThis.${name}`).join(';') + `\n;${script}`, bare)
  assert.equal(bare.module.exports.Clerk.name, 'Clerk')
  const printed = node(`
    const { log } = console
    for (const name of ${JSON.stringify(OF_BROWSERS)}) delete globalThis[name]
    for (const build of ['clerk-wasm', 'clerk-wasm/nowasm', 'clerk-wasm/wasm']) log((await import(build)).Clerk.name)
  `)
  assert.equal(printed, 'Clerk\nClerk\nClerk')
})

test('a decoder is called without bytes first, which Safari needs', () => {
  for (const build of ['clerk-wasm', 'clerk-wasm/nowasm']) {
    const printed = node(`
      const first = []
      globalThis.TextDecoder = class extends TextDecoder {
        decode(...args) {
          this.decode = super.decode
          first.push(args.length)
          return super.decode(...args)
        }
      }
      const { Clerk } = await import('${build}')
      new Clerk('clerk.example.com')
      console.log(first.join())
    `)
    assert.equal(printed, '0', build)
  }
})

test('the first instance names what is missing', () => {
  for (const build of ['clerk-wasm', 'clerk-wasm/nowasm']) {
    for (const name of ['TextDecoder', 'TextEncoder']) {
      const printed = node(`
        const kept = ${name}
        delete globalThis.${name}
        const { Clerk } = await import('${build}')
        try { new Clerk('clerk.example.com') } catch ({ name, code, message }) { console.log(name, code, message) }
        globalThis.${name} = kept
        console.log(new Clerk('clerk.example.com').frontendApi)
      `)
      const [said, then] = printed.split('\n')
      assert.match(said, new RegExp(`^ClerkError webassembly_unavailable Clerk: there is no ${name} here`))
      assert.equal(then, 'clerk.example.com', 'and works once it is there')
    }
  }
})

test('the build without WebAssembly runs where there is none', () => {
  const printed = node(`
    delete globalThis.WebAssembly
    const { Clerk } = await import('clerk-wasm/nowasm')
    // Enough to make the memory grow, because such translations fail there.
    const hosts = Array.from({ length: 2000 }, (_, i) => 'clerk-' + i + '.example.com')
    const instances = hosts.map((host) => new Clerk(host))
    console.log(instances.every(({ frontendApi }, i) => frontendApi === hosts[i]))
    try { new Clerk('') } catch (error) { console.log(error.code) }
  `)
  assert.equal(printed, 'true\nmissing_frontend_api')
})

/** The global object of a worker that read the file in this encoding. */
function readAs(encoding) {
  const bytes = readFileSync(join(pkg, 'clerk.headless.browser.js'))
  const worker = { TextDecoder, TextEncoder, WebAssembly }
  runInNewContext(new TextDecoder(encoding).decode(bytes), worker)
  return worker
}

// windows-1252 is tested in a browser: some versions of Node decode it as another encoding.
for (const encoding of [
  ...[2, 4, 5, 7, 9, 10, 11, 13, 14, 15].map(part => `iso-8859-${part}`),
  ...[1250, 1251, 1253, 1254, 1255, 1256, 1258, 874].map(page => `windows-${page}`),
  ...['koi8-r', 'koi8-u', 'ibm866', 'macintosh', 'x-mac-cyrillic'],
]) {
  test(`a file read as ${encoding}, in which each byte is a character of its own, works`, () => {
    const { Clerk } = readAs(encoding)
    assert.equal(new Clerk('clerk.example.com').frontendApi, 'clerk.example.com')
  })
}

for (const encoding of [
  ...['iso-8859-3', 'iso-8859-6', 'iso-8859-8', 'windows-1257'],
  ...['gbk', 'gb18030', 'big5', 'euc-kr', 'euc-jp', 'shift_jis', 'iso-2022-jp'],
]) {
  test(`a file read as ${encoding}, in which bytes are lost, says so`, () => {
    const { Clerk } = readAs(encoding)
    assert.throws(
      () => new Clerk('clerk.example.com'),
      error => {
        assert.equal(error.code, 'damaged_file')
        assert.match(error.message, /UTF-8/)
        return true
      },
    )
  })
}

/** With the wasm inside. */
const SINGLE_FILES = ['clerk.headless.mjs', 'clerk.headless.cjs', 'clerk.headless.browser.js']

test('the wasm costs little more inside the script than beside it', async () => {
  const { gzipSync } = await import('node:zlib')
  const { literal } = await import('../build/embed.mjs')
  const wasm = readFileSync(join(pkg, 'clerk_wasm_bg.wasm'))
  const gzip = bytes => gzipSync(bytes, { level: 9 }).length
  const ratio = gzip(Buffer.from(literal(wasm))) / gzip(wasm)
  assert.ok(ratio < 1.05, `${((ratio - 1) * 100).toFixed(1)} % more`)
})

test('a file with the wasm inside names no file beside it', () => {
  for (const name of SINGLE_FILES) {
    assert.ok(!readFileSync(join(pkg, name), 'latin1').includes('resource.js'), name)
  }
})

test('the README of the package points at nothing that the package lacks', () => {
  const readme = readFileSync(join(pkg, 'README.md'), 'utf8')
  const links = [...readme.matchAll(/\]\((?!https?:|#)([^)]+)\)/g)].map(([, path]) => path)
  assert.deepEqual(
    links.filter(path => !existsSync(join(pkg, path))),
    [],
  )
  assert.match(readme, /npm install/)
})

test('outside the wasm the files are ASCII, and none holds a byte that makes a tool take it for binary', () => {
  for (const name of SINGLE_FILES) {
    const text = readFileSync(join(pkg, name), 'utf8')
    // Of characters above U+00FF, browsers would keep all of the text at two bytes each.
    assert.match(text, /^[\x01-\xff]*$/)
    const rest = text.replace(/"(?:[^"\\\n]|\\.){10000,}"/, '')
    assert.ok(rest.length < 60_000 && /^[\x09\x0a\x20-\x7e]*$/.test(rest), name)
  }
})
