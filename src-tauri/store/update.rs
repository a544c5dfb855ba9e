//! The update of a store to the format of this program: on a copy, looked over, then put in the place of the shop's file.
//!
//! The shop's file is not written to. What a program that is ended at any moment leaves behind opens again: before the last step the
//! shop's file is the old one, after it the new one, and there is no moment without one, because renaming puts one file over another in one
//! step (POSIX `rename`). The file as it was stays in `before-update/`, and [`rollback`] puts it back as long as nothing was written since.
//!
//! What is compared is what a migration must leave alone whatever it is about: the chain with every fact behind it, every reference, and for
//! each table the number of its rows and the sums of its amounts, quantities and rates.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::keys::DataKey;
use super::snapshot::{chain_head, copy};
use super::{ChainHead, Finding, connection, database_path, facts, take_lock, verify};
use crate::base::{Code, Error, Result};
use crate::say;

/// How the scratch folders of updates begin.
const SCRATCH: &str = ".update-";
/// Endings of the columns that are summed up.
const SUMMED: [&str; 3] = ["_minor", "_thousandths", "_millionths"];
/// What is summed up are remainders by this prime, which cannot overflow whatever stands in a column.
const MODULUS: i64 = 1_000_000_007;

/// Tables that a migration may add rows to: the schema's own, and what roles may do when there is something new to be done.
const GROWING: &str = "'privacy_tags', 'stock_reasons', 'role_permissions'";

/// What an update has done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The log was written into the shop's file, which nobody else reads.
    Emptied,
    /// There is a copy.
    Copied,
    /// The copy has the new format.
    Migrated,
    /// The copy holds what the shop's file holds.
    Checked,
    /// The shop's file has a second name in `before-update/`.
    Kept,
    /// The copy is the shop's file.
    Replaced,
}

/// Where the shop's file lies as it was before the last update.
#[must_use]
pub fn before_update(folder: &Path) -> PathBuf {
    folder.join("before-update")
}

/// Brings the store of `folder` to this program's format. The caller holds the lock; nothing is done to a store that has it already.
///
/// # Errors
/// Refuses, and leaves the shop as it was: another process that reads it, a disk that is full, a copy that does not hold what the shop's
/// file holds, and what `tell` answers.
pub(super) fn update(folder: &Path, key: &DataKey, tell: &dyn Fn(Step) -> Result<()>) -> Result<()> {
    tidy(folder);
    if connection::written_version(folder, key)? == connection::schema_version() {
        return Ok(());
    }
    empty_log(folder, key)?;
    tell(Step::Emptied)?;
    let scratch = Scratch::inside(folder)?;
    copy(&connection::open_for_reading(folder, key)?, &scratch.0, key)?;
    tell(Step::Copied)?;
    migrate_copy(&scratch.0, key, tell)?;
    keep_old(folder)?;
    tell(Step::Kept)?;
    std::fs::rename(database_path(&scratch.0), database_path(folder)).map_err(Error::internal)?;
    sync_folder(folder);
    tell(Step::Replaced)?;
    tracing::info!(version = connection::schema_version(), "the store was updated");
    Ok(())
}

/// Brings a copy to this program's format and compares it with what it was before.
///
/// # Errors
/// A copy that no longer holds what it held; it is to be thrown away.
pub(super) fn migrate_copy(folder: &Path, key: &DataKey, tell: &dyn Fn(Step) -> Result<()>) -> Result<()> {
    let mut copy = connection::open_for_writing(folder, key)?;
    let before = Totals::of(&copy)?;
    let faults_before = faults(&copy)?;
    // A migration may build a table anew, which references would forbid half way; the check below looks at all of them.
    copy.pragma_update(None, "foreign_keys", false)?;
    connection::migrate(&mut copy)?;
    facts::protect(&copy)?;
    tell(Step::Migrated)?;
    copy.pragma_update(None, "foreign_keys", true)?;
    let mut found = before.differences(&Totals::of(&copy)?);
    found.extend(faults(&copy)?.into_iter().filter(|fault| !faults_before.contains(fault)));
    if let Some(difference) = found.first() {
        tracing::error!(found = %found.join("; "), "an update does not hold");
        return Err(Error::new(
            Code::StoreRefused,
            say!(
                "The shop's file could not be brought to the format of this version, because the result was not the same shop ({difference}). Nothing was changed; open the shop with the version of Counterfoil that you had, and send us its log.",
                difference = difference.clone()
            ),
        ));
    }
    copy.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    drop(copy);
    std::fs::File::open(database_path(folder)).and_then(|file| file.sync_all()).map_err(Error::internal)?;
    tell(Step::Checked)
}

/// Copies the file from before the last update into `folder` in the format of this program, to look into it, and answers the format it has.
///
/// # Errors
/// As [`migrate_copy`].
pub fn copy_from_before_update(shop: &Path, key: &DataKey, folder: &Path) -> Result<u32> {
    let old = before_update(shop);
    let version = connection::written_version(&old, key)?;
    copy(&connection::open_for_reading(&old, key)?, folder, key)?;
    migrate_copy(folder, key, &|_| Ok(()))?;
    Ok(version)
}

