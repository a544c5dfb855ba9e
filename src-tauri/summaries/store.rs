//! The tables `day_totals`, `day_products`, `dekad_products` and `quarter_products`.

use std::collections::HashMap;
use std::sync::LazyLock;

use chrono::NaiveDate;
use rusqlite::{Connection, Row, params};

use super::summary::{Grain, Part, Period, Sums, Totals};
use crate::base::{Error, Money, OrderId, Quantity, Result, VariantId};
use crate::say;
use crate::store::Verification;

/// What was sold of a variant, returns taken off.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sold {
    /// How much.
    pub quantity: Quantity,
    /// Without tax.
    pub net: Money,
    /// What it had cost.
    pub cost: Money,
    /// The part of net whose cost was recorded.
    pub costed_net: Money,
}

impl Sold {
    /// What is left of the sales whose costs are known.
    ///
    /// # Errors
    /// Refuses a difference beyond the range.
    pub fn margin(&self) -> Result<Money> {
        self.costed_net.minus(self.cost)
    }
}

const SUMS: &str = "coalesce(sum(sale_count), 0), coalesce(sum(return_count), 0), coalesce(sum(net_minor), 0), coalesce(sum(tax_minor), 0),
  coalesce(sum(total_minor), 0), coalesce(sum(cost_minor), 0), coalesce(sum(discount_minor), 0), coalesce(sum(return_net_minor), 0),
  coalesce(sum(return_total_minor), 0), coalesce(sum(costed_net_minor), 0)";

const ADD_DAY: &str =
    "INSERT INTO day_totals (business_date, country, sale_count, return_count, net_minor, tax_minor, total_minor,
    cost_minor, discount_minor, return_net_minor, return_total_minor, costed_net_minor)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
  ON CONFLICT (business_date, country) DO UPDATE SET
    sale_count = sale_count + excluded.sale_count, return_count = return_count + excluded.return_count,
    net_minor = net_minor + excluded.net_minor, tax_minor = tax_minor + excluded.tax_minor,
    total_minor = total_minor + excluded.total_minor, cost_minor = cost_minor + excluded.cost_minor,
    discount_minor = discount_minor + excluded.discount_minor, return_net_minor = return_net_minor + excluded.return_net_minor,
    return_total_minor = return_total_minor + excluded.return_total_minor,
    costed_net_minor = costed_net_minor + excluded.costed_net_minor";

/// The table of a grain, the name of its time, and the time of an order `o`.
const fn variant_table(grain: Grain) -> (&'static str, &'static str, &'static str) {
    match grain {
        Grain::Day => ("day_products", "business_date", "o.business_date"),
        Grain::Dekad => (
            "dekad_products",
            "dekad",
            "substr(o.business_date, 1, 8) || 'D' || min((CAST(substr(o.business_date, 9, 2) AS INTEGER) + 9) / 10, 3)",
        ),
        Grain::Quarter => (
            "quarter_products",
            "quarter",
            "substr(o.business_date, 1, 4) || '-Q' || ((CAST(substr(o.business_date, 6, 2) AS INTEGER) + 2) / 3)",
        ),
    }
}

pub(super) fn add(db: &Connection, sums: &Sums) -> Result<()> {
    let mut statement = db.prepare_cached(ADD_DAY)?;
    for ((day, country), totals) in &sums.days {
        statement.execute(params![
            day.to_string(),
            country,
            totals.sale_count,
            totals.return_count,
            totals.net,
            totals.tax,
            totals.total,
            totals.cost,
            totals.discount,
            totals.return_net,
            totals.return_total,
            totals.costed_net
        ])?;
    }
    for ((grain, at, variant), (quantity, net, cost, costed_net)) in &sums.variants {
        let mut statement = db.prepare_cached(add_variant_sql(*grain))?;
        statement.execute(params![at, variant, quantity, net, cost, costed_net])?;
    }
    Ok(())
}

