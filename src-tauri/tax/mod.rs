//! Taxes: categories of goods, their rates over time, and the arithmetic every ticket and document uses.
//!
//! Invariants:
//! - What a line owes is computed in [`tax_lines`] and nowhere else; the lines of a document sum to its totals exactly.
//! - A category may have several taxes at once, each under its own name; two rates of one name never hold on the same day.
//! - A sale keeps the name and rate of its taxes. Changing a rate here changes no sale.
//!
//! Operations: `list_tax_categories`, `create_tax_category`, `change_tax_category`, `create_tax_rate`, `change_tax_rate`, `list_taxes`.

pub mod routes;
mod store;
#[expect(clippy::module_inception, reason = "the area and its noun share a name, as in every area")]
mod tax;

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};
use rusqlite::Connection;

use crate::base::text::{demand_no_card_number, demand_some};
use crate::base::{Error, Rate, Record, Result, TaxCategoryId, TaxRateId};
use crate::say;
use crate::store::Write;

pub use store::{list_tax_categories, taxes_of};
pub use tax::{Tax, TaxBasis, TaxCategory, TaxRate, TaxTotal, TaxableLine, TaxedLine, tax_lines, tax_totals};

/// The taxes of categories on one day, looked up once each.
#[derive(Debug)]
pub struct TaxesOfDay {
    on: NaiveDate,
    known: HashMap<TaxCategoryId, Vec<Tax>>,
}

impl TaxesOfDay {
    /// The taxes of this day.
    #[must_use]
    pub fn new(on: NaiveDate) -> Self {
        Self { on, known: HashMap::new() }
    }

    /// The taxes of a category.
    ///
    /// # Errors
    /// Not found for a category that does not exist; refuses one without any rate on this day, because to sell without knowing the tax
    /// would be to guess it.
    pub fn of(&mut self, db: &Connection, category: TaxCategoryId) -> Result<Vec<Tax>> {
        if let Some(taxes) = self.known.get(&category) {
            return Ok(taxes.clone());
        }
        let taxes = taxes_of(db, category, self.on)?;
        if taxes.is_empty() {
            let name = store::find_category(db, category)?.name;
            return Err(Error::refused(say!(
                "The tax category \"{name}\" has no rate on {on}, so nothing was sold. Add a rate that holds on this day in the settings.",
                name,
                on = self.on
            )));
        }
        self.known.insert(category, taxes.clone());
        Ok(taxes)
    }
}

/// Adds a tax category at the end of the list.
///
/// # Errors
/// Refuses an empty name or code, and a code that is taken.
pub fn create_tax_category(tx: &mut Write<'_>, code: &str, name: &str) -> Result<TaxCategory> {
    let category = TaxCategory {
        id: tx.new_id(),
        code: code.trim().to_owned(),
        name: name.trim().to_owned(),
        position: store::next_position(tx)?,
        rates: Vec::new(),
    };
    check_category(tx, &category)?;
    store::insert_category(tx, &category)?;
    tx.change("tax_categories", category.id.0, "code", None, Some(&category.code))?;
    tx.change("tax_categories", category.id.0, "name", None, Some(&category.name))?;
    Ok(category)
}

/// Renames a tax category or moves it in the list.
///
/// # Errors
/// Not found; refuses an empty name or code, and a code that is taken.
pub fn change_tax_category(
    tx: &mut Write<'_>,
    id: TaxCategoryId,
    code: Option<String>,
    name: Option<String>,
    position: Option<i64>,
) -> Result<TaxCategory> {
    let before = store::find_category(tx, id)?;
    let after = TaxCategory {
        code: code.unwrap_or_else(|| before.code.clone()).trim().to_owned(),
        name: name.unwrap_or_else(|| before.name.clone()).trim().to_owned(),
        position: position.unwrap_or(before.position),
        ..before.clone()
    };
    check_category(tx, &after)?;
    store::update_category(tx, &after)?;
    for (field, old, new) in [
        ("code", before.code, after.code.clone()),
        ("name", before.name, after.name.clone()),
        ("position", before.position.to_string(), after.position.to_string()),
    ] {
        tx.change("tax_categories", id.0, field, Some(&old), Some(&new))?;
    }
    Ok(after)
}

fn check_category(db: &Connection, category: &TaxCategory) -> Result<()> {
    for (field, text) in [("code", &category.code), ("name", &category.name)] {
        demand_some(field, text, 60)?;
        demand_no_card_number(field, text)?;
    }
    if store::code_is_taken(db, category)? {
        return Err(Error::field(
            "code",
            say!(
                "Another tax category has the code \"{code}\" already. Nothing was changed; choose another.",
                code = category.code
            ),
        ));
    }
    Ok(())
}

