//! The SQL of the lists. A page is found first, by an index where the order has one; then its rows are filled.

use rusqlite::types::ToSql;
use rusqlite::{Connection, params};

use super::{Category, PriceChange, ProductFilter, ProductList, ProductRow, ProductSort};
use crate::base::{Error, Money, ProductId, Quantity, Result, VariantId};
use crate::http::Page;
use crate::products::barcode::same_codes;
use crate::products::search::filter_expression;
use crate::products::store::word;

/// A filtered list of more products is not summed up: it would take longer than finding its page.
const SUMMED_MAX: i64 = 2_000;

/// Colours shown of one product.
const SWATCHES_MAX: usize = 6;

/// `?1` is a JSON list of product ids; answers the place in it and a colour.
const SWATCHES: &str =
    "SELECT wanted.key, v.swatch FROM json_each(?1) wanted CROSS JOIN variants v ON v.product_id = unhex(wanted.value)
   WHERE v.swatch IS NOT NULL AND v.state = 'active' ORDER BY wanted.key, v.position";

/// Conditions and their values, put together from what was asked for.
#[derive(Default)]
struct Conditions {
    texts: Vec<String>,
    values: Vec<Box<dyn ToSql>>,
}

impl Conditions {
    /// Adds a condition; each `{}` in it is the next of its values.
    fn add(&mut self, text: &str, values: Vec<Box<dyn ToSql>>) {
        let mut text = text.to_owned();
        for value in values {
            self.values.push(value);
            text = text.replacen("{}", &format!("?{}", self.values.len()), 1);
        }
        self.texts.push(text);
    }

    fn sql(&self) -> String {
        if self.texts.is_empty() { String::new() } else { format!("WHERE {}", self.texts.join(" AND ")) }
    }

    fn values(&self) -> Vec<&dyn ToSql> {
        self.values.iter().map(AsRef::as_ref).collect()
    }
}

fn conditions(filter: &ProductFilter) -> Option<Conditions> {
    let mut conditions = Conditions::default();
    if let Some(text) = filter.text.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        // An article number is written with and without zeros in front; the index knows only one of the forms.
        conditions.add(
            "(p.id IN (SELECT v.product_id FROM variant_search s CROSS JOIN variants v ON v.local_key = s.rowid
                WHERE s.variant_search MATCH {})
              OR p.id IN (SELECT v.product_id FROM barcodes b JOIN variants v ON v.id = b.variant_id
                WHERE b.barcode IN (SELECT value FROM json_each({}))))",
            vec![Box::new(filter_expression(text)?), Box::new(serde_json::Value::from(same_codes(text)).to_string())],
        );
    }
    if let Some(state) = filter.state {
        conditions.add("p.state = {}", vec![Box::new(state.code())]);
    }
    if let Some(category_id) = filter.category_id {
        conditions.add(
            "p.category_id IN (WITH RECURSIVE below (id) AS (VALUES ({}) UNION SELECT c.id FROM categories c JOIN below b ON c.parent_id = b.id)
             SELECT id FROM below)",
            vec![Box::new(category_id)],
        );
    }
    Some(conditions)
}

fn page_sql(filter: &ProductFilter, conditions: &str) -> String {
    let direction = if filter.is_descending { "DESC" } else { "ASC" };
    let order = match filter.sort {
        ProductSort::Name => "p.name COLLATE NOCASE",
        ProductSort::Price => "(SELECT min(v.price_millionths) FROM variants v WHERE v.product_id = p.id AND v.state = 'active')",
        ProductSort::Stock => {
            "(SELECT sum(t.quantity_thousandths) FROM variants v JOIN stock_totals t ON t.variant_id = v.id WHERE v.product_id = p.id)"
        }
        ProductSort::Created => "p.local_key",
    };
    format!(
        "SELECT p.id FROM products p {conditions} ORDER BY {order} {direction}, p.local_key {direction} LIMIT {} OFFSET {}",
        filter.limit, filter.offset
    )
}

