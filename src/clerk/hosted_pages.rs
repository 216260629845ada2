//! The hosted pages: where they are, and where they send the person afterwards.

use wasm_bindgen::JsValue;

use crate::browser::location;
use crate::instance::Instance;
use crate::instance::dev_browser;
use crate::js::{self, Name};

/// A hosted page, by the name of its URL in the environment (wire protocol 3.12).
#[derive(Clone, Copy)]
pub(super) enum Page {
    SignIn,
    SignUp,
    UserProfile,
}

impl Page {
    fn setting(self) -> Name {
        match self {
            Self::SignIn => Name::sign_in_url,
            Self::SignUp => Name::sign_up_url,
            Self::UserProfile => Name::user_profile_url,
        }
    }
}

/// The page's URL, with the options in the query of its fragment (wire protocol 2.6 and 6.12).
///
/// Empty until loaded, and where the environment does not name a page. An option is made absolute, so that
/// it means the same on the other host. On the same host it goes without the origin, since such a page is
/// the app's own and hands it to its router. In early versions, `true` in place of the options asked for a
/// return to this page.
pub(super) fn url(instance: &'static Instance, page: Page, options: &JsValue) -> JsValue {
    let settings = instance.environment(Name::display_config);
    let hosted = js::string(&settings, page.setting().wire());
    let Some(hosted) = hosted.and_then(|url| location::resolve_page(&url)) else {
        return "".into();
    };
    let mut url = dev_browser::decorate(instance, &hosted);
    for name in [Name::after_sign_in_url, Name::after_sign_up_url, Name::redirect_url] {
        let given = match name {
            Name::redirect_url if options == &JsValue::TRUE => Some(location::href()),
            _ => js::text(options, &[name]),
        };
        let Some(target) = given.and_then(|url| location::resolve_page(&url)) else { continue };
        let is_near = location::is_one_origin(&target, &hosted);
        let value = if is_near { location::path_of(&target) } else { target.href() };
        url = location::with_route_param(&url, name.as_str(), &value);
    }
    url
}
