//! The table `local_drafts`, as far as it holds parked tickets of this device.

use rusqlite::{Connection, OptionalExtension, params};

use super::super::drafts::Draft;
use crate::base::{DeviceId, DraftId, Error, Result, StaffId, Timestamp};

const KIND: &str = "ticket";

pub(in crate::orders) fn list(db: &Connection) -> Result<Vec<Draft>> {
    let mut statement = db.prepare_cached(
        "SELECT d.id, d.title, d.content, s.name, d.updated_at_ms FROM local_drafts d LEFT JOIN view_staff_names s ON s.id = d.staff_id
         WHERE d.kind = ?1 AND d.owner_device_id = (SELECT device_id FROM local_device) ORDER BY d.updated_at_ms, d.id",
    )?;
    let mut rows = statement.query([KIND])?;
    let mut drafts = Vec::new();
    while let Some(row) = rows.next()? {
        let content = row.get_ref(2)?.as_str().map_err(|error| Error::internal(error.to_string()))?;
        drafts.push(Draft {
            id: row.get(0)?,
            title: row.get(1)?,
            content: serde_json::from_str(content).map_err(Error::internal)?,
            staff_name: row.get(3)?,
            updated_at_ms: row.get(4)?,
        });
    }
    Ok(drafts)
}

pub(in crate::orders) fn count_others(db: &Connection, id: DraftId) -> Result<i64> {
    Ok(db.query_row("SELECT count(*) FROM local_drafts WHERE kind = ?1 AND id <> ?2", params![KIND, id], |row| row.get(0))?)
}

/// Keeps a draft; answers false when this id belongs to another device or another kind of draft.
pub(in crate::orders) fn save(
    db: &Connection,
    id: DraftId,
    device: DeviceId,
    staff: StaffId,
    title: &str,
    content: &str,
    now: Timestamp,
) -> Result<bool> {
    let owner: Option<(DeviceId, String)> = db
        .query_row("SELECT owner_device_id, kind FROM local_drafts WHERE id = ?1", [id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    if owner.is_some_and(|(owner, kind)| owner != device || kind != KIND) {
        return Ok(false);
    }
    db.execute(
        "INSERT INTO local_drafts (id, kind, owner_device_id, staff_id, title, content, updated_at_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (id) DO UPDATE SET staff_id = excluded.staff_id, title = excluded.title, content = excluded.content,
           updated_at_ms = excluded.updated_at_ms",
        params![id, KIND, device, staff, title, content, now],
    )?;
    Ok(true)
}

pub(in crate::orders) fn delete(db: &Connection, id: DraftId, device: DeviceId) -> Result<bool> {
    Ok(db.execute("DELETE FROM local_drafts WHERE id = ?1 AND owner_device_id = ?2 AND kind = ?3", params![id, device, KIND])?
        > 0)
}
