/**
 * Runs the test `name` of the file `topic`. main.rs calls it.
 *
 * The test runner serves this folder together with its own files. It gets only one request at a time from here,
 * since it does not answer all of many requests at once.
 */
export async function run(topic, name, core, server) {
  // The core imports another copy of it, which main.rs connects.
  const { connect } = await import('/js/src/resource.js')
  const { Clerk } = await import('/js/src/clerk.js')
  connect(core)
  const { prepare, limited } = await import('/tests/browser/helpers.js')
  const { [name]: test } = await import(`/tests/browser/${topic}.js`)
  prepare(Clerk, server)
  await limited(test)
}
