// The host of the components, with a WebAssembly and a `Clerk` that the tests play: what the one is told, what the
// other is asked to do, and what is left on the page.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pairs } from '../components/fields.js'
import { page } from './components.mjs'

const inPage = page()

test('a mount tells what is known, and shows the answer', async () => {
  const [html, [event]] = await inPage(async () => {
    clerk.client.signIn = {
      id: 'sia_1',
      status: 'needs_first_factor',
      supportedFirstFactors: [
        { strategy: 'email_link', emailAddressId: 'idn_1', safeIdentifier: 'a@b.test', primary: true },
      ],
    }
    clerk.__unstable__environment = {
      displayConfig: { applicationName: 'Demo' },
      userSettings: { attributes: { email_address: { first_factors: ['email_link', 'email_code'] } } },
    }
    clerk.mountSignIn(root, {
      signUpUrl: '/up',
      appearance: { layout: { logoPlacement: 'none' }, elements: { card: 'mine' } },
      initialValues: { emailAddress: 'x' },
    })
    await settle()
    return [root.innerHTML, events]
  })
  assert.match(html, /^<div class="cl-rootBox cl-is1" style=/)
  const [name, at, kind, prefix, modal, href, origin, route, load, ...rest] = event
  assert.deepEqual([name, at, kind, prefix, modal, route, load], ['start', 1, 'sign_in', 'cl1-', '', '', 'ready'])
  assert.equal(href, `${origin}/`)
  const props = [
    '4',
    'signUpUrl',
    '/up',
    'appearance.layout.logoPlacement',
    'none',
    'initialValues.emailAddress',
    'x',
    'routing',
    'hash',
  ]
  assert.deepEqual(rest.slice(0, 9), props)
  const environment = [
    '2',
    'display_config.application_name',
    'Demo',
    'user_settings.attributes.email_address.first_factors',
    'email_link,email_code',
  ]
  assert.deepEqual(rest.slice(9, 14), environment)
  const snapshot = ',,0,sign,sia_1,needs_first_factor,,,,,,,,1,email_link,idn_1,a@b.test,1,0,'.split(',')
  const signUp = ['', '', '', '0', '0', '0', '0', '', '', '', '', '0', '']
  assert.deepEqual(rest.slice(14), [...snapshot, ...signUp])
})

test('presses and forms are told with what is in the fields, and commands are performed and answered', async () => {
  const [told, calls] = await inPage(async () => {
    answer = name =>
      `<div class="cl-rootBox"><form data-on="submit:start"><input name="identifier" value="a"><input type="checkbox" name="all" checked><button aria-disabled="${name === 'done'}">Go</button></form><a href="/elsewhere" data-on="click:up" data-at="7">Up</a></div>${
        { act: '\x1ecreate\x1f5\x1fsign_in\x1f1\x1fidentifier\x1fa', done: '\x1ego\x1f/after' }[name] ?? ''
      }`
    clerk.client.signIn.create = async params => {
      clerk.calls.push(['create', params])
      return clerk.client.signIn
    }
    clerk.mountSignIn(root)
    await settle()
    root.querySelector('button').click()
    await settle()
    root.querySelector('button').click()
    await settle()
    const told = events.slice(1).map(([name, , ...fields]) => [name, ...fields.slice(0, 7)])
    root.querySelector('a').click()
    return [[...told, events.at(-1).slice(2)], clerk.calls]
  })
  assert.deepEqual(told[0], ['act', 'start', '', '2', 'identifier', 'a', 'all', 'true'])
  assert.deepEqual(told[1].slice(0, 2), ['done', '5'])
  assert.equal(told.length, 3, 'a disabled button sends nothing')
  assert.deepEqual(told[2], ['up', '7', '2', 'identifier', 'a', 'all', 'true'])
  assert.deepEqual(calls.slice(0, 2), [
    ['create', { identifier: 'a' }],
    ['navigate', '/after'],
  ])
})

