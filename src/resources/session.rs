//! A session, and the token that a backend checks.

use wasm_bindgen::JsCast;

use super::user::USER;
use crate::fapi::Method::Post;
use crate::fapi::Request;
use crate::instance::Call;
use crate::instance::params::none;
use crate::instance::table::Does::{Run, Send};
use crate::instance::table::Method;
use crate::instance::table::{Field, Kind, Path, Shape};
use crate::instance::tokens;
use crate::js::{self, Name};
use crate::session;
use crate::task::Outcome;

/// Wire protocol 3.7 and 7.3.
pub(crate) static SESSION: Shape = Shape {
    name: "Session",
    path: Path::Among(session::PATH),
    fields: &[
        Field(Name::id, Kind::Id),
        Field(Name::status, Kind::Text),
        Field(Name::expire_at, Kind::Instant),
        Field(Name::abandon_at, Kind::Instant),
        Field(Name::last_active_at, Kind::Instant),
        Field(Name::last_active_token, Kind::Quiet(&TOKEN)),
        Field(Name::user, Kind::Maybe(&USER)),
        Field(Name::public_user_data, Kind::Value(&PUBLIC_USER_DATA)),
        Field(Name::created_at, Kind::Instant),
        Field(Name::updated_at, Kind::Instant),
    ],
    methods: &[
        Method("touch", Send(Post, "/touch", none)),
        Method("end", Run(|call| leave(call, "/end"))),
        Method("remove", Run(|call| leave(call, "/remove"))),
        Method("revoke", Run(|call| leave(call, "/revoke"))),
        Method("getToken", Run(tokens::get_token)),
        Method("reload", Run(reload)),
    ],
    derive: None,
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

/// A session of the user in any browser, as the server last saw it.
static SESSION_WITH_ACTIVITIES: Shape = Shape {
    name: "SessionWithActivities",
    path: Path::Among("/me/sessions"),
    fields: &[
        Field(Name::id, Kind::Id),
        Field(Name::status, Kind::Text),
        Field(Name::expire_at, Kind::Instant),
        Field(Name::abandon_at, Kind::Instant),
        Field(Name::last_active_at, Kind::Instant),
        Field(Name::latest_activity, Kind::Value(&ACTIVITY)),
    ],
    methods: &[Method("revoke", Send(Post, "/revoke", none))],
    derive: None,
    waitable: None,
};

static ACTIVITY: Shape = Shape::part(
    "SessionActivity",
    &[
        Field(Name::id, Kind::Id),
        Field(Name::browser_name, Kind::Text),
        Field(Name::browser_version, Kind::Text),
        Field(Name::device_type, Kind::Text),
        Field(Name::ip_address, Kind::Text),
        Field(Name::city, Kind::Text),
        Field(Name::country, Kind::Text),
        Field(Name::is_mobile, Kind::Flag),
    ],
);

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

/// Wire protocol 3.10.
///
/// Its JSON is empty, so that a session that is written to a log contains no token that still works.
static TOKEN: Shape = Shape {
    methods: &[Method("toJSON", Run(|_| Ok(js_sys::Object::new().into())))],
    ..Shape::part("Token", &[Field(Name::jwt, Kind::Text)])
};

static PUBLIC_USER_DATA: Shape = Shape::part(
    "PublicUserData",
    &[
        Field(Name::first_name, Kind::Text),
        Field(Name::last_name, Kind::Text),
        Field(Name::profile_image_url, Kind::Text),
        Field(Name::image_url, Kind::Text),
        Field(Name::has_image, Kind::Flag),
        Field(Name::identifier, Kind::Text),
        Field(Name::user_id, Kind::Text),
    ],
);
