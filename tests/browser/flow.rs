//! The magic-link flow and the page behind the link, against a fake Frontend API.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::run;

/// A signed-out browser with a sign-in attempt; `poll(n)` gives the verification at the nth poll.
const WAITING: &str = r#"
    const waiting = async (poll, script, prepare = () => null) => {
        let polls = 0
        const answer = loading(client(), (call, request) => {
            const reply = (verification) => {
                const body = { ...SIGN_IN, ...verification.attempt,
                    first_factor_verification: { ...VERIFICATION, ...verification } }
                return json({ response: body, client: client({ sign_in: body }) })
            }
            if (call.path.endsWith('/prepare_first_factor')) return prepare(request) ?? reply({})
            if (call.method === 'POST') return json({ response: SIGN_IN, client: client({ sign_in: SIGN_IN }) })
            const next = poll(polls++, request)
            return next instanceof Response || next instanceof Promise ? next : reply(next)
        })
        await withFetch(answer, async (calls) => {
            const clerk = await loaded()
            const { signIn } = clerk.client
            await signIn.create({ identifier: 'ada@example.test' })
            const flow = signIn.createMagicLinkFlow()
            await script({ clerk, signIn, flow, calls, polls: () => polls })
        })
    }
    const LINK = { emailAddressId: 'idn_1', redirectUrl: 'https://app.example.test/verification' }
"#;

async fn waiting(script: &str) {
    run(&[WAITING, script].concat()).await;
}

#[wasm_bindgen_test]
async fn sends_the_link_then_polls_until_it_is_clicked() {
    waiting(
        r#"
        await waiting((n) => n < 2 ? {} : { status: 'verified', verified_at_client: 'client_1' },
            async ({ signIn, flow: { startMagicLinkFlow }, calls }) => {
            const phases = []
            const result = await startMagicLinkFlow({ ...LINK, onProgress: (p) => phases.push(p) })
            ok(result === signIn, 'resolves with the sign-in')
            equal(result.firstFactorVerification.status, 'verified')
            ok(result.firstFactorVerification.verifiedFromTheSameClient(), 'by this client')
            equal(calls.slice(3).map((c) => c.path), ['/v1/client/sign_ins/sia_1/prepare_first_factor',
                ...Array(3).fill('/v1/client/sign_ins/sia_1')])
            equal(calls[3].body, { strategy: 'email_link', email_address_id: 'idn_1', redirect_url: LINK.redirectUrl })
            equal(phases[0], { phase: "sent", expiresAt: 4_000_000_000_000, resendAvailableAt: null, attempt: 0 })
            equal(phases[1].phase, 'waiting')
        })
    "#,
    )
    .await;
}

#[wasm_bindgen_test]
async fn takes_the_wire_name_that_the_guide_uses() {
    waiting(
        r#"
        await waiting(() => ({ status: 'verified' }), async ({ flow, calls }) => {
            await flow.startMagicLinkFlow({ email_address_id: 'idn_1', redirectUrl: '/verification' })
            equal(calls[3].body.email_address_id, 'idn_1')
            equal(calls[3].body.redirect_url, location.origin + '/verification')
        })
    "#,
    )
    .await;
}

#[wasm_bindgen_test]
async fn resolves_on_expired_and_on_failed() {
    waiting(
        r#"
        for (const status of ['expired', 'failed']) {
            await waiting(() => ({ status }), async ({ flow }) => {
                const { firstFactorVerification } = await flow.startMagicLinkFlow(LINK)
                equal(firstFactorVerification.status, status)
            })
        }
    "#,
    )
    .await;
}

