//! Facts: rows that are inserted once and never edited.
//!
//! Every table with a `commit_seq` column holds facts. The hash of each row goes into its commit, so that a changed, removed or added
//! row is noticed. Rows with an `import_id` are a history somebody else vouches for: they stay outside.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, ToSql};
use sha2::{Digest, Sha256};

use crate::base::{Error, Result};

/// Tables of facts without a `commit_seq` of their own.
const PROTECTED_BESIDES: [&str; 2] = ["commits", "document_contents"];

/// A table of facts as an area writes it.
#[derive(Debug)]
pub struct FactTable {
    /// The table.
    pub name: &'static str,
    /// Every column but `commit_seq`, in the order of the schema.
    pub columns: &'static [&'static str],
}

impl FactTable {
    /// The statement that appends one row; `commit_seq` is the last parameter.
    pub(super) fn insert_sql(&self) -> String {
        let places = (1..=self.columns.len() + 1).map(|place| format!("?{place}")).collect::<Vec<_>>().join(", ");
        format!("INSERT INTO {} ({}, commit_seq) VALUES ({places})", self.name, self.columns.join(", "))
    }

    pub(super) fn row_hash_of(&self, values: &[&dyn ToSql]) -> Result<[u8; 32]> {
        let mut hasher = RowHasher::new(self.name);
        for (column, value) in self.columns.iter().zip(values) {
            match value.to_sql()? {
                rusqlite::types::ToSqlOutput::Borrowed(value) => hasher.cell(column, value),
                rusqlite::types::ToSqlOutput::Owned(value) => hasher.cell(column, ValueRef::from(&value)),
                _ => return Err(Error::internal("a fact holds a value that cannot be hashed")),
            }
        }
        Ok(hasher.finish())
    }
}

/// The hash of one row of facts: its table, and name and value of every column that is not NULL. A column that a later migration adds
/// is NULL in old rows, so their hashes stay.
#[must_use]
pub fn row_hash<'a>(table: &str, cells: impl IntoIterator<Item = (&'a str, ValueRef<'a>)>) -> [u8; 32] {
    let mut hasher = RowHasher::new(table);
    for (column, value) in cells {
        hasher.cell(column, value);
    }
    hasher.finish()
}

struct RowHasher(Sha256);

impl RowHasher {
    fn new(table: &str) -> Self {
        let mut hasher = Self(Sha256::new());
        hasher.bytes(table.as_bytes());
        hasher
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
    }

    fn cell(&mut self, column: &str, value: ValueRef<'_>) {
        let (kind, bytes): (u8, &[u8]) = match &value {
            ValueRef::Null => return,
            ValueRef::Integer(number) => (1, &number.to_le_bytes()),
            ValueRef::Real(number) => (2, &number.to_le_bytes()),
            ValueRef::Text(text) => (3, text),
            ValueRef::Blob(blob) => (4, blob),
        };
        self.bytes(column.as_bytes());
        self.0.update([kind]);
        self.bytes(bytes);
    }

    fn finish(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

/// Tables whose rows are hashed into their commit.
pub(super) fn hashed_tables(connection: &Connection) -> Result<Vec<String>> {
    tables(
        connection,
        "SELECT m.name FROM sqlite_schema m, pragma_table_info(m.name) c
         WHERE m.type = 'table' AND c.name = 'commit_seq' AND m.name <> 'change_contents' ORDER BY m.name",
    )
}

fn tables(connection: &Connection, sql: &str) -> Result<Vec<String>> {
    Ok(connection.prepare(sql)?.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// Gives every table of facts the triggers that refuse edits, and removal outside the purge door.
pub(super) fn protect(connection: &Connection) -> Result<()> {
    let mut protected = tables(
        connection,
        "SELECT m.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name = 'commit_seq' ORDER BY m.name",
    )?;
    protected.extend(PROTECTED_BESIDES.map(String::from));
    for table in protected {
        connection.execute_batch(&format!(
            "CREATE TRIGGER IF NOT EXISTS {table}_are_never_edited BEFORE UPDATE ON {table}
             BEGIN SELECT RAISE(ABORT, 'facts are never edited'); END;
             CREATE TRIGGER IF NOT EXISTS {table}_are_never_removed BEFORE DELETE ON {table}
             WHEN NOT EXISTS (SELECT 1 FROM local_purging)
             BEGIN SELECT RAISE(ABORT, 'facts are removed through the purge door only'); END;"
        ))?;
    }
    Ok(())
}
