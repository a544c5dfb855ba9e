//! The writer: one transaction at a time, each a link in the chain.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Deref;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use chrono::NaiveDate;
use chrono_tz::Tz;
use rusqlite::{Connection, OptionalExtension, ToSql, params};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::FactTable;
use super::anchor::Anchor;
use crate::base::{Clock, DeviceId, Error, LocationId, PurgeId, RegisterId, Result, StaffId, Timestamp};
use crate::say;

const CHANGES: FactTable =
    FactTable { name: "changes", columns: &["change_no", "table_name", "record_id", "field", "content_hash"] };

const REDACTIONS: FactTable =
    FactTable { name: "redactions", columns: &["redaction_no", "purge_id", "table_name", "record_key", "row_hash"] };

/// Who writes, from where, and what for.
#[derive(Debug, Clone)]
pub struct Context {
    /// The operation as the router names it.
    pub operation: &'static str,
    /// Who is signed in; nobody during set-up.
    pub actor_id: Option<StaffId>,
    /// The register this is done at.
    pub register_id: Option<RegisterId>,
    /// The location of that register.
    pub location_id: Option<LocationId>,
    /// The shop's time zone, in which its days begin.
    pub time_zone: Tz,
}

impl Context {
    /// The program itself, not a person at a register.
    #[must_use]
    pub fn program(operation: &'static str) -> Self {
        Self { operation, actor_id: None, register_id: None, location_id: None, time_zone: Tz::UTC }
    }
}

/// A number for people, out of a series that has no gap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// What is printed before the number; unique to a register and kind.
    pub series: String,
    /// The number within the series.
    pub number: i64,
}

impl std::fmt::Display for Number {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}{}", self.series, self.number)
    }
}

/// One write transaction. Derefs to the connection for reading and for changing what is not a fact.
pub struct Write<'a> {
    connection: &'a Connection,
    /// The moment of this write.
    pub now: Timestamp,
    /// The shop's day it belongs to.
    pub business_date: NaiveDate,
    /// Who writes, and from where.
    pub context: Context,
    /// This copy of the store.
    pub device_id: DeviceId,
    /// The number this write will have among the commits.
    pub commit_seq: i64,
    row_hashes: Vec<[u8; 32]>,
    change_count: i64,
    redaction_count: i64,
    has_imported: bool,
    insert_statements: &'a InsertStatements,
}

/// The INSERT of each table of facts, with and without a salt, written once: a sale appends a dozen rows.
type InsertStatements = RefCell<HashMap<(&'static str, bool), String>>;

impl Deref for Write<'_> {
    type Target = Connection;
    fn deref(&self) -> &Connection {
        self.connection
    }
}

