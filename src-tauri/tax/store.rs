//! The tables `tax_categories` and `tax_rates`.

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::tax::{Tax, TaxCategory, TaxRate};
use crate::base::{Error, Record, Result, TaxCategoryId, TaxRateId};

/// Every category with its rates, in the order of the list; the rates newest first.
///
/// # Errors
/// A failing disk.
pub fn list_tax_categories(db: &Connection) -> Result<Vec<TaxCategory>> {
    let mut statement = db.prepare_cached("SELECT id, code, name, position FROM tax_categories ORDER BY position, name, id")?;
    let categories: Vec<TaxCategory> = statement.query_map([], category)?.collect::<rusqlite::Result<_>>()?;
    categories.into_iter().map(|category| Ok(TaxCategory { rates: rates(db, category.id)?, ..category })).collect()
}

/// The taxes of a category on a day, in the order of their names. None when no rate holds on that day.
///
/// # Errors
/// A failing disk.
pub fn taxes_of(db: &Connection, id: TaxCategoryId, on: NaiveDate) -> Result<Vec<Tax>> {
    let mut statement = db.prepare_cached(
        "SELECT name, rate_millionths FROM tax_rates
         WHERE tax_category_id = ?1 AND valid_from <= ?2 AND (valid_until IS NULL OR valid_until >= ?2) ORDER BY name, id",
    )?;
    let taxes =
        statement.query_map(params![id, on.to_string()], |row| Ok(Tax { name: row.get(0)?, rate_millionths: row.get(1)? }))?;
    Ok(taxes.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn find_category(db: &Connection, id: TaxCategoryId) -> Result<TaxCategory> {
    let found = db
        .prepare_cached("SELECT id, code, name, position FROM tax_categories WHERE id = ?1")?
        .query_row([id], category)
        .optional()?
        .ok_or_else(|| Error::not_found(Record::TaxCategory))?;
    Ok(TaxCategory { rates: rates(db, id)?, ..found })
}

fn category(row: &Row<'_>) -> rusqlite::Result<TaxCategory> {
    Ok(TaxCategory { id: row.get(0)?, code: row.get(1)?, name: row.get(2)?, position: row.get(3)?, rates: Vec::new() })
}

fn rates(db: &Connection, id: TaxCategoryId) -> Result<Vec<TaxRate>> {
    let mut statement = db.prepare_cached(
        "SELECT id, name, rate_millionths, valid_from, valid_until FROM tax_rates WHERE tax_category_id = ?1
         ORDER BY valid_from DESC, name, id",
    )?;
    let rates = statement.query_map([id], |row| {
        Ok(TaxRate {
            id: row.get(0)?,
            name: row.get(1)?,
            rate_millionths: row.get(2)?,
            valid_from: date(&row.get::<_, String>(3)?)?,
            valid_until: row.get::<_, Option<String>>(4)?.map(|text| date(&text)).transpose()?,
        })
    })?;
    Ok(rates.collect::<rusqlite::Result<_>>()?)
}

fn date(text: &str) -> rusqlite::Result<NaiveDate> {
    text.parse().map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error)))
}

pub(super) fn next_position(db: &Connection) -> Result<i64> {
    Ok(db.query_row("SELECT coalesce(max(position), 0) + 1 FROM tax_categories", [], |row| row.get(0))?)
}

pub(super) fn code_is_taken(db: &Connection, category: &TaxCategory) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM tax_categories WHERE code = ?1 COLLATE NOCASE AND id <> ?2)";
    Ok(db.query_row(sql, params![category.code, category.id], |row| row.get(0))?)
}

pub(super) fn insert_category(db: &Connection, category: &TaxCategory) -> Result<()> {
    db.execute(
        "INSERT INTO tax_categories (id, code, name, position) VALUES (?1, ?2, ?3, ?4)",
        params![category.id, category.code, category.name, category.position],
    )?;
    Ok(())
}

pub(super) fn update_category(db: &Connection, category: &TaxCategory) -> Result<()> {
    db.execute(
        "UPDATE tax_categories SET code = ?2, name = ?3, position = ?4 WHERE id = ?1",
        params![category.id, category.code, category.name, category.position],
    )?;
    Ok(())
}

pub(super) fn category_of_rate(db: &Connection, id: TaxRateId) -> Result<TaxCategoryId> {
    let sql = "SELECT tax_category_id FROM tax_rates WHERE id = ?1";
    db.query_row(sql, [id], |row| row.get(0)).optional()?.ok_or_else(|| Error::not_found(Record::TaxRate))
}

pub(super) fn insert_rate(db: &Connection, category: TaxCategoryId, rate: &TaxRate) -> Result<()> {
    db.execute(
        "INSERT INTO tax_rates (id, tax_category_id, name, rate_millionths, valid_from, valid_until) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            rate.id,
            category,
            rate.name,
            rate.rate_millionths,
            rate.valid_from.to_string(),
            rate.valid_until.map(|day| day.to_string())
        ],
    )?;
    Ok(())
}

pub(super) fn update_rate(db: &Connection, rate: &TaxRate) -> Result<()> {
    db.execute(
        "UPDATE tax_rates SET name = ?2, rate_millionths = ?3, valid_from = ?4, valid_until = ?5 WHERE id = ?1",
        params![
            rate.id,
            rate.name,
            rate.rate_millionths,
            rate.valid_from.to_string(),
            rate.valid_until.map(|day| day.to_string())
        ],
    )?;
    Ok(())
}
