//! Fields of forms. Pure.

use maud::{Markup, html};

use crate::context::Context;
use crate::pieces::icon;
use crate::texts::Text;

/// A field, by its name on the wire.
#[derive(Clone, Copy)]
pub(crate) struct Field<'a> {
    pub(crate) name: &'static str,
    pub(crate) label: Text,
    /// The attribute `type`.
    pub(crate) kind: &'static str,
    pub(crate) autocomplete: &'static str,
    /// What it starts with.
    pub(crate) value: &'a str,
    pub(crate) is_optional: bool,
    /// Below it; may be empty.
    pub(crate) hint: &'a str,
}

impl<'a> Field<'a> {
    /// The field of this name, as it is in every form that has it.
    pub(crate) fn named(name: &'static str) -> Self {
        let (label, kind, autocomplete) = match name {
            "identifier" => (Text::EmailAddress, "email", "username"),
            "username" => (Text::Username, "text", "username"),
            "first_name" => (Text::FirstName, "text", "given-name"),
            "last_name" => (Text::LastName, "text", "family-name"),
            "password" => (Text::Password, "password", "current-password"),
            "code" => (Text::Code, "text", "one-time-code"),
            _ => (Text::EmailAddress, "email", "email"),
        };
        Self { name, label, kind, autocomplete, value: "", is_optional: false, hint: "" }
    }

    /// The same with another label.
    pub(crate) fn labelled(self, label: Text) -> Self {
        Self { label, ..self }
    }

    /// The same with a value to start with.
    pub(crate) fn with(self, value: &'a str) -> Self {
        Self { value, ..self }
    }

    /// A password that is to be.
    pub(crate) fn new_password(self, hint: &'a str) -> Self {
        Self { autocomplete: "new-password", hint, ..self }
    }

    /// The field with its label, hint and error.
    pub(crate) fn view(&self, context: &Context) -> Markup {
        let id = context.id(self.name);
        let error = context.error_of(self.name);
        let below = [id.as_str(), "-below"].concat();
        let has_below = !(error.is_empty() && self.hint.is_empty());
        let is_secret = self.kind == "password";
        let kind = if is_secret && context.reveals { "text" } else { self.kind };
        let mode = match self.kind {
            "email" => Some("email"),
            _ if self.name == "code" => Some("numeric"),
            _ => None,
        };
        let class = ["cl-formField cl-formField__", &camel(self.name), if error.is_empty() { "" } else { " cl-error" }];
        html! {
            div class=(class.concat()) {
                div class="cl-formFieldLabelRow" {
                    label class="cl-formFieldLabel" for=(id) { (context.text(self.label)) }
                    @if self.is_optional {
                        span class="cl-formFieldHintText" id=[Some(context.id(self.name) + "-optional")] {
                            (context.text(Text::Optional))
                        }
                    }
                }
                div class="cl-formFieldInputGroup" {
                    input class="cl-formFieldInput" id=(id) name=(self.name) type=(kind)
                        autocomplete=(self.autocomplete) inputmode=[mode] value=(self.value)
                        required[!self.is_optional]
                        aria-invalid=[(!error.is_empty()).then_some("true")]
                        aria-describedby=[has_below.then_some(&below)]
                        autocapitalize=[(self.kind == "email" || self.name == "username").then_some("none")]
                        spellcheck=[(self.kind != "text" || self.name == "code").then_some("false")]
                        maxlength=[(self.name == "code").then_some("16")]
                        dir=[(self.kind != "text" || self.name == "code").then_some("ltr")]
                        data-on=[(self.name == "code").then_some("input:code")];
                    @if is_secret { (reveal(context, &id)) }
                }
                @if has_below {
                    p class=(if error.is_empty() { "cl-formFieldHint" } else { "cl-formFieldErrorText" }) id=(below) {
                        (if error.is_empty() { self.hint } else { error })
                    }
                }
            }
        }
    }
}

fn reveal(context: &Context, field: &str) -> Markup {
    let (text, path) = match context.reveals {
        true => (Text::HidePassword, icon::EYE_OFF),
        false => (Text::ShowPassword, icon::EYE),
    };
    html! {
        button class="cl-formFieldInputShowPasswordButton" type="button" data-on="click:reveal"
            aria-controls=(field) aria-label=(context.text(text)) { (icon::icon(path)) }
    }
}

/// A name on the wire as the SDK and the style sheet have it: `first_name` as `firstName`.
pub(crate) fn camel(name: &str) -> String {
    let mut camel = String::new();
    let mut parts = name.split('_');
    camel.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let mut letters = part.chars();
        camel.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        camel.push_str(letters.as_str());
    }
    camel
}
