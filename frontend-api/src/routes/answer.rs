//! The answer to a call: its envelope, with the client piggybacked, and its cookies.

use serde_json::{Value, json};

use crate::app::App;
use crate::call::Call;
use crate::error::Result;
use crate::http::caller::Caller;
use crate::http::reply::{Bare, Reply};
use crate::plain::json::with;
use crate::plain::recent_tokens::Claims;
use crate::plain::secret::Secret;
use crate::resources::client;
use crate::routes::client_uat;

/// What an endpoint answers with.
pub(crate) enum Payload {
    /// The calling client, or null if there is none. Every answer carries it anyway.
    Client,
    /// Something else.
    This(Value),
}

impl From<Value> for Payload {
    fn from(value: Value) -> Self {
        Self::This(value)
    }
}

/// What the transaction gives for an answer. The tokens in it are signed later.
struct Content {
    payload: Payload,
    client: Value,
    client_uat: Option<Secret<String>>,
    tokens: Vec<Claims>,
}

impl Content {
    fn of(call: &Call<'_>, payload: Payload) -> Result<Self> {
        let client = call.client_id().map(|id| client::json(call, id)).transpose()?;
        let client_uat = client_uat::line(call)?.map(Secret);
        let tokens = call.wanted_tokens();
        Ok(Self { payload, client: client.unwrap_or_default(), client_uat, tokens })
    }
}

impl App {
    /// Answers a call that may change something.
    pub(crate) async fn answer<F, R>(&self, caller: Caller, work: F) -> Result<Reply>
    where
        F: FnOnce(&mut Call<'_>) -> Result<R> + Send + 'static,
        R: Into<Payload>,
    {
        let run = |call: &mut Call<'_>| {
            let payload = work(call)?.into();
            Content::of(call, payload)
        };
        let (content, cookie) = self.commit(caller, run).await?;
        self.reply(content, cookie).await
    }

    /// Answers a call that changes nothing.
    pub(crate) async fn read<F, R>(&self, caller: Caller, work: F) -> Result<Reply>
    where
        F: FnOnce(&Call<'_>) -> Result<R> + Send + 'static,
        R: Into<Payload>,
    {
        Ok(self.read_with(caller, |call| Ok((work(call)?, ()))).await?.0)
    }

    /// The same, and also gives something that the answer does not show.
    pub(crate) async fn read_with<F, R, T>(&self, caller: Caller, work: F) -> Result<(Reply, T)>
    where
        F: FnOnce(&Call<'_>) -> Result<(R, T)> + Send + 'static,
        R: Into<Payload>,
        T: Send + 'static,
    {
        let run = |call: &Call<'_>| {
            let (payload, more) = work(call)?;
            Ok((Content::of(call, payload.into())?, more))
        };
        let (content, more) = self.look(&caller, run).await?;
        Ok((self.reply(content, None).await?, more))
    }

    /// Answers a call without an envelope.
    pub(crate) async fn answer_bare<F, T>(&self, caller: Caller, work: F) -> Result<Bare<T>>
    where
        F: FnOnce(&mut Call<'_>) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let run = |call: &mut Call<'_>| Ok((work(call)?, client_uat::line(call)?.map(Secret)));
        let ((value, client_uat), cookie) = self.commit(caller, run).await?;
        Ok(Bare { value, cookies: [cookie, client_uat] })
    }

    /// The same for a call that changes nothing.
    pub(crate) async fn read_bare<F>(&self, caller: Caller, work: F) -> Result<Bare>
    where
        F: FnOnce(&Call<'_>) -> Result<Value> + Send + 'static,
    {
        let run = |call: &Call<'_>| Ok((work(call)?, client_uat::line(call)?.map(Secret)));
        let (value, client_uat) = self.look(&caller, run).await?;
        Ok(Bare { value, cookies: [None, client_uat] })
    }

    async fn reply(&self, content: Content, cookie: Option<Secret<String>>) -> Result<Reply> {
        let Content { mut payload, mut client, client_uat, tokens } = content;
        for claims in tokens {
            let session_id = claims.holder.session_id.clone();
            let jwt = self.token(claims).await?;
            put_token(&mut client, &session_id, &jwt);
            if let Payload::This(resource) = &mut payload {
                put_token(resource, &session_id, &jwt);
            }
        }
        let body = envelope(&payload, &client).into();
        Ok(Reply { body, cookies: [cookie, client_uat] })
    }
}

/// Puts the token into its session, which is this resource, or one of this client's.
fn put_token(resource: &mut Value, session_id: &str, jwt: &str) {
    if let Some(sessions) = resource.get_mut("sessions").and_then(Value::as_array_mut) {
        sessions.iter_mut().for_each(|session| put_token(session, session_id, jwt));
    }
    if resource.get("object").is_some_and(|object| object == "session")
        && resource.get("id").is_some_and(|id| id == session_id)
    {
        let token = json!({ "object": "token", "jwt": jwt });
        *resource = with(resource.take(), "last_active_token", token);
    }
}

fn envelope(payload: &Payload, client: &Value) -> Vec<u8> {
    // A `Value` can always be written.
    let json = |value: &Value| serde_json::to_vec(value).unwrap_or_default();
    let client = json(client);
    let other = match payload {
        Payload::Client => None,
        Payload::This(value) => Some(json(value)),
    };
    let response = other.as_ref().unwrap_or(&client);
    [&b"{\"response\":"[..], response, b",\"client\":", &client, b"}"].concat()
}
