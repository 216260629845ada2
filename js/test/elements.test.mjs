// The components as elements of a page, and for a `Clerk` of another package.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { page } from './components.mjs'

const inPage = page()

test('an element mounts its component with its attributes as props', async () => {
  const told = await inPage(async () => {
    window.Clerk = clerk
    const element = document.createElement('clerk-sign-in')
    element.setAttribute('sign-up-url', '/up')
    element.setAttribute('appearance', '{"layout":{"logoPlacement":"none"}}')
    root.append(element)
    await settle()
    element.setAttribute('sign-up-url', '/other')
    await settle()
    element.removeAttribute('sign-up-url')
    await settle()
    const html = element.innerHTML
    element.remove()
    return [
      html.includes('cl-rootBox'),
      clerk.calls,
      events[0].slice(9, 14),
      events[1].slice(2, 5),
      events[2].slice(2, 5),
      element.innerHTML,
    ]
  })
  assert.deepEqual(told, [
    true,
    [['load']],
    ['3', 'signUpUrl', '/up', 'appearance.layout.logoPlacement', 'none'],
    ['3', 'signUpUrl', '/other'],
    ['2', 'appearance.layout.logoPlacement', 'none'],
    '',
  ])
})

test('an element has its own Clerk, whenever it was given; the class is none', async () => {
  const seen = await inPage(async () => {
    window.Clerk = class {}
    const shown = []
    const add = async clerk => {
      const element = document.createElement('clerk-sign-in')
      root.append(element)
      await settle()
      shown.push(element.childElementCount)
      element.clerk = clerk
      await settle()
      shown.push(element.childElementCount)
      return element
    }
    const element = await add(clerk)
    element.clerk = undefined
    shown.push(element.childElementCount, clerk.listeners.size)
    // As if the definition came after the page's script.
    const early = Object.assign(document.createElement('early-sign-in'), { clerk })
    root.append(early)
    customElements.define('early-sign-in', class extends customElements.get('clerk-sign-in') {})
    await settle()
    shown.push(early.childElementCount, early.clerk === clerk, Object.hasOwn(early, 'clerk'))
    return shown
  })
  assert.deepEqual(seen, [0, 1, 0, 0, 1, true, false])
})

test("a load by the app itself is followed, with the components' options and its own", async () => {
  const [states, given, caught] = await inPage(async () => {
    clerk.loaded = false
    const given = []
    const load = async options => {
      given.push(options)
      if (given.length === 1) throw new Error('offline')
      clerk.loaded = true
    }
    const { install } = await import('./components.mjs')
    install(Object.assign(clerk, { load }), { signInUrl: '/in' })
    answer = (name, fields) => `<div class="cl-rootBox"></div>${fields[6] === 'failed' ? '\x1eload\x1f1' : ''}`
    clerk.mountSignIn(root)
    await settle()
    const caught = await clerk.load({ touchSession: false }).catch(error => error.message)
    await settle()
    return [
      events.map(event => event[8]),
      given.map(({ signInUrl, touchSession }) => [signInUrl, touchSession]),
      caught,
    ]
  })
  assert.deepEqual(states, ['loading', 'failed', 'ready'])
  assert.deepEqual(given, [
    ['/in', false],
    ['/in', false],
  ])
  assert.equal(caught, 'offline')
})

test('links work with a package whose flows only start and cancel', async () => {
  const [told, calls] = await inPage(async () => {
    const { setTimeout } = window
    window.setTimeout = (act, ms, ...args) => setTimeout(act, ms === 2000 ? 1 : ms, ...args)
    const commands = {
      start: '\x1esend_link\x1f1\x1fsign_in\x1fidn_1\x1f/verify',
      progress: '\x1eresend\x1f2',
      again: '\x1ecancel\x1eawait_link\x1f3\x1fsign_in\x1fidn_1\x1f/verify',
    }
    answer = (name, [what]) =>
      `<div class="cl-rootBox"><p data-on="click:again"></p></div>${commands[what === 'again' ? what : name] ?? ''}`
    clerk.client.signIn = {
      firstFactorVerification: { status: null },
      createEmailLinkFlow: () => ({ startEmailLinkFlow() {}, cancelEmailLinkFlow() {} }),
      async prepareFirstFactor({ strategy, emailAddressId, redirectUrl }) {
        clerk.calls.push([strategy, emailAddressId, redirectUrl])
        this.firstFactorVerification = { status: 'unverified' }
      },
      async reload() {
        if (clerk.isOpened) this.firstFactorVerification = { status: 'verified' }
      },
    }
    clerk.mountSignIn(root)
    await settle()
    root.querySelector('p').click()
    await settle()
    clerk.isOpened = true
    await settle()
    return [events.slice(1).map(([name, , ...fields]) => [name, ...fields.slice(0, 2)]), clerk.calls]
  })
  assert.deepEqual(told, [
    ['progress', '1', 'sent'],
    ['done', '2', ''],
    ['act', 'again', ''],
    ['progress', '3', 'waiting'],
    ['done', '2', ''],
    ['done', '3', ''],
  ])
  const link = ['email_link', 'idn_1', '/verify']
  assert.deepEqual(calls, [link, link, link])
})
