//! The SQL of products, variants, barcodes, categories and prices.

use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{ForSale, Kind, Placement, Product, ProductInput, State, Variant, VariantInput, VariantState, full_name};
use crate::base::{CategoryId, Error, ImportId, ProductId, Quantity, Record, Result, TaxCategoryId, UnitPrice, VariantId};
use crate::store::{FactTable, Write};

const PRICE_CHANGES: FactTable =
    FactTable { name: "price_changes", columns: &["variant_id", "at_ms", "price_millionths", "import_id"] };

/// A stored word of a closed list.
pub(super) fn word<T: std::str::FromStr<Err = Error>>(row: &Row<'_>, index: usize) -> rusqlite::Result<T> {
    row.get_ref(index)?
        .as_str()?
        .parse()
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(index, Type::Text, Box::new(error)))
}

pub(super) fn insert_product(tx: &Write<'_>, input: &ProductInput, import_id: Option<ImportId>) -> Result<ProductId> {
    let id: ProductId = tx.new_id();
    tx.prepare_cached(
        "INSERT INTO products (id, name, brand, description, category_id, kind, state, option_1_name, option_2_name, option_3_name,
           created_at_ms, import_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?
    .execute(params![
        id,
        input.name,
        input.brand,
        input.description,
        input.category_id,
        input.kind.code(),
        input.state.code(),
        input.option_1_name,
        input.option_2_name,
        input.option_3_name,
        tx.now,
        import_id
    ])?;
    Ok(id)
}

pub(super) fn update_product(tx: &Write<'_>, id: ProductId, input: &ProductInput) -> Result<()> {
    tx.prepare_cached(
        "UPDATE products SET name = ?2, brand = ?3, description = ?4, category_id = ?5, kind = ?6, state = ?7, option_1_name = ?8,
           option_2_name = ?9, option_3_name = ?10 WHERE id = ?1",
    )?
    .execute(params![
        id,
        input.name,
        input.brand,
        input.description,
        input.category_id,
        input.kind.code(),
        input.state.code(),
        input.option_1_name,
        input.option_2_name,
        input.option_3_name
    ])?;
    Ok(())
}

pub(super) fn set_state(tx: &Write<'_>, id: ProductId, state: State) -> Result<()> {
    tx.execute("UPDATE products SET state = ?2 WHERE id = ?1", params![id, state.code()])?;
    Ok(())
}

/// The name of a product, and what of it is changed with many others.
pub(super) fn find_placement(db: &Connection, id: ProductId) -> Result<Option<(String, Placement)>> {
    Ok(db
        .prepare_cached("SELECT name, state, category_id FROM products WHERE id = ?1")?
        .query_row([id], |row| Ok((row.get(0)?, Placement { state: word(row, 1)?, category_id: row.get(2)? })))
        .optional()?)
}

pub(super) fn set_placement(tx: &Write<'_>, id: ProductId, placement: Placement) -> Result<()> {
    tx.prepare_cached("UPDATE products SET state = ?2, category_id = ?3 WHERE id = ?1")?.execute(params![
        id,
        placement.state.code(),
        placement.category_id
    ])?;
    Ok(())
}

pub(super) fn insert_variant(
    tx: &mut Write<'_>,
    product_id: ProductId,
    position: i64,
    variant: &VariantInput,
    tax_category_id: TaxCategoryId,
    import_id: Option<ImportId>,
) -> Result<VariantId> {
    let id: VariantId = tx.new_id();
    tx.prepare_cached(
        "INSERT INTO variants (id, product_id, position, option_1, option_2, option_3, swatch, sku, tax_category_id, unit,
           content_thousandths, content_unit, price_millionths, reorder_point_thousandths, reorder_target_thousandths, track_stock,
           track_lots, state) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
    )?
    .execute(params![
        id,
        product_id,
        position,
        variant.option_1,
        variant.option_2,
        variant.option_3,
        variant.swatch,
        variant.sku,
        tax_category_id,
        variant.unit,
        variant.content_thousandths,
        variant.content_unit,
        variant.price_millionths,
        variant.reorder_point_thousandths,
        variant.reorder_target_thousandths,
        variant.track_stock,
        variant.track_lots,
        variant.state.code()
    ])?;
    insert_barcodes(tx, id, &variant.barcodes)?;
    append_price(tx, id, variant.price_millionths, import_id)?;
    Ok(id)
}

