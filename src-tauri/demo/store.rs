//! The one thing a demo shop asks the store itself.

use rusqlite::Connection;

use crate::base::{LocationId, RegisterId, Result};

/// The till of a new shop and where it stands.
pub(super) fn find_till(db: &Connection) -> Result<(RegisterId, LocationId)> {
    Ok(db.query_row("SELECT id, location_id FROM registers ORDER BY name LIMIT 1", [], |row| Ok((row.get(0)?, row.get(1)?)))?)
}
