//! `createMagicLinkFlow()` of a sign-in, a sign-up or an email address.

use std::rc::Rc;

use serde::Serialize as _;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::AbortSignal;

use super::shape::{Field, Kind, Shape};
use super::waits::Wait;
use super::{Arguments, Context, settle, verification};
use crate::browser::{self, events::Listener, location, page, time};
use crate::error::{Error, MagicLinkCode};
use crate::fapi::form::Fields;
use crate::fapi::{Request, form};
use crate::magic_link::lease;
use crate::magic_link::{self, Attempt as _, Event, Inbox, Progress, State, Work, schedule};
use crate::wire;

/// One kind of attempt whose link can be waited for.
pub(crate) struct Waitable {
    /// What `createMagicLinkFlow()` gives; its `resource` is what it waits for.
    pub(super) flow: Shape,
    pub(super) shape: &'static Shape,
    pub(super) collection: &'static str,
    pub(super) prepare: &'static str,
    /// Where its verification is.
    pub(super) verification: &'static [&'static str],
    /// Which of several addresses the link goes to has to be said.
    pub(super) needs_address: bool,
    /// Waiting is over once this client is signed in by whatever means.
    pub(super) signs_in: bool,
}

/// The shape of a flow; each kind of attempt has its own, so that a flow knows what it waits for.
pub(super) const fn flow(name: &'static str) -> Shape {
    Shape {
        name,
        fields: &[Field("resource", Kind::Json)],
        methods: &[
            "startMagicLinkFlow",
            "cancelMagicLinkFlow",
            "resumeMagicLinkFlow",
            "startEmailLinkFlow",
            "cancelEmailLinkFlow",
            "resumeEmailLinkFlow",
            "resendMagicLink",
            "resendEmailLink",
        ],
        derive: None,
    }
}

/// A new flow on `resource`.
pub(crate) fn create(context: &Context, kind: &'static Waitable, resource: &JsValue) -> JsValue {
    let flow = context.shapes.instance(&kind.flow);
    wire::set(&flow, "resource", resource);
    flow
}

/// Ends whatever waits for `resource`, which is about to become another attempt.
pub(crate) fn supersede(context: &Context, resource: &JsValue) {
    context.waits.stop(MagicLinkCode::Superseded, |wait| wait.resource == *resource);
}

pub(crate) fn call(
    context: &Rc<Context>,
    kind: &'static Waitable,
    method: &str,
    flow: &JsValue,
    arguments: &Arguments,
) -> Result<JsValue, Error> {
    match method {
        "startMagicLinkFlow" | "startEmailLinkFlow" => {
            start(context, kind, flow, &arguments.first(), Event::Started)
        }
        "resumeMagicLinkFlow" | "resumeEmailLinkFlow" => {
            start(context, kind, flow, &arguments.first(), Event::Resumed)
        }
        "resendMagicLink" | "resendEmailLink" => {
            Ok(resend(context, kind, flow, &arguments.first()))
        }
        _ => {
            context.waits.stop(MagicLinkCode::Cancelled, |wait| wait.flow == *flow);
            Ok(JsValue::UNDEFINED)
        }
    }
}

fn start(
    context: &Rc<Context>,
    kind: &'static Waitable,
    flow: &JsValue,
    options: &JsValue,
    first: Event,
) -> Result<JsValue, Error> {
    let resource = wire::get(flow, "resource");
    let attempt = Pending::new(context, kind, &resource, options, first).and_then(|attempt| {
        let is_sent = wire::string(&attempt.verification(), "status").is_some();
        if first == Event::Resumed && !is_sent { Err(Error::NotSent) } else { Ok(attempt) }
    });
    let (context, flow, options) = (Rc::clone(context), flow.clone(), options.clone());

    // From here on, so that a cancel counts even before the first line of the promise has run.
    supersede(&context, &resource);
    let inbox = Rc::new(Inbox::default());
    let body = attempt.as_ref().map(|attempt| attempt.body.clone()).unwrap_or_default();
    context.waits.add(Wait { flow, resource: resource.clone(), inbox: Rc::clone(&inbox), body });
    let promise = settle(async move {
        let outcome = match attempt {
            Ok(attempt) => wait(&attempt, &inbox, first, &options).await,
            Err(error) => Err(error),
        };
        context.waits.remove(&inbox);
        if outcome.is_ok() {
            // Tabs that left the asking to this one.
            context.tell_tabs("verified", &[]);
        }
        outcome.map(|()| resource)
    });
    Ok(promise.into())
}

