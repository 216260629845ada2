//! Fields of forms. Pure.

use maud::{Markup, html};

use crate::context::Context;
use crate::pieces::icon;
use crate::texts::Text;
use crate::wire;

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

impl Field<'_> {
    /// The field of this name, as it is in every form that has it.
    pub(crate) fn named(name: &'static str) -> Self {
        let (label, kind, autocomplete) = match name {
            "identifier" => (Text::EmailAddress, "email", "username"),
            "username" => (Text::Username, "text", "username"),
            "first_name" => (Text::FirstName, "text", "given-name"),
            "last_name" => (Text::LastName, "text", "family-name"),
            "password" | "current_password" | "new_password" => {
                (Text::Password, "password", "current-password")
            }
            "code" => (Text::Code, "text", "one-time-code"),
            _ => (Text::EmailAddress, "email", "email"),
        };
        Self { name, label, kind, autocomplete, value: "", is_optional: false, hint: "" }
    }

    /// The field with its label, hint and error. Its description is there even while it is empty, so that nothing moves
    /// and assistive technology hears of it once.
    pub(crate) fn view(&self, context: &Context) -> Markup {
        let facts = &context.facts;
        let id = facts.id(self.name);
        let error = context.error_of(self.name);
        let is_secret = self.kind == "password";
        let kind = if is_secret && context.reveals { "text" } else { self.kind };
        let (mode, capitals, direction) = match self.kind {
            "email" => ("email", "none", "ltr"),
            _ if self.name == "code" => ("numeric", "none", "ltr"),
            "text" if self.autocomplete != "username" => ("text", "words", "auto"),
            _ => ("text", "none", "ltr"),
        };
        let (state, invalid, below) = match error {
            "" => ("", "false", ("cl-formFieldHint", self.hint)),
            error => (" cl-error", "true", ("cl-formFieldErrorText", error)),
        };
        html! {
            div class={ "cl-formField cl-formField__" (camel(self.name)) (state) } {
                div class="cl-formFieldLabelRow" {
                    label class="cl-formFieldLabel" for=(id) { (facts.text(self.label)) }
                    @if self.is_optional {
                        span class="cl-formFieldHintText" { (facts.text(Text::Optional)) }
                    }
                }
                div class="cl-formFieldInputGroup" {
                    input class="cl-formFieldInput" id=(id) name=(self.name) type=(kind)
                        autocomplete=(self.autocomplete) inputmode=(mode) autocapitalize=(capitals)
                        spellcheck="false" dir=(direction) value=(self.value)
                        required[!self.is_optional] aria-invalid=(invalid) aria-describedby={ (id) "-below" }
                        data-on=(if self.name == "code" { "input:code" } else { "" });
                    @if is_secret { (reveal(context, &id)) }
                }
                p class=(below.0) id={ (id) "-below" } { (below.1) }
            }
        }
    }
}

/// A field that nobody sees. A password manager fills it in, so that it need not be asked for twice. Without an id, one
/// would become the other on the page, with what was filled in.
pub(crate) fn managed(
    context: &Context,
    name: &str,
    kind: &str,
    autocomplete: &str,
    value: &str,
) -> Markup {
    html! {
        input class="cl-srOnly" id=(context.facts.id(name)) name=(name) type=(kind) autocomplete=(autocomplete) value=(value)
            tabindex="-1" aria-hidden="true";
    }
}

/// Whose password it is, for a password manager.
pub(crate) fn owner(context: &Context, identifier: &str) -> Markup {
    managed(context, "username", "text", "username", identifier)
}

/// How long a new password has to be, if the server says so.
pub(crate) fn password_hint(context: &Context) -> String {
    match context.facts.environment("user_settings.password_settings.min_length") {
        "" => String::new(),
        length => context.facts.text_with(Text::PasswordHint, length).plain(),
    }
}

fn reveal(context: &Context, field: &str) -> Markup {
    let (text, path) = match context.reveals {
        true => (Text::HidePassword, icon::EYE_OFF),
        false => (Text::ShowPassword, icon::EYE),
    };
    html! {
        button class="cl-formFieldInputShowPasswordButton" type="button" data-on="click:reveal"
            aria-controls=(field) aria-label=(context.facts.text(text)) { (icon::icon(path)) }
    }
}

/// A name on the wire as the SDK and the style sheet have it: `first_name` as `firstName`.
pub(crate) fn camel(name: &str) -> String {
    let mut camel = Vec::new();
    let mut is_first = false;
    for byte in name.bytes() {
        if byte != b'_' {
            camel.push(if is_first { byte.to_ascii_uppercase() } else { byte });
        }
        is_first = byte == b'_';
    }
    wire::text(camel)
}