pub(super) fn update_variant(tx: &mut Write<'_>, before: &Variant, variant: &VariantInput) -> Result<()> {
    tx.prepare_cached(
        "UPDATE variants SET option_1 = ?2, option_2 = ?3, option_3 = ?4, swatch = ?5, sku = ?6, tax_category_id = ?7, unit = ?8,
           content_thousandths = ?9, content_unit = ?10, price_millionths = ?11, reorder_point_thousandths = ?12,
           reorder_target_thousandths = ?13, track_stock = ?14, track_lots = ?15, state = ?16 WHERE id = ?1",
    )?
    .execute(params![
        before.id,
        variant.option_1,
        variant.option_2,
        variant.option_3,
        variant.swatch,
        variant.sku,
        variant.tax_category_id,
        variant.unit,
        variant.content_thousandths,
        variant.content_unit,
        variant.price_millionths,
        variant.reorder_point_thousandths,
        variant.reorder_target_thousandths,
        variant.track_stock,
        variant.track_lots,
        variant.state.code()
    ])?;
    if before.barcodes != variant.barcodes {
        tx.execute("DELETE FROM barcodes WHERE variant_id = ?1", [before.id])?;
        insert_barcodes(tx, before.id, &variant.barcodes)?;
    }
    if before.price_millionths != variant.price_millionths {
        append_price(tx, before.id, variant.price_millionths, None)?;
    }
    Ok(())
}

fn insert_barcodes(tx: &Write<'_>, id: VariantId, barcodes: &[String]) -> Result<()> {
    let mut statement =
        tx.prepare_cached("INSERT OR IGNORE INTO barcodes (barcode, variant_id, position) VALUES (?1, ?2, ?3)")?;
    for (index, barcode) in barcodes.iter().enumerate() {
        statement.execute(params![barcode, id, index as i64 + 1])?;
    }
    Ok(())
}

fn append_price(tx: &mut Write<'_>, id: VariantId, price: UnitPrice, import_id: Option<ImportId>) -> Result<()> {
    let now = tx.now;
    match import_id {
        Some(import_id) => tx.append_import(&PRICE_CHANGES, params![id, now, price, import_id]),
        None => tx.append(&PRICE_CHANGES, params![id, now, price, None::<ImportId>]),
    }
}

/// Gives every variant of a product a stock total, and decides whether it is low: at its reorder point or below.
pub(super) fn decide_low(tx: &Write<'_>, id: ProductId) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO stock_totals (variant_id, quantity_thousandths, value_minor, is_low)
         SELECT v.id, 0, 0, coalesce(v.track_stock AND v.state = 'active' AND p.state <> 'archived' AND 0 <= v.reorder_point_thousandths, 0)
         FROM variants v JOIN products p ON p.id = v.product_id WHERE v.product_id = ?1
         ON CONFLICT (variant_id) DO UPDATE SET is_low = coalesce((
           SELECT v.track_stock AND v.state = 'active' AND p.state <> 'archived' AND quantity_thousandths <= v.reorder_point_thousandths
           FROM variants v JOIN products p ON p.id = v.product_id WHERE v.id = stock_totals.variant_id), 0)",
    )?
    .execute([id])?;
    Ok(())
}

