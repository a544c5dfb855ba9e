//! What Home reads of stock, through the views of the areas that own it.

use std::collections::HashMap;

use chrono::NaiveDate;
use rusqlite::{Connection, params};

use super::report::{ExpiringLot, ExpiringLots, LowStock, LowStockRow};
use crate::base::{Error, LotId, Money, Quantity, Result, VariantId};
use crate::products;
use crate::summaries::Sold;

pub(super) fn low_stock(db: &Connection, limit: usize) -> Result<LowStock> {
    let count = db.prepare_cached("SELECT count(*) FROM view_low_stock")?.query_row([], |row| row.get(0))?;
    let mut statement =
        db.prepare_cached("SELECT variant_id, quantity_thousandths, reorder_point_thousandths FROM view_low_stock LIMIT ?1")?;
    let found: Vec<(VariantId, Quantity, Option<Quantity>)> = statement
        .query_map([limit as i64], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let ids: Vec<VariantId> = found.iter().map(|(id, _, _)| *id).collect();
    let rows = products::for_sale(db, &ids)?.into_iter().zip(found).map(|(variant, (variant_id, quantity, point))| LowStockRow {
        variant_id,
        product_id: variant.product_id,
        name: variant.name,
        sku: variant.sku,
        quantity_thousandths: quantity,
        reorder_point_thousandths: point,
    });
    Ok(LowStock { count, rows: rows.collect() })
}

/// The first variants with stock that were not sold. Stops as soon as there are enough: a shop has many more.
pub(super) fn unsold_on_hand(db: &Connection, sold: &HashMap<VariantId, Sold>, limit: usize) -> Result<Vec<VariantId>> {
    let mut statement = db.prepare_cached("SELECT variant_id FROM view_stock_on_hand")?;
    let mut rows = statement.query([])?;
    let mut unsold = Vec::new();
    while let Some(row) = rows.next()?
        && unsold.len() < limit
    {
        let id: VariantId = row.get(0)?;
        if sold.get(&id).is_none_or(|sold| sold.quantity <= Quantity::ZERO) {
            unsold.push(id);
        }
    }
    Ok(unsold)
}

pub(super) fn expiring_lots(db: &Connection, today: NaiveDate, until: NaiveDate, limit: usize) -> Result<ExpiringLots> {
    let (count, expired_count, value) = db
        .prepare_cached(
            "SELECT count(DISTINCT lot_id), count(DISTINCT CASE WHEN expiry_date < ?2 THEN lot_id END), coalesce(sum(value_minor), 0)
             FROM view_lots_on_hand WHERE expiry_date <= ?1",
        )?
        .query_row(params![until.to_string(), today.to_string()], |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, Money>(2)?)))?;
    let mut statement = db.prepare_cached(
        "SELECT lot_id, variant_id, code, expiry_date, sum(quantity_thousandths), sum(value_minor) FROM view_lots_on_hand
         WHERE expiry_date <= ?1 GROUP BY expiry_date, lot_id ORDER BY expiry_date, lot_id LIMIT ?2",
    )?;
    let found: Vec<(LotId, VariantId, String, String, Quantity, Money)> = statement
        .query_map(params![until.to_string(), limit as i64], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
        })?
        .collect::<rusqlite::Result<_>>()?;
    let ids: Vec<VariantId> = found.iter().map(|lot| lot.1).collect();
    let mut rows = Vec::with_capacity(found.len());
    for (variant, (lot_id, variant_id, code, expiry, quantity, value)) in products::for_sale(db, &ids)?.into_iter().zip(found) {
        let expiry_date: NaiveDate = expiry.parse().map_err(Error::internal)?;
        rows.push(ExpiringLot {
            lot_id,
            code,
            expiry_date,
            variant_id,
            product_id: variant.product_id,
            name: variant.name,
            quantity_thousandths: quantity,
            value_minor: Some(value),
            is_expired: expiry_date < today,
        });
    }
    Ok(ExpiringLots { count, expired_count, until, value_minor: Some(value), rows })
}
