//! Goods coming in: a goods receipt with its lines, their lots and what they cost.

use chrono::{Datelike, NaiveDate};
use serde::Deserialize;

use super::stock::{Level, Lot};
use super::store::{self, Movement, ReceiptHead, ReceiptLine};
use super::{demand_positive, put_in};
use crate::base::{Error, GoodsReceiptId, LocationId, LotId, Money, Quantity, Result, UnitPrice, VariantId, text};
use crate::products::{self, ForSale};
use crate::say;
use crate::settings;
use crate::store::Write;

/// Most lines of one goods receipt.
pub const LINES_MAX: usize = 2_000;

/// Goods that came in.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GoodsReceiptInput {
    /// Made by the caller, so that sending it twice books it once.
    pub id: Option<GoodsReceiptId>,
    /// Who delivered.
    #[serde(default)]
    pub supplier: String,
    /// The number on the delivery note.
    #[serde(default)]
    pub reference: String,
    /// Where it was put; the register's location when absent.
    pub location_id: Option<LocationId>,
    /// What came.
    pub lines: Vec<GoodsReceiptLineInput>,
}

/// One line of a delivery.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GoodsReceiptLineInput {
    /// What it is.
    pub variant_id: VariantId,
    /// How much; more than zero.
    pub quantity_thousandths: Quantity,
    /// What one of it costs, without tax that comes back.
    #[schema(minimum = 0)]
    pub unit_cost_millionths: UnitPrice,
    /// The lot code printed on it. Where lots are tracked, this or the expiry date is needed.
    #[serde(default)]
    pub lot_code: String,
    /// Until when it is good.
    #[schema(value_type = Option<String>, format = Date)]
    pub expiry_date: Option<NaiveDate>,
}

/// Books a delivery: a numbered receipt, its lots, and the movements that put it into stock. Sending the same id again changes nothing.
///
/// # Errors
/// Names the line that does not make sense; nothing is booked then.
pub fn receive_goods(tx: &mut Write<'_>, input: &GoodsReceiptInput) -> Result<GoodsReceiptId> {
    let id = input.id.unwrap_or_else(|| tx.new_id());
    if store::has_goods_receipt(tx, id)? {
        return Ok(id);
    }
    text::demand_short("supplier", &input.supplier, 200)?;
    text::demand_no_card_number("supplier", &input.supplier)?;
    text::demand_short("reference", &input.reference, 100)?;
    if input.lines.is_empty() || input.lines.len() > LINES_MAX {
        return Err(Error::field(
            "lines",
            say!(
                "A goods receipt has between one and {lines_max} lines. Nothing was received; add what came, or book it in two parts.",
                lines_max = LINES_MAX
            ),
        ));
    }
    let location_id = input.location_id.map_or_else(|| tx.location_id(), Ok)?;
    store::find_location(tx, location_id)?;
    let exponent = settings::find_shop(tx)?.currency_exponent;
    let number = tx.take_number("goods_receipt")?;
    let mut value = Money::ZERO;
    for (index, line) in input.lines.iter().enumerate() {
        let booked = receive_line(tx, id, index as i64 + 1, line, location_id, exponent);
        value = value.plus(booked.map_err(|error| at_line(index, error))?)?;
    }
    let head = ReceiptHead {
        id,
        number: &number,
        supplier: input.supplier.trim(),
        reference: input.reference.trim(),
        location_id,
        value,
    };
    store::append_receipt(tx, &head)?;
    Ok(id)
}

fn receive_line(
    tx: &mut Write<'_>,
    id: GoodsReceiptId,
    line_no: i64,
    line: &GoodsReceiptLineInput,
    location_id: LocationId,
    exponent: u32,
) -> Result<Money> {
    let variant = products::find_for_sale(tx, line.variant_id)?;
    demand_positive(line.quantity_thousandths)?;
    let lot_id = lot_for(tx, &variant, &line.lot_code, line.expiry_date)?;
    let value = value_at(line.unit_cost_millionths, line.quantity_thousandths, exponent)?;
    let movement = Movement {
        variant_id: variant.id,
        lot_id,
        location_id,
        reason: "receipt",
        quantity: line.quantity_thousandths,
        value,
        order: None,
        goods_receipt_id: Some(id),
        note: String::new(),
    };
    put_in(tx, &variant, &movement)?;
    let receipt_line = ReceiptLine {
        variant_id: variant.id,
        lot_id,
        quantity: line.quantity_thousandths,
        unit_cost: line.unit_cost_millionths,
        value,
    };
    store::append_receipt_line(tx, id, line_no, &receipt_line)?;
    Ok(value)
}

