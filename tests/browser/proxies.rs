//! What frameworks wrap in a `Proxy` (Vue, Pinia, MobX) is still the same object: by the wrapped and by
//! the bare one, each method does the same.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::run;

/// `wraps`: ways to wrap an object. Vue wraps what is read from a wrapped object, too.
const WRAPS: &str = r#"
    const known = new WeakMap()
    const deep = (object) => {
        if (!known.has(object)) known.set(object, new Proxy(object, { get(target, key, receiver) {
            const value = Reflect.get(target, key, receiver)
            return typeof value === 'object' && value !== null && !(value instanceof Promise) ? deep(value) : value
        } }))
        return known.get(object)
    }
    const wraps = {
        plain: (object) => new Proxy(object, {}),
        deep,
        sealing: (object) => new Proxy(object, { defineProperty: () => false }),
        derived: (object) => Object.create(object),
        bare: (object) => object,
    }
    const pairs = Object.entries(wraps).flatMap(([outer, wrap]) => Object.entries(wraps).map(([inner, other]) => [`${outer}, ${inner}`, wrap, other]))
"#;

async fn wrapped(script: &str) {
    run(&[WRAPS, script].concat()).await;
}

#[wasm_bindgen_test]
async fn a_wait_is_cancelled_through_any_wrap() {
    wrapped(
        r#"
        await waiting(() => ({}), async ({ signIn, flow }) => {
            await signIn.prepareFirstFactor({ strategy: 'email_link', emailAddressId: 'idn_1' })
            for (const [name, wrap, other] of pairs) for (const start of ['startMagicLinkFlow', 'resumeMagicLinkFlow']) {
                const ended = failure(wrap(flow)[start](LINK))
                await pause(5)
                other(flow).cancelMagicLinkFlow()
                equal((await ended).code, 'cancelled', `${name}: ${start}`)
            }
        })
    "#,
    )
    .await;
}

#[wasm_bindgen_test]
async fn a_second_link_goes_out_with_the_options_of_the_first_through_any_wrap() {
    wrapped(
        r#"
        await waiting(() => ({}), async ({ flow, calls }) => {
            const sent = () => calls.filter((call) => call.path.endsWith('/prepare_first_factor'))
            for (const [name, wrap, other] of pairs) {
                calls.length = 0
                const ended = failure(wrap(flow).startMagicLinkFlow(LINK))
                await until(() => sent().length === 1, 'sent')
                await other(flow).resendMagicLink()
                equal(sent()[1]?.body, sent()[0].body, name)
                wrap(flow).cancelMagicLinkFlow()
                equal((await ended).code, 'cancelled', name)
            }
        })
    "#,
    )
    .await;
}

#[wasm_bindgen_test]
async fn a_wait_is_superseded_and_hastened_through_any_wrap() {
    wrapped(
        r#"
        await waiting(() => ({}), async ({ clerk, signIn, calls }) => {
            for (const [name, wrap, other] of pairs) {
                const begin = () => wrap(signIn).createMagicLinkFlow().startMagicLinkFlow(LINK)
                let ended = failure(begin())
                void other(signIn).createMagicLinkFlow().startMagicLinkFlow(LINK).catch(() => {})
                equal((await ended).code, 'superseded', name)
                ended = failure(begin())
                await until(() => calls.at(-1).path.endsWith('/sia_1'), 'a poll')
                calls.length = 0
                await other(signIn).prepareFirstFactor({ strategy: 'email_code', emailAddressId: 'idn_1' })
                await until(() => calls.some((call) => call.path.endsWith('/sia_1')), 'it looks at once', 500)
                await other(signIn).create({ identifier: 'ada@example.test' })
                equal((await ended).code, 'superseded', name)
                equal(clerk.client.signIn === signIn, true, name + ': the client holds what it held')
            }
        })
    "#,
    )
    .await;
}

#[wasm_bindgen_test]
async fn each_method_is_one_function_and_acts_on_what_it_was_read_from() {
    wrapped(
        r#"
        const first = client({ sessions: [session('sess_1')] })
        await withFetch(loading(first, () => json({ response: USER })), async (calls) => {
            const clerk = await loaded({ touchSession: false })
            const { user } = clerk
            const held = { clerk, client: clerk.client, session: clerk.session, user, address: user.primaryEmailAddress,
                signIn: clerk.client.signIn, flow: clerk.client.signUp.createMagicLinkFlow() }
            const method = { clerk: 'navigate', client: 'reload', session: 'touch', user: 'update', address: 'reload', signIn: 'create', flow: 'cancelMagicLinkFlow' }
            for (const [kind, object] of Object.entries(held)) for (const [name, wrap] of Object.entries(wraps)) {
                const proxy = wrap(object)
                ok(proxy[method[kind]] === proxy[method[kind]], `${kind}, ${name}`)
                ok(object[method[kind]] === object[method[kind]], kind)
            }
            const written = []
            const watched = new Proxy(user, { set(target, key, value) { written.push(key); return Reflect.set(target, key, value) } })
            void user.update
            const answer = calls.length
            ok(await watched.update({ firstName: 'Ada' }) === watched, 'what was called comes back')
            ok(await user.update({ firstName: 'Ada' }) === user, 'likewise')
            equal(calls.length, answer + 2)
        })
    "#,
    )
    .await;
}

