// The host of the components and the page's address: routes, who has it, and how it is left. See `host.test.mjs`.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { page } from './components.mjs'

const inPage = page()

test('a hash of the app is left alone; ours is told and written', async () => {
  const told = await inPage(async () => {
    location.hash = '#section'
    answer = (name, [what]) =>
      `<div class="cl-rootBox"><p data-on="click:next"></p></div>${what === 'next' ? '\x1eroute\x1ffactor-one?a=b\x1f' : ''}`
    clerk.mountSignIn(root)
    await settle()
    const before = location.hash
    root.querySelector('p').click()
    const after = location.hash
    await settle()
    history.back()
    await new Promise(done => addEventListener('hashchange', done, { once: true }))
    return [before, after, location.hash, ...events.filter(([name]) => name === 'route').map(event => event[2])]
  })
  assert.deepEqual(told.slice(0, 3), ['#section', '#/factor-one?a=b', '#section'])
  assert.equal(told.at(-1), '')
})

test('a fragment of the app that is gone to on the way changes nothing', async () => {
  const told = await inPage(async () => {
    const goTo = hash => {
      location.hash = hash
      return new Promise(done => addEventListener('hashchange', done, { once: true }))
    }
    clerk.mountSignIn(root)
    await settle()
    for (const hash of ['#/factor-one', '#main', '#/factor-one', '#/']) await goTo(hash)
    // Both events tell of a step.
    const routes = events.filter(([name]) => name === 'route').map(event => event[2])
    return routes.filter((route, at) => route !== routes[at - 1])
  })
  assert.deepEqual(told, ['factor-one', ''])
})

test('of two of a kind the first has the address, and the other gets it when that goes', async () => {
  const told = await inPage(async () => {
    answer = (name, [what]) =>
      `<div class="cl-rootBox"><p data-on="click:next"></p></div>${what === 'next' ? '\x1eroute\x1fchoose\x1f' : ''}`
    const other = document.createElement('div')
    document.body.append(other)
    const step = hash => {
      history.replaceState(null, '', hash)
      dispatchEvent(new Event('popstate'))
    }
    step('#/factor-one')
    clerk.mountSignIn(root)
    clerk.mountSignIn(other)
    await settle()
    const starts = events.map(event => [event[1], event[7], event.at(event.indexOf('routing') + 1)])
    other.querySelector('p').click()
    const unwritten = location.hash
    step('#/factor-two')
    clerk.unmountSignIn(root)
    step('#/')
    const routes = events.filter(([name]) => name === 'route').map(([, at, route]) => [at, route])
    other.querySelector('p').click()
    return [starts, unwritten, routes, location.hash]
  }, '/?redirect_url=%2Fx')
  const query = 'redirect_url=%2Fx'
  const starts = [
    [1, `factor-one?${query}`, 'hash'],
    [2, `?${query}`, 'hash'],
  ]
  const routes = [
    [1, `factor-two?${query}`],
    [2, `?${query}`],
  ]
  assert.deepEqual(told, [starts, '#/factor-one', routes, '#/choose'])
})

test('what a link put into the address goes into no other link', async () => {
  const href = await inPage(async () => {
    clerk.mountSignIn(root)
    await settle()
    return events[0][5].slice(location.origin.length)
  }, '/?a=b&__clerk_status=expired&__clerk_created_session=sess_1#/verify')
  assert.equal(href, '/?a=b#/verify')
})

test('who has nothing to do here leaves without a step in the history, unless a router of the app takes them', async () => {
  const told = await inPage(async () => {
    answer = (name, [what]) =>
      `<div class="cl-rootBox"><p data-on="click:next"></p></div>${what === 'next' ? '\x1ego\x1f/#after\x1f1' : ''}`
    clerk.mountSignIn(root)
    await settle()
    const before = history.length
    root.querySelector('p').click()
    const told = [history.length - before, location.hash, clerk.calls.length]
    options.navigate = () => {}
    root.querySelector('p').click()
    return [told, clerk.calls]
  })
  assert.deepEqual(told, [[0, '#after', 0], [['navigate', '/#after']]])
})

test('a path below the base is a route, and a step goes through the router of the app', async () => {
  const told = await inPage(async () => {
    answer = (name, [what]) => `<div class="cl-rootBox"></div>${name === 'start' ? '\x1eroute\x1f\x1f1' : ''}`
    clerk.mountSignIn(root, { path: 'sign-in/' })
    await settle()
    const { pathname } = location
    clerk.unmountSignIn(root)
    options.navigate = () => {}
    answer = () => '<div class="cl-rootBox"></div>\x1eroute\x1fchoose\x1f'
    clerk.mountSignIn(root, { path: '/sign-in' })
    await settle()
    return [events[0][7], events[0].slice(9, 13), pathname, clerk.calls]
  }, '/sign-in/factor-one')
  // The crate makes links of the base as it is.
  const props = ['2', 'path', '/sign-in', 'routing']
  assert.deepEqual(told, ['factor-one', props, '/sign-in', [['navigate', '/sign-in/choose']]])
})
