//! A request as a value: what to ask of the Frontend API, before anything is sent.
//!
//! Pure. Source: wire protocol 1.3 and 1.4.

use super::form::Form;

/// The clerk-js release whose wire format we speak; a Frontend API shapes its answers by it. The next release
/// also takes an email link as a second factor (wire protocol 6.10), which we do not.
const WIRE_VERSION: &str = "5.107.0";

/// The version of the API that goes with it (wire protocol 1.3).
const API_VERSION: &str = "2025-11-10";

/// How long we ask the server to hold a poll, in seconds, if it can: shorter than common proxy timeouts.
const HOLD_SECS: &str = "25";

/// [`HOLD_SECS`] in ms.
pub(crate) const HOLD_MS: f64 = 25_000.0;

/// Give up after this long on a connection that neither answers nor fails, in ms: browsers would wait for
/// minutes.
const LIMIT_MS: f64 = 30_000.0;

/// Who asks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Caller {
    /// The current session.
    pub(crate) session_id: Option<String>,
    /// The dev browser, towards a development instance.
    pub(crate) dev_browser: Option<String>,
    /// How far the clock here is behind the server's, as far as we know, in ms.
    pub(crate) behind_ms: f64,
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
    /// Below `/v1`, with its leading slash; ids in it went through [`segment`](super::form::segment).
    pub(crate) path: String,
    pub(crate) body: Form,
    /// The session in whose name this is asked, in place of the current one.
    pub(crate) session_id: Option<String>,
    /// Whether the client that comes with the answer is applied (wire protocol 3.1).
    pub(crate) piggyback: bool,
    /// Whether the server is asked to hold its answer until there is news. Only for a server that says that it
    /// can.
    pub(crate) hold: bool,
    /// Give up after this long without an answer, in ms.
    pub(crate) limit_ms: f64,
}

impl Request {
    /// A `GET` that only looks.
    pub(crate) fn get(path: &str) -> Self {
        Self { piggyback: false, ..Self::new(Method::Get, path.into()) }
    }

    /// Anything that acts, and a `GET` that brings one resource up to date.
    pub(crate) fn new(method: Method, path: String) -> Self {
        Self {
            method,
            path,
            body: Form::default(),
            session_id: None,
            piggyback: true,
            hold: false,
            limit_ms: LIMIT_MS,
        }
    }

    pub(crate) fn url(&self, base: &str, caller: &Caller) -> String {
        let mut query = Form::default();
        query.push("__clerk_api_version", API_VERSION);
        query.push("_clerk_js_version", WIRE_VERSION);
        let method = match self.method {
            Method::Get | Method::Post => None,
            Method::Put => Some("PUT"),
            Method::Patch => Some("PATCH"),
            Method::Delete => Some("DELETE"),
        };
        let session_id = caller.session_id.as_deref().filter(|_| !self.path.starts_with("/client"));
        let hold = self.hold.then_some(HOLD_SECS);
        for (name, value) in [
            ("_method", method),
            ("_clerk_session_id", session_id),
            ("__clerk_db_jwt", caller.dev_browser.as_deref()),
            ("wait", hold),
        ] {
            if let Some(value) = value {
                query.push(name, value);
            }
        }
        [base, "/v1", &self.path, "?", query.as_str()].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VERSIONS: &str = "__clerk_api_version=2025-11-10&_clerk_js_version=5.107.0";

    #[track_caller]
    fn check(request: &Request, caller: &Caller, path: &str, query: &str) {
        let expected = ["https://clerk.example.com/v1", path, "?", VERSIONS, query].concat();
        assert_eq!(request.url("https://clerk.example.com", caller), expected);
    }

    fn signed_in() -> Caller {
        Caller { session_id: Some("sess_1".into()), ..Caller::default() }
    }

    #[test]
    fn every_request_names_the_versions_of_the_wire() {
        check(&Request::get("/client"), &Caller::default(), "/client", "");
    }

    #[test]
    fn other_methods_are_named_in_the_query() {
        let delete = Request::new(Method::Delete, "/client".into());
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
        let poll =
            Request { hold: true, ..Request::new(Method::Get, "/client/sign_ins/sia_1".into()) };
        check(&poll, &Caller::default(), "/client/sign_ins/sia_1", "&wait=25");
    }

    #[test]
    fn a_plain_get_does_not_apply_a_piggybacked_client() {
        assert!(!Request::get("/environment").piggyback);
        assert!(Request::new(Method::Get, "/client/sign_ins/sia_1".into()).piggyback);
        assert!(Request::new(Method::Post, "/client/sign_ins".into()).piggyback);
    }
}
