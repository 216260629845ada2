//! `handleMagicLinkVerification()`: what the page behind the link does.

use js_sys::{Array, Function, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::{navigate, set_session};
use crate::browser::{self, location};
use crate::error;
use crate::instance::Instance;
use crate::js::{self, Name};
use crate::magic_link::outcome::{CREATED_SESSION_PARAM, Known, Outcome, STATUS_PARAM, decide};
use crate::resources::client::Client;
use crate::resources::sign_in::SignIn;
use crate::resources::sign_up::{SignUp, Verifications};
use crate::task::settle;

/// A second call while one is under way joins it: React's strict mode runs effects twice, and two
/// navigations would leave two entries in the history.
pub(super) fn handle(
    instance: &'static Instance,
    params: JsValue,
    custom_navigate: Option<Function>,
) -> Promise {
    if let Some(verifying) = instance.verifying.get() {
        return verifying;
    }
    let verifying = settle(async move {
        let outcome = run(instance, &params, custom_navigate).await;
        instance.verifying.take();
        outcome
    });
    instance.verifying.set(Some(verifying.clone()));
    verifying
}

/// Reads the page's URL and does what the decision table says (wire protocol 6.11).
///
/// The parameters stay in the URL, so that a reload of the page has the same result.
async fn run(
    instance: &'static Instance,
    params: &JsValue,
    custom_navigate: Option<Function>,
) -> Result<JsValue, JsValue> {
    if let Some(loading) = instance.loading.get() {
        JsFuture::from(loading).await?;
    }
    if !instance.store.client().is_object() {
        return Ok(JsValue::UNDEFINED);
    }
    let status = location::query_param(STATUS_PARAM).and_then(|status| status.as_string());
    let status = status.unwrap_or_default();
    let session_id = location::query_param(CREATED_SESSION_PARAM);
    let known = known(instance, &status, session_id.as_ref()).await;
    match decide(&status, &known) {
        Outcome::Fail(code) => Err(error::magic_link(code)),
        Outcome::Complete => {
            let to = js::get(params, Name::redirect_url_complete);
            let go = js::text_of(&to).map(|_| go_to(instance, to, custom_navigate));
            set_session::set_session(instance, session_id.unwrap_or_default(), go).await
        }
        Outcome::Continue => {
            let Some(to) = js::text(params, &[Name::redirect_url]) else {
                if !instance.warned.replace(true) {
                    browser::warn(NEEDS_MORE);
                }
                return Ok(JsValue::UNDEFINED);
            };
            navigate::navigate(instance, &to, custom_navigate).await
        }
        Outcome::OtherDevice => {
            if let Some(tell) = js::function(params, Name::on_verified_on_other_device) {
                navigate::call(tell, Array::new()).await?;
            }
            Ok(JsValue::NULL)
        }
    }
}

/// Without `redirectUrl` the page stays where it is, as with clerk-js. This tells the developer why.
const NEEDS_MORE: &str = "Clerk: the link is verified, but the attempt needs more. \
    Pass handleMagicLinkVerification({ redirectUrl }) the page where it goes on.";

/// What this browser's client knows about the link's session and attempts.
async fn known(instance: &'static Instance, status: &str, session_id: Option<&JsValue>) -> Known {
    let is_ours = || session_id.is_some_and(|id| instance.store.find_active_session(id).is_some());
    if status == "verified" && session_id.is_some() && !is_ours() {
        // The link may have been opened after this page loaded. If the server cannot be reached, what is
        // known already decides.
        let _ = instance.fetch_client().await;
    }
    let client = instance.store.client();
    let (sign_in, sign_up) = (Client(&client).sign_in(), Client(&client).sign_up());
    // An attempt that got this far by a code or a password is not the one of this link.
    let goes_on = |attempt: &JsValue, status, verification: &JsValue| {
        js::is(attempt, Name::status, status)
            && js::is(verification, Name::status, "verified")
            && js::is(verification, Name::strategy, "email_link")
    };
    let factor = SignIn(&sign_in).first_factor_verification();
    let address = Verifications(&SignUp(&sign_up).verifications()).email_address();
    Known {
        session_is_ours: is_ours(),
        needs_second_factor: goes_on(&sign_in, "needs_second_factor", &factor),
        missing_requirements: goes_on(&sign_up, "missing_requirements", &address),
    }
}

/// Navigates after the cookies are written and before the listeners are told.
fn go_to(
    instance: &'static Instance,
    to: JsValue,
    custom: Option<Function>,
) -> set_session::BeforeEmit {
    Box::new(move |_| navigate::navigate(instance, &to, custom))
}
