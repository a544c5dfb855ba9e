//! What a return gives back: pure arithmetic on the line that was sold.
//!
//! A part of a line is worth its share of every amount that was posted for it, rounded on what has come back in all, so that the last
//! piece takes the remainder and a line that comes back whole cancels itself to the last minor unit.

use rust_decimal::Decimal;

use super::ticket::{LineKind, LineTax};
use crate::base::{Error, Money, Quantity, Result, UnitPrice, VariantId};
use crate::tax::TaxBasis;

/// A line as it was sold.
#[derive(Debug, Clone)]
pub struct SoldLine {
    /// Its place on the order.
    pub line_no: i64,
    /// What it is.
    pub kind: LineKind,
    /// What was sold.
    pub variant_id: Option<VariantId>,
    /// As it was printed.
    pub name: String,
    /// Its SKU then.
    pub sku: String,
    /// How much was sold.
    pub quantity: Quantity,
    /// Price of one.
    pub unit_price: UnitPrice,
    /// What was posted for it.
    pub amounts: Amounts,
    /// Its taxes.
    pub taxes: Vec<LineTax>,
    /// How much has come back already, above zero.
    pub returned: Quantity,
    /// What was given back for that, above zero.
    pub returned_amounts: Amounts,
    /// The tax given back for that, of each of the line's taxes.
    pub returned_taxes: Vec<Money>,
}

/// The amounts of a line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Amounts {
    /// The line's own discount.
    pub line_discount: Money,
    /// Its share of the ticket's discount.
    pub order_discount: Money,
    /// Without tax.
    pub net: Money,
    /// Its tax.
    pub tax: Money,
    /// What the customer paid for it.
    pub gross: Money,
    /// What it had cost.
    pub cost: Money,
}

/// What comes back of a line; every number above zero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenBack {
    /// How much.
    pub quantity: Quantity,
    /// What is given back for it, and the share of its cost.
    pub amounts: Amounts,
    /// The tax given back, of each of the line's taxes.
    pub taxes: Vec<Money>,
}

/// What comes back when `quantity` of a sold line is returned.
///
/// # Errors
/// Refuses a quantity not above zero, more than is left of what was sold, and lines that are no sale.
pub fn take_back(line: &SoldLine, quantity: Quantity, basis: TaxBasis) -> Result<TakenBack> {
    let left = line.quantity.minus(line.returned)?;
    let refuse = |message: String| Err(Error::field(format!("line {}", line.line_no), message));
    if line.kind == LineKind::Adjustment || line.quantity <= Quantity::ZERO {
        return refuse(format!("\"{}\" is no sale that could come back. Nothing was posted; take the line away.", line.name));
    }
    if quantity <= Quantity::ZERO {
        return refuse(format!("The quantity of \"{}\" must be above zero. Nothing was posted; correct it.", line.name));
    }
    if quantity > left {
        return refuse(format!(
            "Of \"{}\" {} were sold and {} came back before, so {quantity} cannot come back now. Nothing was posted; at most {left} can be returned.",
            line.name, line.quantity, line.returned
        ));
    }
    let before = line.returned;
    let after = before.plus(quantity)?;
    let share = |whole: Money, given: Money| part(whole, after, line.quantity)?.minus(given);
    let mut taxes = Vec::with_capacity(line.taxes.len());
    for (tax, given) in line.taxes.iter().zip(&line.returned_taxes) {
        taxes.push(share(tax.tax_minor, *given)?);
    }
    let tax = Money::sum(taxes.iter().copied())?;
    let given = line.returned_amounts;
    let (net, gross) = match basis {
        TaxBasis::Added => {
            let net = share(line.amounts.net, given.net)?;
            (net, net.plus(tax)?)
        }
        TaxBasis::Included | TaxBasis::NotRecorded => {
            let gross = share(line.amounts.gross, given.gross)?;
            (gross.minus(tax)?, gross)
        }
    };
    let amounts = Amounts {
        line_discount: share(line.amounts.line_discount, given.line_discount)?,
        order_discount: share(line.amounts.order_discount, given.order_discount)?,
        net,
        tax,
        gross,
        // Goods that were written off gave no cost back, so the share is counted from quantities and not from what was given.
        cost: part(line.amounts.cost, after, line.quantity)?.minus(part(line.amounts.cost, before, line.quantity)?)?,
    };
    Ok(TakenBack { quantity, amounts, taxes })
}

fn part(whole: Money, quantity: Quantity, of: Quantity) -> Result<Money> {
    Money::rounded(whole.decimal() * Decimal::from(quantity.0) / Decimal::from(of.0))
}
