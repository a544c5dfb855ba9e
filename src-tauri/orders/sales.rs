//! Selling: what a ticket comes to, and posting it.

use chrono::NaiveDate;
use rusqlite::Connection;
use serde::Deserialize;

use super::order::{OrderKind, PostedOrder};
use super::store::{self, NewLine, NewOrder};
use super::ticket::{LINES_MAX, LineKind, Offer, PriceRules, PricedLine, PricedTicket, Ticket, TicketLine, price};
use crate::base::error::FieldError;
use crate::base::message::Value;
use crate::base::text::{demand_no_card_number, demand_short, demand_some};
use crate::base::{Code, Error, Money, OrderId, Quantity, Record, Result, UnitPrice, VariantId};
use crate::inventory::{self, Issue};
use crate::payments::{self, Tender};
use crate::products::{self, ForSale, Kind};
use crate::say;
use crate::settings::{Shop, find_shop};
use crate::store::Write;
use crate::summaries::{self, Fact, LineFact};
use crate::tax::{TaxBasis, TaxesOfDay};

/// A sale to post.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
pub struct Sale {
    /// Made by the till before the first try. Sent again, it answers the order that was posted the first time.
    pub id: OrderId,
    /// What is sold.
    pub ticket: Ticket,
    /// How it is paid.
    pub payments: Vec<Tender>,
    /// The total the till shows. When the total has become another one since, nothing is posted.
    pub expected_total_minor: Money,
}

/// What a ticket comes to on a day. Reads only.
///
/// # Errors
/// Names the line that cannot be sold or does not make sense, and why.
pub fn price_order(db: &Connection, ticket: &Ticket, on: NaiveDate) -> Result<PricedTicket> {
    let shop = find_shop(db)?;
    Ok(priced(db, ticket, &shop, on)?.0)
}

fn priced(db: &Connection, ticket: &Ticket, shop: &Shop, on: NaiveDate) -> Result<(PricedTicket, Vec<Option<ForSale>>)> {
    demand_short("note", &ticket.note, 1_000)?;
    demand_no_card_number("note", &ticket.note)?;
    if ticket.lines.len() > LINES_MAX {
        return Err(Error::field(
            "lines",
            say!("A ticket holds {lines_max} lines at most. Nothing was posted; split it in two.", lines_max = LINES_MAX),
        ));
    }
    let rules = PriceRules {
        basis: if shop.prices_include_tax { TaxBasis::Included } else { TaxBasis::Added },
        rounding: shop.tax_rounding,
        exponent: shop.currency_exponent,
    };
    let variants = variants_of(db, ticket)?;
    let mut taxes = TaxesOfDay::new(on);
    let mut offers = Vec::with_capacity(ticket.lines.len());
    for (index, (line, variant)) in ticket.lines.iter().zip(&variants).enumerate() {
        offers.push(offer(db, line, variant.as_ref(), &mut taxes).map_err(|error| at_line(index, error))?);
    }
    Ok((price(offers, ticket.discount, rules)?, variants))
}

/// The variant of each line, looked up together.
fn variants_of(db: &Connection, ticket: &Ticket) -> Result<Vec<Option<ForSale>>> {
    let ids: Vec<VariantId> = ticket.lines.iter().filter_map(|line| line.variant_id).collect();
    let mut found = if ids.is_empty() { Vec::new() } else { products::for_sale(db, &ids)? }.into_iter();
    Ok(ticket.lines.iter().map(|line| line.variant_id.and_then(|_| found.next())).collect())
}

fn offer(db: &Connection, line: &TicketLine, variant: Option<&ForSale>, taxes: &mut TaxesOfDay) -> Result<Offer> {
    Quantity::checked(line.quantity_thousandths.0)?;
    if line.quantity_thousandths <= Quantity::ZERO {
        return Err(Error::field(
            "quantity_thousandths",
            say!("The quantity must be above zero. Nothing was posted; correct it or take the line away."),
        ));
    }
    if line.unit_price_millionths.is_some_and(|price| price < UnitPrice(0)) {
        return Err(Error::field("unit_price_millionths", say!("A price cannot be below zero. Nothing was posted; correct it.")));
    }
    match (variant, &line.service) {
        (Some(variant), None) => {
            variant.demand_active()?;
            Ok(Offer {
                kind: match variant.kind {
                    Kind::Goods => LineKind::Goods,
                    Kind::Service => LineKind::Service,
                },
                variant_id: Some(variant.id),
                name: variant.name.clone(),
                sku: variant.sku.clone(),
                unit: variant.unit.clone(),
                quantity: line.quantity_thousandths,
                unit_price: line.unit_price_millionths.unwrap_or(variant.price),
                discount: line.discount,
                taxes: taxes.of(db, variant.tax_category_id)?,
            })
        }
        (None, Some(service)) => {
            demand_some("name", &service.name, 200)?;
            demand_no_card_number("name", &service.name)?;
            let unit_price = line.unit_price_millionths.ok_or_else(|| {
                Error::field("unit_price_millionths", say!("A service in words needs a price. Nothing was posted; type one."))
            })?;
            Ok(Offer {
                kind: LineKind::Service,
                variant_id: None,
                name: service.name.trim().to_owned(),
                sku: String::new(),
                unit: String::new(),
                quantity: line.quantity_thousandths,
                unit_price,
                discount: line.discount,
                taxes: taxes.of(db, service.tax_category_id)?,
            })
        }
        _ => Err(Error::invalid(say!("A line sells either a product or a service in words. Nothing was posted; choose one."))),
    }
}

