//! Re-derives everything that is kept twice and checks every chain. Each area checks its own; this is the list.

use crate::base::Result;
use crate::store::{self, Store, Verification};
use crate::{documents, inventory, orders, summaries};

/// Checks the whole shop.
///
/// # Errors
/// A store that cannot be read at all; what merely does not hold is a finding.
pub fn verify_shop(store: &Store) -> Result<Verification> {
    let mut verification = store.read_afresh(|db| {
        let mut verification = store::verify(db)?;
        inventory::verify(db, &mut verification)?;
        orders::verify(db, &mut verification)?;
        documents::verify(db, &mut verification)?;
        summaries::verify(db, &mut verification)?;
        Ok(verification)
    })?;
    if let Some(lost) = store.lost_work() {
        verification.found("anchor", lost.message().to_string());
    }
    Ok(verification)
}
