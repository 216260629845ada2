// Counts what a page has pending: timers, listeners, requests. Runs before every other script.
{
  const timers = new Map()
  const listeners = []
  const requests = new Set()
  const { setTimeout, clearTimeout, setInterval, clearInterval, fetch } = window

  window.setTimeout = (callback, ms, ...rest) => {
    const fire = (...args) => {
      timers.delete(id)
      callback(...args)
    }
    const id = setTimeout(fire, ms, ...rest)
    timers.set(id, `timeout ${ms}`)
    return id
  }
  window.setInterval = (callback, ms, ...rest) => {
    const id = setInterval(callback, ms, ...rest)
    timers.set(id, `interval ${ms}`)
    return id
  }
  window.clearTimeout = window.clearInterval = id => {
    timers.delete(id)
    clearTimeout(id)
    clearInterval(id)
  }

  window.fetch = (...args) => {
    const request = { url: args[0]?.url ?? String(args[0]) }
    requests.add(request)
    return fetch(...args).finally(() => requests.delete(request))
  }

  const { addEventListener, removeEventListener } = EventTarget.prototype
  const captures = options => (typeof options === 'object' ? Boolean(options?.capture) : Boolean(options))
  const find = (target, type, listener, options) =>
    listeners.findIndex(
      one =>
        one.target === target &&
        one.type === type &&
        one.listener === listener &&
        one.capture === captures(options),
    )
  const forget = (...which) => {
    const index = find(...which)
    if (index >= 0) listeners.splice(index, 1)
  }
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    const target = this ?? window
    if (listener && find(target, type, listener, options) < 0) {
      listeners.push({ target, type, listener, capture: captures(options) })
      if (options?.once)
        addEventListener.call(target, type, () => forget(target, type, listener, options), { once: true })
      options?.signal?.addEventListener('abort', () => forget(target, type, listener, options), { once: true })
    }
    return addEventListener.call(target, type, listener, options)
  }
  EventTarget.prototype.removeEventListener = function (type, listener, options) {
    forget(this ?? window, type, listener, options)
    return removeEventListener.call(this ?? window, type, listener, options)
  }

  /** What is pending now, in words and in order. */
  window.pending = () => ({
    timers: [...timers.values()].sort(),
    listeners: listeners.map(({ target, type }) => `${target.constructor.name} ${type}`).sort(),
    requests: [...requests].map(({ url }) => url).sort(),
  })
  /** The same, after the things that were just aborted have ended. */
  window.pendingSoon = () => new Promise(done => setTimeout(() => done(window.pending()), 20))
}
