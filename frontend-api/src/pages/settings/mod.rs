//! `/settings`: the page on which whoever runs the application chooses how it behaves. It has no scripts.

pub(crate) mod changes;
mod field;

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

use crate::pages::head::head;
use crate::pages::settings::changes::{Told, What};
use crate::settings::flags::Given;
use crate::settings::table::{SECTIONS, Section};
use crate::settings::typed::Typed;

const STYLE: &str = concat!(
    include_str!("../../../assets/colours.css"),
    include_str!("../../../assets/column.css"),
    include_str!("../../../assets/settings.css")
);

const POLICY: &str = "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; \
                      frame-ancestors 'none'; base-uri 'none'";

/// What somebody can do whose browser has two cookies of the name.
pub(crate) const TWO_COOKIES: &str = "This browser holds two cookies named __settings for this host, so another \
                                      program on it has set one. Delete the cookies of this host, and load the \
                                      page again.";

/// Where all changes are.
pub(crate) const HISTORY_PATH: &str = "/settings/changes";

/// Where the style sheet is.
pub(crate) const STYLE_PATH: &str = "/settings/settings.css";

/// The emails, with the button's words for each.
const EMAILS: [(&str, &str); 3] =
    [("sign_in", "Sign-in"), ("sign_up", "Sign-up"), ("add_address", "Another address")];

/// What the page shows.
#[derive(Debug)]
pub(crate) struct View<'a> {
    /// The application's name.
    pub(crate) application: &'a str,
    /// The form.
    pub(crate) typed: &'a Typed,
    /// What was given at start.
    pub(crate) given: &'a Given,
    /// The version that is changed.
    pub(crate) version: i64,
    /// What ties the form to the browser.
    pub(crate) tag: &'a str,
    /// The origin of the hosted pages, empty if it is this one; `None` if there are none.
    pub(crate) hosted: Option<&'a str>,
    /// Where a sample of an email is to be sent.
    pub(crate) send_to: &'a str,
    /// What just happened.
    pub(crate) notice: Notice,
    /// Why what is stored is not what counts.
    pub(crate) faults: &'a [String],
    /// What happened last, the newest first.
    pub(crate) history: &'a [Told],
    /// Whether a token was given in this browser, which can be forgotten again.
    pub(crate) by_token: bool,
}

/// What just happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Notice {
    /// Nothing.
    None,
    /// This version was made.
    Applied(i64),
    /// Nothing was different.
    Unchanged,
    /// Something cannot be read.
    Invalid,
    /// Others have changed something since the form was shown.
    Stale(Vec<&'static str>),
    /// The form is from before this browser's cookie.
    Old,
    /// The form was kept while the token was asked for.
    Kept,
    /// The browser has two cookies of the name, so that the form cannot be told from another's.
    TwoCookies,
    /// A sample was sent.
    Sent(String),
    /// A sample was not sent.
    NotSent(String),
}

/// The style sheet.
pub(crate) async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLE).into_response()
}