#[wasm_bindgen_test]
async fn a_cancel_settles_at_every_moment_and_aborts_the_request() {
    waiting(
        r#"
        const hanging = (aborted) => (n, request) => new Promise((_, reject) => {
            request.signal.addEventListener('abort', () => { aborted.push(n); reject(new DOMException('', 'AbortError')) })
        })
        const cancelled = async (pending, flow) => {
            flow.cancelMagicLinkFlow()
            const error = await failure(pending)
            equal([error.name, error.code, Clerk.isMagicLinkError(error)], ['MagicLinkError', 'cancelled', true])
        }
        // before anything was sent
        await waiting(() => ({}), async ({ flow, calls }) => {
            await cancelled(flow.startMagicLinkFlow(LINK), flow)
            await new Promise((resolve) => setTimeout(resolve, 50))
            equal(calls.length, 3, 'nothing sent')
        })
        // while the link is being sent
        let aborted = []
        await waiting(() => ({}), async ({ flow, calls }) => {
            const pending = flow.startMagicLinkFlow(LINK)
            await until(() => calls.length === 4, 'prepare')
            await cancelled(pending, flow)
            equal(aborted.length, 1)
        }, (request) => hanging(aborted)(0, request))
        // while a poll is under way
        aborted = []
        await waiting(hanging(aborted), async ({ flow, polls }) => {
            const pending = flow.startMagicLinkFlow(LINK)
            await until(polls, 'first poll')
            await cancelled(pending, flow)
            equal(aborted.length, 1)
        })
        // between two polls, by a signal, twice, and after the end
        await waiting(() => ({}), async ({ flow, calls }) => {
            const controller = new AbortController()
            let polled = false
            const pending = flow.startMagicLinkFlow({ ...LINK, signal: controller.signal, onProgress: ({ phase }) => { polled ||= phase === 'waiting' } })
            await until(() => polled, 'a pause')
            controller.abort()
            equal((await failure(pending)).code, 'cancelled')
            flow.cancelMagicLinkFlow(); flow.cancelMagicLinkFlow()
            const before = calls.length
            await new Promise((resolve) => setTimeout(resolve, 1_200))
            // An instance of another test may refresh its token just now.
            const paths = calls.slice(before).map((c) => c.path).filter((path) => !path.endsWith('/tokens'))
            equal(paths, [], 'no request after a cancel')
            equal((await failure(flow.startMagicLinkFlow({ ...LINK, signal: AbortSignal.abort() }))).code, 'cancelled')
            equal(calls.length, before, 'no request for an aborted signal')
        })
    "#,
    )
    .await;
}

#[wasm_bindgen_test]
async fn a_flow_can_be_started_again_after_a_cancel() {
    waiting(
        r#"
        await waiting(() => ({ status: 'verified' }), async ({ flow }) => {
            const first = failure(flow.startMagicLinkFlow(LINK))
            flow.cancelMagicLinkFlow()
            equal((await first).code, 'cancelled')
            equal((await flow.startMagicLinkFlow(LINK)).firstFactorVerification.status, 'verified')
        })
    "#,
    )
    .await;
}

#[wasm_bindgen_test]
async fn a_newer_flow_supersedes_the_older() {
    waiting(
        r#"
        let clicked = false
        await waiting(() => clicked ? { status: 'verified' } : {}, async ({ signIn, flow, calls }) => {
            const first = failure(flow.startMagicLinkFlow(LINK))
            const second = signIn.createMagicLinkFlow().startMagicLinkFlow(LINK)
            equal((await first).code, 'superseded')
            flow.cancelMagicLinkFlow()
            clicked = true
            equal((await second).firstFactorVerification.status, 'verified')
            equal(calls.filter((c) => c.path.endsWith('prepare_first_factor')).length, 1, 'one mail')
        })
    "#,
    )
    .await;
}

#[wasm_bindgen_test]
async fn waiting_outlives_what_passes() {
    waiting(
        r#"
        const faults = [
            () => { throw new TypeError('Failed to fetch') },
            () => json({ errors: [{ code: 'internal_clerk_error' }] }, 500),
            () => json({ errors: [{ code: 'rate_limit_exceeded' }] }, 429, { 'retry-after': '0' }),
            () => new Response('<html>bad gateway</html>'),
            () => json({ errors: [{ code: 'authentication_invalid' }] }, 401),
        ]
        for (const fault of faults) {
            await waiting((n) => n === 0 ? fault() : { status: 'verified' }, async ({ flow }) => {
                const phases = []
                const result = await flow.startMagicLinkFlow({ ...LINK, onProgress: (p) => phases.push(p.phase) })
                equal(result.firstFactorVerification.status, 'verified')
                equal(phases, ['sent', 'retrying'], fault)
            })
        }
    "#,
    )
    .await;
}

