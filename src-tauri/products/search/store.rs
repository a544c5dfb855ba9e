//! The SQL of the search: the full-text index, and what a till shows of a variant.

use chrono::NaiveDate;
use rusqlite::types::ToSql;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{FoundVariant, TillLot, TillVariant};
use crate::base::{LocationId, LotId, ProductId, Quantity, Result, VariantId};
use crate::products::store::{find_for_sale, word};
use crate::products::{State, full_name};

/// What the index holds of a variant. The tokenizer takes accents away but knows no sharp s. A SKU is found with and without the
/// signs inside it.
const INDEXED: &str = "SELECT v.local_key, replace(replace(p.name, 'ß', 'ss'), 'ẞ', 'SS'), replace(p.brand, 'ß', 'ss'),
       replace(v.option_1 || ' ' || v.option_2 || ' ' || v.option_3, 'ß', 'ss'),
       v.sku || ' ' || replace(replace(replace(replace(v.sku, '-', ''), '.', ''), '/', ''), ' ', '') || ' '
         || coalesce((SELECT group_concat(b.barcode, ' ') FROM barcodes b WHERE b.variant_id = v.id), '')
     FROM variants v JOIN products p ON p.id = v.product_id";

/// Makes the whole index anew.
///
/// # Errors
/// A failing disk.
pub fn rebuild(db: &Connection) -> Result<()> {
    db.execute_batch(&format!(
        "INSERT INTO variant_search (variant_search) VALUES ('delete-all');
         INSERT INTO variant_search (rowid, name, brand, options, codes) {INDEXED};
         INSERT INTO variant_search (variant_search) VALUES ('optimize');"
    ))?;
    Ok(())
}

/// Brings the index up to date for one product.
pub(in crate::products) fn index_product(db: &Connection, id: ProductId) -> Result<()> {
    db.prepare_cached("DELETE FROM variant_search WHERE rowid IN (SELECT local_key FROM variants WHERE product_id = ?1)")?
        .execute([id])?;
    db.prepare_cached(&format!(
        "INSERT INTO variant_search (rowid, name, brand, options, codes) {INDEXED} WHERE v.product_id = ?1"
    ))?
    .execute([id])?;
    Ok(())
}

const COLUMNS: &str =
    "v.id, v.product_id, p.name, v.option_1, v.option_2, v.option_3, p.brand, v.sku, v.swatch, v.price_millionths,
    v.track_stock, (SELECT t.quantity_thousandths FROM stock_totals t WHERE t.variant_id = v.id), p.state";

/// Archived variants are never found; drafts are when they are wanted.
const OFFERED: &str = "v.state = 'active' AND (p.state = 'active' OR (p.state = 'draft' AND NOT ?2))";

/// CROSS JOIN keeps the order of the tables: first the index, then what it found, and no further than the limit.
pub(super) fn matching_sql() -> String {
    format!(
        "SELECT {COLUMNS} FROM variant_search s CROSS JOIN variants v ON v.local_key = s.rowid CROSS JOIN products p ON p.id = v.product_id
         WHERE s.variant_search MATCH ?1 AND {OFFERED} LIMIT ?3"
    )
}

fn with_sku_sql() -> String {
    format!(
        "SELECT {COLUMNS} FROM variants v JOIN products p ON p.id = v.product_id WHERE v.sku = ?1 COLLATE NOCASE AND {OFFERED} LIMIT ?3"
    )
}

fn with_barcode_sql() -> String {
    format!(
        "SELECT {COLUMNS} FROM barcodes b CROSS JOIN variants v ON v.id = b.variant_id CROSS JOIN products p ON p.id = v.product_id
         WHERE b.barcode = ?1 AND {OFFERED} LIMIT ?3"
    )
}

pub(super) fn matching(db: &Connection, expression: &str, limit: i64, is_for_sale: bool) -> Result<Vec<FoundVariant>> {
    found(db, &matching_sql(), params![expression, is_for_sale, limit])
}

pub(super) fn with_sku(db: &Connection, sku: &str, is_for_sale: bool) -> Result<Vec<FoundVariant>> {
    found(db, &with_sku_sql(), params![sku, is_for_sale, 5])
}

pub(super) fn with_barcode(db: &Connection, barcode: &str, is_for_sale: bool) -> Result<Vec<FoundVariant>> {
    found(db, &with_barcode_sql(), params![barcode, is_for_sale, 5])
}

