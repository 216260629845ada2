//! A request as a value: what to ask of the Frontend API, before anything is sent.
//!
//! Pure. Source: wire protocol 1.3 and 1.4.

use super::form::{self, Fields};

/// The clerk-js release whose wire format we speak; a Frontend API shapes its answers by it.
const WIRE_VERSION: &str = "5.110.0";

/// The version of the API that goes with it (wire protocol 1.3).
const API_VERSION: &str = "2025-11-10";

/// Who asks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Caller {
    /// The current session.
    pub(crate) session_id: Option<String>,
    /// The dev browser, towards a development instance.
    pub(crate) dev_browser: Option<String>,
}

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
    /// For so long the server may hold its answer back, in seconds; only where it says that it can.
    pub(crate) wait_secs: Option<&'static str>,
}

impl Request {
    pub(crate) fn get(path: impl Into<String>) -> Self {
        Self {
            method: Method::Get,
            path: path.into(),
            body: Fields::new(),
            piggyback: false,
            wait_secs: None,
        }
    }

    /// A `GET` that brings one resource up to date.
    pub(crate) fn reload(path: impl Into<String>) -> Self {
        Self { piggyback: true, ..Self::get(path) }
    }

    pub(crate) fn post(path: impl Into<String>, body: Fields) -> Self {
        Self { method: Method::Post, path: path.into(), body, piggyback: true, wait_secs: None }
    }

    pub(crate) fn with(method: Method, path: impl Into<String>) -> Self {
        Self { method, ..Self::post(path, Fields::new()) }
    }

    pub(crate) fn url(&self, base: &str, caller: &Caller) -> String {
        let mut query =
            vec![("__clerk_api_version", API_VERSION), ("_clerk_js_version", WIRE_VERSION)];
        match self.method {
            Method::Get | Method::Post => {}
            Method::Put => query.push(("_method", "PUT")),
            Method::Patch => query.push(("_method", "PATCH")),
            Method::Delete => query.push(("_method", "DELETE")),
        }
        if let Some(id) = &caller.session_id
            && !self.path.starts_with("/client")
        {
            query.push(("_clerk_session_id", id));
        }
        if let Some(token) = &caller.dev_browser {
            query.push(("__clerk_db_jwt", token));
        }
        if let Some(seconds) = self.wait_secs {
            query.push(("wait", seconds));
        }
        [base, "/v1", &self.path, "?", &form::encode(&query)].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VERSIONS: &str = "__clerk_api_version=2025-11-10&_clerk_js_version=5.110.0";

    #[track_caller]
    fn check(request: &Request, caller: &Caller, path: &str, query: &str) {
        let expected = ["https://clerk.example.com/v1", path, "?", VERSIONS, query].concat();
        assert_eq!(request.url("https://clerk.example.com", caller), expected);
    }

    fn signed_in() -> Caller {
        Caller { session_id: Some("sess_1".into()), dev_browser: None }
    }

    #[test]
    fn every_request_names_the_versions_of_the_wire() {
        check(&Request::get("/client"), &Caller::default(), "/client", "");
    }

    #[test]
    fn other_methods_are_named_in_the_query() {
        let delete = Request::with(Method::Delete, "/client");
        check(&delete, &Caller::default(), "/client", "&_method=DELETE");
    }

    #[test]
    fn only_paths_outside_the_client_name_the_session() {
        check(&Request::get("/me"), &signed_in(), "/me", "&_clerk_session_id=sess_1");
        check(&Request::get("/client"), &signed_in(), "/client", "");
    }

    #[test]
    fn a_dev_browser_is_named_everywhere() {
        let caller = Caller { dev_browser: Some("dvb_1".into()), ..Caller::default() };
        check(&Request::get("/client"), &caller, "/client", "&__clerk_db_jwt=dvb_1");
    }

    #[test]
    fn a_poll_may_ask_to_be_held() {
        let poll = Request { wait_secs: Some("25"), ..Request::reload("/client/sign_ins/sia_1") };
        check(&poll, &Caller::default(), "/client/sign_ins/sia_1", "&wait=25");
    }

    #[test]
    fn a_plain_get_does_not_apply_a_piggybacked_client() {
        assert!(!Request::get("/environment").piggyback);
        assert!(Request::reload("/client/sign_ins/sia_1").piggyback);
        assert!(Request::post("/client/sign_ins", Fields::new()).piggyback);
    }
}