test('the page of a link checks it, tells whose it was, and takes it out of the address', async () => {
  const [told, params, href] = await inPage(async () => {
    answer = name => `<div class="cl-rootBox"></div>${name === 'start' ? '\x1everify\x1f1\x1f/after' : ''}`
    let params
    clerk.handleMagicLinkVerification = async given => {
      params = Object.keys(given)
      given.onVerifiedOnOtherDevice()
    }
    history.replaceState(null, '', '/?__clerk_status=verified#/verify')
    clerk.mountSignIn(root)
    await settle()
    return [events.at(-1), params, location.href.slice(location.origin.length)]
  })
  assert.deepEqual([told[0], ...told.slice(-2)], ['done', 'outcome', 'other_device'])
  assert.deepEqual(params, ['redirectUrl', 'redirectUrlComplete', 'onVerifiedOnOtherDevice'])
  assert.equal(href, '/#/verify')
})

test('a refusal is told with what the server found wrong', async () => {
  const refused = await inPage(async () => {
    answer = name => `<div class="cl-rootBox"></div>${name === 'start' ? '\x1eupdate\x1f1\x1fsign_up\x1f0' : ''}`
    clerk.client.signUp.update = async () => {
      throw Object.assign(new Error(), {
        name: 'ClerkAPIResponseError',
        code: 'api_response_error',
        retryAfter: 9,
        errors: [{ code: 'c', message: 'm', longMessage: 'l', meta: { paramName: 'p' } }],
      })
    }
    clerk.mountSignUp(root)
    await settle()
    return events[1].slice(2)
  })
  assert.deepEqual(refused, ['1', 'ClerkAPIResponseError', 'api_response_error', '9', '1', 'c', 'l', 'p', ''])
})

test('a wait tells its progress; after a cancel nothing more comes of it', async () => {
  const told = await inPage(async () => {
    answer = (name, [what]) =>
      `<div class="cl-rootBox"><button data-on="click:edit"></button></div>${
        name === 'start'
          ? '\x1esend_link\x1f1\x1fsign_in\x1fidn_1\x1fhttps://a.test/#/verify'
          : what === 'edit'
            ? '\x1ecancel'
            : ''
      }`
    let end
    clerk.client.signIn.createMagicLinkFlow = () => ({
      startMagicLinkFlow(params) {
        clerk.calls.push(params)
        params.onProgress({ phase: 'sent', expiresAt: 5, resendAvailableAt: null })
        return new Promise((_, reject) => (end = reject))
      },
      resendMagicLink() {},
      cancelMagicLinkFlow: () => end(new Error('cancelled')),
    })
    clerk.mountSignIn(root)
    await settle()
    root.querySelector('button').click()
    await settle()
    const { emailAddressId, redirectUrl } = clerk.calls[0]
    return [
      emailAddressId,
      redirectUrl,
      ...events.slice(1).map(([name, , ...fields]) => [name, ...fields.slice(0, 4)]),
    ]
  })
  assert.deepEqual(told, [
    'idn_1',
    'https://a.test/#/verify',
    ['progress', '1', 'sent', '5', ''],
    ['act', 'edit', '', '0'],
  ])
})

test('an unmount takes everything away, also before the engine has come', async () => {
  const left = await inPage(async () => {
    clerk.mountSignIn(root)
    clerk.unmountSignIn(root)
    await settle()
    const early = [root.innerHTML, events.length, clerk.listeners.size]
    for (let n = 0; n < 20; n++) {
      clerk.mountSignIn(root)
      await settle()
      clerk.unmountSignIn(root)
    }
    clerk.unmountSignIn(root)
    clerk.unmountSignIn(null)
    clerk.closeSignIn()
    location.hash = '#/factor-one'
    clerk.emit()
    await settle()
    return [
      ...early,
      root.innerHTML,
      clerk.listeners.size,
      freed.length,
      events.length,
      document.adoptedStyleSheets.length,
    ]
  })
  assert.deepEqual(left, ['', 0, 0, '', 0, 20, 20, 0])
})

