//! What the shop sells: products, their variants, categories, barcodes and prices.
//!
//! Invariants:
//! - A product has at least one variant; what is priced, stocked and sold is always a variant.
//! - A SKU and a barcode belong to one variant of the shop: held by a check whose message names the other product, not by a constraint,
//!   because tills that were cut off may meet later.
//! - Every price a variant ever had is kept as a fact.
//! - What was sold once is never removed, only archived.

mod product;

pub use product::{ForSale, Kind, State};

use rusqlite::Connection;

use crate::base::{Error, Result, VariantId};

/// What a till or an order needs to know about these variants, in the order asked for.
///
/// # Errors
/// A variant that does not exist is not found.
pub fn for_sale(db: &Connection, variant_ids: &[VariantId]) -> Result<Vec<ForSale>> {
    let _ = (db, variant_ids);
    Err(Error::internal("for_sale is being built"))
}
