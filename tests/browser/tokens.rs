//! `session.getToken()`: few requests, fresh tokens.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::run;

/// A signed-in browser; `minted` counts the tokens that the server made.
const SIGNED_IN: &str = r#"
    let minted = 0
    const jwt = (n, life = 60) => {
        const iat = 1_647_500_000 + n
        const part = (value) => btoa(JSON.stringify(value)).replaceAll('=', '').replaceAll('+', '-').replaceAll('/', '_')
        return [part({ alg: 'RS256' }), part({ iat, exp: iat + life, sid: 'sess_1', note: '??>>' }), 'sig'].join('.')
    }
    const signedIn = async (script, { life = 60, tokens = () => json({ object: 'token', jwt: jwt(++minted, life) }) } = {}) => {
        const one = { ...session('sess_1'), last_active_token: { object: 'token', jwt: jwt(0, life) } }
        const answer = loading(client({ sessions: [one, session('sess_2')] }),
            (call) => call.path.includes('/tokens') ? tokens(call) : json({ response: one, client: null }))
        await withFetch(answer, async (calls) => {
            const clerk = await loaded({ touchSession: false })
            await script({ clerk, calls, asked: () => calls.filter((c) => c.path.includes('/tokens')) })
        })
    }
"#;

async fn signed_in(script: &str) {
    run(&[SIGNED_IN, script].concat()).await;
}

#[wasm_bindgen_test]
async fn the_token_that_came_with_the_client_is_used_first() {
    signed_in(
        r#"
        await signedIn(async ({ clerk, asked }) => {
            equal(await clerk.session.getToken(), jwt(0))
            const { getToken } = clerk.session
            equal(await getToken({ leewayInSeconds: 20 }), jwt(0))
            equal(asked().length, 0)
            ok(document.cookie.includes('__session=' + jwt(0)), 'the cookie is the same token')
        })
    "#,
    )
    .await;
}

#[wasm_bindgen_test]
async fn one_request_serves_all_who_ask_at_once() {
    signed_in(
        r#"
        await signedIn(async ({ clerk, asked }) => {
            const { session } = clerk
            const options = { skipCache: true }
            const tokens = await Promise.all([session.getToken(options), session.getToken(options), session.getToken(options)])
            equal(tokens, Array(3).fill(jwt(1)))
            equal(asked().map((c) => [c.method, c.path]), [['POST', '/v1/client/sessions/sess_1/tokens']])
            equal(await session.getToken(), jwt(1))
            ok(document.cookie.includes('__session=' + jwt(1)), 'the cookie follows')
        })
    "#,
    )
    .await;
}

#[wasm_bindgen_test]
async fn a_stale_token_is_replaced() {
    signed_in(
        r#"
        await signedIn(async ({ clerk, asked }) => {
            equal(await clerk.session.getToken(), jwt(1, 14))
            equal(asked().length, 1)
        }, { life: 14 })
    "#,
    )
    .await;
}

#[wasm_bindgen_test]
async fn templates_are_asked_for_by_name() {
    signed_in(
        r#"
        await signedIn(async ({ clerk, asked }) => {
            await clerk.session.getToken({ template: 'hasura' })
            await clerk.session.getToken({ template: new String('hasura') })
            equal(asked().map((c) => c.path), ['/v1/client/sessions/sess_1/tokens/hasura'])
            ok(document.cookie.includes('__session=' + jwt(0)), 'the cookie stays the session token')
        })
    "#,
    )
    .await;
}

#[wasm_bindgen_test]
async fn errors_are_told_unless_the_app_does_not_want_them() {
    signed_in(
        r#"
        await signedIn(async ({ clerk }) => {
            const error = await failure(clerk.session.getToken({ skipCache: true }))
            equal([error.name, error.status], ['ClerkAPIResponseError', 500])
            equal(await clerk.session.getToken({ skipCache: true, throwOnError: false }), '')
            equal(await clerk.session.getToken(), jwt(0))
            equal((await failure(clerk.session.getToken({ leewayInSeconds: 60 }))).argument, 'leewayInSeconds')
        }, { tokens: () => json({ errors: [] }, 500) })
        await signedIn(async ({ clerk }) => {
            const error = await failure(clerk.session.getToken({ skipCache: true }))
            equal([error.code, error.field], ['unexpected_response', 'jwt'])
        }, { tokens: () => json({ object: 'token' }) })
    "#,
    )
    .await;
}

