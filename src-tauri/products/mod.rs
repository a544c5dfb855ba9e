//! What the shop sells: products, their variants, categories, barcodes and prices.
//!
//! Invariants:
//! - A product has at least one variant; what is priced, stocked and sold is always a variant.
//! - A SKU and a barcode belong to one variant of the shop: held by a check whose message names the other product, not by a constraint,
//!   because tills that were cut off may meet later.
//! - Every price a variant ever had is kept as a fact.
//! - What was sold once is never removed, only archived.
//!
//! Lists and the till show stock from the caches `stock_totals`, `stock_levels` and `lots`. Only `inventory` changes what they count;
//! this area makes the total of a new variant and decides `is_low` when a reorder point changes.
//!
//! Operations: `list_products`, `find_product`, `create_product`, `change_product`, `change_products`, `archive_product`, `list_categories`,
//! `create_category`, `change_category`, `list_price_changes`, `search_variants`, `find_variants`, `scan_code`.

pub mod barcode;
mod bulk;
mod for_sale;
pub mod lists;
mod product;
pub mod routes;
pub mod search;
mod state;
mod store;

use std::collections::HashSet;

use rusqlite::Connection;

pub use bulk::{CHANGES_MAX, ChangedProducts, Placement, ProductChange, RefusedChange, change_products};
pub use for_sale::ForSale;
pub use product::{Product, ProductInput, Variant, VariantInput, at_variant, full_name};
pub use state::{Kind, State, VariantState};

use crate::base::{CategoryId, Error, ImportId, ProductId, Record, Result, TaxCategoryId, VariantId, text};
use crate::say;
use crate::store::Write;

/// Where a product comes from, and whether the search learns of it at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Typed by a person.
    Person,
    /// A file of products. The caller ends with [`rebuild_search`].
    File,
    /// An imported history, which can be undone whole. The caller ends with [`rebuild_search`].
    History(ImportId),
}

/// Makes a product with its variants, barcodes and first prices.
///
/// # Errors
/// Names the field that does not make sense, and the other product when a SKU or barcode is taken. Nothing is made then.
pub fn create_product(tx: &mut Write<'_>, input: ProductInput, source: Source) -> Result<ProductId> {
    let mut input = input.tidied();
    input.check()?;
    demand_distinct(&input, &[])?;
    input.category_id = resolve_category(tx, &input)?;
    let import_id = match source {
        Source::Person | Source::File => None,
        Source::History(import_id) => Some(import_id),
    };
    let id = store::insert_product(tx, &input, import_id)?;
    if import_id.is_none() {
        tx.change("products", id.0, "name", None, Some(&input.name))?;
    }
    for (index, variant) in input.variants.iter().enumerate() {
        demand_free_codes(tx, variant, None).map_err(|error| at_variant(index, error))?;
        let tax_category_id = resolve_tax(tx, variant.tax_category_id).map_err(|error| at_variant(index, error))?;
        store::insert_variant(tx, id, index as i64 + 1, variant, tax_category_id, import_id)?;
    }
    store::decide_low(tx, id)?;
    if source == Source::Person {
        search::index_product(tx, id)?;
    }
    Ok(id)
}

/// Changes a product as a whole: every field that differs is written down with its old and new value, a changed price also as a fact.
/// Variants without an id are added; variants that are not named stay as they are.
///
/// # Errors
/// As [`create_product`]; an unknown product or variant is not found.
pub fn change_product(tx: &mut Write<'_>, id: ProductId, input: ProductInput, source: Source) -> Result<()> {
    let mut input = input.tidied();
    input.check()?;
    let before = store::find_product(tx, id)?;
    demand_distinct(&input, &before.variants)?;
    input.category_id = resolve_category(tx, &input)?;
    input.category_path = Vec::new();
    let mut position = before.variants.len() as i64;
    for (index, variant) in input.variants.iter_mut().enumerate() {
        demand_free_codes(tx, variant, variant.id).map_err(|error| at_variant(index, error))?;
        match variant.id {
            Some(variant_id) => {
                let old =
                    before.variants.iter().find(|old| old.id == variant_id).ok_or_else(|| Error::not_found(Record::Variant))?;
                let tax = variant.tax_category_id.map_or(Ok(old.tax_category_id), |tax| resolve_tax(tx, Some(tax)));
                variant.tax_category_id = Some(tax.map_err(|error| at_variant(index, error))?);
                change_variant(tx, old, variant)?;
            }
            None => {
                position += 1;
                let tax_category_id = resolve_tax(tx, variant.tax_category_id).map_err(|error| at_variant(index, error))?;
                let variant_id = store::insert_variant(tx, id, position, variant, tax_category_id, None)?;
                tx.change("variants", variant_id.0, "sku", None, Some(&variant.sku))?;
            }
        }
    }
    let mut old = ProductInput::from(before);
    (old.variants, input.variants) = (Vec::new(), Vec::new());
    note_changes(tx, "products", id.0, &old, &input)?;
    store::update_product(tx, id, &input)?;
    store::decide_low(tx, id)?;
    if source == Source::Person {
        search::index_product(tx, id)?;
    }
    Ok(())
}

