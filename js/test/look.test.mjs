// How the components look, as the page and the app wish.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { page } from './components.mjs'

const inPage = page()

test('elements of appearance become classes or rules, under the strictest policy', async () => {
  const seen = await inPage(async () => {
    answer = () => '<div class="cl-rootBox"><div class="cl-card"><b class="cl-headerTitle">A</b></div></div>'
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
    const [card, title] = [root.querySelector('.cl-card'), root.querySelector('b')]
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
