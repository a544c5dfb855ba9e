//! Who did what: every commit with the changes it made, and everybody who was let in or refused.
//!
//! Reads only. The commits are the chain of the store itself, so nothing here can be left out or edited; a value that was erased reads as
//! nothing, and its change still counts.
//!
//! Operations: `list_commits`, `download_commits`, `list_accesses`, `download_accesses`.

pub mod routes;
mod store;

use rusqlite::Connection;
use serde::Serialize;

use crate::base::{Error, Result, StaffId, Timestamp, text};

pub use store::hot_statements;

/// Which commits are wanted; what is absent does not matter.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Done by this person.
    pub staff_id: Option<StaffId>,
    /// Done by this operation, such as `change_staff`.
    pub operation: Option<String>,
    /// With a change of a record of this table, such as `staff`.
    pub table: Option<String>,
    /// At this time or later.
    pub from: Option<Timestamp>,
    /// Before this time.
    pub until: Option<Timestamp>,
}

/// Which accesses are wanted; what is absent does not matter.
#[derive(Debug, Clone, Default)]
pub struct AccessFilter {
    /// Of accounts whose name holds this.
    pub account: Option<String>,
    /// To this operation, such as `create_session`.
    pub operation: Option<String>,
    /// With this outcome: `granted`, or the code of a refusal.
    pub outcome: Option<String>,
    /// Only who was refused.
    pub is_refused_only: bool,
    /// At this time or later.
    pub from: Option<Timestamp>,
    /// Before this time.
    pub until: Option<Timestamp>,
}

/// One write transaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Commit {
    /// Its number in the chain.
    pub seq: i64,
    /// When.
    pub at_ms: Timestamp,
    /// Who; nothing when the program did it on its own account.
    pub staff_id: Option<StaffId>,
    /// Their name.
    pub staff_name: Option<String>,
    /// The register it was done at.
    pub register_name: Option<String>,
    /// The operation.
    pub operation: String,
    /// What it changed of changeable records; facts such as sales are lists of their own.
    pub changes: Vec<Change>,
}

/// One field of one record, before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Change {
    /// The kind of record.
    pub table: String,
    /// Its id, in hexadecimal.
    pub record: String,
    /// What the record is called now, where it has a name.
    pub record_name: Option<String>,
    /// The field.
    pub field: String,
    /// What it was.
    pub before: Option<String>,
    /// What it became.
    pub after: Option<String>,
}

/// Somebody was let in or refused, in one minute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Access {
    /// The minute.
    pub minute_at_ms: Timestamp,
    /// The name that was given, whether anybody is called so or not.
    pub account: String,
    /// What was asked for, such as `create_session`.
    pub operation: String,
    /// `granted`, or the code of the refusal.
    pub outcome: String,
    /// How often within the minute.
    pub count: i64,
}

/// Most commits, or minutes of accesses, in one exported file.
const EXPORT_ROWS_MAX: i64 = 100_000;

/// Commits, the latest first, and how many there are.
///
/// # Errors
/// A failing disk.
pub fn list_commits(db: &Connection, filter: &Filter, limit: i64, offset: i64) -> Result<(Vec<Commit>, i64)> {
    Ok((store::list_commits(db, filter, limit, offset)?, store::count_commits(db, filter)?))
}

/// Commits as CSV, a row for each change, times in UTC.
///
/// # Errors
/// A failing disk.
pub fn commits_csv(db: &Connection, filter: &Filter) -> Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let head = ["seq", "at_utc", "person", "register", "operation", "table", "record", "name", "field", "before", "after"];
    writer.write_record(head).map_err(Error::internal)?;
    for commit in store::list_commits(db, filter, EXPORT_ROWS_MAX, 0)? {
        let own = [
            commit.seq.to_string(),
            commit.at_ms.utc().to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
            commit.staff_name.unwrap_or_default(),
            commit.register_name.unwrap_or_default(),
            commit.operation,
        ];
        let nothing = Change {
            table: String::new(),
            record: String::new(),
            record_name: None,
            field: String::new(),
            before: None,
            after: None,
        };
        let changes = if commit.changes.is_empty() { vec![nothing] } else { commit.changes };
        for change in changes {
            let of_change = [
                change.table,
                change.record,
                change.record_name.unwrap_or_default(),
                change.field,
                change.before.unwrap_or_default(),
                change.after.unwrap_or_default(),
            ];
            let cells = own.iter().chain(&of_change).map(|cell| text::spreadsheet_cell(cell));
            writer.write_record(cells).map_err(Error::internal)?;
        }
    }
    writer.into_inner().map_err(Error::internal)
}

/// Who was let in and who was refused, the latest first, and how many rows there are.
///
/// # Errors
/// A failing disk.
pub fn list_accesses(db: &Connection, filter: &AccessFilter, limit: i64, offset: i64) -> Result<(Vec<Access>, i64)> {
    Ok((store::list_accesses(db, filter, limit, offset)?, store::count_accesses(db, filter)?))
}

/// Accesses as CSV, a row for each minute, account, operation and outcome, times in UTC.
///
/// # Errors
/// A failing disk.
pub fn accesses_csv(db: &Connection, filter: &AccessFilter) -> Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["minute_utc", "account", "operation", "outcome", "count"]).map_err(Error::internal)?;
    for access in store::list_accesses(db, filter, EXPORT_ROWS_MAX, 0)? {
        let minute = access.minute_at_ms.utc().to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        let cells = [minute, access.account, access.operation, access.outcome, access.count.to_string()];
        writer.write_record(cells.iter().map(|cell| text::spreadsheet_cell(cell))).map_err(Error::internal)?;
    }
    writer.into_inner().map_err(Error::internal)
}
