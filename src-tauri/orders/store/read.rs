//! One order as it was posted: head, lines, taxes, lots, what came back, what was issued.

use std::collections::HashMap;

use rusqlite::Connection;

use super::super::order::{Order, OrderDocument, OrderHead, OrderKind, OrderLine, OrderLot, OrderReference, PostedOrder};
use super::super::returns::{Amounts, SoldLine};
use super::super::ticket::{LineKind, LineTax, taxes_of_lines};
use super::list::{HEAD_COLUMNS, HEAD_JOINS, head};
use crate::base::{CustomerId, Error, Message, Money, OrderId, Quantity, Record, Result};
use crate::say;
use crate::store::Verification;
use crate::tax::TaxBasis;
use crate::{inventory, payments};

fn find_head(db: &Connection, id: OrderId, sees_costs: bool) -> Result<Option<OrderHead>> {
    let sql = format!("SELECT {HEAD_COLUMNS} FROM orders o {HEAD_JOINS} WHERE o.id = ?1");
    let mut statement = db.prepare_cached(&sql)?;
    let mut rows = statement.query([id])?;
    rows.next()?.map(|row| head(row, sees_costs)).transpose()
}

/// An order with everything that belongs to it.
///
/// # Errors
/// Not found.
pub fn find_order(db: &Connection, id: OrderId, sees_costs: bool) -> Result<Order> {
    let head = find_head(db, id, sees_costs)?.ok_or_else(|| Error::not_found(Record::Order))?;
    let lines = lines(db, &head, sees_costs)?;
    Ok(Order {
        taxes: taxes_of_lines(lines.iter().map(|line| &line.taxes[..]))?,
        payments: payments::payments_of(db, id)?,
        documents: documents(db, id)?,
        returns: references(
            db,
            "SELECT DISTINCT order_id FROM order_lines INDEXED BY order_lines_by_original WHERE original_order_id = ?1",
            id,
        )?,
        original: references(
            db,
            "SELECT DISTINCT original_order_id FROM order_lines WHERE order_id = ?1 AND original_order_id IS NOT NULL",
            id,
        )?
        .pop(),
        is_returnable: lines.iter().any(|line| line.returnable_thousandths > Quantity::ZERO),
        lines,
        head,
    })
}

/// What was posted under this id, if anything.
pub(in crate::orders) fn find_posted(db: &Connection, id: OrderId) -> Result<Option<PostedOrder>> {
    let Some(head) = find_head(db, id, false)? else { return Ok(None) };
    let payments = payments::payments_of(db, id)?;
    Ok(Some(PostedOrder {
        id,
        kind: head.kind,
        number: head.number,
        business_date: head.business_date,
        at_ms: head.at_ms,
        total_minor: head.total_minor,
        change_minor: Money::sum(payments.iter().map(|payment| payment.change_minor))?,
        payments,
    }))
}

fn lines(db: &Connection, order: &OrderHead, sees_costs: bool) -> Result<Vec<OrderLine>> {
    let mut taxes = taxes_by_line(db, order.id)?;
    let mut lots = lots_by_line(db, order.id)?;
    let returned = returned_by_line(db, order.id)?;
    let mut statement = db.prepare_cached(
        "SELECT l.line_no, l.kind, l.variant_id, v.product_id, l.name, l.sku, l.unit, l.quantity_thousandths, l.unit_price_millionths,
           l.line_discount_minor, l.order_discount_minor, l.net_minor, l.tax_minor, l.gross_minor, l.cost_minor, l.original_order_id,
           l.original_line_no
         FROM order_lines l LEFT JOIN view_variant_names v ON v.id = l.variant_id WHERE l.order_id = ?1 ORDER BY l.line_no",
    )?;
    let mut rows = statement.query([order.id])?;
    let mut lines = Vec::new();
    while let Some(row) = rows.next()? {
        let line_no = row.get(0)?;
        let kind: LineKind = row.get_ref(1)?.as_str().map_err(|error| Error::internal(error.to_string()))?.parse()?;
        let quantity: Quantity = row.get(7)?;
        let returned = returned.get(&line_no).map_or(Quantity::ZERO, |line| line.quantity);
        let can_return = order.kind == OrderKind::Sale && kind != LineKind::Adjustment && quantity > returned;
        lines.push(OrderLine {
            line_no,
            kind,
            variant_id: row.get(2)?,
            product_id: row.get(3)?,
            name: row.get(4)?,
            sku: row.get(5)?,
            unit: row.get(6)?,
            quantity_thousandths: quantity,
            unit_price_millionths: row.get(8)?,
            line_discount_minor: row.get(9)?,
            order_discount_minor: row.get(10)?,
            net_minor: row.get(11)?,
            tax_minor: row.get(12)?,
            gross_minor: row.get(13)?,
            cost_minor: if sees_costs { Some(row.get(14)?) } else { None },
            taxes: taxes.remove(&line_no).unwrap_or_default(),
            lots: lots.remove(&line_no).unwrap_or_default(),
            returned_thousandths: returned,
            returnable_thousandths: if can_return { quantity.minus(returned)? } else { Quantity::ZERO },
            original_order_id: row.get(15)?,
            original_line_no: row.get(16)?,
        });
    }
    Ok(lines)
}

