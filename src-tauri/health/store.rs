//! The table `local_quick_check`.

use rusqlite::{Connection, OptionalExtension, params};

use super::PageCheck;
use crate::base::Result;
use crate::store::Write;

pub(super) fn find_quick_check(db: &Connection) -> Result<Option<PageCheck>> {
    let check = db.query_row("SELECT at_ms, is_good, message FROM local_quick_check", [], |row| {
        Ok(PageCheck { at: row.get(0)?, is_good: row.get(1)?, message: row.get(2)? })
    });
    Ok(check.optional()?)
}

pub(super) fn note_quick_check(tx: &Write<'_>, check: &PageCheck) -> Result<()> {
    tx.execute(
        "INSERT INTO local_quick_check (only_row, at_ms, is_good, message) VALUES (1, ?1, ?2, ?3)
         ON CONFLICT DO UPDATE SET at_ms = excluded.at_ms, is_good = excluded.is_good, message = excluded.message",
        params![check.at, check.is_good, check.message],
    )?;
    Ok(())
}
