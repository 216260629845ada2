//! `createMagicLinkFlow()` of a sign-in, a sign-up or an email address.

use std::rc::Rc;

use wasm_bindgen::JsValue;

use super::session::Session;
use super::verification::Verification;
use crate::browser::{location, moment::Moment};
use crate::error;
use crate::error::code::MagicLinkCode;
use crate::fapi::{Form, Method as Verb, Request};
use crate::instance::fields::fields;
use crate::instance::table::Does::Run;
use crate::instance::table::{Method, Path, Shape, Waitable};
use crate::instance::{self, Call, Instance};
use crate::js::{self, Name};
use crate::magic_link::facts::{self, State};
use crate::magic_link::{self, Attempt as _, Event, Poll, Wait};
use crate::task::{Outcome, Task};

fields! {
    /// What `createMagicLinkFlow()` returns. It waits for its `resource`.
    MagicLinkFlow {
        resource: Json,
    }
}

static FLOW: Shape = Shape {
    name: "MagicLinkFlow",
    path: Path::Nowhere,
    fields: MagicLinkFlow::FIELDS,
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
    waitable: None,
};

/// A new flow on a resource.
pub(crate) fn create(call: &Call) -> Outcome {
    let flow = call.instance.shapes.classes.object(&FLOW);
    js::set(&flow, Name::resource, call.this);
    Ok(flow)
}

fn cancel(call: &Call) -> Outcome {
    call.instance.waits.post(call.this, Event::Stopped(MagicLinkCode::Cancelled));
    Ok(JsValue::UNDEFINED)
}

fn start(call: &Call, first: Event) -> Outcome {
    let options = call.first.clone();
    let begun = begin(call, first, &options);
    call.promise(|instance, _| async move {
        let (attempt, wait) = begun?;
        let outcome = magic_link::run(&*attempt, &instance.waits, &wait, first, &options).await;
        drop(wait);
        // For the tabs that left the polling to this one.
        instance.tell_tabs("news", &[]);
        outcome.map(|()| attempt.resource.clone())
    })
}

/// Not a part of the promise, so that a cancel counts even before the promise's first line has run.
fn begin(call: &Call, first: Event, options: &JsValue) -> Outcome<(Box<Pending>, Rc<Wait>)> {
    let resource = MagicLinkFlow(call.this).resource();
    let attempt = Pending::new(call.instance, &resource)?;
    let mut body = None;
    if first == Event::Started {
        body = Some(link_request(attempt.waitable, options)?);
    } else if Verification(&attempt.verification()).status().is_null() {
        return Err(error::not_sent());
    }
    let waits = &call.instance.waits;
    waits.supersede(&resource);
    Ok((attempt, waits.begin(call.this, resource, body, &call.instance.tabs)))
}

/// Sends another link for the wait under way. The link before stops working.
///
/// Uses the options of the start, unless others are given. During the server's cool-down it rejects with a
/// 429 that says when to try again.
fn resend(call: &Call) -> Outcome {
    let options = call.first.clone();
    call.promise(|instance, flow| async move {
        let resource = MagicLinkFlow(&flow).resource();
        let attempt = Pending::new(instance, &resource)?;
        let asked = instance.waits.asked_with(&flow);
        let body = match asked.filter(|_| !options.is_object()) {
            Some(body) => body,
            None => link_request(attempt.waitable, &options)?,
        };
        attempt.send_link(Some(body)).await?;
        instance.waits.nudge(&resource);
        // Other tabs that wait learn how long this link lives.
        instance.tell_tabs("news", &[]);
        Ok(resource)
    })
}

/// The fields of a request for a link (wire protocol 2.2, 2.3).
fn link_request(waitable: &Waitable, options: &JsValue) -> Outcome {
    let body = Form::empty().with("strategy", &"email_link".into());
    if waitable.needs_address {
        // The guide's snippets use both spellings.
        let expected = "the email_address_id of a supported first factor";
        let id = js::text(options, &[Name::email_address_id, Name::email_address_id.wire()])
            .ok_or_else(|| error::argument("emailAddressId", expected))?;
        body.append("email_address_id", &id);
    }
    body.append("redirect_url", &redirect_url(options)?);
    Ok(body.into())
}

