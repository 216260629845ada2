//! A transaction, and how the files of the store run SQL in it.

use rusqlite::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension, Params, Row, Transaction, TransactionBehavior};

use crate::error::Result;
use crate::plain::secret::Secret;

/// A transaction, which callers pass to the functions of the store. Only those can run SQL in it.
///
/// It is not a trait, since there is only one kind of database. A second kind would go behind this type.
#[derive(Debug)]
pub(crate) struct Tx<'a>(Transaction<'a>);

/// Each statement is a constant, compiled once for a connection and kept.
impl<'a> Tx<'a> {
    pub(super) fn begin(
        connection: &'a mut Connection,
        behavior: TransactionBehavior,
    ) -> Result<Self> {
        Ok(Self(connection.transaction_with_behavior(behavior)?))
    }

    pub(super) fn commit(self) -> Result<()> {
        Ok(self.0.commit()?)
    }

    /// Executes one statement. Gives the number of rows that it changed.
    pub(super) fn execute<P: Params>(&self, sql: &'static str, params: P) -> Result<usize> {
        Ok(self.0.prepare_cached(sql)?.execute(params)?)
    }

    /// The row of a query that always has one.
    pub(super) fn one<T, P, F>(&self, sql: &'static str, params: P, read: F) -> Result<T>
    where
        P: Params,
        F: FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    {
        Ok(self.0.prepare_cached(sql)?.query_row(params, read)?)
    }

    /// The first row that a query finds, if it finds one.
    pub(super) fn find<T, P, F>(&self, sql: &'static str, params: P, read: F) -> Result<Option<T>>
    where
        P: Params,
        F: FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    {
        Ok(self.0.prepare_cached(sql)?.query_row(params, read).optional()?)
    }

    /// All rows that a query finds.
    pub(super) fn all<T, P, F>(&self, sql: &'static str, params: P, read: F) -> Result<Vec<T>>
    where
        P: Params,
        F: FnMut(&Row<'_>) -> rusqlite::Result<T>,
    {
        let mut statement = self.0.prepare_cached(sql)?;
        let rows = statement.query_map(params, read)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Whether a query finds anything.
    pub(super) fn exists<P: Params>(&self, sql: &'static str, params: P) -> Result<bool> {
        Ok(self.0.prepare_cached(sql)?.exists(params)?)
    }

    /// Several statements, to set up a test.
    #[cfg(test)]
    pub(super) fn batch(&self, sql: &str) -> Result<()> {
        Ok(self.0.execute_batch(sql)?)
    }
}

/// The first column of a row, for queries that have no other.
pub(super) fn only<T: FromSql>(row: &Row<'_>) -> rusqlite::Result<T> {
    row.get(0)
}

impl<T: FromSql> FromSql for Secret<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        T::column_result(value).map(Self)
    }
}

impl<T: ToSql> ToSql for Secret<T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        self.0.to_sql()
    }
}
