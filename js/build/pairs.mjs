// Mends what LLVM 22 makes of pairs in registers: `node pairs.mjs <wasm as text> <mended text>`.
//
// For `test(first) ? second : other`, with a pair that a call returns, it reads the local of `second` before the
// call that sets it (llvm/llvm-project#98323; LLVM 23 does not). A `select` becomes an `if`, which tests first.
// Where another instruction reads too early, this fails, and names the function.

import { readFile, writeFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'

const TOKEN = /;;.*|\(|\)|\$?"(?:[^"\\]|\\.)*"|[^\s()]+/g

/** The text as lists in lists. */
function parse(text) {
  const open = [[]]
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '(') open.push([])
    else if (token === ')') open.at(-2).push(open.pop())
    else if (!token.startsWith(';;')) open.at(-1).push(token)
  }
  return open[0][0]
}

const print = node => (Array.isArray(node) ? `(${node.map(print).join(' ')})` : node)

const lists = node => node.filter(Array.isArray)

/** The locals that `node` sets to the second value of a pair. */
function seconds(node) {
  const [op, local, value] = node
  const isSecond = /^local\.(set|tee)$/.test(op) && value[0] === 'tuple.extract' && value[2] !== '0'
  return [...(isSecond ? [local] : []), ...lists(node).flatMap(seconds)]
}

/** What takes its operands in order and then acts; in the others one part runs after the other. */
const isOperation = ([op]) => !['module', 'func', 'block', 'loop', 'if', 'then', 'else'].includes(op)

/** Whether an operand is read from a local that a later operand sets. */
function readsTooEarly(node) {
  const operands = lists(node)
  return operands.some(([op, local], at) => {
    return op === 'local.get' && operands.slice(at + 1).some(later => seconds(later).includes(local))
  })
}

function mend(node, types, where) {
  for (const part of lists(node)) mend(part, types, where)
  if (!isOperation(node) || !readsTooEarly(node)) return
  const [one, other, test] = lists(node)
  const choices = [one, other]
  const isSimple = choices.every(([op]) => op === 'local.get' || op.endsWith('.const'))
  if (node[0] !== 'select' || !isSimple) {
    throw new Error(`LLVM reads a pair too early in ${where}: write \`${node[0]}\` there in another way`)
  }
  const type = types.get(choices.find(([op]) => op === 'local.get')[1])
  node.splice(0, node.length, 'if', ['result', type], test, ['then', one], ['else', other])
}

/** The module, with each value read after the call that gives it. */
export function mended(text) {
  const module = parse(text)
  for (const fn of lists(module).filter(([kind]) => kind === 'func')) {
    const locals = lists(fn).filter(([kind]) => kind === 'param' || kind === 'local')
    mend(fn, new Map(locals.map(([, name, type]) => [name, type])), fn[1])
  }
  return print(module)
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [from, to] = process.argv.slice(2)
  await writeFile(to, mended(await readFile(from, 'utf8')))
}
