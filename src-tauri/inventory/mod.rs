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

mod adjustments;
pub mod lists;
mod receipts;
pub mod routes;
mod stock;
mod store;

pub use adjustments::{Adjustment, adjust_stock, change_lot_state};
pub use receipts::{GoodsReceiptInput, GoodsReceiptLineInput, receive_goods};
pub use stock::{ExpiryBand, Issue, Issued, IssuedPart, Level, LotState, Restock, TakeBack};

use rusqlite::Connection;

use crate::base::{Error, LotId, OrderId, Quantity, Result, VariantId};
use crate::products::{self, ForSale};
use crate::say;
use crate::settings;
use crate::store::{Verification, Write};
use stock::{Lot, Wanted, plan_issue};
use store::Movement;

/// Takes what a sale needs out of stock at the register's location, earliest expiry first.
///
/// # Errors
/// Refuses an expired, quarantined or recalled lot, saying which and why and what can still be sold; refuses more than there is unless
/// the shop allows negative stock; an unknown variant or lot is not found. Nothing has changed then.
pub fn issue_stock(tx: &mut Write<'_>, issue: &Issue) -> Result<Issued> {
    let variant = products::find_for_sale(tx, issue.variant_id)?;
    if !variant.track_stock {
        return Ok(Issued::default());
    }
    demand_positive(issue.quantity)?;
    let location_id = tx.location_id()?;
    let (location, is_sellable) = store::find_location(tx, location_id)?;
    if !is_sellable {
        return Err(Error::refused(say!(
            "What lies at \"{location}\" is not for sale, so nothing was sold. Sell at a register of the shop floor, or make the location sellable.",
            location
        )));
    }
    let lot = issue.lot_id.map(|id| lot_of(tx, &variant, id)).transpose()?;
    let shelves = store::shelves(tx, issue.variant_id, location_id)?;
    let on_hand: i64 = shelves.iter().map(|shelf| shelf.level.quantity.0).sum();
    let may_go_below_zero = on_hand < issue.quantity.0 || lot.is_some();
    let may_go_below_zero = may_go_below_zero && settings::find_shop(tx)?.allow_negative_stock;
    let wanted =
        Wanted { name: &variant.name, quantity: issue.quantity, lot: lot.as_ref(), today: tx.business_date, may_go_below_zero };
    let plan = plan_issue(&shelves, &wanted)?;
    let mut issued = Issued::default();
    for (place, quantity) in plan.parts {
        let shelf = &shelves[place];
        let cost = shelf.level.share(quantity)?;
        issue_part(tx, issue, &variant, &mut issued, IssuedPart::of(shelf.lot.as_ref(), quantity, cost))?;
    }
    if plan.beyond > Quantity::ZERO {
        let level = store::level(tx, issue.variant_id, location_id, issue.lot_id)?;
        let cost = level.cost_of(plan.beyond, store::last_in(tx, issue.variant_id)?)?;
        issue_part(tx, issue, &variant, &mut issued, IssuedPart::of(lot.as_ref(), plan.beyond, cost))?;
    }
    Ok(issued)
}

fn issue_part(tx: &mut Write<'_>, issue: &Issue, variant: &ForSale, issued: &mut Issued, part: IssuedPart) -> Result<()> {
    let movement = Movement {
        variant_id: issue.variant_id,
        lot_id: part.lot_id,
        location_id: tx.location_id()?,
        reason: "sale",
        quantity: -part.quantity,
        value: -part.cost,
        order: Some((issue.order_id, issue.line_no)),
        goods_receipt_id: None,
        note: String::new(),
    };
    store::post(tx, &movement, variant.reorder_point)?;
    issued.cost = issued.cost.plus(part.cost)?;
    match issued.parts.iter_mut().find(|other| other.lot_id == part.lot_id) {
        Some(other) => {
            other.quantity = other.quantity.plus(part.quantity)?;
            other.cost = other.cost.plus(part.cost)?;
        }
        None => issued.parts.push(part),
    }
    Ok(())
}

