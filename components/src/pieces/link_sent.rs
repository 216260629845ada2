//! "Check your email": who it went to, the code, the wait, and sending again. Pure.

use maud::{Markup, html};

use crate::context::{Context, digits};
use crate::pieces::field::Field;
use crate::pieces::{button, icon};
use crate::texts::Text;
use crate::wait::Wait;

/// To whom it went, and the way to correct that.
pub(crate) fn identity(context: &Context, address: &str) -> Markup {
    html! {
        div class="cl-identityPreview" {
            bdi class="cl-identityPreviewText" dir="ltr" { (address) }
            button class="cl-identityPreviewEditButton" type="button" data-on="click:edit"
                aria-label=(context.facts.text_with(Text::Edit, address)) { (icon::icon(icon::EDIT)) }
        }
    }
}

/// All of it, in the order in which it is needed. Without a wait, only a code was sent.
pub(crate) fn link_sent(
    context: &Context,
    wait: &Wait,
    address: &str,
    with_code: bool,
    is_busy: bool,
) -> Markup {
    html! {
        (identity(context, address))
        (mailbox(context, address))
        @if wait.is_on() { (waiting(context, wait)) }
        @if with_code { (code(context, is_busy)) }
        (resend(context, wait))
    }
}

/// The same where the address is shown already.
#[cfg(feature = "profile")]
pub(crate) fn link_sent_below(
    context: &Context,
    wait: &Wait,
    address: &str,
    is_busy: bool,
) -> Markup {
    html! {
        (mailbox(context, address))
        @if wait.is_on() {
            (waiting(context, wait))
            @if context.facts.links_have_codes() { (code(context, is_busy)) }
            (resend(context, wait))
        }
    }
}

/// The code of the email, handed in by itself once it is complete.
pub(crate) fn code(context: &Context, is_busy: bool) -> Markup {
    html! {
        form class="cl-form" data-on="submit:code" novalidate {
            (Field::named("code").view(context))
            (button::submit(context, Text::Continue, is_busy))
        }
    }
}

/// What the page waits for.
fn waiting(context: &Context, wait: &Wait) -> Markup {
    let text = if wait.is_offline { Text::Offline } else { Text::Waiting };
    html! {
        p class=(if wait.is_offline { "cl-waiting cl-error" } else { "cl-waiting" }) {
            span class="cl-spinner" aria-hidden="true" {}
            span { (context.facts.text(text)) }
        }
    }
}

/// Sending again: locked for a while, with the seconds in its label. They are no part of its name, which stays.
fn resend(context: &Context, wait: &Wait) -> Markup {
    let seconds = wait.seconds_left(context.facts.now);
    let is_locked = wait.is_locked(context.facts.now);
    html! {
        button class="cl-formResendCodeLink" type="button" data-on="click:resend"
            aria-disabled=(if is_locked { "true" } else { "false" }) {
            (context.facts.text(Text::Resend))
            @if seconds > 0 {
                span aria-hidden="true" { " " (context.facts.text_with(Text::ResendIn, &digits(seconds))) }
            }
        }
    }
}

/// The way to the mail of a provider, if the address is one of theirs.
fn mailbox(context: &Context, address: &str) -> Markup {
    html! {
        @if let Some((name, url)) = provider(address) {
            a class="cl-mailLink" href=(url) target="_blank" rel="noopener noreferrer" {
                (icon::icon(icon::MAIL))
                (context.facts.text_with(Text::OpenMail, name))
            }
        }
    }
}

/// How domains begin, whose mail it is, and where that is read. Some have a domain for many a country.
const PROVIDERS: [(&str, &str, &str); 7] = [
    ("gmail.com", "Gmail", "https://mail.google.com/"),
    ("googlemail.com", "Gmail", "https://mail.google.com/"),
    ("outlook.", "Outlook", "https://outlook.live.com/mail/"),
    ("hotmail.", "Outlook", "https://outlook.live.com/mail/"),
    ("live.", "Outlook", "https://outlook.live.com/mail/"),
    ("yahoo.", "Yahoo Mail", "https://mail.yahoo.com/"),
    ("ymail.", "Yahoo Mail", "https://mail.yahoo.com/"),
];

fn provider(address: &str) -> Option<(&'static str, &'static str)> {
    let domain = crate::route::after(address, crate::route::before(address, b"@"));
    let found = PROVIDERS.iter().find(|(start, ..)| domain.starts_with(start));
    found.map(|(_, name, url)| (*name, *url))
}

#[cfg(test)]
mod tests {
    use super::provider;

    #[test]
    fn providers_are_known_by_their_domains() {
        let name = |address| provider(address).map(|(name, _)| name);
        assert_eq!(name("ada@gmail.com"), Some("Gmail"));
        assert_eq!(name("ada@hotmail.co.uk"), Some("Outlook"));
        assert_eq!(name("ada@yahoo.de"), Some("Yahoo Mail"));
        for other in [
            "ada@example.test",
            "gmail.com",
            "ada@notgmail.com",
            "ada@mail.gmail.test",
            "ada@gmail.test",
        ] {
            assert_eq!(name(other), None, "{other}");
        }
    }
}
