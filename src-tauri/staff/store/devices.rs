//! Trusted computers in SQL.

use rusqlite::{Connection, OptionalExtension, params};

use crate::base::{Result, StaffId, Timestamp, TrustedDeviceId};
use crate::staff::trusted::TrustedDevice;
use crate::store::Write;

/// What is known of a computer that shows a token, or of the window.
pub struct FoundDevice {
    pub id: TrustedDeviceId,
    pub seen_at: Timestamp,
    pub expires_at: Timestamp,
}

/// The computer with this token, or the window when there is none, as far as this person trusted it.
pub fn find_device(db: &Connection, staff_id: StaffId, token_hash: Option<&[u8; 32]>) -> Result<Option<FoundDevice>> {
    let token_hash = token_hash.map(|hash| &hash[..]);
    let found = db
        .prepare_cached(
            "SELECT id, seen_at_ms, expires_at_ms FROM local_trusted_devices WHERE staff_id = ?1 AND token_hash IS ?2",
        )?
        .query_row(params![staff_id, token_hash], |row| {
            Ok(FoundDevice { id: row.get(0)?, seen_at: row.get(1)?, expires_at: row.get(2)? })
        })
        .optional()?;
    Ok(found)
}

pub fn insert_device(
    tx: &Write<'_>,
    staff_id: StaffId,
    token_hash: Option<&[u8; 32]>,
    name: &str,
    expires_at: Timestamp,
) -> Result<()> {
    let (id, token_hash): (TrustedDeviceId, _) = (tx.new_id(), token_hash.map(|hash| &hash[..]));
    tx.execute(
        "INSERT INTO local_trusted_devices (id, staff_id, token_hash, name, created_at_ms, seen_at_ms, expires_at_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6)",
        params![id, staff_id, token_hash, name, tx.now, expires_at],
    )?;
    Ok(())
}

pub fn touch_device(tx: &Write<'_>, id: TrustedDeviceId) -> Result<()> {
    tx.execute("UPDATE local_trusted_devices SET seen_at_ms = ?2 WHERE id = ?1", params![id, tx.now])?;
    Ok(())
}

pub fn delete_device(db: &Connection, id: TrustedDeviceId) -> Result<()> {
    db.execute("DELETE FROM local_trusted_devices WHERE id = ?1", [id])?;
    Ok(())
}

pub fn delete_expired_devices(tx: &Write<'_>) -> Result<()> {
    tx.execute("DELETE FROM local_trusted_devices WHERE expires_at_ms <= ?1", [tx.now])?;
    Ok(())
}

/// Every trusted computer, the latest first, with the hash of its token.
pub fn list_devices(db: &Connection) -> Result<Vec<(TrustedDevice, Option<[u8; 32]>)>> {
    let mut statement = db.prepare_cached(
        "SELECT d.id, d.staff_id, s.name, d.name, d.created_at_ms, d.seen_at_ms, d.expires_at_ms, d.token_hash
         FROM local_trusted_devices d JOIN staff s ON s.id = d.staff_id ORDER BY d.created_at_ms DESC, d.id LIMIT 500",
    )?;
    let rows = statement.query_map([], |row| {
        let token_hash: Option<[u8; 32]> = row.get(7)?;
        let device = TrustedDevice {
            id: row.get(0)?,
            staff_id: row.get(1)?,
            staff_name: row.get(2)?,
            name: row.get(3)?,
            is_window: token_hash.is_none(),
            created_at_ms: row.get(4)?,
            seen_at_ms: row.get(5)?,
            expires_at_ms: row.get(6)?,
            is_here: false,
        };
        Ok((device, token_hash))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