pub(super) fn find_product(db: &Connection, id: ProductId) -> Result<Product> {
    let product = db
        .prepare_cached(
            "SELECT name, brand, description, category_id, kind, state, option_1_name, option_2_name, option_3_name, created_at_ms
             FROM products WHERE id = ?1",
        )?
        .query_row([id], |row| {
            Ok(Product {
                id,
                name: row.get(0)?,
                brand: row.get(1)?,
                description: row.get(2)?,
                category_id: row.get(3)?,
                category_path: Vec::new(),
                kind: word(row, 4)?,
                state: word(row, 5)?,
                option_1_name: row.get(6)?,
                option_2_name: row.get(7)?,
                option_3_name: row.get(8)?,
                created_at_ms: row.get(9)?,
                variants: Vec::new(),
                on_hand_thousandths: Quantity::ZERO,
                stock_value_minor: None,
            })
        })
        .optional()?
        .ok_or_else(|| Error::not_found(Record::Product))?;
    let variants = variants_of(db, id)?;
    let category_path = product.category_id.map(|id| category_path(db, id)).transpose()?.unwrap_or_default();
    let mut on_hand = Quantity::ZERO;
    let mut value = crate::base::Money::ZERO;
    for variant in &variants {
        on_hand = on_hand.plus(variant.on_hand_thousandths)?;
        value = value.plus(variant.stock_value_minor.unwrap_or_default())?;
    }
    Ok(Product { category_path, variants, on_hand_thousandths: on_hand, stock_value_minor: Some(value), ..product })
}

