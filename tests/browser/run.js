/**
 * Runs the test `name` of the file `topic`, on this class: that of the package (e2e/shipped.mjs), or one around the
 * core that main.rs compiled.
 *
 * The test runner of main.rs serves this folder together with its own files. It gets only one request at a time from
 * here, since it does not answer all of many requests at once.
 */
export async function run(topic, name, Clerk, server) {
  const { prepare, limited } = await import('/tests/browser/helpers.js')
  const { [name]: test } = await import(`/tests/browser/${topic}.js`)
  prepare(Clerk, server)
  await limited(test)
}

/** The same for main.rs. */
export async function runOnCore(topic, name, core, server) {
  // The core imports another copy of it, which main.rs connects.
  const { connect } = await import('/js/src/resource.js')
  const { Clerk } = await import('/js/src/clerk.js')
  connect(core)
  await run(topic, name, Clerk, server)
}
