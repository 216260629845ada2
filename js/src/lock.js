/** The last turn of each name in this page, as a promise for its end. */
const turns = {}

/**
 * Waits for a turn at something that only one caller does at a time, in this page and in all tabs. Resolves
 * to the function that ends the turn, after `ms` at the latest: the tab that has the turn may be frozen.
 */
export function turn(name, ms) {
  return new Promise(begin => {
    let end
    const ended = new Promise(resolve => (end = resolve))
    const controller = new AbortController()
    const go = () => {
      clearTimeout(timer)
      begin(end)
      return ended
    }
    const timer = setTimeout(() => controller.abort(go()), ms)
    Promise.resolve(turns[name])
      .then(() => navigator.locks.request(name, { signal: controller.signal }, go))
      .catch(go)
    turns[name] = ended
  })
}

/** Ends a turn that `turn` promised, if need be as soon as it begins. */
export const endTurn = turn => turn.then(end => end())
