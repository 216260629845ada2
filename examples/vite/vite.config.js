// The page works below any path. Vite may serve the package and app.js, which are outside of this folder.
export default { base: './', logLevel: 'warn', server: { fs: { allow: ['../..'] } } }
