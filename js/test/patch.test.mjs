// The patcher of the components, in a browser under the strictest policy.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { launch, serve } from './browser.mjs'

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'"

const source = name => readFileSync(new URL(`../components/${name}`, import.meta.url), 'utf8')
const script = body => ({ body, headers: { 'content-type': 'text/javascript' } })

let browser, server, page

before(async () => {
  browser = await launch()
  server = await serve({
    '/': {
      body: '<!doctype html><script type=module src=/open.js></script><div id=root></div>',
      headers: { 'content-security-policy': POLICY },
    },
    '/open.js': script(
      "import * as all from './patch.js'; Object.assign(window, all); document.title = 'open'; document.addEventListener('securitypolicyviolation', event => { document.title = event.violatedDirective })",
    ),
    '/patch.js': script(source('patch.js')),
  })
})

after(() => {
  server.close()
  return browser.close()
})

/** Opens a page, and runs `act(root)` there; nothing may violate the policy. */
async function inPage(act) {
  page = await browser.newPage()
  try {
    await page.goto(server.origin)
    await page.waitForFunction(() => document.title === 'open')
    const result = await page.evaluate(`(${act})(document.getElementById('root'))`)
    assert.equal(await page.title(), 'open', 'the policy was violated')
    return result
  } finally {
    await page.close()
  }
}

test('HTML becomes the same nodes as in the parser of a browser', async () => {
  const html =
    '<div class="cl-card" id="a"><h1>Sign in &amp; &lt;up&gt;</h1><form><input name="q" value="&quot;x&quot;" required><img alt=""><button type="submit" aria-disabled="true">Go</button></form><svg viewBox="0 0 8 8"><path d="M0 0h8"></path></svg>a<wbr>@b</div>and a text'
  const made = await inPage(
    `root => { patch(root, ${JSON.stringify(html)}); return [root.innerHTML, root.querySelector('path').namespaceURI] }`,
  )
  assert.deepEqual(made, [
    html.replace(' required>', ' required="">').replace('&quot;x&quot;', '&quot;x&quot;'),
    'http://www.w3.org/2000/svg',
  ])
})

test('what people typed, their caret and the focus stay', async () => {
  const state = await inPage(root => {
    const view = error =>
      `<form>${error && `<p class="cl-alert">${error}</p>`}<div class="cl-field"><label for="i">Address</label><input id="i" value="first"></div></form>`
    patch(root, view(''))
    const input = root.querySelector('input')
    input.focus()
    input.value = 'typed'
    input.setSelectionRange(2, 3)
    const seen = []
    for (const error of ['wrong', '', 'wrong again']) {
      patch(root, view(error))
      seen.push(root.querySelector('input') === input, document.activeElement === input)
    }
    return [...seen, input.value, input.selectionStart, input.selectionEnd, root.innerText.includes('wrong again')]
  })
  assert.deepEqual(state, [true, true, true, true, true, true, 'typed', 2, 3, true])
})

test('nodes and attributes of others stay', async () => {
  const state = await inPage(root => {
    const view = n => `<div class="cl-a${n % 2 ? ' cl-error' : ''}"><input id="i"><p id="p">${n}</p></div>`
    patch(root, view(0))
    const foreign = document.createElement('com-1password-button')
    root.querySelector('input').after(foreign)
    root.querySelector('input').setAttribute('data-com-extension', 'yes')
    root.append(document.createElement('aside'))
    for (let n = 1; n < 10; n++) patch(root, view(n))
    const inside = root.innerHTML
    patch(root, '')
    return [inside, root.innerHTML]
  })
  assert.deepEqual(state, [
    '<div class="cl-a cl-error"><input id="i" data-com-extension="yes"><com-1password-button></com-1password-button><p id="p">9</p></div><aside></aside>',
    '<aside></aside>',
  ])
})

test('a translated page shows the next text, and nothing throws', async () => {
  const state = await inPage(root => {
    const view = (text, more) => `<p>${text}</p><button>Resend</button>${more}`
    patch(root, view('Sent', ''))
    for (const element of root.children) {
      const font = document.createElement('font')
      font.append('übersetzt')
      element.firstChild.replaceWith(font)
    }
    patch(root, view('Sent', '<strong>1</strong>'))
    const same = root.innerHTML
    patch(root, view('Expired', ''))
    return [same, root.innerHTML]
  })
  assert.deepEqual(state, [
    '<p><font>übersetzt</font></p><button><font>übersetzt</font></button><strong>1</strong>',
    '<p>Expired</p><button><font>übersetzt</font></button>',
  ])
})

test('attributes change and go; what the browser changed itself stays', async () => {
  const state = await inPage(root => {
    patch(root, '<p id="d" lang="en">More</p><a href="/a" class="x">A</a>')
    root.querySelector('p').lang = 'de'
    patch(root, '<p id="d" lang="en">More</p><a href="/b" class="x">A</a>')
    const changed = root.innerHTML
    patch(root, '<p id="d" lang="en">More</p><a class="x">A</a>')
    return [changed, root.innerHTML]
  })
  assert.deepEqual(state, [
    '<p id="d" lang="de">More</p><a href="/b" class="x">A</a>',
    '<p id="d" lang="de">More</p><a class="x">A</a>',
  ])
})

test('neither a script nor a style gets into the page', async () => {
  const made = await inPage(root => {
    patch(
      root,
      '<p onclick="document.title=1" style="color:red" srcdoc="x" data-on="ok">&lt;img src=x onerror=alert(1)&gt;</p><script>document.title=2</script><iframe srcdoc="x"></iframe><details></details>',
    )
    root.querySelector('p').click()
    return root.innerHTML
  })
  assert.equal(
    made,
    '<p data-on="ok">&lt;img src=x onerror=alert(1)&gt;</p><span>document.title=2</span><span></span><span></span>',
  )
})

test('what a server wrote is taken over with what was typed meanwhile', async () => {
  const state = await inPage(root => {
    // As if the parser had made them.
    const input = Object.assign(document.createElement('input'), { id: 'i' })
    const p = document.createElement('p')
    p.append('Hello')
    root.append(input, p)
    input.value = 'typed'
    adopt(root)
    patch(root, '<input id="i"><p>Hello you</p>')
    return [root.innerHTML, root.firstChild === input, input.value, root.lastChild === p]
  })
  assert.deepEqual(state, ['<input id="i"><p>Hello you</p>', true, 'typed', true])
})

test('a row that goes away takes no other with it', async () => {
  const kept = await inPage(root => {
    const view = ids => `<ul>${ids.map(id => `<li id="${id}">${id}</li>`).join('')}</ul>`
    patch(root, view(['a', 'b', 'c']))
    const [, b, c] = root.firstChild.children
    patch(root, view(['b', 'c', 'd']))
    return [root.innerText, b.isConnected && c.isConnected]
  })
  assert.deepEqual(kept, ['b\nc\nd', true])
})