fn taxes_by_line(db: &Connection, id: OrderId) -> Result<HashMap<i64, Vec<LineTax>>> {
    let mut statement = db.prepare_cached(
        "SELECT line_no, name, rate_millionths, net_minor, tax_minor FROM order_line_taxes WHERE order_id = ?1 ORDER BY line_no, tax_no",
    )?;
    let mut taxes: HashMap<i64, Vec<LineTax>> = HashMap::new();
    let mut rows = statement.query([id])?;
    while let Some(row) = rows.next()? {
        let tax = LineTax { name: row.get(1)?, rate_millionths: row.get(2)?, net_minor: row.get(3)?, tax_minor: row.get(4)? };
        taxes.entry(row.get(0)?).or_default().push(tax);
    }
    Ok(taxes)
}

fn lots_by_line(db: &Connection, id: OrderId) -> Result<HashMap<i64, Vec<OrderLot>>> {
    let mut lots: HashMap<i64, Vec<OrderLot>> = HashMap::new();
    for (line_no, part) in inventory::parts_of_order(db, id)? {
        if let Some(lot_id) = part.lot_id {
            lots.entry(line_no).or_default().push(OrderLot {
                lot_id,
                code: part.lot_code.unwrap_or_default(),
                expiry_date: part.expiry_date,
                quantity_thousandths: Quantity(part.quantity.0.abs()),
            });
        }
    }
    Ok(lots)
}

fn documents(db: &Connection, id: OrderId) -> Result<Vec<OrderDocument>> {
    let mut statement = db.prepare_cached(
        "SELECT id, kind, series || number, total_minor, issued_at_ms FROM view_order_documents WHERE order_id = ?1 ORDER BY issued_at_ms, id",
    )?;
    let documents = statement.query_map([id], |row| {
        Ok(OrderDocument {
            id: row.get(0)?,
            kind: row.get(1)?,
            number: row.get(2)?,
            total_minor: row.get(3)?,
            issued_at_ms: row.get(4)?,
        })
    })?;
    Ok(documents.collect::<rusqlite::Result<_>>()?)
}

fn references(db: &Connection, ids: &str, id: OrderId) -> Result<Vec<OrderReference>> {
    let sql = format!(
        "SELECT id, series || number, business_date, total_minor FROM orders WHERE id IN ({ids}) ORDER BY business_date, at_ms, id"
    );
    let mut statement = db.prepare_cached(&sql)?;
    let mut rows = statement.query([id])?;
    let mut references = Vec::new();
    while let Some(row) = rows.next()? {
        references.push(OrderReference {
            id: row.get(0)?,
            number: row.get(1)?,
            business_date: row.get::<_, String>(2)?.parse().map_err(Error::internal)?,
            total_minor: row.get(3)?,
        });
    }
    Ok(references)
}

/// What came back of a line so far; every number above zero.
#[derive(Default)]
struct Returned {
    quantity: Quantity,
    amounts: Amounts,
    taxes: HashMap<i64, Money>,
}

fn returned_by_line(db: &Connection, id: OrderId) -> Result<HashMap<i64, Returned>> {
    let mut returned: HashMap<i64, Returned> = HashMap::new();
    let mut statement = db.prepare_cached(
        "SELECT original_line_no, -sum(quantity_thousandths), -sum(line_discount_minor), -sum(order_discount_minor), -sum(net_minor),
           -sum(tax_minor), -sum(gross_minor), -sum(cost_minor)
         FROM order_lines WHERE original_order_id = ?1 GROUP BY original_line_no",
    )?;
    let mut rows = statement.query([id])?;
    while let Some(row) = rows.next()? {
        let line = returned.entry(row.get(0)?).or_default();
        line.quantity = row.get(1)?;
        line.amounts = Amounts {
            line_discount: row.get(2)?,
            order_discount: row.get(3)?,
            net: row.get(4)?,
            tax: row.get(5)?,
            gross: row.get(6)?,
            cost: row.get(7)?,
        };
    }
    let mut statement = db.prepare_cached(
        "SELECT l.original_line_no, t.tax_no, -sum(t.tax_minor) FROM order_lines l
         JOIN order_line_taxes t ON t.order_id = l.order_id AND t.line_no = l.line_no
         WHERE l.original_order_id = ?1 GROUP BY l.original_line_no, t.tax_no",
    )?;
    let mut rows = statement.query([id])?;
    while let Some(row) = rows.next()? {
        returned.entry(row.get(0)?).or_default().taxes.insert(row.get(1)?, row.get(2)?);
    }
    Ok(returned)
}