impl Write<'_> {
    /// A new id that sorts by the time of this write.
    #[must_use]
    pub fn new_id<Id: From<Uuid>>(&self) -> Id {
        Id::from(uuid_at(self.now))
    }

    /// The register this is done at.
    ///
    /// # Errors
    /// Refuses when the caller sits at no register.
    pub fn register_id(&self) -> Result<RegisterId> {
        self.context.register_id.ok_or_else(|| {
            Error::refused(say!("This can only be done at a register. Sign in at one and try again; nothing was changed."))
        })
    }

    /// The location of the register this is done at.
    ///
    /// # Errors
    /// Refuses when the caller sits at no register.
    pub fn location_id(&self) -> Result<LocationId> {
        self.context
            .location_id
            .ok_or_else(|| Error::refused(say!("This can only be done at a register with a location. Nothing was changed.")))
    }

    /// Appends a fact; its hash becomes part of this commit. `values` are the table's columns in order, `commit_seq` left out.
    ///
    /// # Errors
    /// What the schema refuses.
    pub fn append(&mut self, table: &FactTable, values: &[&dyn ToSql]) -> Result<()> {
        let salt: Option<[u8; 16]> = table.is_about_somebody(values)?.then(random);
        let salt = salt.as_ref().map(|salt| &salt[..]);
        self.row_hashes.push(table.row_hash_of(values, salt)?);
        self.insert(table, values, salt)
    }

    /// Appends a fact of an imported history, which no commit vouches for. `values` must carry an `import_id`.
    ///
    /// # Errors
    /// What the schema refuses.
    pub fn append_import(&mut self, table: &FactTable, values: &[&dyn ToSql]) -> Result<()> {
        debug_assert!(table.columns.contains(&"import_id"), "{} cannot hold imported history", table.name);
        self.has_imported = true;
        self.insert(table, values, None)
    }

    fn insert(&self, table: &FactTable, values: &[&dyn ToSql], salt: Option<&[u8]>) -> Result<()> {
        assert_eq!(values.len(), table.columns.len(), "{} takes {} values", table.name, table.columns.len());
        let mut statements = self.insert_statements.borrow_mut();
        let sql = statements.entry((table.name, salt.is_some())).or_insert_with(|| table.insert_sql(salt.is_some()));
        let mut statement = self.connection.prepare_cached(sql)?;
        for (place, value) in values.iter().enumerate() {
            statement.raw_bind_parameter(place + 1, value)?;
        }
        let mut last = values.len() + 1;
        if let Some(salt) = salt {
            statement.raw_bind_parameter(last, salt)?;
            last += 1;
        }
        statement.raw_bind_parameter(last, self.commit_seq)?;
        statement.raw_execute()?;
        Ok(())
    }

    /// Writes down what a purge took out of a row that stays, or of contents that are gone.
    pub(super) fn note_redaction(&mut self, purge: PurgeId, table: &str, key: &[u8], row_hash: Option<&[u8]>) -> Result<()> {
        self.redaction_count += 1;
        let redaction_no = self.redaction_count;
        self.append(&REDACTIONS, params![redaction_no, purge, table, key, row_hash])
    }

    /// Writes down that a field of a changeable record has a new value; the caller changes the record itself. Equal values are no change.
    ///
    /// # Errors
    /// A failing disk.
    pub fn change(
        &mut self,
        table: &str,
        record: impl AsRef<[u8]>,
        field: &str,
        before: Option<&str>,
        after: Option<&str>,
    ) -> Result<()> {
        if before == after {
            return Ok(());
        }
        self.change_count += 1;
        let change_no = self.change_count;
        let salt: [u8; 16] = random();
        let content_hash = change_hash(&salt, before, after);
        self.append(&CHANGES, params![change_no, table, record.as_ref(), field, &content_hash[..]])?;
        self.connection
            .prepare_cached(
                "INSERT INTO change_contents (commit_seq, change_no, salt, before, after) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![self.commit_seq, change_no, &salt[..], before, after])?;
        Ok(())
    }

    /// Takes the next number of a series of this register, inside this transaction: rolled back, it is given again.
    ///
    /// # Errors
    /// Refuses when the caller sits at no register or the register has no such series.
    pub fn take_number(&mut self, kind: &str) -> Result<Number> {
        let register_id = self.register_id()?;
        self.connection
            .prepare_cached(
                "UPDATE series SET next_number = next_number + 1
                 WHERE register_id = ?1 AND kind = ?2 AND epoch = (SELECT max(epoch) FROM series WHERE register_id = ?1 AND kind = ?2)
                 RETURNING prefix, next_number - 1",
            )?
            .query_row(params![register_id, kind], |row| Ok(Number { series: row.get(0)?, number: row.get(1)? }))
            .optional()?
            .ok_or_else(|| Error::internal(format!("register {register_id} has no series {kind}")))
    }
}

/// The hash under which the values of a change are kept, salted so that a purged value cannot be guessed from it.
pub(super) fn change_hash(salt: &[u8], before: Option<&str>, after: Option<&str>) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(salt);
    for value in [before, after] {
        match value {
            None => hasher.update([0]),
            Some(text) => {
                hasher.update([1]);
                hasher.update((text.len() as u64).to_le_bytes());
                hasher.update(text.as_bytes());
            }
        }
    }
    hasher.finalize().into()
}

/// Random bytes from the operating system.
#[must_use]
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the system gives random bytes");
    bytes
}

pub(super) fn uuid_at(now: Timestamp) -> Uuid {
    uuid::Builder::from_unix_timestamp_millis(now.0.max(0).unsigned_abs(), &random()).into_uuid()
}

/// The head of this device's chain.
#[derive(Clone)]
struct Head {
    seq: i64,
    device_seq: i64,
    hlc: i64,
    hash: [u8; 32],
}

pub(super) struct Writer {
    connection: Connection,
    anchor: Anchor,
    clock: Arc<dyn Clock>,
    device_id: DeviceId,
    head: Head,
    insert_statements: InsertStatements,
}

/// One commit as it is hashed.
pub(super) struct CommitRow<'a> {
    pub seq: i64,
    pub device_id: &'a [u8],
    pub device_seq: i64,
    pub actor_id: Option<&'a [u8]>,
    pub register_id: Option<&'a [u8]>,
    pub operation: &'a str,
    pub hlc: i64,
    pub at_ms: i64,
    pub content_hash: &'a [u8],
    pub previous_hash: &'a [u8],
}

impl CommitRow<'_> {
    pub(super) fn hash(&self) -> [u8; 32] {
        let mut hasher = Sha256::new();
        hasher.update(b"counterfoil commit 1");
        for number in [self.seq, self.device_seq, self.hlc, self.at_ms] {
            hasher.update(number.to_le_bytes());
        }
        for bytes in [
            self.device_id,
            self.actor_id.unwrap_or(&[]),
            self.register_id.unwrap_or(&[]),
            self.operation.as_bytes(),
            self.content_hash,
            self.previous_hash,
        ] {
            hasher.update((bytes.len() as u64).to_le_bytes());
            hasher.update(bytes);
        }
        hasher.finalize().into()
    }
}

