//! `/settings`: the form in which the settings are chosen, applied and tried.

mod admin;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};

use crate::app::App;
use crate::call::Call;
use crate::error::{Error, Result, not_found};
use crate::http::caller::Caller;
use crate::http::fields::Fields;
use crate::http::path::Path;
use crate::mail::email::{self, Email};
use crate::pages::settings::changes::{self, Told};
use crate::pages::settings::{self as page, EMAILS, Notice, View};
use crate::plain::address;
use crate::plain::attempt::Attempt;
use crate::plain::limits::Limit;
use crate::routes::settings::admin::Admin;
use crate::settings::Settings;
use crate::settings::typed::Typed;
use crate::settings::values::Values;
use crate::store::settings;

/// An email's own HTML: nothing in it runs, and nothing is loaded.
const EMAIL_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; \
                            frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox";

/// `/settings/…`
pub(crate) fn router(app: &App) -> Router<App> {
    Router::new()
        .route("/settings", get(show).post(apply))
        .route("/settings/", get(|| async { Redirect::permanent("/settings") }))
        .route("/settings/settings.css", get(page::style))
        .route("/settings/preview/{kind}", post(preview))
        .route("/settings/send/{kind}", post(send))
        .route("/settings/token", post(admin::give_token))
        .route("/settings/leave", post(admin::leave))
        .layer(from_fn_with_state(app.clone(), admin::guard))
}

/// What the page is drawn from, as one transaction saw it.
struct Seen {
    settings: Settings,
    changes: Vec<Told>,
}

impl Seen {
    fn of(call: &Call<'_>) -> Result<Self> {
        let changes = settings::changes_after(call.tx, 0)?.into_iter().map(|one| Told {
            version: one.version,
            at: one.at,
            network: one.network,
            changes: changes::read(&one.changes),
        });
        Ok(Self { settings: (*call.settings).clone(), changes: changes.collect() })
    }

    /// The page with this form, which is a change of what was stored as `version`.
    fn page(
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
            Notice::Old => StatusCode::FORBIDDEN,
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
            changes: &self.changes,
            by_token: admin.by_token,
        };
        admin.remember(app, page::page(status, &view))
    }
}