#[wasm_bindgen_test]
async fn another_tabs_token_is_taken_over_if_it_is_newer() {
    signed_in(
        r#"
        await signedIn(async ({ clerk, asked }) => {
            const otherTab = new BroadcastChannel('clerk:' + HOST)
            otherTab.postMessage({ type: 'token', session: 'sess_1', jwt: jwt(9), at: Date.now() })
            await until(async () => await clerk.session.getToken() === jwt(9), 'the newer token')
            for (const strange of [null, 7, 'x', {}, { type: 'token' }, { type: 'token', session: 'sess_1', jwt: 'x.y.z' },
                { type: 'token', session: 'sess_1', jwt: jwt(3), at: Date.now() },
                { type: 'token', session: 'sess_1', jwt: jwt(20), at: Date.now() - 70_000 }, { type: 'other' }]) {
                otherTab.postMessage(strange)
            }
            await pause(50)
            equal(await clerk.session.getToken(), jwt(9))
            equal(asked().length, 0)
            otherTab.close()
        })
    "#,
    )
    .await;
}

#[wasm_bindgen_test]
async fn a_sign_out_in_another_tab_is_checked_with_the_server() {
    run(r#"
        let first = client({ sessions: [session('sess_1')] })
        await withFetch((call, request) => loading(first)(call, request), async (calls) => {
            const clerk = await loaded({ touchSession: false })
            first = client()
            const otherTab = new BroadcastChannel('clerk:' + HOST)
            otherTab.postMessage({ type: 'signout' })
            await until(() => clerk.session === null, 'signed out here too')
            equal(calls.at(-1).path, '/v1/client')
            otherTab.close()
        })
    "#)
    .await;
}

#[wasm_bindgen_test]
async fn the_background_fetches_the_next_token_in_time() {
    signed_in(
        r#"
        await signedIn(async ({ clerk, asked }) => {
            await until(() => asked().length === 1, 'a refresh', 5_000)
            await until(() => document.cookie.includes(jwt(1, 16)), 'the cookie follows')
        }, { life: 16 })
    "#,
    )
    .await;
}

#[wasm_bindgen_test]
async fn a_token_that_lives_is_better_than_none() {
    signed_in(r#"

        await signedIn(async ({ clerk }) => {
            equal(await clerk.session.getToken(), jwt(0, 14))
            equal((await failure(clerk.session.getToken({ skipCache: true }))).code, 'network_error')
            equal((await failure(clerk.session.getToken({ leewayInSeconds: 20 }))).code, 'network_error')
        }, { life: 14, tokens: () => { throw new TypeError('Failed to fetch') } })
        await signedIn(async ({ clerk }) => {
            equal((await failure(clerk.session.getToken())).status, 403)
        }, { life: 14, tokens: () => json({ errors: [] }, 403) })
    "#)
    .await;
}

#[wasm_bindgen_test]
async fn a_request_that_is_never_answered_is_given_up() {
    signed_in(r#"

        await hastened(100, () => signedIn(async ({ clerk }) => {
            equal((await failure(clerk.session.getToken({ skipCache: true }))).code, 'network_error')
        }, { tokens: (_, request) => stalled(request) }))
    "#)
    .await;
}

#[wasm_bindgen_test]
async fn of_all_tabs_one_fetches_the_next_token() {
    signed_in(
        r#"
        const tokens = async () => { await pause(500); return json({ object: 'token', jwt: jwt(++minted) }) }
        await hastened(20, () => signedIn(async ({ clerk, asked }) => {
            const tabs = [clerk, await loaded({ touchSession: false }), await loaded({ touchSession: false })]
            await pause(8_000)
            equal(asked().length, 1)
            for (const tab of tabs) equal(await tab.session.getToken(), jwt(1))
            equal(asked().length, 1)
        }, { life: 16, tokens }))
    "#,
    )
    .await;
}

#[wasm_bindgen_test]
async fn a_tab_that_froze_with_the_lock_is_waited_for_briefly() {
    signed_in(r#"
        let thaw
        navigator.locks.request('clerk.refresh:' + HOST, () => new Promise((resolve) => { thaw = resolve }))
        await until(() => thaw, 'the lock is taken')
        await hastened(20, async () => {
            const start = Date.now()
            let refreshedAfter
            const tokens = () => { refreshedAfter = Date.now() - start; return json({ object: 'token', jwt: jwt(++minted) }) }
            await signedIn(() => until(() => refreshedAfter, 'a refresh', 20_000), { life: 12, tokens })
            ok(refreshedAfter >= 3_000, '2 seconds after the time to refresh: ' + refreshedAfter)
        })
        thaw()
    "#)
    .await;
}

#[wasm_bindgen_test]
async fn a_browser_that_refuses_its_locks_gets_its_tokens() {
    signed_in(
        r#"

        const { locks } = navigator
        locks.request = () => Promise.reject(new DOMException('', 'SecurityError'))
        try {
            await hastened(20, () => signedIn(async ({ asked }) => {
                await until(() => asked().length === 1, 'a refresh', 20_000)
            }, { life: 16 }))
        } finally {
            delete locks.request
        }
    "#,
    )
    .await;
}

#[wasm_bindgen_test]
async fn the_background_leaves_a_server_in_trouble_in_peace() {
    signed_in(r#"

        const refreshes = async (tokens) => {
            let count
            await hastened(100, () => signedIn(async ({ clerk, asked }) => {
                await pause(40_000)
                count = asked().length
                equal([clerk.session?.id, clerk.client.activeSessions.length], ['sess_1', 2], 'still signed in')
            }, { life: 16, tokens }))
            return count
        }
        equal(await refreshes(() => json({ errors: [] }, 404)), 1, 'refused')
        equal(await refreshes(() => json({ errors: [] }, 429, { 'retry-after': '300' })), 1, 'asked to wait')
        for (const trouble of [() => { throw new TypeError('Failed to fetch') }, () => json({ errors: [] }, 503)]) {
            const times = await refreshes(trouble)
            ok(times >= 2 && times <= 4, 'after 5, 10 and 20 seconds: ' + times)
        }
    "#)
    .await;
}

#[wasm_bindgen_test]
async fn a_page_may_refresh_its_tokens_itself() {
    run(r#"

        const one = { ...session('sess_1'), last_active_token: { object: 'token', jwt: sessionToken('sess_1', 1_700_000_000, 16) } }
        await hastened(20, () => withFetch(loading(client({ sessions: [one] })), async (calls) => {
            await loaded({ touchSession: false, polling: false })
            await pause(10_000)
            equal(calls.length, 2)
        }))
    "#)
    .await;
}

#[wasm_bindgen_test]
async fn a_session_that_is_gone_takes_its_token_along() {
    run(r#"

        let first = client({ sessions: [session('sess_1')] })
        await withFetch((call, request) => loading(first)(call, request), async (calls) => {
            const clerk = await loaded({ touchSession: false })
            const { session } = clerk
            ok(await session.getToken(), 'from memory')
            first = client()
            await clerk.handleUnauthenticated()
            equal((await failure(session.getToken())).status, 404)
            equal(calls.at(-1).path, '/v1/client/sessions/sess_1/tokens')
        })
    "#)
    .await;
}

#[wasm_bindgen_test]
async fn a_token_that_another_script_made_up_does_not_stick() {
    signed_in(
        r#"
        await signedIn(async ({ clerk, asked }) => {
            const script = new BroadcastChannel('clerk:' + HOST)
            const iat = 1_647_500_000
            const made = (fields) => ['x', btoa(JSON.stringify({ sid: 'sess_1', iat: iat + 9, exp: iat + 69, ...fields })).replaceAll('=', ''), 'y'].join('.')
            const tell = async (jwt, session = 'sess_1') => {
                script.postMessage({ type: 'token', session, jwt, at: Date.now() })
                await pause(50)
            }
            for (const fields of [{ iat: 4e9, exp: 9e9 }, { exp: iat + 1_000 }, { sid: 'sess_2' }, { sid: undefined }, { iat: iat + 90, exp: iat + 150 }]) {
                await tell(made(fields))
                equal(await clerk.session.getToken(), jwt(0), JSON.stringify(fields))
            }
            await tell(made({ sid: 'sess_3' }), 'sess_3')
            ok(document.cookie.includes('__session=' + jwt(0)), 'the cookie')
            // What the server could have made is taken, until the server says otherwise.
            await tell(made({ note: 1 }))
            equal(await clerk.session.getToken(), made({ note: 1 }))
            equal(await clerk.session.getToken({ skipCache: true }), jwt(1))
            equal([await clerk.session.getToken(), asked().length], [jwt(1), 1])
            ok(document.cookie.includes('__session=' + jwt(1)), 'the cookie follows')
            script.close()
        })
    "#,
    )
    .await;
}