/// Sends another link for the wait that is under way; the one before stops working.
///
/// With the options of the start, unless others are given. The server keeps to its cool-down: a 429
/// tells when to try again.
fn resend(
    context: &Rc<Context>,
    kind: &'static Waitable,
    flow: &JsValue,
    options: &JsValue,
) -> JsValue {
    let (context, flow, options) = (Rc::clone(context), flow.clone(), options.clone());
    settle(async move {
        let resource = wire::get(&flow, "resource");
        let mut attempt = Pending::new(&context, kind, &resource, &options, Event::Resumed)?;
        let asked = context.waits.asked_with(&flow);
        attempt.body = match asked.filter(|body| !body.is_empty() && !options.is_object()) {
            Some(body) => body,
            None => kind.body(&options)?,
        };
        attempt.send_link().await?;
        context.waits.nudge(&resource);
        Ok(resource)
    })
    .into()
}

/// Waits with everything attached that can end or hasten the wait; all of it goes when it ends.
async fn wait(
    attempt: &Pending,
    inbox: &Rc<Inbox>,
    first: Event,
    options: &JsValue,
) -> Result<(), Error> {
    let _abort = wire::get(options, "signal").dyn_into::<AbortSignal>().ok().map(|signal| {
        let inbox = Rc::clone(inbox);
        let cancel = move || inbox.post(Event::Stopped(MagicLinkCode::Cancelled));
        if signal.aborted() {
            cancel();
        }
        Listener::new(&signal, "abort", cancel)
    });
    let _nudges = nudges(inbox);
    let listener = wire::function(options, "onProgress");
    let tell = |progress: Progress| {
        let Some(listener) = &listener else { return };
        let news = progress.serialize(&serde_wasm_bindgen::Serializer::json_compatible());
        if let Err(thrown) = listener.call1(&JsValue::UNDEFINED, &news.unwrap_or_default()) {
            browser::report_error(&thrown);
        }
    };
    magic_link::run(attempt, inbox, first, &tell).await
}

/// The page comes to the front or the network is back: ask at once.
fn nudges(inbox: &Rc<Inbox>) -> Vec<Listener> {
    let Some(window) = web_sys::window() else { return Vec::new() };
    ["focus", "online", "pageshow", "visibilitychange"]
        .map(|event| {
            let inbox = Rc::clone(inbox);
            Listener::new(&window, event, move || inbox.post(Event::Nudged))
        })
        .into()
}

/// For so long a poll asks to be held, where the server can: below what proxies put up with.
const HOLD_SECS: &str = "25";
const HOLD_MS: f64 = 25_000.0;

fn active_sessions(context: &Context) -> Vec<JsValue> {
    wire::items(&context.store.client().unwrap_or_default(), "activeSessions")
}

/// An attempt whose link is waited for.
struct Pending {
    context: Rc<Context>,
    kind: &'static Waitable,
    resource: JsValue,
    id: String,
    path: String,
    body: Fields,
    /// The active sessions that this client had when the wait began.
    sessions: Vec<JsValue>,
}

