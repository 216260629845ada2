// The components by keyboard, as they are announced, in dialogs, and with what password managers put beside fields.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { heading, isSignedIn, signedIn, signedOut, submit, urlOf, WIDTHS } from '../support/components.mjs'
import { world } from '../support/world.mjs'

const here = world('--optional-fields', 'password')
const linkTo = async address => (await here.server.mail(address)).link

/** What has the focus: its name, and whether one can see that it has it. */
const focused = page =>
  page.evaluate(() => {
    const { activeElement: element } = document
    const name =
      element.getAttribute('aria-label') ??
      element.labels?.[0]?.textContent ??
      element.textContent.trim().replace(/\s+/g, ' ')
    const { outlineStyle, outlineWidth } = getComputedStyle(element)
    return { tag: element.localName, name, isSeen: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 }
  })

/** Presses Tab until the element of this name has the focus. */
async function tabTo(page, name, key = 'Tab') {
  const passed = []
  while (passed.length < 40) {
    await page.keyboard.press(key)
    const now = await focused(page)
    if (now.name.startsWith(name)) {
      assert.ok(now.isSeen, `the focus on "${name}" cannot be seen`)
      return
    }
    passed.push(now.name)
  }
  assert.fail(`no way to "${name}" by ${key}: ${passed.join(', ')}`)
}

/** A screen came by what somebody did: its heading is there, and the focus is in the component. */
async function arrives(page, title) {
  await heading(page, title)
  await page.waitForFunction(() => document.activeElement.closest('.cl-rootBox'))
}

// One after another: in Firefox, only one page at a time has the focus.
describe('by keyboard', () => {
  test('a sign-in: the address, sending, editing, another method and back', async t => {
    const { page, address } = await signedOut(here, t, { values: { password: 'correct horse battery' } })
    await tabTo(page, 'Email address')
    await page.keyboard.type(address)
    await page.keyboard.press('Enter')
    await arrives(page, 'Check your email')
    await tabTo(page, `Edit address ${address}`)
    await page.keyboard.press('Space')
    await arrives(page, 'Sign in')
    assert.match((await focused(page)).name, /^Email address/)
    const other = here.address()
    await page.keyboard.press('ControlOrMeta+A')
    await page.keyboard.type(other)
    await page.keyboard.press('ControlOrMeta+A')
    await page.keyboard.type(address)
    await tabTo(page, 'Continue')
    await page.keyboard.press('Space')
    await arrives(page, 'Check your email')
    await tabTo(page, 'Use another method')
    await page.keyboard.press('Enter')
    await arrives(page, 'Use another method')
    await tabTo(page, 'Sign in with your password')
    await page.keyboard.press('Enter')
    await arrives(page, 'Enter your password')
    assert.equal((await focused(page)).name, 'Password')
    await tabTo(page, 'Show password')
    await tabTo(page, 'Password', 'Shift+Tab')
    await page.keyboard.type('correct horse battery')
    await page.keyboard.press('Enter')
    await isSignedIn(page, address)
  })

  test('a sign-up, with the code', async t => {
    const { page } = await here.person(t)
    const address = here.address()
    await page.goto(urlOf('mountSignUp'))
    await heading(page, 'Create your account')
    assert.equal((await focused(page)).tag, 'body', 'a component that appears takes no focus')
    await tabTo(page, 'Email address')
    await page.keyboard.type(address)
    await page.keyboard.press('Enter')
    await arrives(page, 'Verify your email')
    await tabTo(page, 'Code')
    await page.keyboard.type((await here.server.mail(address)).code)
    await isSignedIn(page, address)
  })

  test('an address is added to the profile', async t => {
    const { page, newPage } = await signedIn(here, t, { show: 'mountUserProfile' })
    const other = here.address()
    await page.getByRole('button', { name: 'Add an email address' }).waitFor()
    await tabTo(page, 'Add an email address')
    await page.keyboard.press('Enter')
    await page.getByRole('textbox', { name: 'Email address' }).waitFor()
    await page.waitForFunction(() => document.activeElement.matches('input'))
    await page.keyboard.type(other)
    await page.keyboard.press('Enter')
    await page.getByText('We sent a link to').waitFor()
    await page.waitForFunction(() => document.activeElement.closest('.cl-rootBox'))
    await (await newPage()).goto(await linkTo(other))
    await page.getByText(`${other} is verified.`).first().waitFor({ state: 'attached' })
  })
})

