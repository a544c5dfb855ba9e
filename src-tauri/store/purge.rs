//! The one door through which facts may be removed: retention, erasure, and undoing an import nothing refers to.
//!
//! A fact that stays may lose what it says about a person. What is left of it hashes to something else than what its commit vouches for, so
//! the door notes both hashes as a fact of their own (`redactions`): the old one proves that the row was there as it was, the new one
//! that nothing else of it was changed since.

use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, OptionalExtension, ToSql, params, params_from_iter};

use super::facts::{hashed_tables, row_hash};
use super::{FactTable, Write};
use crate::base::{PurgeId, Result};

const PURGES: FactTable = FactTable { name: "purges", columns: &["id", "reason", "what", "removed_rows"] };

/// Lets `work` remove facts within this transaction and writes down why, what, and how many rows it says it removed.
///
/// # Errors
/// What `work` answers; then nothing is removed.
pub fn purge(tx: &mut Write<'_>, reason: &str, what: &str, work: impl FnOnce(&mut Write<'_>) -> Result<usize>) -> Result<usize> {
    let (_, removed) = purge_as(tx, reason, what, |tx, _| work(tx))?;
    Ok(removed)
}

/// [`purge`] whose work knows under which id it will be written down, and answers it.
///
/// # Errors
/// As [`purge`].
pub fn purge_as(
    tx: &mut Write<'_>,
    reason: &str,
    what: &str,
    work: impl FnOnce(&mut Write<'_>, PurgeId) -> Result<usize>,
) -> Result<(PurgeId, usize)> {
    let id: PurgeId = tx.new_id();
    tx.execute("INSERT INTO local_purging (reason) VALUES (?1)", [reason])?;
    let removed = work(tx, id)?;
    tx.execute("DELETE FROM local_purging", [])?;
    tx.append(&PURGES, params![id, reason, what, removed as i64])?;
    Ok((id, removed))
}

/// Which rows are meant: a condition on the table, which it calls `t`, and the values of its named places.
#[derive(Clone, Copy)]
pub struct Chosen<'a> {
    /// The table.
    pub table: &'a str,
    /// The condition.
    pub condition: &'a str,
    /// Every value a condition may name; those it does not name are left out.
    pub values: &'a [(&'a str, &'a dyn ToSql)],
    /// Most rows to take at once.
    pub limit: i64,
}

/// Binds the values that a statement names.
pub(super) fn bound<'a>(
    statement: &rusqlite::Statement<'_>,
    values: &'a [(&'a str, &'a dyn ToSql)],
) -> Result<Vec<(&'a str, &'a dyn ToSql)>> {
    let mut named = Vec::new();
    for (name, value) in values {
        if statement.parameter_index(name)?.is_some() {
            named.push((*name, *value));
        }
    }
    Ok(named)
}

/// How a table looks: its columns, which of them cannot be NULL and of which type, and by which a row is known.
struct Shape {
    columns: Vec<Column>,
}

struct Column {
    name: String,
    kind: String,
    is_required: bool,
    key_place: i64,
}

impl Shape {
    fn of(db: &Connection, table: &str) -> Result<Self> {
        let mut statement = db.prepare_cached("SELECT name, type, \"notnull\", pk FROM pragma_table_info(?1) ORDER BY cid")?;
        let columns = statement.query_map([table], |row| {
            Ok(Column { name: row.get(0)?, kind: row.get(1)?, is_required: row.get(2)?, key_place: row.get(3)? })
        })?;
        Ok(Self { columns: columns.collect::<rusqlite::Result<_>>()? })
    }

    fn key(&self) -> Vec<&Column> {
        let mut key: Vec<&Column> = self.columns.iter().filter(|column| column.key_place > 0).collect();
        key.sort_by_key(|column| column.key_place);
        key
    }
}

/// What a column holds when it says nothing.
fn blank(column: &Column) -> Value {
    match (column.is_required, column.kind.as_str()) {
        (false, _) => Value::Null,
        (true, "INTEGER") => Value::Integer(0),
        (true, "BLOB") => Value::Blob(Vec::new()),
        (true, _) => Value::Text(String::new()),
    }
}