fn variants_of(db: &Connection, id: ProductId) -> Result<Vec<Variant>> {
    let mut statement = db.prepare_cached(
        "SELECT v.id, v.option_1, v.option_2, v.option_3, v.swatch, v.sku, v.price_millionths, v.tax_category_id, v.unit,
           v.content_thousandths, v.content_unit, v.reorder_point_thousandths, v.reorder_target_thousandths, v.track_stock, v.track_lots,
           v.state, coalesce(t.quantity_thousandths, 0), coalesce(t.is_low, 0), coalesce(t.value_minor, 0)
         FROM variants v LEFT JOIN stock_totals t ON t.variant_id = v.id WHERE v.product_id = ?1 ORDER BY v.position, v.local_key",
    )?;
    let mut variants = statement
        .query_map([id], |row| {
            Ok(Variant {
                id: row.get(0)?,
                option_1: row.get(1)?,
                option_2: row.get(2)?,
                option_3: row.get(3)?,
                swatch: row.get(4)?,
                sku: row.get(5)?,
                barcodes: Vec::new(),
                price_millionths: row.get(6)?,
                tax_category_id: row.get(7)?,
                unit: row.get(8)?,
                content_thousandths: row.get(9)?,
                content_unit: row.get(10)?,
                reorder_point_thousandths: row.get(11)?,
                reorder_target_thousandths: row.get(12)?,
                track_stock: row.get(13)?,
                track_lots: row.get(14)?,
                state: word::<VariantState>(row, 15)?,
                on_hand_thousandths: row.get(16)?,
                is_low: row.get(17)?,
                stock_value_minor: Some(row.get(18)?),
            })
        })?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let mut statement = db.prepare_cached("SELECT barcode FROM barcodes WHERE variant_id = ?1 ORDER BY position")?;
    for variant in &mut variants {
        variant.barcodes = statement.query_map([variant.id], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    }
    Ok(variants)
}

pub(super) fn find_for_sale(db: &Connection, id: VariantId) -> Result<ForSale> {
    db.prepare_cached(
        "SELECT v.product_id, p.name, v.option_1, v.option_2, v.option_3, v.sku, p.kind, v.price_millionths, v.tax_category_id, v.unit,
           v.track_stock, v.track_lots, v.reorder_point_thousandths, p.state, v.state
         FROM variants v JOIN products p ON p.id = v.product_id WHERE v.id = ?1",
    )?
    .query_row([id], |row| {
        let product_state: State = word(row, 13)?;
        let variant_state: VariantState = word(row, 14)?;
        let state = if variant_state == VariantState::Archived { State::Archived } else { product_state };
        let track_stock = row.get(10)?;
        let text = |index: usize| row.get_ref(index).and_then(|value| Ok(value.as_str()?));
        Ok(ForSale {
            id,
            product_id: row.get(0)?,
            name: full_name(text(1)?, [text(2)?, text(3)?, text(4)?]),
            sku: row.get(5)?,
            kind: word::<Kind>(row, 6)?,
            price: row.get(7)?,
            tax_category_id: row.get(8)?,
            unit: row.get(9)?,
            track_stock,
            track_lots: row.get(11)?,
            reorder_point: if track_stock && state != State::Archived { row.get(12)? } else { None },
            state,
        })
    })
    .optional()?
    .ok_or_else(|| Error::not_found(Record::Variant))
}

/// Another variant with this SKU, and its product's name.
pub(super) fn others_with_sku(db: &Connection, sku: &str, own: Option<VariantId>) -> Result<Option<(VariantId, String)>> {
    Ok(db
        .prepare_cached(
            "SELECT v.id, p.name FROM variants v JOIN products p ON p.id = v.product_id
             WHERE v.sku = ?1 COLLATE NOCASE AND v.id IS NOT ?2 LIMIT 1",
        )?
        .query_row(params![sku, own], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

pub(super) fn others_with_barcode(db: &Connection, barcode: &str, own: Option<VariantId>) -> Result<Option<String>> {
    Ok(db
        .prepare_cached(
            "SELECT p.name FROM barcodes b JOIN variants v ON v.id = b.variant_id JOIN products p ON p.id = v.product_id
             WHERE b.barcode = ?1 AND b.variant_id IS NOT ?2 LIMIT 1",
        )?
        .query_row(params![barcode, own], |row| row.get(0))
        .optional()?)
}

pub(super) fn find_by_sku(db: &Connection, sku: &str) -> Result<Option<(ProductId, VariantId)>> {
    Ok(db
        .prepare_cached("SELECT product_id, id FROM variants WHERE sku = ?1 COLLATE NOCASE ORDER BY state, local_key LIMIT 1")?
        .query_row([sku], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

pub(super) fn find_by_barcode(db: &Connection, barcode: &str) -> Result<Option<(ProductId, VariantId)>> {
    Ok(db
        .prepare_cached(
            "SELECT v.product_id, v.id FROM barcodes b JOIN variants v ON v.id = b.variant_id WHERE b.barcode = ?1 LIMIT 1",
        )?
        .query_row([barcode], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

/// This tax category when it exists; without an id, the first of the shop.
pub(super) fn find_tax_category(db: &Connection, id: Option<TaxCategoryId>) -> Result<Option<TaxCategoryId>> {
    Ok(db
        .prepare_cached("SELECT id FROM tax_categories WHERE ?1 IS NULL OR id = ?1 ORDER BY position, id LIMIT 1")?
        .query_row([id], |row| row.get(0))
        .optional()?)
}

pub(super) fn category_by_name(db: &Connection, parent_id: Option<CategoryId>, name: &str) -> Result<Option<CategoryId>> {
    Ok(db
        .prepare_cached("SELECT id FROM categories WHERE parent_id IS ?1 AND name = ?2 COLLATE NOCASE LIMIT 1")?
        .query_row(params![parent_id, name], |row| row.get(0))
        .optional()?)
}

/// The name and the parent of a category.
pub(super) fn category_name(db: &Connection, id: CategoryId) -> Result<Option<(String, Option<CategoryId>)>> {
    Ok(db
        .prepare_cached("SELECT name, parent_id FROM categories WHERE id = ?1")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

fn category_path(db: &Connection, id: CategoryId) -> Result<Vec<String>> {
    let mut path = Vec::new();
    let mut next = Some(id);
    while let Some(id) = next {
        let Some((name, parent_id)) = category_name(db, id)? else { break };
        path.insert(0, name);
        next = parent_id;
    }
    Ok(path)
}

pub(super) fn insert_category(tx: &mut Write<'_>, parent_id: Option<CategoryId>, name: &str) -> Result<CategoryId> {
    let id: CategoryId = tx.new_id();
    tx.change("categories", id.0, "name", None, Some(name))?;
    tx.execute(
        "INSERT INTO categories (id, parent_id, name, position)
         VALUES (?1, ?2, ?3, (SELECT coalesce(max(position), 0) + 1 FROM categories WHERE parent_id IS ?2))",
        params![id, parent_id, name],
    )?;
    Ok(id)
}

pub(super) fn rename_category(tx: &Write<'_>, id: CategoryId, name: &str) -> Result<()> {
    tx.execute("UPDATE categories SET name = ?2 WHERE id = ?1", params![id, name])?;
    Ok(())
}
