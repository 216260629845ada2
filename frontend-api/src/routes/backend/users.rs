//! Users, for the application's servers.

use std::collections::HashMap;

use axum::extract::{RawQuery, State};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::app::App;
use crate::call::Call;
use crate::error::{Result, bad_request, invalid, not_found};
use crate::http::caller::Caller;
use crate::http::path::Path;
use crate::plain::address;
use crate::store::user_list::{self, Filter, Part};
use crate::store::users;

/// How many users a list has, and how many it can have.
const USUAL: i64 = 10;
const MOST: i64 = 500;

const ORDERS: [&str; 3] = ["created_at", "updated_at", "last_sign_in_at"];

/// `/users`, `/users/count` and `/users/:id`.
pub(crate) fn router() -> Router<App> {
    Router::new()
        .route("/users", get(list))
        .route("/users/count", get(count))
        .route("/users/{id}", get(show))
}

async fn show(
    State(app): State<App>,
    Path(id): Path<String>,
    caller: Caller,
) -> Result<Json<Value>> {
    let find = move |call: &Call<'_>| match users::find(call.tx, &id)? {
        Some(user) => user.json_for_servers(call),
        None => Err(not_found("user")),
    };
    Ok(Json(app.look(&caller, find).await?))
}

async fn list(
    State(app): State<App>,
    RawQuery(query): RawQuery,
    caller: Caller,
) -> Result<Json<Value>> {
    let (filter, part) = asked(query.as_deref().unwrap_or_default())?;
    let find = move |call: &Call<'_>| {
        let users = user_list::find(call.tx, &filter, &part)?;
        users.iter().map(|user| user.json_for_servers(call)).collect()
    };
    Ok(Json(app.look(&caller, find).await?))
}

async fn count(
    State(app): State<App>,
    RawQuery(query): RawQuery,
    caller: Caller,
) -> Result<Json<Value>> {
    let (filter, _) = asked(query.as_deref().unwrap_or_default())?;
    let count = app.look(&caller, move |call| user_list::count(call.tx, &filter)).await?;
    Ok(Json(json!({ "object": "total_count", "total_count": count })))
}

/// What a query asks for. A filter that is not known is refused: a list of all users in place of a few would
/// be taken for an answer.
fn asked(query: &str) -> Result<(Filter, Part)> {
    let mut said: HashMap<String, Vec<String>> = HashMap::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let name = name.strip_suffix("[]").unwrap_or(&name).to_owned();
        said.entry(name).or_default().push(value.into_owned());
    }
    let mut list = |name| said.remove(name);
    let list_json = |values: Vec<String>| json!(values).to_string();
    let lower = |values: Vec<String>| values.iter().map(|value| value.to_lowercase()).collect();
    let filter = Filter {
        ids: list("user_id").map(list_json),
        email_addresses: list("email_address").map(normalised).map(list_json),
        usernames: list("username").map(lower).map(list_json),
        query: list("query").and_then(|mut values| values.pop()).map(|text| text.to_lowercase()),
    };
    let mut last = |name| list(name).and_then(|mut values| values.pop());
    let order_by = last("order_by").unwrap_or_else(|| "-created_at".into());
    let order_by = order_by.strip_prefix('+').unwrap_or(&order_by).to_owned();
    if !ORDERS.contains(&order_by.strip_prefix('-').unwrap_or(&order_by)) {
        let message = format!("order_by can be {}, with + or - before it.", ORDERS.join(", "));
        return Err(invalid("order_by", "form_param_value_invalid", message));
    }
    let limit = number("limit", last("limit"), USUAL)?.clamp(1, MOST);
    let offset = number("offset", last("offset"), 0)?;
    last("paginated");
    match said.is_empty() {
        true => Ok((filter, Part { order_by, limit, offset })),
        false => {
            let message = "Users can be asked for by user_id, email_address, username and query, \
                           with limit, offset and order_by.";
            Err(bad_request("request_query_invalid", message))
        }
    }
}

/// Addresses in the form in which they are kept. What is no address is left out: nobody has it.
fn normalised(addresses: Vec<String>) -> Vec<String> {
    addresses.iter().filter_map(|text| address::normalise(text)).collect()
}

fn number(name: &'static str, said: Option<String>, usual: i64) -> Result<i64> {
    let Some(said) = said else { return Ok(usual) };
    said.parse().ok().filter(|number| *number >= 0).ok_or_else(|| {
        invalid(name, "form_param_format_invalid", format!("{name} has to be a number."))
    })
}
