//! The hosted pages: where they are, and what they are told to do afterwards.

use wasm_bindgen::JsValue;

use super::Instance;
use crate::browser::location;
use crate::fapi::form::{self, Form};
use crate::resources::dev_browser;
use crate::wire;

/// A hosted page, by the name of its URL in the environment (wire protocol 3.12).
#[derive(Clone, Copy)]
pub(super) enum Page {
    SignIn,
    SignUp,
    UserProfile,
}

impl Page {
    fn setting(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in_url",
            Self::SignUp => "sign_up_url",
            Self::UserProfile => "user_profile_url",
        }
    }
}

/// The page's URL, with the options in the query of its fragment (wire protocol 2.6 and 6.12).
///
/// Empty until loaded. An option is made absolute, so that it means the same on the other host;
/// `true` in place of options is how early versions asked to be brought back to this page.
pub(super) fn url(instance: &Instance, page: Page, options: &JsValue) -> String {
    let settings = instance.context.environment("display_config");
    let Some(base) = wire::string(&settings, page.setting()) else { return String::new() };
    let base = dev_browser::decorate(&instance.context, &base);
    let mut query = Form::default();
    for name in ["afterSignInUrl", "afterSignUpUrl", "redirectUrl"] {
        let given = wire::text(options, &[name]);
        if let Some(target) = given.and_then(|url| location::resolve_page(&url)) {
            query.push(&form::snake_case(name), &target.href());
        }
    }
    if options == &JsValue::TRUE {
        query.push("redirect_url", &location::href());
    }
    if query.is_empty() {
        return base;
    }
    let fragment = if base.contains('#') { "?" } else { "#/?" };
    [base.as_str(), fragment, query.as_str()].concat()
}
