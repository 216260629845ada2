//! What ends or hastens a wait, beside the click; and what the tabs of a browser share of it.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::run;

#[wasm_bindgen_test]
async fn another_tab_that_verified_is_heard_at_once() {
    run(r#"
        let clicked = false
        await waiting(() => clicked ? { status: 'verified' } : {}, async ({ flow, polls }) => {
            const pending = flow.startMagicLinkFlow(LINK)
            await until(polls, 'first poll')
            await new Promise((resolve) => setTimeout(resolve, 100))
            clicked = true
            const linkTab = new BroadcastChannel('clerk:' + HOST)
            const start = performance.now()
            linkTab.postMessage({ type: 'news' })
            await pending
            ok(performance.now() - start < 500, 'without waiting for the next poll')
            linkTab.close()
        })
    "#)
    .await;
}

#[wasm_bindgen_test]
async fn a_code_typed_here_ends_the_wait_for_the_link() {
    run(
        r#"
        let typed = false
        await waiting(() => typed ? { status: 'verified', strategy: 'email_code' } : {}, async ({ signIn, flow, polls, calls }) => {
            const pending = flow.startMagicLinkFlow(LINK)
            await until(polls, 'first poll')
            typed = true
            await signIn.attemptFirstFactor({ strategy: 'email_code', code: '123456' })
            equal((await pending).firstFactorVerification.status, 'verified')
            equal(calls.find((c) => c.path.endsWith('/attempt_first_factor')).body, { strategy: 'email_code', code: '123456' })
        })
    "#,
    )
    .await;
}

#[wasm_bindgen_test]
async fn signing_in_by_another_way_ends_the_wait() {
    run(r#"
        const sent = { ...SIGN_IN, first_factor_verification: VERIFICATION }
        await withFetch(loading(client({ sign_in: sent }), () =>
            json({ response: sent, client: client({ sign_in: sent, sessions: [session('sess_7')] }) })), async () => {
            const { signIn } = (await loaded({ touchSession: false })).client
            const error = await failure(signIn.createMagicLinkFlow().resumeMagicLinkFlow())
            equal([error.name, error.code], ['MagicLinkError', 'signed_in'])
        })
    "#)
    .await;
}

#[wasm_bindgen_test]
async fn a_tab_leaves_the_asking_to_the_tab_that_leads() {
    run(
        r#"
        await waiting((n) => n ? { status: 'verified' } : {}, async ({ flow, polls }) => {
            const leader = new BroadcastChannel('clerk:' + HOST)
            const lead = () => leader.postMessage({ type: 'polling', attempt: 'sia_1', rank: '0', lasts: 2_000 })
            const pending = flow.startMagicLinkFlow(LINK)
            await until(polls, 'first poll')
            lead()
            await new Promise((resolve) => setTimeout(resolve, 1_300))
            equal(polls(), 1, 'left to the leader')
            await pending // the leader has gone silent
            equal(polls(), 2)
            leader.close()
        })
    "#,
    )
    .await;
}

#[wasm_bindgen_test]
async fn another_link_is_sent_for_the_same_wait_on_demand_only() {
    run(
        r#"
        let clicked = false
        await waiting(() => clicked ? { status: 'verified' } : {}, async ({ flow, calls, polls }) => {
            const mails = () => calls.filter((c) => c.path.endsWith('/prepare_first_factor'))
            const pending = flow.startMagicLinkFlow(LINK)
            await until(polls, 'first poll')
            equal(mails().length, 1)
            await flow.resendMagicLink()
            equal(mails().length, 2)
            equal(mails()[1].body, mails()[0].body)
            clicked = true
            await pending
            equal(mails().length, 2)
        })
    "#,
    )
    .await;
}

#[wasm_bindgen_test]
async fn polls_are_held_only_where_the_server_says_that_it_can() {
    run(r#"
        for (const [seconds, wait] of [[undefined, undefined], [0, undefined], ['25', undefined], [25, '25']]) {
            let polls = 0
            const sent = { ...SIGN_IN, first_factor_verification: VERIFICATION }
            const ended = { ...sent, first_factor_verification: { ...VERIFICATION, status: 'verified' } }
            await withFetch((call) => {
                if (call.path === '/v1/environment') return json({ ...ENVIRONMENT, auth_config: { long_poll_seconds: seconds } })
                if (call.path === '/v1/client') return json({ response: client({ sign_in: sent }) })
                const body = polls++ ? ended : sent
                return json({ response: body, client: client({ sign_in: body }) })
            }, async (calls) => {
                const { signIn } = (await loaded()).client
                await signIn.createMagicLinkFlow().resumeMagicLinkFlow()
                equal([polls, calls.at(-2).query.wait, calls.at(-1).query.wait], [2, undefined, wait], 'the first answer is wanted at once')
            })
        }
    "#)
    .await;
}
