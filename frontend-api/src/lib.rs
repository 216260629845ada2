//! A Frontend API for one machine: magic links, sessions and a mailbox over SQLite.
//!
//! The wire is Clerk's, as its browser SDKs speak it. The code, the pages, and the rules that the wire
//! leaves open are this project's.
//!
//! From the request to the disk, each room names only those below it:
//! `routes` → `resources` → `proof` → `call` → `app` → `http`, `mail`, `store` → `plain`.
//! The `pages` that people see are on the same level as `routes`.

pub(crate) mod app;
pub(crate) mod call;
mod commands;
pub(crate) mod config;
pub(crate) mod error;
pub(crate) mod http;
mod logs;
pub(crate) mod mail;
pub(crate) mod pages;
pub(crate) mod plain;
pub(crate) mod proof;
pub(crate) mod resources;
mod routes;
pub(crate) mod session_token;
pub(crate) mod settings;
pub(crate) mod store;

use axum::Router;
use axum::http::{HeaderValue, header};
use axum::middleware::{from_fn, from_fn_with_state};
use tower_http::set_header::SetResponseHeaderLayer;

pub use crate::app::App;
pub use crate::commands::run;
pub use crate::config::Config;
pub use crate::error::{Error, Refusal, Result};
use crate::http::{cors, unread};
pub use crate::logs::start as start_log;

/// Everything that the server answers.
pub fn router(app: App) -> Router {
    let pages = pages::mailbox::router(&app).merge(pages::sdk::router());
    let routes = routes::router(&app).merge(routes::settings::router(&app)).merge(pages);
    let routes = pages::files::add(routes, &app.config.www).with_state(app.clone());
    // Around the routes, since a layer has to run before a route is chosen by its method.
    Router::new()
        .fallback_service(routes)
        .layer(from_fn(cors::method))
        .layer(from_fn_with_state(app.origins.clone(), cors::origin))
        .layer(from_fn(unread::read_or_close))
        .layer(no_sniffing())
        .layer(from_fn(logs::request))
}

/// Browsers must not guess another content type than the one that they are told.
fn no_sniffing() -> SetResponseHeaderLayer<HeaderValue> {
    let nosniff = HeaderValue::from_static("nosniff");
    SetResponseHeaderLayer::overriding(header::X_CONTENT_TYPE_OPTIONS, nosniff)
}
