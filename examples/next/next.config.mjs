// A static export renders every page in Node first, as a server would.
export default { output: 'export', distDir: 'dist', basePath: '/next', turbopack: { root: import.meta.dirname } }
