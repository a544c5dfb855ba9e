//! What a shop holds, counted in SQL, and what this device keeps about its backups.

use rusqlite::{Connection, OptionalExtension, params};

use super::backup::{Drill, Folder, FoundBackup, Holdings, name_of};
use super::plan::{Plan, Schedule};
use crate::base::{Message, Result, Timestamp};
use crate::store::Write;

pub(super) fn holdings(db: &Connection) -> Result<Holdings> {
    let mut holdings = Holdings::default();
    (holdings.sales, holdings.sales_total_minor, holdings.returns, holdings.returns_total_minor) = db.query_row(
        "SELECT count(*) FILTER (WHERE kind = 'sale'), coalesce(sum(total_minor) FILTER (WHERE kind = 'sale'), 0),
                count(*) FILTER (WHERE kind = 'return'), coalesce(sum(total_minor) FILTER (WHERE kind = 'return'), 0) FROM view_orders",
        [],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
    )?;
    (holdings.documents, holdings.documents_total_minor) =
        db.query_row("SELECT count(*), coalesce(sum(total_minor), 0) FROM view_order_documents", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    holdings.customers = db.query_row("SELECT count(*) FROM view_customers", [], |row| row.get(0))?;
    holdings.products = db.query_row("SELECT count(DISTINCT product_id) FROM view_variant_names", [], |row| row.get(0))?;
    holdings.stock_value_minor =
        db.query_row("SELECT coalesce(sum(value_minor), 0) FROM view_stock_on_hand", [], |row| row.get(0))?;
    Ok(holdings)
}

pub(super) fn find_plan(db: &Connection) -> Result<Plan> {
    let plan = db.query_row("SELECT schedule, minute_of_day FROM local_backup_plan", [], |row| {
        let schedule: String = row.get(0)?;
        Ok(Plan {
            schedule: Schedule::ALL.into_iter().find(|known| known.code() == schedule).unwrap_or(Schedule::Daily),
            minute_of_day: row.get(1)?,
        })
    });
    Ok(plan.optional()?.unwrap_or_default())
}

pub(super) fn set_plan(tx: &Write<'_>, plan: Plan) -> Result<()> {
    tx.execute(
        "INSERT INTO local_backup_plan (only_row, schedule, minute_of_day) VALUES (1, ?1, ?2)
         ON CONFLICT DO UPDATE SET schedule = excluded.schedule, minute_of_day = excluded.minute_of_day",
        params![plan.schedule.code(), plan.minute_of_day],
    )?;
    Ok(())
}

pub(super) fn list_folders(db: &Connection) -> Result<Vec<Folder>> {
    let mut statement = db.prepare_cached(
        "SELECT path, tried_at_ms, done_at_ms, file_name, bytes, last_seq, message FROM local_backup_folders ORDER BY added_at_ms, path",
    )?;
    let folders = statement.query_map([], |row| {
        Ok(Folder {
            path: row.get(0)?,
            tried_at_ms: row.get(1)?,
            done_at_ms: row.get(2)?,
            file_name: row.get(3)?,
            bytes: row.get(4)?,
            commit_seq: row.get(5)?,
            message: row.get(6)?,
        })
    })?;
    Ok(folders.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn insert_folder(tx: &Write<'_>, path: &str) -> Result<()> {
    tx.execute(
        "INSERT INTO local_backup_folders (path, added_at_ms, message) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
        params![path, tx.now, Message::default()],
    )?;
    Ok(())
}

/// Forgets a folder. The backups in it stay.
pub(super) fn delete_folder(tx: &Write<'_>, path: &str) -> Result<()> {
    tx.execute("DELETE FROM local_backup_folders WHERE path = ?1", [path])?;
    Ok(())
}

pub(super) fn note_done(tx: &Write<'_>, path: &str, at: Timestamp, backup: &FoundBackup) -> Result<()> {
    tx.execute(
        "UPDATE local_backup_folders SET tried_at_ms = ?2, done_at_ms = ?2, file_name = ?3, bytes = ?4, last_seq = ?5, message = ?6
         WHERE path = ?1",
        params![path, at, name_of(&backup.path), backup.bytes as i64, backup.header.commit_seq, Message::default()],
    )?;
    Ok(())
}

pub(super) fn note_failed(tx: &Write<'_>, path: &str, at: Timestamp, message: &Message) -> Result<()> {
    tx.execute("UPDATE local_backup_folders SET tried_at_ms = ?2, message = ?3 WHERE path = ?1", params![path, at, message])?;
    Ok(())
}

pub(super) fn find_drill(db: &Connection) -> Result<Option<Drill>> {
    let drill = db.query_row("SELECT at_ms, file_name, is_good, message FROM local_backup_drill", [], |row| {
        Ok(Drill { at_ms: row.get(0)?, file_name: row.get(1)?, is_good: row.get(2)?, message: row.get(3)? })
    });
    Ok(drill.optional()?)
}

pub(super) fn note_drill(tx: &Write<'_>, drill: &Drill) -> Result<()> {
    tx.execute(
        "INSERT INTO local_backup_drill (only_row, at_ms, file_name, is_good, message) VALUES (1, ?1, ?2, ?3, ?4)
         ON CONFLICT DO UPDATE SET at_ms = excluded.at_ms, file_name = excluded.file_name, is_good = excluded.is_good,
           message = excluded.message",
        params![drill.at_ms, drill.file_name, drill.is_good, drill.message],
    )?;
    Ok(())
}

/// Forgets what came of backups that another copy of the shop took; where it puts them and when stays.
pub(super) fn forget_results(tx: &Write<'_>) -> Result<()> {
    tx.execute(
        "UPDATE local_backup_folders SET tried_at_ms = NULL, done_at_ms = NULL, file_name = NULL, bytes = NULL, last_seq = NULL, message = ?1",
        [Message::default()],
    )?;
    tx.execute("DELETE FROM local_backup_drill", [])?;
    Ok(())
}
