//! Facts: rows that are inserted once and never edited.
//!
//! Every table with a `commit_seq` column holds facts. The hash of each row goes into its commit, so that a changed, removed or added
//! row is noticed. Rows with an `import_id` are a history somebody else vouches for: they stay outside.

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ToSql};
use sha2::{Digest, Sha256};

use crate::base::{Error, Result};

/// Tables of facts without a `commit_seq` of their own.
const PROTECTED_BESIDES: [&str; 2] = ["commits", "document_contents"];

/// What facts say about people, as the privacy tags have it (`tests/privacy.rs` compares). A row that says anything in one of these columns
/// carries a salt, and its hash commits to the salted hashes of these columns instead of to their values: once erased, they cannot be guessed.
pub const PERSONAL: [(&str, &[&str]); 3] = [("orders", &["note"]), ("payments", &["reference"]), ("stock_movements", &["note"])];

/// The column of the salt.
const SALT: &str = "salt";

/// The columns of a table of facts that say something about a person.
pub(super) fn personal_columns(table: &str) -> &'static [&'static str] {
    PERSONAL.iter().find(|(known, _)| *known == table).map_or(&[], |(_, columns)| columns)
}

/// A table of facts as an area writes it.
#[derive(Debug)]
pub struct FactTable {
    /// The table.
    pub name: &'static str,
    /// Every column but `commit_seq`, in the order of the schema.
    pub columns: &'static [&'static str],
}

impl FactTable {
    /// The statement that appends one row; `commit_seq` is the last parameter, after the salt when the row has one.
    pub(super) fn insert_sql(&self, has_salt: bool) -> String {
        let salt = if has_salt { ", salt" } else { "" };
        let count = self.columns.len() + 1 + usize::from(has_salt);
        let places = (1..=count).map(|place| format!("?{place}")).collect::<Vec<_>>().join(", ");
        format!("INSERT INTO {} ({}{salt}, commit_seq) VALUES ({places})", self.name, self.columns.join(", "))
    }

    /// Whether a row with these values says anything about a person.
    pub(super) fn is_about_somebody(&self, values: &[&dyn ToSql]) -> Result<bool> {
        let personal = personal_columns(self.name);
        if personal.is_empty() {
            return Ok(false);
        }
        for (column, value) in self.columns.iter().zip(values) {
            let says = match value.to_sql()? {
                ToSqlOutput::Borrowed(value) => !is_empty(value),
                ToSqlOutput::Owned(value) => !is_empty(ValueRef::from(&value)),
                _ => true,
            };
            if says && personal.contains(column) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    pub(super) fn row_hash_of(&self, values: &[&dyn ToSql], salt: Option<&[u8]>) -> Result<[u8; 32]> {
        let mut hasher = RowHasher::new(self.name, salt);
        for (column, value) in self.columns.iter().zip(values) {
            match value.to_sql()? {
                ToSqlOutput::Borrowed(value) => hasher.cell(column, value),
                ToSqlOutput::Owned(value) => hasher.cell(column, ValueRef::from(&value)),
                _ => return Err(Error::internal("a fact holds a value that cannot be hashed")),
            }
        }
        Ok(hasher.finish())
    }
}

fn is_empty(value: ValueRef<'_>) -> bool {
    match value {
        ValueRef::Null => true,
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes.is_empty(),
        ValueRef::Integer(_) | ValueRef::Real(_) => false,
    }
}

/// The hash of one row of facts: its table, and name and value of every column that is not NULL, without `commit_seq`. A column that a later
/// migration adds is NULL in old rows, so their hashes stay. What a salted row says about a person goes in as its salted hash.
#[must_use]
pub fn row_hash(table: &str, cells: &[(&str, ValueRef<'_>)]) -> [u8; 32] {
    let salt = cells.iter().find(|(column, _)| *column == SALT).and_then(|(_, value)| value.as_blob().ok());
    let mut hasher = RowHasher::new(table, salt);
    for (column, value) in cells {
        hasher.cell(column, *value);
    }
    hasher.finish()
}

struct RowHasher<'a> {
    hasher: Sha256,
    salt: Option<&'a [u8]>,
    personal: &'static [&'static str],
}

impl<'a> RowHasher<'a> {
    fn new(table: &str, salt: Option<&'a [u8]>) -> Self {
        let mut row = Self { hasher: Sha256::new(), salt, personal: personal_columns(table) };
        row.bytes(table.as_bytes());
        row
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.hasher.update((bytes.len() as u64).to_le_bytes());
        self.hasher.update(bytes);
    }

    fn cell(&mut self, column: &str, value: ValueRef<'_>) {
        let (kind, bytes): (u8, &[u8]) = match &value {
            ValueRef::Null => return,
            ValueRef::Integer(number) => (1, &number.to_le_bytes()),
            ValueRef::Real(number) => (2, &number.to_le_bytes()),
            ValueRef::Text(text) => (3, text),
            ValueRef::Blob(blob) => (4, blob),
        };
        if column == SALT && !self.personal.is_empty() {
            return;
        }
        self.bytes(column.as_bytes());
        match self.salt.filter(|_| self.personal.contains(&column)) {
            None => {
                self.hasher.update([kind]);
                self.bytes(bytes);
            }
            Some(salt) => {
                let mut salted = Sha256::new();
                salted.update(salt);
                salted.update([kind]);
                salted.update(bytes);
                self.hasher.update([5]);
                self.bytes(&salted.finalize());
            }
        }
    }

    fn finish(self) -> [u8; 32] {
        self.hasher.finalize().into()
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
