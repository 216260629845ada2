//! The current session: which one it is, who hears of it, and how it ends.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::run;

#[wasm_bindgen_test]
async fn load_picks_the_last_active_session() {
    run(r#"
        const sessions = [session('sess_0', 'ended'), session('sess_1'), session('sess_2')]
        const first = (last) => loading(client({ sessions, last_active_session_id: last }))
        const picked = async (last, options) => {
            let clerk
            await withFetch(first(last), async () => { clerk = await loaded(options) })
            return clerk.session?.id ?? null
        }
        equal(await picked('sess_2'), 'sess_2')
        equal(await picked('sess_0'), 'sess_1')
        equal(await picked(null), 'sess_1')
        equal(await picked('sess_1', { selectInitialSession: (c) => c.sessions[2] }), 'sess_2')
        equal(await picked('sess_1', { selectInitialSession: () => null }), null)
        equal(await picked('sess_1', { selectInitialSession: (c) => c.sessions[0] }), null)
        equal(await picked('sess_2', { selectInitialSession: () => { throw new Error('app') } }), 'sess_2')
    "#)
    .await;
}

#[wasm_bindgen_test]
async fn set_session_tells_the_listeners_in_the_order_of_the_original() {
    run(r#"
        await withFetch(loading(client({ sessions: [session('sess_1')] }), () => json({}, 404)), async () => {
            const clerk = await loaded({ selectInitialSession: () => null, touchSession: false })
            const trace = []
            clerk.addListener(({ session, user }) =>
                trace.push([session === undefined ? 'changing' : session && session.id, user && user.id]))
            await clerk.setSession('sess_1', (session) => { trace.push('before ' + session.id) })
            equal(trace, [[null, null], ['changing', undefined], 'before sess_1', ['sess_1', 'user_1']])
            ok(document.cookie.includes('__session=' + sessionToken('sess_1')), 'the cookie for the backend')
            await clerk.setSession(clerk.client.sessions[0])
            await clerk.setSession(null)
            equal(trace.at(-1), [null, null])
            ok(!document.cookie.includes('__session='), 'no cookie once signed out')
        })
    "#)
    .await;
}

#[wasm_bindgen_test]
async fn only_an_active_session_can_be_set() {
    run(r#"
        await withFetch(loading(client({ sessions: [session('sess_1', 'ended')] })), async () => {
            const clerk = await loaded()
            await clerk.setSession('sess_1')
            ok(clerk.session === null, 'an ended session is none')
            await clerk.setSession('sess_unknown')
            ok(clerk.session === null, 'an unknown session is none')
        })
    "#)
    .await;
}

#[wasm_bindgen_test]
async fn a_before_emit_that_throws_loses_nothing() {
    run(r#"
        await withFetch(loading(client({ sessions: [session('sess_1')] })), async () => {
            const clerk = await loaded({ selectInitialSession: () => null, touchSession: false })
            const error = await failure(clerk.setSession('sess_1', () => { throw new Error('app') }))
            equal(error.message, 'app')
            equal(clerk.session.id, 'sess_1')
        })
    "#)
    .await;
}

#[wasm_bindgen_test]
async fn a_listener_may_call_back_in_and_may_throw() {
    run(r#"
        await withFetch(loading(client({ sessions: [session('sess_1')] })), async () => {
            const clerk = new Clerk(API)
            const heard = []
            clerk.addListener(() => { throw new Error('reported, and no concern of the others') })
            clerk.addListener(({ session }) => {
                heard.push(session.id)
                clerk.addListener(() => heard.push('inner'))()
                clerk.navigate('')
            })
            await clerk.load()
            equal(heard, ['sess_1', 'inner'])
        })
    "#)
    .await;
}

#[wasm_bindgen_test]
async fn sign_out_ends_every_session_of_this_browser() {
    run(r#"
        await withFetch(loading(client({ sessions: [session('sess_1')] }),
            (call) => json({ response: { object: 'client', id: 'client_1', deleted: true }, client: null })), async (calls) => {
            const clerk = await loaded()
            let called = []
            await clerk.signOut((...args) => called.push(args))
            equal([calls.at(-1).method, calls.at(-1).path], ['DELETE', '/v1/client'])
            equal([clerk.session, clerk.user, clerk.client.sessions], [null, null, []])
            equal(called.length, 1)
            equal(called[0].length, 0)
        })
    "#)
    .await;
}

#[wasm_bindgen_test]
async fn a_sign_out_that_fails_changes_nothing() {
    run(r#"
        await withFetch(loading(client({ sessions: [session('sess_1')] }),
            () => { throw new TypeError() }), async () => {
            const clerk = await loaded()
            equal((await failure(clerk.signOut())).code, 'network_error')
            equal(clerk.session.id, 'sess_1')
        })
    "#)
    .await;
}
