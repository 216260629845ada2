//! `createMagicLinkFlow()` of a sign-in, a sign-up or an email address.

use std::rc::Rc;

use serde::Serialize as _;
use wasm_bindgen::JsValue;

use super::verification;
use crate::browser::{self, events::Listener, location, page, time};
use crate::error;
use crate::error::code::MagicLinkCode;
use crate::fapi::{Form, HOLD_MS, Method as Verb, Request};
use crate::instance::table::Does::Run;
use crate::instance::table::{Field, Kind, Method, Path, Shape, Waitable};
use crate::instance::{self, Call, Instance};
use crate::js;
use crate::magic_link::lease::{self, Lease};
use crate::magic_link::{self, Attempt as _, Event, Inbox, Poll, Progress, State, Wait, word};
use crate::task::{Outcome, Task};

/// What `createMagicLinkFlow()` returns. It waits for its `resource`.
static FLOW: Shape = Shape {
    name: "MagicLinkFlow",
    path: Path::Nowhere,
    fields: &[Field("resource", Kind::Json)],
    methods: &[
        Method("startMagicLinkFlow", Run(|call| start(call, Event::Started))),
        Method("startEmailLinkFlow", Run(|call| start(call, Event::Started))),
        Method("resumeMagicLinkFlow", Run(|call| start(call, Event::Resumed))),
        Method("resumeEmailLinkFlow", Run(|call| start(call, Event::Resumed))),
        Method("resendMagicLink", Run(resend)),
        Method("resendEmailLink", Run(resend)),
        Method("cancelMagicLinkFlow", Run(cancel)),
        Method("cancelEmailLinkFlow", Run(cancel)),
    ],
    derive: None,
    waitable: None,
};

/// A new flow on a resource.
pub(crate) fn create(call: &Call) -> Outcome {
    let flow = call.instance.shapes.classes.object(&FLOW);
    js::set(&flow, "resource", call.this);
    Ok(flow)
}

fn cancel(call: &Call) -> Outcome {
    call.instance
        .waits
        .stop(MagicLinkCode::Cancelled, |wait| js::is_same_object(&wait.flow, call.this));
    Ok(JsValue::UNDEFINED)
}

fn start(call: &Call, first: Event) -> Outcome {
    let options = call.first();
    let resource = js::get(call.this, "resource");
    let attempt = Pending::new(call.instance, &resource).and_then(|mut attempt| {
        if first == Event::Started {
            attempt.body = body(attempt.waitable, &options)?;
        } else if js::get(&attempt.verification(), "status").is_null() {
            return Err(error::not_sent());
        }
        Ok(attempt)
    });

    // Added here, so that a cancel counts even before the first line of the promise has run.
    if attempt.is_ok() {
        call.instance.waits.supersede(&resource);
    }
    let inbox = Rc::new(Inbox::default());
    call.instance.waits.add(Wait {
        flow: call.this.clone(),
        resource: resource.clone(),
        inbox: Rc::clone(&inbox),
        lease: attempt.as_ref().map(|attempt| Rc::clone(&attempt.lease)).unwrap_or_default(),
        body: attempt.as_ref().map(|attempt| attempt.body.clone()).unwrap_or_default(),
    });
    call.promise(|instance, _| async move {
        let outcome = match attempt {
            Ok(attempt) => wait(&attempt, &inbox, first, &options).await,
            Err(error) => Err(error),
        };
        instance.waits.remove(&inbox);
        // For the tabs that left the polling to this one.
        instance.tell_tabs("news", &[]);
        outcome.map(|()| resource)
    })
}

/// Sends another link for the wait under way. The link before stops working.
///
/// Uses the options of the start, unless others are given. During the server's cool-down it rejects with a
/// 429 that says when to try again.
fn resend(call: &Call) -> Outcome {
    let options = call.first();
    call.promise(|instance, flow| async move {
        let resource = js::get(&flow, "resource");
        let mut attempt = Pending::new(instance, &resource)?;
        let asked = instance.waits.asked_with(&flow);
        attempt.body = match asked.filter(|body| !body.is_empty() && !options.is_object()) {
            Some(body) => body,
            None => body(attempt.waitable, &options)?,
        };
        attempt.send_link().await?;
        instance.waits.nudge(&resource);
        // Other tabs that wait learn how long this link lives.
        instance.tell_tabs("news", &[]);
        Ok(resource)
    })
}