test('a refusal is announced once, the countdown never, and that an email was sent once', async t => {
  const { page, address } = await signedOut(here, t, { expected: [/status of 422/] })
  await heading(page, 'Sign in')
  await page.evaluate(() => {
    window.said = []
    const listen = role => {
      const region = document.querySelector(`#root [role=${role}]`)
      let before = ''
      new MutationObserver(() => {
        const now = region.textContent.trim()
        if (now && now !== before) said.push(`${role}: ${now}`)
        before = now
      }).observe(region, { childList: true, characterData: true, subtree: true })
    }
    listen('alert')
    listen('status')
  })
  await page.getByLabel('Email address').fill('nobody@example.com')
  await page.getByRole('button', { name: 'Continue' }).click()
  const description = () =>
    page.locator('input[aria-invalid=true]').evaluate(field => {
      const ids = field.getAttribute('aria-describedby').split(' ')
      return ids.map(id => document.getElementById(id).textContent).join(' ')
    })
  await page.locator('input[aria-invalid=true]').waitFor()
  assert.equal(await description(), 'There is no account with this address.')
  await submit(page, address)
  const seconds = page.locator('.cl-formResendCodeLink [aria-hidden=true]')
  const first = await seconds.innerText()
  await page.waitForFunction(
    first => document.querySelector('.cl-formResendCodeLink [aria-hidden=true]').innerText !== first,
    first,
  )
  assert.equal(await page.getByRole('button', { name: 'Send another email', exact: true }).count(), 1)
  assert.deepEqual(await page.evaluate('said'), ['status: Email sent.'])
})

test('after a refusal the focus is in the field, with its text and its caret', async t => {
  const { page } = await signedOut(here, t, { expected: [/status of 422/] })
  await page.getByLabel('Email address').fill('nobody@example.com')
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await page.locator('input[aria-invalid=true]').waitFor()
  await page.keyboard.type('X')
  assert.equal(await page.getByLabel('Email address').inputValue(), 'nXobody@example.com')
})

test('what a password manager puts beside fields stays, and what it fills in is sent', async t => {
  const { page, address } = await signedOut(here, t)
  await heading(page, 'Sign in')
  const put = () =>
    page.evaluate(() => {
      for (const field of document.querySelectorAll('#root input')) {
        field.after(Object.assign(document.createElement('manager-icon'), { id: `for-${field.name}` }))
      }
    })
  await put()
  for (let n = 0; n < 10; n++) {
    await page.evaluate(
      n => clerk.mountSignIn(document.getElementById('root'), { afterSignInUrl: '#in', signUpUrl: `/${n}` }),
      n,
    )
  }
  assert.equal(await page.locator('manager-icon#for-identifier').count(), 1)
  // A manager sets the value; some tell nobody.
  await page.evaluate(address => {
    document.querySelector('#root [name=identifier]').value = address
  }, address)
  await page.getByRole('button', { name: 'Continue' }).click()
  await heading(page, 'Check your email')
  await put()
  const { code } = await here.server.mail(address)
  await page.evaluate(code => {
    const field = document.querySelector('#root [name=code]')
    field.value = code
    field.dispatchEvent(new Event('input', { bubbles: true }))
  }, code)
  await isSignedIn(page, address)
})