#[wasm_bindgen_test]
async fn a_framework_hears_of_what_is_written_through_its_wrap() {
    wrapped(
        r#"
        let name = 'Ada'
        const answer = loading(client({ sessions: [session('sess_1')] }), () => json({ response: { ...USER, first_name: name } }))
        await withFetch(answer, async () => {
            const { user } = await loaded({ touchSession: false })
            await user.reload()
            const written = []
            const watched = new Proxy(user, { set(target, key, value) { written.push(key); return Reflect.set(target, key, value) } })
            name = 'Augusta'
            await watched.reload()
            equal([written.includes('firstName'), user.firstName, watched.firstName], [true, 'Augusta', 'Augusta'])
        })
    "#,
    )
    .await;
}

#[wasm_bindgen_test]
async fn a_wrapped_session_is_the_session() {
    wrapped(
        r#"
        const first = client({ sessions: [session('sess_1'), session('sess_2')], last_active_session_id: 'sess_1' })
        await withFetch(loading(first, () => json({ response: {} })), async () => {
            for (const [name, wrap] of Object.entries(wraps)) {
                const clerk = await loaded({ touchSession: false, selectInitialSession: (client) => wrap(wrap(client).sessions[1]) })
                const [one, two] = clerk.client.sessions
                ok(clerk.session === two && clerk.user === two.user, name + ': the one itself')
                await wrap(clerk).setSession(wrap(one))
                ok(clerk.session === one, name)
            }
            const elsewhere = await loaded({ touchSession: false, selectInitialSession: () => ({ status: 'active', id: 'sess_9' }) })
            equal(elsewhere.session, null)
        })
    "#,
    )
    .await;
}

#[wasm_bindgen_test]
async fn a_subclass_and_a_test_may_put_methods_of_their_own_in_place() {
    run(r#"
        await withFetch(loading(null), async () => {
            let overridden = 0
            class Mine extends Clerk {
                load(options) { overridden++; return super.load(options) }
            }
            const mine = new Mine(API)
            await mine.load()
            await mine.load()
            equal(overridden, 2, 'reading the method of the class leaves the one of the subclass in its place')
            const { navigate } = mine
            mine.navigate = () => 'mocked'
            equal(mine.navigate(), 'mocked')
            equal(Object.keys(mine).includes('navigate'), true)
            delete mine.navigate
            ok(mine.navigate === navigate, 'as it was')
            ok(Clerk.prototype.load === Clerk.prototype.load && Mine.prototype.signOut === Clerk.prototype.signOut, 'prototypes show methods')
            const other = Reflect.construct(Clerk, [API], Mine)
            await Clerk.prototype.load.call(other)
            equal(other.isReady(), true)
            const { signIn } = mine.client
            signIn.create = () => 'mocked'
            equal(signIn.create(), 'mocked')
        })
    "#)
    .await;
}

#[wasm_bindgen_test]
async fn a_wrap_that_throws_or_calls_back_in_leaves_the_instance_whole() {
    run(r#"
        await waiting(() => ({}), async ({ clerk, signIn, flow }) => {
            const begin = () => clerk.client.signUp.createMagicLinkFlow().resumeMagicLinkFlow().catch(() => {})
            const traps = {
                throws: () => { throw new Error('not for you') },
                callsBack: (target) => { void begin(); return Reflect.getPrototypeOf(target) },
            }
            const { resource } = flow
            for (const [name, getPrototypeOf] of Object.entries(traps)) {
                flow.resource = new Proxy(resource, { getPrototypeOf })
                const ended = failure(flow.startMagicLinkFlow(LINK))
                flow.cancelMagicLinkFlow()
                ok((await ended).code, name)
            }
            // A look at a wait under way begins another one.
            let calls = 0
            flow.resource = new Proxy(resource, { get(target, key, receiver) {
                if (typeof key === 'symbol' && !calls++) void begin()
                return Reflect.get(target, key, receiver)
            } })
            const first = failure(flow.startMagicLinkFlow(LINK))
            calls = 0
            const second = failure(signIn.createMagicLinkFlow().startMagicLinkFlow(LINK))
            ok(calls > 0, 'looked at')
            equal((await first).code, 'superseded')
            flow.resource = resource
            const ended = failure(flow.startMagicLinkFlow(LINK))
            flow.cancelMagicLinkFlow()
            equal([(await second).code, (await ended).code], ['superseded', 'cancelled'], 'as before')
        })
    "#)
    .await;
}