/// One page of products.
///
/// # Errors
/// A failing disk.
pub fn list_products(db: &Connection, filter: &ProductFilter) -> Result<ProductList> {
    let empty = ProductList {
        rows: Vec::new(),
        total: 0,
        on_hand_thousandths: Some(Quantity::ZERO),
        stock_value_minor: Some(Money::ZERO),
    };
    // A text without a letter or digit in it matches nothing.
    let Some(conditions) = conditions(filter) else { return Ok(empty) };
    let sql = conditions.sql();
    let values = conditions.values();
    let total: i64 =
        db.prepare_cached(&format!("SELECT count(*) FROM products p {sql}"))?.query_row(values.as_slice(), |row| row.get(0))?;
    let ids: Vec<ProductId> = db
        .prepare_cached(&page_sql(filter, &sql))?
        .query_map(values.as_slice(), |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut rows = ids.into_iter().map(|id| product_row(db, id)).collect::<Result<Vec<_>>>()?;
    fill_swatches(db, &mut rows)?;
    if filter.offset > 0 || !sql.is_empty() && total > SUMMED_MAX {
        return Ok(ProductList { rows, total, on_hand_thousandths: None, stock_value_minor: None });
    }
    let (on_hand, value) = sums(db, &sql, &values)?;
    Ok(ProductList { rows, total, on_hand_thousandths: Some(on_hand), stock_value_minor: Some(value) })
}

fn sums(db: &Connection, conditions: &str, values: &[&dyn ToSql]) -> Result<(Quantity, Money)> {
    let sql = if conditions.is_empty() {
        "SELECT coalesce(sum(quantity_thousandths), 0), coalesce(sum(value_minor), 0) FROM stock_totals".to_owned()
    } else {
        format!(
            "SELECT coalesce(sum(t.quantity_thousandths), 0), coalesce(sum(t.value_minor), 0)
             FROM products p JOIN variants v ON v.product_id = p.id JOIN stock_totals t ON t.variant_id = v.id {conditions}"
        )
    };
    let (quantity, value): (i64, i64) = db.prepare_cached(&sql)?.query_row(values, |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok((Quantity(quantity), Money::checked(value)?))
}

fn product_row(db: &Connection, id: ProductId) -> Result<ProductRow> {
    Ok(db
        .prepare_cached(
            "SELECT p.name, p.brand, p.kind, p.state, p.category_id, (SELECT c.name FROM categories c WHERE c.id = p.category_id),
               coalesce(sum(v.state = 'active'), 0),
               coalesce((SELECT f.sku FROM variants f WHERE f.product_id = p.id ORDER BY f.position LIMIT 1), ''),
               coalesce(min(CASE WHEN v.state = 'active' THEN v.price_millionths END), min(v.price_millionths), 0),
               coalesce(max(CASE WHEN v.state = 'active' THEN v.price_millionths END), max(v.price_millionths), 0),
               coalesce(sum(t.quantity_thousandths), 0), coalesce(max(v.track_stock), 0), coalesce(max(t.is_low), 0),
               coalesce(sum(t.value_minor), 0)
             FROM products p LEFT JOIN variants v ON v.product_id = p.id LEFT JOIN stock_totals t ON t.variant_id = v.id
             WHERE p.id = ?1 GROUP BY p.id",
        )?
        .query_row([id], |row| {
            Ok(ProductRow {
                id,
                name: row.get(0)?,
                brand: row.get(1)?,
                kind: word(row, 2)?,
                state: word(row, 3)?,
                category_id: row.get(4)?,
                category_name: row.get(5)?,
                variant_count: row.get(6)?,
                first_sku: row.get(7)?,
                swatches: Vec::new(),
                price_min_millionths: row.get(8)?,
                price_max_millionths: row.get(9)?,
                on_hand_thousandths: row.get(10)?,
                track_stock: row.get(11)?,
                is_low: row.get(12)?,
                stock_value_minor: Some(row.get(13)?),
            })
        })?)
}

/// The colours of a page of products, in one statement. Shades that look alike count once.
fn fill_swatches(db: &Connection, rows: &mut [ProductRow]) -> Result<()> {
    let ids: Vec<String> = rows.iter().map(|row| row.id.0.simple().to_string()).collect();
    let mut statement = db.prepare_cached(SWATCHES)?;
    let mut found = statement.query([serde_json::Value::from(ids).to_string()])?;
    while let Some(swatch) = found.next()? {
        let place: i64 = swatch.get(0)?;
        let row = &mut rows[usize::try_from(place).map_err(Error::internal)?].swatches;
        let colour: String = swatch.get(1)?;
        if row.len() < SWATCHES_MAX && !row.iter().any(|known| known.eq_ignore_ascii_case(&colour)) {
            row.push(colour);
        }
    }
    Ok(())
}

/// Every category, in the order of the tree's neighbours.
///
/// # Errors
/// A failing disk.
pub fn list_categories(db: &Connection) -> Result<Vec<Category>> {
    let mut statement = db.prepare_cached(
        "SELECT c.id, c.parent_id, c.name, c.position, (SELECT count(*) FROM products p WHERE p.category_id = c.id)
         FROM categories c ORDER BY c.position, c.name COLLATE NOCASE",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(Category {
            id: row.get(0)?,
            parent_id: row.get(1)?,
            name: row.get(2)?,
            position: row.get(3)?,
            product_count: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The prices a variant had, the newest first.
///
/// # Errors
/// A failing disk.
pub fn list_price_changes(db: &Connection, id: VariantId, offset: i64, limit: i64) -> Result<Page<PriceChange>> {
    let total: i64 =
        db.prepare_cached("SELECT count(*) FROM price_changes WHERE variant_id = ?1")?.query_row([id], |row| row.get(0))?;
    let mut statement = db.prepare_cached(
        "SELECT at_ms, price_millionths FROM price_changes WHERE variant_id = ?1 ORDER BY at_ms DESC, commit_seq DESC LIMIT ?2 OFFSET ?3",
    )?;
    let rows = statement
        .query_map(params![id, limit, offset], |row| Ok(PriceChange { at_ms: row.get(0)?, price_millionths: row.get(1)? }))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Page { rows, total })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::products::State;

    #[test]
    fn the_colours_of_a_page_are_found_by_an_index() {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch(include_str!("../../../migrations/V001__shop.sql")).unwrap();
        let mut statement = db.prepare(&format!("EXPLAIN QUERY PLAN {SWATCHES}")).unwrap();
        let lines = statement.query_map(["[]"], |row| row.get::<_, String>(3)).unwrap();
        let plan = lines.map(|line| line.unwrap()).collect::<Vec<_>>().join("\n");
        assert!(plan.contains("SEARCH v USING INDEX variants_by_product"), "{plan}");
    }

    #[test]
    fn a_page_by_name_walks_an_index_and_never_sorts() {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch(include_str!("../../../migrations/V001__shop.sql")).unwrap();
        for state in [None, Some(State::Active)] {
            let filter = ProductFilter { state, limit: 50, ..ProductFilter::default() };
            let conditions = conditions(&filter).unwrap();
            let sql = format!("EXPLAIN QUERY PLAN {}", page_sql(&filter, &conditions.sql()));
            let mut statement = db.prepare(&sql).unwrap();
            let lines = statement.query_map(conditions.values().as_slice(), |row| row.get::<_, String>(3)).unwrap();
            let plan = lines.map(|line| line.unwrap()).collect::<Vec<_>>().join("\n");
            assert!(plan.contains("COVERING INDEX products_by_") && !plan.contains("TEMP B-TREE"), "{plan}");
        }
    }
}
