//! Stock: what lies where, in which lot, until when it is good, and what it has cost.
//!
//! Invariants:
//! - A stock movement is the only thing that changes stock. Levels and totals are caches of the movements, kept by the same
//!   transaction, and [`verify`] re-derives them.
//! - Value leaves with quantity: what leaves takes its share of the value of what lies there, the last piece takes the remainder, and
//!   where nothing lies nothing is worth anything.
//! - An expired, quarantined or recalled lot is never sold, at any door.
//! - Nothing is posted backwards: a mistake is corrected by another movement dated today.
//!
//! It knows that a sale has an id and lines, and nothing else about sales.

mod stock;

pub use stock::{Issue, Issued, IssuedPart, LotState, Restock, TakeBack};

use rusqlite::Connection;

use crate::base::{Error, Result};
use crate::store::{Verification, Write};

/// Takes what a sale needs out of stock at the register's location, earliest expiry first.
///
/// # Errors
/// Refuses an expired, quarantined or recalled lot, saying which and why and what can still be sold; refuses more than there is unless
/// the shop allows negative stock; an unknown variant or lot is not found. Nothing has changed then.
pub fn issue_stock(tx: &mut Write<'_>, issue: &Issue) -> Result<Issued> {
    let _ = (tx, issue);
    Err(Error::internal("issue_stock is being built"))
}

/// Books what a customer brings back: to the shelf, to the testers, or as written off.
///
/// # Errors
/// An unknown variant or lot is not found; refuses when nobody sits at a register.
pub fn take_back(tx: &mut Write<'_>, goods: &TakeBack) -> Result<()> {
    let _ = (tx, goods);
    Err(Error::internal("take_back is being built"))
}

/// Which lots the lines of a sale or return moved, in order of line: for receipts, sale pages and returns.
///
/// # Errors
/// A failing disk.
pub fn parts_of_order(db: &Connection, order_id: crate::base::OrderId) -> Result<Vec<(i64, IssuedPart)>> {
    let _ = (db, order_id);
    Ok(Vec::new())
}

/// Re-derives stock levels and totals from the movements, and the state of each lot from its events.
///
/// # Errors
/// A store that cannot be read.
pub fn verify(db: &Connection, verification: &mut Verification) -> Result<()> {
    let _ = (db, verification);
    Ok(())
}
