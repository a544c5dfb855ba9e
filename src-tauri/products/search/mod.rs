//! Finding what is sold: as somebody types, by scanning, and by id for a ticket.
//!
//! The search answers from a full-text index and stops at the first matches, whatever the number of products: words in any order, each
//! the beginning of a word of the name, brand, options, SKU or a barcode; accents and umlauts do not matter. A SKU or barcode that
//! is typed whole comes first.

mod store;

use chrono::NaiveDate;
use rusqlite::Connection;
use serde::Serialize;

pub(super) use store::index_product;
pub use store::rebuild;

use super::barcode;
use super::{Kind, State};
use crate::base::{Code, Error, LocationId, LotId, Message, ProductId, Quantity, Result, TaxCategoryId, UnitPrice, VariantId};
use crate::say;

/// Most results of one search.
pub const RESULTS_MAX: i64 = 100;
/// So many matches are looked at to put the most likely ones first.
const LOOKED_AT: i64 = 60;
/// More words than that are not looked at.
const WORDS_MAX: usize = 8;

/// A variant as a list of results shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct FoundVariant {
    /// The variant.
    pub variant_id: VariantId,
    /// Its product.
    pub product_id: ProductId,
    /// The product's name with the variant's options.
    pub name: String,
    /// Brand or maker.
    pub brand: String,
    /// The shop's own article number.
    pub sku: String,
    /// Colour of the shade.
    pub swatch: Option<String>,
    /// Price of one unit.
    pub price_millionths: UnitPrice,
    /// Whether its stock is counted.
    pub track_stock: bool,
    /// How much there is.
    pub on_hand_thousandths: Quantity,
    /// Active when both product and variant are.
    pub state: State,
}

/// A variant as a till shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct TillVariant {
    /// The variant.
    pub variant_id: VariantId,
    /// Its product.
    pub product_id: ProductId,
    /// The product's name with the variant's options.
    pub name: String,
    /// The shop's own article number.
    pub sku: String,
    /// Colour of the shade.
    pub swatch: Option<String>,
    /// Thing or service.
    pub kind: Kind,
    /// Price of one unit.
    pub price_millionths: UnitPrice,
    /// How it is taxed.
    pub tax_category_id: TaxCategoryId,
    /// What a quantity of one is.
    pub unit: String,
    /// Whether its stock is counted.
    pub track_stock: bool,
    /// Whether its stock is counted by lot.
    pub track_lots: bool,
    /// Active when both product and variant are.
    pub state: State,
    /// How much there is at all locations.
    pub on_hand_thousandths: Quantity,
    /// How much may be sold at this register's location today.
    pub sellable_thousandths: Quantity,
    /// Its lots at this register's location, the first to be sold first.
    pub lots: Vec<TillLot>,
}

/// A lot at the register's location.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct TillLot {
    /// The lot.
    pub lot_id: LotId,
    /// What is printed on it.
    pub code: String,
    /// Until when it is good.
    #[schema(value_type = Option<String>, format = Date)]
    pub expiry_date: Option<NaiveDate>,
    /// How much of it lies here.
    pub on_hand_thousandths: Quantity,
    /// Whether it may be sold today.
    pub is_sellable: bool,
}

/// What a scanned code means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Scan {
    /// What it is.
    pub variant: TillVariant,
    /// The lot, when the code names one the shop knows.
    pub lot_id: Option<LotId>,
    /// The lot as the code names it.
    pub lot_code: Option<String>,
    /// Until when the piece is good, as the code or the lot says.
    #[schema(value_type = Option<String>, format = Date)]
    pub expiry_date: Option<NaiveDate>,
    /// Why this very piece may not be sold, in words; absent when it may.
    pub obstacle: Option<Message>,
}