/// Adds a rate. A rate of the same name without an end, begun earlier, ends the day before this one begins.
///
/// # Errors
/// Not found; refuses a rate outside 0 to 1,000 %, an end before the beginning, and days on which a rate of the same name holds.
pub fn create_tax_rate(
    tx: &mut Write<'_>,
    category: TaxCategoryId,
    name: &str,
    rate: Rate,
    valid_from: NaiveDate,
    valid_until: Option<NaiveDate>,
) -> Result<TaxRate> {
    let rates = store::find_category(tx, category)?.rates;
    let new = TaxRate { id: tx.new_id(), name: name.trim().to_owned(), rate_millionths: rate, valid_from, valid_until };
    for open in rates.iter().filter(|open| open.name == new.name && open.valid_until.is_none() && open.valid_from < valid_from) {
        let ended = TaxRate { valid_until: valid_from.pred_opt(), ..open.clone() };
        put_rate(tx, open, &ended)?;
    }
    check_rate(&new, &store::find_category(tx, category)?.rates)?;
    store::insert_rate(tx, category, &new)?;
    for (field, value) in new.fields() {
        tx.change("tax_rates", new.id.0, field, None, value.as_deref())?;
    }
    Ok(new)
}

/// Corrects a rate. Sales already made keep theirs.
///
/// # Errors
/// As [`create_tax_rate`].
pub fn change_tax_rate(
    tx: &mut Write<'_>,
    id: TaxRateId,
    name: Option<String>,
    rate: Option<Rate>,
    valid_from: Option<NaiveDate>,
    valid_until: Option<Option<NaiveDate>>,
) -> Result<TaxRate> {
    let category = store::category_of_rate(tx, id)?;
    let rates = store::find_category(tx, category)?.rates;
    let before = rates.iter().find(|rate| rate.id == id).cloned().ok_or_else(|| Error::not_found(Record::TaxRate))?;
    let after = TaxRate {
        id,
        name: name.unwrap_or_else(|| before.name.clone()).trim().to_owned(),
        rate_millionths: rate.unwrap_or(before.rate_millionths),
        valid_from: valid_from.unwrap_or(before.valid_from),
        valid_until: valid_until.unwrap_or(before.valid_until),
    };
    check_rate(&after, &rates)?;
    put_rate(tx, &before, &after)?;
    Ok(after)
}

fn put_rate(tx: &mut Write<'_>, before: &TaxRate, after: &TaxRate) -> Result<()> {
    store::update_rate(tx, after)?;
    for ((field, old), (_, new)) in before.fields().into_iter().zip(after.fields()) {
        tx.change("tax_rates", after.id.0, field, old.as_deref(), new.as_deref())?;
    }
    Ok(())
}

fn check_rate(rate: &TaxRate, others: &[TaxRate]) -> Result<()> {
    demand_some("name", &rate.name, 40)?;
    demand_no_card_number("name", &rate.name)?;
    if [Some(rate.valid_from), rate.valid_until].into_iter().flatten().any(|day| !(1..=9999).contains(&day.year())) {
        return Err(Error::field(
            "valid_from",
            say!("The first and the last day lie between the years 1 and 9999. Nothing was changed."),
        ));
    }
    if !(0..=10_000_000).contains(&rate.rate_millionths.0) {
        return Err(Error::field("rate_millionths", say!("A tax rate lies between 0 % and 1,000 %. Nothing was changed.")));
    }
    if rate.valid_until.is_some_and(|until| until < rate.valid_from) {
        return Err(Error::field("valid_until", say!("The last day lies before the first. Nothing was changed; swap them.")));
    }
    let clash = others.iter().find(|other| other.id != rate.id && other.name == rate.name && other.overlaps(rate));
    match clash {
        Some(other) => Err(Error::field(
            "valid_from",
            say!(
                "\"{name}\" has the rate {rate} from {valid_from} already, and two rates of one name cannot hold on the same day. Nothing was changed; end the other first.",
                name = other.name,
                rate = other.rate_millionths,
                valid_from = other.valid_from
            ),
        )),
        None => Ok(()),
    }
}

/// How many random tickets a test tries: `COUNTERFOIL_MONEY_CASES` where it is set, as `./dev test --full money` does.
#[cfg(test)]
pub(crate) fn random_cases(usual: u32) -> proptest::test_runner::Config {
    let wanted = std::env::var("COUNTERFOIL_MONEY_CASES").ok().and_then(|text| text.parse().ok());
    proptest::test_runner::Config::with_cases(wanted.unwrap_or(usual))
}
