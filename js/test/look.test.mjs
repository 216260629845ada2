// How the components look, as the page and the app wish.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { page, script } from './components.mjs'

const inPage = page({
  '/clerk.texts.mjs': script('export const textsOf = localization => [[7, localization.title]]'),
})

test('elements of appearance become classes or rules, under the strictest policy', async () => {
  const seen = await inPage(async () => {
    answer = () => '<div class="cl-rootBox"><div class="cl-card"><p class="cl-headerTitle">A</p></div></div>'
    clerk.mountSignIn(root, {
      appearance: {
        colorScheme: 'dark',
        variables: { colorText: 'rgb(1, 2, 3)', colorPrimary: 'red; } * { display: none' },
        elements: {
          card: 'mine "><script>',
          headerTitle: {
            color: 'rgb(9, 8, 7)',
            fontSize: 40,
            '&:hover': { color: 'red' },
            '@media print': { display: 'none' },
          },
        },
      },
    })
    await settle()
    const [card, title] = [root.querySelector('.cl-card'), root.querySelector('p')]
    return [
      card.className,
      getComputedStyle(card).color,
      getComputedStyle(title).color,
      getComputedStyle(title).fontSize,
      getComputedStyle(card).display,
    ]
  })
  assert.deepEqual(seen, ['cl-card mine script', 'rgb(1, 2, 3)', 'rgb(9, 8, 7)', '40px', 'flex'])
})

test("a page's rules for tags do not reach a component, and its rules for classes do", async () => {
  const seen = await inPage(async () => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(`
      body button, body button, dialog { padding: 77px; background: red }
      * { border-width: 9px }
      .mine { padding: 5px }
      .cl-card { padding: 6px }`)
    document.adoptedStyleSheets.push(sheet)
    answer = () =>
      '<div class="cl-rootBox"><div class="cl-card"><button>A</button><button class="mine">B</button></div></div>'
    clerk.openSignIn()
    await settle()
    return ['.cl-modalBackdrop', '.cl-card', '.cl-card button', '.mine'].map(selector => {
      const { padding, borderWidth } = getComputedStyle(document.querySelector(selector))
      return [padding, borderWidth]
    })
  })
  assert.deepEqual(seen, [
    ['16px', '0px'],
    ['6px', '1px'],
    ['0px', '0px'],
    ['5px', '0px'],
  ])
})

test('what a dialog has around its component looks as the app wishes', async () => {
  const seen = await inPage(async () => {
    answer = () => '<div class="cl-rootBox"><div class="cl-card">A</div></div>'
    const appearance = {
      variables: { colorModalBackdrop: 'rgb(1, 2, 3)' },
      elements: { modalBackdrop: 'mine "quoted"', modalContent: { padding: 7 }, card: 'not-here' },
    }
    clerk.openSignIn({ appearance })
    await settle()
    const looks = () => {
      const [dialog, content] = ['.cl-modalBackdrop', '.cl-modalContent'].map(part => document.querySelector(part))
      return [dialog.className, getComputedStyle(dialog).backgroundColor, getComputedStyle(content).padding]
    }
    const before = looks()
    clerk.closeSignIn()
    clerk.openSignIn()
    await settle()
    return [before, looks()]
  })
  assert.deepEqual(seen, [
    ['cl-modalBackdrop cl-is1 mine "quoted"', 'rgb(1, 2, 3)', '7px'],
    ['cl-modalBackdrop cl-is2', 'rgba(12, 14, 20, 0.55)', '0px'],
  ])
})

test('fonts and corners can be set by a style sheet of the page, under the later names too', async () => {
  const seen = await inPage(async () => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(
      ':root { --clerk-border-radius: 3px; --clerk-font-family: fantasy; --clerk-font-size: 21px }',
    )
    document.adoptedStyleSheets.push(sheet)
    answer = () => '<div class="cl-rootBox"><button class="cl-formButtonPrimary">A</button></div>'
    clerk.mountSignIn(root)
    await settle()
    const { fontFamily, fontSize } = getComputedStyle(root.firstChild)
    return [fontFamily, fontSize, getComputedStyle(root.querySelector('button')).borderRadius]
  })
  assert.deepEqual(seen, ['fantasy', '21px', '3px'])
})

test('what is soon loaded shows no spinner', async () => {
  const seen = await inPage(async () => {
    answer = () => '<div class="cl-rootBox"><div class="cl-spinnerBox">A</div></div>'
    clerk.mountSignIn(root)
    await settle()
    const box = root.querySelector('.cl-spinnerBox')
    const [animation] = box.getAnimations()
    animation.currentTime = 290
    const early = getComputedStyle(box).visibility
    animation.currentTime = 310
    return [early, getComputedStyle(box).visibility]
  })
  assert.deepEqual(seen, ['hidden', 'visible'])
})