/// Texts made once: a sale runs them for each of its lines.
fn add_variant_sql(grain: Grain) -> &'static str {
    static SQL: LazyLock<[String; 3]> = LazyLock::new(|| {
        Grain::ALL.map(|grain| {
            let (table, time, _) = variant_table(grain);
            format!(
                "INSERT INTO {table} ({time}, variant_id, quantity_thousandths, net_minor, cost_minor, costed_net_minor) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT ({time}, variant_id) DO UPDATE SET quantity_thousandths = quantity_thousandths + excluded.quantity_thousandths,
                   net_minor = net_minor + excluded.net_minor, cost_minor = cost_minor + excluded.cost_minor,
                   costed_net_minor = costed_net_minor + excluded.costed_net_minor"
            )
        })
    });
    &SQL[grain as usize]
}

/// The statement that derives `day_totals` from the orders.
fn derived_days(filter: &str) -> String {
    format!(
        "SELECT business_date, country, sum(kind = 'sale') AS sale_count, sum(kind = 'return') AS return_count, sum(net_minor) AS net_minor,
           sum(tax_minor) AS tax_minor, sum(total_minor) AS total_minor, sum(cost_minor) AS cost_minor, sum(discount_minor) AS discount_minor,
           sum(CASE kind WHEN 'return' THEN net_minor ELSE 0 END) AS return_net_minor,
           sum(CASE kind WHEN 'return' THEN total_minor ELSE 0 END) AS return_total_minor,
           sum(CASE WHEN import_id IS NULL THEN net_minor ELSE 0 END) AS costed_net_minor
         FROM view_orders {filter} GROUP BY business_date, country"
    )
}

/// The statement that derives one of the tables of variants from the order lines.
fn derived_variants(time: &str, expression: &str, filter: &str) -> String {
    format!(
        "SELECT {expression} AS {time}, l.variant_id, sum(l.quantity_thousandths) AS quantity_thousandths, sum(l.net_minor) AS net_minor,
           sum(l.cost_minor) AS cost_minor, sum(CASE WHEN o.import_id IS NULL THEN l.net_minor ELSE 0 END) AS costed_net_minor
         FROM view_orders o JOIN view_order_lines l ON l.order_id = o.id WHERE l.variant_id IS NOT NULL {filter} GROUP BY 1, 2"
    )
}

/// Orders as a parameter: a JSON list of their ids in hexadecimal.
const AMONG: &str = "IN (SELECT unhex(value) FROM json_each(?1))";

pub(super) fn take_back(db: &Connection, orders: &[OrderId]) -> Result<()> {
    let orders =
        serde_json::to_string(&orders.iter().map(|id| id.0.simple().to_string()).collect::<Vec<_>>()).map_err(Error::internal)?;
    db.execute(
        &format!(
            "UPDATE day_totals AS s SET sale_count = s.sale_count - d.sale_count, return_count = s.return_count - d.return_count,
               net_minor = s.net_minor - d.net_minor, tax_minor = s.tax_minor - d.tax_minor, total_minor = s.total_minor - d.total_minor,
               cost_minor = s.cost_minor - d.cost_minor, discount_minor = s.discount_minor - d.discount_minor,
               return_net_minor = s.return_net_minor - d.return_net_minor, return_total_minor = s.return_total_minor - d.return_total_minor,
               costed_net_minor = s.costed_net_minor - d.costed_net_minor
             FROM ({}) AS d WHERE s.business_date = d.business_date AND s.country = d.country",
            derived_days(&format!("WHERE id {AMONG}"))
        ),
        [&orders],
    )?;
    for (table, time, expression) in Grain::ALL.map(variant_table) {
        db.execute(
            &format!(
                "UPDATE {table} AS s SET quantity_thousandths = s.quantity_thousandths - d.quantity_thousandths,
                   net_minor = s.net_minor - d.net_minor, cost_minor = s.cost_minor - d.cost_minor,
                   costed_net_minor = s.costed_net_minor - d.costed_net_minor
                 FROM ({}) AS d WHERE s.{time} = d.{time} AND s.variant_id = d.variant_id",
                derived_variants(time, expression, &format!("AND o.id {AMONG}"))
            ),
            [&orders],
        )?;
    }
    Ok(())
}

