//! Copies of the whole store: taken beside the writer, checked, and brought back to life on another computer.

use std::path::Path;
use std::sync::Arc;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OptionalExtension, params};

use super::keys::DataKey;
use super::verify::page_faults;
use super::{Store, connection, database_path, update, write};
use crate::base::{Clock, Code, DeviceId, Error, Result, Timestamp};
use crate::say;

/// The moment from which the marks of restored series count: 2026-01-01 in UTC.
const MARKS_BEGIN: Timestamp = Timestamp(1_767_225_600_000);
/// What the marks of restored series are written with: no two characters that look alike, and none of the vowels that make words.
const MARK_ALPHABET: &[u8; 30] = b"23456789BCDFGHJKLMNPQRSTVWXYZ0";

/// Where the history of a store ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainHead {
    /// Number of the last commit; 0 when there is none.
    pub seq: i64,
    /// Its hash.
    pub hash: [u8; 32],
}

/// The end of the history.
///
/// # Errors
/// A failing disk.
pub fn chain_head(db: &Connection) -> Result<ChainHead> {
    let head = db
        .query_row("SELECT seq, hash FROM commits ORDER BY seq DESC LIMIT 1", [], |row| {
            Ok(ChainHead { seq: row.get(0)?, hash: row.get(1)? })
        })
        .optional()?;
    Ok(head.unwrap_or(ChainHead { seq: 0, hash: [0; 32] }))
}

/// The latest moment among the last changes; `None` in an empty store. Not only the last one: a clock that was set back has written some
/// since.
///
/// # Errors
/// A failing disk.
pub fn latest_moment(db: &Connection) -> Result<Option<Timestamp>> {
    let latest = "SELECT max(at_ms) FROM (SELECT at_ms FROM commits ORDER BY seq DESC LIMIT 200)";
    Ok(db.query_row(latest, [], |row| row.get(0))?)
}

/// Whether the history goes through this commit.
///
/// # Errors
/// A failing disk.
pub fn has_commit(db: &Connection, head: &ChainHead) -> Result<bool> {
    let known: Option<[u8; 32]> =
        db.query_row("SELECT hash FROM commits WHERE seq = ?1", [head.seq], |row| row.get(0)).optional()?;
    Ok(head.seq == 0 || known == Some(head.hash))
}

/// The newest format of a store that this program reads.
#[must_use]
pub fn schema_version() -> u32 {
    connection::schema_version()
}

/// Copies the store in one step into `folder`, encrypted under the same key, while others go on writing, and checks every page of
/// the copy. Copied in several steps it would begin anew after every write (sqlite.org, "Online Backup API").
///
/// # Errors
/// A full or failing disk, and a copy that does not hold. The store itself is only read.
pub fn snapshot(store: &Store, folder: &Path) -> Result<()> {
    copy(&connection::open_for_reading(&store.0.folder, &store.0.key)?, folder, &store.0.key)
}

/// [`snapshot`] from a connection, under a key that may be another.
pub(super) fn copy(source: &Connection, folder: &Path, key: &DataKey) -> Result<()> {
    let path = database_path(folder);
    {
        // Made before SQLite would make it, so that nobody else may read it at any moment.
        drop(connection::create_private(&path).map_err(Error::internal)?);
        let mut copy = Connection::open(&path)?;
        key.unlock(&copy)?;
        // A copy that was cut short is thrown away, so it needs no journal; what is finished is synced below.
        copy.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY")?;
        match Backup::new(source, &mut copy)?.step(-1)? {
            StepResult::Done => {}
            other => return Err(Error::internal(format!("the copy ended with {other:?}"))),
        }
    }
    std::fs::File::open(&path).and_then(|file| file.sync_all()).map_err(Error::internal)?;
    check_pages(&connection::open_for_reading(folder, key)?)
}

/// Refuses a copy whose pages do not hold together.
fn check_pages(copy: &Connection) -> Result<()> {
    let Some(fault) = page_faults(copy, "quick_check")?.into_iter().next() else { return Ok(()) };
    tracing::error!(%fault, "a copy of the store does not hold");
    Err(Error::new(
        Code::StoreRefused,
        say!(
            "A page of the shop's file is damaged, so no backup was made of it and the older ones were kept. Stop selling, run \"counterfoil verify\" and restore the last good backup."
        ),
    ))
}

/// Reads one state of the store in `folder` on a connection of its own, whoever writes to it.
///
/// # Errors
/// What [`Store::open_beside`] refuses, and what `work` answers.
pub fn read_copy<T>(folder: &Path, key: &DataKey, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
    connection::check_before_opening(folder, key)?;
    let connection = connection::open_for_reading(folder, key)?;
    let transaction = connection.unchecked_transaction()?;
    let answer = work(&transaction)?;
    transaction.finish()?;
    Ok(answer)
}