test('what this browser cannot read is left out, and told to whoever develops', async () => {
  const seen = await inPage(async () => {
    const warned = []
    console.warn = (...texts) => warned.push(texts.at(-1))
    answer = () => '<div class="cl-rootBox"><div class="cl-card">A</div></div>'
    const card = { '&::-moz-focus-inner': { border: 0 }, color: 'rgb(9, 8, 7)' }
    clerk.mountSignIn(root, { appearance: { elements: { card } } })
    await settle()
    return [warned, getComputedStyle(root.querySelector('.cl-card')).color]
  })
  assert.deepEqual(seen, [['&::-moz-focus-inner'], 'rgb(9, 8, 7)'])
})

test('a number is one of pixels where it has to be a length; what is important stays so', async () => {
  const seen = await inPage(async () => {
    answer = () => '<div class="cl-rootBox"><div class="cl-card">A</div></div>'
    clerk.mountSignIn(root, {
      appearance: {
        variables: { fontSize: 20, fontWeight: 600, fontFamily: undefined },
        elements: {
          card: {
            ...{ opacity: 0.5, zIndex: 3, fontWeight: 700, padding: 8, width: 70, fontFamily: undefined },
            color: 'rgb(9, 8, 7) !important',
            '&.cl-card.cl-card.cl-card': { color: 'red' },
          },
        },
      },
    })
    await settle()
    const { opacity, zIndex, fontWeight, padding, width, color } = getComputedStyle(root.querySelector('.cl-card'))
    const { style } = root.querySelector('.cl-rootBox')
    const given = ['--cl-font-size', '--cl-font-weight', '--cl-font-family'].map(name =>
      style.getPropertyValue(name),
    )
    return [opacity, zIndex, fontWeight, padding, width, color, given]
  })
  assert.deepEqual(seen, ['0.5', '3', '700', '8px', '70px', 'rgb(9, 8, 7)', ['20px', '600', '']])
})

test('a component in an element outside of the page looks the same once that is in the page', async () => {
  const seen = await inPage(async () => {
    answer = () => '<div class="cl-rootBox"><div class="cl-card">A</div></div>'
    const outside = document.createElement('p')
    clerk.mountSignIn(outside, { appearance: { elements: { card: { color: 'rgb(9, 8, 7)' } } } })
    await settle()
    document.body.append(outside)
    const { color, display } = getComputedStyle(outside.querySelector('.cl-card'))
    return [color, display, outside.querySelector('style')]
  })
  assert.deepEqual(seen, ['rgb(9, 8, 7)', 'flex', null])
})

test('the options of a load count, also for a component that was mounted before', async () => {
  const [told, layers, path, calls] = await inPage(async () => {
    // The file of the texts comes now: later, `settle` would have to guess for how long it is on its way.
    await import('/clerk.texts.mjs')
    clerk.loaded = false
    answer = (name, [kind, prefix, modal, href, origin, route, load]) =>
      `<div class="cl-rootBox"></div>${load === 'ready' ? '\x1eroute\x1fchoose\x1f' : ''}`
    clerk.mountSignIn(root, { path: '/sign-in' })
    await settle()
    const localization = { locale: 'de', title: 'Hallo' }
    Object.assign(options, { localization, appearance: { cssLayerName: 'mine' }, navigate() {} })
    clerk.loaded = true
    clerk.emit()
    await settle()
    const layers = document.adoptedStyleSheets.map(({ cssRules }) => Array.from(cssRules, ({ name }) => name))
    return [events, layers, location.pathname, clerk.calls]
  }, '/sign-in/factor-one')
  assert.deepEqual(
    told.map(([name, at, ...fields]) => (name === 'start' ? fields[6] : [name, at, ...fields])),
    ['loading', ['texts', 0, 'de', '1', '7', 'Hallo'], 'ready'],
  )
  assert.deepEqual(layers.flat().filter(Boolean), ['mine'])
  assert.equal(path, '/sign-in/factor-one')
  assert.deepEqual(calls, [['navigate', '/sign-in/choose']])
})

test("the application's settings count less than a style sheet of the page, and that less than variables", async () => {
  const seen = await inPage(async () => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(':root { --cl-color-text: rgb(1, 1, 1) }')
    answer = () =>
      '<div class="cl-rootBox"><div class="cl-card"><button class="cl-formButtonPrimary">A</button></div></div>'
    clerk.__unstable__environment = {
      display_config: {
        theme: {
          general: {
            color: 'rgb(9, 9, 9)',
            background_color: '#222',
            font_color: 'rgb(8, 8, 8)',
            border_radius: '3px',
          },
        },
      },
    }
    clerk.mountSignIn(root)
    await settle()
    const card = root.querySelector('.cl-card')
    const looks = () => [getComputedStyle(card).color, getComputedStyle(root.querySelector('button')).borderRadius]
    const told = [looks()]
    document.adoptedStyleSheets.push(sheet)
    told.push(looks())
    clerk.mountSignIn(root, { appearance: { variables: { colorText: 'rgb(2, 2, 2)' } } })
    return [...told, looks()]
  })
  assert.deepEqual(seen, [
    ['rgb(8, 8, 8)', '3px'],
    ['rgb(1, 1, 1)', '3px'],
    ['rgb(2, 2, 2)', '3px'],
  ])
})
