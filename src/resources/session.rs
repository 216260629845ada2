//! A session, and the token that a backend checks.

use wasm_bindgen::JsCast;

use super::user::USER;
use crate::fapi::Method::Post;
use crate::fapi::Request;
use crate::instance::Call;
use crate::instance::fields::fields;
use crate::instance::params::none;
use crate::instance::table::Does::{Run, Send};
use crate::instance::table::Method;
use crate::instance::table::{Path, Shape};
use crate::instance::tokens;
use crate::js::{self, Name};
use crate::session;
use crate::task::Outcome;

fields! {
    /// Wire protocol 3.7 and 7.3.
    Session {
        id: Id,
        status: Text,
        expire_at: Instant,
        abandon_at: Instant,
        last_active_at: Instant,
        last_active_token: Quiet(TOKEN),
        user: Maybe(USER),
        public_user_data: Value(PUBLIC_USER_DATA),
        created_at: Instant,
        updated_at: Instant,
    }
}

pub(crate) static SESSION: Shape = Shape {
    name: "Session",
    path: Path::Among(session::PATH),
    fields: Session::FIELDS,
    methods: &[
        Method("touch", Send(Post, "/touch", none)),
        Method("end", Run(|call| leave(call, "/end"))),
        Method("remove", Run(|call| leave(call, "/remove"))),
        Method("revoke", Run(|call| leave(call, "/revoke"))),
        Method("getToken", Run(tokens::get_token)),
        Method("reload", Run(reload)),
    ],
    waitable: None,
};

/// Ends the session by this action, and forgets its tokens.
fn leave(call: &Call, action: &'static str) -> Outcome {
    call.update(call.request(Post, action, none), |instance, this, updated| {
        instance.tokens.forget(&js::get(this, Name::id));
        instance.tell_tabs("signout", &[]);
        Ok(updated)
    })
}

/// Fetches the client: a session comes only with its client.
fn reload(call: &Call) -> Outcome {
    call.promise_this(call.instance.fetch_client())
}

fields! {
    /// A session of the user in any browser, as the server last saw it.
    SessionWithActivities {
        id: Id,
        status: Text,
        expire_at: Instant,
        abandon_at: Instant,
        last_active_at: Instant,
        latest_activity: Value(ACTIVITY),
    }
}

static SESSION_WITH_ACTIVITIES: Shape = Shape {
    name: "SessionWithActivities",
    path: Path::Among("/me/sessions"),
    fields: SessionWithActivities::FIELDS,
    methods: &[Method("revoke", Send(Post, "/revoke", none))],
    waitable: None,
};

fields! {
    SessionActivity {
        id: Id,
        browser_name: Text,
        browser_version: Text,
        device_type: Text,
        ip_address: Text,
        city: Text,
        country: Text,
        is_mobile: Flag,
    }
}

static ACTIVITY: Shape = Shape::part("SessionActivity", SessionActivity::FIELDS);

/// `user.getSessions()`. Each call asks the server, and errors reach the caller (wire protocol 8.36).
pub(crate) fn with_activities(call: &Call) -> Outcome {
    const PATH: &str = "/me/sessions/active";
    call.ask(Ok(Request::get(PATH)), |instance, _, sessions| {
        let list = js_sys::Array::new();
        for session in sessions.dyn_into::<js_sys::Array>().unwrap_or_default().iter() {
            list.push(&instance.shapes.decode(&SESSION_WITH_ACTIVITIES, &session, &PATH.into())?);
        }
        Ok(list.into())
    })
}

fields! {
    /// Wire protocol 3.10.
    Token {
        jwt: Jwt,
    }
}

/// Its JSON is empty, so that a session that is written to a log contains no token that still works.
static TOKEN: Shape = Shape {
    methods: &[
        Method("getRawString", Run(|call| Ok(tokens::text(call.this).unwrap_or_default()))),
        Method("toJSON", Run(|_| Ok(js_sys::Object::new().into()))),
    ],
    ..Shape::part("Token", Token::FIELDS)
};

fields! {
    PublicUserData {
        first_name: Text,
        last_name: Text,
        profile_image_url: Text,
        image_url: Text,
        has_image: Flag,
        identifier: Text,
        user_id: Text,
    }
}

static PUBLIC_USER_DATA: Shape = Shape::part("PublicUserData", PublicUserData::FIELDS);
