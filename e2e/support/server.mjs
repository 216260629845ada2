// Starts the companion server, with the demo, the package and the pages of these tests.
import { join, resolve } from 'node:path'
import { startServer as start } from '../../testing/server.mjs'

const root = resolve(import.meta.dirname, '../..')

const pages = [
  ['--www', join(root, 'www')],
  ['--www', `/pkg=${join(root, 'pkg')}`],
  ['--www', `/e2e=${join(root, 'e2e/pages')}`],
].flat()

export const startServer = (...options) => start([...pages, ...options])
