//! What comes before every call of the API: which pages may call (CORS), and the method that is
//! really meant.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::error::{Error, Refusal};
use crate::http::headers;
use crate::plain::origins::Origins;

/// Response headers that pages may read.
const EXPOSED: &str = "retry-after, clerk-cookie, clerk-db-jwt, x-country";

/// Puts the method that is meant in place of `POST`. clerk-js sends every change as `POST` with
/// `_method` in the query, so that the browser needs no CORS preflight (wire protocol 1.3).
pub(crate) async fn method(mut request: Request, next: Next) -> Response {
    if request.method() == Method::POST {
        let query = request.uri().query().unwrap_or_default();
        let meant = form_urlencoded::parse(query.as_bytes())
            .find(|(name, _)| name == "_method")
            .map(|(_, method)| method.to_ascii_uppercase());
        let meant = match meant.as_deref() {
            Some("PATCH") => Some(Method::PATCH),
            Some("PUT") => Some(Method::PUT),
            Some("DELETE") => Some(Method::DELETE),
            _ => None,
        };
        if let Some(meant) = meant {
            *request.method_mut() = meant;
        }
    }
    next.run(request).await
}

/// Refuses changes that pages of other origins ask for, before anything is done. Lets pages of
/// allowed origins read the answers.
pub(crate) async fn origin(
    State(origins): State<Arc<Origins>>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path();
    let is_api = is_for_pages(path);
    let Some(origin) = headers::text(request.headers(), "origin").filter(|_| is_api) else {
        return vary(next.run(request).await);
    };
    let allowed = origins.allowed(&origin).and_then(|origin| origin.try_into().ok());
    let changes_nothing = matches!(*request.method(), Method::GET | Method::HEAD);
    let Some(origin) = allowed else {
        let refused = !changes_nothing;
        return vary(if refused { refusal().into_response() } else { next.run(request).await });
    };
    let preflight = request.method() == Method::OPTIONS;
    let wanted = request.headers().get(header::ACCESS_CONTROL_REQUEST_HEADERS).cloned();
    let mut response =
        if preflight { StatusCode::NO_CONTENT.into_response() } else { next.run(request).await };
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    insert(headers, header::ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
    insert(headers, header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    if preflight {
        insert(headers, header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, PUT, PATCH, DELETE");
        insert(headers, header::ACCESS_CONTROL_MAX_AGE, "600");
        if let Some(wanted) = wanted {
            headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, wanted);
        }
    }
    vary(response)
}

/// Whether pages may call this path at all. The page behind a link protects its own form, whose `Origin` its
/// referrer policy hides. The Backend API is for servers alone.
fn is_for_pages(path: &str) -> bool {
    let mut segments = path.split('/').skip(1);
    segments.next() == Some("v1")
        && !matches!(segments.next(), None | Some("verify" | "users" | "sessions" | "clients"))
}

fn insert(headers: &mut HeaderMap, name: header::HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}

fn vary(mut response: Response) -> Response {
    response.headers_mut().append(header::VARY, HeaderValue::from_static("Origin"));
    response
}

/// Tells a page that its origin may not use this server.
pub(crate) fn refusal() -> Error {
    let message = "Pages of this origin may not use this server. Start it with --allowed-origin.";
    Refusal::new(StatusCode::FORBIDDEN, "origin_invalid", message).into()
}
