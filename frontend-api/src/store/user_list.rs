//! Lists of users, for the application's servers.

use rusqlite::params;

use crate::error::Result;
use crate::store::tx::{Tx, only};
use crate::store::users::{User, read};

/// Which users are meant. A list is JSON; `None` is all of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    /// Their ids.
    pub(crate) ids: Option<String>,
    /// One of their addresses, normalised. Only a verified one counts: anybody may claim one.
    pub(crate) email_addresses: Option<String>,
    /// Their user names, in lower case.
    pub(crate) usernames: Option<String>,
    /// A part of their id, names or a verified address, in lower case.
    pub(crate) query: Option<String>,
}

/// A part of a list, and its order.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    /// A column, with `-` before it for the newest first. One that is not known is `-created_at`.
    pub(crate) order_by: String,
    /// Most users.
    pub(crate) limit: i64,
    /// How many are left out.
    pub(crate) offset: i64,
}

macro_rules! select {
    ($what:literal, $order:literal) => {
        concat!(
            "select ",
            $what,
            " from users u
             where (?1 is null or u.id in (select value from json_each(?1)))
               and (?2 is null or u.id in
                    (select user_id from email_addresses where verified = 1
                     and email_address in (select value from json_each(?2))))
               and (?3 is null or u.username in (select value from json_each(?3)))
               and (?4 is null
                    or instr(lower(concat_ws(' ', u.id, u.username, u.first_name, u.last_name)), ?4)
                    or exists (select 1 from email_addresses a where a.user_id = u.id
                               and a.verified = 1 and instr(a.email_address, ?4))) ",
            $order
        )
    };
}

/// The users that a filter leaves.
pub(crate) fn find(tx: &Tx<'_>, filter: &Filter, part: &Part) -> Result<Vec<User>> {
    let Filter { ids, email_addresses, usernames, query } = filter;
    let Part { order_by, limit, offset } = part;
    let sql = select!(
        "u.*",
        "order by case ?5 when 'created_at' then u.created_at when 'updated_at' then u.updated_at
                          when '-updated_at' then -u.updated_at
                          when 'last_sign_in_at' then coalesce(u.last_sign_in_at, 0)
                          when '-last_sign_in_at' then -coalesce(u.last_sign_in_at, 0)
                          else -u.created_at end,
                  iif(?5 like '-%', -u.rowid, u.rowid)
         limit ?6 offset ?7"
    );
    let given = params![ids, email_addresses, usernames, query, order_by, limit, offset];
    tx.all(sql, given, read)
}

/// How many users a filter leaves.
pub(crate) fn count(tx: &Tx<'_>, filter: &Filter) -> Result<i64> {
    let Filter { ids, email_addresses, usernames, query } = filter;
    tx.one(select!("count(*)", ""), params![ids, email_addresses, usernames, query], only)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::db::in_memory;
    use crate::store::email_addresses::{self, EmailAddress};
    use crate::store::users;

    fn add(tx: &Tx<'_>, id: &str, first_name: &str, verified: bool, now_ms: i64) -> Result<()> {
        let (username, last_name, password_hash) = (Some(id), Some("Byron"), None);
        let (first_name, unsafe_metadata) = (Some(first_name), "{}");
        let new =
            users::New { id, username, first_name, last_name, password_hash, unsafe_metadata };
        users::insert(tx, &new, now_ms)?;
        let (user_id, email_address) = (id.into(), "ada@example.com".into());
        let (id, verification_id) = (format!("idn_{id}"), None);
        let address = EmailAddress { id, user_id, email_address, verified, verification_id };
        email_addresses::insert(tx, &address, now_ms)
    }

    #[test]
    fn users_are_found_by_what_is_theirs_and_in_order() {
        in_memory(|tx| {
            add(tx, "user_1", "Ada", true, 1)?;
            add(tx, "user_2", "Annabella", false, 2)?;
            add(tx, "user_3", "Allegra", false, 3)?;
            let found = |filter: &Filter, order_by: &str, limit, offset| {
                let order_by = order_by.into();
                let found = find(tx, filter, &Part { order_by, limit, offset })?;
                let ids: Vec<String> = found.into_iter().map(|user| user.id).collect();
                Ok::<_, crate::Error>(ids.join(" "))
            };
            let all = Filter::default();
            assert_eq!(found(&all, "-created_at", 10, 0)?, "user_3 user_2 user_1");
            assert_eq!(found(&all, "created_at", 1, 1)?, "user_2");
            assert_eq!(count(tx, &all)?, 3);
            let some = |text: &str| Some(text.to_owned());
            for (filter, ids) in [
                (Filter { ids: some(r#"["user_2","user_9"]"#), ..all.clone() }, "user_2"),
                (Filter { ids: some("[]"), ..all.clone() }, ""),
                (Filter { usernames: some(r#"["user_3"]"#), ..all.clone() }, "user_3"),
                (Filter { query: some("ada byron"), ..all.clone() }, "user_1"),
                (Filter { query: some("ada@"), ..all.clone() }, "user_1"),
                (Filter { query: some("%"), ..all.clone() }, ""),
                (
                    Filter { email_addresses: some(r#"["ada@example.com"]"#), ..all.clone() },
                    "user_1",
                ),
            ] {
                assert_eq!(found(&filter, "", 10, 0)?, ids, "{filter:?}");
                assert_eq!(count(tx, &filter)?, i64::from(!ids.is_empty()));
            }
            Ok(())
        });
    }
}