/// Adds the headers that every answer here has. The referrer is kept on this server, since browsers that
/// send none send no `Origin` with a form either.
pub(crate) fn headers(mut response: Response) -> Response {
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
    ] {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// The page with its form.
pub(crate) fn page(status: StatusCode, view: &View<'_>) -> Response {
    let body = html! {
        header {
            p.crumb { (view.application) }
            h1 { "Settings" }
            p { "What you apply here is live at once: nothing is restarted."
                @if let Some(origin) = view.hosted {
                    " Look at it as it is now: "
                    a href={ (origin) "/sign-in" } target="_blank" rel="noopener" { "sign-in" } ", "
                    a href={ (origin) "/sign-up" } target="_blank" rel="noopener" { "sign-up" } ", "
                    a href={ (origin) "/user" } target="_blank" rel="noopener" { "user profile" } "."
                }
            }
            nav aria-label="Sections" {
                ul {
                    @for section in SECTIONS { li { a href={ "#" (section.id) } { (section.title) } } }
                    li { a href="#changes" { "Changes" } }
                }
            }
        }
        main {
            @if !view.faults.is_empty() { (faults(view)) }
            (notice(view))
            form method="post" action="/settings" {
                input type="hidden" name="version" value=(view.version);
                input type="hidden" name="tag" value=(view.tag);
                // Enter in a field presses the first button of the form.
                button.unseen type="submit" tabindex="-1" aria-hidden="true" { "Apply changes" }
                @for section in SECTIONS { (self::section(view, section)) }
                div.apply { button type="submit" { "Apply changes" } }
            }
            section id="changes" aria-labelledby="changes-title" {
                h2 id="changes-title" { "Changes" }
                (changes::list(view.history))
                p.pages { a href=(HISTORY_PATH) target="_blank" rel="noopener" { "All changes" } }
            }
            @if view.by_token {
                form.leave method="post" action="/settings/leave" {
                    input type="hidden" name="tag" value=(view.tag);
                    button.plain type="submit" { "Forget the token in this browser" }
                }
            }
        }
    };
    (status, Html(document("Settings", &body).into_string())).into_response()
}

fn section(view: &View<'_>, section: &Section) -> Markup {
    html! {
        section id=(section.id) aria-labelledby={ (section.id) "-title" } {
            h2 id={ (section.id) "-title" } { (section.title) }
            @if section.id == "emails" { (samples(view.send_to)) }
            @for row in section.rows {
                @if row.name == "first_name" { (contact()) }
                (field::field(row, view.typed, view.given))
                @if let Some(kind) = row.name.strip_suffix("_footer") { (sample(kind)) }
            }
        }
    }
}

/// There is no choice yet, but the guide has one here.
fn contact() -> Markup {
    html! {
        fieldset.field {
            legend { "Contact information" }
            label.choice { input type="radio" name="contact" value="email_address" checked; span { "Email address" } }
            label.choice {
                input type="radio" name="contact" value="phone_number" disabled aria-describedby="contact-hint";
                span { "Email address OR phone number" }
            }
            p.hint id="contact-hint" { "This server sends no text messages." }
        }
    }
}

fn samples(send_to: &str) -> Markup {
    html! {
        div.field {
            label for="send_to" { "Send samples to" }
            p.hint id="send_to-hint" {
                "Previews and samples have the words as they are typed below, applied or not. Their links do nothing."
            }
            input type="email" id="send_to" name="send_to" value=(send_to) autocomplete="email" aria-describedby="send_to-hint";
        }
    }
}

fn sample(kind: &str) -> Markup {
    let name = EMAILS.into_iter().find(|(email, _)| *email == kind).map(|(_, name)| name);
    html! {
        div.samples role="group" aria-label=[name] {
            button.plain type="submit" formnovalidate formaction={ "/settings/preview/" (kind) } formtarget="_blank" {
                "Preview"
            }
            button.plain type="submit" formnovalidate formaction={ "/settings/send/" (kind) } { "Send me one" }
        }
    }
}

fn notice(view: &View<'_>) -> Markup {
    match &view.notice {
        Notice::None => html! {},
        Notice::Unchanged => status(&html! { p { strong { "Nothing was different." } } }),
        Notice::Sent(to) => {
            status(&html! { p { strong { "Sent to " (to) "." } " Nothing was applied." } })
        }
        Notice::Applied(version) => {
            let changes = view.history.iter().find_map(|told| match &told.what {
                What::Changed(made, changes) if made == version => Some(changes),
                _ => None,
            });
            status(&html! {
                p { strong { "Applied. Live now:" } }
                @if let Some(changes) = changes { (changes::changed(changes)) }
            })
        }
        Notice::NotSent(why) => alert(&html! { p { strong { "Not sent." } " " (why) } }),
        Notice::Old => alert(&html! {
            p { strong { "Nothing was applied." } " This form was opened before the browser's cookie was renewed. \
                What you typed is kept: press Apply changes again." }
        }),
        Notice::Kept => status(&html! {
            p { strong { "Nothing was applied yet." } " What you typed is kept: press Apply changes again." }
        }),
        Notice::TwoCookies => {
            alert(&html! { p { strong { "Nothing was applied." } " " (TWO_COOKIES) } })
        }
        Notice::Invalid => alert(&html! {
            p { strong { "Nothing was applied." } " Please look at these:" }
            ul {
                @for (name, why) in &view.typed.errors {
                    li { a href={ "#" (name) } { (field::label(name)) } ": " (why) }
                }
            }
        }),
        Notice::Stale(names) => alert(&html! {
            p { strong { "Nothing was applied: somebody else did meanwhile." }
                " What you typed is kept, and theirs is taken over where you changed nothing. Look at it, and \
                 press Apply changes again." }
            ul { @for name in names { li { a href={ "#" (name) } { (field::label(name)) } } } }
        }),
    }
}

/// Somebody has stored what cannot be used, but not on this page.
fn faults(view: &View<'_>) -> Markup {
    alert(&html! {
        p { strong { "What is stored cannot be used." } " The settings are still those of before, as shown here, and the \
             server would not start again. Press Apply changes to store these, or import others. The reasons:" }
        ul { @for fault in view.faults { li { (fault) } } }
    })
}

fn status(body: &Markup) -> Markup {
    html! { div.notice.good role="status" { (body) } }
}

fn alert(body: &Markup) -> Markup {
    html! { div.notice.bad role="alert" { (body) } }
}

/// A part of all changes, with links to the parts before and after it: how many are newer there.
pub(crate) fn history(
    application: &str,
    told: &[Told],
    newer: Option<i64>,
    older: Option<i64>,
) -> Response {
    let link = |skipped: i64| format!("{HISTORY_PATH}?newer={skipped}");
    let body = html! {
        header {
            p.crumb { (application) }
            h1 { "Changes of the settings" }
            p { a href="/settings" { "Settings" } }
        }
        main {
            section {
                (changes::list(told))
                p.pages {
                    @if let Some(skipped) = newer { a href=(link(skipped)) { "Newer" } " " }
                    @if let Some(skipped) = older { a href=(link(skipped)) { "Older" } }
                }
            }
        }
    };
    Html(document("Changes of the settings", &body).into_string()).into_response()
}

/// What is missing before the page is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Needs {
    /// The token.
    Token,
    /// A token that somebody makes.
    FirstToken,
    /// A way on which nobody else can read the token.
    SafeWay,
}

