//! The tables `orders`, `order_lines` and `order_line_taxes`.

mod list;
mod read;
mod search;

use rusqlite::{Connection, OptionalExtension, params};

use super::order::{Channel, OrderKind};
use super::ticket::{LineKind, LineTax};
use crate::base::{CustomerId, ImportId, Money, OrderId, Quantity, Result, UnitPrice, VariantId};
use crate::store::{FactTable, Number, Write};
use crate::tax::TaxBasis;

pub use list::{hot_statements, list_orders};
pub(super) use read::{Original, find_original, find_posted, sold_lines};
pub use read::{find_order, verify};
pub use search::{search_orders, search_statements};

/// Orders as facts.
pub const ORDERS: FactTable = FactTable {
    name: "orders",
    columns: &[
        "id",
        "kind",
        "channel",
        "series",
        "number",
        "customer_id",
        "country",
        "currency",
        "tax_basis",
        "discount_minor",
        "net_minor",
        "tax_minor",
        "total_minor",
        "cost_minor",
        "line_count",
        "note",
        "location_id",
        "register_id",
        "device_id",
        "actor_id",
        "business_date",
        "at_ms",
        "import_id",
    ],
};

/// Their lines as facts.
pub const ORDER_LINES: FactTable = FactTable {
    name: "order_lines",
    columns: &[
        "order_id",
        "line_no",
        "kind",
        "variant_id",
        "name",
        "sku",
        "unit",
        "quantity_thousandths",
        "unit_price_millionths",
        "line_discount_minor",
        "order_discount_minor",
        "net_minor",
        "tax_minor",
        "gross_minor",
        "cost_minor",
        "original_order_id",
        "original_line_no",
        "import_id",
    ],
};

/// The taxes of their lines as facts.
pub const ORDER_LINE_TAXES: FactTable = FactTable {
    name: "order_line_taxes",
    columns: &["order_id", "line_no", "tax_no", "name", "rate_millionths", "net_minor", "tax_minor"],
};

/// An order about to be posted.
#[derive(Debug)]
pub(super) struct NewOrder {
    pub id: OrderId,
    pub kind: OrderKind,
    pub number: Number,
    pub customer_id: Option<CustomerId>,
    pub country: String,
    pub currency: String,
    pub tax_basis: TaxBasis,
    pub discount: Money,
    pub net: Money,
    pub tax: Money,
    pub total: Money,
    pub cost: Money,
    pub note: String,
    pub lines: Vec<NewLine>,
}

/// A line about to be posted; every number carries its sign.
#[derive(Debug)]
pub(super) struct NewLine {
    pub line_no: i64,
    pub kind: LineKind,
    pub variant_id: Option<VariantId>,
    pub name: String,
    pub sku: String,
    pub unit: String,
    pub quantity: Quantity,
    pub unit_price: UnitPrice,
    pub line_discount: Money,
    pub order_discount: Money,
    pub net: Money,
    pub tax: Money,
    pub gross: Money,
    pub cost: Money,
    pub original: Option<(OrderId, i64)>,
    pub taxes: Vec<LineTax>,
}

/// Appends an order with its lines and their taxes.
pub(super) fn insert_order(tx: &mut Write<'_>, order: &NewOrder) -> Result<()> {
    let none = None::<ImportId>;
    let (location_id, register_id) = (tx.location_id()?, tx.register_id()?);
    let (device_id, actor_id, day, now) = (tx.device_id, tx.context.actor_id, tx.business_date.to_string(), tx.now);
    tx.append(
        &ORDERS,
        params![
            order.id,
            order.kind.code(),
            Channel::Counter.code(),
            order.number.series,
            order.number.number,
            order.customer_id,
            order.country,
            order.currency,
            order.tax_basis.code(),
            order.discount,
            order.net,
            order.tax,
            order.total,
            order.cost,
            order.lines.len() as i64,
            order.note,
            location_id,
            register_id,
            device_id,
            actor_id,
            day,
            now,
            none
        ],
    )?;
    for line in &order.lines {
        tx.append(
            &ORDER_LINES,
            params![
                order.id,
                line.line_no,
                line.kind.code(),
                line.variant_id,
                line.name,
                line.sku,
                line.unit,
                line.quantity,
                line.unit_price,
                line.line_discount,
                line.order_discount,
                line.net,
                line.tax,
                line.gross,
                line.cost,
                line.original.map(|original| original.0),
                line.original.map(|original| original.1),
                none
            ],
        )?;
        for (tax, tax_no) in line.taxes.iter().zip(1_i64..) {
            tx.append(
                &ORDER_LINE_TAXES,
                params![order.id, line.line_no, tax_no, tax.name, tax.rate_millionths, tax.net_minor, tax.tax_minor],
            )?;
        }
    }
    Ok(())
}

/// Where a customer is; `None` when there is no such customer, or they were erased.
pub(super) fn country_of_customer(db: &Connection, id: CustomerId) -> Result<Option<String>> {
    Ok(db
        .prepare_cached("SELECT country FROM view_customers WHERE id = ?1 AND name <> ''")?
        .query_row([id], |row| row.get(0))
        .optional()?)
}
