//! The answer to a call: its envelope, with the client piggybacked, and what follows it.

use axum::Json;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::app::App;
use crate::call::{Call, Caller};
use crate::client_uat;
use crate::error::{Result, no_store};
use crate::resources::client;
use crate::secret::Secret;

/// An answer in its envelope, with the client piggybacked (wire protocol 3.1).
pub(crate) struct Reply {
    /// What was asked for.
    pub(crate) response: Value,
    /// The calling client as it is now.
    pub(crate) client: Value,
    cookies: [Option<Secret<String>>; 2],
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let body = json!({ "response": self.response, "client": self.client });
        with_cookies(Json(body).into_response(), self.cookies)
    }
}

/// An answer that must stand alone (wire protocol 3.1: tokens, lists of sessions).
pub(crate) struct Bare(pub Reply);

impl IntoResponse for Bare {
    fn into_response(self) -> Response {
        with_cookies(Json(self.0.response).into_response(), self.0.cookies)
    }
}

fn with_cookies(mut response: Response, cookies: [Option<Secret<String>>; 2]) -> Response {
    no_store(&mut response);
    for cookie in cookies.into_iter().flatten().filter_map(|line| line.0.try_into().ok()) {
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
            let client_uat = client_uat::line(call)?.map(Secret);
            Ok((response, client.unwrap_or_default(), client_uat, call.finish()))
        };
        let (response, client, client_uat, after) = self.in_call(caller, run).await?;
        for email in after.emails {
            self.post.send(email);
        }
        for attempt_id in &after.changed {
            self.changes.notify(attempt_id);
        }
        match after.refusal {
            Some(refusal) => Err(refusal),
            None => Ok(Reply { response, client, cookies: [after.cookie, client_uat] }),
        }
    }
}
