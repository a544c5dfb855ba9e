//! Health: how the program and the shop's file are, for whoever answers for them, and for whoever helps them from afar.
//!
//! Invariants: a look changes nothing and never fails, because what is unwell is what it tells; every door tells the same ([`examine`]); what is
//! handed over to somebody else names nobody and holds no secret ([`log_bundle`]).
//!
//! Deliberately missing: repairing anything. What does not hold is restored from a backup.
//!
//! Operations: `find_health`, `start_quick_check`, `download_log_bundle`.

mod check;
mod log;
mod pages;
pub mod routes;
mod store;

use std::path::Path;
use std::sync::OnceLock;

use chrono_tz::Tz;
use rusqlite::Connection;

pub use check::{Check, Condition, Subject};
pub use log::{LOG_DAYS, LOG_NAME, log_bundle, log_folder};
pub use pages::{PageCheck, check_pages, check_when_due, look_at_pages, start_daily_check};

use crate::backups::find_backup_state;
use crate::base::{Code, Error, Result, Timestamp};
use crate::history::last_check;
use crate::jobs::recent_work;
use crate::keys::find_key_state;
use crate::say;
use crate::settings::find_shop;
use crate::store::keys::keyring_is_available;
use crate::store::{SQLITE_VERSION_MIN, Store, cipher_version, database_path, exists, rekey, schema_version};

/// Up to 2.11.0 a page from elsewhere could be taken for one of the program's own (v2.tauri.app, release notes of 2.11.1).
const TAURI_MIN: &str = "2.11.1";
/// Long work of so many days is told about.
const WORK_DAYS: i64 = 7;

static WINDOW: OnceLock<&'static str> = OnceLock::new();

/// Says which version of Tauri shows the window of this program: only the window itself may name it.
pub fn note_window(version: &'static str) {
    let _ = WINDOW.set(version);
}

/// Looks at everything, worst first. `opened` is the shop of `folder`, or why it did not open; `fresh` is a look at the pages that was made just
/// now, else the last one that was noted counts. Asks the keyring, which may take a moment.
#[must_use]
pub fn examine(
    folder: &Path,
    opened: std::result::Result<&Store, &Error>,
    fresh: Option<&PageCheck>,
    now: Timestamp,
) -> Vec<Check> {
    let mut checks = match opened {
        Ok(store) => examine_shop(store, fresh, now),
        Err(error) if matches!(error.code, Code::NoShop | Code::Sealed) => {
            vec![Check::look(Subject::Shop, error.message.clone())]
        }
        Err(error) => vec![Check::bad(Subject::Shop, error.message.clone())],
    };
    checks.extend(free_bytes(folder).map(|free| check::room(free, store_bytes(folder))));
    checks.push(keyring(folder));
    checks.push(log::look(folder));
    checks.extend(versions());
    checks.sort_by_key(|check| std::cmp::Reverse(check.state));
    checks
}

/// What was looked at as lines of text.
#[must_use]
pub fn report(checks: &[Check]) -> String {
    let line = |check: &Check| format!("{:<5} {:<10} {}\n", check.state.word(), check.subject.word(), check.message);
    checks.iter().map(line).collect()
}

fn examine_shop(store: &Store, fresh: Option<&PageCheck>, now: Timestamp) -> Vec<Check> {
    let zone = store.read_afresh(find_shop).map_or(Tz::UTC, |shop| shop.zone());
    let is_key_unsettled = rekey::is_decided(store.folder());
    let since = now.after_ms(-WORK_DAYS * 24 * 60 * 60 * 1_000);
    let size = check::size(store_bytes(store.folder()));
    let format = schema_version();
    vec![
        Check::good(Subject::Shop, say!("The shop is open. Its file has format {format} and takes {size}.", format, size)),
        look(store, Subject::Pages, |db| {
            let noted = store::find_quick_check(db)?;
            Ok(check::pages(fresh.or(noted.as_ref()), now, zone))
        }),
        match store.lost_work() {
            Some(lost) => Check::bad(Subject::LostWork, lost.message()),
            None => Check::good(Subject::LostWork, say!("Nothing that was acknowledged is missing from the shop's file.")),
        },
        look(store, Subject::History, |db| {
            let (job, verdict) = last_check(db)?;
            Ok(check::history(job.as_ref(), verdict.as_ref(), zone))
        }),
        look(store, Subject::Backups, |db| Ok(check::backups(&find_backup_state(db, now)?, zone))),
        look(store, Subject::Drill, |db| Ok(check::drill(find_backup_state(db, now)?.drill.as_ref(), zone))),
        look(store, Subject::Work, |db| Ok(check::work(recent_work(db, since)?, WORK_DAYS, is_key_unsettled))),
    ]
}

/// One look into the store, on a connection of its own: one that came upon a damaged page answers nothing any more.
fn look(store: &Store, subject: Subject, work: impl FnOnce(&Connection) -> Result<Check>) -> Check {
    store.read_afresh(work).unwrap_or_else(|error| Check::bad(subject, error.message))
}

fn keyring(folder: &Path) -> Check {
    if !exists(folder) {
        return if keyring_is_available() {
            Check::good(Subject::Keyring, say!("The keyring of this computer can be used."))
        } else {
            check::no_keyring()
        };
    }
    match find_key_state(folder) {
        Ok(keys) => check::keyring(&keys),
        Err(error) => Check::bad(Subject::Keyring, error.message),
    }
}

fn versions() -> Vec<Check> {
    let number = SQLITE_VERSION_MIN;
    let sqlite_min = format!("{}.{}.{}", number / 1_000_000, number / 1_000 % 1_000, number % 1_000);
    let mut checks = vec![
        check::version(Subject::Program, "Counterfoil", env!("CARGO_PKG_VERSION")),
        check::version_with_floor(Subject::Sqlite, "SQLite", rusqlite::version(), &sqlite_min),
    ];
    checks.extend(cipher_version().map(|version| check::version(Subject::Cipher, "SQLCipher", &version)));
    checks.extend(WINDOW.get().map(|version| check::version_with_floor(Subject::Window, "Tauri", version, TAURI_MIN)));
    checks
}

/// What the shop's file takes, its log included.
fn store_bytes(folder: &Path) -> u64 {
    let path = database_path(folder);
    let log = path.with_extension("db-wal");
    [path, log].iter().filter_map(|path| std::fs::metadata(path).ok()).map(|file| file.len()).sum()
}

/// What is free on the disk of a folder for this account; nothing where there is no such folder or the system does not tell.
#[cfg(unix)]
fn free_bytes(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

#[cfg(not(unix))]
fn free_bytes(_: &Path) -> Option<u64> {
    None
}
