//! The dev browser: an identity that clerk-js carries in URLs on development instances, where it
//! cannot rely on cookies (wire protocol 2.1). Here the cookie always works, since page and server
//! share a site. The endpoints are only there so that clerk-js starts with a development key
//! (`pk_test_…`), and so that Clerk's backend packages find what they look for. A token gives no rights: nobody
//! can be made to act as somebody else by one that was slipped in.

use std::sync::LazyLock;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use maud::{DOCTYPE, PreEscaped, html};
use ring::digest;
use serde_json::{Value, json};

use crate::app::App;
use crate::error::{Result, no_store};
use crate::http::cors;
use crate::plain::random;

const PREFIX: &str = "dvb";

/// Tells the page around the frame.
const SCRIPT: &str = "const{token:browserToken,origin}=document.currentScript.dataset;\
                      parent.postMessage({browserToken},origin)";

/// `/dev_browser/…`.
pub(crate) fn router() -> Router<App> {
    Router::new()
        .route("/dev_browser", post(create))
        .route("/dev_browser/init", get(init))
        .route("/dev_browser/set_first_party_cookie", post(|| async { Json(json!({})) }))
}

/// A new token.
pub(crate) fn token() -> Result<String> {
    random::id(PREFIX)
}

/// Whether a text can be one of our tokens.
pub(crate) fn is_token(text: &str) -> bool {
    let digits = text.strip_prefix(PREFIX).and_then(|rest| rest.strip_prefix('_'));
    digits.is_some_and(|digits| {
        digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

/// clerk-js reads `token` up to 5.9, and `id` since then.
async fn create() -> Result<Json<Value>> {
    let id = token()?;
    Ok(Json(json!({ "object": "dev_browser", "id": id, "token": id })))
}

/// The page in the frame by which clerk-js up to 4.15 asks for a token. Only allowed origins are told one.
async fn init(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Response> {
    let query = query.unwrap_or_default();
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    let origin = pairs.find(|(name, _)| name == "origin").map(|(_, origin)| origin);
    let Some(origin) = origin.and_then(|origin| app.origins.allowed(&origin)) else {
        return Err(cors::refusal());
    };
    let page = html! {
        (DOCTYPE)
        title { "Dev browser" }
        script data-token=(token()?) data-origin=(origin) { (PreEscaped(SCRIPT)) }
    };
    let mut response = Html(page.into_string()).into_response();
    let policy = format!("default-src 'none'; script-src '{}'; frame-ancestors {origin}", *HASH);
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    no_store(&mut response);
    Ok(response)
}

/// The script by its hash, as policies name it.
static HASH: LazyLock<String> = LazyLock::new(|| {
    let hash = digest::digest(&digest::SHA256, SCRIPT.as_bytes());
    format!("sha256-{}", BASE64_STANDARD.encode(hash))
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_cannot_carry_anything_else() {
        assert!(is_token(&token().unwrap()));
        for bad in ["", "dvb_", "dvb_1", "dvb_00000000000000000000000000000000; Path=/"] {
            assert!(!is_token(bad), "{bad}");
        }
    }
}
