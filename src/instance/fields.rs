//! The fields of a resource are written once: they become the rows of its table and a typed getter for each.

/// Makes a type whose `FIELDS` are the rows, and which reads them from the object that it is given.
///
/// A row is `name: Kind`, with the shape in parentheses if the kind has one.
macro_rules! fields {
    (
        $(#[$doc:meta])*
        $type:ident { $($name:ident: $kind:ident $(($shape:path))?,)* }
        $(derived { $($derived:ident: $rule:ident($first:ident, $second:ident),)* })?
    ) => {
        $(#[$doc])*
        #[allow(dead_code, reason = "some are only shown to the app")]
        pub(crate) struct $type<'a>(pub(crate) &'a wasm_bindgen::JsValue);

        #[allow(dead_code, non_snake_case, reason = "some are only shown to the app, one in a spelling of its own")]
        impl $type<'_> {
            pub(crate) const FIELDS: $crate::instance::table::Fields = $crate::instance::table::Fields {
                rows: &[
                    $(
                        $crate::js::Name::$name.byte(),
                        $crate::instance::table::Kind::$kind as u8,
                    )*
                    $($(
                        $crate::js::Name::$derived.byte(),
                        $crate::instance::table::Kind::$rule as u8,
                        $crate::js::Name::$first.byte(),
                        $crate::js::Name::$second.byte(),
                    )*)?
                ],
                parts: &[$($(&$shape,)?)*],
            };

            $($crate::instance::fields::getter!($name: $kind);)*
            $($($crate::instance::fields::getter!($derived: $rule);)*)?
        }
    };
}

/// The getter of a field of this kind. A field of another type reads as missing.
macro_rules! getter {
    ($name:ident: Number) => { $crate::instance::fields::getter!($name, number -> Option<f64>); };
    ($name:ident: Instant) => { $crate::instance::fields::getter!($name, instant -> Option<f64>); };
    ($name:ident: Flag) => { $crate::instance::fields::getter!($name, flag -> bool); };
    ($name:ident: List) => { $crate::instance::fields::getter!($name, items -> Vec<wasm_bindgen::JsValue>); };
    ($name:ident: Many) => { $crate::instance::fields::getter!($name, items -> Vec<wasm_bindgen::JsValue>); };
    ($name:ident: Active) => { $crate::instance::fields::getter!($name, items -> Vec<wasm_bindgen::JsValue>); };
    ($name:ident: $kind:ident) => { $crate::instance::fields::getter!($name, get -> wasm_bindgen::JsValue); };
    ($name:ident, $read:ident -> $type:ty) => {
        #[inline(always)]
        pub(crate) fn $name(&self) -> $type {
            $crate::js::$read(self.0, $crate::js::Name::$name)
        }
    };
}

pub(crate) use {fields, getter};