fn change_variant(tx: &mut Write<'_>, before: &Variant, after: &VariantInput) -> Result<()> {
    let old = VariantInput::from(before.clone());
    note_changes(tx, "variants", before.id.0, &old, after)?;
    if before.track_lots != after.track_lots && before.on_hand_thousandths.0 != 0 && after.track_lots {
        return Err(Error::field(
            "track_lots",
            say!(
                "There is stock of this variant without a lot. Nothing was changed; take it out with a correction first, then receive it with its lots."
            ),
        ));
    }
    store::update_variant(tx, before, after)
}

/// Writes down every field that differs between two states of a record.
fn note_changes<T: serde::Serialize>(tx: &mut Write<'_>, table: &str, id: uuid::Uuid, before: &T, after: &T) -> Result<()> {
    let before = serde_json::to_value(before).map_err(Error::internal)?;
    let after = serde_json::to_value(after).map_err(Error::internal)?;
    let text = |value: &serde_json::Value| match value {
        serde_json::Value::Null => None,
        serde_json::Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    };
    for (field, old) in before.as_object().into_iter().flatten() {
        tx.change(table, id, field, text(old).as_deref(), text(&after[field]).as_deref())?;
    }
    Ok(())
}

/// Archives a product: it is kept for its history and not sold any more.
///
/// # Errors
/// An unknown product is not found.
pub fn archive_product(tx: &mut Write<'_>, id: ProductId) -> Result<()> {
    let before = store::find_product(tx, id)?;
    tx.change("products", id.0, "state", Some(before.state.code()), Some(State::Archived.code()))?;
    store::set_state(tx, id, State::Archived)?;
    store::decide_low(tx, id)
}

/// Two variants of one product may not look or scan alike.
fn demand_distinct(input: &ProductInput, existing: &[Variant]) -> Result<()> {
    let (mut options, mut codes) = (HashSet::new(), HashSet::new());
    let unnamed = existing.iter().filter(|old| input.variants.iter().all(|variant| variant.id != Some(old.id)));
    for old in unnamed.filter(|old| old.state == VariantState::Active) {
        options.insert([&old.option_1, &old.option_2, &old.option_3].map(|option| option.to_lowercase()));
    }
    for (index, variant) in input.variants.iter().enumerate() {
        let values = [&variant.option_1, &variant.option_2, &variant.option_3].map(|option| option.to_lowercase());
        if variant.state == VariantState::Active && !options.insert(values) {
            let message = say!(
                "Two variants of \"{name}\" have the same options. Nothing was changed; name them differently or archive one.",
                name = input.name
            );
            return Err(at_variant(index, Error::field("option_1", message)));
        }
        let sku = (!variant.sku.is_empty()).then(|| ("sku", variant.sku.to_lowercase()));
        let own: HashSet<String> = variant.barcodes.iter().flat_map(|code| barcode::same_codes(code)).collect();
        for (field, code) in sku.into_iter().chain(own.into_iter().map(|code| ("barcodes", code))) {
            if !codes.insert((field, code.clone())) {
                let message = say!(
                    "Two variants of \"{name}\" have the code {code}. Nothing was changed; remove one.",
                    name = input.name,
                    code
                );
                return Err(at_variant(index, Error::field(field, message)));
            }
        }
    }
    Ok(())
}

/// A SKU and a barcode belong to one variant of the shop.
fn demand_free_codes(tx: &Write<'_>, variant: &VariantInput, own: Option<VariantId>) -> Result<()> {
    if !variant.sku.is_empty()
        && let Some((_, name)) = store::others_with_sku(tx, &variant.sku, own)?
    {
        return Err(Error::field(
            "sku",
            say!(
                "The SKU {sku} belongs to \"{name}\" already. Nothing was changed; choose another one.",
                sku = variant.sku,
                name
            ),
        ));
    }
    for code in &variant.barcodes {
        for same in barcode::same_codes(code) {
            if let Some(name) = store::others_with_barcode(tx, &same, own)? {
                return Err(Error::field(
                    "barcodes",
                    say!(
                        "The barcode {code} belongs to \"{name}\" already. Nothing was changed; remove it there first or check the digits.",
                        code,
                        name
                    ),
                ));
            }
        }
    }
    Ok(())
}

fn resolve_tax(tx: &Write<'_>, id: Option<TaxCategoryId>) -> Result<TaxCategoryId> {
    store::find_tax_category(tx, id)?.ok_or_else(|| {
        Error::field(
            "tax_category_id",
            say!("This tax category does not exist. Nothing was changed; choose one from the settings."),
        )
    })
}

fn resolve_category(tx: &mut Write<'_>, input: &ProductInput) -> Result<Option<CategoryId>> {
    if !input.category_path.is_empty() {
        return category_by_path(tx, &input.category_path).map(Some);
    }
    match input.category_id {
        Some(id) if store::category_name(tx, id)?.is_none() => {
            Err(Error::field("category_id", say!("This category does not exist. Nothing was changed; choose one from the list.")))
        }
        id => Ok(id),
    }
}

