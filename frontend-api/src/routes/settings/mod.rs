//! `/settings`: the form in which the settings are chosen, applied and tried.

mod admin;
mod form;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::middleware::from_fn_with_state;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};

use crate::app::App;
use crate::call::Call;
use crate::error::{Error, Result};
use crate::http::caller::Caller;
use crate::http::fields::Fields;
use crate::http::path::Path;
use crate::pages::settings::{self as page, Notice, changes};
use crate::plain::address;
use crate::plain::limits::Limit;
use crate::routes::settings::admin::Admin;
use crate::routes::settings::form::{Seen, Sent, read, told};
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
        .route(page::STYLE_PATH, get(page::style))
        .route("/settings/preview/{kind}", post(preview))
        .route("/settings/send/{kind}", post(send))
        .route(page::HISTORY_PATH, get(history))
        .route("/settings/token", post(admin::give_token))
        .route("/settings/leave", post(admin::leave))
        .layer(from_fn_with_state(app.clone(), admin::guard))
}

async fn show(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response> {
    let Some(admin) = Admin::of(&app, &headers, &caller).await? else {
        return Ok(admin::gate(&app, &caller, &headers, &Fields::default()).await);
    };
    let seen = app.look(&caller, Seen::of).await?;
    let notice = match query.as_deref().and_then(|query| query.split_once('=')) {
        // Only what is live is said to be.
        Some(("applied", version)) if version == seen.settings.version.to_string() => {
            Notice::Applied(seen.settings.version)
        }
        _ if query.as_deref() == Some("unchanged") => Notice::Unchanged,
        _ => Notice::None,
    };
    let typed = Typed::of(seen.settings.values.clone());
    Ok(seen.page(&app, &admin, (seen.settings.version, &typed), "", notice))
}

/// Most that one page of the history shows.
const HISTORY: i64 = 50;

/// `GET /settings/changes`, with how many newer ones are left out.
async fn history(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response> {
    let Some(admin) = Admin::of(&app, &headers, &caller).await? else {
        return Ok(admin::gate(&app, &caller, &headers, &Fields::default()).await);
    };
    let skipped = query.as_deref().and_then(|query| query.strip_prefix("newer="));
    let skipped = skipped.and_then(|skipped| skipped.parse().ok()).unwrap_or(0).max(0);
    // One more than is shown tells whether there are more.
    let look = move |call: &Call<'_>| {
        let application = call.settings.application_name().to_owned();
        Ok((application, settings::history(call.tx, HISTORY + 1, skipped)?))
    };
    let (application, mut entries) = app.look(&caller, look).await?;
    let most = usize::try_from(HISTORY).unwrap_or_default();
    let older = (entries.len() > most).then_some(skipped + HISTORY);
    entries.truncate(most);
    let newer = (skipped > 0).then(|| (skipped - HISTORY).max(0));
    let told: Vec<_> = entries.into_iter().map(told).collect();
    Ok(admin.remember(&app, page::history(&application, &told, newer, older)))
}

async fn apply(State(app): State<App>, mut sent: Sent) -> Result<Response> {
    let shown = sent.version;
    let fields = sent.fields.clone();
    let store = move |call: &mut Call<'_>| store(call, &fields, shown);
    let (outcome, _) = app.commit(sent.caller.clone(), store).await?;
    // The next answer has them anyway, but what is allowed before it is asked should be known by then.
    let look =
        move |call: &Call<'_>| Ok((Seen::of(call)?, settings::changes_after(call.tx, shown)?));
    let (seen, newer) = app.look(&sent.caller, look).await?;
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
            let all: Vec<_> = newer.iter().flat_map(|entry| changes::read(&entry.what)).collect();
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

async fn preview(State(app): State<App>, Path(kind): Path<String>, sent: Sent) -> Result<Response> {
    // Without an icon of its own, a page makes browsers look for one.
    let icon = "<head><link rel=\"icon\" href=\"data:,\">";
    let html = sent.email(&app, &kind, "")?.html.replacen("<head>", icon, 1);
    Ok(([(header::CONTENT_SECURITY_POLICY, EMAIL_POLICY)], Html(html)).into_response())
}

async fn send(State(app): State<App>, Path(kind): Path<String>, sent: Sent) -> Result<Response> {
    let to = sent.fields.secret("send_to").unwrap_or_default();
    let Some(to) = address::normalise(to) else {
        let why = "Enter the email address that samples go to, above the words.".into();
        return Ok(sent.page(&app, Notice::NotSent(why)));
    };
    let email = sent.email(&app, &kind, &to)?;
    let deliver = move |call: &mut Call<'_>| {
        let limit = Limit::brief("samples of emails".into(), 30);
        let taken = call.app.limits.take(&[limit], call.steady_ms);
        taken.map_err(|wait_ms| crate::error::too_many("Too many samples were sent.", wait_ms))?;
        call.send(email)
    };
    match app.commit(sent.caller.clone(), deliver).await {
        Ok(_) => Ok(sent.page(&app, Notice::Sent(to))),
        Err(Error::Refused(refusal)) => Ok(sent.page(&app, Notice::NotSent(refusal.message))),
        Err(error) => Err(error),
    }
}
