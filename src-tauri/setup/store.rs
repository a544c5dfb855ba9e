//! What a new shop begins with, in SQL.

use rusqlite::params;

use crate::base::{LocationId, Rate, RegisterId, Result, TaxCategoryId, TaxRateId};
use crate::store::Write;

/// Series of human numbers of every register: kind and what stands before the number; `#` becomes the register's number.
const SERIES: [(&str, &str); 6] = [
    ("order", "#-"),
    ("return", "R#-"),
    ("invoice", "INV#-"),
    ("credit_note", "CN#-"),
    ("goods_receipt", "GR#-"),
    ("customer", "C#-"),
];

/// The first number of each series; four digits look the same for years.
const FIRST_NUMBER: i64 = 1001;

pub(super) fn insert_location(tx: &Write<'_>, id: LocationId, name: &str, kind: &str, is_sellable: bool) -> Result<()> {
    tx.execute(
        "INSERT INTO locations (id, name, kind, is_sellable) VALUES (?1, ?2, ?3, ?4)",
        params![id, name, kind, is_sellable],
    )?;
    Ok(())
}

pub(super) fn insert_register(tx: &Write<'_>, id: RegisterId, location: LocationId, name: &str, number: i64) -> Result<()> {
    tx.execute(
        "INSERT INTO registers (id, device_id, location_id, name) VALUES (?1, ?2, ?3, ?4)",
        params![id, tx.device_id, location, name],
    )?;
    for (kind, prefix) in SERIES {
        tx.execute(
            "INSERT INTO series (register_id, kind, epoch, prefix, next_number) VALUES (?1, ?2, 1, ?3, ?4)",
            params![id, kind, prefix.replace('#', &number.to_string()), FIRST_NUMBER],
        )?;
    }
    Ok(())
}

#[expect(clippy::too_many_arguments, reason = "two rows at once: a category and its first rate")]
pub(super) fn insert_tax(
    tx: &Write<'_>,
    category: TaxCategoryId,
    rate_id: TaxRateId,
    code: &str,
    name: &str,
    tax_name: &str,
    rate: Rate,
    position: usize,
) -> Result<()> {
    tx.execute(
        "INSERT INTO tax_categories (id, code, name, position) VALUES (?1, ?2, ?3, ?4)",
        params![category, code, name, position as i64],
    )?;
    tx.execute(
        "INSERT INTO tax_rates (id, tax_category_id, name, rate_millionths, valid_from) VALUES (?1, ?2, ?3, ?4, '1970-01-01')",
        params![rate_id, category, tax_name, rate],
    )?;
    Ok(())
}
