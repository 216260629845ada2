//! The page behind the link, and where it leads.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::run;

#[wasm_bindgen_test]
async fn the_page_behind_the_link_follows_the_table() {
    run(r#"
        const here = location.href
        const outcome = async (search, first, { later = first, handle = 'handleMagicLinkVerification', ...params } = {}) => {
            history.replaceState(null, '', location.pathname + search)
            try {
                const trace = []
                let asked = 0
                const answer = (call) => {
                    const isFirst = call.path !== '/v1/client' || !asked++
                    if (!isFirst && !later) throw new TypeError('Failed to fetch')
                    return loading(client(isFirst ? first : later))(call)
                }
                await withFetch(answer, async () => {
                    const clerk = await loaded({ touchSession: false, selectInitialSession: () => null })
                    const go = (to) => { trace.push(to) }
                    try {
                        const value = await clerk[handle]({ redirectUrl: '/more',
                            redirectUrlComplete: '/done', onVerifiedOnOtherDevice: () => { trace.push('other') }, ...params }, go)
                        trace.push(value === null ? 'null' : value === undefined ? 'undefined' : value)
                    } catch (error) {
                        ok(Clerk.isMagicLinkError(error) || error.argument === 'redirectUrl', error.message)
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
        const opened = '?__clerk_status=verified&__clerk_created_session=sess_1'
        equal(await outcome(opened, ours), ['/done', 'undefined', 'sess_1'])
        const verification = (status, strategy) => ({ ...VERIFICATION, status, strategy })
        const needsMore = (strategy) =>
            ({ sign_in: { ...SIGN_IN, status: 'needs_second_factor', first_factor_verification: verification('verified', strategy) } })
        equal(await outcome('?__clerk_status=verified', needsMore('email_link')), ['/more', 'undefined'])
        equal(await outcome('?__clerk_status=verified', needsMore('password')), ['other', 'null'], 'of something else')
        equal(await outcome('?__clerk_status=verified', needsMore('email_link'), { redirectUrl: undefined }), ['throws invalid_argument'])
        const lacksMore = (status, strategy = 'email_link') =>
            ({ sign_up: { ...SIGN_UP, verifications: { email_address: verification(status, strategy) } } })
        equal(await outcome('?__clerk_status=verified', lacksMore('verified')), ['/more', 'undefined'])
        equal(await outcome('?__clerk_status=verified', lacksMore('verified', 'email_code')), ['other', 'null'], 'of something else')
        equal(await outcome('?__clerk_status=verified', lacksMore('unverified')), ['other', 'null'], 'one that is stale')
        equal(await outcome(opened, {}, { later: ours }), ['/done', 'undefined', 'sess_1'], 'loaded before the session was there')
        equal(await outcome(opened, lacksMore('verified'), { later: null }), ['/more', 'undefined'], 'what is known decides')
        equal(await outcome(opened, ours, { handle: 'handleEmailLinkVerification' }), ['/done', 'undefined', 'sess_1'])
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
async fn no_spelling_of_a_path_leads_the_apps_router_to_another_host() {
    run(r#"

        await withFetch(loading(null), async () => {
            const went = []
            const clerk = await loaded({ navigate: (to) => { went.push(new URL(to, location.href).host) } })
            for (const path of ['//evil.example.test/x', '/.//evil.example.test', '///evil.example.test', '/a/..//evil.example.test', '/\\evil.example.test']) {
                await clerk.navigate(location.origin + path)
            }
            equal(went, Array(5).fill(location.host))
        })
    "#)
    .await;
}

#[wasm_bindgen_test]
async fn a_url_object_is_as_good_as_its_text() {
    run(r#"

        await withFetch(loading(null), async () => {
            const went = []
            const clerk = await loaded({ navigate: (to) => { went.push(to) } })
            await clerk.navigate(new URL('/a', location.href))
            equal(went, ['/a'])
        })
    "#)
    .await;
}

#[wasm_bindgen_test]
async fn a_hosted_page_with_a_fragment_of_its_own_gets_one_query() {
    run(r#"

        const environment = { ...ENVIRONMENT, display_config: {
            sign_in_url: 'https://app.example.test/#/sign-in', sign_up_url: 'https://app.example.test/sign-up' } }
        await withFetch(loading(null, undefined, environment), async () => {
            const clerk = await loaded()
            const to = 'redirect_url=' + encodeURIComponent('https://app.example.test/done')
            const options = { redirectUrl: 'https://app.example.test/done' }
            equal(clerk.buildSignInUrl(options), 'https://app.example.test/#/sign-in?' + to)
            equal(clerk.buildSignUpUrl(options), 'https://app.example.test/sign-up#/?' + to)
        })
    "#)
    .await;
}
