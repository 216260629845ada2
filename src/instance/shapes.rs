//! From a reply to what a user holds: one table for each resource, one decoder for all.
//!
//! There are two steps, so that a reply we cannot read changes nothing. [`Shapes::decode`] checks a reply and
//! builds a fresh object. [`Shapes::merge`] brings the object that the user holds up to date. A resource
//! stays the same object as long as its id stays, a value as long as its content stays.

use js_sys::{Array, Date};
use wasm_bindgen::{JsCast, JsValue};

use super::classes::Classes;
use super::table::{Field, Kind, Shape};
use crate::error;
use crate::js::{self, Name};

/// Decodes and merges what one `Clerk` instance holds.
pub(crate) struct Shapes {
    /// The shape of the client.
    pub(super) client: &'static Shape,
    pub(crate) classes: Classes,
}

impl Shapes {
    pub(crate) fn new(client: &'static Shape, instance: usize) -> Self {
        Self { client, classes: Classes::new(instance) }
    }

    /// Builds an object from a reply, or from `null` for a resource that does not exist yet.
    ///
    /// Err names the first field whose type is not what the table says. Fields that the table does not know
    /// are ignored, since newer servers send more.
    pub(crate) fn decode(
        &self,
        shape: &'static Shape,
        reply: &JsValue,
        url: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let wrong = |field| error::reply(url, field);
        let is_missing = reply.is_null() || reply.is_undefined();
        if !is_missing && !reply.is_object() {
            return Err(wrong(shape.name));
        }
        let out = self.classes.object(shape);
        for Field(name, kind) in shape.fields {
            let value = js::get(reply, name.wire());
            let decoded = match kind {
                Kind::Id if !is_missing && !value.is_string() => None,
                _ => self.decode_field(kind, &value, url)?,
            };
            let decoded = decoded.ok_or_else(|| wrong(name.as_str()))?;
            js::set(&out, shown(shape, *name), decoded);
        }
        if let Some(derive) = shape.derive {
            derive(&out);
        }
        Ok(out)
    }

    /// `Ok(None)` when the value does not have the type that it should have.
    fn decode_field(
        &self,
        kind: &Kind,
        value: &JsValue,
        url: &JsValue,
    ) -> Result<Option<JsValue>, JsValue> {
        let missing = value.is_null() || value.is_undefined();
        let checked = |is: bool| is.then(|| value.clone());
        Ok(match kind {
            Kind::Id if missing => Some(JsValue::UNDEFINED),
            Kind::Flag if missing => Some(JsValue::FALSE),
            Kind::List | Kind::Many(_) if missing => Some(Array::new().into()),
            Kind::Value(shape) | Kind::One(shape) if missing => {
                Some(self.decode(shape, &JsValue::NULL, url)?)
            }
            _ if missing => Some(JsValue::NULL),
            Kind::Id | Kind::Text => checked(value.is_string()),
            Kind::Number => checked(value.as_f64().is_some()),
            Kind::Flag => checked(value.as_bool().is_some()),
            Kind::Instant => value.as_f64().map(|ms| Date::new(&ms.into()).into()),
            Kind::Json => Some(value.clone()),
            Kind::List => checked(Array::is_array(value)),
            Kind::Named if Array::is_array(value) => {
                Some(js::list(value).iter().map(js::in_both_cases).collect::<Array>().into())
            }
            Kind::Named => value.is_object().then(|| js::in_both_cases(value)),
            Kind::Value(shape) | Kind::One(shape) | Kind::Maybe(shape) | Kind::Quiet(shape)
                if value.is_object() =>
            {
                Some(self.decode(shape, value, url)?)
            }
            Kind::Many(shape) if Array::is_array(value) => {
                let out = Array::new();
                for item in value.unchecked_ref::<Array>().iter() {
                    out.push(&self.decode(shape, &item, url)?);
                }
                Some(out.into())
            }
            _ => None,
        })
    }

    /// Brings `held` up to date with `fresh`, both of this shape. True when anything changed.
    pub(crate) fn merge(&self, shape: &'static Shape, held: &JsValue, fresh: &JsValue) -> bool {
        let mut changed = false;
        for Field(name, kind) in shape.fields {
            let name = shown(shape, *name);
            let (old, new) = (js::get(held, name), js::get(fresh, name));
            let (next, inner_changed) = self.merged(kind, &old, new);
            changed |= inner_changed || next != old;
            if next != old {
                js::set(held, name, next);
            }
        }
        if let Some(derive) = shape.derive
            && changed
        {
            derive(held);
        }
        changed
    }

    /// What a field holds after a merge, and whether something inside it changed.
    fn merged(&self, kind: &Kind, old: &JsValue, new: JsValue) -> (JsValue, bool) {
        match kind {
            Kind::Quiet(shape) if new.is_object() && old.is_object() => {
                self.merge(shape, old, &new);
                (old.clone(), false)
            }
            Kind::One(shape) | Kind::Maybe(shape)
                if new.is_object() && is_same_resource(old, &new) =>
            {
                let changed = self.merge(shape, old, &new);
                (old.clone(), changed)
            }
            Kind::Many(shape) => {
                let held: Vec<JsValue> = js::list(old);
                let mut changed = false;
                let next: Vec<JsValue> = js::list(&new)
                    .into_iter()
                    .map(|item| match held.iter().find(|old| is_same_resource(old, &item)) {
                        Some(old) => {
                            changed |= self.merge(shape, old, &item);
                            old.clone()
                        }
                        None => item,
                    })
                    .collect();
                if old.is_object() && next == held {
                    (old.clone(), changed)
                } else {
                    (next.into_iter().collect::<Array>().into(), true)
                }
            }
            _ if js::same(old, &new) => (old.clone(), false),
            _ => (new, false),
        }
    }
}

/// Whether `new` is a later state of `old`. An attempt that was not created yet becomes any that is created;
/// otherwise the id decides.
pub(crate) fn is_same_resource(old: &JsValue, new: &JsValue) -> bool {
    old.is_object()
        && (js::get(old, Name::id).is_undefined()
            || js::get(old, Name::id) == js::get(new, Name::id))
}

/// The name of a field in JavaScript. Two do not follow the rule (wire protocol 7).
fn shown(shape: &Shape, name: Name) -> Name {
    match name {
        Name::web3_wallet if shape.name == "SignUp" => Name::web3wallet,
        Name::external_verification_redirect_url => Name::externalVerificationRedirectURL,
        _ => name,
    }
}
