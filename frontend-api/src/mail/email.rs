//! The emails and their words.

use std::time::Duration;

use maud::{DOCTYPE, html};

use crate::plain::attempt::Attempt;
use crate::plain::{time, user_agent};
use crate::settings::Words;

/// An email as it was written.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Email {
    /// The recipient.
    pub(crate) to: String,
    /// The subject.
    pub(crate) subject: String,
    /// The text part.
    pub(crate) text: String,
    /// The HTML part.
    pub(crate) html: String,
    /// The link in it.
    pub(crate) link: Option<String>,
    /// The code in it.
    pub(crate) code: Option<String>,
    /// The attempt that it belongs to. A newer email of the same attempt makes this one worthless.
    pub(crate) attempt_id: String,
    /// How long its link and code work.
    pub(crate) life: Duration,
}

impl std::fmt::Debug for Email {
    /// Leaves out the link and the code, which are secrets.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Email").field("subject", &self.subject).finish_non_exhaustive()
    }
}

/// What an email has to say.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EmailContent<'a> {
    /// The recipient.
    pub(crate) to: &'a str,
    /// The attempt that it belongs to.
    pub(crate) attempt: &'a Attempt,
    /// The application's name.
    pub(crate) application: &'a str,
    /// The colour of its button, `#rrggbb`.
    pub(crate) color: &'a str,
    /// The words that whoever runs the application has chosen.
    pub(crate) words: Words<'a>,
    /// The link. `None` if there is only a code.
    pub(crate) link: Option<&'a str>,
    /// Six digits. `None` if there is only a link.
    pub(crate) code: Option<&'a str>,
    /// The `User-Agent` of the browser that asked.
    pub(crate) user_agent: &'a str,
    /// When it asked.
    pub(crate) asked_at: i64,
    /// Until when link and code work.
    pub(crate) expire_at: i64,
}

/// Writes the email, as text and as HTML.
pub(crate) fn compose(content: &EmailContent<'_>) -> Email {
    let EmailContent { to, application, words, link, code, .. } = *content;
    let filled = |text: &str| text.replace("{application}", application);
    let (subject, greeting) = (filled(words.subject), filled(words.greeting));
    let footer = filled(words.footer);
    let action = match content.attempt {
        Attempt::SignIn(_) => "Sign in",
        Attempt::SignUp(_) => "Create my account",
        Attempt::EmailAddress(_) => "Add this address",
    };
    let who = format!(
        "Asked for by {} on {}.",
        user_agent::describe(content.user_agent),
        time::utc(content.asked_at)
    );
    let life_ms = content.expire_at - content.asked_at;
    let life =
        format!("It works once, until {} ({}).", time::utc(content.expire_at), time::span(life_ms));
    let unasked = match content.attempt {
        Attempt::EmailAddress(_) => {
            "If you did not ask for this, do not use this email: whoever asked would have your \
             address on their account."
        }
        _ => {
            "If you did not ask for this, do not use this email, and do not give it to anybody: \
             whoever asked would be signed in as you."
        }
    };
    let mut text = format!("{subject}\n\n");
    if !greeting.is_empty() {
        text.push_str(&format!("{greeting}\n\n"));
    }
    if let Some(link) = link {
        text.push_str(&format!("Open this link:\n\n{link}\n\n"));
    }
    if let Some(code) = code {
        text.push_str(&format!("{}: {code}\n\n", type_code(link)));
    }
    text.push_str(&format!("{life}\n{who}\n{unasked}\n"));
    if !footer.is_empty() {
        text.push_str(&format!("\n{footer}\n"));
    }
    Email {
        to: to.to_owned(),
        html: html_part([&subject, &greeting, &footer], action, content, &[&life, &who, unasked]),
        subject,
        text,
        link: link.map(str::to_owned),
        code: code.map(str::to_owned),
        attempt_id: content.attempt.id().to_owned(),
        life: Duration::from_millis(u64::try_from(life_ms).unwrap_or(0)),
    }
}

/// The kind of email, as the settings name it.
pub(crate) fn kind(attempt: &Attempt) -> &'static str {
    match attempt {
        Attempt::SignIn(_) => "sign_in",
        Attempt::SignUp(_) => "sign_up",
        Attempt::EmailAddress(_) => "add_address",
    }
}

fn type_code(link: Option<&str>) -> &'static str {
    if link.is_some() {
        "Or type this code where you asked"
    } else {
        "Type this code where you asked"
    }
}

