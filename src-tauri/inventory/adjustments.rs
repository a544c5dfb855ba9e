//! Corrections by hand: what was found, damaged, stolen, used or opened, each with its reason; and the states of lots.

use chrono::NaiveDate;
use serde::Deserialize;

use super::receipts::{lot_for, usual_value, value_at};
use super::stock::{LotState, Shelf};
use super::store::{self, Movement};
use super::{demand_positive, lot_of, put_in};
use crate::base::{Error, LocationId, LotId, Quantity, Result, UnitPrice, VariantId, text};
use crate::products::{self, ForSale};
use crate::say;
use crate::settings;
use crate::store::Write;

/// A correction of stock by hand, also the opening stock.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Adjustment {
    /// What it is.
    pub variant_id: VariantId,
    /// Where it lies; the register's location when absent.
    pub location_id: Option<LocationId>,
    /// Which lot. Not needed where there is only one.
    pub lot_id: Option<LotId>,
    /// For goods that come in: the code of the lot, known or new.
    #[serde(default)]
    pub lot_code: String,
    /// For goods that come in: until when they are good.
    #[schema(value_type = Option<String>, format = Date)]
    pub expiry_date: Option<NaiveDate>,
    /// Why: one of the reasons that people may use. It decides whether goods come in or go out.
    pub reason: String,
    /// How much; more than zero.
    pub quantity_thousandths: Quantity,
    /// For goods that come in: what one costs. When absent, what the others there cost.
    #[schema(minimum = 0)]
    pub unit_cost_millionths: Option<UnitPrice>,
    /// What somebody should know later.
    #[serde(default)]
    pub note: String,
}

/// Every reason people may choose, as a word that lives as long as the program.
const BY_HAND: [&str; 9] = ["opening", "supplier_return", "found", "damage", "theft", "tester", "sample", "own_use", "expiry"];

/// Corrects stock by hand and answers how much of it lies there now.
///
/// # Errors
/// Refuses a reason that is not for people, a lot that is not named where there are several, and more than lies there unless the shop
/// allows negative stock.
pub fn adjust_stock(tx: &mut Write<'_>, adjustment: &Adjustment) -> Result<Quantity> {
    let variant = products::find_for_sale(tx, adjustment.variant_id)?;
    demand_positive(adjustment.quantity_thousandths)?;
    text::demand_short("note", &adjustment.note, 1_000)?;
    text::demand_no_card_number("note", &adjustment.note)?;
    let (reason, is_incoming) = reason(tx, &adjustment.reason)?;
    let location_id = adjustment.location_id.map_or_else(|| tx.location_id(), Ok)?;
    store::find_location(tx, location_id)?;
    let movement = Movement {
        variant_id: variant.id,
        lot_id: None,
        location_id,
        reason,
        quantity: adjustment.quantity_thousandths,
        value: crate::base::Money::ZERO,
        order: None,
        goods_receipt_id: None,
        note: adjustment.note.trim().to_owned(),
    };
    let lot_id =
        if is_incoming { come_in(tx, &variant, adjustment, movement)? } else { go_out(tx, &variant, adjustment, movement)? };
    Ok(store::level(tx, variant.id, location_id, lot_id)?.quantity)
}

fn reason(tx: &Write<'_>, code: &str) -> Result<(&'static str, bool)> {
    let known = BY_HAND.into_iter().find(|known| *known == code);
    match (known, store::find_reason(tx, code)?) {
        (Some(known), Some((direction, true))) => Ok((known, direction == "in")),
        _ => Err(Error::field(
            "reason",
            say!(
                "\"{code}\" is no reason for a correction by hand. Nothing was changed; use one of {by_hand}.",
                code,
                by_hand = BY_HAND.join(", ")
            ),
        )),
    }
}

fn come_in(tx: &mut Write<'_>, variant: &ForSale, adjustment: &Adjustment, movement: Movement) -> Result<Option<LotId>> {
    let lot_id = match adjustment.lot_id {
        Some(lot_id) => Some(lot_of(tx, variant, lot_id)?.id),
        None => lot_for(tx, variant, &adjustment.lot_code, adjustment.expiry_date)?,
    };
    let value = match adjustment.unit_cost_millionths {
        Some(unit_cost) => value_at(unit_cost, movement.quantity, settings::find_shop(tx)?.currency_exponent)?,
        None => {
            let level = store::level(tx, variant.id, movement.location_id, lot_id)?;
            usual_value(level, store::last_in(tx, variant.id)?, movement.quantity)?
        }
    };
    put_in(tx, variant, &Movement { lot_id, value, ..movement })?;
    Ok(lot_id)
}

fn go_out(tx: &mut Write<'_>, variant: &ForSale, adjustment: &Adjustment, movement: Movement) -> Result<Option<LotId>> {
    let shelves = store::shelves(tx, variant.id, movement.location_id)?;
    let lot_id = match adjustment.lot_id {
        Some(lot_id) => Some(lot_of(tx, variant, lot_id)?.id),
        None => only_lot(variant, &shelves, adjustment.lot_code.trim())?,
    };
    let level = store::level(tx, variant.id, movement.location_id, lot_id)?;
    if level.quantity < movement.quantity && !settings::find_shop(tx)?.allow_negative_stock {
        return Err(Error::refused(say!(
            "Only {left} of \"{name}\" lies there, so {wanted} cannot be taken out. Nothing was changed; count again and correct the quantity.",
            left = level.quantity.max(Quantity::ZERO),
            name = variant.name,
            wanted = movement.quantity
        )));
    }
    let value = level.cost_of(movement.quantity, store::last_in(tx, variant.id)?)?;
    let (quantity, value) = (-movement.quantity, -value);
    store::post(tx, &Movement { lot_id, quantity, value, ..movement }, variant.reorder_point)?;
    Ok(lot_id)
}

/// The lot with this code, or the only one there is.
fn only_lot(variant: &ForSale, shelves: &[Shelf], code: &str) -> Result<Option<LotId>> {
    let fits = |shelf: &&Shelf| code.is_empty() || shelf.lot.as_ref().is_some_and(|lot| lot.code.eq_ignore_ascii_case(code));
    let mut candidates = shelves.iter().filter(fits);
    match (candidates.next(), candidates.next()) {
        (None, _) if code.is_empty() => Ok(None),
        (None, _) => Err(Error::field(
            "lot_code",
            say!("No lot {code} of \"{name}\" lies there. Nothing was changed; check the code.", code, name = variant.name),
        )),
        (Some(shelf), None) => Ok(shelf.lot.as_ref().map(|lot| lot.id)),
        (Some(_), Some(_)) => Err(Error::field(
            "lot_id",
            say!("Several lots of \"{name}\" lie there. Nothing was changed; choose the one that is meant.", name = variant.name),
        )),
    }
}

/// Opens, quarantines or recalls a lot: a fact with its reason. The same state again changes nothing.
///
/// # Errors
/// An unknown lot is not found; refuses a state without a reason.
pub fn change_lot_state(tx: &mut Write<'_>, lot_id: LotId, state: LotState, reason: &str) -> Result<()> {
    text::demand_some("reason", reason, 500)?;
    text::demand_no_card_number("reason", reason)?;
    let (_, lot) = store::find_lot(tx, lot_id)?;
    if lot.state == state {
        return Ok(());
    }
    store::set_lot_state(tx, lot_id, state, reason.trim())
}
