//! A session, and the token that a backend checks.

use wasm_bindgen::JsValue;

use super::shape::{Field, Kind, Shape};
use super::user::USER;
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
    methods: &[],
    derive: None,
};

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
