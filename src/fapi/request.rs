//! A request as a value: what to ask of the Frontend API, before anything is sent.
//!
//! Pure. Source: wire protocol 1.3 and 1.4.

use super::form::{self, Fields};

/// The clerk-js release whose wire format we speak; a Frontend API shapes its answers by it.
const WIRE_VERSION: &str = "4.73.14";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

/// One call to the Frontend API.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: Method,
    /// Below `/v1`, with its leading slash; ids in it went through [`form::segment`].
    pub(crate) path: String,
    pub(crate) body: Fields,
    /// A `GET` whose piggybacked client counts (polls and reloads, wire protocol 3.1).
    pub(crate) piggyback: bool,
}

impl Request {
    pub(crate) fn get(path: impl Into<String>) -> Self {
        Self { method: Method::Get, path: path.into(), body: Fields::new(), piggyback: false }
    }

    /// A `GET` that brings one resource up to date.
    pub(crate) fn reload(path: impl Into<String>) -> Self {
        Self { piggyback: true, ..Self::get(path) }
    }

    pub(crate) fn post(path: impl Into<String>, body: Fields) -> Self {
        Self { method: Method::Post, path: path.into(), body, piggyback: true }
    }

    pub(crate) fn with(method: Method, path: impl Into<String>) -> Self {
        Self { method, ..Self::post(path, Fields::new()) }
    }

    pub(crate) fn url(&self, base: &str, session_id: Option<&str>) -> String {
        let mut query = vec![("_clerk_js_version", WIRE_VERSION)];
        match self.method {
            Method::Get | Method::Post => {}
            Method::Put => query.push(("_method", "PUT")),
            Method::Patch => query.push(("_method", "PATCH")),
            Method::Delete => query.push(("_method", "DELETE")),
        }
        if let Some(id) = session_id
            && !self.path.starts_with("/client")
        {
            query.push(("_clerk_session_id", id));
        }
        [base, "/v1", &self.path, "?", &form::encode(&query)].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "https://clerk.example.com";

    #[test]
    fn a_get_names_the_wire_version() {
        assert_eq!(
            Request::get("/client").url(BASE, Some("sess_1")),
            "https://clerk.example.com/v1/client?_clerk_js_version=4.73.14"
        );
    }

    #[test]
    fn other_methods_are_named_in_the_query() {
        let delete = Request::with(Method::Delete, "/client");
        assert_eq!(
            delete.url(BASE, None),
            "https://clerk.example.com/v1/client?_clerk_js_version=4.73.14&_method=DELETE"
        );
    }

    #[test]
    fn only_paths_outside_the_client_name_the_session() {
        let url = Request::get("/me").url(BASE, Some("sess_1"));
        assert!(url.ends_with("/v1/me?_clerk_js_version=4.73.14&_clerk_session_id=sess_1"));
    }

    #[test]
    fn a_plain_get_does_not_apply_a_piggybacked_client() {
        assert!(!Request::get("/environment").piggyback);
        assert!(Request::reload("/client/sign_ins/sia_1").piggyback);
        assert!(Request::post("/client/sign_ins", Fields::new()).piggyback);
    }
}