/// The category with these names from the root of the tree; what is missing of them is made.
///
/// # Errors
/// A failing disk.
pub fn category_by_path(tx: &mut Write<'_>, path: &[String]) -> Result<CategoryId> {
    let mut parent = None;
    for name in path {
        parent = Some(match store::category_by_name(tx, parent, name)? {
            Some(id) => id,
            None => store::insert_category(tx, parent, name)?,
        });
    }
    parent.ok_or_else(|| Error::internal("an empty category path"))
}

/// Makes a category.
///
/// # Errors
/// Refuses an empty name, and one that its parent has already.
pub fn create_category(tx: &mut Write<'_>, parent_id: Option<CategoryId>, name: &str) -> Result<CategoryId> {
    demand_category_name(tx, parent_id, name, None)?;
    if let Some(parent_id) = parent_id {
        store::category_name(tx, parent_id)?.ok_or_else(|| Error::not_found(Record::Category))?;
    }
    store::insert_category(tx, parent_id, name.trim())
}

/// Renames a category.
///
/// # Errors
/// As [`create_category`]; an unknown category is not found.
pub fn rename_category(tx: &mut Write<'_>, id: CategoryId, name: &str) -> Result<()> {
    let (before, parent_id) = store::category_name(tx, id)?.ok_or_else(|| Error::not_found(Record::Category))?;
    demand_category_name(tx, parent_id, name, Some(id))?;
    tx.change("categories", id.0, "name", Some(&before), Some(name.trim()))?;
    store::rename_category(tx, id, name.trim())
}

fn demand_category_name(tx: &Write<'_>, parent_id: Option<CategoryId>, name: &str, own: Option<CategoryId>) -> Result<()> {
    text::demand_some("name", name, 100)?;
    text::demand_no_card_number("name", name)?;
    if store::category_by_name(tx, parent_id, name.trim())?.is_some_and(|id| Some(id) != own) {
        return Err(Error::field(
            "name",
            say!("There is a category \"{name}\" here already. Nothing was changed; choose another name.", name = name.trim()),
        ));
    }
    Ok(())
}

/// A product with its variants, barcodes and stock.
///
/// # Errors
/// An unknown product is not found.
pub fn find_product(db: &Connection, id: ProductId) -> Result<Product> {
    store::find_product(db, id)
}

/// The variant with this SKU, in any case, and its product.
///
/// # Errors
/// A failing disk.
pub fn find_by_sku(db: &Connection, sku: &str) -> Result<Option<(ProductId, VariantId)>> {
    store::find_by_sku(db, sku.trim())
}

/// The variant with this barcode in any of its forms, and its product.
///
/// # Errors
/// A failing disk.
pub fn find_by_barcode(db: &Connection, code: &str) -> Result<Option<(ProductId, VariantId)>> {
    for same in barcode::same_codes(code.trim()) {
        if let Some(found) = store::find_by_barcode(db, &same)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// Makes a product, or changes the one that has one of its SKUs already; variants with a new SKU are added to it. Answers the product
/// and whether it is new.
///
/// # Errors
/// As [`create_product`]; refuses SKUs that belong to several products.
pub fn create_or_change_product(tx: &mut Write<'_>, mut input: ProductInput, source: Source) -> Result<(ProductId, bool)> {
    let mut known = None;
    for (index, variant) in input.variants.iter_mut().enumerate() {
        let Some((product_id, variant_id)) = (if variant.sku.trim().is_empty() { None } else { find_by_sku(tx, &variant.sku)? })
        else {
            continue;
        };
        if known.is_some_and(|known| known != product_id) {
            let message =
                say!("The SKU {sku} belongs to another product than the SKUs before it. Nothing was changed.", sku = variant.sku);
            return Err(at_variant(index, Error::field("sku", message)));
        }
        known = Some(product_id);
        variant.id = Some(variant_id);
    }
    match known {
        Some(id) => change_product(tx, id, input, source).map(|()| (id, false)),
        None => create_product(tx, input, source).map(|id| (id, true)),
    }
}

/// What a till or an order needs to know about a variant.
///
/// # Errors
/// A variant that does not exist is not found.
pub fn find_for_sale(db: &Connection, id: VariantId) -> Result<ForSale> {
    store::find_for_sale(db, id)
}

/// What a till or an order needs to know about these variants, in the order asked for.
///
/// # Errors
/// A variant that does not exist is not found.
pub fn for_sale(db: &Connection, variant_ids: &[VariantId]) -> Result<Vec<ForSale>> {
    variant_ids.iter().map(|id| store::find_for_sale(db, *id)).collect()
}

/// Makes the search anew from the products: the end of every import.
///
/// # Errors
/// A failing disk.
pub fn rebuild_search(tx: &Write<'_>) -> Result<()> {
    search::rebuild(tx)
}
