//! A tab that goes to the back, comes to the front, and leaves.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::run;

/// Somebody looks at this tab again, in one of the ways in which a page hears of it.
const FRONT: &str = r#"
    const front = {
        visibilitychange: () => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })),
        focus: () => window.dispatchEvent(new Event('focus')),
        pageshow: () => window.dispatchEvent(new Event('pageshow')),
    }
    const TOUCH = '/v1/client/sessions/sess_1/touch'
    const signedIn = (life, script) => {
        const one = { ...session('sess_1'), last_active_token: { object: 'token', jwt: sessionToken('sess_1', 1_700_000_000, life) } }
        const answer = loading(client({ sessions: [one] }), ({ path }) => path === TOUCH
            ? json({ response: one, client: null })
            : json({ object: 'token', jwt: sessionToken('sess_1', 1_700_000_001) }))
        return withFetch(answer, (calls) => script(() => calls.slice(2).map((c) => c.method + ' ' + c.path)))
    }
"#;

async fn tab(script: &str) {
    run(&[FRONT, script].concat()).await;
}

#[wasm_bindgen_test]
async fn a_tab_that_comes_to_the_front_says_so() {
    tab(r#"
        for (const [event, come] of Object.entries(front)) {
            await signedIn(60, async (asked) => {
                const clerk = await loaded()
                await behind(() => { come(); return pause(20) })
                equal(asked(), [], 'not while it is behind others')
                come()
                await until(() => asked().length, event, 1_000)
                equal(asked(), ['POST ' + TOUCH], event)
                await clerk.setSession(null)
                come()
                await pause(20)
                equal(asked().length, 1, 'nobody is here')
            })
        }
    "#)
    .await;
}

#[wasm_bindgen_test]
async fn a_tab_says_so_every_five_seconds_at_most() {
    tab(r#"
        await hastened(20, () => signedIn(60, async (asked) => {
            await loaded()
            const end = Date.now() + 4_000
            while (Date.now() < end) {
                for (const come of Object.values(front)) come()
                await pause(500)
            }
            equal(asked().length, 1)
            await pause(5_000)
            front.focus()
            await until(() => asked().length === 2, 'once more', 5_000)
        }))
    "#)
    .await;
}

#[wasm_bindgen_test]
async fn a_tab_that_does_not_say_so_renews_its_token_all_the_same() {
    tab(r#"
        const quiet = { touchSession: false, polling: false }
        for (const [event, come] of Object.entries(front)) {
            await signedIn(16, async (asked) => {
                const clerk = await loaded(quiet)
                come()
                await until(() => asked().length, event, 1_000)
                equal(asked(), ['POST /v1/client/sessions/sess_1/tokens'], event)
                await until(() => document.cookie.includes(sessionToken('sess_1', 1_700_000_001)), 'the cookie follows', 1_000)
            })
        }
        await signedIn(60, async (asked) => {
            await loaded(quiet)
            front.focus()
            await pause(20)
            equal(asked(), [], 'a token that lives')
        })
    "#)
    .await;
}

#[wasm_bindgen_test]
async fn nothing_keeps_a_page_out_of_the_back_forward_cache() {
    tab(r#"
        const { addEventListener } = EventTarget.prototype
        const types = new Set()
        EventTarget.prototype.addEventListener = function (type, ...rest) {
            types.add(type)
            return addEventListener.call(this, type, ...rest)
        }
        try {
            await signedIn(16, async (asked) => {
                const clerk = await loaded()
                front.focus()
                await until(() => asked().length === 2, 'a touch and a refresh', 1_000)
                await clerk.navigate('#there')
                await clerk.signOut().catch(() => {})
            })
            await waiting(() => stalled, async ({ flow }) => {
                const pending = failure(flow.startMagicLinkFlow(LINK))
                flow.cancelMagicLinkFlow()
                await pending
            })
        } finally {
            EventTarget.prototype.addEventListener = addEventListener
            history.replaceState(null, '', location.pathname + location.search)
        }
        ok(types.has('focus'), [...types])
        equal(['beforeunload', 'unload'].filter((type) => types.has(type)), [])
        equal([window.onbeforeunload, window.onunload], [null, null])
    "#)
    .await;
}
