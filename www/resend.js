// The button that sends another link. It counts down to the time from which the server allows that.
import { clock } from './countdown.js'

const button = document.getElementById('send-again')

let timer = 0
let availableAt = 0

/** Allows another link from this time on, in milliseconds; without one, at any time. */
export function resendFrom(instant) {
  availableAt = instant ?? 0
  clearInterval(timer)
  timer = setInterval(draw, 250)
  draw()
}

function draw() {
  const left = availableAt - Date.now()
  button.disabled = left > 0
  button.textContent = left > 0 ? `Send again in ${clock(left)}` : 'Send again'
  if (left <= 0) clearInterval(timer)
}