/// Waits. Everything that can end or hasten the wait is attached first, and removed when the wait ends.
async fn wait(
    attempt: &Pending,
    inbox: &Rc<Inbox>,
    first: Event,
    options: &JsValue,
) -> Outcome<()> {
    let signal = js::get(options, "signal");
    // Not known by its class: a signal of another frame is as good.
    let _abort = js::function(&signal, "addEventListener").map(|_| {
        let inbox = Rc::clone(inbox);
        let cancel = move || inbox.post(Event::Stopped(MagicLinkCode::Cancelled));
        if js::get(&signal, "aborted") == JsValue::TRUE {
            cancel();
        }
        Listener::new(&signal, "abort", cancel)
    });
    let _nudges = nudges(attempt, inbox);
    let listener = js::function(options, "onProgress");
    let tell = |progress: Progress| {
        let Some(listener) = &listener else { return };
        let news = progress.serialize(&serde_wasm_bindgen::Serializer::json_compatible());
        if let Err(thrown) = listener.call1(&JsValue::UNDEFINED, &news.unwrap_or_default()) {
            browser::report_error(&thrown);
        }
    };
    magic_link::run(attempt, inbox, first, &tell).await
}

/// When the page comes to the front or the network is back, ask at once. When the page goes away, let other
/// tabs ask.
fn nudges(attempt: &Pending, inbox: &Rc<Inbox>) -> Vec<Listener> {
    let mut listeners: Vec<_> = ["focus", "online", "pageshow", "visibilitychange"]
        .map(|event| {
            let (instance, inbox) = (attempt.instance, Rc::clone(inbox));
            let nudge = move || {
                if page::is_visible() || event == "online" {
                    // The tab that polled for this one may be the one just left, and frozen by now.
                    instance.waits.clear();
                    inbox.post(Event::Nudged);
                }
            };
            Listener::of_page(event, nudge)
        })
        .into();
    let instance = attempt.instance;
    listeners.push(Listener::of_page("pagehide", move || instance.tell_tabs("news", &[])));
    listeners
}

/// How long a poll may take, in ms, on top of the time for which the server may hold it.
const LIMIT_MS: f64 = 15_000.0;

/// The same, once the link's time is over.
const LAST_LIMIT_MS: f64 = 4_000.0;

/// An attempt that waits for its link.
struct Pending {
    instance: &'static Instance,
    shape: &'static Shape,
    waitable: &'static Waitable,
    resource: JsValue,
    path: String,
    /// The fields of the request for the link.
    body: Form,
    /// The active sessions that this client had when the wait began.
    sessions: Vec<JsValue>,
    /// The session of the user who has the email address, where the attempt is one.
    owner: Option<JsValue>,
    /// Which tab polls.
    lease: Rc<Lease>,
}

impl Pending {
    fn new(instance: &'static Instance, resource: &JsValue) -> Outcome<Self> {
        let shape = instance.shapes.classes.shape_of(resource);
        let waitable = shape.and_then(|shape| Some((shape, shape.waitable?)));
        let (shape, waitable) = waitable.ok_or_else(|| error::not_created("attempt"))?;
        let sessions = instance.store.active_sessions();
        let has_it = |session: &&JsValue| {
            let addresses = js::items(&js::get(session, "user"), "emailAddresses");
            addresses.iter().any(|one| js::get(one, "id") == js::get(resource, "id"))
        };
        let owner = sessions.iter().find(has_it).cloned();
        let owner = owner.unwrap_or_else(|| instance.store.session());
        Ok(Self {
            owner: js::string(&owner, "id").filter(|_| !waitable.signs_in),
            sessions,
            lease: Rc::new(Lease::new(&instance.waits.tab_id)),
            instance,
            shape,
            waitable,
            resource: resource.clone(),
            path: instance::path(shape, resource, "")?,
            body: Form::default(),
        })
    }

    fn verification(&self) -> JsValue {
        let path = self.waitable.verification;
        path.iter().fold(self.resource.clone(), |of, key| js::get(&of, key))
    }

    /// The reason why waiting is pointless; `None` while it is not.
    fn pointless(&self, verification: &JsValue) -> Option<MagicLinkCode> {
        let store = &self.instance.store;
        let created = js::get(&self.resource, "createdSessionId");
        let is_new = |session: &JsValue| {
            !self.sessions.contains(session) && js::get(session, "id") != created
        };
        let is_signed_in = |id: &JsValue| store.find_active_session(id).is_some();
        // The address was changed meanwhile, or its user is signed out.
        let is_gone = js::get(verification, "status").is_null()
            || !self.waitable.signs_in && !self.owner.as_ref().is_some_and(is_signed_in);
        // Where a browser may have several sessions, another sign-in does not end this wait.
        let has_one_place = self.waitable.signs_in && self.instance.is_single_session();
        if has_one_place && store.active_sessions().iter().any(is_new) {
            Some(MagicLinkCode::SignedIn)
        } else {
            is_gone.then_some(MagicLinkCode::Superseded)
        }
    }

