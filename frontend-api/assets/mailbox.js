// Shows new emails as they arrive: one request waits at the server for the next email.
const messages = document.querySelector('#messages')
const pause = ms => new Promise(done => setTimeout(done, ms))

async function refresh() {
  const open = new Set([...messages.querySelectorAll('details[open]')].map(idOf))
  const answer = await fetch('/mailbox/list')
  if (!answer.ok) throw new Error(answer.status)
  messages.innerHTML = await answer.text()
  for (const details of messages.querySelectorAll('details')) details.open = open.has(idOf(details))
}

const idOf = element => element.closest('article').dataset.id

for (;;) {
  const newest = messages.querySelector('article')?.dataset.id ?? ''
  try {
    const answer = await fetch(`/mailbox/messages?wait=25&after=${newest}`)
    if (!answer.ok) throw new Error(answer.status)
    await answer.json()
    // Refresh even without a new email, since the page shows how long ago each came.
    await refresh()
  } catch {
    await pause(2_000)
  }
}
