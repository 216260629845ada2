//! What a user holds: live objects, kept up to date by every answer of the Frontend API.
//!
//! [`Context`] is what every method of a resource has at hand. Each file beside this one holds the
//! table of one resource and its methods; [`call`] finds the method that JavaScript asked for.

pub(crate) mod client;
mod email_address;
mod factor;
mod magic_link_flow;
pub(crate) mod session;
mod shape;
mod sign_in;
mod sign_up;
mod store;
mod user;
pub(crate) mod verification;

use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;

use js_sys::{Array, Object, Promise};
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use wasm_bindgen_futures::future_to_promise;

use crate::error::Error;
use crate::fapi::{self, FrontendApi, Method, Reply, Request, form, form::Fields};
use crate::session::Signed;
use crate::wire;
use shape::{Shape, Shapes};
use store::Store;

/// One `Clerk` instance: its Frontend API, its classes, and what it knows.
pub(crate) struct Context {
    pub(crate) api: FrontendApi,
    pub(crate) store: Store,
    pub(crate) waits: magic_link_flow::Waits,
    shapes: Shapes,
    /// A check of the client after a 401 is under way (wire protocol 6.9).
    checking: Cell<bool>,
}

impl Context {
    /// Lives as long as the page: objects a user holds call into it at any time.
    pub(crate) fn new(api: FrontendApi) -> Rc<Self> {
        let context = Rc::new(Self {
            api,
            store: Store::default(),
            waits: magic_link_flow::Waits::default(),
            shapes: Shapes::new(),
            checking: Cell::new(false),
        });
        let this = Rc::clone(&context);
        let core =
            Closure::<Core>::new(move |class: JsValue, method: JsValue, object, arguments| {
                let class = class.as_string().unwrap_or_default();
                let method = method.as_string().unwrap_or_default();
                call(&this, &class, &method, &object, &Arguments(arguments)).map_err(JsValue::from)
            });
        context.shapes.connect(core.into_js_value());
        context
    }

    /// Sends a request and returns the resource in its answer.
    ///
    /// A client that rides along is applied first, also from an error's body (wire protocol 3.1).
    pub(crate) async fn send(&self, request: &Request) -> Result<JsValue, Error> {
        self.send_for(request, None).await
    }

