//! The one door through which facts may be removed: retention, erasure, and undoing an import nothing refers to.

use super::{FactTable, Write};
use crate::base::{PurgeId, Result};

const PURGES: FactTable = FactTable { name: "purges", columns: &["id", "reason", "what", "removed_rows"] };

/// Lets `work` remove facts within this transaction and writes down why, what, and how many rows it says it removed.
///
/// # Errors
/// What `work` answers; then nothing is removed.
pub fn purge(tx: &mut Write<'_>, reason: &str, what: &str, work: impl FnOnce(&mut Write<'_>) -> Result<usize>) -> Result<usize> {
    tx.execute("INSERT INTO local_purging (reason) VALUES (?1)", [reason])?;
    let removed = work(tx)?;
    tx.execute("DELETE FROM local_purging", [])?;
    let id: PurgeId = tx.new_id();
    tx.append(&PURGES, rusqlite::params![id, reason, what, removed as i64])?;
    Ok(removed)
}
