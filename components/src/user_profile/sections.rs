//! The sections of the profile, each with its panel. Pure.

use maud::{Markup, html};

use super::qr::qr;
use super::{Panel, UserProfile, opener};
use crate::context::{Context, digits};
use crate::pieces::field::{Field, owner, password_hint};
use crate::pieces::{button, link_sent, people};
use crate::snapshot::Address;
use crate::texts::{Text, Words};
use crate::wire::{Pairs, join};

/// Name and addresses.
pub(super) fn account(state: &UserProfile, context: &Context) -> Markup {
    let facts = &context.facts;
    let user = &facts.snapshot().user();
    let name = join(&[user.first_name, " ", user.last_name]);
    let name = name.trim_ascii();
    let identifier = user.address(user.primary_address_id).unwrap_or_default().address;
    let shown = html! {
        div class="cl-userPreview" {
            (people::avatar(name, identifier, user.image_url))
            span class="cl-userPreviewTextContainer" {
                span class="cl-userPreviewMainIdentifier" {
                    @if name.is_empty() { (facts.text(Text::NameEmpty)) } @else { bdi { (name) } }
                }
                @if !user.username.is_empty() {
                    span class="cl-userPreviewSecondaryIdentifier" { bdi { (user.username) } }
                }
            }
        }
        @if state.panel == Panel::Name {
            (panel(state, context, facts.text(Text::NameSection), Text::Save, &html! {
                @for &(name, value) in &[("first_name", user.first_name), ("last_name", user.last_name), ("username", user.username)] {
                    @if facts.attribute(name, "enabled") {
                        ({
                            let mut field = Field::named(name);
                            field.value = value;
                            field.is_optional = !facts.attribute(name, "required");
                            field.view(context)
                        })
                    }
                }
            }))
        } @else {
            (open(context, "name", "", Text::ChangeName, &facts.plain(Text::NameSection)))
        }
    };
    let addresses = html! {
        ul class="cl-profileSectionItemList" {
            @for address in user.addresses() {
                li class="cl-profileSectionItem" { (self::address(state, context, &address)) }
            }
        }
        @if state.panel == Panel::AddAddress {
            (panel(state, context, facts.text(Text::AddAddress), Text::Add, &html! {
                p class="cl-formHint" { (facts.text(Text::AddressHint)) }
                (Field::named("email_address").view(context))
            }))
        } @else {
            (open(context, "add", "", Text::AddAddress, ""))
        }
    };
    html! {
        (section(context, "profile", Text::NameSection, &shown))
        (section(context, "emailAddresses", Text::AddressSection, &addresses))
    }
}

/// An address: what it is, and what can be done with it.
fn address(state: &UserProfile, context: &Context, address: &Address<'_>) -> Markup {
    let facts = &context.facts;
    let is_primary = facts.snapshot().user().primary_address_id == address.id;
    let is_verified = address.verification.status == "verified";
    let panel_of = |panel| state.panel == panel && state.id == address.id;
    html! {
        div class="cl-profileSectionItemRow" {
            bdi class="cl-profileSectionItemText" dir="ltr" { (address.address) }
            @if is_primary { span class="cl-badge cl-badge__primary" { (facts.text(Text::Primary)) } }
            @if !is_verified { span class="cl-badge cl-badge__unverified" { (facts.text(Text::Unverified)) } }
        }
        @if panel_of(Panel::Address) {
            div class="cl-profilePanel" id=(facts.id("panel")) {
                p class="cl-formHint" {
                    (facts.text(Text::AddressWait)) " " bdi dir="ltr" { (address.address) }
                }
                (link_sent::link_sent_below(context, &state.wait, address.address, state.is_busy()))
                @if !state.wait.is_on() { (open(context, "verify", address.id, Text::Resend, "")) }
                (button::quiet(context, "cl-formButtonReset", "click:cancel", Text::Cancel))
            }
        } @else if panel_of(Panel::RemoveAddress) {
            @let name = facts.text_with(Text::RemoveNamed, address.address);
            (panel(state, context, name, Text::Remove, &html! {
                p class="cl-formHint" {
                    (name) " " (facts.text(Text::RemoveHint))
                }
            }))
        } @else {
            div class="cl-profileSectionItemActions" {
                @if !is_verified { (open(context, "verify", address.id, Text::VerifyAddress, address.address)) }
                @if is_verified && !is_primary { (open(context, "primary", address.id, Text::MakePrimary, address.address)) }
                @if !is_primary { (open(context, "remove", address.id, Text::Remove, address.address)) }
            }
        }
    }
}