/// The hash of what a commit holds: its rows' hashes in order of value, so that the order of writing does not matter.
pub(super) fn content_hash(row_hashes: &mut [[u8; 32]]) -> [u8; 32] {
    row_hashes.sort_unstable();
    let mut hasher = Sha256::new();
    for hash in row_hashes {
        hasher.update(hash);
    }
    hasher.finalize().into()
}

impl Writer {
    pub(super) fn new(connection: Connection, mut anchor: Anchor, clock: Arc<dyn Clock>) -> Result<Self> {
        let device_id = connection.query_row("SELECT device_id FROM local_device", [], |row| row.get(0))?;
        // A restored copy is a new device: it continues the chain of another and counts its own commits from one.
        let device_seq: i64 = connection.query_row(
            "SELECT coalesce(max(device_seq), 0) FROM commits WHERE device_id = (SELECT device_id FROM local_device)",
            [],
            |row| row.get(0),
        )?;
        let head = connection
            .query_row("SELECT seq, hlc, hash FROM commits ORDER BY seq DESC LIMIT 1", [], |row| {
                Ok(Head { seq: row.get(0)?, device_seq, hlc: row.get(1)?, hash: row.get(2)? })
            })
            .optional()?
            .unwrap_or(Head { seq: 0, device_seq: 0, hlc: 0, hash: [0; 32] });
        anchor.note(head.seq, &head.hash);
        Ok(Self { connection, anchor, clock, device_id, head, insert_statements: InsertStatements::default() })
    }

    /// Runs `work` in one transaction. A panic inside it rolls back and is answered as an internal error.
    pub(super) fn run<T>(&mut self, context: Context, work: impl FnOnce(&mut Write<'_>) -> Result<T>) -> Result<T> {
        let answer = catch_unwind(AssertUnwindSafe(|| self.transact(context, work)));
        let answer = answer.unwrap_or_else(|_| Err(Error::internal("an operation panicked")));
        if answer.is_err() && !self.connection.is_autocommit() {
            self.connection.execute_batch("ROLLBACK")?;
        }
        answer
    }

    fn transact<T>(&mut self, context: Context, work: impl FnOnce(&mut Write<'_>) -> Result<T>) -> Result<T> {
        self.connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        let now = self.clock.now();
        let mut write = Write {
            connection: &self.connection,
            now,
            business_date: now.date_in(context.time_zone),
            context,
            device_id: self.device_id,
            commit_seq: self.head.seq + 1,
            row_hashes: Vec::new(),
            change_count: 0,
            redaction_count: 0,
            has_imported: false,
            insert_statements: &self.insert_statements,
        };
        let answer = work(&mut write)?;
        let Write { context, mut row_hashes, has_imported, .. } = write;
        // What touches only this device's own tables (sessions, drafts, progress of a job) is no commit: nothing of it travels.
        if row_hashes.is_empty() && !has_imported {
            self.connection.prepare_cached("COMMIT")?.execute([])?;
            return Ok(answer);
        }
        let head = self.link(&context, now, &content_hash(&mut row_hashes))?;
        self.connection.prepare_cached("COMMIT")?.execute([])?;
        self.anchor.note(head.seq, &head.hash);
        self.head = head;
        Ok(answer)
    }

    fn link(&self, context: &Context, now: Timestamp, content_hash: &[u8; 32]) -> Result<Head> {
        let seq = self.head.seq + 1;
        let device_seq = self.head.device_seq + 1;
        // A hybrid logical clock: milliseconds in the upper bits, a counter in the lower sixteen; never goes back with the clock.
        let hlc = self.head.hlc.saturating_add(1).max(now.0.max(0) << 16);
        let commit = CommitRow {
            seq,
            device_id: self.device_id.0.as_bytes(),
            device_seq,
            actor_id: context.actor_id.as_ref().map(|id| &id.0.as_bytes()[..]),
            register_id: context.register_id.as_ref().map(|id| &id.0.as_bytes()[..]),
            operation: context.operation,
            hlc,
            at_ms: now.0,
            content_hash,
            previous_hash: &self.head.hash,
        };
        let hash = commit.hash();
        self.connection
            .prepare_cached(
                "INSERT INTO commits (seq, device_id, device_seq, actor_id, register_id, operation, hlc, at_ms, content_hash, previous_hash, hash)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            )?
            .execute(params![
                seq,
                commit.device_id,
                device_seq,
                commit.actor_id,
                commit.register_id,
                commit.operation,
                hlc,
                now,
                &content_hash[..],
                &self.head.hash[..],
                &hash[..]
            ])?;
        Ok(Head { seq, device_seq, hlc, hash })
    }
}
