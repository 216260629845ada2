//! The Backend API: what the application's own servers ask, by a secret key (wire protocol 2.9). Never a page.

mod people;
mod users;

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::call::Call;
use crate::error::{Error, Refusal, Result, no_store, too_many};
use crate::http::caller::Caller;
use crate::http::{headers, network};
use crate::plain::limits::Limit;
use crate::plain::random;
use crate::store::secret_keys;

/// Most wrong keys of one network in ten minutes. Nobody can guess one: this is about load.
const WRONG: u32 = 100;

/// `/users`, `/sessions` and `/clients`.
pub(crate) fn router(app: &App) -> Router<App> {
    let guard = from_fn_with_state(app.clone(), guard);
    Router::new().merge(users::router()).merge(people::router()).route_layer(guard)
}

/// Answers only who has a secret key.
async fn guard(
    State(app): State<App>,
    caller: Caller,
    path: MatchedPath,
    request: Request,
    next: Next,
) -> Response {
    let network = caller.network.clone();
    let mut response = match key(&app, request.headers(), caller).await {
        Ok(key) => {
            let method = request.method().clone();
            let response = next.run(request).await;
            let (path, status) = (path.as_str(), response.status().as_u16());
            tracing::info!(key, network, %method, path, status, "asked with a secret key");
            response
        }
        Err(error) => {
            tracing::warn!(network, %error, "refused at the Backend API");
            error.into_response()
        }
    };
    no_store(&mut response);
    response
}

/// The id of the caller's secret key.
async fn key(app: &App, headers: &HeaderMap, caller: Caller) -> Result<i64> {
    // Node's `fetch` sends `Sec-Fetch-Mode`, as browsers do, and none of these.
    if ["origin", "sec-fetch-site", "sec-fetch-dest"].iter().any(|name| headers.contains_key(*name))
    {
        let message = "The Backend API is for servers. A secret key must never be in a page.";
        return Err(Refusal::new(StatusCode::FORBIDDEN, "origin_invalid", message).into());
    }
    if !is_private(app, headers) {
        let message =
            "The Backend API needs https. This key was sent in the clear: make a new one.";
        return Err(Refusal::new(StatusCode::FORBIDDEN, "https_required", message).into());
    }
    let given = headers::text(headers, "authorization");
    let Some(key) = given.as_deref().and_then(|given| given.strip_prefix("Bearer ")) else {
        let message = "Send the secret key in the header Authorization: Bearer sk_…";
        let code = "authorization_header_format_invalid";
        return Err(Refusal::new(StatusCode::UNAUTHORIZED, code, message).into());
    };
    let hash = random::hash(key.trim());
    let find = move |call: &Call<'_>| match secret_keys::find(call.tx, &hash)? {
        Some(key) => Ok(key),
        None => Err(wrong(call)),
    };
    // A server has no client cookie.
    app.look(&Caller { token: None, ..caller }, find).await
}

fn wrong(call: &Call<'_>) -> Error {
    let limit = Limit::brief(format!("wrong secret keys from {}", call.caller.network), WRONG);
    match call.app.limits.take(&[limit], call.steady_ms) {
        Ok(()) => {
            let message = "The secret key is not valid. `frontend-api secret-key` makes one.";
            Refusal::new(StatusCode::UNAUTHORIZED, "clerk_key_invalid", message).into()
        }
        Err(wait_ms) => too_many("Too many secret keys were wrong.", wait_ms),
    }
}

/// Whether nobody between the caller and this server could read the key: it came by https, as far as is
/// known, or did not leave this machine.
fn is_private(app: &App, headers: &HeaderMap) -> bool {
    if app.origins.is_secure() {
        let proto = headers::list(headers, "x-forwarded-proto");
        return proto
            .rsplit(',')
            .next()
            .is_none_or(|last| !last.trim().eq_ignore_ascii_case("http"));
    }
    app.is_private && !network::is_forwarded(headers)
}
