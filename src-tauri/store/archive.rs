//! The archive: the whole history as plain text, from which anybody can derive every hash again (docs/archive.md).
//!
//! One JSON object a line, in UTF-8. It is readable by whoever holds it, so it is written only when somebody asks for it.

use std::io::Write;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::anchor::Anchor;
use super::facts::{PERSONAL, hashed_tables};
use super::snapshot::{ChainHead, chain_head};
use super::verify::Tell;
use super::{Store, connection};
use crate::base::{Error, Result};
use crate::say;

/// The version of the format.
const FORMAT: u32 = 1;
/// After how many lines somebody hears how far it is.
const TELL_EVERY: u64 = 20_000;

/// What was written.
#[derive(Debug, Clone)]
pub struct Written {
    /// How many lines.
    pub lines: u64,
    /// How many bytes.
    pub bytes: u64,
    /// SHA-256 of the file (hexadecimal).
    pub sha256: String,
    /// Where the history in it ends.
    pub head: ChainHead,
}

/// Writes the history of a store, in the state it is in at this moment, while others go on writing. `about` says whose it is.
///
/// # Errors
/// A store that cannot be read, a disk that is full, and what `tell` answers.
pub fn write_archive(store: &Store, about: &Value, out: &mut dyn Write, tell: Tell<'_>) -> Result<Written> {
    let anchor = Anchor::at(&store.0.folder, &store.0.key);
    store.read_afresh(|db| {
        let mut lines = Lines { out, hasher: Sha256::new(), lines: 0, bytes: 0, total: count(db)?, tell };
        let salted: Map<String, Value> = PERSONAL.iter().map(|(table, columns)| ((*table).to_owned(), json!(columns))).collect();
        let schema = connection::schema_version();
        lines.put(&json!({ "type": "archive", "format": FORMAT, "schema": schema, "about": about, "salted": salted }))?;
        commits(db, &mut lines)?;
        for table in hashed_tables(db)? {
            facts(db, &table, &mut lines)?;
        }
        contents(db, &mut lines)?;
        let head = chain_head(db)?;
        let mac = anchor.mac(head.seq, &head.hash);
        lines.put(&json!({ "type": "anchor", "seq": head.seq, "hash": hex::encode(head.hash), "mac": hex::encode(mac) }))?;
        let before = lines.lines;
        lines.put(&json!({ "type": "end", "lines": before }))?;
        lines.out.flush().map_err(write_error)?;
        Ok(Written { lines: lines.lines, bytes: lines.bytes, sha256: hex::encode(lines.hasher.finalize()), head })
    })
}

/// The key of the anchors (hexadecimal), for whoever verifies an archive and must know that nobody else made its anchor. It opens nothing.
#[must_use]
pub fn anchor_key(store: &Store) -> String {
    hex::encode(store.0.key.derived("anchor"))
}

struct Lines<'a> {
    out: &'a mut dyn Write,
    hasher: Sha256,
    lines: u64,
    bytes: u64,
    total: u64,
    tell: Tell<'a>,
}

impl Lines<'_> {
    fn put(&mut self, line: &Value) -> Result<()> {
        if self.lines.is_multiple_of(TELL_EVERY) {
            (self.tell)(self.lines, Some(self.total), say!("Writing the archive"))?;
        }
        let mut text = serde_json::to_vec(line).map_err(Error::internal)?;
        text.push(b'\n');
        self.hasher.update(&text);
        self.out.write_all(&text).map_err(write_error)?;
        self.lines += 1;
        self.bytes += text.len() as u64;
        Ok(())
    }
}

fn write_error(error: std::io::Error) -> Error {
    Error::refused(say!(
        "The archive could not be written ({error}), and what was begun is of no use. The shop was not changed; free some space or choose another place.",
        error
    ))
}

fn count(db: &Connection) -> Result<u64> {
    let mut total = 0;
    let mut tables = hashed_tables(db)?;
    tables.extend(["commits", "change_contents", "document_contents"].map(String::from));
    for table in tables {
        let count: i64 = db.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))?;
        total += count.unsigned_abs();
    }
    Ok(total)
}

/// A value as the archive writes it: numbers and texts as they are, bytes as `{"hex": …}`.
fn value(cell: ValueRef<'_>) -> Result<Value> {
    Ok(match cell {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => json!(number),
        ValueRef::Text(text) => json!(std::str::from_utf8(text).map_err(Error::internal)?),
        ValueRef::Blob(blob) => json!({ "hex": hex::encode(blob) }),
        ValueRef::Real(_) => return Err(Error::internal("a fact holds a fraction")),
    })
}

/// A line of plain fields; hashes and ids as hexadecimal text.
fn fields(kind: &str, names: &[&str], row: &Row<'_>) -> Result<Value> {
    let mut line = Map::new();
    line.insert("type".to_owned(), json!(kind));
    for (place, name) in names.iter().enumerate() {
        let cell = match row.get_ref(place)? {
            ValueRef::Blob(blob) => json!(hex::encode(blob)),
            other => value(other)?,
        };
        line.insert((*name).to_owned(), cell);
    }
    Ok(Value::Object(line))
}

const COMMIT: [&str; 11] = [
    "seq",
    "device_id",
    "device_seq",
    "actor_id",
    "register_id",
    "operation",
    "hlc",
    "at_ms",
    "content_hash",
    "previous_hash",
    "hash",
];

fn commits(db: &Connection, lines: &mut Lines<'_>) -> Result<()> {
    let mut statement = db.prepare(&format!("SELECT {} FROM commits ORDER BY seq", COMMIT.join(", ")))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        lines.put(&fields("commit", &COMMIT, row)?)?;
    }
    Ok(())
}

/// The rows of a table of facts. Cells stand in the order in which they are hashed; those that are NULL are left out.
fn facts(db: &Connection, table: &str, lines: &mut Lines<'_>) -> Result<()> {
    let mut statement = db.prepare(&format!("SELECT * FROM {table}"))?;
    let columns: Vec<String> = statement.column_names().map(ToString::to_string).collect();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (mut cells, mut seq) = (Vec::with_capacity(columns.len()), 0);
        for (place, column) in columns.iter().enumerate() {
            match row.get_ref(place)? {
                ValueRef::Null => {}
                ValueRef::Integer(number) if column == "commit_seq" => seq = number,
                cell => cells.push(json!([column, value(cell)?])),
            }
        }
        lines.put(&json!({ "type": "row", "table": table, "commit_seq": seq, "cells": cells }))?;
    }
    Ok(())
}

fn contents(db: &Connection, lines: &mut Lines<'_>) -> Result<()> {
    for (kind, table, names) in [
        ("change_content", "change_contents", &["commit_seq", "change_no", "salt", "before", "after"][..]),
        ("document_content", "document_contents", &["document_id", "salt", "content"][..]),
    ] {
        let mut statement = db.prepare(&format!("SELECT {} FROM {table}", names.join(", ")))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            lines.put(&fields(kind, names, row)?)?;
        }
    }
    Ok(())
}
