//! The only `fetch`.

use gloo_net::http::Response;
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use web_sys::{AbortSignal, RequestCredentials, RequestInit};

use super::request::VERSIONS;
use super::{Caller, Form, FrontendApi, Method, Request, retry_after};
use crate::browser::abort::AbortOnDrop;
use crate::browser::time;
use crate::error;
use crate::js::{self, Name};

#[wasm_bindgen]
extern "C" {
    // Pages, extensions and tests replace `fetch`, and theirs may return its own kind of promise.
    #[wasm_bindgen(catch)]
    fn fetch(request: &FetchRequest) -> Result<JsValue, JsValue>;

    // web-sys would copy the URL into the wasm and out again.
    #[wasm_bindgen(js_name = Request)]
    type FetchRequest;

    #[wasm_bindgen(constructor, catch, js_class = "Request")]
    fn new(url: &JsValue, init: &RequestInit) -> Result<FetchRequest, JsValue>;
}

/// An answer of the Frontend API, whatever its status.
pub(crate) struct Reply {
    pub(crate) status: u16,
    /// As it came, a JavaScript string.
    pub(crate) text: JsValue,
    /// `undefined` until [read](Self::read).
    pub(crate) body: JsValue,
    /// `Retry-After`, in ms, where the server sent one and lets pages read it.
    pub(crate) retry_after_ms: Option<f64>,
    /// The dev browser's next token, from a development instance.
    pub(crate) dev_browser: Option<JsValue>,
    /// Where it came from, without the query: safe to show.
    pub(crate) url: JsValue,
}

impl Reply {
    /// Reads the text. Err when it is not what a Frontend API sends.
    pub(crate) fn read(&mut self) -> Result<(), JsValue> {
        self.body = js::parse(&self.text).unwrap_or_default();
        if !self.body.is_object() && !self.is_error() && self.status != 204 {
            return Err(error::reply(&self.url, "body"));
        }
        Ok(())
    }

    pub(crate) fn is_error(&self) -> bool {
        self.status >= 400
    }

    /// The error of a reply that [is one](Self::is_error).
    ///
    /// A proxy's HTML page in place of the error envelope gives an empty `errors` list. That it cannot be read
    /// is no error of its own: the status is what matters then.
    pub(crate) fn into_error(self) -> JsValue {
        let list = Array::new();
        for error in js::items(&self.body, Name::errors) {
            list.push(&api_error(&error));
        }
        let first = list.get(0);
        let message = [Name::long_message, Name::message]
            .iter()
            .find_map(|name| js::get(&first, *name).as_string());
        let message = message.unwrap_or_else(|| {
            let url = self.url.as_string().unwrap_or_default();
            ["Clerk: ", &url, " answered with an error."].concat()
        });
        error::api(self.status, list.into(), &message, self.retry_after_ms)
    }
}

/// One error of the envelope, with its fields under their JavaScript names (wire protocol 3.11).
fn api_error(wire_error: &JsValue) -> JsValue {
    let error = js_sys::Object::new().into();
    for name in [Name::code, Name::message, Name::long_message] {
        let text = js::string(wire_error, name.wire()).unwrap_or_else(|| "".into());
        js::set(&error, name, text);
    }
    let wire_meta = js::get(wire_error, Name::meta);
    js::set(&error, Name::meta, js::in_camel_case(&wire_meta));
    error
}

/// Sends one request and takes its answer. Dropping the future aborts the request.
pub(crate) async fn send(
    api: &FrontendApi,
    request: &Request,
    caller: &Caller,
) -> Result<Reply, JsValue> {
    let url = JsValue::from([&api.base, "/v1"].concat()) + &request.path;
    let abort = AbortOnDrop::new();
    let _limit = abort.after(request.limit_ms);
    let asked = ask(&with_query(&url, request, caller), request, abort.signal().as_ref());
    // The browser does not tell pages what failed on the way.
    let Ok((answer, text)) = answer(asked).await else {
        return Err(error::network(&url));
    };
    let status = answer.status();
    let retry_after_ms = header(&answer, "retry-after").and_then(|text| {
        if let Ok(seconds) = text.trim().parse::<u32>() {
            return Some(f64::from(seconds) * 1e3);
        }
        // Across origins, the answer does not tell its date.
        let told_at = header(&answer, "date").map(|text| js_sys::Date::parse(&text));
        let here = time::now_ms() + caller.behind_ms;
        retry_after::until_ms(js_sys::Date::parse(&text), told_at, here)
    });
    let dev_browser = header(&answer, "clerk-db-jwt").map(JsValue::from);
    Ok(Reply { status, text, body: JsValue::UNDEFINED, retry_after_ms, dev_browser, url })
}

/// The URL with all that its query says.
fn with_query(url: &JsValue, request: &Request, caller: &Caller) -> JsValue {
    let query = Form::new(&VERSIONS.into());
    for (name, value) in request.query(caller) {
        if let Some(value) = value {
            query.append(name, &value);
        }
    }
    url + &"?".into() + query.as_ref()
}

fn ask(url: &JsValue, request: &Request, signal: Option<&AbortSignal>) -> Result<JsValue, JsValue> {
    let init = RequestInit::new();
    init.set_credentials(RequestCredentials::Include);
    init.set_signal(signal);
    if request.method != Method::Get {
        // A PATCH would cost a CORS preflight, after which Safari drops the cookies: everything but
        // GET travels as POST, with its real method in the query (wire protocol 1.3).
        init.set_method("POST");
        let kind = Array::of2(&"content-type".into(), &"application/x-www-form-urlencoded".into());
        init.set_headers(&Array::of1(&kind));
        init.set_body(request.body.as_ref().unwrap_or(&JsValue::NULL));
    }
    fetch(&FetchRequest::new(url, &init)?)
}

/// An answer and its text. Anything with a status and a text counts, whatever its class.
async fn answer(asked: Result<JsValue, JsValue>) -> Result<(Response, JsValue), JsValue> {
    let answer = js::awaited(&asked?).await?;
    let text = js::function(&answer, Name::text).ok_or(JsValue::UNDEFINED)?;
    let text = js::awaited(&text.call0(&answer)?).await?;
    let answer: web_sys::Response = answer.unchecked_into();
    if text.is_string() { Ok((answer.into(), text)) } else { Err(text) }
}

/// A header of an answer, where the server sent it and lets pages read it.
fn header(answer: &Response, name: &str) -> Option<String> {
    let headers = answer.headers().into_raw();
    // gloo-net traps where a mock's headers are missing, throw, or give something else than a text.
    js::function(&headers, Name::get)?.call1(&headers, &name.into()).ok()?.as_string()
}