/// Password, authenticator app, devices, and the end of the account.
pub(super) fn security(state: &UserProfile, context: &Context) -> Markup {
    let facts = &context.facts;
    let can_delete = facts.environment("user_settings.actions.delete_self") == "true";
    html! {
        (section(context, "password", Text::PasswordSection, &password(state, context)))
        @if facts.attribute("authenticator_app", "enabled") {
            (section(context, "mfa", Text::TotpSection, &totp(state, context)))
        }
        (section(context, "activeDevices", Text::DeviceSection, &devices(state, context)))
        @if can_delete {
            (section(context, "danger", Text::DangerSection, &html! {
                p class="cl-formHint" { (facts.text(Text::DeleteHint)) }
                @if state.panel == Panel::Delete {
                    (panel(state, context, facts.text(Text::DeleteAccount), Text::DeleteAccount, &html! {
                        ({
                            let mut field = Field::named("confirmation");
                            field.label = Text::DeleteConfirm;
                            field.autocomplete = "off";
                            field.view(context)
                        })
                    }))
                } @else {
                    (open(context, "delete", "", Text::DeleteAccount, ""))
                }
            }))
        }
    }
}

fn password(state: &UserProfile, context: &Context) -> Markup {
    let facts = &context.facts;
    let user = facts.snapshot().user();
    let has_one = user.password_enabled;
    let address = user.address(user.primary_address_id).unwrap_or_default().address;
    let hint = password_hint(context);
    let mut current = Field::named("current_password");
    current.label = Text::CurrentPassword;
    let mut new = Field::named("new_password");
    new.label = Text::NewPassword;
    new.autocomplete = "new-password";
    new.hint = &hint;
    let change = if has_one { Text::ChangePassword } else { Text::SetPassword };
    html! {
        p class="cl-profileSectionText" {
            (facts.text(if has_one { Text::HasPassword } else { Text::NoPassword }))
        }
        @if state.panel == Panel::Password {
            (panel(state, context, facts.text(change), Text::Save, &html! {
                (owner(context, address))
                @if has_one { (current.view(context)) }
                (new.view(context))
                label class="cl-formFieldCheckbox" {
                    input class="cl-formFieldCheckboxInput" type="checkbox" name="sign_out_others";
                    span { (facts.text(Text::SignOutOthers)) }
                }
            }))
        } @else if state.panel == Panel::RemovePassword {
            (panel(state, context, facts.text(Text::RemovePassword), Text::Remove, &html! {
                (owner(context, address))
                (current.view(context))
            }))
        } @else {
            div class="cl-profileSectionItemActions" {
                (open(context, "password", "", change, ""))
                @if has_one { (open(context, "remove_password", "", Text::RemovePassword, "")) }
            }
        }
    }
}

fn totp(state: &UserProfile, context: &Context) -> Markup {
    let facts = &context.facts;
    let has_one = facts.snapshot().user().totp_enabled;
    html! {
        p class="cl-profileSectionText" {
            (facts.text(if has_one { Text::TotpOn } else { Text::TotpOff }))
        }
        @if state.panel == Panel::Totp {
            div class="cl-profilePanel" id=(facts.id("panel")) {
                @if state.secret.is_empty() {
                    @if state.is_busy() { p class="cl-waiting" { span class="cl-spinner" aria-hidden="true" {} } }
                } @else {
                    p class="cl-formHint" { (facts.text(Text::TotpHint)) }
                    @if let Some((side, path)) = qr(&state.uri) { (picture(context, side, &path)) }
                    p class="cl-totpSecret" {
                        (facts.text(Text::TotpSecret)) " " code dir="ltr" { (state.secret) }
                    }
                    @if state.uri.starts_with("otpauth:") {
                        a class="cl-mailLink" href=(state.uri) { (facts.text(Text::TotpOpen)) }
                    }
                    (link_sent::code(context, state.is_busy()))
                }
                (button::quiet(context, "cl-formButtonReset", "click:cancel", Text::Cancel))
            }
        } @else if state.panel == Panel::RemoveTotp {
            (panel(state, context, facts.text(Text::RemoveTotp), Text::Remove, &html! {
                p class="cl-formHint" { (facts.text(Text::RemoveTotpHint)) }
            }))
        } @else if has_one {
            (open(context, "remove_totp", "", Text::RemoveTotp, ""))
        } @else {
            (open(context, "totp", "", Text::AddTotp, ""))
        }
    }
}

