//! Sums of sales by day, country and variant, kept by the transaction that posts, so that figures never scan the orders.
//!
//! Invariants:
//! - The sums equal what orders and their lines say; [`verify`] re-derives them.
//! - A row that became nothing means the same as no row.
//! - Returns count negative, as their orders do.
//!
//! Everything here is called by other areas inside their own transactions and reads; there are no routes.

mod store;
mod summary;

use std::collections::HashMap;

use rusqlite::Connection;

use crate::base::{OrderId, Result, VariantId};
use crate::store::Write;

pub use store::{Sold, by_country, by_day, by_month, hot_statements, totals, verify};
pub use summary::{Fact, LineFact, Period, Totals};

/// Adds one order to the sums.
///
/// # Errors
/// Refuses sums beyond the range.
pub fn apply(tx: &Write<'_>, fact: &Fact) -> Result<()> {
    apply_all(tx, std::slice::from_ref(fact))
}

/// Adds many orders to the sums, each row touched once: for imports.
///
/// # Errors
/// Refuses sums beyond the range.
pub fn apply_all(tx: &Write<'_>, facts: &[Fact]) -> Result<()> {
    store::add(tx, &summary::Sums::of(facts)?)
}

/// Takes orders of an import out of the sums. Called before they are removed.
///
/// # Errors
/// A failing disk.
pub fn take_back(tx: &Write<'_>, orders: &[OrderId]) -> Result<()> {
    store::take_back(tx, orders)
}

/// Removes the rows that taking orders back has left without anything in them. Reads every row: for the end of long work.
///
/// # Errors
/// A failing disk.
pub fn sweep(tx: &Write<'_>) -> Result<()> {
    store::sweep(tx)
}

/// What was sold of each variant in a period, returns taken off. Read from the fewest rows that sum to it.
///
/// # Errors
/// A failing disk.
pub fn by_variant(db: &Connection, period: Period) -> Result<HashMap<VariantId, Sold>> {
    let mut sold = HashMap::new();
    for part in period.parts() {
        store::add_part(db, &part, &mut sold)?;
    }
    Ok(sold)
}
