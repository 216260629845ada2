//! How the application is configured, as the server says (wire protocol 3.12).

use wasm_bindgen::JsValue;

use super::Instance;
use crate::fapi::{Method, Request};
use crate::js::{self, Name};
use crate::task::Task;

impl Instance {
    /// `GET /environment`: how the application is configured.
    ///
    /// `PATCH` for a development instance, which learns this page's origin from it.
    pub(crate) fn fetch_environment(&'static self) -> Task {
        Box::pin(async move {
            let method = if self.api.is_development { Method::Patch } else { Method::Get };
            let request = Request { method, ..Request::get("/environment") };
            self.environment.set(self.send(request).await?);
            Ok(JsValue::UNDEFINED)
        })
    }

    /// A part of the environment as the server sent it; `undefined` until loaded.
    pub(crate) fn environment(&self, part: Name) -> JsValue {
        js::get(&self.environment.get(), part.wire())
    }

    /// Whether the server says that it can hold a poll open until something happens. A Clerk instance never does.
    pub(crate) fn can_hold_polls(&self) -> bool {
        let settings = self.environment(Name::auth_config);
        js::get(&settings, Name::long_poll_seconds.wire())
            .as_f64()
            .is_some_and(|seconds| seconds >= 1.0)
    }

    /// Whether a browser can have only one session at a time, the default of the environment.
    pub(crate) fn is_single_session(&self) -> bool {
        js::get(&self.environment(Name::auth_config), Name::single_session_mode.wire())
            != JsValue::FALSE
    }
}