#[wasm_bindgen_test]
async fn coming_back_to_the_tab_or_the_network_asks_at_once() {
    waiting(
        r#"
        await waiting((n) => { if (n < 4) throw new TypeError('offline'); return { status: 'verified' } },
            async ({ flow, polls }) => {
            const start = Date.now()
            const pending = flow.startMagicLinkFlow(LINK)
            for (const [n, event] of [[1, 'online'], [2, 'focus'], [3, 'visibilitychange'], [4, 'pageshow']]) {
                await until(() => polls() === n, 'poll ' + n)
                await new Promise((resolve) => setTimeout(resolve, 50))
                window.dispatchEvent(new Event(event))
            }
            await pending
            ok(Date.now() - start < 5_000, 'sooner than the 15 s of backing off')
        })
    "#,
    )
    .await;
}

#[wasm_bindgen_test]
async fn a_link_that_died_while_the_server_was_away_has_expired() {
    waiting(
        r#"
        await waiting((n) => { if (n) throw new TypeError('offline'); return { expire_at: Date.now() - 10_000 } },
            async ({ flow }) => {
            const { firstFactorVerification } = await flow.startMagicLinkFlow(LINK)
            equal(firstFactorVerification.status, 'expired')
        })
    "#,
    )
    .await;
}

#[wasm_bindgen_test]
async fn a_refusal_ends_the_wait_with_its_reason() {
    waiting(
        r#"
        await waiting(() => json({ errors: [{ code: 'resource_not_found' }] }, 404), async ({ flow }) => {
            const error = await failure(flow.startMagicLinkFlow(LINK))
            equal([error.status, error.errors[0].code], [404, 'resource_not_found'])
        })
        await waiting(() => ({}), async ({ flow, polls }) => {
            equal((await failure(flow.startMagicLinkFlow(LINK))).status, 422)
            equal(polls(), 0)
        }, () => json({ errors: [{ code: 'form_param_invalid' }] }, 422))
    "#,
    )
    .await;
}

#[wasm_bindgen_test]
async fn wrong_options_are_named_and_nothing_is_sent() {
    waiting(
        r#"
        await waiting(() => ({}), async ({ clerk, flow, calls }) => {
            const argument = async (options) => {
                const error = await failure(flow.startMagicLinkFlow(options))
                return [error.code, error.argument]
            }
            for (const nothing of [undefined, null, 7, 'x', [], {}, { emailAddressId: 7 }, { emailAddressId: '' }]) {
                equal(await argument(nothing), ['invalid_argument', 'emailAddressId'])
            }
            for (const redirectUrl of [undefined, null, '', 7, 'javascript:alert(1)', 'data:text/html,x', 'http://']) {
                equal(await argument({ ...LINK, redirectUrl }), ['invalid_argument', 'redirectUrl'])
            }
            equal(calls.length, 3)
            const none = clerk.client.signUp.createMagicLinkFlow()
            const error = await failure(none.startMagicLinkFlow(LINK))
            equal([error.code, error.resource], ['attempt_not_created', 'SignUp'])
            equal((await failure(flow.resumeMagicLinkFlow())).code, 'link_not_sent')
        })
    "#,
    )
    .await;
}