/// What goods are worth that come in at this cost.
pub(super) fn value_at(unit_cost: UnitPrice, quantity: Quantity, exponent: u32) -> Result<Money> {
    if unit_cost.0 < 0 {
        return Err(Error::field(
            "unit_cost_millionths",
            say!("A cost cannot be below zero. Nothing was changed; type what one piece costs."),
        ));
    }
    unit_cost.times(quantity, exponent)
}

/// The lot goods belong to that come in: a known one, or a new one.
pub(super) fn lot_for(
    tx: &mut Write<'_>,
    variant: &ForSale,
    code: &str,
    expiry_date: Option<NaiveDate>,
) -> Result<Option<LotId>> {
    if !variant.track_stock {
        return Err(Error::refused(say!(
            "The stock of \"{name}\" is not counted, so nothing was booked. Switch on \"count stock\" for it first.",
            name = variant.name
        )));
    }
    let code = code.trim();
    if !variant.track_lots {
        if code.is_empty() && expiry_date.is_none() {
            return Ok(None);
        }
        return Err(Error::field(
            "lot_code",
            say!(
                "\"{name}\" is not counted by lot, so nothing was booked. Leave lot and expiry empty, or switch on lots for it first.",
                name = variant.name
            ),
        ));
    }
    text::demand_short("lot_code", code, 40)?;
    if expiry_date.is_some_and(|date| !(1990..=2999).contains(&date.year())) {
        return Err(Error::field(
            "expiry_date",
            say!("The expiry date lies outside the years 1990 to 2999. Nothing was booked; check the year."),
        ));
    }
    let code = match (code, expiry_date) {
        ("", None) => {
            return Err(Error::field(
                "lot_code",
                say!(
                    "\"{name}\" is counted by lot: type or scan its lot code or expiry date. Nothing was booked.",
                    name = variant.name
                ),
            ));
        }
        ("", Some(date)) => date.to_string(),
        (code, _) => code.to_owned(),
    };
    match store::find_lot_by_code(tx, variant.id, &code)? {
        None => store::insert_lot(tx, variant.id, &code, expiry_date).map(Some),
        Some(lot) => known_lot(tx, variant, &lot, expiry_date).map(Some),
    }
}

/// A lot has one expiry date. A second one is a slip of the pen on one of the two days it was typed.
fn known_lot(tx: &mut Write<'_>, variant: &ForSale, lot: &Lot, expiry_date: Option<NaiveDate>) -> Result<LotId> {
    match (lot.expiry_date, expiry_date) {
        (Some(known), Some(typed)) if known != typed => Err(Error::field(
            "expiry_date",
            say!(
                "Lot {code} of \"{name}\" is known to be good until {known}, and {typed} was typed. Nothing was booked; check the date on the goods.",
                code = lot.code,
                name = variant.name,
                known,
                typed
            ),
        )),
        (None, Some(typed)) => store::set_expiry(tx, lot, typed).map(|()| lot.id),
        _ => Ok(lot.id),
    }
}

/// Says which line an error is about.
fn at_line(index: usize, mut error: Error) -> Error {
    for field in &mut error.fields {
        field.field = format!("lines[{index}].{}", field.field);
    }
    error.message = say!("Line {line}: {problem}", line = index + 1, problem = error.message);
    error
}

/// What a piece costs that comes in without a price: what the others there cost, or what the last delivery did.
pub(super) fn usual_value(level: Level, last_in: Level, quantity: Quantity) -> Result<Money> {
    if level.quantity > Quantity::ZERO { level.share(quantity) } else { last_in.share(quantity) }
}
