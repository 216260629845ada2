//! Every error a caller can see, and the JavaScript `Error` it becomes.
//!
//! | variant | `name` | `code` |
//! | --- | --- | --- |
//! | `FrontendApi(Missing)` | `ClerkError` | `missing_frontend_api` |
//! | `FrontendApi(Invalid)` | `ClerkError` | `invalid_frontend_api` |
//! | `Argument` | `ClerkError` | `invalid_argument`, with `argument` |
//! | `NotLoaded` | `ClerkError` | `not_loaded` |
//! | `NotCreated` | `ClerkError` | `attempt_not_created`, with `resource` |
//! | `NotSent` | `ClerkError` | `link_not_sent` |
//! | `Network` | `ClerkError` | `network_error`, with `url` |
//! | `Reply` | `ClerkError` | `unexpected_response`, with `url` and `field` |
//! | `Api` | `ClerkAPIResponseError` | `api_response_error`, with `status`, `errors` |
//! | `MagicLink` | `MagicLinkError` | see [`MagicLinkCode`] |
//!
//! It becomes that `Error` where it arises, since every `?` of every use case copies it: an `Error` is one
//! pointer wide, this enum ten. What an app's own callback throws goes the same way, unchanged.

pub(crate) mod code;

use wasm_bindgen::JsValue;

use self::code::{MagicLinkCode, Unfit};
use crate::js;

/// What went wrong, with the facts a caller can act on.
#[derive(Clone, Debug)]
pub(crate) enum Error {
    FrontendApi(Unfit),
    Argument { name: &'static str, expected: &'static str },
    NotLoaded,
    NotCreated { resource: &'static str },
    NotSent,
    Network { url: String },
    Reply { url: String, field: &'static str },
    Api { status: u16, errors: JsValue, message: String, retry_after_ms: Option<f64> },
    MagicLink(MagicLinkCode),
}

impl Error {
    fn name(&self) -> &'static str {
        match self {
            Self::Api { .. } => "ClerkAPIResponseError",
            Self::MagicLink(_) => "MagicLinkError",
            _ => "ClerkError",
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::FrontendApi(Unfit::Missing) => "missing_frontend_api",
            Self::FrontendApi(Unfit::Invalid) => "invalid_frontend_api",
            Self::Argument { .. } => "invalid_argument",
            Self::NotLoaded => "not_loaded",
            Self::NotCreated { .. } => "attempt_not_created",
            Self::NotSent => "link_not_sent",
            Self::Network { .. } => "network_error",
            Self::Reply { .. } => "unexpected_response",
            Self::Api { .. } => "api_response_error",
            Self::MagicLink(code) => code.code(),
        }
    }

    fn message(&self) -> String {
        match self {
            Self::FrontendApi(Unfit::Missing) => "Clerk: no Frontend API was given. Pass its host \
                (clerk.example.com), its URL (http://localhost:4000) or a publishable key (pk_…)."
                .into(),
            Self::FrontendApi(Unfit::Invalid) => {
                "Clerk: this does not name a Frontend API. Pass its host \
                (clerk.example.com), its URL (http://localhost:4000) or a publishable key (pk_…)."
                    .into()
            }
            Self::Argument { name, expected } => {
                ["Clerk: ", name, " must be ", expected, "."].concat()
            }
            Self::NotLoaded => "Clerk: not loaded yet. Await clerk.load() first.".into(),
            Self::NotCreated { resource } => {
                ["Clerk: there is no ", resource, " yet. Await its create(…) first."].concat()
            }
            Self::NotSent => {
                "Clerk: no link was sent for this attempt. Start the flow first.".into()
            }
            Self::Network { url } => ["Clerk: no answer from ", url, "."].concat(),
            Self::Reply { url, field } => {
                ["Clerk: the answer from ", url, " is not what a Frontend API sends (", field, ")."]
                    .concat()
            }
            Self::Api { message, .. } => message.clone(),
            Self::MagicLink(code) => code.code().into(),
        }
    }

    /// Puts what a caller can act on into the JavaScript error.
    fn tell(&self, out: &JsValue) {
        js::set(out, "name", self.name());
        js::set(out, "code", self.code());
        match self {
            Self::Argument { name, .. } => js::set(out, "argument", *name),
            Self::NotCreated { resource } => js::set(out, "resource", *resource),
            Self::Network { url } => js::set(out, "url", url),
            Self::Reply { url, field } => {
                js::set(out, "url", url);
                js::set(out, "field", *field);
            }
            Self::Api { status, errors, retry_after_ms, .. } => {
                js::set(out, "clerkError", true);
                js::set(out, "status", *status);
                js::set(out, "errors", errors);
                let retry_after = retry_after_ms.map_or(JsValue::UNDEFINED, |ms| (ms / 1e3).into());
                js::set(out, "retryAfter", retry_after);
            }
            _ => {}
        }
    }
}

impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        let out = js_sys::Error::new(&error.message()).into();
        error.tell(&out);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_magic_link_code_has_its_name_in_javascript() {
        let script = include_str!("../../js/src/resource.js");
        for (name, code) in [
            ("Expired", MagicLinkCode::Expired),
            ("Failed", MagicLinkCode::Failed),
            ("ClientMismatch", MagicLinkCode::ClientMismatch),
            ("Cancelled", MagicLinkCode::Cancelled),
            ("Superseded", MagicLinkCode::Superseded),
            ("SignedIn", MagicLinkCode::SignedIn),
        ] {
            let line = ["  ", name, ": '", code.code(), "',"].concat();
            assert!(script.contains(&line), "{line}");
        }
    }

    #[test]
    fn messages_name_what_was_wrong_and_what_to_do() {
        let error = Error::Argument { name: "redirectUrl", expected: "an http(s) URL" };
        assert_eq!(error.message(), "Clerk: redirectUrl must be an http(s) URL.");
        let error = Error::Network { url: "https://clerk.example.com/v1/client".into() };
        assert!(error.message().contains("https://clerk.example.com/v1/client"));
    }
}
