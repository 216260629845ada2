//! The fields of a form-encoded body, checked as they are read.

use std::collections::HashMap;
use std::str::FromStr;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use http_body_util::BodyExt;
use serde_json::Value;

use crate::error::{Error, Refusal, Result, invalid, missing};
use crate::http::headers;
use crate::plain::pasted;
use crate::plain::secret::Secret;

/// Longest body that is accepted: no form of ours is longer, except that of the settings.
const MAX_BODY_BYTES: usize = 64 << 10;
/// Most that is read and thrown away before a longer body is refused. A browser that is still sending
/// would report a broken connection in place of the refusal.
const MAX_DRAINED_BYTES: usize = 32 << 20;
const MAX_BODY_TIME: Duration = Duration::from_secs(30);
/// The longest value of a field, in characters, unless the reader says otherwise.
const MAX_CHARS: usize = 256;

/// What a form says. Of a field that is there twice, the last counts. Absent and empty are the same: clients send
/// empty fields for null.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fields(Secret<HashMap<String, String>>);

impl Fields {
    /// Reads the body of a request, of at most so many bytes.
    pub(crate) async fn up_to(most: usize, request: Request) -> Result<Self> {
        let kind = headers::text(request.headers(), "content-type");
        let body = read_in_time(request.into_body(), most).await?;
        let is_form = kind.is_none_or(|kind| {
            let kind = kind.split(';').next().unwrap_or_default().trim();
            kind.eq_ignore_ascii_case("application/x-www-form-urlencoded")
        });
        if !is_form && !body.is_empty() {
            let message = "The body has to be application/x-www-form-urlencoded.";
            let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
            return Err(Refusal::new(status, "request_content_type_invalid", message).into());
        }
        String::from_utf8(body).map_err(|_| malformed())?.parse()
    }

    /// A field's text, without invisible characters around it.
    pub(crate) fn text(&self, name: &'static str) -> Result<Option<String>> {
        self.text_up_to(name, MAX_CHARS)
    }

    /// The same, with at most `most` characters.
    pub(crate) fn text_up_to(&self, name: &'static str, most: usize) -> Result<Option<String>> {
        let Some(value) = self.0.get(name) else { return Ok(None) };
        let value = pasted::trim(value);
        if value.is_empty() {
            return Ok(None);
        }
        if value.chars().count() > most || value.chars().any(char::is_control) {
            let message = format!("{} is not valid.", capitalised(name));
            return Err(invalid(name, "form_param_format_invalid", message));
        }
        Ok(Some(value.to_owned()))
    }

    /// A field that has to be there.
    pub(crate) fn required(&self, name: &'static str) -> Result<String> {
        self.text(name)?.ok_or_else(|| missing(name))
    }

    /// The required field `code`, without the spaces and invisible characters that were typed or pasted
    /// with it.
    pub(crate) fn code(&self) -> Result<String> {
        self.required("code").map(|code| pasted::squeeze(&code))
    }

    /// A secret, exactly as it was sent.
    pub(crate) fn secret(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// Whether the field was sent, even if empty.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Whether the field says `true`.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|value| value == "true")
    }
}

impl FromStr for Fields {
    type Err = Error;

    fn from_str(body: &str) -> Result<Self> {
        let mut fields = HashMap::new();
        for (name, value) in form_urlencoded::parse(body.as_bytes()) {
            // The decoder puts U+FFFD where the bytes were not UTF-8.
            if name.contains('\u{fffd}') || value.contains(['\u{fffd}', '\0']) {
                return Err(malformed());
            }
            fields.insert(name.into_owned(), value.into_owned());
        }
        Ok(Self(Secret(fields)))
    }
}

fn malformed() -> Error {
    let message = "The body is not a form in UTF-8.";
    Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "request_body_invalid", message).into()
}

/// `Email address` for `email_address`.
fn capitalised(name: &str) -> String {
    let mut words = name.replace('_', " ");
    if let Some(first) = words.get_mut(0..1) {
        first.make_ascii_uppercase();
    }
    words
}

impl<S: Sync> FromRequest<S> for Fields {
    type Rejection = Error;

    async fn from_request(request: Request, _: &S) -> Result<Self> {
        Self::up_to(MAX_BODY_BYTES, request).await
    }
}

/// The body as JSON, as the application's servers send it.
pub(crate) async fn json(request: Request) -> Result<Value> {
    let body = read_in_time(request.into_body(), MAX_BODY_BYTES).await?;
    serde_json::from_slice(&body).map_err(|_| {
        let message = "The body is not JSON.";
        Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "request_body_invalid", message).into()
    })
}

async fn read_in_time(body: Body, most: usize) -> Result<Vec<u8>> {
    let read = tokio::time::timeout(MAX_BODY_TIME, read(body, most)).await;
    read.map_err(|_| too_slow())?
}

async fn read(mut body: Body, most: usize) -> Result<Vec<u8>> {
    let (mut bytes, mut length) = (Vec::new(), 0_usize);
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| malformed())?.into_data() else { continue };
        length = length.saturating_add(data.len());
        if length <= most {
            bytes.extend_from_slice(&data);
        } else if length > MAX_DRAINED_BYTES {
            break;
        }
    }
    if length > most {
        let message = "The request is too large.";
        let status = StatusCode::PAYLOAD_TOO_LARGE;
        return Err(Refusal::new(status, "request_body_too_large", message).into());
    }
    Ok(bytes)
}

fn too_slow() -> Error {
    let message = "The request took too long to arrive.";
    Refusal::new(StatusCode::REQUEST_TIMEOUT, "request_timeout", message).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absent_and_empty_are_the_same() {
        let fields: Fields = "a=&b=%20+&c=x%20y".parse().unwrap();
        assert_eq!(fields.text("a").unwrap(), None);
        assert_eq!(fields.text("b").unwrap(), None);
        assert_eq!(fields.text("c").unwrap(), Some("x y".into()));
        assert!(fields.has("a") && !fields.has("d"));
    }

    #[test]
    fn what_is_pasted_along_goes() {
        let fields: Fields =
            "a=%EF%BB%BFada%E2%80%8B&b=%E2%80%8B&code=%EF%BB%BF12%E2%80%8B3+456".parse().unwrap();
        assert_eq!(fields.text("a").unwrap(), Some("ada".into()));
        assert_eq!(fields.text("b").unwrap(), None);
        assert_eq!(fields.code().unwrap(), "123456");
    }

    #[test]
    fn what_is_no_text_or_too_long_is_refused() {
        assert!("a=%ff".parse::<Fields>().is_err());
        assert!("a=%00".parse::<Fields>().is_err());
        let long: Fields = format!("a={}", "x".repeat(257)).parse().unwrap();
        assert!(long.text("a").is_err());
        let controls: Fields = "a=x%0d%0aBcc:y".parse().unwrap();
        assert!(controls.text("a").is_err());
    }
}
