import { join } from 'node:path'

// A static export renders every page in Node first, as a server would. `root` holds the package and app.js.
export default {
  output: 'export',
  distDir: 'dist',
  basePath: '/next',
  turbopack: { root: join(import.meta.dirname, '../..') },
}