/// The HTML part. Its CSS is inline and simple, since mail programs know little more.
fn html_part(
    [subject, greeting, footer]: [&str; 3],
    action: &str,
    content: &EmailContent<'_>,
    notes: &[&str; 3],
) -> String {
    let [life, who, unasked] = *notes;
    let chosen = "margin:0 0 20px;white-space:pre-line";
    let small = "margin:0 0 12px;color:#4d5b78;font-size:13px;line-height:1.5";
    let (color, ink) = (content.color, ink_on(content.color));
    let button = format!(
        "display:inline-block;padding:12px 22px;border-radius:8px;background:{color};color:{ink};\
         font-weight:600;text-decoration:none"
    );
    let digits = "margin:0 0 20px;font:600 26px/1.2 ui-monospace,Menlo,Consolas,monospace;\
                  letter-spacing:6px";
    html! {
        (DOCTYPE)
        html lang="en" {
            head { meta charset="utf-8"; title { (subject) } }
            body style="margin:0;padding:16px;background:#e6ecf6;color:#14203a;font:16px/1.5 system-ui,-apple-system,Segoe UI,Roboto,sans-serif" {
                div style="max-width:480px;margin:0 auto;padding:24px;border-radius:14px;background:#ffffff" {
                    h1 style="margin:0 0 20px;font-size:21px;line-height:1.3" { (subject) }
                    @if !greeting.is_empty() { p style=(chosen) { (greeting) } }
                    @if let Some(link) = content.link {
                        p style="margin:0 0 20px" { a href=(link) style=(button) { (action) } }
                    }
                    @if let Some(code) = content.code {
                        p style="margin:0 0 6px" { (type_code(content.link)) ":" }
                        p style=(digits) { (code) }
                    }
                    @if let Some(link) = content.link {
                        p style=(small) {
                            "If the button does not work, copy this link:" br;
                            a href=(link) style="color:#1c3f94;word-break:break-all" { (link) }
                        }
                    }
                    p style=(small) { (life) }
                    p style=(small) { (who) }
                    p style="margin:0;color:#4d5b78;font-size:13px;line-height:1.5" { (unasked) }
                    @if !footer.is_empty() {
                        p style="margin:20px 0 0;white-space:pre-line" { (footer) }
                    }
                }
            }
        }
    }
    .into_string()
}

/// Black or white: whichever is easier to read on this colour.
fn ink_on(color: &str) -> &'static str {
    let part = |at: usize| {
        let hex = color.get(at..at + 2).unwrap_or("00");
        let value = f64::from(u8::from_str_radix(hex, 16).unwrap_or(0)) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    // The relative luminance of WCAG 2. At this one, both have the same contrast.
    let luminance = 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
    if luminance > 0.179 { "#000000" } else { "#ffffff" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_on_a_colour_can_be_read() {
        for (color, ink) in [
            ("#000000", "#ffffff"),
            ("#1c3f94", "#ffffff"),
            ("#ffffff", "#000000"),
            ("#ffd400", "#000000"),
        ] {
            assert_eq!(ink_on(color), ink, "{color}");
        }
    }

    #[test]
    fn both_parts_hold_the_link_the_code_and_who_asked() {
        let link = "http://localhost:4000/v1/verify?token=abc";
        let email = compose(&EmailContent {
            to: "ada@example.com",
            application: "<Demo>",
            color: "#aa3366",
            words: Words {
                subject: "Sign in to {application}",
                greeting: "Hello <you>,\nthis is {application}.",
                footer: "Bye",
            },
            attempt: &Attempt::SignIn("sia_1".into()),
            link: Some(link),
            code: Some("012345"),
            user_agent: "Firefox/1 Linux",
            asked_at: 0,
            expire_at: 600_000,
        });
        for part in [&email.text, &email.html] {
            for fact in [link, "012345", "Firefox on Linux", "10 minutes", "Bye"] {
                assert!(part.contains(fact), "{fact} in {part}");
            }
        }
        assert!(!email.html.contains("<Demo>"), "the name is escaped");
        assert!(email.html.contains("Hello &lt;you&gt;,\nthis is &lt;Demo&gt;."));
        assert!(email.text.contains("\n\nHello <you>,\nthis is <Demo>.\n\n"));
        assert!(email.subject.contains("<Demo>"));
        assert!(email.html.contains("background:#aa3366;color:#ffffff"));
    }
}