/// Removes rows that became nothing.
pub(super) fn sweep(db: &Connection) -> Result<()> {
    db.execute("DELETE FROM day_totals WHERE sale_count = 0 AND return_count = 0", [])?;
    for (table, ..) in Grain::ALL.map(variant_table) {
        db.execute(&format!("DELETE FROM {table} WHERE quantity_thousandths = 0 AND net_minor = 0 AND cost_minor = 0"), [])?;
    }
    Ok(())
}

/// What the orders of a period come to, in all countries or one.
///
/// # Errors
/// A failing disk.
pub fn totals(db: &Connection, period: Period, country: Option<&str>) -> Result<Totals> {
    let sql = totals_sql();
    Ok(db
        .prepare_cached(&sql)?
        .query_row(params![period.from.to_string(), period.to.to_string(), country], |row| from_row(row, 0))?)
}

/// What each day of a period comes to; days without orders are left out.
///
/// # Errors
/// A failing disk.
pub fn by_day(db: &Connection, period: Period, country: Option<&str>) -> Result<Vec<(NaiveDate, Totals)>> {
    let rows = grouped(db, "business_date", "business_date", period, country)?;
    rows.into_iter().map(|(day, totals)| Ok((day.parse().map_err(Error::internal)?, totals))).collect()
}

/// What each month (`YYYY-MM`) of a period comes to, counting only its days inside the period.
///
/// # Errors
/// A failing disk.
pub fn by_month(db: &Connection, period: Period) -> Result<Vec<(String, Totals)>> {
    grouped(db, "substr(business_date, 1, 7)", "1", period, None)
}

/// What each country comes to, the largest first.
///
/// # Errors
/// A failing disk.
pub fn by_country(db: &Connection, period: Period) -> Result<Vec<(String, Totals)>> {
    grouped(db, "country", "sum(net_minor) DESC, country", period, None)
}

fn totals_sql() -> String {
    format!("SELECT {SUMS} FROM day_totals WHERE business_date BETWEEN ?1 AND ?2 AND (?3 IS NULL OR country = ?3)")
}

fn grouped_sql(by: &str, order: &str) -> String {
    format!(
        "SELECT {by}, {SUMS} FROM day_totals WHERE business_date BETWEEN ?1 AND ?2 AND (?3 IS NULL OR country = ?3)
         GROUP BY 1 ORDER BY {order}"
    )
}

