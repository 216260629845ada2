//! Everything that can go wrong, and what the caller is told about it.
//!
//! A refusal is an answer: a status, a stable code and the field it is about (wire protocol 3.11
//! and 5). Faults of our own are logged with their cause and answered without it.

use axum::Json;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// The result of everything in this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The request is refused; the caller is told why.
    #[error("{}", .0.code)]
    Refused(Refusal),
    /// A statement failed.
    #[error("database: {0}")]
    Sql(#[from] rusqlite::Error),
    /// The database file cannot be opened.
    #[error("cannot open the database {0}: {1}")]
    Database(String, #[source] std::io::Error),
    /// The system refused something at start.
    #[error("{0}")]
    Io(#[source] std::io::Error),
    /// A key could not be made or read.
    #[error("signing key: {0}")]
    Key(String),
    /// An email could not be written or handed over.
    #[error("mail: {0}")]
    Mail(String),
    /// An option makes no sense.
    #[error("{0}")]
    Config(String),
    /// The queue of emails is full.
    #[error("{0} emails wait for the mail server")]
    MailIsFull(u32),
    /// Too much is waiting already, or this job was lost.
    #[error("too busy, or stopping")]
    Unavailable,
}

/// A refusal as the caller sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub(crate) status: StatusCode,
    /// One of the codes of wire protocol 5, or one of ours in the same style.
    pub(crate) code: &'static str,
    /// A sentence for a person.
    pub(crate) message: String,
    /// The form field that the refusal is about.
    pub(crate) param: Option<&'static str>,
    /// The session that stands in the way.
    pub(crate) session_id: Option<String>,
    /// Seconds to wait before trying again.
    pub(crate) retry_after: Option<i64>,
}

impl Refusal {
    /// A refusal that is about no field.
    pub(crate) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { status, code, message, param: None, session_id: None, retry_after: None }
    }

    fn body(&self) -> Value {
        let meta = [
            ("param_name", self.param.map(Value::from)),
            ("session_id", self.session_id.clone().map(Value::from)),
        ];
        let meta = meta.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
        json!({
            "code": self.code,
            "message": self.message,
            "long_message": self.message,
            "meta": Value::Object(meta.collect()),
        })
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// A 422 about one form field.
pub(crate) fn invalid(
    param: &'static str,
    code: &'static str,
    message: impl Into<String>,
) -> Error {
    let refusal = Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, code, message);
    Refusal { param: Some(param), ..refusal }.into()
}

/// A required field that was not sent.
pub(crate) fn missing(param: &'static str) -> Error {
    invalid(param, "form_param_nil", format!("Enter {}.", param.replace('_', " ")))
}

/// A 400: the call comes at the wrong point of an attempt.
pub(crate) fn bad_request(code: &'static str, message: impl Into<String>) -> Error {
    Refusal::new(StatusCode::BAD_REQUEST, code, message).into()
}

/// What was asked for does not exist, or belongs to somebody else.
pub(crate) fn not_found(what: &str) -> Error {
    let message = format!("There is no such {what} here.");
    Refusal::new(StatusCode::NOT_FOUND, "resource_not_found", message).into()
}

/// The caller is not signed in, or no longer.
pub(crate) fn signed_out() -> Error {
    let message = "You are signed out. Sign in to go on.";
    Refusal::new(StatusCode::UNAUTHORIZED, "authentication_invalid", message).into()
}

/// Too many requests of one kind. The next is accepted after `wait_ms`.
pub(crate) fn too_many(message: &str, wait_ms: i64) -> Error {
    let seconds = wait_ms.max(1).saturating_add(999) / 1000;
    let refusal = Refusal::new(
        StatusCode::TOO_MANY_REQUESTS,
        "rate_limit_exceeded",
        format!("{message} Try again in {seconds} seconds."),
    );
    Refusal { retry_after: Some(seconds), ..refusal }.into()
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let refusal = match self {
            Self::Refused(refusal) => refusal,
            Self::Unavailable => {
                tracing::warn!("a request was turned away: too busy, or stopping");
                busy(1)
            }
            Self::Sql(cause) if passes(&cause) => {
                tracing::error!(error = %cause, "the database is of no use at the moment");
                busy(5)
            }
            Self::MailIsFull(waiting) => {
                tracing::warn!(waiting, "an email was refused: too many wait for the mail server");
                let message = "No email can be sent at the moment. Please try again in a minute.";
                let status = StatusCode::SERVICE_UNAVAILABLE;
                let refusal = Refusal::new(status, "service_unavailable", message);
                Refusal { retry_after: Some(60), ..refusal }
            }
            fault => {
                tracing::error!(error = %fault, "a request failed");
                let message = "Something went wrong on our side. Please try again.";
                Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "internal_clerk_error", message)
            }
        };
        let body = Json(json!({ "errors": [refusal.body()] }));
        let mut response = (refusal.status, body).into_response();
        no_store(&mut response);
        if let Some(seconds) = refusal.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

/// A fault that is over in a moment.
fn busy(retry_after: i64) -> Refusal {
    let message = "The server is busy. Please try again in a moment.";
    let refusal = Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "service_unavailable", message);
    Refusal { retry_after: Some(retry_after), ..refusal }
}

/// Whether a statement failed for a reason outside the database: a full disk, another process that
/// holds it, too little memory, too many open files. Once that is over, the same call works.
fn passes(cause: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{
        CannotOpen, DatabaseBusy, DatabaseLocked, DiskFull, FileLockingProtocolFailed, OutOfMemory,
        ReadOnly, SystemIoFailure,
    };
    matches!(
        cause.sqlite_error_code(),
        Some(
            CannotOpen
                | DatabaseBusy
                | DatabaseLocked
                | DiskFull
                | FileLockingProtocolFailed
                | OutOfMemory
                | ReadOnly
                | SystemIoFailure
        )
    )
}

/// Keeps an answer out of every cache.
pub(crate) fn no_store(response: &mut Response) {
    const NO_STORE: (HeaderName, HeaderValue) =
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert(NO_STORE.0, NO_STORE.1);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_told_in_whole_seconds_and_never_too_short() {
        for (wait_ms, seconds) in [(1, 1), (1000, 1), (1001, 2), (-5, 1)] {
            let Error::Refused(refusal) = too_many("Slow down.", wait_ms) else { continue };
            assert_eq!(refusal.retry_after, Some(seconds), "{wait_ms} ms");
        }
    }

    #[test]
    fn what_passes_is_told_as_such_and_a_fault_of_ours_is_not() {
        let answer = |code| {
            let cause = rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None);
            let response = Error::from(cause).into_response();
            let retry_after = response.headers().get(header::RETRY_AFTER).cloned();
            (response.status().as_u16(), retry_after.is_some())
        };
        // SQLITE_BUSY, LOCKED, NOMEM, READONLY, IOERR, FULL, CANTOPEN, PROTOCOL; IOERR_FSYNC.
        for code in [5, 6, 7, 8, 10, 13, 14, 15, 10 | 4 << 8] {
            assert_eq!(answer(code), (503, true), "{code}");
        }
        // SQLITE_ERROR, CORRUPT, CONSTRAINT, MISUSE.
        for code in [1, 11, 19, 21] {
            assert_eq!(answer(code), (500, false), "{code}");
        }
    }

    #[test]
    fn a_fault_of_ours_says_nothing_about_its_cause() {
        let response = Error::Config("secret".into()).into_response();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    }
}
