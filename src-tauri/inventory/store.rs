//! The SQL that changes stock: one movement, one level and one total at a time, and the lots they belong to.

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::stock::{IssuedPart, Level, Lot, LotState, Shelf};
use crate::base::{
    Error, GoodsReceiptId, LocationId, LotId, Money, OrderId, Quantity, Record, Result, StockMovementId, Timestamp, UnitPrice,
    VariantId,
};
use crate::say;
use crate::store::{FactTable, Number, Verification, Write};

const STOCK_MOVEMENTS: FactTable = FactTable {
    name: "stock_movements",
    columns: &[
        "id",
        "variant_id",
        "lot_id",
        "location_id",
        "reason",
        "quantity_thousandths",
        "value_minor",
        "order_id",
        "order_line_no",
        "goods_receipt_id",
        "note",
        "register_id",
        "device_id",
        "actor_id",
        "business_date",
        "at_ms",
    ],
};

const LOT_EVENTS: FactTable =
    FactTable { name: "lot_events", columns: &["lot_id", "event_no", "state", "reason", "at_ms", "actor_id"] };

const GOODS_RECEIPTS: FactTable = FactTable {
    name: "goods_receipts",
    columns: &[
        "id",
        "series",
        "number",
        "supplier",
        "reference",
        "location_id",
        "register_id",
        "device_id",
        "actor_id",
        "business_date",
        "at_ms",
        "value_minor",
    ],
};

const GOODS_RECEIPT_LINES: FactTable = FactTable {
    name: "goods_receipt_lines",
    columns: &[
        "goods_receipt_id",
        "line_no",
        "variant_id",
        "lot_id",
        "quantity_thousandths",
        "unit_cost_millionths",
        "value_minor",
    ],
};

/// What stands for "no lot" in the key of a stock level, which may not be NULL.
const NO_LOT: LotId = LotId(uuid::Uuid::nil());

/// One change of stock about to be written.
#[derive(Debug, Clone)]
pub(super) struct Movement {
    pub variant_id: VariantId,
    pub lot_id: Option<LotId>,
    pub location_id: LocationId,
    pub reason: &'static str,
    pub quantity: Quantity,
    pub value: Money,
    pub order: Option<(OrderId, i64)>,
    pub goods_receipt_id: Option<GoodsReceiptId>,
    pub note: String,
}

/// Writes a movement and brings level and total up to date. A level with nothing in it has no row.
pub(super) fn post(tx: &mut Write<'_>, movement: &Movement, reorder_point: Option<Quantity>) -> Result<()> {
    append_movement(tx, movement)?;
    let lot_id = movement.lot_id.unwrap_or(NO_LOT);
    let (quantity, value) = tx
        .prepare_cached(
            "INSERT INTO stock_levels (variant_id, location_id, lot_id, quantity_thousandths, value_minor) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (variant_id, location_id, lot_id) DO UPDATE SET
               quantity_thousandths = quantity_thousandths + excluded.quantity_thousandths,
               value_minor = value_minor + excluded.value_minor
             RETURNING quantity_thousandths, value_minor",
        )?
        .query_row(params![movement.variant_id, movement.location_id, lot_id, movement.quantity, movement.value], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))
        })?;
    Quantity::checked(quantity)?;
    Money::checked(value)?;
    if quantity == 0 && value == 0 {
        tx.prepare_cached("DELETE FROM stock_levels WHERE variant_id = ?1 AND location_id = ?2 AND lot_id = ?3")?
            .execute(params![movement.variant_id, movement.location_id, lot_id])?;
    }
    let (quantity, value) = tx
        .prepare_cached(
            "INSERT INTO stock_totals (variant_id, quantity_thousandths, value_minor, is_low)
             VALUES (?1, ?2, ?3, ?4 IS NOT NULL AND ?2 <= ?4)
             ON CONFLICT (variant_id) DO UPDATE SET
               quantity_thousandths = quantity_thousandths + excluded.quantity_thousandths,
               value_minor = value_minor + excluded.value_minor,
               is_low = ?4 IS NOT NULL AND quantity_thousandths + excluded.quantity_thousandths <= ?4
             RETURNING quantity_thousandths, value_minor",
        )?
        .query_row(params![movement.variant_id, movement.quantity, movement.value, reorder_point], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))
        })?;
    Quantity::checked(quantity)?;
    Money::checked(value)?;
    Ok(())
}

