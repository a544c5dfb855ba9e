//! What a shop holds, counted in SQL, and what this device keeps about its backups.

use rusqlite::Connection;

use super::backup::Holdings;
use crate::base::Result;

pub(super) fn holdings(db: &Connection) -> Result<Holdings> {
    let mut holdings = Holdings::default();
    (holdings.sales, holdings.sales_total_minor, holdings.returns, holdings.returns_total_minor) = db.query_row(
        "SELECT count(*) FILTER (WHERE kind = 'sale'), coalesce(sum(total_minor) FILTER (WHERE kind = 'sale'), 0),
                count(*) FILTER (WHERE kind = 'return'), coalesce(sum(total_minor) FILTER (WHERE kind = 'return'), 0) FROM view_orders",
        [],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
    )?;
    (holdings.documents, holdings.documents_total_minor) =
        db.query_row("SELECT count(*), coalesce(sum(total_minor), 0) FROM view_order_documents", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    holdings.customers = db.query_row("SELECT count(*) FROM view_customers", [], |row| row.get(0))?;
    holdings.products = db.query_row("SELECT count(DISTINCT product_id) FROM view_variant_names", [], |row| row.get(0))?;
    holdings.stock_value_minor =
        db.query_row("SELECT coalesce(sum(value_minor), 0) FROM view_stock_on_hand", [], |row| row.get(0))?;
    Ok(holdings)
}
