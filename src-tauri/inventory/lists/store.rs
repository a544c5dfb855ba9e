//! The SQL of the lists of stock.

use chrono::NaiveDate;
use rusqlite::types::ToSql;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{
    BoardColumn, GoodsReceipt, GoodsReceiptLine, GoodsReceiptRow, Location, LotFilter, LotList, LotRow, MovementFilter,
    MovementRow, StockFilter, StockReason, StockRow,
};
use crate::base::{Error, GoodsReceiptId, Money, Quantity, Record, Result};
use crate::http::Page;
use crate::inventory::ExpiryBand;
use crate::inventory::store::{date, first_id_at, state};
use crate::products::{full_name, search};

/// Up to so many levels are read and sorted as a whole.
const LEVELS_SORTED_MAX: i64 = 5_000;

/// Conditions and their values, put together from what was asked for.
#[derive(Default)]
struct Conditions {
    texts: Vec<String>,
    values: Vec<Box<dyn ToSql>>,
}

impl Conditions {
    /// Adds a condition; `?` in it is its value.
    fn add(&mut self, text: &str, value: impl ToSql + 'static) {
        self.values.push(Box::new(value));
        self.texts.push(text.replace('?', &format!("?{}", self.values.len())));
    }

    fn add_plain(&mut self, text: &str) {
        self.texts.push(text.to_owned());
    }

    fn sql(&self) -> String {
        if self.texts.is_empty() { String::new() } else { format!("WHERE {}", self.texts.join(" AND ")) }
    }

    fn values(&self) -> Vec<&dyn ToSql> {
        self.values.iter().map(AsRef::as_ref).collect()
    }
}

fn name(row: &Row<'_>, first: usize) -> rusqlite::Result<String> {
    let text = |index: usize| row.get_ref(index).and_then(|value| Ok(value.as_str()?));
    Ok(full_name(text(first)?, [text(first + 1)?, text(first + 2)?, text(first + 3)?]))
}

/// The tables of the stock list, the most selective first: what is low, what expires, or everything in the order of names.
fn stock_tables(filter: &StockFilter, level_count: i64) -> (&'static str, &'static str) {
    let by_name = "p.name COLLATE NOCASE, p.local_key, v.position, t.expiry_date IS NULL, t.expiry_date, s.location_id";
    if filter.is_low {
        // A variant is low as a whole, so it is one row, unless somebody asks for a location.
        let tables = if filter.location_id.is_none() {
            "stock_totals o CROSS JOIN variants v ON v.id = o.variant_id CROSS JOIN products p ON p.id = v.product_id
           LEFT JOIN stock_levels s ON 0 LEFT JOIN lots t ON 0 LEFT JOIN locations l ON 0"
        } else {
            "stock_totals o CROSS JOIN variants v ON v.id = o.variant_id CROSS JOIN products p ON p.id = v.product_id
           JOIN stock_levels s ON s.variant_id = v.id LEFT JOIN lots t ON t.id = s.lot_id JOIN locations l ON l.id = s.location_id"
        };
        return (tables, by_name);
    }
    if filter.expires_until.is_some() {
        let tables = "lots t CROSS JOIN stock_levels s ON s.lot_id = t.id CROSS JOIN variants v ON v.id = s.variant_id
           CROSS JOIN products p ON p.id = v.product_id JOIN locations l ON l.id = s.location_id JOIN stock_totals o ON o.variant_id = v.id";
        return (tables, "t.expiry_date, t.id, s.location_id");
    }
    // Few levels are sorted faster than many products without stock are walked through in the order of their names.
    let tables = if filter.text.is_some() || filter.product_id.is_some() || filter.variant_id.is_some() {
        "variants v CROSS JOIN products p ON p.id = v.product_id CROSS JOIN stock_levels s ON s.variant_id = v.id
           LEFT JOIN lots t ON t.id = s.lot_id JOIN locations l ON l.id = s.location_id JOIN stock_totals o ON o.variant_id = v.id"
    } else if level_count <= LEVELS_SORTED_MAX {
        "stock_levels s CROSS JOIN variants v ON v.id = s.variant_id CROSS JOIN products p ON p.id = v.product_id
           LEFT JOIN lots t ON t.id = s.lot_id JOIN locations l ON l.id = s.location_id JOIN stock_totals o ON o.variant_id = v.id"
    } else {
        "products p CROSS JOIN variants v ON v.product_id = p.id CROSS JOIN stock_levels s ON s.variant_id = v.id
           LEFT JOIN lots t ON t.id = s.lot_id JOIN locations l ON l.id = s.location_id JOIN stock_totals o ON o.variant_id = v.id"
    };
    (tables, by_name)
}

