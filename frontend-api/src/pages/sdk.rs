//! The SDK's files, at the paths of a CDN for npm packages: by their own name, and where `clerk-react` looks
//! for clerk-js. So an app that was made for clerk-js needs nothing but this server's host.

use std::path::Path as Folder;

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tower::util::ServiceExt;
use tower_http::services::ServeFile;

use crate::app::App;
use crate::pages::files;

/// Where a page finds this version's files, without a slash at the end.
pub(crate) const FOLDER: &str = concat!("/npm/clerk-wasm@", env!("CARGO_PKG_VERSION"));

/// Pages of every origin may load a script; there is no secret in it.
const HEADERS: [(HeaderName, &str); 2] = [
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
];

/// `/npm/…`.
pub(crate) fn router() -> Router<App> {
    Router::new()
        .route(&format!("{FOLDER}/{{file}}"), get(own))
        .route("/npm/@clerk/{package}/dist/{file}", get(in_place_of_clerk_js))
}

async fn own(State(app): State<App>, Path(file): Path<String>, request: Request) -> Response {
    script(app.sdk.as_deref(), &file, request).await
}

/// Every version of clerk-js is asked for by its number, or by the name of a channel.
async fn in_place_of_clerk_js(
    State(app): State<App>,
    Path((package, file)): Path<(String, String)>,
    request: Request,
) -> Response {
    let folder = app.sdk.as_deref().filter(|_| package.starts_with("clerk-js@"));
    script(folder, &file, request).await
}

/// A script in the folder, and nothing else that may be there.
async fn script(folder: Option<&Folder>, file: &str, request: Request) -> Response {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    let is_script = file.ends_with(".js") || file.ends_with(".mjs");
    let is_ours = is_script && !file.starts_with('.') && file.chars().all(is_plain);
    let Some(folder) = folder.filter(|_| is_ours) else { return files::nothing_here() };
    let found = ServeFile::new(folder.join(file)).oneshot(request).await.into_response();
    if found.status() == StatusCode::NOT_FOUND {
        return files::nothing_here();
    }
    let mut response = files::with_headers(found);
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