/// A QR code, dark on light whatever the page's colours are: cameras want that.
fn picture(context: &Context, side: usize, path: &str) -> Markup {
    let side = digits(side as u64);
    html! {
        svg class="cl-qrCode" viewBox={ "0 0 " (side) " " (side) } role="img"
            aria-label=(context.facts.text(Text::TotpPicture)) {
            path fill="#fff" d={ "M0 0h" (side) "v" (side) "H0z" } {}
            path fill="#000" shape-rendering="crispEdges" d=(path) {}
        }
    }
}

/// How many devices are shown.
const DEVICES: u64 = 50;

fn devices(state: &UserProfile, context: &Context) -> Markup {
    let facts = &context.facts;
    let all = Pairs(&state.devices);
    let current = facts.snapshot().session_id;
    html! {
        ul class="cl-profileSectionItemList" {
            @for number in 0..DEVICES {
                @let get = |name| all.get(&join(&[&digits(number), ".", name]));
                @let (id, browser, system) = (get("id"), get("latestActivity.browserName"), get("latestActivity.deviceType"));
                @let device = join(&[system, " ", browser]);
                @if !id.is_empty() {
                    li class="cl-profileSectionItem" {
                        div class="cl-profileSectionItemRow" {
                            span class="cl-profileSectionItemText" {
                                @if browser.is_empty() && system.is_empty() { (facts.text(Text::DeviceUnknown)) }
                                bdi { (device) }
                                " " bdi class="cl-profileSectionItemDetail" { (get("latestActivity.city")) " " (get("latestActivity.country")) }
                            }
                            @if id == current { span class="cl-badge cl-badge__thisDevice" { (facts.text(Text::ThisDevice)) } }
                        }
                        @if id != current { (open(context, "revoke", id, Text::DeviceSignOut, &device)) }
                    }
                }
            }
        }
        @if state.asked_devices != 0 { p class="cl-waiting" { span class="cl-spinner" aria-hidden="true" {} } }
    }
}

fn section(context: &Context, name: &str, title: Text, body: &Markup) -> Markup {
    html! {
        section class={ "cl-profileSection cl-profileSection__" (name) } {
            h2 class="cl-profileSectionTitle" { (context.facts.text(title)) }
            div class="cl-profileSectionContent" { (body) }
        }
    }
}

/// The open panel: a form with what it needs, its button, and the way back.
fn panel(
    state: &UserProfile,
    context: &Context,
    name: Words<'_>,
    label: Text,
    fields: &Markup,
) -> Markup {
    let facts = &context.facts;
    html! {
        form class="cl-form cl-profilePanel" id=(facts.id("panel")) aria-label=(name) data-on="submit:submit" novalidate {
            (fields)
            (button::submit(context, label, state.is_busy()))
            (button::quiet(context, "cl-formButtonReset", "click:cancel", Text::Cancel))
        }
    }
}

/// A button that opens a panel, or does something at once. If its label does not say what it is about, its name does.
fn open(context: &Context, what: &str, at: &str, label: Text, about: &str) -> Markup {
    let facts = &context.facts;
    let name = join(&[&facts.plain(label), ": ", about]);
    html! {
        button class="cl-profileSectionPrimaryButton" type="button" id=(facts.id(&opener(what, at)))
            data-on={ "click:" (what) } data-at=(at) aria-label=[Some(name).filter(|_| !about.is_empty())] {
            (facts.text(label))
        }
    }
}