/// Writes a movement that another one of the same transaction undoes, so that no level changes.
pub(super) fn append_movement(tx: &mut Write<'_>, movement: &Movement) -> Result<()> {
    let id: StockMovementId = tx.new_id();
    let register_id = tx.register_id()?;
    let (device_id, actor_id, date, now) = (tx.device_id, tx.context.actor_id, tx.business_date.to_string(), tx.now);
    tx.append(
        &STOCK_MOVEMENTS,
        params![
            id,
            movement.variant_id,
            movement.lot_id,
            movement.location_id,
            movement.reason,
            movement.quantity,
            movement.value,
            movement.order.map(|(order_id, _)| order_id),
            movement.order.map(|(_, line_no)| line_no),
            movement.goods_receipt_id,
            movement.note,
            register_id,
            device_id,
            actor_id,
            date,
            now
        ],
    )
}

/// A date as it is stored.
pub(super) fn date(row: &Row<'_>, index: usize) -> rusqlite::Result<Option<NaiveDate>> {
    Ok(row.get_ref(index)?.as_str_or_null()?.and_then(|text| text.parse().ok()))
}

/// The state of a lot as it is stored.
pub(super) fn state(row: &Row<'_>, index: usize) -> rusqlite::Result<LotState> {
    row.get_ref(index)?
        .as_str()?
        .parse()
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(index, rusqlite::types::Type::Text, Box::new(error)))
}

/// What lies at a location, in the order in which it is sold: earliest expiry first, what has no lot last.
pub(super) const SHELVES: &str = "SELECT t.id, t.code, t.expiry_date, t.state, s.quantity_thousandths, s.value_minor
     FROM stock_levels s LEFT JOIN lots t ON t.id = s.lot_id
     WHERE s.variant_id = ?1 AND s.location_id = ?2
     ORDER BY t.id IS NULL, t.expiry_date IS NULL, t.expiry_date, t.id";

