//! The table `local_drafts`.

use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use super::{Draft, DraftInput, DraftKind, Reader};
use crate::base::{DeviceId, DraftId, Error, Result, StaffId};
use crate::store::Write;

/// What a person may take up: `?1` is theirs, and with `?2` every parked ticket.
const VISIBLE: &str = "owner_device_id = (SELECT device_id FROM local_device) AND (staff_id = ?1 OR (?2 AND kind = 'ticket'))";

pub(super) fn list(db: &Connection, reader: Reader, kind: DraftKind, subject_id: Option<Uuid>) -> Result<Vec<Draft>> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT d.id, d.subject_id, d.title, d.content, s.name, d.updated_at_ms
         FROM local_drafts d LEFT JOIN view_staff_names s ON s.id = d.staff_id
         WHERE {VISIBLE} AND kind = ?3 AND subject_id IS ?4 ORDER BY d.updated_at_ms, d.id"
    ))?;
    let subject = subject_id.map(|id| id.as_bytes().to_vec());
    let mut rows = statement.query(params![reader.staff_id, reader.shares_tickets, kind.code(), subject])?;
    let mut drafts = Vec::new();
    while let Some(row) = rows.next()? {
        let content = row.get_ref(3)?.as_str().map_err(|error| Error::internal(error.to_string()))?;
        let subject: Option<Vec<u8>> = row.get(1)?;
        drafts.push(Draft {
            id: row.get(0)?,
            subject_id: subject.and_then(|bytes| Uuid::from_slice(&bytes).ok()),
            title: row.get(2)?,
            content: serde_json::from_str(content).map_err(Error::internal)?,
            staff_name: row.get(4)?,
            updated_at_ms: row.get(5)?,
        });
    }
    Ok(drafts)
}

pub(super) fn count_other_tickets(db: &Connection, id: DraftId) -> Result<i64> {
    Ok(db.query_row("SELECT count(*) FROM local_drafts WHERE kind = 'ticket' AND id <> ?1", [id], |row| row.get(0))?)
}

/// Keeps a draft; answers false when this id belongs to another device, another kind of draft or somebody else.
pub(super) fn save(tx: &Write<'_>, reader: Reader, id: DraftId, draft: &DraftInput, content: &str) -> Result<bool> {
    let known: Option<(DeviceId, String, StaffId)> = tx
        .query_row("SELECT owner_device_id, kind, staff_id FROM local_drafts WHERE id = ?1", [id], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    let shares = reader.shares_tickets && draft.kind == DraftKind::Ticket;
    if known.is_some_and(|(device, kind, staff)| {
        device != tx.device_id || kind != draft.kind.code() || (staff != reader.staff_id && !shares)
    }) {
        return Ok(false);
    }
    tx.execute(
        "INSERT INTO local_drafts (id, kind, owner_device_id, staff_id, subject_id, title, content, updated_at_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (id) DO UPDATE SET staff_id = excluded.staff_id, subject_id = excluded.subject_id, title = excluded.title,
           content = excluded.content, updated_at_ms = excluded.updated_at_ms",
        params![
            id,
            draft.kind.code(),
            tx.device_id,
            reader.staff_id,
            draft.subject_id.map(|id| id.as_bytes().to_vec()),
            draft.title.trim(),
            content,
            tx.now
        ],
    )?;
    Ok(true)
}

/// Leaves a person so many drafts of a kind, the newest.
pub(super) fn delete_oldest(tx: &Write<'_>, reader: Reader, kind: DraftKind, kept: i64) -> Result<()> {
    tx.execute(
        "DELETE FROM local_drafts WHERE id IN (SELECT id FROM local_drafts WHERE owner_device_id = ?1 AND staff_id = ?2 AND kind = ?3
         ORDER BY updated_at_ms DESC, id DESC LIMIT -1 OFFSET ?4)",
        params![tx.device_id, reader.staff_id, kind.code(), kept],
    )?;
    Ok(())
}

pub(super) fn delete(db: &Connection, reader: Reader, id: DraftId) -> Result<()> {
    db.execute(
        &format!("DELETE FROM local_drafts WHERE id = ?3 AND {VISIBLE}"),
        params![reader.staff_id, reader.shares_tickets, id],
    )?;
    Ok(())
}
