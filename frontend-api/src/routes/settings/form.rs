//! The form of the settings, as a browser sends it, and the page that it comes back in.

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::call::Call;
use crate::error::{Error, Result, not_found};
use crate::http::caller::Caller;
use crate::http::fields::Fields;
use crate::mail::email::{self, Email};
use crate::pages::settings::changes::{self, Told, What};
use crate::pages::settings::{self as page, Notice, View};
use crate::plain::attempt::Attempt;
use crate::routes::settings::admin::{self, Admin};
use crate::settings::Settings;
use crate::settings::typed::Typed;
use crate::settings::values::Values;
use crate::store::settings::{self, Entry};

/// Longest body that is accepted. No browser sends more, since each field says how much it takes.
pub(crate) const MAX_BODY_BYTES: usize = 1 << 20;

/// The fields of any form here.
#[derive(Debug)]
pub(crate) struct Form(pub(crate) Fields);

impl FromRequest<App> for Form {
    type Rejection = Response;

    async fn from_request(request: Request, _: &App) -> Result<Self, Response> {
        match Fields::up_to(MAX_BODY_BYTES, request).await {
            Ok(fields) => Ok(Self(fields)),
            Err(Error::Refused(refusal)) => Err(page::refusal(refusal.status, &refusal.message)),
            Err(error) => Err(error.into_response()),
        }
    }
}

/// What the page is drawn from, as one transaction saw it.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) settings: Settings,
    history: Vec<Told>,
}

/// Most that is told of what happened before, below the form.
const HISTORY: i64 = 20;

impl Seen {
    pub(crate) fn of(call: &Call<'_>) -> Result<Self> {
        let history = settings::history(call.tx, HISTORY, 0)?;
        let history = history.into_iter().map(told).collect();
        Ok(Self { settings: (*call.settings).clone(), history })
    }

    /// The page with this form, which is a change of what was stored as `version`.
    pub(crate) fn page(
        &self,
        app: &App,
        admin: &Admin,
        (version, typed): (i64, &Typed),
        send_to: &str,
        notice: Notice,
    ) -> Response {
        let status = match notice {
            Notice::Invalid | Notice::NotSent(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Notice::Stale(_) => StatusCode::CONFLICT,
            Notice::Old | Notice::TwoCookies => StatusCode::FORBIDDEN,
            _ => StatusCode::OK,
        };
        let hosted = app.hosted_from_here();
        let view = View {
            application: self.settings.application_name(),
            typed,
            given: &app.config.given,
            version,
            tag: &admin.tag(),
            hosted: hosted.as_deref(),
            send_to,
            notice,
            faults: &self.settings.faults,
            history: &self.history,
            by_token: admin.by_token,
        };
        admin.remember(app, page::page(status, &view))
    }
}

/// An entry of the history, as the page shows it.
pub(crate) fn told(entry: Entry) -> Told {
    let Entry { version, at, network, what } = entry;
    let what = match version {
        Some(version) => What::Changed(version, changes::read(&what)),
        None => What::Event(what),
    };
    Told { at, network, what }
}

/// A form that was sent, by whom, and what there was when it came.
#[derive(Debug)]
pub(crate) struct Sent {
    pub(crate) admin: Admin,
    pub(crate) caller: Caller,
    pub(crate) fields: Fields,
    pub(crate) seen: Seen,
    /// The version that the form was shown at. It stays the form's until its sender was told of newer ones.
    pub(crate) version: i64,
    pub(crate) typed: Typed,
}

/// Whoever may not send the form, or has a mistake in it, is answered at once.
impl FromRequest<App> for Sent {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let headers = parts.headers.clone();
        let Ok(caller) = Caller::from_request_parts(&mut parts, app).await;
        let Form(fields) = Form::from_request(Request::from_parts(parts, body), app).await?;
        let admin = Admin::of(app, &headers, &caller).await.map_err(IntoResponse::into_response)?;
        let Some(admin) = admin else {
            return Err(admin::gate(app, &caller, &headers, &fields).await);
        };
        let sent = Self::of(app, admin, caller, fields).await;
        let sent = sent.map_err(IntoResponse::into_response)?;
        if !sent.admin.has_sent(&sent.fields) {
            let notice = if sent.admin.has_two_cookies { Notice::TwoCookies } else { Notice::Old };
            return Err(sent.page(app, notice));
        }
        if !sent.typed.errors.is_empty() {
            return Err(sent.page(app, Notice::Invalid));
        }
        Ok(sent)
    }
}

impl Sent {
    /// Reads a form of somebody who may send it.
    pub(crate) async fn of(
        app: &App,
        admin: Admin,
        caller: Caller,
        fields: Fields,
    ) -> Result<Self> {
        let seen = app.look(&caller, Seen::of).await?;
        let typed = read(app, &fields, &seen.settings.values);
        let version =
            fields.secret("version").and_then(|version| version.parse().ok()).unwrap_or(-1);
        Ok(Self { admin, caller, fields, seen, version, typed })
    }

    pub(crate) fn page(&self, app: &App, notice: Notice) -> Response {
        let send_to = self.fields.secret("send_to").unwrap_or_default();
        self.seen.page(app, &self.admin, (self.version, &self.typed), send_to, notice)
    }

    /// The email of this kind, as it was typed.
    pub(crate) fn email(&self, app: &App, kind: &str, to: &str) -> Result<Email> {
        let now_ms = (app.now_ms)();
        let settings = Settings { values: self.typed.values.clone(), ..Settings::default() };
        let attempt = match kind {
            "sign_in" => Attempt::SignIn("sample".into()),
            "sign_up" => Attempt::SignUp("sample".into()),
            "add_address" => Attempt::EmailAddress("sample".into()),
            _ => return Err(not_found("email")),
        };
        let link = format!("{}/settings#emails", app.public_url());
        Ok(email::compose(&email::EmailContent {
            to,
            application: settings.application_name(),
            color: settings.text("color"),
            words: settings.words(kind),
            attempt: &attempt,
            link: Some(&*link).filter(|_| settings.is_on("email_link")),
            code: Some("424242").filter(|_| settings.is_on("email_code")),
            user_agent: "a sample",
            asked_at: now_ms,
            expire_at: now_ms + settings.ms("link_ttl_seconds"),
        }))
    }
}

/// Reads a form, which changes these values.
pub(crate) fn read(app: &App, fields: &Fields, before: &Values) -> Typed {
    let sent = |name: &str| fields.has(name).then(|| fields.secret(name).unwrap_or_default());
    Typed::read(sent, before, |name| app.config.given.by(name).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::table;

    #[test]
    fn what_a_browser_lets_people_type_fits_into_a_body() {
        // A character of three bytes is `%E4%B8%80` in a body. No unit of UTF-16 takes more.
        let typed: usize = table::rows().filter_map(|row| row.kind.most_units()).sum();
        let names: usize = table::rows().map(|row| row.name.len() + 2).sum();
        assert!(typed * 9 + names + 4096 < MAX_BODY_BYTES, "{typed}");
    }
}