/// Makes a restored copy a device of its own and opens it. Nobody knows what was issued after the copy was taken: a new device
/// continues the history, every number series begins a new epoch, nobody is signed in, no computer is trusted, and nobody has looked at the pages
/// of its file.
///
/// `known_epoch` is the newest epoch that another copy of the shop is known to have used; the new one is later.
///
/// # Errors
/// Everything [`Store::open`] refuses; the copy is then to be thrown away.
pub fn open_restored(folder: &Path, key: DataKey, clock: &Arc<dyn Clock>, known_epoch: i64) -> Result<Store> {
    connection::check_before_opening(folder, &key)?;
    if connection::written_version(folder, &key)? < schema_version() {
        update::migrate_copy(folder, &key, &|_| Ok(()))?;
    }
    let mut connection = connection::open_for_writing(folder, &key)?;
    let transaction = connection.transaction()?;
    let now = clock.now();
    let device_id = DeviceId(write::uuid_at(now));
    let before: DeviceId = transaction.query_row("SELECT device_id FROM local_device", [], |row| row.get(0))?;
    let epoch = next_epoch(&transaction, now, known_epoch)?;
    // No two devices have one name: this one carries the mark that its receipts carry.
    transaction.execute(
        "INSERT INTO devices (id, name, created_at_ms) SELECT ?1, name || ' ' || ?2, ?3 FROM devices ORDER BY created_at_ms LIMIT 1",
        params![device_id, mark(epoch), now],
    )?;
    transaction.execute("UPDATE local_device SET device_id = ?1", [device_id])?;
    transaction.execute("UPDATE registers SET device_id = ?1 WHERE device_id = ?2", [device_id, before])?;
    transaction.execute("UPDATE local_drafts SET owner_device_id = ?1 WHERE owner_device_id = ?2", [device_id, before])?;
    begin_epoch(&transaction, epoch)?;
    transaction.execute_batch(
        "DELETE FROM local_sessions; DELETE FROM local_sign_in_throttle; DELETE FROM local_trusted_devices; DELETE FROM local_quick_check",
    )?;
    transaction.commit()?;
    drop(connection);
    Store::open(folder, key, clock)
}

/// The newest epoch that any number series of this store has used.
///
/// # Errors
/// A failing disk.
pub fn newest_epoch(db: &Connection) -> Result<i64> {
    Ok(db.query_row("SELECT coalesce(max(epoch), 0) FROM series", [], |row| row.get(0))?)
}

/// An epoch that no other restore gives: the minute of this one, and later than every epoch that is known. Two restores of the same copy would
/// otherwise both give what the copy calls the next epoch.
fn next_epoch(db: &Connection, now: Timestamp, known_epoch: i64) -> Result<i64> {
    let minutes = (now.0 - MARKS_BEGIN.0).div_euclid(60_000);
    Ok(minutes.max(newest_epoch(db)? + 1).max(known_epoch + 1))
}

/// Gives every series a new epoch with its mark.
fn begin_epoch(db: &Connection, epoch: i64) -> Result<()> {
    let series: Vec<(Vec<u8>, String, String, i64)> = db
        .prepare(
            "SELECT s.register_id, s.kind, (SELECT f.prefix FROM series f WHERE f.register_id = s.register_id AND f.kind = s.kind
               ORDER BY f.epoch LIMIT 1), s.next_number FROM series s
             WHERE s.epoch = (SELECT max(l.epoch) FROM series l WHERE l.register_id = s.register_id AND l.kind = s.kind)",
        )?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (register_id, kind, first_prefix, next_number) in series {
        let prefix = format!("{}-{}-", first_prefix.trim_end_matches('-'), mark(epoch));
        db.execute(
            "INSERT INTO series (register_id, kind, epoch, prefix, next_number) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![register_id, kind, epoch, prefix, next_number],
        )?;
    }
    Ok(())
}

/// The mark of an epoch in its prefix, such as `K7W2`.
fn mark(epoch: i64) -> String {
    let mut rest = epoch.unsigned_abs();
    let mut letters = Vec::new();
    while rest > 0 || letters.is_empty() {
        letters.push(MARK_ALPHABET[(rest % 30) as usize]);
        rest /= 30;
    }
    letters.iter().rev().map(|letter| char::from(*letter)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_different_minutes_differ_and_stay_short() {
        let marks: std::collections::HashSet<String> = (0..100_000).map(mark).collect();
        assert_eq!(marks.len(), 100_000);
        // Twenty years of minutes.
        assert_eq!(mark(20 * 366 * 24 * 60).len(), 5);
    }
}