fn stock_conditions(filter: &StockFilter) -> Option<Conditions> {
    let mut conditions = Conditions::default();
    if let Some(text) = filter.text.as_deref() {
        conditions.add(
            "v.local_key IN (SELECT f.rowid FROM variant_search f WHERE f.variant_search MATCH ?)",
            search::filter_expression(text)?,
        );
    }
    if let Some(id) = filter.product_id {
        conditions.add("v.product_id = ?", id);
    }
    if let Some(id) = filter.variant_id {
        conditions.add("v.id = ?", id);
    }
    if let Some(id) = filter.location_id {
        conditions.add("s.location_id = ?", id);
    }
    if filter.is_low {
        conditions.add_plain("o.is_low = 1 AND v.state = 'active' AND p.state = 'active'");
    }
    if let Some(until) = filter.expires_until {
        conditions.add("t.expiry_date <= ?", until.to_string());
        conditions.add_plain("s.quantity_thousandths <> 0");
    }
    Some(conditions)
}

/// One page of what lies where.
///
/// # Errors
/// A failing disk.
pub fn list_stock(db: &Connection, filter: &StockFilter) -> Result<Page<StockRow>> {
    // A text without a letter or digit in it matches nothing.
    let Some(conditions) = stock_conditions(filter) else { return Ok(Page { rows: Vec::new(), total: 0 }) };
    let level_count: i64 = db.prepare_cached("SELECT count(*) FROM stock_levels")?.query_row([], |row| row.get(0))?;
    let (tables, order) = stock_tables(filter, level_count);
    let (sql, values) = (conditions.sql(), conditions.values());
    let total = if sql.is_empty() {
        level_count
    } else {
        db.prepare_cached(&format!("SELECT count(*) FROM {tables} {sql}"))?.query_row(values.as_slice(), |row| row.get(0))?
    };
    let mut statement = db.prepare_cached(&format!(
        "SELECT v.id, p.id, p.name, v.option_1, v.option_2, v.option_3, v.sku, s.location_id, l.name, t.id, t.code, t.expiry_date,
           t.state, coalesce(s.quantity_thousandths, o.quantity_thousandths), o.quantity_thousandths, v.reorder_point_thousandths, o.is_low,
           coalesce(s.value_minor, o.value_minor)
         FROM {tables} {sql} ORDER BY {order} LIMIT {} OFFSET {}",
        filter.limit, filter.offset
    ))?;
    let rows = statement
        .query_map(values.as_slice(), |row| {
            let lot_state = if row.get_ref(12)? == rusqlite::types::ValueRef::Null { None } else { Some(state(row, 12)?) };
            Ok(StockRow {
                variant_id: row.get(0)?,
                product_id: row.get(1)?,
                name: name(row, 2)?,
                sku: row.get(6)?,
                location_id: row.get(7)?,
                location_name: row.get(8)?,
                lot_id: row.get(9)?,
                lot_code: row.get(10)?,
                expiry_date: date(row, 11)?,
                lot_state,
                on_hand_thousandths: row.get(13)?,
                variant_on_hand_thousandths: row.get(14)?,
                reorder_point_thousandths: row.get(15)?,
                is_low: row.get(16)?,
                value_minor: Some(row.get(17)?),
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Page { rows, total })
}

fn movement_conditions(filter: &MovementFilter) -> Conditions {
    let mut conditions = Conditions::default();
    if let Some(id) = filter.variant_id {
        conditions.add("m.variant_id = ?", id);
    }
    if let Some(id) = filter.lot_id {
        conditions.add("m.lot_id = ?", id);
    }
    if let Some(reason) = &filter.reason {
        conditions.add("m.reason = ?", reason.clone());
    }
    // The id of a movement begins with its time, so its key answers for the time too.
    if let Some(from) = filter.from {
        conditions.add("m.id >= ?", first_id_at(from).to_vec());
    }
    if let Some(before) = filter.before {
        conditions.add("m.id < ?", first_id_at(before).to_vec());
    }
    conditions
}

/// One page of movements, the newest first.
///
/// # Errors
/// A failing disk.
pub fn list_movements(db: &Connection, filter: &MovementFilter) -> Result<Page<MovementRow>> {
    let conditions = movement_conditions(filter);
    let (sql, values) = (conditions.sql(), conditions.values());
    let total = db
        .prepare_cached(&format!("SELECT count(*) FROM stock_movements m {sql}"))?
        .query_row(values.as_slice(), |row| row.get(0))?;
    let order = if filter.variant_id.is_some() { "m.at_ms DESC, m.id DESC" } else { "m.id DESC" };
    let mut statement = db.prepare_cached(&format!(
        "SELECT m.id, m.at_ms, m.business_date, m.reason, m.variant_id, p.id, p.name, v.option_1, v.option_2, v.option_3, v.sku,
           m.location_id, l.name, m.lot_id, t.code, m.quantity_thousandths, m.order_id, m.goods_receipt_id, a.name, m.note, m.value_minor
         FROM stock_movements m CROSS JOIN variants v ON v.id = m.variant_id CROSS JOIN products p ON p.id = v.product_id
           JOIN locations l ON l.id = m.location_id LEFT JOIN lots t ON t.id = m.lot_id LEFT JOIN staff a ON a.id = m.actor_id
         {sql} ORDER BY {order} LIMIT {} OFFSET {}",
        filter.limit, filter.offset
    ))?;
    let rows = statement
        .query_map(values.as_slice(), |row| {
            Ok(MovementRow {
                id: row.get(0)?,
                at_ms: row.get(1)?,
                business_date: row.get(2)?,
                reason: row.get(3)?,
                variant_id: row.get(4)?,
                product_id: row.get(5)?,
                name: name(row, 6)?,
                sku: row.get(10)?,
                location_id: row.get(11)?,
                location_name: row.get(12)?,
                lot_id: row.get(13)?,
                lot_code: row.get(14)?,
                quantity_thousandths: row.get(15)?,
                order_id: row.get(16)?,
                goods_receipt_id: row.get(17)?,
                actor_name: row.get(18)?,
                note: row.get(19)?,
                value_minor: Some(row.get(20)?),
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Page { rows, total })
}

fn lot_conditions(filter: &LotFilter, today: NaiveDate) -> Conditions {
    let mut conditions = Conditions::default();
    if let Some(id) = filter.variant_id {
        conditions.add("t.variant_id = ?", id);
    }
    if let Some(code) = &filter.code {
        let pattern = code.trim().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        conditions.add("t.code LIKE ? ESCAPE '\\'", format!("{pattern}%"));
    }
    match filter.band {
        None => {}
        Some(ExpiryBand::Later) => {
            let (from, _) = ExpiryBand::Later.dates(today);
            conditions.add("(t.expiry_date IS NULL OR t.expiry_date >= ?)", from.map(|date| date.to_string()));
        }
        Some(band) => {
            let (from, until) = band.dates(today);
            conditions.add("t.expiry_date >= ?", from.map_or_else(String::new, |date| date.to_string()));
            conditions.add("t.expiry_date <= ?", until.map(|date| date.to_string()));
        }
    }
    if let Some(state) = filter.state {
        conditions.add("t.state = ?", state.code());
    }
    if !filter.with_empty {
        conditions.add_plain("EXISTS (SELECT 1 FROM stock_levels s WHERE s.lot_id = t.id AND s.quantity_thousandths <> 0)");
    }
    conditions
}

/// One page of lots, the earliest expiry first, and the columns of the expiry board.
///
/// # Errors
/// A failing disk.
pub fn list_lots(db: &Connection, filter: &LotFilter, today: NaiveDate) -> Result<LotList> {
    let conditions = lot_conditions(filter, today);
    let (sql, values) = (conditions.sql(), conditions.values());
    let total =
        db.prepare_cached(&format!("SELECT count(*) FROM lots t {sql}"))?.query_row(values.as_slice(), |row| row.get(0))?;
    let mut statement = db.prepare_cached(&format!(
        "SELECT t.id, t.code, t.expiry_date, t.state,
           coalesce((SELECT e.reason FROM lot_events e WHERE e.lot_id = t.id ORDER BY e.event_no DESC LIMIT 1), ''),
           t.variant_id, p.id, p.name, v.option_1, v.option_2, v.option_3, v.sku,
           (SELECT coalesce(sum(s.quantity_thousandths), 0) FROM stock_levels s WHERE s.lot_id = t.id AND s.quantity_thousandths <> 0),
           (SELECT coalesce(sum(s.value_minor), 0) FROM stock_levels s WHERE s.lot_id = t.id AND s.quantity_thousandths <> 0)
         FROM lots t CROSS JOIN variants v ON v.id = t.variant_id CROSS JOIN products p ON p.id = v.product_id
         {sql} ORDER BY t.expiry_date IS NULL, t.expiry_date, t.id LIMIT {} OFFSET {}",
        filter.limit, filter.offset
    ))?;
    let rows = statement
        .query_map(values.as_slice(), |row| {
            let expiry_date = date(row, 2)?;
            Ok(LotRow {
                id: row.get(0)?,
                code: row.get(1)?,
                expiry_date,
                days_left: expiry_date.map(|date| (date - today).num_days()),
                band: ExpiryBand::of(expiry_date, today),
                state: state(row, 3)?,
                state_reason: row.get(4)?,
                variant_id: row.get(5)?,
                product_id: row.get(6)?,
                name: name(row, 7)?,
                sku: row.get(11)?,
                on_hand_thousandths: row.get(12)?,
                value_minor: Some(row.get(13)?),
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    let board = ExpiryBand::BOARD.into_iter().map(|band| board_column(db, band, today)).collect::<Result<_>>()?;
    Ok(LotList { rows, total, board })
}

fn board_column(db: &Connection, band: ExpiryBand, today: NaiveDate) -> Result<BoardColumn> {
    let (from, until) = band.dates(today);
    let (lot_count, value): (i64, i64) = db
        .prepare_cached(
            "SELECT count(DISTINCT t.id), coalesce(sum(s.value_minor), 0)
             FROM lots t CROSS JOIN stock_levels s ON s.lot_id = t.id AND s.quantity_thousandths <> 0
             WHERE t.expiry_date >= ?1 AND t.expiry_date <= ?2",
        )?
        .query_row(
            params![from.map_or_else(String::new, |date| date.to_string()), until.map(|date| date.to_string())],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
    Ok(BoardColumn { band, lot_count, value_minor: Some(Money::checked(value)?) })
}

const RECEIPT_COLUMNS: &str = "r.id, r.series || r.number, r.supplier, r.reference, l.name, a.name, r.business_date, r.at_ms,
       (SELECT count(*) FROM goods_receipt_lines n WHERE n.goods_receipt_id = r.id), r.value_minor
     FROM goods_receipts r JOIN locations l ON l.id = r.location_id LEFT JOIN staff a ON a.id = r.actor_id";

fn receipt_row(row: &Row<'_>) -> rusqlite::Result<GoodsReceiptRow> {
    Ok(GoodsReceiptRow {
        id: row.get(0)?,
        number: row.get(1)?,
        supplier: row.get(2)?,
        reference: row.get(3)?,
        location_name: row.get(4)?,
        actor_name: row.get(5)?,
        business_date: row.get(6)?,
        at_ms: row.get(7)?,
        line_count: row.get(8)?,
        value_minor: Some(row.get(9)?),
    })
}

/// One page of goods receipts, the newest first.
///
/// # Errors
/// A failing disk.
pub fn list_goods_receipts(db: &Connection, offset: i64, limit: i64) -> Result<Page<GoodsReceiptRow>> {
    let total = db.query_row("SELECT count(*) FROM goods_receipts", [], |row| row.get(0))?;
    // The caller may have made the ids, so their order is not that of the times.
    let mut statement =
        db.prepare_cached(&format!("SELECT {RECEIPT_COLUMNS} ORDER BY r.at_ms DESC, r.number DESC LIMIT ?1 OFFSET ?2"))?;
    let rows = statement.query_map(params![limit, offset], receipt_row)?.collect::<rusqlite::Result<_>>()?;
    Ok(Page { rows, total })
}

/// A goods receipt with its lines.
///
/// # Errors
/// An unknown one is not found.
pub fn find_goods_receipt(db: &Connection, id: GoodsReceiptId) -> Result<GoodsReceipt> {
    let head = db
        .prepare_cached(&format!("SELECT {RECEIPT_COLUMNS} WHERE r.id = ?1"))?
        .query_row([id], receipt_row)
        .optional()?
        .ok_or_else(|| Error::not_found(Record::GoodsReceipt))?;
    let mut statement = db.prepare_cached(
        "SELECT n.line_no, n.variant_id, p.id, p.name, v.option_1, v.option_2, v.option_3, v.sku, n.lot_id, t.code, t.expiry_date,
           n.quantity_thousandths, n.unit_cost_millionths, n.value_minor
         FROM goods_receipt_lines n JOIN variants v ON v.id = n.variant_id JOIN products p ON p.id = v.product_id
           LEFT JOIN lots t ON t.id = n.lot_id
         WHERE n.goods_receipt_id = ?1 ORDER BY n.line_no",
    )?;
    let lines = statement
        .query_map([id], |row| {
            Ok(GoodsReceiptLine {
                line_no: row.get(0)?,
                variant_id: row.get(1)?,
                product_id: row.get(2)?,
                name: name(row, 3)?,
                sku: row.get(7)?,
                lot_id: row.get(8)?,
                lot_code: row.get(9)?,
                expiry_date: date(row, 10)?,
                quantity_thousandths: row.get::<_, Quantity>(11)?,
                unit_cost_millionths: Some(row.get(12)?),
                value_minor: Some(row.get(13)?),
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(GoodsReceipt { head, lines })
}

/// Every place where stock lies.
///
/// # Errors
/// A failing disk.
pub fn list_locations(db: &Connection) -> Result<Vec<Location>> {
    let mut statement =
        db.prepare_cached("SELECT id, name, kind, is_sellable FROM locations ORDER BY is_sellable DESC, name COLLATE NOCASE")?;
    let rows = statement
        .query_map([], |row| Ok(Location { id: row.get(0)?, name: row.get(1)?, kind: row.get(2)?, is_sellable: row.get(3)? }))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

/// Every reason for a movement.
///
/// # Errors
/// A failing disk.
pub fn list_stock_reasons(db: &Connection) -> Result<Vec<StockReason>> {
    let mut statement = db.prepare_cached("SELECT code, direction, is_by_hand FROM stock_reasons ORDER BY position")?;
    let rows = statement
        .query_map([], |row| Ok(StockReason { code: row.get(0)?, direction: row.get(1)?, is_by_hand: row.get(2)? }))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Timestamp;
    use crate::inventory::store::SHELVES;

    fn plan(db: &Connection, sql: &str, values: &[&dyn ToSql]) -> String {
        let mut statement = db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let lines = statement.query_map(values, |row| row.get::<_, String>(3)).unwrap();
        lines.map(|line| line.unwrap()).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn the_hot_questions_use_their_indexes() {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch(include_str!("../../../migrations/V001__shop.sql")).unwrap();
        let fefo = plan(&db, SHELVES, &[&1, &2]);
        assert!(fefo.contains("SEARCH s USING PRIMARY KEY (variant_id=? AND location_id=?)"), "{fefo}");

        let filter = StockFilter { is_low: true, ..StockFilter::default() };
        let low = format!("SELECT 1 FROM {} {}", stock_tables(&filter, 0).0, stock_conditions(&filter).unwrap().sql());
        let low = plan(&db, &low, &[]);
        assert!(low.contains("stock_totals_low"), "{low}");

        let filter = StockFilter { expires_until: "2026-01-01".parse().ok(), ..StockFilter::default() };
        let conditions = stock_conditions(&filter).unwrap();
        let expiring = format!("SELECT 1 FROM {} {}", stock_tables(&filter, 0).0, conditions.sql());
        let expiring = plan(&db, &expiring, &conditions.values());
        assert!(expiring.contains("lots_by_expiry") && expiring.contains("stock_levels_by_lot"), "{expiring}");

        let filter = MovementFilter { from: Some(Timestamp(1)), before: Some(Timestamp(2)), ..MovementFilter::default() };
        let conditions = movement_conditions(&filter);
        let day = format!("SELECT 1 FROM stock_movements m {} ORDER BY m.id DESC", conditions.sql());
        let day = plan(&db, &day, &conditions.values());
        assert!(day.contains("USING PRIMARY KEY (id>? AND id<?)") && !day.contains("TEMP B-TREE"), "{day}");
    }
}
