//! `Clerk`, the one class an app constructs. Each method calls the use case that has its name.

mod load;
mod navigate;
mod set_session;
mod verification;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Function, Object, Promise};
use wasm_bindgen::prelude::*;

use crate::error::{Error, MagicLinkCode};
use crate::fapi::FrontendApi;
use crate::resources::{Context, settle};
use crate::wire;

#[wasm_bindgen(module = "/js/resource.js")]
extern "C" {
    #[wasm_bindgen(js_name = completeClass)]
    fn complete_class(instance: &JsValue, methods: &Array, constants: &Object);
}

/// A Clerk application in this browser.
#[wasm_bindgen(skip_typescript)]
pub struct Clerk {
    instance: Rc<Instance>,
}

/// What the use cases share.
struct Instance {
    context: Rc<Context>,
    ready: Cell<bool>,
    /// The `load()` under way, which a second call joins.
    loading: RefCell<Option<Promise>>,
    /// The `handleMagicLinkVerification()` under way, which a second call joins.
    verifying: RefCell<Option<Promise>>,
    /// The load option `navigate`.
    navigate: RefCell<Option<Function>>,
    /// The load option `touchSession`.
    touches: Cell<bool>,
}

impl Instance {
    fn new(api: FrontendApi) -> Self {
        Self {
            context: Context::new(api),
            ready: Cell::new(false),
            loading: RefCell::default(),
            verifying: RefCell::default(),
            navigate: RefCell::default(),
            touches: Cell::new(true),
        }
    }
}

#[wasm_bindgen]
impl Clerk {
    /// Names the Frontend API; asks nothing of it yet. Throws if it names none.
    #[wasm_bindgen(constructor, skip_typescript)]
    pub fn new(frontend_api: &JsValue) -> Result<Clerk, JsValue> {
        let input = frontend_api.as_string().unwrap_or_default();
        let api = FrontendApi::parse(&input, atob)?;
        Ok(Self { instance: Rc::new(Instance::new(api)) })
    }

    /// The release of this SDK.
    #[wasm_bindgen(getter, skip_typescript)]
    pub fn version(&self) -> String {
        env!("CARGO_PKG_VERSION").into()
    }

    /// Host and port of the Frontend API.
    #[wasm_bindgen(getter, js_name = frontendApi, skip_typescript)]
    pub fn frontend_api(&self) -> String {
        self.instance.context.api.host.clone()
    }

    /// The publishable key the instance was made with.
    #[wasm_bindgen(getter, js_name = publishableKey, skip_typescript)]
    pub fn publishable_key(&self) -> Option<String> {
        self.instance.context.api.publishable_key.clone()
    }

    /// The live client; `undefined` until loaded.
    #[wasm_bindgen(getter, skip_typescript)]
    pub fn client(&self) -> JsValue {
        self.instance.context.store.client().unwrap_or_default()
    }

    /// The current session; `null` when signed out, `undefined` while that is not known.
    #[wasm_bindgen(getter, skip_typescript)]
    pub fn session(&self) -> JsValue {
        self.instance.context.store.session()
    }

    /// The current user; `null` when signed out, `undefined` while that is not known.
    #[wasm_bindgen(getter, skip_typescript)]
    pub fn user(&self) -> JsValue {
        self.instance.context.store.user()
    }

    /// Loading is done.
    #[wasm_bindgen(js_name = isReady, skip_typescript)]
    pub fn is_ready(&self) -> bool {
        self.instance.ready.get()
    }

    /// Asks the Frontend API who is here.
    #[wasm_bindgen(skip_typescript)]
    pub fn load(&self, options: JsValue) -> Promise {
        load::load(&self.instance, options)
    }

    /// Calls `listener` now, if there is something to tell, and on every change.
    #[wasm_bindgen(js_name = addListener, skip_typescript)]
    pub fn add_listener(&self, listener: JsValue) -> Result<JsValue, JsValue> {
        let wrong = Error::Argument { name: "listener", expected: "a function" };
        let listener: Function = listener.dyn_into().map_err(|_| wrong)?;
        let context = Rc::clone(&self.instance.context);
        let id = context.store.listen(listener);
        Ok(Closure::<dyn Fn()>::new(move || context.store.unlisten(id)).into_js_value())
    }

    /// Makes a session of the client the current one, or none.
    #[wasm_bindgen(js_name = setSession, skip_typescript)]
    pub fn set_session(&self, session: JsValue, before_emit: JsValue) -> Promise {
        let instance = Rc::clone(&self.instance);
        settle(async move {
            set_session::set_session(&instance, session, before_emit.dyn_into().ok()).await
        })
    }

    /// Ends every session of this browser.
    #[wasm_bindgen(js_name = signOut, skip_typescript)]
    pub fn sign_out(&self, callback: JsValue) -> Promise {
        let instance = Rc::clone(&self.instance);
        settle(async move { set_session::sign_out(&instance, callback.dyn_into().ok()).await })
    }

    /// Goes to a URL: by the app's router within its origin, else by the browser.
    #[wasm_bindgen(skip_typescript)]
    pub fn navigate(&self, to: JsValue) -> Promise {
        let instance = Rc::clone(&self.instance);
        settle(async move { navigate::navigate(&instance, &to, None).await })
    }

    /// Completes a magic link on the page to which it leads.
    #[wasm_bindgen(js_name = handleMagicLinkVerification, skip_typescript)]
    pub fn handle_magic_link_verification(
        &self,
        params: JsValue,
        custom_navigate: JsValue,
    ) -> Promise {
        verification::handle(&self.instance, params, custom_navigate.dyn_into().ok())
    }
}

/// Is this the error that a magic link's flow or verification ended with?
#[wasm_bindgen(js_name = isMagicLinkError, skip_typescript)]
pub fn is_magic_link_error(error: &JsValue) -> bool {
    wire::string(error, "name").as_deref() == Some("MagicLinkError")
}

/// Gives the exported class what Rust cannot: methods that survive destructuring, and constants.
///
/// Runs when the module starts; the test runner, which starts modules its own way, calls it.
#[wasm_bindgen(start, skip_typescript)]
pub fn complete() {
    const METHODS: [&str; 7] = [
        "addListener",
        "handleMagicLinkVerification",
        "isReady",
        "load",
        "navigate",
        "setSession",
        "signOut",
    ];
    let Ok(clerk) = Clerk::new(&"localhost".into()) else { return };
    let codes = Object::new();
    for (name, code) in MagicLinkCode::ALL {
        wire::set(&codes, name, code.code());
    }
    let constants = Object::new();
    wire::set(&constants, "MagicLinkErrorCode", Object::freeze(&codes));
    wire::set(&constants, "version", clerk.version());
    let is_error = Closure::<dyn Fn(JsValue) -> bool>::new(|error| is_magic_link_error(&error));
    wire::set(&constants, "isMagicLinkError", is_error.into_js_value());
    let methods = METHODS.iter().map(|name| JsValue::from_str(name)).collect();
    complete_class(&clerk.into(), &methods, &constants);
}

/// Undoes base64.
fn atob(encoded: &str) -> Option<String> {
    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(catch, js_name = atob)]
        fn decode(encoded: &str) -> Result<String, JsValue>;
    }
    decode(encoded).ok()
}