/// Books what a customer brings back: to the shelf, to the testers, or as written off. Where the shop has no location for testers, they
/// are used up at once.
///
/// # Errors
/// An unknown variant or lot is not found; refuses when nobody sits at a register.
pub fn take_back(tx: &mut Write<'_>, goods: &TakeBack) -> Result<()> {
    let variant = products::find_for_sale(tx, goods.variant_id)?;
    if !variant.track_stock {
        return Ok(());
    }
    demand_positive(goods.quantity)?;
    if let Some(lot_id) = goods.lot_id {
        lot_of(tx, &variant, lot_id)?;
    }
    let back = Movement {
        variant_id: goods.variant_id,
        lot_id: goods.lot_id,
        location_id: tx.location_id()?,
        reason: "customer_return",
        quantity: goods.quantity,
        value: goods.cost,
        order: Some((goods.order_id, goods.line_no)),
        goods_receipt_id: None,
        note: String::new(),
    };
    let testers = store::find_testers(tx)?;
    match (goods.restock, testers) {
        (Restock::Shelf, _) => put_in(tx, &variant, &back),
        (Restock::Testers, Some(location_id)) => put_in(tx, &variant, &Movement { location_id, ..back }),
        (Restock::Testers, None) => pass_through(tx, &back, "tester"),
        (Restock::WriteOff, _) => pass_through(tx, &back, "damage"),
    }
}

/// Goods that come in and go straight out again. Both movements carry the same value, so no level changes.
fn pass_through(tx: &mut Write<'_>, back: &Movement, reason: &'static str) -> Result<()> {
    store::append_movement(tx, back)?;
    store::append_movement(tx, &Movement { reason, quantity: -back.quantity, value: -back.value, ..back.clone() })
}

/// Puts goods where they lie from now on. Where pieces were missing, the difference between what they were thought to cost and what they
/// cost is booked as a revaluation.
fn put_in(tx: &mut Write<'_>, variant: &ForSale, movement: &Movement) -> Result<()> {
    let before = store::level(tx, movement.variant_id, movement.location_id, movement.lot_id)?;
    let variance = before.variance_of(Level { quantity: movement.quantity, value: movement.value })?;
    store::post(tx, movement, variant.reorder_point)?;
    if variance.0 == 0 {
        return Ok(());
    }
    let revaluation = Movement { reason: "revaluation", quantity: Quantity::ZERO, value: variance, ..movement.clone() };
    store::post(tx, &revaluation, variant.reorder_point)
}

fn lot_of(db: &Connection, variant: &ForSale, lot_id: LotId) -> Result<Lot> {
    let (variant_id, lot) = store::find_lot(db, lot_id)?;
    if variant_id == variant.id {
        return Ok(lot);
    }
    Err(Error::refused(say!(
        "Lot {code} belongs to another product than \"{name}\", so nothing was changed. Scan the piece again or choose one of its own lots.",
        code = lot.code,
        name = variant.name
    )))
}

fn demand_positive(quantity: Quantity) -> Result<()> {
    Quantity::checked(quantity.0)?;
    if quantity > Quantity::ZERO {
        return Ok(());
    }
    Err(Error::field(
        "quantity_thousandths",
        say!("The quantity must be more than zero. Nothing was changed; type how many there are."),
    ))
}

/// Which lots the lines of a sale or return moved, in order of line: for receipts, sale pages and returns. What came back counts
/// negative.
///
/// # Errors
/// A failing disk.
pub fn parts_of_order(db: &Connection, order_id: OrderId) -> Result<Vec<(i64, IssuedPart)>> {
    store::parts_of_order(db, order_id)
}

/// Finds a lot of a variant by what is printed on it.
///
/// # Errors
/// A failing disk.
pub fn find_lot_by_code(db: &Connection, variant_id: VariantId, code: &str) -> Result<Option<LotId>> {
    Ok(store::find_lot_by_code(db, variant_id, code)?.map(|lot| lot.id))
}

/// Re-derives stock levels and totals from the movements, and the state of each lot from its events.
///
/// # Errors
/// A store that cannot be read.
pub fn verify(db: &Connection, verification: &mut Verification) -> Result<()> {
    store::verify(db, verification)
}
