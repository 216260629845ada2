//! What a user holds: live, stable, plain.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::run;

#[wasm_bindgen_test]
async fn the_reference_a_user_holds_shows_the_new_state() {
    run(r#"
        await withFetch(loading(null, () => json({ response: SIGN_IN, client: client({ sign_in: SIGN_IN }) })), async () => {
            const clerk = await loaded()
            const { signIn } = clerk.client
            const returned = await signIn.create({ identifier: 'ada@example.test' })
            ok(returned === signIn && clerk.client.signIn === signIn, 'one object')
            equal(signIn.supportedFirstFactors.find((f) => f.strategy === 'email_link').email_address_id, 'idn_1')
            equal(signIn.firstFactorVerification.status, null)
        })
    "#)
    .await;
}

#[wasm_bindgen_test]
async fn what_has_not_changed_keeps_its_identity() {
    run(r#"
        let body = { ...SIGN_IN, first_factor_verification: VERIFICATION }
        await withFetch(loading(null, () => json({ response: body, client: client({ sign_in: body }) })), async () => {
            const clerk = await loaded()
            const { signIn } = clerk.client
            await signIn.create({ identifier: 'x' })
            const { firstFactorVerification, supportedFirstFactors } = signIn
            ok(firstFactorVerification.expireAt instanceof Date, 'instants are dates')
            await signIn.reload()
            ok(signIn.firstFactorVerification === firstFactorVerification, 'same verification')
            ok(signIn.supportedFirstFactors === supportedFirstFactors, 'same factors')
            body = { ...body, first_factor_verification: { ...VERIFICATION, status: 'verified' } }
            await signIn.reload()
            ok(signIn.firstFactorVerification !== firstFactorVerification, 'new verification')
            ok(signIn.supportedFirstFactors === supportedFirstFactors, 'same factors')
            equal(firstFactorVerification.status, 'unverified')
        })
    "#)
    .await;
}

#[wasm_bindgen_test]
async fn an_attempt_that_is_over_stays_readable() {
    run(r#"
        const complete = { ...SIGN_IN, status: 'complete', created_session_id: 'sess_1' }
        let answer = { response: complete, client: client({ sign_in: complete }) }
        await withFetch(loading(null, () => json(answer)), async () => {
            const clerk = await loaded()
            const { signIn } = clerk.client
            await signIn.create({ identifier: 'x' })
            answer = { response: complete, client: client({ sessions: [session('sess_1')] }) }
            await signIn.reload()
            equal([signIn.status, signIn.createdSessionId], ['complete', 'sess_1'])
            ok(clerk.client.signIn !== signIn, 'the client has room for the next attempt')
            equal(clerk.client.signIn.id, undefined)
        })
    "#)
    .await;
}

#[wasm_bindgen_test]
async fn an_older_client_does_not_undo_a_newer_one() {
    run(r#"
        const old = client()
        await withFetch(loading(client({ sessions: [session('sess_1')] }),
            () => json({ response: SIGN_IN, client: old })), async () => {
            const clerk = await loaded()
            await clerk.client.signIn.create({ identifier: 'x' })
            equal(clerk.session.id, 'sess_1')
        })
    "#)
    .await;
}

#[wasm_bindgen_test]
async fn objects_are_plain_data_with_methods() {
    run(r#"
        await withFetch(loading(client({ sessions: [session('sess_1')] }),
            () => json({ response: SIGN_IN })), async () => {
            const clerk = await loaded()
            const { signIn, sessions: [one] } = clerk.client
            await signIn.create({ identifier: 'x' })
            equal(JSON.parse(JSON.stringify(signIn)).identifier, 'ada@example.test')
            equal({ ...signIn }.status, 'needs_first_factor')
            equal(signIn.constructor.name, 'SignIn')
            equal([one.user.fullName, one.user.primaryEmailAddress.emailAddress], ['Ada', 'ada@example.test'])
            ok(one.user === clerk.user, 'one user')
            const { reload } = signIn
            equal((await reload()).id, 'sia_1')
        })
    "#)
    .await;
}

#[wasm_bindgen_test]
async fn the_callers_objects_stay_as_they_are() {
    run(r#"
        await withFetch(loading(null, () => json({ response: SIGN_IN })), async (calls) => {
            const clerk = await loaded()
            const params = Object.freeze({ emailAddress: 'a@example.test', firstName: undefined,
                unsafeMetadata: Object.freeze({ fooBar: [1] }), lastName: null })
            await clerk.client.signUp.create(params).catch(() => {})
            equal(calls.at(-1).body, { email_address: 'a@example.test',
                unsafe_metadata: '{"fooBar":[1]}', last_name: '' })
        })
    "#)
    .await;
}

#[wasm_bindgen_test]
async fn verified_from_the_same_client_compares_with_this_client() {
    run(r#"
        let by = 'client_1'
        const body = () => ({ ...SIGN_IN, first_factor_verification: { ...VERIFICATION, status: 'verified', verified_at_client: by } })
        await withFetch(loading(client(), () => json({ response: body(), client: client({ sign_in: body() }) })), async () => {
            const { signIn } = (await loaded()).client
            equal(signIn.firstFactorVerification.verifiedFromTheSameClient(), false)
            await signIn.create({ identifier: 'x' })
            equal(signIn.firstFactorVerification.verifiedFromTheSameClient(), true)
            by = 'client_2'
            await signIn.reload()
            equal(signIn.firstFactorVerification.verifiedFromTheSameClient(), false)
        })
    "#)
    .await;
}