test('the same node again gets other props and keeps its state', async () => {
  const told = await inPage(async () => {
    clerk.mountSignIn(root, { signUpUrl: '/a' })
    await settle()
    const first = root.firstChild
    clerk.mountSignIn(root, { signUpUrl: '/b' })
    clerk.mountSignIn(root, { signInUrl: '/c' })
    clerk.__unstable__updateProps({
      node: root,
      props: { redirectUrl: 'x', appearance: { variables: { colorPrimary: 'red' } } },
    })
    return [
      root.firstChild === first,
      first.style.getPropertyValue('--cl-color-primary'),
      ...events.slice(1).map(([name, , ...fields]) => [name, ...fields.slice(0, 3)]),
    ]
  })
  assert.deepEqual(told, [
    true,
    'red',
    ['props', '2', 'signUpUrl', '/b'],
    ['props', '2', 'signInUrl', '/c'],
    ['props', '3', 'signInUrl', '/c'],
  ])
})

test('a load that comes later starts it again; one that fails is told', async () => {
  const states = await inPage(async () => {
    clerk.loaded = false
    clerk.mountSignIn(root)
    await settle()
    clerk.loaded = true
    clerk.emit()
    return events.map(([name, , , , , , , , load]) => `${name} ${load}`)
  })
  assert.deepEqual(states, ['start loading', 'start ready'])
})

test('a dialog traps the focus, closes when the component says so, and gives the focus back', async () => {
  const seen = await inPage(async () => {
    answer = (name, [what]) =>
      `<div class="cl-rootBox"><h1 id="cl1-title" tabindex="-1">Sign in</h1><input id="cl1-identifier" name="identifier"></div>${
        name === 'start' ? '\x1efocus\x1fcl1-identifier\x1f' : what === 'close' ? '\x1eclose' : ''
      }`
    document.getElementById('begin').focus()
    clerk.openSignIn()
    await settle()
    clerk.openSignIn()
    const dialog = document.querySelector('dialog')
    const open = [
      document.querySelectorAll('dialog').length,
      dialog.open,
      document.activeElement.id,
      dialog.getAttribute('aria-labelledby'),
      events[0][4],
    ]
    dialog.dispatchEvent(new Event('cancel', { cancelable: true }))
    await settle()
    return [...open, document.querySelectorAll('dialog').length, document.activeElement.id, freed]
  })
  assert.deepEqual(seen, [1, true, 'cl1-identifier', 'cl1-title', '1', 0, 'begin', [1]])
})

test('a panel gets the focus at its first field, and a popover opens when the component says so', async () => {
  const told = await inPage(async () => {
    answer = name =>
      `<div class="cl-rootBox"><form id="cl1-panel"><input tabindex="-1" aria-hidden="true"><p>Key</p><input id="cl1-code" name="code"><button>Save</button></form><div popover="auto" data-on="toggle:menu"></div></div>${
        name === 'start' ? '\x1efocus\x1fcl1-panel\x1f\x1eshow' : ''
      }`
    clerk.mountSignIn(root)
    await settle()
    return [document.activeElement.id, document.querySelector(':popover-open')?.dataset.on, events.at(-1)]
  })
  assert.deepEqual(told, ['cl1-code', 'toggle:menu', ['toggle', 1, '1']])
})

test('of a component that was taken away, the end of the load is no business', async () => {
  const told = await inPage(async () => {
    clerk.loaded = false
    options.appearance = { variables: { colorText: 'red' } }
    const { promise, resolve } = Promise.withResolvers()
    clerk.load = () => promise
    answer = () => '<div class="cl-rootBox"></div>\x1eload'
    clerk.mountSignIn(root)
    await settle()
    clerk.unmountSignIn(root)
    resolve()
    await settle()
    return events.map(([name]) => name)
  })
  assert.deepEqual(told, ['start'])
})

test('a pattern in a list of origins takes none of the others away', () => {
  const allowedRedirectOrigins = ['https://a.test', /b/]
  assert.deepEqual(pairs({ allowedRedirectOrigins }), [1, ['allowedRedirectOrigins', 'https://a.test,/b/']])
})
