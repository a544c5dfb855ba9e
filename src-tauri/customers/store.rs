//! The SQL of customers.

use rusqlite::types::ToSql;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Customer, CustomerInput};
use crate::base::{CustomerId, Error, ImportId, Record, Result};
use crate::http::Page;
use crate::store::Write;

const COLUMNS: &str = "id, number, name, address, email, phone, tax_number, country, created_at_ms";

fn customer(row: &Row<'_>) -> rusqlite::Result<Customer> {
    Ok(Customer {
        id: row.get(0)?,
        number: row.get(1)?,
        name: row.get(2)?,
        address: row.get(3)?,
        email: row.get(4)?,
        phone: row.get(5)?,
        tax_number: row.get(6)?,
        country: row.get(7)?,
        created_at_ms: row.get(8)?,
    })
}

/// A customer.
///
/// # Errors
/// An unknown one is not found.
pub fn find_customer(db: &Connection, id: CustomerId) -> Result<Customer> {
    db.prepare_cached(&format!("SELECT {COLUMNS} FROM customers WHERE id = ?1"))?
        .query_row([id], customer)
        .optional()?
        .ok_or_else(|| Error::not_found(Record::Customer))
}

/// One page of customers by name. Each word of `text` is part of the name, number, e-mail address or telephone number.
///
/// # Errors
/// A failing disk.
pub fn list_customers(db: &Connection, text: &str, offset: i64, limit: i64) -> Result<Page<Customer>> {
    let patterns: Vec<String> = text.split_whitespace().take(8).map(pattern).collect();
    let conditions: Vec<String> = (1..=patterns.len())
        .map(|place| {
            let place = format!("LIKE ?{place} ESCAPE '\\'");
            format!(
                "(name {place} OR number {place} OR email {place} OR phone {place} OR replace(replace(replace(phone, ' ', ''), '-', ''), '/', '') {place})"
            )
        })
        .collect();
    // Who was erased has no name and is nobody to sell to.
    let sql = format!("WHERE {}", ["name <> ''".to_owned()].into_iter().chain(conditions).collect::<Vec<_>>().join(" AND "));
    let values: Vec<&dyn ToSql> = patterns.iter().map(|pattern| pattern as &dyn ToSql).collect();
    let total =
        db.prepare_cached(&format!("SELECT count(*) FROM customers {sql}"))?.query_row(values.as_slice(), |row| row.get(0))?;
    let mut statement = db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM customers {sql} ORDER BY name COLLATE NOCASE, local_key LIMIT {limit} OFFSET {offset}"
    ))?;
    let rows = statement.query_map(values.as_slice(), customer)?.collect::<rusqlite::Result<_>>()?;
    Ok(Page { rows, total })
}

fn pattern(word: &str) -> String {
    format!("%{}%", word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}

pub(super) fn insert_customer(tx: &Write<'_>, input: &CustomerInput, import_id: Option<ImportId>) -> Result<CustomerId> {
    let id: CustomerId = tx.new_id();
    tx.prepare_cached(
        "INSERT INTO customers (id, number, name, address, email, phone, tax_number, country, created_at_ms, import_id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute(params![
        id,
        input.number,
        input.name,
        input.address,
        input.email,
        input.phone,
        input.tax_number,
        input.country,
        tx.now,
        import_id
    ])?;
    Ok(id)
}

pub(super) fn update_customer(tx: &Write<'_>, id: CustomerId, input: &CustomerInput) -> Result<()> {
    tx.prepare_cached(
        "UPDATE customers SET number = ?2, name = ?3, address = ?4, email = ?5, phone = ?6, tax_number = ?7, country = ?8 WHERE id = ?1",
    )?
    .execute(params![
        id,
        input.number,
        input.name,
        input.address,
        input.email,
        input.phone,
        input.tax_number,
        input.country
    ])?;
    Ok(())
}

pub(super) fn others_with_number(db: &Connection, number: &str, own: Option<CustomerId>) -> Result<Option<String>> {
    Ok(db
        .prepare_cached("SELECT name FROM customers WHERE number = ?1 AND id IS NOT ?2 LIMIT 1")?
        .query_row(params![number, own], |row| row.get(0))
        .optional()?)
}

pub(super) fn others_with_email(db: &Connection, email: &str, own: Option<CustomerId>) -> Result<Option<String>> {
    Ok(db
        .prepare_cached("SELECT name FROM customers WHERE email = ?1 COLLATE NOCASE AND email <> '' AND id IS NOT ?2 LIMIT 1")?
        .query_row(params![email, own], |row| row.get(0))
        .optional()?)
}
