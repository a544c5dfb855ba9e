//! Rows of long work in SQL.

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::Value;

use super::{Job, RecentWork, state_of};
use crate::base::{Error, JobId, Message, Record, Result, StaffId, Timestamp};
use crate::say;
use crate::store::Write;

const JOB: &str = "SELECT id, kind, title, state, done, total, message, result, started_at_ms, updated_at_ms FROM local_jobs";

/// How many of the latest jobs a tray shows.
const LISTED_MAX: i64 = 20;

fn from_row(row: &Row<'_>) -> rusqlite::Result<Job> {
    let result: Option<String> = row.get(7)?;
    Ok(Job {
        id: row.get(0)?,
        kind: row.get(1)?,
        title: row.get(2)?,
        state: row.get(3)?,
        done: row.get(4)?,
        total: row.get(5)?,
        message: row.get(6)?,
        result: result.and_then(|text| serde_json::from_str(&text).ok()),
        started_at_ms: row.get(8)?,
        updated_at_ms: row.get(9)?,
    })
}

pub(super) fn list_jobs(db: &Connection, whose: Option<StaffId>) -> Result<Vec<Job>> {
    let sql = format!("{JOB} WHERE ?2 IS NULL OR staff_id = ?2 ORDER BY id DESC LIMIT ?1");
    let mut statement = db.prepare_cached(&sql)?;
    Ok(statement.query_map(params![LISTED_MAX, whose], from_row)?.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn find_job(db: &Connection, id: JobId, whose: Option<StaffId>) -> Result<Job> {
    db.prepare_cached(&format!("{JOB} WHERE id = ?1 AND (?2 IS NULL OR staff_id = ?2)"))?
        .query_row(params![id, whose], from_row)
        .optional()?
        .ok_or_else(|| Error::not_found(Record::Job))
}

/// The latest job of a kind.
///
/// # Errors
/// A failing disk.
pub fn find_latest(db: &Connection, kind: &str) -> Result<Option<Job>> {
    let sql = format!("{JOB} WHERE kind = ?1 ORDER BY id DESC LIMIT 1");
    Ok(db.prepare_cached(&sql)?.query_row([kind], from_row).optional()?)
}

pub(super) fn insert_job(tx: &mut Write<'_>, kind: &str, title: &str, staff_id: Option<StaffId>) -> Result<Job> {
    let id: JobId = tx.new_id();
    tx.execute(
        "INSERT INTO local_jobs (id, kind, title, staff_id, state, is_cancel_requested, done, message, started_at_ms, updated_at_ms)
         VALUES (?1, ?2, ?3, ?4, 'running', 0, 0, ?5, ?6, ?6)",
        params![id, kind, title, staff_id, Message::default(), tx.now],
    )?;
    find_job(tx, id, None)
}

/// Writes down the progress; answers whether somebody asked to cancel.
pub(super) fn tell(tx: &mut Write<'_>, id: JobId, done: i64, total: Option<i64>, message: &Message) -> Result<bool> {
    Ok(tx.query_row(
        "UPDATE local_jobs SET done = ?2, total = ?3, message = ?4, updated_at_ms = ?5 WHERE id = ?1 RETURNING is_cancel_requested",
        params![id, done, total, message, tx.now],
        |row| row.get(0),
    )?)
}

pub(super) fn request_cancel(tx: &mut Write<'_>, id: JobId, whose: Option<StaffId>) -> Result<Job> {
    find_job(tx, id, whose)?;
    tx.execute("UPDATE local_jobs SET is_cancel_requested = 1 WHERE id = ?1 AND state = 'running'", [id])?;
    find_job(tx, id, whose)
}

/// Asks everything that is running to stop; answers how much is still running.
pub(super) fn request_cancel_of_all(tx: &mut Write<'_>) -> Result<usize> {
    Ok(tx.execute("UPDATE local_jobs SET is_cancel_requested = 1 WHERE state = 'running'", [])?)
}

pub(super) fn end_job(tx: &mut Write<'_>, id: JobId, outcome: &Result<Value>) -> Result<()> {
    let (result, message) = match outcome {
        Ok(value) => (Some(value.to_string()), Message::default()),
        Err(error) => (None, error.message.clone()),
    };
    tx.execute(
        "UPDATE local_jobs SET state = ?2, result = ?3, message = ?4, updated_at_ms = ?5 WHERE id = ?1",
        params![id, state_of(outcome), result, message, tx.now],
    )?;
    Ok(())
}

/// Marks work that was running when the program ended.
///
/// # Errors
/// A failing disk.
pub fn cancel_unfinished(tx: &mut Write<'_>) -> Result<()> {
    tx.execute("UPDATE local_jobs SET state = 'cancelled', message = ?1 WHERE state = 'running'", [cut_short()])?;
    Ok(())
}

fn cut_short() -> Message {
    say!("The program ended while this was running. It can be started again.")
}

/// How long work went that was last heard of since a moment.
///
/// # Errors
/// A failing disk.
pub fn recent_work(db: &Connection, since: Timestamp) -> Result<RecentWork> {
    Ok(db.query_row(
        "SELECT count(*) FILTER (WHERE state = 'running'), count(*) FILTER (WHERE state = 'failed'),
           count(*) FILTER (WHERE state = 'cancelled' AND message = ?2) FROM local_jobs WHERE updated_at_ms >= ?1",
        params![since, cut_short()],
        |row| Ok(RecentWork { running: row.get(0)?, failed: row.get(1)?, cut_short: row.get(2)? }),
    )?)
}
