//! What an import brought, found and removed.

use rusqlite::types::ToSql;
use rusqlite::{Connection, params};

use crate::base::{CustomerId, ImportId, Message, OrderId, ProductId, Result};
use crate::products;
use crate::say;
use crate::store::{Write, purge};
use crate::summaries;

const REASON: &str = "an import was undone";

/// What in the shop refers to what this import brought, in words; nothing when it can be undone.
///
/// # Errors
/// A failing disk.
pub fn references(db: &Connection, import_id: ImportId) -> Result<Vec<Message>> {
    type Told = fn(i64) -> Message;
    const IMPORTED_VARIANTS: &str = "SELECT v.id FROM variants v JOIN products p ON p.id = v.product_id WHERE p.import_id = ?1";
    let mut found = Vec::new();
    let asked: [(Told, String); 6] = [
        (
            |count| say!("{count} returns of what it sold", count),
            "SELECT count(DISTINCT l.order_id) FROM order_lines l JOIN orders o ON o.id = l.original_order_id
             WHERE l.original_order_id IS NOT NULL AND o.import_id = ?1 AND l.import_id IS NOT ?1"
                .to_owned(),
        ),
        (
            |count| say!("{count} invoices for its orders", count),
            "SELECT count(*) FROM documents d JOIN orders o ON o.id = d.order_id WHERE o.import_id = ?1".to_owned(),
        ),
        (
            |count| say!("{count} sales of its products", count),
            format!(
                "SELECT count(*) FROM orders o WHERE o.import_id IS NOT ?1 AND EXISTS
                   (SELECT 1 FROM order_lines l WHERE l.order_id = o.id AND l.variant_id IN ({IMPORTED_VARIANTS}))"
            ),
        ),
        (
            |count| say!("{count} sales to its customers", count),
            "SELECT count(*) FROM customers c JOIN orders o ON o.customer_id = c.id
             WHERE c.import_id = ?1 AND o.import_id IS NOT ?1"
                .to_owned(),
        ),
        (
            |count| say!("{count} stock movements of its products", count),
            format!("SELECT count(*) FROM stock_movements WHERE variant_id IN ({IMPORTED_VARIANTS})"),
        ),
        (
            |count| say!("{count} lots of its products", count),
            format!("SELECT count(*) FROM lots WHERE variant_id IN ({IMPORTED_VARIANTS})"),
        ),
    ];
    for (what, sql) in asked {
        let count: i64 = db.query_row(&sql, [import_id], |row| row.get(0))?;
        if count > 0 {
            found.push(what(count));
        }
    }
    Ok(found)
}

/// Orders of an import that nothing in the shop refers to.
const FREE_ORDERS: &str = "SELECT o.id FROM orders o WHERE o.import_id = ?1
   AND NOT EXISTS (SELECT 1 FROM order_lines r WHERE r.original_order_id = o.id AND r.import_id IS NOT ?1)
   AND NOT EXISTS (SELECT 1 FROM documents d WHERE d.order_id = o.id)";

/// Products of an import whose variants nothing in the shop refers to.
const FREE_PRODUCTS: &str = "SELECT p.id FROM products p WHERE p.import_id = ?1 AND NOT EXISTS (
   SELECT 1 FROM variants v WHERE v.product_id = p.id AND (
     EXISTS (SELECT 1 FROM order_lines l WHERE l.variant_id = v.id)
     OR EXISTS (SELECT 1 FROM stock_movements m WHERE m.variant_id = v.id)
     OR EXISTS (SELECT 1 FROM lots t WHERE t.variant_id = v.id)))";

/// Customers of an import who bought nothing else.
const FREE_CUSTOMERS: &str =
    "SELECT c.id FROM customers c WHERE c.import_id = ?1 AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id)";

/// How many orders an import has.
pub(super) fn count_orders(db: &Connection, id: ImportId) -> Result<i64> {
    Ok(db.query_row("SELECT count(*) FROM orders WHERE import_id = ?1", [id], |row| row.get(0))?)
}

/// Removes some orders of an import with their lines, payments and sums; answers how many. Nothing is left when it answers none.
pub(super) fn remove_orders(tx: &mut Write<'_>, id: ImportId, limit: usize) -> Result<usize> {
    let mut statement = tx.prepare_cached(&format!("{FREE_ORDERS} LIMIT ?2"))?;
    let rows = statement.query_map(params![id, limit as i64], |row| row.get(0))?;
    let orders = rows.collect::<rusqlite::Result<Vec<OrderId>>>()?;
    drop(statement);
    if orders.is_empty() {
        return Ok(0);
    }
    purge(tx, REASON, &format!("documents of import {id}"), |tx| {
        summaries::take_back(tx, &orders)?;
        let mut removed = 0;
        for sql in [
            "DELETE FROM payments WHERE order_id = ?1",
            "DELETE FROM order_lines WHERE order_id = ?1",
            "DELETE FROM orders WHERE id = ?1",
        ] {
            removed += for_each(tx, sql, orders.iter().map(|id| id as &dyn ToSql))?;
        }
        Ok(removed)
    })?;
    Ok(orders.len())
}

/// Removes the products and customers of an import. What the shop has come to use since it began to be undone stays, as the shop's own.
pub(super) fn remove_records(tx: &mut Write<'_>, id: ImportId) -> Result<()> {
    purge(tx, REASON, &format!("products and customers of import {id}"), |tx| {
        let mut removed = 0;
        let products: Vec<ProductId> = ids(tx, FREE_PRODUCTS, id)?;
        for sql in [
            "DELETE FROM price_changes WHERE variant_id IN (SELECT id FROM variants WHERE product_id = ?1)",
            "DELETE FROM barcodes WHERE variant_id IN (SELECT id FROM variants WHERE product_id = ?1)",
            "DELETE FROM stock_totals WHERE variant_id IN (SELECT id FROM variants WHERE product_id = ?1)",
            "DELETE FROM variants WHERE product_id = ?1",
            "DELETE FROM products WHERE id = ?1",
        ] {
            removed += for_each(tx, sql, products.iter().map(|id| id as &dyn ToSql))?;
        }
        let customers: Vec<CustomerId> = ids(tx, FREE_CUSTOMERS, id)?;
        removed += for_each(tx, "DELETE FROM customers WHERE id = ?1", customers.iter().map(|id| id as &dyn ToSql))?;
        tx.execute("UPDATE products SET import_id = NULL WHERE import_id = ?1", [id])?;
        tx.execute("UPDATE customers SET import_id = NULL WHERE import_id = ?1", [id])?;
        summaries::sweep(tx)?;
        products::rebuild_search(tx)?;
        Ok(removed)
    })?;
    Ok(())
}

fn ids<T: rusqlite::types::FromSql>(db: &Connection, sql: &str, id: ImportId) -> Result<Vec<T>> {
    Ok(db.prepare(sql)?.query_map([id], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

fn for_each<'a>(db: &Connection, sql: &str, ids: impl Iterator<Item = &'a dyn ToSql>) -> Result<usize> {
    let mut statement = db.prepare_cached(sql)?;
    let mut removed = 0;
    for id in ids {
        removed += statement.execute([id])?;
    }
    Ok(removed)
}
