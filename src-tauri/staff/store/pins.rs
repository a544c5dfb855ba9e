//! PINs and the wrong tries at them, in SQL.

use rusqlite::{Connection, OptionalExtension, params};

use crate::base::{Result, StaffId};

/// A person's PIN, as its hash, with the tries at it since their password was last used.
pub fn find_pin(db: &Connection, id: StaffId) -> Result<Option<(String, i64)>> {
    let found = db
        .prepare_cached(
            "SELECT p.pin_hash, coalesce(t.failures, 0) FROM staff_pins p LEFT JOIN local_pin_tries t ON t.staff_id = p.staff_id
             WHERE p.staff_id = ?1",
        )?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(found)
}

/// Everybody active who has a PIN, by name.
pub fn list_pin_holders(db: &Connection) -> Result<Vec<StaffId>> {
    let mut statement = db.prepare_cached(
        "SELECT s.id FROM staff s JOIN staff_pins p ON p.staff_id = s.id WHERE s.state = 'active' ORDER BY s.name COLLATE NOCASE",
    )?;
    Ok(statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

pub fn put_pin(db: &Connection, id: StaffId, pin_hash: &str) -> Result<()> {
    db.execute(
        "INSERT INTO staff_pins (staff_id, pin_hash) VALUES (?1, ?2) ON CONFLICT (staff_id) DO UPDATE SET pin_hash = ?2",
        params![id, pin_hash],
    )?;
    Ok(())
}

/// Takes a person's PIN away; answers whether there was one.
pub fn delete_pin(db: &Connection, id: StaffId) -> Result<bool> {
    Ok(db.execute("DELETE FROM staff_pins WHERE staff_id = ?1", [id])? > 0)
}

pub fn put_pin_tries(db: &Connection, id: StaffId, failures: i64) -> Result<()> {
    db.execute(
        "INSERT INTO local_pin_tries (staff_id, failures) VALUES (?1, ?2) ON CONFLICT (staff_id) DO UPDATE SET failures = ?2",
        params![id, failures],
    )?;
    Ok(())
}

pub fn clear_pin_tries(db: &Connection, id: StaffId) -> Result<()> {
    db.execute("DELETE FROM local_pin_tries WHERE staff_id = ?1", [id])?;
    Ok(())
}