/// Says at which line something was refused, so that the till can show it there.
pub(super) fn at_line(index: usize, mut error: Error) -> Error {
    let at = |field: &str| if field.is_empty() { format!("lines[{index}]") } else { format!("lines[{index}].{field}") };
    if error.fields.is_empty() {
        error.fields.push(FieldError { field: at(""), message: error.message.clone() });
    } else {
        for field in &mut error.fields {
            field.field = at(&field.field);
        }
    }
    error
}

/// Posts a sale: order, stock, payments and sums in this one transaction.
///
/// # Errors
/// Refuses an empty ticket, what is not sold any more, stock that is not there or must not be sold, payments that do not cover the total,
/// and a total that is not the expected one. Nothing is posted then.
pub fn post_sale(tx: &mut Write<'_>, sale: Sale) -> Result<PostedOrder> {
    if let Some(posted) = store::find_posted(tx, sale.id)? {
        return Ok(posted);
    }
    if sale.ticket.lines.is_empty() {
        return Err(Error::field("lines", say!("The ticket is empty, so nothing was posted. Scan or choose something first.")));
    }
    let shop = find_shop(tx)?;
    let (priced, variants) = priced(tx, &sale.ticket, &shop, tx.business_date)?;
    demand_expected(&shop, sale.expected_total_minor, priced.total_minor)?;
    let country = match sale.ticket.customer_id {
        Some(id) => {
            let country = store::country_of_customer(tx, id)?.ok_or_else(|| Error::not_found(Record::Customer))?;
            if country.is_empty() { shop.country.clone() } else { country }
        }
        None => shop.country.clone(),
    };
    let payments = payments::settle(priced.total_minor, &sale.payments, shop.cash_rounding_minor)?;
    let costs = issue(tx, &sale, &priced.lines, &variants)?;
    let order = NewOrder {
        id: sale.id,
        kind: OrderKind::Sale,
        number: tx.take_number("order")?,
        customer_id: sale.ticket.customer_id,
        country,
        currency: shop.currency,
        tax_basis: priced.tax_basis,
        discount: priced.discount_minor,
        net: priced.net_minor,
        tax: priced.tax_minor,
        total: priced.total_minor,
        cost: Money::sum(costs.iter().copied())?,
        note: sale.ticket.note.trim().to_owned(),
        lines: priced.lines.into_iter().zip(costs).map(|(line, cost)| sold(line, cost)).collect(),
    };
    post(tx, &order, &payments)
}

/// Takes what the ticket sells out of stock and answers what each line had cost.
fn issue(tx: &mut Write<'_>, sale: &Sale, lines: &[PricedLine], variants: &[Option<ForSale>]) -> Result<Vec<Money>> {
    let mut costs = Vec::with_capacity(lines.len());
    for (index, (line, variant)) in lines.iter().zip(variants).enumerate() {
        let Some(variant) = variant.as_ref().filter(|variant| variant.track_stock) else {
            costs.push(Money::ZERO);
            continue;
        };
        let issue = Issue {
            variant_id: variant.id,
            quantity: line.quantity_thousandths,
            lot_id: sale.ticket.lines[index].lot_id,
            order_id: sale.id,
            line_no: line.line_no,
        };
        costs.push(inventory::issue_stock(tx, &issue).map_err(|error| at_line(index, error))?.cost);
    }
    Ok(costs)
}

fn sold(line: PricedLine, cost: Money) -> NewLine {
    NewLine {
        line_no: line.line_no,
        kind: line.kind,
        variant_id: line.variant_id,
        name: line.name,
        sku: line.sku,
        unit: line.unit,
        quantity: line.quantity_thousandths,
        unit_price: line.unit_price_millionths,
        line_discount: line.line_discount_minor,
        order_discount: line.order_discount_minor,
        net: line.net_minor,
        tax: line.tax_minor,
        gross: line.gross_minor,
        cost,
        original: None,
        taxes: line.taxes,
    }
}

/// Writes an order, its payments and its place in the sums.
pub(super) fn post(tx: &mut Write<'_>, order: &NewOrder, payments: &[payments::Payment]) -> Result<PostedOrder> {
    store::insert_order(tx, order)?;
    payments::post(tx, order.id, payments)?;
    let lines = order.lines.iter().filter_map(|line| {
        line.variant_id.map(|variant_id| LineFact { variant_id, quantity: line.quantity, net: line.net, cost: line.cost })
    });
    let fact = Fact {
        business_date: tx.business_date,
        country: order.country.clone(),
        is_return: order.kind == OrderKind::Return,
        net: order.net,
        tax: order.tax,
        total: order.total,
        cost: order.cost,
        has_costs: true,
        discount: order.discount,
        lines: lines.collect(),
    };
    summaries::apply(tx, &fact)?;
    store::find_posted(tx, order.id)?.ok_or_else(|| Error::internal("an order that was just posted is not there"))
}

/// Refuses to post another total than the one that was shown.
pub(super) fn demand_expected(shop: &Shop, expected: Money, total: Money) -> Result<()> {
    if expected == total {
        return Ok(());
    }
    let money = |amount_minor| Value::Money { amount_minor, currency: shop.currency.clone(), exponent: shop.currency_exponent };
    Err(Error::new(
        Code::Conflict,
        say!(
            "The total is {total} now and not {expected}, because a price, a tax or the ticket has changed since it was shown. Nothing was posted; look at the ticket and post it again.",
            total = money(total),
            expected = money(expected)
        ),
    ))
}
