//! The one row of the table `shop`.

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row};

use super::{PaperSize, Shop, TaxRounding, currency_exponent};
use crate::base::{Code, Error, Result};
use crate::say;

const COLUMNS: &str = "id, name, address, country, currency, language, time_zone, paper_size, prices_include_tax, tax_rounding,
  tax_number, cash_rounding_minor, allow_negative_stock, expiry_warning_days, lock_after_minutes, is_demo";

/// The shop.
///
/// # Errors
/// Says that none was set up yet.
pub fn find_shop(db: &Connection) -> Result<Shop> {
    let mut shop = db
        .prepare_cached(&format!("SELECT {COLUMNS} FROM shop"))?
        .query_row([], from_row)
        .optional()?
        .ok_or_else(|| Error::new(Code::NoShop, say!("There is no shop here yet. Set one up first.")))?;
    shop.currency_exponent = currency_exponent(&shop.currency)?;
    Ok(shop)
}

/// Whether the shop was set up.
///
/// # Errors
/// A failing disk.
pub fn has_shop(db: &Connection) -> Result<bool> {
    Ok(db.query_row("SELECT EXISTS (SELECT 1 FROM shop)", [], |row| row.get(0))?)
}

/// Enters the shop at set-up.
///
/// # Errors
/// A failing disk.
pub fn insert_shop(db: &Connection, shop: &Shop) -> Result<()> {
    let places = (1..=16).map(|place| format!("?{place}")).collect::<Vec<_>>().join(", ");
    db.execute(&format!("INSERT INTO shop ({COLUMNS}) VALUES ({places})"), values(shop))?;
    Ok(())
}

pub(super) fn update_shop(db: &Connection, shop: &Shop) -> Result<()> {
    let assignments = COLUMNS.split(',').enumerate().map(|(place, column)| format!("{} = ?{}", column.trim(), place + 1));
    db.execute(&format!("UPDATE shop SET {}", assignments.collect::<Vec<_>>().join(", ")), values(shop))?;
    Ok(())
}

fn values(shop: &Shop) -> [&dyn ToSql; 16] {
    [
        &shop.id,
        &shop.name,
        &shop.address,
        &shop.country,
        &shop.currency,
        &shop.language,
        &shop.time_zone,
        &shop.paper_size,
        &shop.prices_include_tax,
        &shop.tax_rounding,
        &shop.tax_number,
        &shop.cash_rounding_minor,
        &shop.allow_negative_stock,
        &shop.expiry_warning_days,
        &shop.lock_after_minutes,
        &shop.is_demo,
    ]
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Shop> {
    Ok(Shop {
        id: row.get(0)?,
        name: row.get(1)?,
        address: row.get(2)?,
        country: row.get(3)?,
        currency: row.get(4)?,
        currency_exponent: 0,
        language: row.get(5)?,
        time_zone: row.get(6)?,
        paper_size: row.get(7)?,
        prices_include_tax: row.get(8)?,
        tax_rounding: row.get(9)?,
        tax_number: row.get(10)?,
        cash_rounding_minor: row.get(11)?,
        allow_negative_stock: row.get(12)?,
        expiry_warning_days: row.get(13)?,
        lock_after_minutes: row.get(14)?,
        is_demo: row.get(15)?,
    })
}

impl ToSql for PaperSize {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::A4 => "a4",
            Self::Letter => "letter",
        }
        .into())
    }
}

impl FromSql for PaperSize {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value.as_str()? {
            "a4" => Ok(Self::A4),
            "letter" => Ok(Self::Letter),
            _ => Err(FromSqlError::InvalidType),
        }
    }
}

impl ToSql for TaxRounding {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Document => "document",
            Self::Line => "line",
        }
        .into())
    }
}

impl FromSql for TaxRounding {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value.as_str()? {
            "document" => Ok(Self::Document),
            "line" => Ok(Self::Line),
            _ => Err(FromSqlError::InvalidType),
        }
    }
}
