//! The only `fetch`.

use gloo_net::http::RequestBuilder;
use js_sys::{Array, JSON, Promise};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestCredentials, Response};

use super::{Caller, FrontendApi, Method, Request, form};
use crate::browser::abort::AbortOnDrop;
use crate::error::Error;
use crate::wire;

#[wasm_bindgen]
extern "C" {
    // gloo-net's own `send` traps when `fetch` is replaced by something that answers with a
    // stranger (a mock, an extension); this import turns that into an error.
    #[wasm_bindgen(catch)]
    fn fetch(request: &web_sys::Request) -> Result<Promise, JsValue>;
}

/// An answer of the Frontend API, whatever its status.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: JsValue,
    /// `Retry-After`, in ms, where the server sent one and lets pages read it.
    pub(crate) retry_after_ms: Option<f64>,
    /// The dev browser's next token, from a development instance.
    pub(crate) dev_browser: Option<String>,
    /// Where it came from, without the query: safe to show.
    pub(crate) url: String,
}

impl Reply {
    pub(crate) fn is_error(&self) -> bool {
        self.status >= 400
    }

    /// The error of a reply that [is one](Self::is_error).
    ///
    /// A proxy's HTML page in place of the error envelope gives an empty `errors` list, not a
    /// failure to read it: the status is what matters then.
    pub(crate) fn into_error(self) -> Error {
        let list = Array::new();
        for error in wire::items(&self.body, "errors") {
            list.push(&api_error(&error));
        }
        let first = list.get(0);
        let message = ["longMessage", "message"].iter().find_map(|key| wire::string(&first, key));
        let message =
            message.unwrap_or_else(|| ["Clerk: ", &self.url, " answered with an error."].concat());
        Error::Api {
            status: self.status,
            errors: list.into(),
            message,
            retry_after_ms: self.retry_after_ms,
        }
    }
}

/// One error of the envelope, with its fields under their JavaScript names (wire protocol 3.11).
fn api_error(wire_error: &JsValue) -> JsValue {
    let error = js_sys::Object::new().into();
    for (wire_name, name) in
        [("code", "code"), ("message", "message"), ("long_message", "longMessage")]
    {
        wire::set(&error, name, wire::string(wire_error, wire_name).unwrap_or_default());
    }
    let meta = js_sys::Object::new().into();
    let wire_meta = wire::get(wire_error, "meta");
    if let Some(fields) = wire_meta.dyn_ref::<js_sys::Object>() {
        for key in js_sys::Object::keys(fields).iter().filter_map(|key| key.as_string()) {
            wire::set(&meta, &form::camel_case(&key), wire::get(&wire_meta, &key));
        }
    }
    wire::set(&error, "meta", meta);
    error
}

/// Sends one request and reads its answer. Dropping the future aborts the request.
pub(crate) async fn send(
    api: &FrontendApi,
    request: &Request,
    caller: &Caller,
) -> Result<Reply, Error> {
    let url = [&api.base, "/v1", &request.path].concat();
    let no_answer = || Error::Network { url: url.clone() };
    let abort = AbortOnDrop::new();

    let builder = RequestBuilder::new(&request.url(&api.base, caller))
        .credentials(RequestCredentials::Include)
        .abort_signal(abort.signal().as_ref());
    let built = if request.method == Method::Get {
        builder.build()
    } else {
        // A PATCH would cost a CORS preflight, after which Safari drops the cookies: everything but
        // GET travels as POST, with its real method in the query (wire protocol 1.3).
        builder
            .method(gloo_net::http::Method::POST)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form::encode(&request.body))
    };
    let built: web_sys::Request = built.map_err(|_| no_answer())?.into();

    let answer = fetch(&built).map_err(|_| no_answer())?;
    let answer = JsFuture::from(answer).await.map_err(|_| no_answer())?;
    let answer: Response = answer.dyn_into().map_err(|_| no_answer())?;
    let text = JsFuture::from(answer.text().map_err(|_| no_answer())?);
    let text = text.await.map_err(|_| no_answer())?.as_string().unwrap_or_default();

    let status = answer.status();
    let retry_after_ms = retry_after_ms(&answer);
    let body = JSON::parse(&text).unwrap_or(JsValue::UNDEFINED);
    if !body.is_object() && status < 400 && status != 204 {
        return Err(Error::Reply { url, field: "body" });
    }
    let dev_browser = answer.headers().get("clerk-db-jwt").ok().flatten();
    Ok(Reply { status, body, retry_after_ms, dev_browser, url })
}

/// `Retry-After` in ms: seconds, or a date (RFC 9110, 10.2.3).
fn retry_after_ms(answer: &Response) -> Option<f64> {
    let text = answer.headers().get("retry-after").ok()??;
    match text.trim().parse::<u32>() {
        Ok(seconds) => Some(f64::from(seconds) * 1e3),
        Err(_) => {
            let at = js_sys::Date::parse(&text);
            at.is_finite().then(|| (at - js_sys::Date::now()).max(0.0))
        }
    }
}
