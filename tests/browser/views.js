// What listeners are told: the same objects as long as nothing in them changes, others as soon as something does.

import {
  ADDED,
  API,
  Clerk,
  client,
  equal,
  json,
  loaded,
  loading,
  ok,
  session,
  SIGN_IN,
  sessionToken,
  token,
  USER,
  withFetch,
} from './helpers.js'

const one = user => client({ sessions: [{ ...session('sess_1'), user }] })

/** Runs `script` where Ada is signed in. `server.client` is what the server knows, `heard` what a listener hears. */
async function listening(script) {
  const server = { client: one(USER) }
  const answer = (call, request) => {
    if (call.method === 'PATCH') server.client = one({ ...USER, first_name: call.body.first_name })
    const response = call.method === 'PATCH' ? server.client.sessions[0].user : null
    return loading(server.client, () => json({ response, client: server.client }))(call, request)
  }
  await withFetch(answer, async calls => {
    const clerk = await loaded({ touchSession: false })
    const heard = []
    clerk.addListener(news => heard.push(news))
    await script({ clerk, heard, server, calls })
  })
}

export async function whatListenersAreToldIsAnotherObjectIfItChanged() {
  await listening(async ({ clerk, heard }) => {
    const { user } = clerk
    await user.update({ firstName: 'Augusta' })
    equal(heard.length, 2)
    const [before, after] = heard
    for (const name of ['client', 'session', 'user']) ok(before[name] !== after[name], name)
    ok(clerk.user === user, 'what an app holds stays one object')
    equal([user.firstName, after.user.firstName, after.session.user.firstName], Array(3).fill('Augusta'))
    // Whoever has the earlier one sees no other user, but the later state.
    equal(before.user.firstName, 'Augusta')
    ok(after.client.sessions[0] === after.session && after.session.user === after.user, 'one view of each')
  })
}

export async function whatHasNotChangedIsToldAsTheSameObject() {
  await listening(async ({ clerk, heard, server }) => {
    for (let i = 0; i < 6; i++) await clerk.user.reload()
    equal(heard.length, 1, 'nothing to tell')
    server.client = { ...one(USER), sign_in: SIGN_IN }
    await clerk.client.reload()
    const [before, after] = heard
    ok(before !== after && before.client !== after.client, 'the client has an attempt')
    ok(before.session === after.session && before.user === after.user, 'session and user have not changed')
    const renewed = { ...session('sess_1'), last_active_token: token(sessionToken('sess_1', 1_700_000_030)) }
    server.client = client({ sessions: [renewed], sign_in: SIGN_IN, last_active_session_id: 'sess_1' })
    await clerk.client.reload()
    equal(heard.length, 3)
    ok(heard[2].session === before.session, 'a new token is no other session')
    equal(heard[2].session.lastActiveToken.getRawString(), sessionToken('sess_1', 1_700_000_030))
  })
}

export async function whatIsReadFromWhatListenersAreToldFollowsTheSameRule() {
  await listening(async ({ clerk, heard, server }) => {
    const verified = { ...USER.email_addresses[0], linked_to: [{ id: 'eac_1', type: 'oauth_google' }] }
    server.client = one({ ...USER, email_addresses: [verified, ADDED] })
    await clerk.client.reload()
    const later = heard[1].user.emailAddresses
    server.client = one({ ...USER, first_name: 'Augusta', email_addresses: [verified, ADDED] })
    await clerk.client.reload()
    const [first] = heard[2].user.emailAddresses
    ok(heard[2].user !== heard[1].user && heard[2].user.emailAddresses === later, 'the same addresses')
    ok(first === heard[2].user.primaryEmailAddress && first !== clerk.user.primaryEmailAddress, 'one view of each')
    server.client = one({ ...USER, email_addresses: [{ ...verified, linked_to: [] }, ADDED] })
    await clerk.client.reload()
    const [changed, added] = heard[3].user.emailAddresses
    ok(changed !== first && changed === heard[3].user.primaryEmailAddress, 'an address that changed')
    ok(added === later[1], 'one that did not')
  })
}

export async function whatListenersAreToldCanDoAllThatTheObjectItselfCan() {
  await listening(async ({ clerk, heard, calls }) => {
    const { client, session, user } = heard[0]
    equal(user, clerk.user)
    equal(Object.keys({ ...client }), Object.keys(clerk.client))
    ok(user.update === clerk.user.update && user.constructor === clerk.user.constructor, 'the same methods')
    ok((await user.update({ firstName: 'Augusta' })) === clerk.user, 'a method gives the object itself')
    equal(calls.at(-1).query._clerk_session_id, 'sess_1')
    await clerk.setSession(session)
    equal(clerk.session.id, 'sess_1')
    user.nickname = 'Ada'
    equal(clerk.user.nickname, 'Ada')
  })
}

export async function anAppMayFreezeWhatItIsToldOrMakeItCircular() {
  await listening(async ({ clerk, heard, server }) => {
    const frozen = Object.freeze(heard[0].user)
    equal(frozen.primaryEmailAddress.id, 'idn_1')
    clerk.session.self = clerk.session
    server.client = { ...one(USER), sign_in: SIGN_IN }
    await clerk.client.reload()
    equal([heard.length, heard[1].session.id], [2, 'sess_1'])
  })
}

export async function theLastThatListenersWereToldIsKept() {
  await withFetch(loading(one(USER)), async () => {
    const clerk = new Clerk(API)
    equal(clerk.__internal_lastEmittedResources, undefined)
    const heard = []
    clerk.addListener(news => heard.push(news, clerk.__internal_lastEmittedResources))
    await clerk.load({ touchSession: false })
    clerk.addListener(news => heard.push(news))
    equal(Object.keys(heard[0]).sort(), ['client', 'organization', 'session', 'user'])
    equal([heard.length, heard[0].user.id, heard[0].organization], [3, 'user_1', null])
    ok(new Set(heard).size === 1, 'all were told the same')
    const [before] = heard.splice(0)
    await clerk.setSession(null)
    ok(heard[0] !== before && heard[0].user === null, 'another object each time')
  })
}
