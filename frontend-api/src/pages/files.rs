//! Folders of static files, for the demo and for tests: URLs without `.html`, the right types, always
//! fresh.

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn};
use axum::response::{Html, IntoResponse, Response};
use percent_encoding::percent_decode_str;
use tower::ServiceBuilder;
use tower_http::services::ServeDir;

use crate::config::Www;

/// Adds the folders. `/verification` is `verification.html`, and a folder is its `index.html`. There
/// are no listings. Nothing outside the folder is served, except through symbolic links.
pub(crate) fn add<S: Clone + Send + Sync + 'static>(
    router: Router<S>,
    folders: &[Www],
) -> Router<S> {
    let mut router = router.fallback(|| async { nothing_here() });
    for Www { prefix, folder } in folders {
        let files = ServeDir::new(folder).html_as_default_extension(true);
        let files = ServiceBuilder::new().layer(from_fn(serve)).service(files);
        router = match prefix.as_str() {
            "/" => router.fallback_service(files),
            prefix => router.nest_service(prefix, files),
        };
    }
    router
}

async fn serve(request: Request, next: Next) -> Response {
    if is_hidden(request.uri().path()) {
        return nothing_here();
    }
    let folder = with_slash(request.uri());
    let mut response = with_headers(next.run(request).await);
    if response.headers().contains_key(header::LOCATION)
        && let Some(folder) = folder
    {
        response.headers_mut().insert(header::LOCATION, folder);
    }
    response
}

/// Whether a part of the path begins with a dot. Such files are private, except `/.well-known/`, which
/// is meant for everybody (RFC 8615).
fn is_hidden(path: &str) -> bool {
    let path = percent_decode_str(path).decode_utf8_lossy();
    let parts = path.strip_prefix("/.well-known/").unwrap_or(&path).split('/');
    parts.into_iter().any(|part| part.starts_with('.'))
}

/// A folder's own address, relative to the one without the slash. The whole path would lead to another
/// host if it begins with `//`, and it lacks the prefix at which the folder is served.
fn with_slash(uri: &Uri) -> Option<HeaderValue> {
    let name = uri.path().rsplit('/').next()?;
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    HeaderValue::from_str(&format!("./{name}/{query}")).ok()
}

/// The headers of a file that was found.
pub(crate) fn with_headers(mut response: Response) -> Response {
    if response.status() == StatusCode::NOT_FOUND {
        return nothing_here();
    }
    let headers = response.headers_mut();
    // Browsers have to ask each time whether their copy is still good: during development files change.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    // No page elsewhere may frame these, and trick a visitor into clicking their buttons.
    let policy = HeaderValue::from_static("frame-ancestors 'self'");
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
    // RFC 9239 has one type for scripts, but some file endings still get the older one.
    let kind = match headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()) {
        Some("application/javascript") => Some("text/javascript"),
        kind => kind,
    };
    let in_utf8 = kind
        .filter(|kind| kind.starts_with("text/") && !kind.contains("charset"))
        .and_then(|kind| HeaderValue::from_str(&format!("{kind}; charset=utf-8")).ok());
    if let Some(kind) = in_utf8 {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    response
}

/// The page in place of one that there is not.
pub(crate) fn nothing_here() -> Response {
    let page = "<!doctype html><meta charset=utf-8><title>Not found</title>\
                <link rel=stylesheet href=/v1/page.css><main><h1>There is nothing here</h1>\
                <p>The address may be mistyped.</p></main>";
    (StatusCode::NOT_FOUND, Html(page)).into_response()
}
