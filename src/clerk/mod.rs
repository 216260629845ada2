//! `Clerk`, the one class an app constructs. Each method calls the use case that has its name.

mod arrival;
mod hosted_pages;
mod link_page;
mod load;
mod navigate;
mod set_session;
mod sign_out;

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;

use crate::browser;
use crate::error;
use crate::fapi::FrontendApi;
use crate::instance::Instance;
use crate::js;
use crate::resources::client::CLIENT;
use crate::task::settle;
use hosted_pages::Page;

#[wasm_bindgen(module = "/js/src/resource.js")]
extern "C" {
    #[wasm_bindgen(js_name = completeClass)]
    fn complete_class(instance: &JsValue, version: &str);
}

/// A Clerk application in this browser.
#[wasm_bindgen(skip_typescript)]
pub struct Clerk {
    instance: &'static Instance,
}

#[wasm_bindgen]
impl Clerk {
    /// Takes a host, a URL or a publishable key. Sends nothing yet. Throws if that names no Frontend API.
    #[wasm_bindgen(constructor, skip_typescript)]
    pub fn new(frontend_api: &JsValue) -> Result<Clerk, JsValue> {
        let input = js::text_of(frontend_api).and_then(|text| text.as_string()).unwrap_or_default();
        let api = FrontendApi::parse(&input, browser::atob, browser::location::read)
            .map_err(error::frontend_api)?;
        Ok(Self { instance: Instance::new(api, &CLIENT) })
    }

    /// Host and port of the Frontend API.
    #[wasm_bindgen(getter, js_name = frontendApi, skip_typescript)]
    pub fn frontend_api(&self) -> String {
        self.instance.api.host.clone()
    }

    /// The publishable key the instance was made with.
    #[wasm_bindgen(getter, js_name = publishableKey, skip_typescript)]
    pub fn publishable_key(&self) -> Option<String> {
        self.instance.api.publishable_key.clone()
    }

    /// The live client; `undefined` until loaded.
    #[wasm_bindgen(getter, skip_typescript)]
    pub fn client(&self) -> JsValue {
        self.instance.store.client()
    }

    /// The current session; `null` when signed out, `undefined` while that is not known.
    #[wasm_bindgen(getter, skip_typescript)]
    pub fn session(&self) -> JsValue {
        self.instance.store.session()
    }

    /// The current user; `null` when signed out, `undefined` while that is not known.
    #[wasm_bindgen(getter, skip_typescript)]
    pub fn user(&self) -> JsValue {
        self.instance.store.user()
    }

    /// Whether loading is done.
    #[wasm_bindgen(getter, skip_typescript)]
    pub fn loaded(&self) -> bool {
        self.instance.is_loaded.get()
    }

    /// Asks the Frontend API who is signed in.
    #[wasm_bindgen(skip_typescript)]
    pub fn load(&self, options: JsValue) -> Promise {
        load::load(self.instance, options)
    }

    /// Calls `listener` now, if there is something to tell, and on every change.
    #[wasm_bindgen(js_name = addListener, skip_typescript)]
    pub fn add_listener(&self, listener: JsValue) -> Result<JsValue, JsValue> {
        let wrong = |_| error::argument("listener", "a function");
        let listener: Function = listener.dyn_into().map_err(wrong)?;
        let instance = self.instance;
        let id = instance.store.listen(listener);
        Ok(Closure::<dyn Fn()>::new(move || instance.store.unlisten(id)).into_js_value())
    }

    /// Makes a session of the client the current one, or none.
    #[wasm_bindgen(js_name = setSession, skip_typescript)]
    pub fn set_session(&self, session: JsValue, before_emit: JsValue) -> Promise {
        let before_emit = set_session::before_emit(&before_emit);
        settle(set_session::set_session(self.instance, session, before_emit))
    }

    /// Ends every session of this browser, or the one of `{ sessionId }`.
    #[wasm_bindgen(js_name = signOut, skip_typescript)]
    pub fn sign_out(&self, target: JsValue, callback: JsValue) -> Promise {
        settle(sign_out::sign_out(self.instance, target, callback))
    }

    /// Ends the current session only.
    #[wasm_bindgen(js_name = signOutOne, skip_typescript)]
    pub fn sign_out_one(&self, callback: JsValue) -> Promise {
        settle(sign_out::sign_out_one(self.instance, callback))
    }

    /// The URL of the hosted sign-in page.
    #[wasm_bindgen(js_name = buildSignInUrl, skip_typescript)]
    pub fn build_sign_in_url(&self, options: JsValue) -> JsValue {
        hosted_pages::url(self.instance, Page::SignIn, &options)
    }

    /// The URL of the hosted sign-up page.
    #[wasm_bindgen(js_name = buildSignUpUrl, skip_typescript)]
    pub fn build_sign_up_url(&self, options: JsValue) -> JsValue {
        hosted_pages::url(self.instance, Page::SignUp, &options)
    }

    /// The URL of the hosted profile page.
    #[wasm_bindgen(js_name = buildUserProfileUrl, skip_typescript)]
    pub fn build_user_profile_url(&self) -> JsValue {
        hosted_pages::url(self.instance, Page::UserProfile, &JsValue::UNDEFINED)
    }

    /// Goes to a URL: by the app's router within the app's origin, else by the browser.
    #[wasm_bindgen(skip_typescript)]
    pub fn navigate(&self, to: JsValue) -> Promise {
        settle(navigate::navigate(self.instance, &to, None))
    }

    /// Asks who is signed in, as after a 401. A session that is gone is no longer current then.
    #[wasm_bindgen(js_name = handleUnauthenticated, skip_typescript)]
    pub fn handle_unauthenticated(&self) -> Promise {
        let instance = self.instance;
        settle(async move {
            instance.check_client().await;
            Ok(JsValue::UNDEFINED)
        })
    }

    /// Completes a magic link on the page to which it leads.
    #[wasm_bindgen(js_name = handleMagicLinkVerification, skip_typescript)]
    pub fn handle_magic_link_verification(
        &self,
        params: JsValue,
        custom_navigate: JsValue,
    ) -> Promise {
        link_page::handle(self.instance, params, custom_navigate.dyn_into().ok())
    }
}

/// Gives the exported class what Rust cannot: methods that survive destructuring, and constants.
///
/// Runs when the module starts. The test runner starts modules in its own way, and calls this itself.
#[wasm_bindgen(start, skip_typescript)]
pub fn complete() {
    js::start();
    if let Ok(clerk) = Clerk::new(&"localhost".into()) {
        complete_class(&clerk.into(), env!("CARGO_PKG_VERSION"));
    }
}
