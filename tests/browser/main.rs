//! What only a browser can show, seen the way an app sees it: from JavaScript.
//!
//! `against_fake` replaces `fetch` and so shows each kind of answer; `against_server` needs a
//! running `frontend-api` (`cargo xtask test browser` starts one).

#![cfg(target_arch = "wasm32")]
#![allow(clippy::disallowed_macros, clippy::expect_used, missing_docs, reason = "tests")]

mod answers;
mod construct;
mod cookies;
mod factors;
mod flow;
mod foreign;
mod instances;
mod link_page;
mod navigation;
mod proxies;
mod resources;
mod server;
mod sessions;
mod tabs;
mod tokens;
mod user;
mod waits;

use clerk_wasm::Clerk;
use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test_configure;

wasm_bindgen_test_configure!(run_in_browser);

/// Runs `script` as the body of an async function that knows `Clerk`, and the helpers of
/// `helpers.js`. An assertion that fails throws, which fails the test.
async fn run(script: &str) {
    clerk_wasm::complete();
    let helpers = include_str!("helpers.js");
    let body = [helpers, "\nreturn limited(async () => {", script, "})"].concat();
    let function = Function::new_with_args("Clerk", &body);
    let class = class_of(Clerk::new(&"http://127.0.0.1:4100".into()).expect("a URL").into());
    let promise: Promise =
        function.call1(&JsValue::UNDEFINED, &class).expect("the script parses").unchecked_into();
    if let Err(error) = JsFuture::from(promise).await {
        // Not every engine begins the stack with the message.
        let told = ["message", "stack"].map(|name| js_sys::Reflect::get(&error, &name.into()));
        let told = told.map(|text| text.ok().and_then(|text| text.as_string()).unwrap_or_default());
        panic!("{}\n{error:?}", told.join("\n"));
    }
}

fn class_of(instance: JsValue) -> JsValue {
    js_sys::Reflect::get(&instance, &"constructor".into()).expect("instances know their class")
}
