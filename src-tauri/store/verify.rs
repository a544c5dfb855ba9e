//! Re-derives the history: every link of the chain, and every fact against the commit that vouches for it.

use std::collections::HashMap;

use rusqlite::Connection;
use rusqlite::types::ValueRef;

use super::facts::{hashed_tables, row_hash};
use super::write::{CommitRow, change_hash, content_hash};
use crate::base::Result;

/// What was looked at and what was found.
#[derive(Debug, Default)]
pub struct Verification {
    /// One line for each thing that was checked, with how many of it.
    pub checked: Vec<(String, u64)>,
    /// What does not hold; empty when everything does.
    pub findings: Vec<Finding>,
}

/// One thing that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What kind of check found it.
    pub check: String,
    /// What does not hold, in words.
    pub message: String,
}

impl Verification {
    /// Notes that `count` of something were looked at.
    pub fn checked(&mut self, what: impl Into<String>, count: u64) {
        self.checked.push((what.into(), count));
    }

    /// Notes something that does not hold.
    pub fn found(&mut self, check: &str, message: impl Into<String>) {
        self.findings.push(Finding { check: check.to_owned(), message: message.into() });
    }
}

/// Checks pages, references, the chain of commits, and every fact and change against its commit.
///
/// # Errors
/// A store that cannot be read at all.
pub fn verify(connection: &Connection) -> Result<Verification> {
    let mut verification = Verification::default();
    pages(connection, &mut verification)?;
    references(connection, &mut verification)?;
    let mut row_hashes = fact_hashes(connection, &mut verification)?;
    chain(connection, &mut row_hashes, &mut verification)?;
    for seq in row_hashes.keys() {
        verification.found("facts", format!("Rows say they belong to change {seq}, which does not exist."));
    }
    change_contents(connection, &mut verification)?;
    Ok(verification)
}

fn pages(connection: &Connection, verification: &mut Verification) -> Result<()> {
    for fault in page_faults(connection, "integrity_check")? {
        verification.found("pages", format!("A page of the file is damaged: {fault}."));
    }
    let count: i64 = connection.pragma_query_value(None, "page_count", |row| row.get(0))?;
    verification.checked("pages of the file", count.unsigned_abs());
    Ok(())
}

/// What is wrong with the pages of a file: their seals, and what one of SQLite's own checks finds in them.
pub(super) fn page_faults(connection: &Connection, check: &str) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for pragma in ["cipher_integrity_check", check] {
        let mut statement = connection.prepare(&format!("PRAGMA {pragma}"))?;
        let lines = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
        faults.extend(lines.into_iter().filter(|line| line != "ok"));
    }
    Ok(faults)
}

fn references(connection: &Connection, verification: &mut Verification) -> Result<()> {
    let mut statement = connection.prepare("PRAGMA foreign_key_check")?;
    let broken: Vec<(String, String)> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(2)?)))?.collect::<rusqlite::Result<_>>()?;
    for (table, parent) in broken {
        verification.found("references", format!("A row of {table} refers to a row of {parent} that does not exist."));
    }
    Ok(())
}

fn fact_hashes(connection: &Connection, verification: &mut Verification) -> Result<HashMap<i64, Vec<[u8; 32]>>> {
    let mut hashes: HashMap<i64, Vec<[u8; 32]>> = HashMap::new();
    for table in hashed_tables(connection)? {
        let mut statement = connection.prepare(&format!("SELECT * FROM {table}"))?;
        let columns: Vec<String> = statement.column_names().map(ToString::to_string).collect();
        let seq_column = columns.iter().position(|column| column == "commit_seq").unwrap_or_default();
        let import_column = columns.iter().position(|column| column == "import_id");
        let mut rows = statement.query([])?;
        let mut count = 0;
        while let Some(row) = rows.next()? {
            count += 1;
            if let Some(import_column) = import_column
                && row.get_ref(import_column)? != ValueRef::Null
            {
                continue;
            }
            let mut cells = Vec::with_capacity(columns.len());
            for (index, column) in columns.iter().enumerate().filter(|(index, _)| *index != seq_column) {
                cells.push((column.as_str(), row.get_ref(index)?));
            }
            hashes.entry(row.get(seq_column)?).or_default().push(row_hash(&table, cells));
        }
        verification.checked(format!("rows of {table}"), count);
    }
    Ok(hashes)
}

fn chain(connection: &Connection, row_hashes: &mut HashMap<i64, Vec<[u8; 32]>>, verification: &mut Verification) -> Result<()> {
    let mut statement = connection.prepare(
        "SELECT seq, device_id, device_seq, actor_id, register_id, operation, hlc, at_ms, content_hash, previous_hash, hash
         FROM commits ORDER BY seq",
    )?;
    let mut rows = statement.query([])?;
    let mut count = 0;
    let mut previous = [0_u8; 32];
    while let Some(row) = rows.next()? {
        count += 1;
        let commit = CommitRow {
            seq: row.get(0)?,
            device_id: row.get_ref(1)?.as_blob().unwrap_or_default(),
            device_seq: row.get(2)?,
            actor_id: row.get_ref(3)?.as_blob_or_null().unwrap_or_default(),
            register_id: row.get_ref(4)?.as_blob_or_null().unwrap_or_default(),
            operation: row.get_ref(5)?.as_str().unwrap_or_default(),
            hlc: row.get(6)?,
            at_ms: row.get(7)?,
            content_hash: row.get_ref(8)?.as_blob().unwrap_or_default(),
            previous_hash: row.get_ref(9)?.as_blob().unwrap_or_default(),
        };
        let seq = commit.seq;
        if seq != count {
            verification.found("chain", format!("Change {count} is missing from the history."));
            count = seq;
        }
        if commit.previous_hash != previous {
            verification.found("chain", format!("Change {seq} does not continue from the one before it."));
        }
        let stored: [u8; 32] = row.get(10)?;
        if commit.hash() != stored {
            verification.found("chain", format!("Change {seq} was altered after it was written."));
        }
        let mut rows_of_commit = row_hashes.remove(&seq).unwrap_or_default();
        if commit.content_hash != content_hash(&mut rows_of_commit) {
            verification
                .found("facts", format!("What change {seq} ({}) wrote was altered, removed or added to.", commit.operation));
        }
        previous = stored;
    }
    verification.checked("links of the chain", count.unsigned_abs());
    Ok(())
}

fn change_contents(connection: &Connection, verification: &mut Verification) -> Result<()> {
    let mut statement = connection.prepare(
        "SELECT c.commit_seq, c.salt, c.before, c.after, h.content_hash FROM change_contents c
         LEFT JOIN changes h USING (commit_seq, change_no)",
    )?;
    let mut rows = statement.query([])?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        count += 1;
        let (before, after): (Option<String>, Option<String>) = (row.get(2)?, row.get(3)?);
        let salt: Vec<u8> = row.get(1)?;
        let expected: Option<[u8; 32]> = row.get(4)?;
        if expected != Some(change_hash(&salt, before.as_deref(), after.as_deref())) {
            verification.found("changes", format!("The values that change {} noted were altered.", row.get::<_, i64>(0)?));
        }
    }
    verification.checked("values of changes", count);
    Ok(())
}
