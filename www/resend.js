// The button that sends another link: usable once the server says so, counting down until then.
import { clock } from './countdown.js'

const button = document.getElementById('send-again')

let timer = 0
let availableAt = 0

/** Another link may be asked for at an instant, in milliseconds; nothing: at any time. */
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
