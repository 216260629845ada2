// The settings page as whoever runs the application uses it.

/** Edits the form, which the page shows, and applies it. */
export async function apply(page, edit) {
  await page.goto('/settings')
  await edit(page)
  await press(page)
  await page.waitForURL(/applied=/)
  await page.getByRole('status').getByText('Applied. Live now:').waitFor()
}

export const press = page => page.getByRole('button', { name: 'Apply changes' }).click()

export const choose = (group, choice) => page =>
  page.getByRole('group', { name: group, exact: true }).getByRole('radio', { name: choice, exact: true }).check()

export const type = (label, text) => async page => {
  const field = page.getByLabel(label, { exact: true })
  // In Firefox, `fill` adds to the text of a field of these types.
  if (['number', 'email'].includes(await field.getAttribute('type'))) await field.clear()
  await field.fill(`${text}`)
}

export const turn = (label, on) => page => page.getByRole('checkbox', { name: label }).setChecked(on)

/** Several edits, one after the other. */
export const all =
  (...edits) =>
  async page => {
    for (const edit of edits) await edit(page)
  }