async fn show(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response> {
    let Some(admin) = Admin::of(&app, &headers, &caller).await? else {
        return Ok(admin::gate(&app, &caller).await);
    };
    let seen = app.look(&caller, Seen::of).await?;
    let notice = match query.as_deref().and_then(|query| query.split_once('=')) {
        Some(("applied", version)) => version.parse().map_or(Notice::None, Notice::Applied),
        _ if query.as_deref() == Some("unchanged") => Notice::Unchanged,
        _ => Notice::None,
    };
    let typed = Typed::of(seen.settings.values.clone());
    Ok(seen.page(&app, &admin, (seen.settings.version, &typed), "", notice))
}

/// A form that was sent, by whom, and what there was when it came.
struct Sent {
    admin: Admin,
    fields: Fields,
    seen: Seen,
    /// The version that the form was shown at. It stays the form's until its sender was told of newer ones.
    version: i64,
    typed: Typed,
}

impl Sent {
    /// Reads the form. Gives the answer in its place if the sender may not send it.
    async fn read(
        app: &App,
        caller: &Caller,
        headers: &HeaderMap,
        fields: Fields,
    ) -> Result<std::result::Result<Self, Response>> {
        let Some(admin) = Admin::of(app, headers, caller).await? else {
            return Ok(Err(admin::gate(app, caller).await));
        };
        let seen = app.look(caller, Seen::of).await?;
        let typed = read(app, &fields, &seen.settings.values);
        let version =
            fields.secret("version").and_then(|version| version.parse().ok()).unwrap_or(-1);
        let sent = Self { admin, fields, seen, version, typed };
        if !sent.admin.has_sent(&sent.fields) {
            return Ok(Err(sent.page(app, Notice::Old)));
        }
        Ok(Ok(sent))
    }

    fn page(&self, app: &App, notice: Notice) -> Response {
        let send_to = self.fields.secret("send_to").unwrap_or_default();
        self.seen.page(app, &self.admin, (self.version, &self.typed), send_to, notice)
    }

    /// The email of this kind, as it was typed.
    fn email(&self, app: &App, kind: &str, to: &str) -> Result<Email> {
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

fn read(app: &App, fields: &Fields, before: &Values) -> Typed {
    let sent = |name: &str| fields.has(name).then(|| fields.secret(name).unwrap_or_default());
    Typed::read(sent, before, |name| app.config.given.by(name).is_some())
}

async fn apply(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response> {
    let mut sent = match Sent::read(&app, &caller, &headers, fields).await? {
        Ok(sent) => sent,
        Err(answer) => return Ok(answer),
    };
    if !sent.typed.errors.is_empty() {
        return Ok(sent.page(&app, Notice::Invalid));
    }
    let shown = sent.version;
    let fields = sent.fields.clone();
    let store = move |call: &mut Call<'_>| store(call, &fields, shown);
    let (outcome, _) = app.commit(caller.clone(), store).await?;
    // The next answer has them anyway, but what is allowed before it is asked should be known by then.
    let seen = app.look(&caller, Seen::of).await?;
    match outcome {
        Outcome::Unchanged => Ok(Redirect::to("/settings?unchanged").into_response()),
        Outcome::Applied(version) => {
            Ok(Redirect::to(&format!("/settings?applied={version}")).into_response())
        }
        Outcome::Conflict(name, why) => {
            let why = format!("{why} It has to be so without what was given at start, too.");
            sent.typed.errors.insert(name, why);
            Ok(sent.page(&app, Notice::Invalid))
        }
        Outcome::Stale => {
            let newer = seen.changes.iter().filter(|told| told.version > shown);
            let all: Vec<_> = newer.flat_map(|told| told.changes.clone()).collect();
            sent.typed.take_over(&all, &seen.settings.values);
            let mut names: Vec<_> = all.iter().map(|change| change.row.name).collect();
            names.sort_unstable();
            names.dedup();
            sent.version = seen.settings.version;
            sent.seen = seen;
            Ok(sent.page(&app, Notice::Stale(names)))
        }
    }
}

/// What came of applying a form.
enum Outcome {
    /// It is stored as this version.
    Applied(i64),
    /// It says what is stored already.
    Unchanged,
    /// It would not be sound without what was given at start.
    Conflict(&'static str, &'static str),
    /// Others have stored something since the form was shown.
    Stale,
}

/// Stores a form that was shown at a version.
fn store(call: &Call<'_>, fields: &Fields, shown: i64) -> Result<Outcome> {
    let Settings { version, stored: before, faults, .. } = &*call.settings;
    if *version != shown {
        return Ok(Outcome::Stale);
    }
    let chosen = read(call.app, fields, before).values;
    if let Some((name, why)) = chosen.conflict() {
        return Ok(Outcome::Conflict(name, why));
    }
    let changes = chosen.changes(before);
    if changes.is_empty() && faults.is_empty() {
        return Ok(Outcome::Unchanged);
    }
    let (json, told) = (chosen.chosen_json().to_string(), Values::told(&changes).to_string());
    let network = &call.caller.network;
    let stored = settings::replace(call.tx, *version, &json, network, &told, call.now_ms)?;
    Ok(stored.map_or(Outcome::Stale, Outcome::Applied))
}

async fn preview(
    State(app): State<App>,
    Path(kind): Path<String>,
    caller: Caller,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response> {
    let sent = match Sent::read(&app, &caller, &headers, fields).await? {
        Ok(sent) => sent,
        Err(answer) => return Ok(answer),
    };
    // Without an icon of its own, a page makes browsers look for one.
    let icon = "<head><link rel=\"icon\" href=\"data:,\">";
    let html = sent.email(&app, &kind, "")?.html.replacen("<head>", icon, 1);
    Ok(([(header::CONTENT_SECURITY_POLICY, EMAIL_POLICY)], Html(html)).into_response())
}

async fn send(
    State(app): State<App>,
    Path(kind): Path<String>,
    caller: Caller,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response> {
    let sent = match Sent::read(&app, &caller, &headers, fields).await? {
        Ok(sent) => sent,
        Err(answer) => return Ok(answer),
    };
    let to = sent.fields.secret("send_to").unwrap_or_default();
    let Some(to) = address::normalise(to) else {
        let why = "Enter the email address that samples go to, above the words.".into();
        return Ok(sent.page(&app, Notice::NotSent(why)));
    };
    if !EMAILS.iter().any(|(known, _)| *known == kind) {
        return Err(not_found("email"));
    }
    let email = sent.email(&app, &kind, &to)?;
    let deliver = move |call: &mut Call<'_>| {
        let limit = Limit::brief("samples of emails".into(), 30);
        let taken = call.app.limits.take(&[limit], call.steady_ms);
        taken.map_err(|wait_ms| crate::error::too_many("Too many samples were sent.", wait_ms))?;
        call.send(email)
    };
    match app.commit(caller, deliver).await {
        Ok(_) => Ok(sent.page(&app, Notice::Sent(to))),
        Err(Error::Refused(refusal)) => Ok(sent.page(&app, Notice::NotSent(refusal.message))),
        Err(error) => Err(error),
    }
}