impl Pending {
    fn new(
        context: &Rc<Context>,
        kind: &'static Waitable,
        resource: &JsValue,
        options: &JsValue,
        first: Event,
    ) -> Result<Self, Error> {
        let id = wire::string(resource, "id");
        let id = id.ok_or(Error::NotCreated { resource: kind.shape.name })?;
        let body = if first == Event::Started { kind.body(options)? } else { Fields::new() };
        Ok(Self {
            context: Rc::clone(context),
            kind,
            resource: resource.clone(),
            path: [kind.collection, "/", &form::segment(&id)].concat(),
            id,
            body,
            sessions: active_sessions(context),
        })
    }

    fn verification(&self) -> JsValue {
        self.kind.verification.iter().fold(self.resource.clone(), |of, key| wire::get(&of, key))
    }

    fn work(&self, request: Request) -> Work {
        let (context, resource) = (Rc::clone(&self.context), self.resource.clone());
        let shape = self.kind.shape;
        Box::pin(async move { context.update(shape, &resource, &request).await.map(drop) })
    }
}

impl Waitable {
    /// The fields that ask for a link (wire protocol 2.2, 2.3).
    fn body(&self, options: &JsValue) -> Result<Fields, Error> {
        let mut body = vec![("strategy".to_owned(), "email_link".to_owned())];
        if self.needs_address {
            // The guide's snippets use either spelling.
            let id = wire::string(options, "emailAddressId")
                .or_else(|| wire::string(options, "email_address_id"))
                .filter(|id| !id.is_empty());
            let expected = "the email_address_id of a supported first factor";
            let id = id.ok_or(Error::Argument { name: "emailAddressId", expected })?;
            body.push(("email_address_id".into(), id));
        }
        body.push(("redirect_url".into(), redirect_url(options)?));
        Ok(body)
    }
}

/// Where the link leads: an http(s) URL, absolute or relative to the page.
fn redirect_url(options: &JsValue) -> Result<String, Error> {
    let wrong = Error::Argument { name: "redirectUrl", expected: "an http(s) URL" };
    let given = ["redirectUrl", "redirect_url"].iter().find_map(|key| wire::string(options, key));
    let url = given.filter(|url| !url.is_empty()).and_then(|url| location::resolve_page(&url));
    Ok(url.ok_or(wrong)?.href())
}

impl magic_link::Attempt for Pending {
    fn send_link(&self) -> Work {
        self.work(Request::post([&self.path, self.kind.prepare].concat(), self.body.clone()))
    }

    /// Leaves the asking to another tab that does it just now; else says that this one does.
    fn reload(&self, held: bool) -> Work {
        let waits = &self.context.waits;
        let hidden = !page::is_visible();
        let rank = lease::rank(hidden, &waits.tab_id);
        if waits.elsewhere.is_led(&self.id, &rank, time::now_ms()) {
            return Box::pin(async { Ok(()) });
        }
        let held_ms = if held { HOLD_MS } else { 0.0 };
        let lasts = lease::lasts_ms(schedule::interval_ms(0.0, hidden), held_ms);
        self.context.tell_tabs(
            "polling",
            &[("attempt", (&self.id).into()), ("rank", rank.into()), ("lasts", lasts.into())],
        );
        let wait_secs = held.then_some(HOLD_SECS);
        self.work(Request { wait_secs, ..Request::reload(&*self.path) })
    }

    fn can_be_held(&self) -> bool {
        self.context.can_hold_polls()
    }

    fn state(&self) -> State {
        let verification = self.verification();
        let created = wire::get(&self.resource, "createdSessionId");
        let is_new = |session: &JsValue| {
            !self.sessions.contains(session) && wire::get(session, "id") != created
        };
        State {
            ended: verification::has_ended(&verification),
            signed_in: self.kind.signs_in && active_sessions(&self.context).iter().any(is_new),
            expire_at: wire::instant(&verification, "expireAt"),
            resend_available_at: wire::instant(&verification, "resendAvailableAt"),
        }
    }

    fn mark_expired(&self) {
        wire::set(&self.verification(), "status", "expired");
    }
}
