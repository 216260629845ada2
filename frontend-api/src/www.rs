//! Folders of static files, for the demo and for tests: clean URLs, right types, always fresh.

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{Html, IntoResponse, Response};
use tower::ServiceBuilder;
use tower_http::services::ServeDir;

use crate::config::Www;

/// Adds the folders. `/verification` is `verification.html`, a folder is its `index.html`; there
/// are no listings, and nothing outside the folder can be named.
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

/// A file whose name, or whose folder's, begins with a dot is nobody's business.
async fn serve(request: Request, next: Next) -> Response {
    let path = request.uri().path().to_ascii_lowercase().replace("%2e", ".").replace("%2f", "/");
    if path.contains("/.") { nothing_here() } else { with_headers(next.run(request).await) }
}

fn with_headers(mut response: Response) -> Response {
    if response.status() == StatusCode::NOT_FOUND {
        return nothing_here();
    }
    let headers = response.headers_mut();
    // Ask each time whether the copy is still good: files change while one develops.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // A page elsewhere cannot lay one of these, with its buttons, under the visitor's clicks.
    let policy = HeaderValue::from_static("frame-ancestors 'self'");
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
    // RFC 9239 knows one type for scripts; some file endings are listed with its older name.
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

fn nothing_here() -> Response {
    let page = "<!doctype html><meta charset=utf-8><title>Not found</title>\
                <link rel=stylesheet href=/v1/page.css><main><h1>There is nothing here</h1>\
                <p>The address may be mistyped.</p></main>";
    (StatusCode::NOT_FOUND, Html(page)).into_response()
}
