//! Polls that are held open: answered as soon as something happens, or after a while.

use std::time::Duration;

use serde_json::Value;

use crate::app::App;
use crate::call::Call;
use crate::error::Result;
use crate::http::caller::Caller;
use crate::http::reply::Reply;
use crate::http::shared_reads::{Key, ReadResult};

/// Answers a poll of an attempt. With `wait` (seconds) in the query, and while its verification is
/// open, the answer is held until the attempt changes or the time is over.
pub(crate) async fn answer<F>(
    app: &App,
    caller: Caller,
    id: &str,
    query: Option<&str>,
    read: F,
) -> Result<Reply>
where
    F: Fn(&Call<'_>, &str) -> Result<Value> + Send + Copy + 'static,
{
    let wait = wait_seconds(query).min(app.config.long_poll_seconds);
    if wait == 0 {
        return Ok(poll(app, &caller, id, read).await?.0);
    }
    let waiter = app.wakers.wait_for(id);
    let mut changed = Box::pin(waiter.changed());
    // From here on no change is missed.
    changed.as_mut().enable();
    let (reply, open_until) = poll(app, &caller, id, read).await?;
    let Some(expires_at) = open_until else { return Ok(reply) };
    drop(reply);
    let left_ms = u64::try_from(expires_at - (app.now_ms)()).unwrap_or(0);
    let longest = Duration::from_secs(wait).min(Duration::from_millis(left_ms));
    tokio::select! {
        () = changed => {}
        () = tokio::time::sleep(longest) => {}
        () = app.stopped() => {}
    }
    // One change wakes all polls of the attempt. Those with the same answer share one read.
    let again = || poll(app, &caller, id, read);
    Ok(app.shared_reads.join(Key::new(id, &caller), again).await?.0)
}

/// The attempt as it is now, and until when the poll may be held.
async fn poll<F>(app: &App, caller: &Caller, id: &str, read: F) -> Result<ReadResult>
where
    F: Fn(&Call<'_>, &str) -> Result<Value> + Send + 'static,
{
    let id = id.to_owned();
    let work = move |call: &Call<'_>| {
        let attempt = read(call, &id)?;
        let open_until = open_until(&attempt);
        Ok((attempt, open_until))
    };
    app.read_with(caller.clone(), work).await
}

fn wait_seconds(query: Option<&str>) -> u64 {
    let pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    let wait = pairs.filter(|(name, _)| name == "wait").find_map(|(_, value)| value.parse().ok());
    wait.unwrap_or(0)
}

/// When the verification that this resource waits for expires. `None` if it waits for none.
fn open_until(resource: &Value) -> Option<i64> {
    let verification = [
        resource.get("first_factor_verification"),
        resource.pointer("/verifications/email_address"),
        resource.get("verification"),
    ];
    let verification = verification.into_iter().flatten().find(|found| found.is_object())?;
    let is_open = verification.get("status")? == "unverified";
    verification.get("expire_at")?.as_i64().filter(|_| is_open)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_an_open_verification_is_waited_for() {
        let open = json!({ "status": "unverified", "expire_at": 7 });
        let resource = json!({ "first_factor_verification": open });
        assert_eq!(open_until(&resource), Some(7));
        let resource = json!({ "verifications": { "email_address": open } });
        assert_eq!(open_until(&resource), Some(7));
        let resource = json!({ "verification": { "status": "verified", "expire_at": 7 } });
        assert_eq!(open_until(&resource), None);
        assert_eq!(open_until(&json!({ "first_factor_verification": null })), None);
    }

    #[test]
    fn the_wait_is_a_number_of_seconds() {
        assert_eq!(wait_seconds(Some("a=b&wait=20")), 20);
        for none in
            [None, Some(""), Some("wait=-1"), Some("wait=x"), Some("wait=99999999999999999999")]
        {
            assert_eq!(wait_seconds(none), 0, "{none:?}");
        }
    }
}
