//! The page behind the link, and where it leads.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::run;

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
        equal(await outcome('?__clerk_status=verified&__clerk_created_session=sess_1', ours), ['/done', 'undefined', 'sess_1'])
        const verified = (strategy) => ({ ...VERIFICATION, status: 'verified', strategy })
        const needsMore = (strategy) =>
            ({ sign_in: { ...SIGN_IN, status: 'needs_second_factor', first_factor_verification: verified(strategy) } })
        equal(await outcome('?__clerk_status=verified', needsMore('email_link')), ['/more', 'undefined'])
        equal(await outcome('?__clerk_status=verified', needsMore('password')), ['other', 'null'], 'of something else')
        equal(await outcome('?__clerk_status=verified', needsMore('email_link'), { redirectUrl: undefined }), ['throws invalid_argument'])
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
        await withFetch((call, request) => call.path === '/v1/environment' ? json(environment) : loading(null)(call, request), async () => {
            const clerk = await loaded()
            const to = 'redirect_url=' + encodeURIComponent('https://app.example.test/done')
            const options = { redirectUrl: 'https://app.example.test/done' }
            equal(clerk.buildSignInUrl(options), 'https://app.example.test/#/sign-in?' + to)
            equal(clerk.buildSignUpUrl(options), 'https://app.example.test/sign-up#/?' + to)
        })
    "#)
    .await;
}
