// The time until the link expires, as digits and as a ring that empties.
const FULL_MS = 10 * 60_000

let timer = 0
let end = 0
let full = FULL_MS

/** Counts down to an instant: a Date, or milliseconds; again with the same instant changes nothing. */
export function startCountdown(expiresAt) {
  if (Number(expiresAt) === end) return
  stopCountdown()
  end = Number(expiresAt)
  if (!end) return
  full = Math.max(FULL_MS, end - Date.now())
  timer = setInterval(draw, 1000)
  draw()
}

export function stopCountdown() {
  clearInterval(timer)
  end = 0
  document.getElementById('countdown').textContent = '–:––'
}

function draw() {
  const left = Math.max(0, end - Date.now())
  const seconds = Math.ceil(left / 1000)
  const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
  document.getElementById('countdown').textContent = text
  document.getElementById('ring').setAttribute('stroke-dashoffset', 100 - (100 * left) / full)
}
