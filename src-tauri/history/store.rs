//! Names beside the history, and where a restored copy went on.

use rusqlite::{Connection, OptionalExtension};

use crate::base::{RegisterId, Result, StaffId, Timestamp};

/// The commit with which a restored copy began to be a device of its own.
pub(super) struct Restore {
    pub seq: i64,
    pub at: Timestamp,
}

pub(super) fn list_restores(db: &Connection) -> Result<Vec<Restore>> {
    let mut statement = db.prepare("SELECT seq, at_ms FROM commits WHERE operation = 'restore_backup' ORDER BY seq")?;
    let restores = statement.query_map([], |row| Ok(Restore { seq: row.get(0)?, at: row.get(1)? }))?;
    Ok(restores.collect::<rusqlite::Result<_>>()?)
}

/// What a person and a register are called now.
pub(super) fn names(
    db: &Connection,
    staff: Option<StaffId>,
    register: Option<RegisterId>,
) -> Result<(Option<String>, Option<String>)> {
    let staff = db.query_row("SELECT name FROM view_staff_names WHERE id = ?1", [staff], |row| row.get(0)).optional()?;
    let register = db.query_row("SELECT name FROM view_register_names WHERE id = ?1", [register], |row| row.get(0)).optional()?;
    Ok((staff, register))
}
