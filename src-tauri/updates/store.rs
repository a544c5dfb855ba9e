//! The table `local_update_source`.

use rusqlite::{Connection, OptionalExtension, params};

use super::UpdateSource;
use crate::base::Result;
use crate::store::Write;

pub(super) fn find(db: &Connection) -> Result<Option<UpdateSource>> {
    let source = db.query_row("SELECT address, public_key FROM local_update_source", [], |row| {
        Ok(UpdateSource { address: row.get(0)?, public_key: row.get(1)? })
    });
    Ok(source.optional()?)
}

pub(super) fn set(tx: &Write<'_>, source: Option<&UpdateSource>) -> Result<()> {
    tx.execute("DELETE FROM local_update_source", [])?;
    if let Some(source) = source {
        tx.execute(
            "INSERT INTO local_update_source (only_row, address, public_key) VALUES (1, ?1, ?2)",
            params![source.address, source.public_key],
        )?;
    }
    Ok(())
}
