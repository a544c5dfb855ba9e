//! Re-derives everything that is kept twice and checks every chain. Each area checks its own; this is the list.

use crate::base::Result;
use crate::say;
use crate::store::{self, Store, Tell, Verification};
use crate::{documents, inventory, orders, summaries};

/// Checks the whole shop.
///
/// # Errors
/// A store that cannot be read at all; what merely does not hold is a finding.
pub fn verify_shop(store: &Store) -> Result<Verification> {
    verify_shop_telling(store, &|_, _, _| Ok(()))
}

/// [`verify_shop`], while somebody hears how far it is and may end it.
///
/// # Errors
/// As [`verify_shop`], and what `tell` answers.
pub fn verify_shop_telling(store: &Store, tell: Tell<'_>) -> Result<Verification> {
    let mut verification = store.read_afresh(|db| {
        let mut verification = store::verify(db, tell)?;
        tell(0, None, say!("Checking the stock"))?;
        inventory::verify(db, &mut verification)?;
        tell(0, None, say!("Checking sales, returns and payments"))?;
        orders::verify(db, &mut verification)?;
        tell(0, None, say!("Checking invoices and credit notes"))?;
        documents::verify(db, &mut verification)?;
        tell(0, None, say!("Checking the sums"))?;
        summaries::verify(db, &mut verification)?;
        store::describe_break(db, &mut verification)?;
        Ok(verification)
    })?;
    if let Some(lost) = store.lost_work() {
        verification.found("anchor", lost.message());
    }
    Ok(verification)
}