/// The page in place of the settings. What was typed before the token was asked for is sent along.
pub(crate) fn gate(
    status: StatusCode,
    needs: Needs,
    refusal: Option<&str>,
    kept: &[(&str, &str)],
) -> Response {
    let body = html! {
        main.gate {
            h1 { "Settings" }
            @if let Some(refusal) = refusal { (alert(&html! { p { (refusal) } })) }
            @if needs == Needs::Token {
                p { "Give the token that " code { "frontend-api admin-token" } " printed. It is kept in this browser \
                     for half a day." }
                @if !kept.is_empty() { p { "What you typed is kept, and comes back after it." } }
                form method="post" action="/settings/token" {
                    @for (name, text) in kept { input type="hidden" name=(name) value=(text); }
                    div.field {
                        label for="token" { "Admin token" }
                        input type="password" id="token" name="token" required autocomplete="current-password";
                    }
                    button type="submit" { "Open the settings" }
                }
            } @else if needs == Needs::SafeWay {
                p { "Here the token would go over plain http, and others on the way could read it. Open this page over \
                     https, at the " code { "--public-url" } ", or on the server's own machine, as by "
                    code { "ssh -L 4000:localhost:4000" } " at " code { "http://localhost:4000/settings" } "." }
            } @else {
                p { "This page is open to nobody yet. On the server's machine, run " code { "frontend-api admin-token" }
                    " with the same " code { "--database" } ", and load this page again." }
            }
        }
    };
    (status, Html(document("Settings", &body).into_string())).into_response()
}

/// A page that says why a request is refused.
pub(crate) fn refusal(status: StatusCode, why: &str) -> Response {
    let body = html! {
        main.gate {
            h1 { "Settings" }
            (alert(&html! { p { strong { "Nothing was applied." } " " (why) } }))
            p { a href="/settings" { "Back to the settings" } }
        }
    };
    (status, Html(document("Settings", &body).into_string())).into_response()
}

fn document(title: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            (head(title, STYLE_PATH, &html! {}))
            body { (body) }
        }
    }
}