fn found(db: &Connection, sql: &str, values: &[&dyn ToSql]) -> Result<Vec<FoundVariant>> {
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map(values, |row| {
        let text = |index: usize| row.get_ref(index).and_then(|value| Ok(value.as_str()?));
        Ok(FoundVariant {
            variant_id: row.get(0)?,
            product_id: row.get(1)?,
            name: full_name(text(2)?, [text(3)?, text(4)?, text(5)?]),
            brand: row.get(6)?,
            sku: row.get(7)?,
            swatch: row.get(8)?,
            price_millionths: row.get(9)?,
            track_stock: row.get(10)?,
            on_hand_thousandths: row.get::<_, Option<Quantity>>(11)?.unwrap_or_default(),
            state: word::<State>(row, 12)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn date(row: &Row<'_>, index: usize) -> rusqlite::Result<Option<NaiveDate>> {
    Ok(row.get_ref(index)?.as_str_or_null()?.and_then(|text| text.parse().ok()))
}

pub(super) fn till_variant(db: &Connection, id: VariantId, location_id: LocationId, today: NaiveDate) -> Result<TillVariant> {
    let variant = find_for_sale(db, id)?;
    let (swatch, on_hand): (Option<String>, Quantity) = db
        .prepare_cached(
            "SELECT v.swatch, coalesce(t.quantity_thousandths, 0) FROM variants v LEFT JOIN stock_totals t ON t.variant_id = v.id
             WHERE v.id = ?1",
        )?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut sellable = Quantity::ZERO;
    let mut lots = Vec::new();
    let mut statement = db.prepare_cached(
        "SELECT t.id, t.code, t.expiry_date, t.state, s.quantity_thousandths FROM stock_levels s LEFT JOIN lots t ON t.id = s.lot_id
         WHERE s.variant_id = ?1 AND s.location_id = ?2 ORDER BY t.id IS NULL, t.expiry_date IS NULL, t.expiry_date, t.id",
    )?;
    let mut rows = statement.query(params![id, location_id])?;
    while let Some(row) = rows.next()? {
        let quantity: Quantity = row.get(4)?;
        let expiry_date = date(row, 2)?;
        let lot_id: Option<LotId> = row.get(0)?;
        let is_open = row.get::<_, Option<String>>(3)?.as_deref() == Some("open");
        let is_sellable = lot_id.is_none() || is_open && expiry_date.is_none_or(|date| date >= today);
        if is_sellable {
            sellable = sellable.plus(quantity)?;
        }
        if let Some(lot_id) = lot_id {
            lots.push(TillLot { lot_id, code: row.get(1)?, expiry_date, on_hand_thousandths: quantity, is_sellable });
        }
    }
    Ok(TillVariant {
        variant_id: id,
        product_id: variant.product_id,
        name: variant.name,
        sku: variant.sku,
        swatch,
        kind: variant.kind,
        price_millionths: variant.price,
        tax_category_id: variant.tax_category_id,
        unit: variant.unit,
        track_stock: variant.track_stock,
        track_lots: variant.track_lots,
        state: variant.state,
        on_hand_thousandths: on_hand,
        sellable_thousandths: sellable,
        lots,
    })
}

/// A lot by its code, with its expiry and state.
pub(super) fn lot_by_code(db: &Connection, id: VariantId, code: &str) -> Result<Option<(LotId, Option<NaiveDate>, String)>> {
    Ok(db
        .prepare_cached(
            "SELECT id, expiry_date, state FROM lots WHERE variant_id = ?1 AND code = ?2 COLLATE NOCASE ORDER BY id LIMIT 1",
        )?
        .query_row(params![id, code], |row| Ok((row.get(0)?, date(row, 1)?, row.get(2)?)))
        .optional()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(db: &Connection, sql: &str) -> String {
        let mut statement = db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let count = statement.parameter_count();
        let values = vec![rusqlite::types::Null; count];
        let lines = statement.query_map(rusqlite::params_from_iter(values), |row| row.get::<_, String>(3)).unwrap();
        lines.map(|line| line.unwrap()).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn search_and_scan_use_their_indexes_and_never_sort() {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch(include_str!("../../../migrations/V001__shop.sql")).unwrap();
        let searching = plan(&db, &matching_sql());
        assert!(searching.contains("VIRTUAL TABLE INDEX") && searching.contains("USING INTEGER PRIMARY KEY"), "{searching}");
        for sql in [matching_sql(), with_sku_sql(), with_barcode_sql()] {
            let plan = plan(&db, &sql);
            assert!(!plan.contains("SCAN v") || plan.contains("SCAN s VIRTUAL"), "{plan}");
            assert!(!plan.contains("TEMP B-TREE"), "{plan}");
        }
        assert!(plan(&db, &with_sku_sql()).contains("variants_by_sku"));
        assert!(plan(&db, &with_barcode_sql()).contains("SEARCH b USING PRIMARY KEY"));
    }
}
