// What goes wrong around a component: an address that lies, a file that does not come, an app that takes things away.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { page, script } from './components.mjs'

let requests = 0

const inPage = page({
  '/clerk.texts.mjs': 'an answer of a proxy',
  '/clerk.profile.mjs': () =>
    requests++ ? script('export const engine = async () => globalThis.engine') : 'an answer of a proxy',
})

test('a command of an unknown name is not performed, and the next one is', async () => {
  const calls = await inPage(async () => {
    answer = () => '<div class="cl-rootBox"></div>\x1eevil\x1f1\x1econstructor\x1f1\x1etoString\x1f1\x1ego\x1f/on'
    clerk.mountSignIn(root)
    await settle()
    return clerk.calls
  })
  assert.deepEqual(calls, [['navigate', '/on']])
})

test('a file that does not come is told once, and asked for again by the next mount', async () => {
  const seen = await inPage(async () => {
    const told = []
    addEventListener('error', ({ error }) => told.push(error.code))
    clerk.mountUserProfile(root)
    clerk.openUserProfile()
    const failed = new Promise(done => addEventListener('error', done, { once: true }))
    const open = document.querySelectorAll('dialog').length
    await failed
    await settle()
    const closed = document.querySelectorAll('dialog').length
    clerk.mountUserProfile(root)
    await new Promise(done => new MutationObserver(done).observe(root, { childList: true }))
    return [told, open, closed, root.innerHTML]
  })
  assert.deepEqual(seen.slice(0, 3), [['components_unavailable'], 1, 0])
  assert.match(seen[3], /cl-rootBox/)
})

test('without the file of the texts, a component is in English', async () => {
  const shown = await inPage(async () => {
    options.localization = { locale: 'de' }
    const told = []
    addEventListener('error', ({ message }) => told.push(message))
    clerk.mountSignIn(root)
    await new Promise(done => addEventListener('error', done, { once: true }))
    await settle()
    return [told.length, events.map(([name]) => name)]
  })
  assert.deepEqual(shown, [1, ['start']])
})

test('what is no element is refused with a code; a dialog that has no place is in the body', async () => {
  const [refused, parent] = await inPage(async () => {
    const refused = [null, undefined, 'root', {}, document].map(node => {
      try {
        return clerk.mountSignIn(node)
      } catch (error) {
        return `${error.name} ${error.code} ${error.argument}`
      }
    })
    clerk.openSignIn({ getContainer: () => 'root' })
    return [refused, document.querySelector('dialog').parentNode.localName]
  })
  assert.deepEqual(refused, Array(5).fill('ClerkError invalid_argument node'))
  assert.equal(parent, 'body')
})

test('props of the wrong type do no harm', async () => {
  const shown = await inPage(async () => {
    for (const props of [
      'text',
      7,
      { appearance: 'dark', routing: 5, path: {}, localization: 1 },
      { appearance: { variables: 'x', elements: 5, layout: [], baseTheme: 'y' }, initialValues: 'z' },
    ]) {
      clerk.mountSignIn(root, props)
      await settle()
    }
    return root.children.length
  })
  assert.equal(shown, 1)
})

test('a dialog that shows nothing yet can be closed', async () => {
  const left = await inPage(async () => {
    const { promise } = Promise.withResolvers()
    engine = promise
    clerk.openSignIn()
    const dialog = document.querySelector('dialog')
    dialog.dispatchEvent(new Event('cancel', { cancelable: true }))
    return [dialog.open, document.querySelectorAll('dialog').length]
  })
  assert.deepEqual(left, [false, 0])
})

test('what was just closed can be opened again, and the end of the first does not end the second', async () => {
  const seen = await inPage(async () => {
    clerk.openSignIn()
    clerk.closeSignIn()
    clerk.openSignIn()
    const dialogs = () => document.querySelectorAll('dialog').length
    const early = dialogs()
    await settle()
    const late = dialogs()
    clerk.openSignIn()
    const again = dialogs()
    clerk.closeSignIn()
    return [early, late, again, dialogs()]
  })
  assert.deepEqual(seen, [1, 1, 1, 0])
})

