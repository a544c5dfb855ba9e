//! The floor: bare prepared statements on a connection with the store's own settings.

use std::path::Path;

use counterfoil::store::{Store, database_path};
use rusqlite::Connection;
use rusqlite::types::Value;

/// A connection to the file of `store` with the settings the store uses, and nothing around it.
pub fn connection(store: &Store) -> Connection {
    open(store, store.folder())
}

fn open(store: &Store, folder: &Path) -> Connection {
    let connection = Connection::open(database_path(folder)).unwrap();
    store.key().unlock(&connection).unwrap();
    for (name, value) in [
        ("journal_mode", "WAL"),
        ("synchronous", "FULL"),
        ("foreign_keys", "ON"),
        ("temp_store", "MEMORY"),
        ("mmap_size", "0"),
        ("cache_size", "-32000"),
    ] {
        connection.pragma_update(None, name, value).unwrap();
    }
    connection.set_prepared_statement_cache_capacity(256);
    connection
}

/// Rows of one table, to be written again.
pub struct Rows {
    /// The statement that writes one.
    pub sql: String,
    /// The values.
    pub rows: Vec<Vec<Value>>,
}

/// Reads the rows of a table that a condition names. `verb` is the way to write them, such as `INSERT` or `INSERT OR REPLACE`.
pub fn rows(db: &Connection, verb: &str, table: &str, condition: &str) -> Rows {
    let mut statement = db.prepare(&format!("SELECT * FROM {table} WHERE {condition}")).unwrap();
    let width = statement.column_count();
    let rows = statement
        .query_map([], |row| (0..width).map(|column| row.get(column)).collect::<rusqlite::Result<Vec<Value>>>())
        .unwrap()
        .collect::<rusqlite::Result<_>>()
        .unwrap();
    let places = vec!["?"; width].join(", ");
    Rows { sql: format!("{verb} INTO {table} VALUES ({places})"), rows }
}

/// Writes rows in one transaction.
pub fn write(db: &Connection, all: &[Rows]) {
    db.prepare_cached("BEGIN IMMEDIATE").unwrap().execute([]).unwrap();
    for Rows { sql, rows } in all {
        let mut statement = db.prepare_cached(sql).unwrap();
        for row in rows {
            statement.execute(rusqlite::params_from_iter(row)).unwrap();
        }
    }
    db.prepare_cached("COMMIT").unwrap().execute([]).unwrap();
}
