//! Orders as somebody who types a few letters looks for them: by the beginning of a number or of a customer's name. Every statement stops
//! after a handful of rows that an index hands out in order.

use rusqlite::{Connection, params};

use super::super::order::{OrderHead, split_number};
use super::list::{HEAD_COLUMNS, HEAD_JOINS, head};
use crate::base::{CustomerId, OrderId, Result};

/// Sorts behind every letter.
const LAST: char = char::MAX;
/// How many customers of a name are looked into, and how many orders of each are offered.
const CUSTOMERS_MAX: usize = 8;
const ORDERS_OF_CUSTOMER: usize = 3;

const BY_NUMBER: &str = "SELECT id FROM orders WHERE number BETWEEN ?1 AND ?2 AND (?3 = '' OR series = ?3 COLLATE NOCASE) ORDER BY number, series LIMIT ?4";
const BY_DOCUMENT: &str = "SELECT order_id FROM view_order_documents
   WHERE number BETWEEN ?1 AND ?2 AND (?3 = '' OR series = ?3 COLLATE NOCASE) ORDER BY number, series LIMIT ?4";
const CUSTOMERS: &str = "SELECT id FROM view_customers WHERE name >= ?1 COLLATE NOCASE AND name < ?2 COLLATE NOCASE
   ORDER BY name COLLATE NOCASE LIMIT ?3";
const OF_CUSTOMER: &str = "SELECT id FROM orders WHERE customer_id = ?1 ORDER BY at_ms DESC LIMIT ?2";

/// The first orders that `text` is the beginning of: of their number, of the number of one of their documents, or of their customer's name.
///
/// # Errors
/// A failing disk.
pub fn search_orders(db: &Connection, text: &str, limit: usize, sees_costs: bool) -> Result<Vec<OrderHead>> {
    let text = text.trim();
    let mut found: Vec<OrderId> = Vec::new();
    if let Some((series, number)) = split_number(text) {
        for sql in [BY_NUMBER, BY_DOCUMENT] {
            for (first, last) in beginning_with(number) {
                if found.len() >= limit {
                    break;
                }
                let mut statement = db.prepare_cached(sql)?;
                let ids = statement.query_map(params![first, last, series, limit as i64], |row| row.get(0))?;
                add(&mut found, ids.collect::<rusqlite::Result<_>>()?);
            }
        }
    }
    if text.chars().any(char::is_alphabetic) {
        let mut statement = db.prepare_cached(CUSTOMERS)?;
        let ids = statement.query_map(params![text, format!("{text}{LAST}"), CUSTOMERS_MAX as i64], |row| row.get(0))?;
        for customer in ids.collect::<rusqlite::Result<Vec<CustomerId>>>()? {
            let mut statement = db.prepare_cached(OF_CUSTOMER)?;
            let ids = statement.query_map(params![customer, ORDERS_OF_CUSTOMER as i64], |row| row.get(0))?;
            add(&mut found, ids.collect::<rusqlite::Result<_>>()?);
        }
    }
    found.truncate(limit);
    let mut statement = db.prepare_cached(&format!("SELECT {HEAD_COLUMNS} FROM orders o {HEAD_JOINS} WHERE o.id = ?1"))?;
    let mut heads = Vec::with_capacity(found.len());
    for id in found {
        let mut rows = statement.query([id])?;
        while let Some(row) = rows.next()? {
            heads.push(head(row, sees_costs)?);
        }
    }
    Ok(heads)
}

fn add(found: &mut Vec<OrderId>, ids: Vec<OrderId>) {
    for id in ids {
        if !found.contains(&id) {
            found.push(id);
        }
    }
}

/// The whole numbers whose digits begin with these: 53 is 53, 530 to 539, 5300 to 5399 and so on.
fn beginning_with(number: i64) -> impl Iterator<Item = (i64, i64)> {
    std::iter::successors(Some((number, number)), |(first, last)| {
        Some((first.checked_mul(10)?, last.checked_mul(10)?.checked_add(9)?))
    })
    .take(if number == 0 { 1 } else { 10 })
}

/// The statements behind a search, for the tests that read their plans.
#[must_use]
pub fn search_statements() -> [String; 4] {
    [BY_NUMBER, BY_DOCUMENT, CUSTOMERS, OF_CUSTOMER].map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_begin_with_digits_are_ranges() {
        let ranges: Vec<_> = beginning_with(53).take(3).collect();
        assert_eq!(ranges, [(53, 53), (530, 539), (5300, 5399)]);
        assert_eq!(beginning_with(0).collect::<Vec<_>>(), [(0, 0)]);
        assert!(beginning_with(i64::MAX / 5).all(|(first, last)| first <= last));
    }
}