#[wasm_bindgen_test]
async fn a_reloaded_page_waits_on_without_a_second_mail() {
    run(r#"
        const pending = { ...SIGN_IN, first_factor_verification: VERIFICATION }
        const verified = { ...SIGN_IN, first_factor_verification: { ...VERIFICATION, status: 'verified' } }
        await withFetch(loading(client({ sign_in: pending }), () => json({ response: verified, client: client({ sign_in: verified }) })),
            async (calls) => {
            const { signIn } = (await loaded()).client
            const { resumeMagicLinkFlow } = signIn.createMagicLinkFlow()
            equal((await resumeMagicLinkFlow()).firstFactorVerification.status, 'verified')
            equal(calls.map((c) => c.method), ['GET', 'GET', 'GET'])
        })
    "#)
    .await;
}

#[wasm_bindgen_test]
async fn the_page_behind_the_link_follows_the_table() {
    run(r#"
        const here = location.href
        const outcome = async (search, first, params = {}) => {
            history.replaceState(null, '', location.pathname + search)
            try {
                let trace = []
                await withFetch(loading(client(first)), async (calls) => {
                    const clerk = await loaded({ touchSession: false, selectInitialSession: () => null })
                    const go = (to) => { trace.push(to) }
                    try {
                        const value = await clerk.handleMagicLinkVerification({ redirectUrl: '/more',
                            redirectUrlComplete: '/done', onVerifiedOnOtherDevice: () => { trace.push('other') } }, go)
                        trace.push(value === null ? 'null' : value === undefined ? 'undefined' : value)
                    } catch (error) {
                        ok(Clerk.isMagicLinkError(error), error.message)
                        trace.push('throws ' + error.code)
                    }
                    if (clerk.session) trace.push(clerk.session.id)
                })
                return trace
            } finally {
                history.replaceState(null, '', here)
            }
        }
        const ours = { sessions: [session('sess_1')] }
        equal(await outcome('', ours), ['throws failed'])
        equal(await outcome('?__clerk_status=expired&__clerk_created_session=sess_1', ours), ['throws expired'])
        equal(await outcome('?__clerk_status=failed', ours), ['throws failed'])
        equal(await outcome('?__clerk_status=client_mismatch', ours), ['throws client_mismatch'])
        equal(await outcome('?__clerk_status=transferable', ours), ['throws failed'])
        equal(await outcome('#?__clerk_status=verified', ours), ['throws failed'])
        equal(await outcome('?__clerk_status=verified&__clerk_created_session=sess_1', ours), ['/done', 'undefined', 'sess_1'])
        equal(await outcome('?__clerk_status=verified', { sign_in: { ...SIGN_IN, status: 'needs_second_factor' } }), ['/more', 'undefined'])
        equal(await outcome('?__clerk_status=verified&__clerk_created_session=sess_9', {}), ['other', 'null'])
        equal(await outcome('?__clerk_status=verified&__clerk_created_session=sess_2', { sessions: [session('sess_2', 'ended')] }), ['other', 'null'])
    "#)
    .await;
}

#[wasm_bindgen_test]
async fn the_page_behind_the_link_may_ask_twice_at_once() {
    run(r#"
        const here = location.href
        history.replaceState(null, '', location.pathname + '?__clerk_status=verified&__clerk_created_session=sess_1')
        try {
            await withFetch(loading(client({ sessions: [session('sess_1')] })), async () => {
                const clerk = await loaded({ touchSession: false })
                const went = []
                const handle = () => clerk.handleMagicLinkVerification({ redirectUrlComplete: '/done' }, (to) => { went.push(to) })
                equal(await Promise.all([handle(), handle()]), [undefined, undefined])
                equal(went, ['/done'])
                await handle()
                equal(went, ['/done', '/done'])
            })
        } finally {
            history.replaceState(null, '', here)
        }
    "#)
    .await;
}

#[wasm_bindgen_test]
async fn navigate_uses_the_apps_router_within_its_origin_only() {
    run(r#"
        await withFetch(loading(null), async () => {
            const went = []
            const clerk = await loaded({ navigate: (to) => { went.push(to); return 'routed' } })
            equal(await clerk.navigate('/a?b=c#d'), 'routed')
            equal(await clerk.navigate(location.origin + '/e'), 'routed')
            equal(went, ['/a?b=c#d', '/e'])
        })
    "#)
    .await;
}

#[wasm_bindgen_test]
async fn another_tab_that_verified_is_heard_at_once() {
    waiting(
        r#"
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
    "#,
    )
    .await;
}

#[wasm_bindgen_test]
async fn a_code_typed_here_ends_the_wait_for_the_link() {
    waiting(
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
    waiting(
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
    waiting(
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