/// The sale a return is made against.
#[derive(Debug)]
pub(in crate::orders) struct Original {
    pub kind: OrderKind,
    pub number: String,
    pub customer_id: Option<CustomerId>,
    pub country: String,
    pub currency: String,
    pub tax_basis: TaxBasis,
}

pub(in crate::orders) fn find_original(db: &Connection, id: OrderId) -> Result<Original> {
    let head = find_head(db, id, false)?.ok_or_else(|| Error::not_found(Record::Order))?;
    Ok(Original {
        kind: head.kind,
        number: head.number,
        customer_id: head.customer_id,
        country: head.country,
        currency: head.currency,
        tax_basis: head.tax_basis,
    })
}

/// The lines of a sale with what came back of each.
pub(in crate::orders) fn sold_lines(db: &Connection, id: OrderId) -> Result<Vec<SoldLine>> {
    let Some(order) = find_head(db, id, true)? else { return Ok(Vec::new()) };
    let mut returned = returned_by_line(db, id)?;
    let sold = lines(db, &order, true)?.into_iter().map(|line| {
        let back = returned.remove(&line.line_no).unwrap_or_default();
        let returned_taxes =
            (1..).zip(&line.taxes).map(|(tax_no, _)| back.taxes.get(&tax_no).copied().unwrap_or_default()).collect();
        SoldLine {
            line_no: line.line_no,
            kind: line.kind,
            variant_id: line.variant_id,
            name: line.name,
            sku: line.sku,
            unit: line.unit,
            quantity: line.quantity_thousandths,
            unit_price: line.unit_price_millionths,
            amounts: Amounts {
                line_discount: line.line_discount_minor,
                order_discount: line.order_discount_minor,
                net: line.net_minor,
                tax: line.tax_minor,
                gross: line.gross_minor,
                cost: line.cost_minor.unwrap_or_default(),
            },
            taxes: line.taxes,
            returned: back.quantity,
            returned_amounts: back.amounts,
            returned_taxes,
        }
    });
    Ok(sold.collect())
}

/// Re-derives every order from its lines, its taxes and its payments.
///
/// # Errors
/// A store that cannot be read.
pub fn verify(db: &Connection, verification: &mut Verification) -> Result<()> {
    type Told = fn(String) -> Message;
    let count: i64 = db.query_row("SELECT count(*) FROM orders", [], |row| row.get(0))?;
    verification.checked(say!("orders against their lines and payments"), count.unsigned_abs());
    let checks: [(&str, Told); 3] = [
        (
            "SELECT o.series || o.number AS n FROM orders o LEFT JOIN (SELECT order_id, count(*) AS n, sum(net_minor) AS net, sum(tax_minor) AS tax,
               sum(gross_minor) AS gross, sum(cost_minor) AS cost, sum(line_discount_minor + order_discount_minor) AS discount
               FROM order_lines GROUP BY order_id) l ON l.order_id = o.id
             WHERE (o.line_count, o.net_minor, o.tax_minor, o.total_minor, o.cost_minor, o.discount_minor)
               IS NOT (coalesce(l.n, 0), coalesce(l.net, 0), coalesce(l.tax, 0), coalesce(l.gross, 0), coalesce(l.cost, 0), coalesce(l.discount, 0))",
            |numbers| say!("The lines of these orders do not sum to their totals: {numbers}.", numbers),
        ),
        (
            "SELECT o.series || o.number AS n FROM orders o LEFT JOIN (SELECT order_id, sum(amount_minor) AS amount,
               sum(tendered_minor - change_minor - amount_minor - rounding_minor) AS off FROM payments GROUP BY order_id) p ON p.order_id = o.id
             WHERE o.total_minor <> coalesce(p.amount, 0) OR coalesce(p.off, 0) <> 0",
            |numbers| say!("The payments of these orders do not sum to their totals: {numbers}.", numbers),
        ),
        (
            "SELECT o.series || o.number AS n FROM order_lines l JOIN orders o ON o.id = l.order_id
             LEFT JOIN (SELECT order_id, line_no, sum(tax_minor) AS tax FROM order_line_taxes GROUP BY order_id, line_no) t
               ON t.order_id = l.order_id AND t.line_no = l.line_no
             WHERE l.tax_minor <> coalesce(t.tax, 0) OR l.net_minor + l.tax_minor <> l.gross_minor",
            |numbers| say!("Lines of these orders have other taxes than they say: {numbers}.", numbers),
        ),
    ];
    for (sql, message) in checks {
        let few = format!("SELECT group_concat(n, ', ') FROM ({sql} LIMIT 20)");
        let numbers: Option<String> = db.query_row(&few, [], |row| row.get(0))?;
        if let Some(numbers) = numbers {
            verification.found("orders", message(numbers));
        }
    }
    Ok(())
}
