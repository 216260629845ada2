//! The client: this browser's sessions and attempts.

use super::session::SESSION;
use super::sign_in::SIGN_IN;
use super::sign_up::SIGN_UP;
use crate::fapi::{self, Request};
use crate::instance::Call;
use crate::instance::fields::fields;
use crate::instance::table::Does::{Alias, Run};
use crate::instance::table::Method;
use crate::instance::table::{Path, Shape};
use crate::js::Name;
use crate::task::Outcome;

fields! {
    /// Wire protocol 3.2 and 7.2.
    Client {
        id: Id,
        sessions: Many(SESSION),
        sign_in: One(SIGN_IN),
        sign_up: One(SIGN_UP),
        last_active_session_id: Text,
        created_at: Instant,
        updated_at: Instant,
    }
    derived {
        // Only an active session can be the current one (wire protocol 8.18).
        active_sessions: Active(sessions, status),
    }
}

pub(crate) static CLIENT: Shape = Shape {
    name: "Client",
    path: Path::Here(PATH),
    fields: Client::FIELDS,
    methods: &[
        Method("create", Run(create)),
        Method("fetch", Run(fetch)),
        Method("reload", Run(fetch)),
        Method("destroy", Run(destroy)),
        Method("isNew", Run(|call| Ok(Client(call.this).id().is_undefined().into()))),
        Method("signInAttempt", Alias(Name::sign_in)),
        Method("signUpAttempt", Alias(Name::sign_up)),
        Method("signedInSessions", Alias(Name::active_sessions)),
    ],
    waitable: None,
};

pub(crate) const PATH: &str = "/client";

fn create(call: &Call) -> Outcome {
    let request = Request::new(fapi::Method::Put, PATH);
    call.ask(Ok(request), |instance, this, client| {
        instance.take_client(&client)?;
        Ok(this.clone())
    })
}

fn fetch(call: &Call) -> Outcome {
    call.promise_this(call.instance.fetch_client())
}

fn destroy(call: &Call) -> Outcome {
    call.promise_this(call.instance.destroy_client())
}
