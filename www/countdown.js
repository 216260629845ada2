// The time until the link expires, as digits and as a ring that empties.
const FULL_MS = 10 * 60_000

const element = id => document.getElementById(id)

let timer = 0
let end = 0
let full = FULL_MS

/** Counts down to a Date, or to a time in milliseconds. A second call with the same time changes nothing. */
export function startCountdown(expiresAt) {
  if (Number(expiresAt) === end) return
  stopCountdown()
  end = Number(expiresAt)
  if (!end) return
  full = Math.max(FULL_MS, end - Date.now())
  timer = setInterval(draw, 1000)
  draw()
  element('left').hidden = false
}

/** Shows no time: a link that is not sent yet has none. */
export function stopCountdown() {
  clearInterval(timer)
  end = 0
  element('left').hidden = true
}

/** Milliseconds as minutes and seconds: `9:07`. */
export function clock(ms) {
  const seconds = Math.ceil(ms / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

function draw() {
  const left = Math.max(0, end - Date.now())
  element('countdown').textContent = clock(left)
  element('ring').setAttribute('stroke-dashoffset', 100 - (100 * left) / full)
}
