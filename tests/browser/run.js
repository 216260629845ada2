/**
 * Runs the test `name` of the file `topic`; called by main.rs. The runner serves this folder beside its own files. It
 * gets one request at a time here: of many at once, it leaves some without an answer.
 */
export async function run(topic, name, Clerk, server) {
  const { prepare, limited } = await import('/tests/browser/helpers.js')
  const { [name]: test } = await import(`/tests/browser/${topic}.js`)
  prepare(Clerk, server)
  await limited(test)
}