    fn work(&self, request: Request) -> Task {
        let session_id = self.owner.as_ref().and_then(JsValue::as_string);
        let request = Request { session_id, ..request };
        self.instance.update(self.shape, &self.resource, request)
    }

    /// How long it is still worth asking, in ms.
    fn left_ms(&self) -> f64 {
        self.state().left_ms.map_or(f64::INFINITY, magic_link::with_grace)
    }

    /// Whether another tab polls for this one. Each tab finds out for itself whether the link has expired.
    fn is_led(&self) -> bool {
        self.left_ms() > 0.0 && self.lease.is_led(!page::is_visible(), time::running_ms())
    }

    fn tell(&self, lasts_ms: f64) {
        let id = js::get(&self.resource, "id").as_string().unwrap_or_default();
        self.instance.tell_tabs("polling", &word(id, &self.lease, lasts_ms));
    }
}

/// The fields of a request for a link (wire protocol 2.2, 2.3).
fn body(waitable: &Waitable, options: &JsValue) -> Outcome<Form> {
    let mut body = Form::default().with("strategy", "email_link");
    if waitable.needs_address {
        // The guide's snippets use both spellings.
        let expected = "the email_address_id of a supported first factor";
        let id = js::text(options, &["emailAddressId", "email_address_id"])
            .ok_or_else(|| error::argument("emailAddressId", expected))?;
        body.push("email_address_id", &id);
    }
    body.push("redirect_url", &redirect_url(options)?);
    Ok(body)
}

/// Where the link leads: the URL of a page, absolute or relative to this one.
fn redirect_url(options: &JsValue) -> Outcome<String> {
    let wrong = || error::argument("redirectUrl", "the URL of a page");
    let given = js::text(options, &["redirectUrl", "redirect_url", "callbackUrl"]);
    let url = given.and_then(|url| location::resolve_page(&url));
    Ok(url.ok_or_else(wrong)?.href())
}

impl magic_link::Attempt for Pending {
    fn send_link(&self) -> Task {
        // The tab that sends the link polls for it, so it stops deferring to others.
        self.lease.clear();
        let path = [&self.path, self.waitable.prepare].concat();
        self.work(Request { body: self.body.clone(), ..Request::new(Verb::Post, path) })
    }

    fn asks_others(&self) -> bool {
        let asks = !self.is_led() && self.left_ms() > 0.0 && self.lease.claim(time::running_ms());
        if asks {
            self.tell(lease::CLAIM_MS);
        }
        asks
    }

    fn reload(&self, Poll { looks, held, interval_ms }: Poll) -> Task {
        if !looks && self.is_led() {
            return Box::pin(async { Ok(JsValue::UNDEFINED) });
        }
        let left_ms = self.left_ms();
        let held_ms = if held { HOLD_MS } else { 0.0 };
        // A poll still under way when the link expires is soon given up. Not if the server has just said that
        // the link lives: then we do not know the server's clock.
        let wanted_ms = if held && left_ms <= 0.0 { f64::INFINITY } else { left_ms };
        let limit_ms = (held_ms + LIMIT_MS).min(wanted_ms.max(LAST_LIMIT_MS));
        if !looks {
            let lasts_ms = lease::lasts_ms(interval_ms, held_ms);
            // While this poll is under way, and for the pause after it.
            self.lease.lead(time::running_ms() + limit_ms + lasts_ms, lasts_ms);
            self.tell(lasts_ms);
        }
        let path = self.path.clone();
        self.work(Request { hold: held, limit_ms, ..Request::new(Verb::Get, path) })
    }

    fn stop_leading(&self) {
        self.lease.stop();
    }

    fn can_be_held(&self) -> bool {
        self.instance.can_hold_polls()
    }

    fn state(&self) -> State {
        let verification = self.verification();
        let expire_at = js::instant(&verification, "expireAt");
        let server_now = self.instance.server_clock.now_ms(time::running_ms());
        let server_now = server_now.unwrap_or_else(time::now_ms);
        State {
            ended: verification::has_ended(&verification),
            pointless: self.pointless(&verification),
            expire_at,
            left_ms: expire_at.map(|expire_at| expire_at - server_now),
            resend_available_at: js::instant(&verification, "resendAvailableAt"),
        }
    }

    fn mark_expired(&self) {
        // We change the status ourselves, so the next answer must not be skipped as unchanged.
        self.instance.last_poll.set(None);
        js::set(&self.verification(), "status", "expired");
    }
}
