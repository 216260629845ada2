// The demo page as its visitors use it.

/** Waits until the demo shows the section of this id. */
export const shows = (page, id) => page.locator(`#${id}:visible`).waitFor()

export const text = (page, selector) => page.locator(selector).innerText()

/** Asks for a link; the page then waits for the click. */
export async function ask(page, mode, address) {
  await page.goto(mode === 'sign-up' ? '/custom#sign-up' : '/custom')
  await fill(page, address)
  await shows(page, 'waiting')
}

/** Types an address into the form that is shown and sends it. */
export async function fill(page, address) {
  await shows(page, 'start')
  const field = page.getByLabel('Email address')
  // In Firefox, `fill` adds to the text of a field of this type.
  await field.clear()
  await field.fill(address)
  await page.getByRole('button', { name: 'Email me a link', exact: true }).click()
}

/** Makes an account; this page is signed in to it. */
export async function signUp({ server }, { page, newPage }, address) {
  await ask(page, 'sign-up', address)
  const tab = await newPage()
  await tab.goto((await server.mail(address)).link)
  await shows(tab, 'account')
  await tab.close()
  await shows(page, 'account')
}

/** An account whose owner is signed out again. */
export async function account(world, person, address) {
  await signUp(world, person, address)
  await person.page.getByRole('button', { name: 'Sign out' }).click()
  await shows(person.page, 'start')
}

/** The button of the server's own page, which a browser shows that did not ask for the link. */
export const confirmButton = page => page.locator('form[method=post] button')
