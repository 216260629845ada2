// A component in a dialog of the browser, which traps the focus, lies above everything, and makes the rest of
// the page inert.

/** Opens a dialog. `asked` is called when a person wants to close it, `closed` once it is closed. */
export function openDialog({ container, asked, closed }) {
  const dialog = document.createElement('dialog')
  const content = document.createElement('div')
  dialog.className = 'cl-modalBackdrop'
  content.className = 'cl-modalContent'
  // Without a bar to scroll by, the page must not get room for one (see the style sheet).
  if (innerWidth > document.documentElement.clientWidth) dialog.classList.add('cl-scrolls')
  dialog.append(content)
  dialog.addEventListener('cancel', event => {
    event.preventDefault()
    asked()
  })
  let pressed
  dialog.addEventListener('pointerdown', ({ target }) => (pressed = target))
  // A selection that was begun inside and ended outside is no press on the backdrop.
  dialog.addEventListener('click', ({ target }) => target === dialog && pressed === dialog && asked())
  dialog.addEventListener('close', () => {
    dialog.remove()
    closed()
  })
  const place = container?.nodeType === 1 ? container : document.body
  place.append(dialog)
  dialog.showModal()
  return { dialog, content }
}
