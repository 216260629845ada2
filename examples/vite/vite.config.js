// Below any path; the package and app.js, which lie outside of this folder, may be served in development.
export default { base: './', logLevel: 'warn', server: { fs: { allow: ['../..'] } } }