/// Finds variants as somebody types. `is_for_sale` leaves out drafts, as a till wants it; archived ones are never found.
///
/// # Errors
/// A failing disk.
pub fn search_variants(db: &Connection, text: &str, limit: i64, is_for_sale: bool) -> Result<Vec<FoundVariant>> {
    let typed = text.trim();
    let limit = usize::try_from(limit.clamp(1, RESULTS_MAX)).unwrap_or(1);
    if typed.is_empty() || typed.chars().count() > 200 {
        return Ok(Vec::new());
    }
    let mut exact = store::with_sku(db, typed, is_for_sale)?;
    for code in barcode::same_codes(typed) {
        exact.extend(store::with_barcode(db, &code, is_for_sale)?);
    }
    let words = words(typed);
    let mut found = Vec::new();
    if let Some(first) = words.first() {
        found = store::matching(db, &match_expression(&words), LOOKED_AT.max(limit as i64), is_for_sale)?;
        // What begins as it was typed is what was meant; the sort is stable and looks at few rows.
        found.sort_by_key(|variant| !fold(&variant.name).starts_with(first.as_str()));
    }
    let mut results: Vec<FoundVariant> = Vec::with_capacity(limit);
    for variant in exact.into_iter().chain(found) {
        if results.iter().all(|known| known.variant_id != variant.variant_id) {
            results.push(variant);
        }
    }
    results.truncate(limit);
    Ok(results)
}

/// What a scanned or typed code means at this location: the variant, and with a GS1 code the lot and the expiry too.
///
/// # Errors
/// A code nobody knows is not found; the message says what to do.
pub fn scan_code(db: &Connection, code: &str, location_id: LocationId, today: NaiveDate) -> Result<Scan> {
    let scanned = barcode::read(code, today)?;
    let known = match super::find_by_barcode(db, &scanned.code)? {
        Some(found) => Some(found),
        None => super::find_by_sku(db, &scanned.code)?,
    };
    let Some((_, variant_id)) = known else {
        return Err(Error::new(
            Code::NotFound,
            say!(
                "No product has the code {code}. Nothing was added; scan it again, look for the product by name, or add the code to its product.",
                code = scanned.code
            ),
        ));
    };
    let variant = store::till_variant(db, variant_id, location_id, today)?;
    let lot = scanned.lot_code.as_deref().map(|code| store::lot_by_code(db, variant_id, code)).transpose()?.flatten();
    let expiry_date = scanned.expiry_date.or_else(|| lot.as_ref().and_then(|lot| lot.1));
    let obstacle = match (&lot, expiry_date) {
        (Some((_, _, state)), _) if state == "quarantined" => {
            Some(say!("This lot is quarantined. Put the piece aside and take another one."))
        }
        (Some((_, _, state)), _) if state == "recalled" => {
            Some(say!("This lot was recalled. Put the piece aside and take another one."))
        }
        (_, Some(date)) if date < today => Some(say!("This piece expired on {date}. Put it aside and take another one.", date)),
        _ => None,
    };
    Ok(Scan { variant, lot_id: lot.map(|lot| lot.0), lot_code: scanned.lot_code, expiry_date, obstacle })
}

/// What a till needs to know about these variants, in the order asked for.
///
/// # Errors
/// A variant that does not exist is not found.
pub fn find_variants(db: &Connection, ids: &[VariantId], location_id: LocationId, today: NaiveDate) -> Result<Vec<TillVariant>> {
    ids.iter().map(|id| store::till_variant(db, *id, location_id, today)).collect()
}

/// Text as the index holds it, except for what its tokenizer folds by itself.
fn fold(text: &str) -> String {
    text.to_lowercase().replace('ß', "ss").chars().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).collect()
}

/// The words of a search, as the index splits them.
fn words(text: &str) -> Vec<String> {
    fold(text).split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(WORDS_MAX).map(str::to_owned).collect()
}

/// Every word as the beginning of a word of the index. Words hold letters and digits only, so nothing in them is an operator.
fn match_expression(words: &[String]) -> String {
    words.iter().map(|word| format!("\"{word}\"*")).collect::<Vec<_>>().join(" ")
}

/// The expression for a text filter of a list; nothing when the text has no words.
#[must_use]
pub fn filter_expression(text: &str) -> Option<String> {
    let words = words(text);
    (!words.is_empty()).then(|| match_expression(&words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_is_split_into_words_without_operators() {
        assert_eq!(words("Straße-7 \"OR\" NEAR(x) *"), ["strasse", "7", "or", "near", "x"]);
        assert_eq!(match_expression(&words("lip 12")), "\"lip\"* \"12\"*");
        assert_eq!(words("Cre\u{300}me"), ["creme"], "a letter and its accent are one, however they are written");
        assert_eq!(filter_expression(" -- "), None);
    }
}