pub(super) fn shelves(db: &Connection, variant_id: VariantId, location_id: LocationId) -> Result<Vec<Shelf>> {
    let mut statement = db.prepare_cached(SHELVES)?;
    let rows = statement.query_map(params![variant_id, location_id], |row| {
        let lot = match row.get(0)? {
            None => None,
            Some(id) => Some(Lot { id, code: row.get(1)?, expiry_date: date(row, 2)?, state: state(row, 3)? }),
        };
        Ok(Shelf { lot, level: Level { quantity: row.get(4)?, value: row.get(5)? } })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn level(db: &Connection, variant_id: VariantId, location_id: LocationId, lot_id: Option<LotId>) -> Result<Level> {
    Ok(db
        .prepare_cached(
            "SELECT quantity_thousandths, value_minor FROM stock_levels WHERE variant_id = ?1 AND location_id = ?2 AND lot_id = ?3",
        )?
        .query_row(params![variant_id, location_id, lot_id.unwrap_or(NO_LOT)], |row| {
            Ok(Level { quantity: row.get(0)?, value: row.get(1)? })
        })
        .optional()?
        .unwrap_or_default())
}

/// What a piece of this variant cost when it last came in; nothing when it never did.
pub(super) fn last_in(db: &Connection, variant_id: VariantId) -> Result<Level> {
    Ok(db
        .prepare_cached(
            "SELECT quantity_thousandths, value_minor FROM stock_movements
             WHERE variant_id = ?1 AND quantity_thousandths > 0 AND reason IN ('receipt', 'opening') ORDER BY at_ms DESC LIMIT 1",
        )?
        .query_row([variant_id], |row| Ok(Level { quantity: row.get(0)?, value: row.get(1)? }))
        .optional()?
        .unwrap_or_default())
}

pub(super) fn find_lot(db: &Connection, id: LotId) -> Result<(VariantId, Lot)> {
    db.prepare_cached("SELECT variant_id, code, expiry_date, state FROM lots WHERE id = ?1")?
        .query_row([id], |row| {
            Ok((row.get(0)?, Lot { id, code: row.get(1)?, expiry_date: date(row, 2)?, state: state(row, 3)? }))
        })
        .optional()?
        .ok_or_else(|| Error::not_found(Record::Lot))
}

pub(super) fn find_lot_by_code(db: &Connection, variant_id: VariantId, code: &str) -> Result<Option<Lot>> {
    Ok(db
        .prepare_cached(
            "SELECT id, code, expiry_date, state FROM lots WHERE variant_id = ?1 AND code = ?2 COLLATE NOCASE ORDER BY id LIMIT 1",
        )?
        .query_row(params![variant_id, code], |row| {
            Ok(Lot { id: row.get(0)?, code: row.get(1)?, expiry_date: date(row, 2)?, state: state(row, 3)? })
        })
        .optional()?)
}

pub(super) fn insert_lot(tx: &Write<'_>, variant_id: VariantId, code: &str, expiry_date: Option<NaiveDate>) -> Result<LotId> {
    let id: LotId = tx.new_id();
    tx.prepare_cached(
        "INSERT INTO lots (id, variant_id, code, expiry_date, state, created_at_ms) VALUES (?1, ?2, ?3, ?4, 'open', ?5)",
    )?
    .execute(params![id, variant_id, code, expiry_date.map(|date| date.to_string()), tx.now])?;
    Ok(id)
}

pub(super) fn set_expiry(tx: &mut Write<'_>, lot: &Lot, expiry_date: NaiveDate) -> Result<()> {
    let before = lot.expiry_date.map(|date| date.to_string());
    tx.change("lots", lot.id.0, "expiry_date", before.as_deref(), Some(&expiry_date.to_string()))?;
    tx.execute("UPDATE lots SET expiry_date = ?2 WHERE id = ?1", params![lot.id, expiry_date.to_string()])?;
    Ok(())
}

pub(super) fn set_lot_state(tx: &mut Write<'_>, lot_id: LotId, state: LotState, reason: &str) -> Result<()> {
    let event_no: i64 =
        tx.query_row("SELECT coalesce(max(event_no), 0) + 1 FROM lot_events WHERE lot_id = ?1", [lot_id], |row| row.get(0))?;
    let (now, actor_id) = (tx.now, tx.context.actor_id);
    tx.append(&LOT_EVENTS, params![lot_id, event_no, state.code(), reason, now, actor_id])?;
    tx.execute("UPDATE lots SET state = ?2 WHERE id = ?1", params![lot_id, state.code()])?;
    Ok(())
}

/// The name of a location, and whether what lies there is sold.
pub(super) fn find_location(db: &Connection, id: LocationId) -> Result<(String, bool)> {
    db.prepare_cached("SELECT name, is_sellable FROM locations WHERE id = ?1")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?
        .ok_or_else(|| Error::not_found(Record::Location))
}

pub(super) fn find_testers(db: &Connection) -> Result<Option<LocationId>> {
    Ok(db.query_row("SELECT id FROM locations WHERE kind = 'testers' ORDER BY id LIMIT 1", [], |row| row.get(0)).optional()?)
}

/// Direction of a reason, and whether people may use it.
pub(super) fn find_reason(db: &Connection, code: &str) -> Result<Option<(String, bool)>> {
    Ok(db
        .prepare_cached("SELECT direction, is_by_hand FROM stock_reasons WHERE code = ?1")?
        .query_row([code], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

pub(super) fn has_goods_receipt(db: &Connection, id: GoodsReceiptId) -> Result<bool> {
    Ok(db.prepare_cached("SELECT 1 FROM goods_receipts WHERE id = ?1")?.exists([id])?)
}

/// The head of a goods receipt about to be written.
pub(super) struct ReceiptHead<'a> {
    pub id: GoodsReceiptId,
    pub number: &'a Number,
    pub supplier: &'a str,
    pub reference: &'a str,
    pub location_id: LocationId,
    pub value: Money,
}

pub(super) fn append_receipt(tx: &mut Write<'_>, head: &ReceiptHead<'_>) -> Result<()> {
    let register_id = tx.register_id()?;
    let (device_id, actor_id, date, now) = (tx.device_id, tx.context.actor_id, tx.business_date.to_string(), tx.now);
    tx.append(
        &GOODS_RECEIPTS,
        params![
            head.id,
            head.number.series,
            head.number.number,
            head.supplier,
            head.reference,
            head.location_id,
            register_id,
            device_id,
            actor_id,
            date,
            now,
            head.value
        ],
    )
}

/// A line of a goods receipt about to be written.
pub(super) struct ReceiptLine {
    pub variant_id: VariantId,
    pub lot_id: Option<LotId>,
    pub quantity: Quantity,
    pub unit_cost: UnitPrice,
    pub value: Money,
}

pub(super) fn append_receipt_line(tx: &mut Write<'_>, id: GoodsReceiptId, line_no: i64, line: &ReceiptLine) -> Result<()> {
    tx.append(&GOODS_RECEIPT_LINES, params![id, line_no, line.variant_id, line.lot_id, line.quantity, line.unit_cost, line.value])
}

/// What the lines of an order moved, sales positive and returns negative.
pub(super) fn parts_of_order(db: &Connection, order_id: OrderId) -> Result<Vec<(i64, IssuedPart)>> {
    let mut statement = db.prepare_cached(
        "SELECT m.order_line_no, m.lot_id, t.code, t.expiry_date, -m.quantity_thousandths, -m.value_minor
         FROM stock_movements m LEFT JOIN lots t ON t.id = m.lot_id
         WHERE m.order_id = ?1 AND m.reason IN ('sale', 'customer_return') ORDER BY m.order_line_no, t.expiry_date, m.id",
    )?;
    let rows = statement.query_map([order_id], |row| {
        let part = IssuedPart {
            lot_id: row.get(1)?,
            lot_code: row.get(2)?,
            expiry_date: date(row, 3)?,
            quantity: row.get(4)?,
            cost: row.get(5)?,
        };
        Ok((row.get(0)?, part))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Every level, total, low mark and lot state that is not what the facts say.
pub(super) fn verify(db: &Connection, verification: &mut Verification) -> Result<()> {
    let levels = "SELECT variant_id, location_id, coalesce(lot_id, zeroblob(16)) AS lot_id,
                         sum(quantity_thousandths) AS quantity, sum(value_minor) AS value
                  FROM stock_movements GROUP BY 1, 2, 3 HAVING quantity <> 0 OR value <> 0";
    let totals =
        "SELECT variant_id, sum(quantity_thousandths) AS quantity, sum(value_minor) AS value FROM stock_movements GROUP BY 1";
    let checks = [
        (
            say!("stock levels"),
            "stock_levels",
            format!(
                "SELECT count(*) FROM ({levels}) d FULL JOIN stock_levels s USING (variant_id, location_id, lot_id)
                 WHERE d.quantity IS NOT s.quantity_thousandths OR d.value IS NOT s.value_minor"
            ),
        ),
        (
            say!("stock totals"),
            "stock_totals",
            format!(
                "SELECT count(*) FROM ({totals}) d FULL JOIN stock_totals s USING (variant_id)
                 WHERE coalesce(d.quantity, 0) IS NOT s.quantity_thousandths OR coalesce(d.value, 0) IS NOT s.value_minor"
            ),
        ),
        (
            say!("low stock marks"),
            "stock_totals",
            "SELECT count(*) FROM stock_totals s JOIN variants v ON v.id = s.variant_id
             JOIN products p ON p.id = v.product_id
             WHERE s.is_low <> coalesce(v.track_stock = 1 AND v.state = 'active' AND p.state <> 'archived'
                                        AND s.quantity_thousandths <= v.reorder_point_thousandths, 0)"
                .to_owned(),
        ),
        (
            say!("states of lots"),
            "lots",
            "SELECT count(*) FROM lots t WHERE t.state <> coalesce(
               (SELECT e.state FROM lot_events e WHERE e.lot_id = t.id ORDER BY e.event_no DESC LIMIT 1), 'open')"
                .to_owned(),
        ),
    ];
    for (what, table, sql) in checks {
        let count: i64 = db.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))?;
        verification.checked(what.clone(), count.unsigned_abs());
        let wrong: i64 = db.query_row(&sql, [], |row| row.get(0))?;
        if wrong > 0 {
            verification.found("stock", say!("{what}: {wrong} are not what the stock movements say.", what, wrong));
        }
    }
    Ok(())
}

/// When a day of the shop's began, as the smallest id a movement of that day can have: ids begin with their time.
pub(super) fn first_id_at(at: Timestamp) -> [u8; 6] {
    let bytes = at.0.max(0).to_be_bytes();
    [bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7]]
}