    /// As [`send`](Self::send), for the attempt `held` that the user called.
    async fn send_for(
        &self,
        request: &Request,
        held: Option<(&'static Shape, &JsValue)>,
    ) -> Result<JsValue, Error> {
        let reply = self.exchange(request).await?;
        let client = wire::some(&reply.body, "client")
            .or_else(|| wire::some(&wire::get(&reply.body, "meta"), "client"));
        let client = client.filter(|_| request.piggyback);
        let status = reply.status;
        let url = reply.url.clone();
        let response = into_response(reply);

        let mut changed = false;
        if let (Some((shape, held)), Ok(response)) = (held, &response) {
            let fresh = self.shapes.decode(shape, response, &url)?;
            changed = self.shapes.merge(shape, held, &fresh);
            if let Some(client) = &client {
                self.store.adopt(held, client);
            }
        }
        if let Some(client) = client {
            changed |= self.apply_client(&client, &url)?;
        }
        if changed {
            self.store.emit();
        }
        if status == 401 {
            self.check_client().await;
        }
        response
    }

    async fn exchange(&self, request: &Request) -> Result<Reply, Error> {
        let session_id = wire::string(&self.store.session(), "id");
        fapi::send(&self.api, request, session_id.as_deref()).await
    }

    /// Sends `request` and brings `held` up to date with its answer.
    pub(crate) async fn update(
        &self,
        shape: &'static Shape,
        held: &JsValue,
        request: &Request,
    ) -> Result<JsValue, Error> {
        self.send_for(request, Some((shape, held))).await?;
        Ok(held.clone())
    }

    /// Takes a client as the server sent it, or `null` for none.
    ///
    /// True when that changed anything, of which the caller then tells the listeners.
    fn apply_client(&self, client: &JsValue, url: &str) -> Result<bool, Error> {
        let fresh = self.shapes.decode(&client::CLIENT, client, url)?;
        let held = self.store.client().unwrap_or_else(|| self.shapes.instance(&client::CLIENT));
        if client::is_older(&fresh, &held) {
            return Ok(false);
        }
        let changed = self.shapes.merge(&client::CLIENT, &held, &fresh);
        let moved = self.store.set_client(held);
        if !self.store.session().is_undefined() {
            self.write_cookies(&self.store.session());
        }
        Ok(changed || moved)
    }

    /// Tells an app's own backend, by cookies, that `session` is the current one.
    pub(crate) fn write_cookies(&self, session: &JsValue) {
        let client = self.store.client().unwrap_or_default();
        let token = session::last_token(session);
        let is_signed_in = !wire::items(&client, "activeSessions").is_empty();
        let updated_at = wire::instant(&client, "updatedAt").filter(|_| is_signed_in);
        let signed = Signed { token: token.as_deref(), updated_at };
        crate::session::write_cookies(&signed, &self.api.host);
    }

    /// `GET /client`, applied.
    pub(crate) async fn fetch_client(&self) -> Result<(), Error> {
        let reply = self.exchange(&Request::get("/client")).await?;
        let url = reply.url.clone();
        // A 401 here says: no client. Asking why would ask the same again, without end.
        let client = if reply.status == 401 { JsValue::NULL } else { into_response(reply)? };
        if self.apply_client(&client, &url)? {
            self.store.emit();
        }
        Ok(())
    }

    /// `GET /environment`: how the application is configured.
    pub(crate) async fn fetch_environment(&self) -> Result<JsValue, Error> {
        into_response(self.exchange(&Request::get("/environment")).await?)
    }

    /// After a 401: is this browser still signed in? At most one question at a time.
    async fn check_client(&self) {
        if !self.store.session().is_object() || self.checking.replace(true) {
            return;
        }
        // The caller hears of the 401; that the check failed as well would tell it nothing more.
        let _ = self.fetch_client().await;
        self.checking.set(false);
    }

    /// `DELETE /client`: every session of this browser ends.
    pub(crate) async fn destroy_client(&self) -> Result<(), Error> {
        self.send(&Request::with(Method::Delete, "/client")).await?;
        if self.apply_client(&JsValue::NULL, "")? {
            self.store.emit();
        }
        Ok(())
    }
}

type Core = dyn Fn(JsValue, JsValue, JsValue, Array) -> Result<JsValue, JsValue>;

/// The resource in a reply: enveloped, or bare as some are (wire protocol 3.1).
fn into_response(reply: Reply) -> Result<JsValue, Error> {
    if reply.is_error() {
        return Err(reply.into_error());
    }
    let enveloped = wire::some(&reply.body, "response");
    let is_envelope = wire::get(&reply.body, "response").is_null();
    Ok(enveloped.unwrap_or(if is_envelope { JsValue::NULL } else { reply.body }))
}

/// What a method was called with.
pub(crate) struct Arguments(Array);

impl Arguments {
    pub(crate) fn first(&self) -> JsValue {
        self.0.get(0)
    }
}

/// Calls `method` of `object`, which is of `class`.
fn call(
    context: &Rc<Context>,
    class: &str,
    method: &str,
    object: &JsValue,
    arguments: &Arguments,
) -> Result<JsValue, Error> {
    match class {
        "SignIn" => sign_in::call(context, method, object, arguments),
        "SignUp" => sign_up::call(context, method, object, arguments),
        "Verification" => verification::call(context, method, object, arguments),
        "MagicLinkFlow" => magic_link_flow::call(context, method, object, arguments),
        _ => Ok(JsValue::UNDEFINED),
    }
}

/// Runs a use case; its promise settles with the outcome.
pub(crate) fn settle(work: impl Future<Output = Outcome> + 'static) -> Promise {
    settle_boxed(Box::pin(work))
}

type Outcome = Result<JsValue, Error>;

/// Not generic, so that the machinery of a promise is in the wasm once, not once a use case.
fn settle_boxed(work: Pin<Box<dyn Future<Output = Outcome>>>) -> Promise {
    future_to_promise(async move { work.await.map_err(JsValue::from) })
}

/// Reads an app's parameters into form fields: names in snake_case, objects as JSON text.
///
/// `undefined` is left out, `null` is sent empty (wire protocol 1.4); the object stays as it is.
pub(crate) fn fields(params: &JsValue) -> Result<Fields, Error> {
    let wrong = Error::Argument { name: "params", expected: "an object" };
    let object: &Object = params.dyn_ref().ok_or(wrong)?;
    let mut out = Fields::new();
    for key in Object::keys(object).iter().filter_map(|key| key.as_string()) {
        let value = wire::get(params, &key);
        if let Some(text) = field_text(&value)? {
            out.push((form::snake_case(&key), text));
        }
    }
    Ok(out)
}

fn field_text(value: &JsValue) -> Result<Option<String>, Error> {
    let wrong =
        Error::Argument { name: "params", expected: "made of strings, numbers and plain objects" };
    if value.is_undefined() {
        return Ok(None);
    }
    if value.is_null() {
        return Ok(Some(String::new()));
    }
    if let Some(text) = value.as_string() {
        return Ok(Some(text));
    }
    if value.is_function() || value.is_symbol() || value.is_bigint() {
        return Err(wrong);
    }
    let text = js_sys::JSON::stringify(value).map_err(|_| wrong.clone())?;
    Ok(Some(text.as_string().ok_or(wrong)?))
}