fn grouped(db: &Connection, by: &str, order: &str, period: Period, country: Option<&str>) -> Result<Vec<(String, Totals)>> {
    let sql = grouped_sql(by, order);
    let mut statement = db.prepare_cached(&sql)?;
    let rows = statement.query_map(params![period.from.to_string(), period.to.to_string(), country], |row| {
        Ok((row.get(0)?, from_row(row, 1)?))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn from_row(row: &Row<'_>, first: usize) -> rusqlite::Result<Totals> {
    Ok(Totals {
        sale_count: row.get(first)?,
        return_count: row.get(first + 1)?,
        net: row.get(first + 2)?,
        tax: row.get(first + 3)?,
        total: row.get(first + 4)?,
        cost: row.get(first + 5)?,
        discount: row.get(first + 6)?,
        return_net: row.get(first + 7)?,
        return_total: row.get(first + 8)?,
        costed_net: row.get(first + 9)?,
    })
}

/// The statements behind every figure, for the tests that read their plans.
#[must_use]
pub fn hot_statements() -> Vec<String> {
    let mut statements = vec![totals_sql(), grouped_sql("business_date", "business_date"), grouped_sql("country", "country")];
    statements.extend(Grain::ALL.map(part_sql));
    statements
}

fn part_sql(grain: Grain) -> String {
    let (table, time, _) = variant_table(grain);
    format!(
        "SELECT variant_id, quantity_thousandths, net_minor, cost_minor, costed_net_minor FROM {table} WHERE {time} BETWEEN ?1 AND ?2"
    )
}

/// Adds one part of a period to what was sold of each variant. Summed here and not by SQL: a temporary tree of forty thousand rows
/// costs several times as much.
pub(super) fn add_part(db: &Connection, part: &Part, sold: &mut HashMap<VariantId, Sold>) -> Result<()> {
    let sign = if part.is_less { -1 } else { 1 };
    let mut statement = db.prepare_cached(&part_sql(part.grain))?;
    let mut rows = statement.query(params![part.grain.name(part.days.from), part.grain.name(part.days.to)])?;
    while let Some(row) = rows.next()? {
        let entry = sold.entry(row.get(0)?).or_default();
        *entry = Sold {
            quantity: Quantity(entry.quantity.0.saturating_add(sign * row.get::<_, i64>(1)?)),
            net: entry.net.plus(Money(sign * row.get::<_, i64>(2)?))?,
            cost: entry.cost.plus(Money(sign * row.get::<_, i64>(3)?))?,
            costed_net: entry.costed_net.plus(Money(sign * row.get::<_, i64>(4)?))?,
        };
    }
    Ok(())
}

/// Re-derives every sum from orders and their lines.
///
/// # Errors
/// A store that cannot be read.
pub fn verify(db: &Connection, verification: &mut Verification) -> Result<()> {
    let columns =
        "business_date, country, sale_count, return_count, net_minor, tax_minor, total_minor, cost_minor, discount_minor,
      return_net_minor, return_total_minor, costed_net_minor";
    compare(db, verification, "day_totals", columns, "sale_count <> 0 OR return_count <> 0", &derived_days(""))?;
    for grain in Grain::ALL {
        let (table, time, expression) = variant_table(grain);
        let is_something = "quantity_thousandths <> 0 OR net_minor <> 0 OR cost_minor <> 0";
        let columns = format!("{time}, variant_id, quantity_thousandths, net_minor, cost_minor, costed_net_minor");
        // The days are compared with the lines; what is longer comes from the days, of which there are far fewer.
        let derived = match grain {
            Grain::Day => derived_variants(time, expression, ""),
            Grain::Dekad | Grain::Quarter => derived_from_days(time, expression),
        };
        compare(db, verification, table, &columns, is_something, &derived)?;
    }
    Ok(())
}

/// The statement that derives a coarser table of variants from that of the days.
fn derived_from_days(time: &str, expression: &str) -> String {
    format!(
        "SELECT {expression} AS {time}, o.variant_id, sum(o.quantity_thousandths) AS quantity_thousandths, sum(o.net_minor) AS net_minor,
           sum(o.cost_minor) AS cost_minor, sum(o.costed_net_minor) AS costed_net_minor FROM day_products o GROUP BY 1, 2"
    )
}

/// Compares the rows of a table that say anything with those that a statement derives, which is run once.
fn compare(
    db: &Connection,
    verification: &mut Verification,
    table: &str,
    columns: &str,
    is_something: &str,
    derived: &str,
) -> Result<()> {
    let both = format!(
        "SELECT {columns}, 1 AS side FROM {table} WHERE {is_something} UNION ALL SELECT {columns}, -1 FROM ({derived}) WHERE {is_something}"
    );
    let uneven = format!("SELECT sum(side) AS surplus FROM ({both}) GROUP BY {columns} HAVING surplus <> 0");
    let counted = format!("SELECT coalesce(sum(surplus > 0), 0), coalesce(sum(surplus < 0), 0) FROM ({uneven})");
    let (wrong, missing): (i64, i64) = db.query_row(&counted, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let count: i64 = db.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))?;
    verification.checked(say!("sums of {table}", table), count.unsigned_abs());
    if wrong + missing > 0 {
        verification.found(
            "summaries",
            say!(
                "{wrong} sums of {table} are not what the orders say, and {missing} are missing or different there.",
                wrong,
                table,
                missing
            ),
        );
    }
    Ok(())
}
