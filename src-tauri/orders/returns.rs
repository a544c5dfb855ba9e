//! Returns: what comes back of a sale, what is given back for it, and posting that.
//!
//! A part of a line is worth its share of every amount that was posted for it, rounded on what has come back in all, so that the last
//! piece takes the remainder and a line that comes back whole cancels itself to the last minor unit.

use rusqlite::Connection;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::order::{OrderKind, PostedOrder};
use super::sales::{at_line, demand_expected, post};
use super::store::{self, NewLine, NewOrder, Original};
use super::ticket::{LineKind, LineTax, taxes_of_lines};
use crate::base::round::spread;
use crate::base::text::{demand_no_card_number, demand_short};
use crate::base::{Error, LotId, Message, Money, OrderId, Quantity, Result, UnitPrice, VariantId};
use crate::inventory::{self, Restock, TakeBack};
use crate::payments::{self, Refund};
use crate::say;
use crate::settings::find_shop;
use crate::store::Write;
use crate::tax::{TaxBasis, TaxTotal};

/// What comes back of a sale.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
pub struct ReturnTicket {
    /// The sale.
    pub original_order_id: OrderId,
    /// What comes back of its lines; each line once.
    pub lines: Vec<ReturnLine>,
    /// A remark, printed on the receipt.
    #[serde(default)]
    pub note: String,
}

/// What comes back of one line.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
pub struct ReturnLine {
    /// The line of the sale.
    pub original_line_no: i64,
    /// How much, above zero.
    pub quantity_thousandths: Quantity,
    /// Where the goods go.
    pub restock: Restock,
}

/// A return to post.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
pub struct Return {
    /// Made by the till before the first try. Sent again, it answers the return that was posted the first time.
    pub id: OrderId,
    /// What comes back.
    pub ticket: ReturnTicket,
    /// How the money is given back.
    pub refunds: Vec<Refund>,
    /// What the till says is given back, above zero. When it has become another amount since, nothing is posted.
    pub expected_total_minor: Money,
}

/// What a return gives back; every number above zero.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct PricedReturn {
    /// Its lines, in the order asked for.
    pub lines: Vec<PricedReturnLine>,
    /// Without tax.
    pub net_minor: Money,
    /// The tax.
    pub tax_minor: Money,
    /// What is given back.
    pub total_minor: Money,
    /// The same in cash, rounded to the smallest coin.
    pub cash_minor: Money,
    /// The tax table.
    pub taxes: Vec<TaxTotal>,
}