describe('a dialog', { concurrency: 2 }, () => {
  for (const [width, viewport] of Object.entries(WIDTHS)) {
    test(`keeps the focus and the page behind it where they are, in a ${width} window`, async t => {
      const { page } = await here.person(t, { viewport })
      await page.goto(urlOf('openSignIn'))
      await page.evaluate(() => {
        const tall = document.createElement('div')
        tall.style.setProperty('height', '3000px')
        document.body.prepend(tall)
      })
      const opener = page.getByRole('button', { name: 'Open' })
      await opener.scrollIntoViewIfNeeded()
      const place = () =>
        page.evaluate(() => [scrollX, scrollY, document.getElementById('opener').offsetWidth, innerWidth])
      const before = await place()
      await opener.click()
      const dialog = page.getByRole('dialog', { name: 'Sign in' })
      await dialog.getByLabel('Email address').waitFor()
      await page.waitForFunction(() => document.activeElement.matches('dialog input'))
      for (let n = 0; n < 8; n++) {
        await page.keyboard.press('Tab')
        const where = await page.evaluate(() => document.activeElement.closest('dialog, body').localName)
        // The browser's own controls may come between the last and the first of the dialog.
        if (where !== 'dialog') assert.equal((await focused(page)).tag, 'body')
      }
      const top = await opener.evaluate(opener => {
        const { x, y } = opener.getBoundingClientRect()
        return document.elementFromPoint(x + 2, y + 2).closest('dialog, body').localName
      })
      assert.equal(top, 'dialog', 'the page behind is inert')
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
      assert.equal(await page.evaluate('document.activeElement.id'), 'opener')
      assert.deepEqual(await place(), before)
      assert.equal(await page.evaluate('document.adoptedStyleSheets.length'), 0)
    })
  }

  test('opens above a dialog of the app, and is used by mouse and keyboard', async t => {
    const { page, address } = await signedOut(here, t, { show: 'openSignIn' })
    await page.evaluate(() => {
      const dialog = document.createElement('dialog')
      dialog.append(document.getElementById('opener'))
      document.body.append(dialog)
      dialog.showModal()
    })
    await page.getByRole('button', { name: 'Open' }).click()
    const dialog = page.locator('dialog.cl-modalBackdrop')
    await dialog.getByLabel('Email address').click()
    await page.keyboard.type(address)
    await page.keyboard.press('Enter')
    await arrives(page, 'Check your email')
    await dialog.getByRole('button', { name: `Edit address ${address}` }).click()
    await arrives(page, 'Sign in')
  })

  test('stays with its screen and what was typed while another tab is in front for five minutes', async t => {
    const { page, newPage, address } = await signedOut(here, t, { show: 'openSignIn' })
    await page.clock.install()
    await page.reload()
    await page.getByRole('button', { name: 'Open' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Email address').fill(address)
    await dialog.getByRole('button', { name: 'Continue' }).click()
    await heading(dialog, 'Check your email')
    await dialog.getByLabel('Code').fill('12345')
    const tab = await newPage()
    await tab.bringToFront()
    await page.clock.fastForward('05:00')
    await page.bringToFront()
    await heading(dialog, 'Check your email')
    assert.equal(await dialog.getByLabel('Code').inputValue(), '12345')
  })

  test('asks once before it gives up a wait', async t => {
    const { page, address } = await signedOut(here, t, { show: 'openSignIn' })
    await page.getByRole('button', { name: 'Open' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Email address').fill(address)
    await dialog.getByRole('button', { name: 'Continue' }).click()
    await heading(dialog, 'Check your email')
    await page.keyboard.press('Escape')
    await dialog.getByText('This is not finished yet.').waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  })
})

test('the user button works in a sheet of an app that takes the pointer from the page, in a narrow window', async t => {
  const { page } = await signedIn(here, t, {
    show: 'mountUserButton',
    viewport: WIDTHS.narrow,
    props: { afterSignOutAllUrl: urlOf('mountSignIn') },
  })
  await page.evaluate(() => document.body.style.setProperty('pointer-events', 'none'))
  const button = page.getByRole('button', { name: 'Open the user menu' })
  await page.locator('#root').evaluate(root => root.style.setProperty('margin-inline-start', '120px'))
  await button.click()
  await page.getByRole('button', { name: 'Manage account' }).waitFor()
  const { x, width } = await page.locator('.cl-userButtonPopoverCard').boundingBox()
  assert.ok(x >= 16 && x + width <= 360 - 16, `the menu is from ${x} to ${x + width}`)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Manage account' }).waitFor({ state: 'hidden' })
  await button.focus()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await isSignedIn(page, '')
})
