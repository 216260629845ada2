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
                aria-label=(context.text_with(Text::Edit, address)) { (icon::icon(icon::EDIT)) }
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
pub(crate) fn waiting(context: &Context, wait: &Wait) -> Markup {
    let text = if wait.is_offline { Text::Offline } else { Text::Waiting };
    html! {
        p class=(if wait.is_offline { "cl-waiting cl-error" } else { "cl-waiting" }) {
            span class="cl-spinner" aria-hidden="true" {}
            span { (context.text(text)) }
        }
    }
}

/// Sending again: locked for a while, with the seconds in its label. Its name does not change with them.
pub(crate) fn resend(context: &Context, wait: &Wait) -> Markup {
    let seconds = wait.seconds_left(context.now);
    let is_locked = seconds > 0 || wait.is_resending();
    let label = match seconds {
        0 => context.text(Text::Resend),
        seconds => context.text_with(Text::ResendIn, &digits(seconds)),
    };
    html! {
        button class="cl-formResendCodeLink" type="button" data-on="click:resend"
            aria-disabled=[is_locked.then_some("true")] aria-label=(context.text(Text::Resend)) {
            (label)
            @if wait.is_resending() { span class="cl-spinner" aria-hidden="true" {} }
        }
    }
}

/// The way to the mail of a provider, if the address is one of theirs.
pub(crate) fn mailbox(context: &Context, address: &str) -> Markup {
    html! {
        @if let Some((name, url)) = provider(address) {
            a class="cl-mailLink" href=(url) target="_blank" rel="noopener noreferrer" {
                (icon::icon(icon::MAIL))
                (context.text_with(Text::OpenMail, name))
            }
        }
    }
}

fn provider(address: &str) -> Option<(&'static str, &'static str)> {
    let (_, domain) = address.rsplit_once('@')?;
    let domain = domain.to_ascii_lowercase();
    // Gmail has these two domains, the others have one for many a country.
    Some(match domain.split('.').next()? {
        _ if matches!(domain.as_str(), "gmail.com" | "googlemail.com") => {
            ("Gmail", "https://mail.google.com/")
        }
        "outlook" | "hotmail" | "live" | "msn" => ("Outlook", "https://outlook.live.com/mail/"),
        "yahoo" | "ymail" | "rocketmail" => ("Yahoo Mail", "https://mail.yahoo.com/"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::provider;

    #[test]
    fn providers_are_known_by_their_domains() {
        let name = |address| provider(address).map(|(name, _)| name);
        assert_eq!(name("ada@gmail.com"), Some("Gmail"));
        assert_eq!(name("ada@Hotmail.co.uk"), Some("Outlook"));
        assert_eq!(name("ada@yahoo.de"), Some("Yahoo Mail"));
        for other in ["ada@example.test", "gmail.com", "ada@notgmail.com", "ada@mail.gmail.test", "ada@gmail.test"] {
            assert_eq!(name(other), None, "{other}");
        }
    }
}
