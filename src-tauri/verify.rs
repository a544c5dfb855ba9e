//! Re-derives everything that is kept twice and checks every chain. Each area checks its own; this is the list.

use rusqlite::Connection;

use crate::base::Result;
use crate::store::{self, Verification};
use crate::{documents, inventory, orders, summaries};

/// Checks the whole shop.
///
/// # Errors
/// A store that cannot be read at all; what merely does not hold is a finding.
pub fn verify_shop(db: &Connection) -> Result<Verification> {
    let mut verification = store::verify(db)?;
    inventory::verify(db, &mut verification)?;
    orders::verify(db, &mut verification)?;
    documents::verify(db, &mut verification)?;
    summaries::verify(db, &mut verification)?;
    Ok(verification)
}