test('a dialog that was taken away with its page does not keep the next from opening', async () => {
  const seen = await inPage(async () => {
    clerk.openSignIn()
    await settle()
    document.querySelector('dialog').remove()
    await settle()
    clerk.openSignIn()
    await settle()
    return [document.querySelectorAll('dialog[open]').length, clerk.listeners.size, freed.length]
  })
  assert.deepEqual(seen, [1, 1, 1])
})

test('a navigation that the app refuses is told, and no promise is left alone', async () => {
  const told = await inPage(async () => {
    const told = []
    addEventListener('error', ({ error }) => told.push(error.message))
    options.navigate = () => {}
    clerk.navigate = async url => {
      throw new Error(url)
    }
    answer = () => '<div class="cl-rootBox"></div>\x1ego\x1fmailto:a@b.test\x1eroute\x1fchoose\x1f'
    clerk.mountSignIn(root, { path: '/sign-in' })
    await settle()
    return told
  }, '/sign-in/factor-one')
  assert.deepEqual(told, ['mailto:a@b.test', '/sign-in/choose'])
})

test('after a command that took the component away, none of the rest is performed', async () => {
  const [calls, left] = await inPage(async () => {
    options.navigate = () => {}
    clerk.navigate = () => clerk.unmountSignIn(root)
    clerk.load = async () => clerk.calls.push('load')
    answer = () => '<div class="cl-rootBox"></div>\x1ego\x1f/\x1eload\x1f1\x1etick\x1f1'
    clerk.mountSignIn(root)
    await settle()
    return [clerk.calls, root.innerHTML]
  })
  assert.deepEqual([calls, left], [[], ''])
})

test('a press with a modifier is for the browser on links only, and an element around ours is not ours', async () => {
  const told = await inPage(async () => {
    document.body.dataset.on = root.dataset.on = 'click:outside'
    answer = () =>
      '<div class="cl-rootBox"><p>Text</p><button data-on="click:send">Send</button><a data-on="click:up">Up</a></div>'
    clerk.mountSignIn(root)
    await settle()
    for (const element of root.querySelectorAll('p, button, a')) {
      for (const shiftKey of [false, true]) {
        element.dispatchEvent(new MouseEvent('click', { bubbles: true, shiftKey }))
      }
    }
    return events.slice(1).map(event => event[2])
  })
  assert.deepEqual(told, ['send', 'send', 'up'])
})

test('only a sign-up gets the metadata', async () => {
  const given = await inPage(async () => {
    const given = []
    const create = async params => given.push(params)
    clerk.client.signIn.create = clerk.client.signUp.create = create
    answer = (name, [kind]) =>
      `<div class="cl-rootBox"></div>${name === 'start' ? `\x1ecreate\x1f1\x1f${kind}\x1f0` : ''}`
    clerk.mountSignIn(root, { unsafeMetadata: { a: 1 } })
    await settle()
    clerk.mountSignUp(root, { unsafeMetadata: { a: 1 } })
    await settle()
    return given
  })
  assert.deepEqual(given, [{}, { unsafeMetadata: { a: 1 } }])
})

test('a browser without popovers opens and closes one at presses, and when the component says so', async () => {
  const told = await inPage(async () => {
    delete HTMLElement.prototype.togglePopover
    let isOpen
    answer = (name, [what]) => {
      if (name === 'toggle') isOpen = what
      const menu = isOpen ? '<p data-on="click:manage">Manage</p>' : ''
      const command = { start: '\x1eshow', act: '\x1eclose' }[name] ?? ''
      return `<div class="cl-rootBox"><button>Menu</button><div popover="auto">${menu}</div></div>${command}`
    }
    clerk.mountSignIn(root)
    await settle()
    const press = selector =>
      document.querySelector(selector).dispatchEvent(new MouseEvent('click', { bubbles: true }))
    for (const selector of ['#root p', '#root button', '#root button', '#root button', '#begin']) press(selector)
    const pressEscape = () =>
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))
    pressEscape()
    press('#root button')
    pressEscape()
    const { localName } = document.activeElement
    return [...events.slice(1).map(([name, , what]) => `${name} ${what}`), localName]
  })
  const [open, close] = ['toggle 1', 'toggle ']
  assert.deepEqual(told, [open, 'act manage', close, close, open, close, open, close, open, close, 'button'])
})
