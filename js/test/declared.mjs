// Reads the declarations, and compares what a page saw with them.

import { join } from 'node:path'
import ts from 'typescript-5'
import { js } from './package.mjs'

const FILE = join(js, 'types/index.d.ts')
const program = ts.createProgram([FILE], { strict: true, target: ts.ScriptTarget.ES2022 })
const checker = program.getTypeChecker()
const source = program.getSourceFile(FILE)
const exports = checker.getExportsOfModule(checker.getSymbolAtLocation(source))
const exported = name => exports.find(symbol => symbol.name === name)

/** The type of an instance of a declared class or interface. */
export function declared(name) {
  return checker.getDeclaredTypeOfSymbol(exported(name))
}

/** The type of a declared class itself. */
export function declaredStatic(name) {
  return checker.getTypeOfSymbol(exported(name))
}

/** The values that `code` of a declared error may have. */
export function codes(name) {
  const type = checker.getTypeOfSymbol(checker.getPropertyOfType(declared(name), 'code'))
  return (type.isUnion() ? type.types : [type]).map(each => each.value)
}

/** The members that we declare, without those of `Error` and of functions. */
export const members = type =>
  checker
    .getPropertiesOfType(type)
    .filter(symbol => symbol.name !== 'prototype')
    .filter(symbol => symbol.declarations.every(node => node.getSourceFile() === source))

/**
 * Runs in the page: describes `value` as JSON. Objects list all their names, except for those that every
 * object or error has. `depth` ends cycles.
 */
export function describe(value, depth = 12) {
  if (value === null) return { is: 'null' }
  if (value instanceof Date) return { is: 'Date' }
  if (Array.isArray(value)) return { is: 'array', items: value.map(item => describe(item, depth - 1)) }
  if (typeof value !== 'object') {
    return { is: typeof value, value: typeof value === 'function' ? undefined : value }
  }
  const seen = { is: 'object', members: {} }
  if (depth === 0) return seen
  const common = [Object.prototype, Error.prototype, null]
  for (let of = value; !common.includes(of); of = Object.getPrototypeOf(of)) {
    for (const name of Object.getOwnPropertyNames(of)) {
      if (name === 'constructor' || Object.hasOwn(seen.members, name)) continue
      seen.members[name] = describe(value[name], depth - 1)
    }
  }
  return seen
}

/** How `seen` differs from its declared type: a list of sentences, empty if all is well. */
export function faults(type, seen, path) {
  const says = `${path} is ${seen?.is ?? 'missing'}, declared ${checker.typeToString(type)}`
  if (!seen) return [says]
  if (type.isUnion()) {
    const attempts = type.types.map(each => faults(each, seen, path))
    if (attempts.some(attempt => attempt.length === 0)) return []
    // The most useful answer is of a type that fits at this level and is wrong deeper inside.
    return attempts.find(attempt => !attempt[0].startsWith(`${path} `)) ?? [says]
  }
  if (type.flags & (ts.TypeFlags.Unknown | ts.TypeFlags.TypeParameter)) return []
  if (type.flags & ts.TypeFlags.StringLiteral) return seen.value === type.value ? [] : [says]
  if (type.flags & ts.TypeFlags.BooleanLiteral) {
    return String(seen.value) === checker.typeToString(type) ? [] : [says]
  }
  if (type.flags & (ts.TypeFlags.StringLike | ts.TypeFlags.Intersection)) {
    return seen.is === 'string' ? [] : [says] // `string & {}` is the only intersection there is.
  }
  if (type.flags & ts.TypeFlags.NumberLike) return seen.is === 'number' ? [] : [says]
  if (type.flags & ts.TypeFlags.Null) return seen.is === 'null' ? [] : [says]
  if (type.flags & ts.TypeFlags.Undefined) return seen.is === 'undefined' ? [] : [says]
  if (type.getCallSignatures().length) return seen.is === 'function' ? [] : [says]
  if (type.symbol.name === 'Date') return seen.is === 'Date' ? [] : [says]
  if (checker.isArrayType(type)) {
    if (seen.is !== 'array') return [says]
    const [item] = checker.getTypeArguments(type)
    return seen.items.flatMap((each, i) => faults(item, each, `${path}[${i}]`))
  }
  if (seen.is !== 'object' && seen.is !== 'function') return [says]
  return members(type).flatMap(symbol => {
    const inner = checker.getTypeOfSymbol(symbol)
    const member = Object.hasOwn(seen.members, symbol.name) ? seen.members[symbol.name] : undefined
    const isOptional = symbol.flags & ts.SymbolFlags.Optional
    return isOptional && !member ? [] : faults(inner, member, `${path}.${symbol.name}`)
  })
}

/** The names of `seen` that are not declared. */
export function undeclared(type, seen, path) {
  if (type.isUnion()) {
    const fit = type.types.find(each => faults(each, seen, path).length === 0)
    return fit ? undeclared(fit, seen, path) : []
  }
  if (checker.isArrayType(type)) {
    const [item] = checker.getTypeArguments(type)
    return (seen.items ?? []).flatMap((each, i) => undeclared(item, each, `${path}[${i}]`))
  }
  const known = new Map(members(type).map(symbol => [symbol.name, checker.getTypeOfSymbol(symbol)]))
  if (seen.is !== 'object' || known.size === 0 || checker.getIndexInfosOfType(type).length) return []
  return Object.entries(seen.members).flatMap(([name, member]) =>
    known.has(name) ? undeclared(known.get(name), member, `${path}.${name}`) : [`${path}.${name}`],
  )
}
