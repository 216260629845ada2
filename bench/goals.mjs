// What ours may weigh and take at most, what we aim for, and how a bench says whether that is reached.

/** `most` may be reached; `aim` is to be undercut. Ratios are to clerk-js 3.17.0, measured in the same run. */
export const GOALS = {
  gzip: { name: 'script-tag file, gzip -9, bytes', most: 51_000, aim: 45_677 },
  brotli: { name: 'script-tag file, brotli 11, bytes', most: 44_500, aim: 40_217 },
}

/** Prints a line for each `[goal, value]`: what was measured, the goal and the aim, each met or not. */
export function judge(measured) {
  console.log('\n' + row('goals', 'ours', 'goal', '', 'aim', ''))
  for (const [{ name, most, aim, digits = 0 }, value] of measured) {
    const options = { minimumFractionDigits: digits, maximumFractionDigits: digits }
    const text = number => number.toLocaleString('en', options)
    const met = [value <= most, value < aim].map(met => (met ? 'met' : 'NOT MET'))
    console.log(row(name, text(value), `≤ ${text(most)}`, met[0], `< ${text(aim)}`, met[1]))
  }
}

const row = (name, ours, most, mostMet, aim, aimMet) =>
  `${name.padEnd(46)}${ours.padStart(10)}${most.padStart(11)} ${mostMet.padEnd(8)}${aim.padStart(11)} ${aimMet}`
