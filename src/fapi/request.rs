//! A request as a value: what to ask of the Frontend API, before anything is sent.
//!
//! Pure. Source: wire protocol 1.3 and 1.4.

/// What each query begins with: the version of the API, and the clerk-js release whose wire format we speak (wire
/// protocol 1.3). A Frontend API shapes its answers by that release. The next one also takes an email link as a
/// second factor (wire protocol 6.10), which we do not.
pub(super) const VERSIONS: &str = "__clerk_api_version=2025-11-10&_clerk_js_version=5.107.0";

/// How long we ask the server to hold a poll, in seconds, if it can: shorter than common proxy timeouts.
const HOLD_SECS: &str = "25";

/// [`HOLD_SECS`] in ms.
pub(crate) const HOLD_MS: f64 = 25_000.0;

/// Give up after this long on a connection that neither answers nor fails, in ms: browsers would wait for
/// minutes.
const LIMIT_MS: f64 = 30_000.0;

/// Who asks. `T` is a text, which nothing here reads.
#[derive(Clone, Debug, Default)]
pub(crate) struct Caller<T> {
    /// The session in whose name this is asked.
    pub(crate) session_id: Option<T>,
    /// The dev browser, towards a development instance.
    pub(crate) dev_browser: Option<T>,
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
pub(crate) struct Request<T> {
    pub(crate) method: Method,
    /// How its path begins, below `/v1`, with a leading slash: as far as it contains no id.
    pub(crate) root: &'static str,
    /// The whole path.
    pub(crate) path: T,
    /// The form that goes with it.
    pub(crate) body: Option<T>,
    /// The session in whose name this is asked, in place of the current one.
    pub(crate) session_id: Option<T>,
    /// Whether the client that comes with the answer is applied (wire protocol 3.1).
    pub(crate) piggyback: bool,
    /// Whether the server is asked to hold its answer until there is news. Only for a server that says that it
    /// can.
    pub(crate) hold: bool,
    /// Give up after this long without an answer, in ms.
    pub(crate) limit_ms: f64,
}

impl<T: Clone + From<&'static str>> Request<T> {
    /// A `GET` that only looks.
    pub(crate) fn get(path: &'static str) -> Self {
        Self { piggyback: false, ..Self::new(Method::Get, path) }
    }

    /// Anything that acts, and a `GET` that brings one resource up to date.
    pub(crate) fn new(method: Method, path: &'static str) -> Self {
        Self {
            method,
            root: path,
            path: path.into(),
            body: None,
            session_id: None,
            piggyback: true,
            hold: false,
            limit_ms: LIMIT_MS,
        }
    }

    /// What the query says, in addition to the versions.
    pub(super) fn query(&self, caller: &Caller<T>) -> [(&'static str, Option<T>); 4] {
        let method = match self.method {
            Method::Get | Method::Post => None,
            Method::Put => Some("PUT"),
            Method::Patch => Some("PATCH"),
            Method::Delete => Some("DELETE"),
        };
        let session_id = (!self.root.starts_with("/client")).then_some(&caller.session_id);
        [
            ("_method", method.map(T::from)),
            ("_clerk_session_id", session_id.cloned().flatten()),
            ("__clerk_db_jwt", caller.dev_browser.clone()),
            ("wait", self.hold.then(|| HOLD_SECS.into())),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Request = super::Request<&'static str>;
    type Caller = super::Caller<&'static str>;

    #[track_caller]
    fn check(request: &Request, caller: &Caller, expected: &[(&str, &str)]) {
        let query = request.query(caller);
        let said: Vec<_> =
            query.iter().filter_map(|(name, value)| Some((*name, (*value)?))).collect();
        assert_eq!(said, expected);
    }

    fn signed_in() -> Caller {
        Caller { session_id: Some("sess_1"), ..Caller::default() }
    }

    #[test]
    fn a_plain_request_says_nothing_but_the_versions() {
        check(&Request::get("/client"), &Caller::default(), &[]);
        check(&Request::new(Method::Post, "/client/sign_ins"), &Caller::default(), &[]);
    }

    #[test]
    fn other_methods_are_named_in_the_query() {
        for (method, name) in
            [(Method::Put, "PUT"), (Method::Patch, "PATCH"), (Method::Delete, "DELETE")]
        {
            check(&Request::new(method, "/client"), &Caller::default(), &[("_method", name)]);
        }
    }

    #[test]
    fn only_paths_outside_the_client_name_the_session() {
        check(&Request::get("/me"), &signed_in(), &[("_clerk_session_id", "sess_1")]);
        check(&Request::get("/client"), &signed_in(), &[]);
        check(&Request::get("/client/sign_ins"), &signed_in(), &[]);
    }

    #[test]
    fn a_dev_browser_is_named_everywhere() {
        let caller = Caller { dev_browser: Some("dvb_1"), ..Caller::default() };
        check(&Request::get("/client"), &caller, &[("__clerk_db_jwt", "dvb_1")]);
    }

    #[test]
    fn a_poll_may_ask_to_be_held() {
        let poll = Request { hold: true, ..Request::new(Method::Get, "/client/sign_ins") };
        check(&poll, &Caller::default(), &[("wait", "25")]);
    }

    #[test]
    fn a_plain_get_does_not_apply_a_piggybacked_client() {
        assert!(!Request::get("/environment").piggyback);
        assert!(Request::new(Method::Get, "/client/sign_ins").piggyback);
        assert!(Request::new(Method::Post, "/client/sign_ins").piggyback);
    }
}
