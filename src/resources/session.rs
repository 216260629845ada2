//! A session, and the token that a backend checks.

use std::rc::Rc;

use wasm_bindgen::{JsCast, JsValue};

use super::shape::{Field, Kind, Shape};
use super::user::USER;
use super::{Arguments, Context, factor, settle, token};
use crate::error::Error;
use crate::fapi::Request;
use crate::wire;

/// Wire protocol 3.7 and 7.3.
pub(crate) static SESSION: Shape = Shape {
    name: "Session",
    fields: &[
        Field("id", Kind::Id),
        Field("status", Kind::Text),
        Field("expire_at", Kind::Instant),
        Field("abandon_at", Kind::Instant),
        Field("last_active_at", Kind::Instant),
        Field("last_active_token", Kind::Maybe(&TOKEN)),
        Field("user", Kind::Maybe(&USER)),
        Field("public_user_data", Kind::Value(&PUBLIC_USER_DATA)),
        Field("created_at", Kind::Instant),
        Field("updated_at", Kind::Instant),
    ],
    methods: &["touch", "end", "remove", "revoke", "getToken", "reload"],
    derive: None,
};

const COLLECTION: &str = "/client/sessions";

pub(crate) fn call(
    context: &Rc<Context>,
    method: &str,
    this: &JsValue,
    arguments: &Arguments,
) -> Result<JsValue, Error> {
    let path = |action| factor::path(this, COLLECTION, &SESSION, action);
    let path = match method {
        "touch" => path("/touch"),
        "end" => path("/end"),
        "remove" => path("/remove"),
        "revoke" => path("/revoke"),
        "reload" => return Ok(reload(context, this)),
        _ => return token::get_token(context, this, &arguments.first()),
    };
    let is_touch = method == "touch";
    let (context, this) = (Rc::clone(context), this.clone());
    Ok(settle(async move {
        let updated = context.update(&SESSION, &this, &Request::post(path?, Vec::new())).await?;
        if !is_touch {
            context.tokens.forget(&wire::string(&this, "id").unwrap_or_default());
        }
        Ok(updated)
    })
    .into())
}

/// A session comes with its client, and only so.
fn reload(context: &Rc<Context>, this: &JsValue) -> JsValue {
    let (context, this) = (Rc::clone(context), this.clone());
    settle(async move { context.fetch_client().await.map(|()| this) }).into()
}

/// A session of the user in whatever browser, as the server last saw it.
static SESSION_WITH_ACTIVITIES: Shape = Shape {
    name: "SessionWithActivities",
    fields: &[
        Field("id", Kind::Id),
        Field("status", Kind::Text),
        Field("expire_at", Kind::Instant),
        Field("abandon_at", Kind::Instant),
        Field("last_active_at", Kind::Instant),
        Field("latest_activity", Kind::Value(&ACTIVITY)),
    ],
    methods: &["revoke"],
    derive: None,
};

static ACTIVITY: Shape = Shape {
    name: "SessionActivity",
    fields: &[
        Field("id", Kind::Id),
        Field("browser_name", Kind::Text),
        Field("browser_version", Kind::Text),
        Field("device_type", Kind::Text),
        Field("ip_address", Kind::Text),
        Field("city", Kind::Text),
        Field("country", Kind::Text),
        Field("is_mobile", Kind::Flag),
    ],
    methods: &[],
    derive: None,
};

/// `user.getSessions()`. Asked anew each time, and its errors are told (wire protocol 8, 36).
pub(crate) fn with_activities(context: &Rc<Context>) -> JsValue {
    let context = Rc::clone(context);
    settle(async move {
        let request = Request::get("/me/sessions/active");
        let sessions = context.send(&request).await?;
        let list = js_sys::Array::new();
        for session in sessions.dyn_into::<js_sys::Array>().unwrap_or_default().iter() {
            list.push(&context.read(&SESSION_WITH_ACTIVITIES, &session, &request)?);
        }
        Ok(list.into())
    })
    .into()
}

/// `revoke()` of a session with activities.
pub(crate) fn revoke(context: &Rc<Context>, this: &JsValue) -> JsValue {
    let path = factor::path(this, "/me/sessions", &SESSION_WITH_ACTIVITIES, "/revoke");
    let (context, this) = (Rc::clone(context), this.clone());
    settle(async move {
        let request = Request::post(path?, Vec::new());
        context.update(&SESSION_WITH_ACTIVITIES, &this, &request).await
    })
    .into()
}

/// Wire protocol 3.10.
static TOKEN: Shape =
    Shape { name: "Token", fields: &[Field("jwt", Kind::Text)], methods: &[], derive: None };

static PUBLIC_USER_DATA: Shape = Shape {
    name: "PublicUserData",
    fields: &[
        Field("first_name", Kind::Text),
        Field("last_name", Kind::Text),
        Field("profile_image_url", Kind::Text),
        Field("image_url", Kind::Text),
        Field("has_image", Kind::Flag),
        Field("identifier", Kind::Text),
        Field("user_id", Kind::Text),
    ],
    methods: &[],
    derive: None,
};

/// Only an active session can be the current one (wire protocol 8, 18).
pub(crate) fn is_active(session: &JsValue) -> bool {
    wire::string(session, "status").as_deref() == Some("active")
}

/// The session token as the server last sent it.
pub(crate) fn last_token(session: &JsValue) -> Option<String> {
    wire::string(&wire::get(session, "lastActiveToken"), "jwt").filter(|jwt| !jwt.is_empty())
}