/// The columns of a table whose privacy tag says that they are about a person, whether the law keeps them or not.
///
/// # Errors
/// A failing disk.
pub fn tagged_columns(db: &Connection, table: &str) -> Result<Vec<String>> {
    let mut statement =
        db.prepare_cached("SELECT column_name FROM privacy_tags WHERE table_name = ?1 AND tag <> 'none' ORDER BY column_name")?;
    Ok(statement.query_map([table], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// The condition under which a row of a table still says something about a person.
///
/// # Errors
/// A failing disk.
pub fn says_something(db: &Connection, table: &str) -> Result<String> {
    let shape = Shape::of(db, table)?;
    let tagged = tagged_columns(db, table)?;
    let terms: Vec<String> = shape
        .columns
        .iter()
        .filter(|column| tagged.contains(&column.name))
        .map(|column| match blank(column) {
            Value::Null => format!("t.{} IS NOT NULL", column.name),
            Value::Integer(_) => format!("t.{} <> 0", column.name),
            Value::Blob(_) | Value::Text(_) | Value::Real(_) => format!("length(t.{}) > 0", column.name),
        })
        .collect();
    Ok(if terms.is_empty() { "0".to_owned() } else { terms.join(" OR ") })
}

/// Makes rows of a table that is no table of facts say nothing about anybody: every tagged column is emptied. Answers how many there were.
///
/// # Errors
/// What the schema refuses.
pub fn blank_rows(tx: &Write<'_>, chosen: Chosen<'_>, besides: &[(&str, &str)]) -> Result<usize> {
    let shape = Shape::of(tx, chosen.table)?;
    let tagged = tagged_columns(tx, chosen.table)?;
    let mut set: Vec<String> = Vec::new();
    let mut blanks: Vec<(String, Value)> = Vec::new();
    for column in shape.columns.iter().filter(|column| tagged.contains(&column.name)) {
        set.push(format!("{0} = :blank_{0}", column.name));
        blanks.push((format!(":blank_{}", column.name), blank(column)));
    }
    for (column, value) in besides {
        set.push(format!("{column} = :blank_{column}"));
        blanks.push((format!(":blank_{column}"), Value::Text((*value).to_owned())));
    }
    let sql = format!(
        "UPDATE {} AS t SET {} WHERE ({}) AND ({})",
        chosen.table,
        set.join(", "),
        chosen.condition,
        says_something(tx, chosen.table)?
    );
    let mut statement = tx.prepare(&sql)?;
    let mut values = bound(&statement, chosen.values)?;
    values.extend(blanks.iter().map(|(name, value)| (name.as_str(), value as &dyn ToSql)));
    Ok(statement.execute(values.as_slice())?)
}

/// Removes rows that hold nothing but what is about a person. Those of contents that a commit or a document vouches for by their salted hash are
/// noted by what they were known by, so that they are missed by nobody. Answers how many there were.
///
/// # Errors
/// What the schema refuses.
pub fn remove_rows(tx: &mut Write<'_>, purge: PurgeId, chosen: Chosen<'_>) -> Result<usize> {
    let shape = Shape::of(tx, chosen.table)?;
    let key = shape.key();
    let names: Vec<&str> = key.iter().map(|column| column.name.as_str()).collect();
    let sql = format!(
        "SELECT {} FROM {} t WHERE ({}) LIMIT {}",
        names.iter().map(|name| format!("t.{name}")).collect::<Vec<_>>().join(", "),
        chosen.table,
        chosen.condition,
        chosen.limit
    );
    let keys = rows(tx, &sql, chosen.values)?;
    let delete = format!("DELETE FROM {} WHERE {}", chosen.table, by_key(&names));
    let is_contents = CONTENTS.contains(&chosen.table);
    for key in &keys {
        tx.prepare_cached(&delete)?.execute(params_from_iter(key))?;
        if is_contents {
            tx.note_redaction(purge, chosen.table, &key_bytes(key), None)?;
        }
    }
    Ok(keys.len())
}

/// Tables of contents that are vouched for by a salted hash elsewhere, so that removing one of their rows must be noted.
const CONTENTS: [&str; 2] = ["change_contents", "document_contents"];

/// What a row of contents is known by, as bytes: blobs as they are, numbers as eight bytes, the highest first.
fn key_bytes(key: &[Value]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for part in key {
        match part {
            Value::Integer(number) => bytes.extend(number.to_be_bytes()),
            Value::Blob(blob) => bytes.extend(blob),
            Value::Text(text) => bytes.extend(text.as_bytes()),
            Value::Null | Value::Real(_) => {}
        }
    }
    bytes
}

fn by_key(names: &[&str]) -> String {
    names.iter().enumerate().map(|(place, name)| format!("{name} = ?{}", place + 1)).collect::<Vec<_>>().join(" AND ")
}

fn rows(db: &Connection, sql: &str, values: &[(&str, &dyn ToSql)]) -> Result<Vec<Vec<Value>>> {
    let mut statement = db.prepare(sql)?;
    let count = statement.column_count();
    let named = bound(&statement, values)?;
    let rows = statement.query_map(named.as_slice(), |row| (0..count).map(|place| row.get(place)).collect())?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Takes what facts say about a person out of them: each row is put back without it, under the commit it belongs to, and both of its hashes are
/// noted. Answers how many there were.
///
/// # Errors
/// What the schema refuses.
pub fn redact_facts(tx: &mut Write<'_>, purge: PurgeId, chosen: Chosen<'_>) -> Result<usize> {
    let table = chosen.table;
    let shape = Shape::of(tx, table)?;
    let tagged = tagged_columns(tx, table)?;
    let names: Vec<&str> = shape.columns.iter().map(|column| column.name.as_str()).collect();
    let list = names.join(", ");
    let found = rows(
        tx,
        &format!(
            "SELECT {list} FROM {table} t WHERE ({}) AND ({}) LIMIT {}",
            chosen.condition,
            says_something(tx, table)?,
            chosen.limit
        ),
        chosen.values,
    )?;
    let key = shape.key();
    let delete =
        format!("DELETE FROM {table} WHERE {}", by_key(&key.iter().map(|column| column.name.as_str()).collect::<Vec<_>>()));
    let places = (1..=names.len()).map(|place| format!("?{place}")).collect::<Vec<_>>().join(", ");
    let insert = format!("INSERT INTO {table} ({list}) VALUES ({places})");
    let is_hashed = hashed_tables(tx)?.iter().any(|known| known == table);
    for row in &found {
        let mut emptied = row.clone();
        for (place, column) in shape.columns.iter().enumerate() {
            if tagged.contains(&column.name) {
                emptied[place] = blank(column);
            } else if column.name == "salt" {
                emptied[place] = Value::Null;
            }
        }
        let place_of = |wanted: &str| names.iter().position(|name| *name == wanted);
        let key: Vec<&Value> = key.iter().filter_map(|column| place_of(&column.name)).map(|place| &row[place]).collect();
        tx.prepare_cached(&delete)?.execute(params_from_iter(key))?;
        tx.prepare_cached(&insert)?.execute(params_from_iter(&emptied))?;
        let is_imported = place_of("import_id").is_some_and(|place| row[place] != Value::Null);
        if is_hashed && !is_imported {
            let now = hash_of(table, &names, row);
            let vouched = vouched_hash(tx, table, &now)?.unwrap_or(now);
            tx.note_redaction(purge, table, &hash_of(table, &names, &emptied), Some(&vouched))?;
        }
    }
    Ok(found.len())
}

fn hash_of(table: &str, names: &[&str], row: &[Value]) -> [u8; 32] {
    let cells: Vec<(&str, ValueRef<'_>)> = names
        .iter()
        .zip(row)
        .filter(|(name, _)| **name != "commit_seq")
        .map(|(name, value)| (*name, ValueRef::from(value)))
        .collect();
    row_hash(table, &cells)
}

/// The hash that the commit of a redacted row vouches for, by the hash the row has now.
pub(super) fn vouched_hash(db: &Connection, table: &str, now: &[u8; 32]) -> Result<Option<[u8; 32]>> {
    Ok(db
        .prepare_cached("SELECT row_hash FROM redactions WHERE table_name = ?1 AND record_key = ?2 ORDER BY commit_seq LIMIT 1")?
        .query_row(params![table, &now[..]], |row| row.get(0))
        .optional()?)
}
