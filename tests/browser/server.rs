//! Against a running `frontend-api`, over real HTTP.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::run;

/// Where the server is: set `FRONTEND_API_URL` when building the tests to say otherwise.
const SERVER: &str = match option_env!("FRONTEND_API_URL") {
    Some(url) => url,
    None => "http://127.0.0.1:4100",
};

async fn against_server(script: &str) {
    let known = ["const SERVER = '", SERVER, "'\n", HELPERS].concat();
    run(&[known.as_str(), script].concat()).await;
}

const HELPERS: &str = r#"
    await fetch(SERVER + '/v1/environment').catch(() => {
        throw new Error('no frontend-api at ' + SERVER + ': `cargo xtask test browser` starts one')
    })
    const address = () => `ada.${Math.random().toString(36).slice(2)}@example.test`
    const redirectUrl = location.origin + '/verification'
    const newClerk = async () => {
        const clerk = new Clerk(SERVER)
        await clerk.load()
        await clerk.signOut()
        return clerk
    }
"#;

#[wasm_bindgen_test]
async fn an_unknown_address_is_a_typed_error() {
    against_server(
        r#"
        const { client } = await newClerk()
        const error = await failure(client.signIn.create({ identifier: address() }))
        equal([error.clerkError, error.errors[0].code], [true, 'form_identifier_not_found'])
        equal(error.errors[0].meta.paramName, 'identifier')
    "#,
    )
    .await;
}

#[wasm_bindgen_test]
async fn a_link_is_sent_waited_for_and_cancelled() {
    against_server(
        r#"
        const { client } = await newClerk()
        const emailAddress = address()
        const { signUp } = client
        ok(await signUp.create({ emailAddress }) === signUp, 'the same sign-up')
        equal([signUp.status, signUp.emailAddress], ['missing_requirements', emailAddress])
        const { startMagicLinkFlow, cancelMagicLinkFlow } = signUp.createMagicLinkFlow()
        let expiresAt
        const pending = failure(startMagicLinkFlow({ redirectUrl, onProgress: (p) => { expiresAt = p.expiresAt } }))
        await until(() => expiresAt, 'sent')
        ok(Math.abs(expiresAt - Date.now() - 600_000) < 20_000, 'ten minutes')
        equal(signUp.verifications.emailAddress.status, 'unverified')
        cancelMagicLinkFlow()
        equal((await pending).code, 'cancelled')
    "#,
    )
    .await;
}

#[wasm_bindgen_test]
async fn a_redirect_to_a_foreign_origin_is_refused() {
    against_server(
        r#"
        const { client } = await newClerk()
        await client.signUp.create({ emailAddress: address() })
        const { startMagicLinkFlow } = client.signUp.createMagicLinkFlow()
        const error = await failure(startMagicLinkFlow({ redirectUrl: 'https://evil.example/steal' }))
        equal([error.status, error.clerkError], [422, true])
        ok(error.errors[0].code.length > 0, 'a code')
    "#,
    )
    .await;
}

#[wasm_bindgen_test]
async fn a_megabyte_is_refused_and_nothing_is_lost() {
    against_server(
        r#"
        const { client } = await newClerk()
        const error = await failure(client.signIn.create({ identifier: 'x'.repeat(1_000_000) }))
        ok(error.clerkError && error.status >= 400 && error.status < 500, error.message)
        await client.signUp.create({ emailAddress: address() })
        equal(client.signUp.status, 'missing_requirements')
    "#,
    )
    .await;
}