/// Where the link leads: the URL of a page, absolute or relative to this one.
fn redirect_url(options: &JsValue) -> Outcome {
    let wrong = || error::argument("redirectUrl", "the URL of a page");
    let both = [Name::redirect_url, Name::redirect_url.wire()];
    let given = js::text(options, &both).or_else(|| js::text(options, &[Name::callback_url]));
    let url = given.and_then(|url| location::resolve_page(&url));
    Ok(url.ok_or_else(wrong)?.href())
}

/// An attempt that waits for its link.
struct Pending {
    instance: &'static Instance,
    shape: &'static Shape,
    waitable: &'static Waitable,
    resource: JsValue,
    /// The requests that look at it and that send its link.
    look: Request,
    send: Request,
    /// The active sessions that this client had when the wait began.
    sessions: Vec<JsValue>,
    /// The session of the user who has the email address, where the attempt is one.
    owner: Option<JsValue>,
}

impl Pending {
    fn new(instance: &'static Instance, resource: &JsValue) -> Outcome<Box<Self>> {
        let shape = instance.shapes.classes.shape_of(resource);
        let waitable = shape.and_then(|shape| Some((shape, shape.waitable?)));
        let (shape, waitable) = waitable.ok_or_else(|| error::not_created("attempt"))?;
        let sessions = instance.store.active_sessions();
        let current = || js::string(&instance.store.session(), Name::id);
        let owner = instance.store.owner(resource).or_else(current);
        Ok(Box::new(Self {
            owner: owner.filter(|_| !waitable.signs_in),
            sessions,
            instance,
            shape,
            waitable,
            resource: resource.clone(),
            look: instance::request(shape, resource, Verb::Get, "")?,
            send: instance::request(shape, resource, Verb::Post, waitable.prepare)?,
        }))
    }

    fn verification(&self) -> JsValue {
        (self.waitable.verification)(&self.resource)
    }

    fn work(&self, request: Request) -> Task {
        let request = Request { session_id: self.owner.clone(), ..request };
        self.instance.update(self.shape, &self.resource, request)
    }
}

impl magic_link::Attempt for Pending {
    fn send_link(&self, body: Option<JsValue>) -> Task {
        self.work(Request { body, ..self.send.clone() })
    }

    fn reload(&self, Poll { hold, limit_ms, .. }: Poll) -> Task {
        self.work(Request { hold, limit_ms, ..self.look.clone() })
    }

    fn state(&self, now: Moment) -> State {
        let Self { instance, resource, sessions, owner, .. } = self;
        let verification = self.verification();
        let verification = Verification(&verification);
        let status = verification.status();
        let expire_at = verification.expire_at();
        let created = js::get(resource, Name::created_session_id);
        let active = instance.store.active_sessions();
        State {
            has_ended: status.as_string().is_some_and(|status| facts::has_ended(&status)),
            is_gone: status.is_null(),
            left_ms: expire_at.map_or(f64::INFINITY, |at| instance.server_clock.until_ms(at, now)),
            expire_at,
            resend_available_at: verification.resend_available_at(),
            signs_in: self.waitable.signs_in,
            has_new_session: active
                .iter()
                .any(|one| !sessions.contains(one) && Session(one).id() != created),
            is_single_session: instance.is_single_session(),
            has_owner: owner
                .as_ref()
                .is_some_and(|id| instance.store.find_active_session(id).is_some()),
            can_hold: instance.can_hold_polls(),
        }
    }

    fn mark_expired(&self) {
        // We change the status ourselves, so the next answer must not be skipped as unchanged.
        self.instance.last_poll.set(None);
        js::set(&self.verification(), Name::status, "expired");
    }
}
