// What ours may weigh and take at most, what we aim for, and how a bench says whether that is reached.

/** `most` may be reached; `aim` is to be undercut. Ratios are to clerk-js 3.17.0, measured in the same run. */
export const GOALS = {
  gzip: { name: 'script-tag file, gzip -9, bytes', most: 51_000, aim: 45_677 },
  brotli: { name: 'script-tag file, brotli 11, bytes', most: 44_500, aim: 40_217 },
  loader: { name: 'what loads the components, gzip -9, bytes', most: 500 },
  components: { name: 'SignIn and SignUp, gzip -9, bytes', most: 19_000 },
  allComponents: { name: '… with UserProfile and UserButton', most: 23_000 },
  signIn: { name: 'until <SignIn/> is on screen, gzip -9, bytes', aim: 60_000 },
  cpu: { name: 'main-thread CPU of a load, ratio', most: 0.48, aim: 0.45, digits: 2 },
  took: { name: 'script to load(), ratio', most: 0.68, aim: 0.6, digits: 2 },
  tookBeside4: { name: '… ratio to clerk-js 4.0.0', most: 1, digits: 2 },
  slow: { name: 'script to load(), CPU 4 times slower, ratio', most: 0.58, aim: 0.5, digits: 2 },
  slowBeside4: { name: '… ratio to clerk-js 4.0.0', most: 1, digits: 2 },
  shown: { name: 'script to <SignIn/>, ratio', aim: 0.5, digits: 2 },
  shownBeside4: { name: '… ratio to clerk-js 4.73.14', aim: 0.5, digits: 2 },
  shownSlow: { name: 'script to <SignIn/>, CPU 4 times slower, ratio', aim: 0.5, digits: 2 },
  shownSlowBeside4: { name: '… ratio to clerk-js 4.73.14', aim: 0.5, digits: 2 },
  heap: { name: 'JS heap after load, over a blank page, KB', most: 411, aim: 400 },
  heapBeside4: { name: '… ratio to clerk-js 4.0.0', aim: 1, digits: 2 },
  memory: { name: 'wasm memory after load, bytes', most: 256 * 1024, aim: 200 * 1024 },
  poll: { name: 'main-thread CPU of a poll, ratio', most: 1, digits: 2 },
  pollTook: { name: 'main-thread CPU of a poll, ms', aim: 2, digits: 2 },
}

/** Prints a line for each `[goal, value]`: what was measured, the goal and the aim, each met or not. */
export function judge(measured) {
  console.log('\n' + row('goals', 'ours', 'goal', '', 'aim', ''))
  for (const [{ name, most, aim, digits = 0 }, value] of measured) {
    const options = { minimumFractionDigits: digits, maximumFractionDigits: digits }
    const text = number => number.toLocaleString('en', options)
    const limit = (sign, number, met) => (number ? [`${sign} ${text(number)}`, met ? 'met' : 'NOT MET'] : ['', ''])
    console.log(row(name, text(value), ...limit('≤', most, value <= most), ...limit('<', aim, value < aim)))
  }
}

const row = (name, ours, most, mostMet, aim, aimMet) =>
  `${name.padEnd(46)}${ours.padStart(10)}${most.padStart(11)} ${mostMet.padEnd(8)}${aim.padStart(11)} ${aimMet}`.trimEnd()