/// Puts the shop's file back as it was before the last update, so that the older program opens it again.
///
/// # Errors
/// Refuses when there was no update, and when something was written since: that would be lost.
pub fn rollback(folder: &Path, key: &DataKey) -> Result<u32> {
    let _lock = take_lock(folder)?;
    let old = before_update(folder);
    if !database_path(&old).exists() {
        return Err(Error::refused(say!(
            "There is no update to go back from: no older file lies in {folder}. Nothing was changed.",
            folder = old.display()
        )));
    }
    let version = connection::written_version(&old, key)?;
    let then = chain_head(&connection::open_for_reading(&old, key)?)?;
    let now = chain_head(&connection::open_for_reading(folder, key)?)?;
    if then != now {
        return Err(Error::refused(say!(
            "{count} changes were made after the update, and going back would lose them, so nothing was changed. Go on with this version; for moving to another program export the archive with \"counterfoil export archive\".",
            count = now.seq - then.seq
        )));
    }
    empty_log(folder, key)?;
    std::fs::rename(database_path(&old), database_path(folder)).map_err(Error::internal)?;
    sync_folder(folder);
    let _ = std::fs::remove_dir_all(&old);
    Ok(version)
}

/// Forgets the file from before the last update, once nobody can go back to it any more and it is older than `keep_ms`.
pub(super) fn forget_old(folder: &Path, head: &ChainHead, key: &DataKey, now_ms: i64, keep_ms: i64) -> Result<()> {
    let old = before_update(folder);
    let Ok(modified) = std::fs::metadata(&old).and_then(|metadata| metadata.modified()) else { return Ok(()) };
    let modified = modified.duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64);
    if now_ms - modified <= keep_ms || chain_head(&connection::open_for_reading(&old, key)?)? == *head {
        return Ok(());
    }
    std::fs::remove_dir_all(&old).map_err(Error::internal)
}

/// Removes the scratch folders of updates that were ended in the middle.
fn tidy(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(SCRATCH) {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

/// Writes the log into the shop's file. A log that belongs to the old file must not lie beside the new one: SQLite would play it into it.
fn empty_log(folder: &Path, key: &DataKey) -> Result<()> {
    let connection = connection::open_for_writing(folder, key)?;
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    drop(connection);
    // The last one who closes a store removes its log, so a log that is still there is in use.
    if database_path(folder).with_extension("db-wal").exists() {
        return Err(Error::new(
            Code::StoreRefused,
            say!(
                "The shop's file has to be brought to the format of this version, and another process reads it. Wait until the check, export or backup has ended and try again; nothing was changed."
            ),
        ));
    }
    Ok(())
}

/// Gives the shop's file a second name, under which it stays when the first one goes to the new file.
fn keep_old(folder: &Path) -> Result<()> {
    let old = before_update(folder);
    let _ = std::fs::remove_dir_all(&old);
    std::fs::create_dir(&old).map_err(Error::internal)?;
    connection::make_private(&old, 0o700);
    let (from, to) = (database_path(folder), database_path(&old));
    // Some file systems know no second names.
    if std::fs::hard_link(&from, &to).is_err() {
        std::fs::copy(&from, &to).and_then(|_| std::fs::File::open(&to)?.sync_all()).map_err(Error::internal)?;
        connection::make_private(&to, 0o600);
    }
    sync_folder(&old);
    Ok(())
}

fn sync_folder(folder: &Path) {
    // Not every file system can; the files themselves are on the disk.
    let _ = std::fs::File::open(folder).and_then(|folder| folder.sync_all());
}

/// What does not hold, in words.
fn faults(connection: &Connection) -> Result<Vec<String>> {
    let in_words = |finding: Finding| format!("{}: {}", finding.check, finding.message);
    Ok(verify(connection, &|_, _, _| Ok(()))?.findings.into_iter().map(in_words).collect())
}

/// For each table that travels the number of its rows, and a check sum of each column that is an amount, a quantity or a rate.
struct Totals(BTreeMap<String, BTreeMap<String, i64>>);

impl Totals {
    fn of(connection: &Connection) -> Result<Self> {
        let tables = connection
            .prepare(&format!(
                "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'
                   AND name NOT LIKE 'refinery_%' AND name NOT LIKE 'local_%' AND name NOT IN ({GROWING})"
            ))?
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<Vec<String>>>()?;
        let mut totals = BTreeMap::new();
        for table in tables {
            let columns = connection
                .prepare("SELECT name FROM pragma_table_info(?1)")?
                .query_map([&table], |row| row.get(0))?
                .collect::<rusqlite::Result<Vec<String>>>()?;
            let summed: Vec<String> = columns.into_iter().filter(|name| SUMMED.iter().any(|end| name.ends_with(end))).collect();
            let sums: String = summed.iter().map(|column| format!(", coalesce(sum({column} % {MODULUS}), 0)")).collect();
            let row = connection.query_row(&format!("SELECT count(*){sums} FROM {table}"), [], |row| {
                (0..=summed.len()).map(|place| row.get(place)).collect::<rusqlite::Result<Vec<i64>>>()
            })?;
            totals.insert(table, std::iter::once("rows".to_owned()).chain(summed).zip(row).collect());
        }
        Ok(Self(totals))
    }

    /// What is another after the update. New tables and columns are none of it.
    fn differences(&self, after: &Self) -> Vec<String> {
        let mut found = Vec::new();
        for (table, before) in &self.0 {
            let Some(after) = after.0.get(table) else {
                found.push(format!("{table} is gone"));
                continue;
            };
            for (what, count) in before {
                match after.get(what) {
                    Some(now) if now == count => {}
                    Some(now) => found.push(format!("{what} of {table}: {count} before, {now} after")),
                    None => found.push(format!("{what} of {table} is gone")),
                }
            }
        }
        found
    }
}

/// A folder beside the shop's file that is removed again, with whatever it holds.
struct Scratch(PathBuf);

impl Scratch {
    fn inside(folder: &Path) -> Result<Self> {
        let path = folder.join(format!("{SCRATCH}{}", hex::encode(super::random_bytes::<6>())));
        std::fs::create_dir(&path).map_err(Error::internal)?;
        connection::make_private(&path, 0o700);
        Ok(Self(path))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
