//! The ground floor: modules that know no request, no table and no `App`.

pub(crate) mod address;
pub(crate) mod attempt;
pub(crate) mod cookie_suffix;
pub(crate) mod json;
pub(crate) mod limits;
pub(crate) mod nonces;
pub(crate) mod origins;
pub(crate) mod pasted;
pub(crate) mod random;
pub(crate) mod recent_tokens;
pub(crate) mod secret;
pub(crate) mod time;
pub(crate) mod user_agent;
pub(crate) mod wakers;
