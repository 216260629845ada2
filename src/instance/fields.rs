//! The fields of a resource are written once: they become the rows of its table and a typed getter for each.

/// Makes a type whose `FIELDS` are the rows, and which reads them from the object that it is given.
///
/// A row is `name: Kind`, with the shape in parentheses if the kind has one.
macro_rules! fields {
    ($(#[$doc:meta])* $type:ident { $($name:ident: $kind:ident $(($shape:path))?,)* }) => {
        $(#[$doc])*
        #[allow(dead_code, reason = "some are only shown to the app")]
        pub(crate) struct $type<'a>(pub(crate) &'a wasm_bindgen::JsValue);

        #[allow(dead_code, reason = "some are only shown to the app")]
        impl $type<'_> {
            pub(crate) const FIELDS: &'static [$crate::instance::table::Field] = &[
                $($crate::instance::table::Field(
                    $crate::js::Name::$name,
                    $crate::instance::table::Kind::$kind $((&$shape))?,
                ),)*
            ];

            $($crate::instance::fields::getter!($name: $kind);)*
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
    ($name:ident: $kind:ident) => { $crate::instance::fields::getter!($name, get -> wasm_bindgen::JsValue); };
    ($name:ident, $read:ident -> $type:ty) => {
        #[inline(always)]
        pub(crate) fn $name(&self) -> $type {
            $crate::js::$read(self.0, $crate::js::Name::$name)
        }
    };
}

pub(crate) use {fields, getter};
