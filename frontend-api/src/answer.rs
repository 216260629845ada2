//! The answer to a call: its envelope, with the client piggybacked, and what follows it.

use axum::Json;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::app::App;
use crate::call::{Call, Caller};
use crate::error::{Result, no_store};
use crate::resources::client;
use crate::secret::Secret;

/// An answer in its envelope, with the client piggybacked (wire protocol 3.1).
pub(crate) struct Reply {
    /// What was asked for.
    pub(crate) response: Value,
    /// The calling client as it is now.
    pub(crate) client: Value,
    cookie: Option<Secret<String>>,
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let body = json!({ "response": self.response, "client": self.client });
        with_cookie(Json(body).into_response(), self.cookie)
    }
}

/// An answer that must stand alone (wire protocol 3.1: tokens, lists of sessions).
pub(crate) struct Bare(pub Reply);

impl IntoResponse for Bare {
    fn into_response(self) -> Response {
        with_cookie(Json(self.0.response).into_response(), self.0.cookie)
    }
}

fn with_cookie(mut response: Response, cookie: Option<Secret<String>>) -> Response {
    no_store(&mut response);
    if let Some(Ok(cookie)) = cookie.map(|cookie| cookie.0.try_into()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

impl App {
    /// Answers a call: runs `work` in a transaction, commits, then sends what is to be sent.
    pub(crate) async fn answer<F>(&self, caller: Caller, work: F) -> Result<Reply>
    where
        F: FnOnce(&mut Call<'_>) -> Result<Value> + Send + 'static,
    {
        let run = |call: &mut Call<'_>| {
            let response = work(call)?;
            let client = call.client_id().map(|id| client::json(call, id)).transpose()?;
            Ok((response, client.unwrap_or_default(), call.finish()))
        };
        let (response, client, after) = self.in_call(caller, run).await?;
        for email in after.emails {
            self.post.send(email);
        }
        for attempt_id in &after.changed {
            self.changes.notify(attempt_id);
        }
        match after.refusal {
            Some(refusal) => Err(refusal),
            None => Ok(Reply { response, client, cookie: after.cookie }),
        }
    }
}
