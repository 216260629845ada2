//! Answers, with their cookies.

use axum::Json;
use axum::body::Bytes;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use crate::error::no_store;
use crate::plain::secret::Secret;

/// The values of an answer's `Set-Cookie` headers.
pub(crate) type Cookies = [Option<Secret<String>>; 2];

/// An answer in its envelope, with the client piggybacked (wire protocol 3.1).
#[derive(Clone, Debug, Default)]
pub(crate) struct Reply {
    pub(crate) body: Bytes,
    pub(crate) cookies: Cookies,
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        const JSON: HeaderValue = HeaderValue::from_static("application/json");
        let response = ([(header::CONTENT_TYPE, JSON)], self.body).into_response();
        with_cookies(response, self.cookies)
    }
}

/// An answer without the envelope (wire protocol 3.1: tokens, lists of sessions).
pub(crate) struct Bare<T = Value> {
    pub(crate) value: T,
    pub(crate) cookies: Cookies,
}

impl<T> Bare<T> {
    /// The same with another value.
    pub(crate) fn replace<U>(self, value: U) -> Bare<U> {
        Bare { value, cookies: self.cookies }
    }
}

impl IntoResponse for Bare {
    fn into_response(self) -> Response {
        with_cookies(Json(self.value).into_response(), self.cookies)
    }
}

fn with_cookies(mut response: Response, cookies: Cookies) -> Response {
    no_store(&mut response);
    for cookie in cookies.into_iter().flatten().filter_map(|line| line.0.try_into().ok()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