/// What one line of a return gives back.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct PricedReturnLine {
    /// The line of the sale.
    pub original_line_no: i64,
    /// As it was printed.
    pub name: String,
    /// How much.
    pub quantity_thousandths: Quantity,
    /// Without tax.
    pub net_minor: Money,
    /// The tax.
    pub tax_minor: Money,
    /// With tax.
    pub gross_minor: Money,
}

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
    /// What a quantity of one is.
    pub unit: String,
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
    let refuse = |message: Message| Err(Error::field("quantity_thousandths", message));
    if line.kind == LineKind::Adjustment || line.quantity <= Quantity::ZERO {
        return refuse(say!(
            "\"{name}\" is no sale that could come back. Nothing was posted; take the line away.",
            name = line.name
        ));
    }
    if quantity <= Quantity::ZERO {
        return refuse(say!("The quantity of \"{name}\" must be above zero. Nothing was posted; correct it.", name = line.name));
    }
    if quantity > left {
        return refuse(say!(
            "Of \"{name}\" {sold} were sold and {returned} came back before, so {quantity} cannot come back now. Nothing was posted; at most {left} can be returned.",
            name = line.name,
            sold = line.quantity,
            returned = line.returned,
            quantity,
            left
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

/// A line of a return with the line it came from.
struct Priced {
    sold: SoldLine,
    back: TakenBack,
    restock: Restock,
}

fn priced(db: &Connection, ticket: &ReturnTicket) -> Result<(Original, Vec<Priced>)> {
    demand_short("note", &ticket.note, 1_000)?;
    demand_no_card_number("note", &ticket.note)?;
    let original = store::find_original(db, ticket.original_order_id)?;
    if original.kind != OrderKind::Sale {
        return Err(Error::refused(say!(
            "{number} is a return itself, so nothing can come back of it. Nothing was posted; look up the sale.",
            number = original.number
        )));
    }
    let mut sold = store::sold_lines(db, ticket.original_order_id)?;
    let mut lines = Vec::with_capacity(ticket.lines.len());
    for (index, wanted) in ticket.lines.iter().enumerate() {
        // Taken out of the list, so that a line named twice is not there the second time.
        let place = sold.iter().position(|line| line.line_no == wanted.original_line_no).ok_or_else(|| {
            let message = say!(
                "Line {line} is not on {number}, or it was named twice. Nothing was posted; name each line once.",
                line = wanted.original_line_no,
                number = original.number
            );
            at_line(index, Error::field("original_line_no", message))
        })?;
        let sold = sold.swap_remove(place);
        let back = take_back(&sold, wanted.quantity_thousandths, original.tax_basis).map_err(|error| at_line(index, error))?;
        lines.push(Priced { sold, back, restock: wanted.restock });
    }
    Ok((original, lines))
}

/// What a return would give back. Reads only.
///
/// # Errors
/// Not found; refuses more than was sold and has not come back, naming the line.
pub fn price_return(db: &Connection, ticket: &ReturnTicket) -> Result<PricedReturn> {
    let shop = find_shop(db)?;
    let (_, lines) = priced(db, ticket)?;
    let sum = |part: fn(&Amounts) -> Money| Money::sum(lines.iter().map(|line| part(&line.back.amounts)));
    let taxes: Vec<Vec<LineTax>> = lines.iter().map(|line| taxes_back(&line.sold, &line.back, 1)).collect();
    let total_minor = sum(|amounts| amounts.gross)?;
    Ok(PricedReturn {
        net_minor: sum(|amounts| amounts.net)?,
        tax_minor: sum(|amounts| amounts.tax)?,
        total_minor,
        cash_minor: payments::cash_due(total_minor, shop.cash_rounding_minor)?,
        taxes: taxes_of_lines(taxes.iter().map(|taxes| &taxes[..]))?,
        lines: lines
            .into_iter()
            .map(|line| PricedReturnLine {
                original_line_no: line.sold.line_no,
                name: line.sold.name,
                quantity_thousandths: line.back.quantity,
                net_minor: line.back.amounts.net,
                tax_minor: line.back.amounts.tax,
                gross_minor: line.back.amounts.gross,
            })
            .collect(),
    })
}

fn taxes_back(sold: &SoldLine, back: &TakenBack, sign: i64) -> Vec<LineTax> {
    let taxes = sold.taxes.iter().zip(&back.taxes);
    taxes
        .map(|(tax, amount)| LineTax {
            name: tax.name.clone(),
            rate_millionths: tax.rate_millionths,
            net_minor: Money(sign * back.amounts.net.0),
            tax_minor: Money(sign * amount.0),
        })
        .collect()
}

/// Posts a return: a negative order, the goods, the money and the sums in this one transaction.
///
/// # Errors
/// Refuses an empty return, more than was sold and has not come back, refunds that are not what is given back, and an amount that is not
/// the expected one. Nothing is posted then.
pub fn post_return(tx: &mut Write<'_>, input: Return) -> Result<PostedOrder> {
    if let Some(posted) = store::find_posted(tx, input.id)? {
        return Ok(posted);
    }
    if input.ticket.lines.is_empty() {
        return Err(Error::field("lines", say!("Nothing was chosen, so nothing was posted. Choose what comes back first.")));
    }
    let shop = find_shop(tx)?;
    let (original, lines) = priced(tx, &input.ticket)?;
    let sum = |part: fn(&Amounts) -> Money| Money::sum(lines.iter().map(|line| part(&line.back.amounts)));
    let total = sum(|amounts| amounts.gross)?;
    demand_expected(&shop, input.expected_total_minor, total)?;
    let payments = payments::give_back(total, &input.refunds, shop.cash_rounding_minor)?;
    let (net, tax) = (sum(|amounts| amounts.net)?, sum(|amounts| amounts.tax)?);
    let discount = sum(|amounts| amounts.line_discount)?.plus(sum(|amounts| amounts.order_discount)?)?;
    restock(tx, &input, &lines)?;
    let lines: Vec<NewLine> =
        (1..).zip(lines).map(|(line_no, line)| returned(line_no, line, input.ticket.original_order_id)).collect();
    let order = NewOrder {
        id: input.id,
        kind: OrderKind::Return,
        number: tx.take_number("return")?,
        customer_id: original.customer_id,
        country: original.country,
        currency: original.currency,
        tax_basis: original.tax_basis,
        discount: -discount,
        net: -net,
        tax: -tax,
        total: -total,
        cost: Money::sum(lines.iter().map(|line| line.cost))?,
        note: input.ticket.note.trim().to_owned(),
        lines,
    };
    post(tx, &order, &payments)
}

fn returned(line_no: i64, line: Priced, original_order_id: OrderId) -> NewLine {
    let Priced { sold, back, restock } = line;
    NewLine {
        line_no,
        kind: sold.kind,
        variant_id: sold.variant_id,
        taxes: taxes_back(&sold, &back, -1),
        name: sold.name,
        sku: sold.sku,
        unit: sold.unit,
        quantity: -back.quantity,
        unit_price: sold.unit_price,
        line_discount: -back.amounts.line_discount,
        order_discount: -back.amounts.order_discount,
        net: -back.amounts.net,
        tax: -back.amounts.tax,
        gross: -back.amounts.gross,
        // What is thrown away gives no cost back: the sale stays as dear as it was.
        cost: match restock {
            Restock::Shelf | Restock::Testers => -back.amounts.cost,
            Restock::WriteOff => Money::ZERO,
        },
        original: Some((original_order_id, sold.line_no)),
    }
}

/// Books the goods into the lots they were sold from.
fn restock(tx: &mut Write<'_>, input: &Return, lines: &[Priced]) -> Result<()> {
    for (index, line) in lines.iter().enumerate() {
        let Some(variant_id) = line.sold.variant_id.filter(|_| line.sold.kind == LineKind::Goods) else { continue };
        let parts = lots_back(tx, input.ticket.original_order_id, &line.sold, line.back.quantity)?;
        let weights: Vec<i64> = parts.iter().map(|(_, quantity)| quantity.0).collect();
        for ((lot_id, quantity), cost) in parts.into_iter().zip(spread(line.back.amounts.cost.0, &weights)?) {
            let goods = TakeBack {
                variant_id,
                lot_id,
                quantity,
                cost: Money(cost),
                order_id: input.id,
                line_no: index as i64 + 1,
                restock: line.restock,
            };
            inventory::take_back(tx, &goods).map_err(|error| at_line(index, error))?;
        }
    }
    Ok(())
}

/// From which lots the returned quantity was sold. Nobody knows which piece came back, so the lots are taken in the order in which they
/// were sold, passing over what came back before; what no lot accounts for has none.
fn lots_back(db: &Connection, order: OrderId, line: &SoldLine, quantity: Quantity) -> Result<Vec<(Option<LotId>, Quantity)>> {
    let (mut passed, mut wanted) = (line.returned.0, quantity.0);
    let mut parts = Vec::new();
    for (_, part) in inventory::parts_of_order(db, order)?.into_iter().filter(|(line_no, _)| *line_no == line.line_no) {
        let sold = part.quantity.0.abs();
        let over = passed.min(sold);
        passed -= over;
        let taken = wanted.min(sold - over);
        if taken > 0 {
            wanted -= taken;
            parts.push((part.lot_id, Quantity(taken)));
        }
    }
    if wanted > 0 {
        parts.push((None, Quantity(wanted)));
    }
    Ok(parts)
}
