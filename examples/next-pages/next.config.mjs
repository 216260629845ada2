// Files for any static host. Leave it out for a server of Next.js.
export default { output: 'export' }
