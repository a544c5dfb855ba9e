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
    prepare(&connection);
    connection
}

/// A connection to a store that is not encrypted, with the same settings.
pub fn plain(path: &Path) -> Connection {
    let connection = Connection::open(path).unwrap();
    prepare(&connection);
    connection
}

/// Copies a store to a file that is not encrypted: only a measurement does that.
pub fn export_plain(store: &Store, path: &Path) {
    let source = connection(store);
    source.execute("ATTACH DATABASE ?1 AS plain KEY ''", [path.to_str().unwrap()]).unwrap();
    source.query_row("SELECT sqlcipher_export('plain')", [], |_| Ok(())).unwrap();
    source.execute_batch("DETACH DATABASE plain").unwrap();
}

fn prepare(connection: &Connection) {
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
}

/// Everything a sale appends, as tables.
const APPENDED: [&str; 6] = ["orders", "order_lines", "order_line_taxes", "payments", "stock_movements", "commits"];

/// The rows that each of these commits of sales wrote, and the caches it kept.
pub fn sales(source: &Connection, commits: std::ops::RangeInclusive<i64>) -> Vec<Vec<Rows>> {
    let of = |seq: i64| {
        let mut written: Vec<_> = APPENDED
            .iter()
            .map(|table| {
                rows(source, "INSERT", table, &format!("{} = {seq}", if *table == "commits" { "seq" } else { "commit_seq" }))
            })
            .collect();
        let sold = format!("variant_id IN (SELECT variant_id FROM order_lines WHERE commit_seq = {seq})");
        for cache in ["stock_levels", "stock_totals", "day_products", "dekad_products", "quarter_products"] {
            written.push(rows(source, "INSERT OR REPLACE", cache, &sold));
        }
        written.push(rows(source, "INSERT OR REPLACE", "day_totals", "1"));
        let counter = "UPDATE series SET next_number = next_number + 1 WHERE kind = 'order' AND prefix = '1-'";
        written.push(Rows { sql: counter.into(), rows: vec![Vec::new()] });
        written
    };
    commits.map(of).collect()
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
