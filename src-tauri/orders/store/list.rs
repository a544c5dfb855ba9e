//! Lists of orders: the page by index, count and sum from the covering index or from the sums of the days.

use chrono::NaiveDate;
use rusqlite::{Connection, Row, ToSql, types::Value};

use super::super::order::{OrderFilter, OrderHead, OrderList, split_number};
use crate::base::{Error, Money, Result};
use crate::summaries::{self, Period};

pub(super) const HEAD_COLUMNS: &str = "o.id, o.kind, o.channel, o.series, o.number, o.business_date, o.at_ms, o.customer_id, c.name, c.number,
  o.country, o.currency, o.tax_basis, o.discount_minor, o.net_minor, o.tax_minor, o.total_minor, o.cost_minor, o.line_count, o.note,
  s.name, r.name, o.import_id";

pub(super) const HEAD_JOINS: &str = "LEFT JOIN view_customers c ON c.id = o.customer_id
  LEFT JOIN view_staff_names s ON s.id = o.actor_id LEFT JOIN view_register_names r ON r.id = o.register_id";

/// Orders that match, newest first.
///
/// # Errors
/// A failing disk.
pub fn list_orders(db: &Connection, filter: &OrderFilter, offset: i64, limit: i64, sees_costs: bool) -> Result<OrderList> {
    let Some(condition) = Condition::of(filter) else {
        return Ok(OrderList { rows: Vec::new(), total: 0, sum_minor: Money::ZERO });
    };
    let (total, sum_minor) = count_and_sum(db, filter, &condition)?;
    let sql = page_sql(&condition);
    let mut values = condition.values;
    values.extend([Value::from(limit), Value::from(offset)]);
    let mut statement = db.prepare_cached(&sql)?;
    let mut found = statement.query(parameters(&values).as_slice())?;
    let mut rows = Vec::new();
    while let Some(row) = found.next()? {
        rows.push(head(row, sees_costs)?);
    }
    Ok(OrderList { rows, total, sum_minor })
}

/// The ids come out of the index alone, so passing over many rows reads none of them.
fn page_sql(condition: &Condition) -> String {
    let place = condition.values.len();
    format!(
        "SELECT {HEAD_COLUMNS} FROM (SELECT id FROM orders {} ORDER BY business_date DESC, at_ms DESC, id DESC LIMIT ?{} OFFSET ?{}) page
         CROSS JOIN orders o ON o.id = page.id {HEAD_JOINS} ORDER BY o.business_date DESC, o.at_ms DESC, o.id DESC",
        condition.sql,
        place + 1,
        place + 2
    )
}

fn count_and_sum(db: &Connection, filter: &OrderFilter, condition: &Condition) -> Result<(i64, Money)> {
    let by_days_only = filter.number.is_none()
        && filter.kind.is_none()
        && filter.customer_id.is_none()
        && filter.variant_id.is_none()
        && filter.product_id.is_none()
        && filter.import_id.is_none();
    if by_days_only {
        let (first, last) = (NaiveDate::from_ymd_opt(1, 1, 1), NaiveDate::from_ymd_opt(9999, 12, 31));
        let period = Period {
            from: filter.from.or(first).ok_or_else(|| Error::internal("the first day"))?,
            to: filter.to.or(last).ok_or_else(|| Error::internal("the last day"))?,
        };
        let totals = summaries::totals(db, period, filter.country.as_deref())?;
        return Ok((totals.sale_count + totals.return_count, totals.total));
    }
    let sql = format!("SELECT count(*), coalesce(sum(total_minor), 0) FROM orders {}", condition.sql);
    let mut statement = db.prepare_cached(&sql)?;
    Ok(statement.query_row(parameters(&condition.values).as_slice(), |row| Ok((row.get(0)?, row.get(1)?)))?)
}

fn parameters(values: &[Value]) -> Vec<&dyn ToSql> {
    values.iter().map(|value| value as &dyn ToSql).collect()
}

/// What a filter means in SQL.
struct Condition {
    sql: String,
    values: Vec<Value>,
}

impl Condition {
    /// `None` when nothing can match.
    fn of(filter: &OrderFilter) -> Option<Self> {
        let mut parts: Vec<String> = Vec::new();
        let mut values: Vec<Value> = Vec::new();
        let mut add = |sql: &str, value: Value| {
            values.push(value);
            parts.push(sql.replace('?', &format!("?{}", values.len())));
        };
        if let Some(text) = &filter.number {
            let (series, number) = split_number(text)?;
            add("number = ?", number.into());
            if !series.is_empty() {
                add("series = ? COLLATE NOCASE", series.to_owned().into());
            }
        }
        if let Some(from) = filter.from {
            add("business_date >= ?", from.to_string().into());
        }
        if let Some(to) = filter.to {
            add("business_date <= ?", to.to_string().into());
        }
        if let Some(kind) = filter.kind {
            add("kind = ?", kind.code().to_owned().into());
        }
        if let Some(country) = &filter.country {
            add("country = ?", country.clone().into());
        }
        if let Some(customer) = filter.customer_id {
            add("customer_id = ?", customer.0.as_bytes().to_vec().into());
        }
        if let Some(variant) = filter.variant_id {
            add("id IN (SELECT order_id FROM order_lines WHERE variant_id = ?)", variant.0.as_bytes().to_vec().into());
        }
        if let Some(product) = filter.product_id {
            add(
                "id IN (SELECT l.order_id FROM view_variant_names v JOIN order_lines l ON l.variant_id = v.id WHERE v.product_id = ?)",
                product.0.as_bytes().to_vec().into(),
            );
        }
        if let Some(import) = filter.import_id {
            // An import is most of a shop's history: walking the days beats sorting its orders, hence no index here.
            add("+import_id = ?", import.0.as_bytes().to_vec().into());
        }
        let sql = if parts.is_empty() { String::new() } else { format!("WHERE {}", parts.join(" AND ")) };
        Some(Self { sql, values })
    }
}

pub(super) fn head(row: &Row<'_>, sees_costs: bool) -> Result<OrderHead> {
    let text = |column: usize| row.get_ref(column)?.as_str().map_err(|error| Error::internal(error.to_string()));
    Ok(OrderHead {
        id: row.get(0)?,
        kind: text(1)?.parse()?,
        channel: text(2)?.parse()?,
        number: format!("{}{}", text(3)?, row.get::<_, i64>(4)?),
        business_date: text(5)?.parse().map_err(Error::internal)?,
        at_ms: row.get(6)?,
        customer_id: row.get(7)?,
        customer_name: row.get(8)?,
        customer_number: row.get(9)?,
        country: row.get(10)?,
        currency: row.get(11)?,
        tax_basis: text(12)?.parse()?,
        discount_minor: row.get(13)?,
        net_minor: row.get(14)?,
        tax_minor: row.get(15)?,
        total_minor: row.get(16)?,
        cost_minor: if sees_costs { Some(row.get(17)?) } else { None },
        line_count: row.get(18)?,
        note: row.get(19)?,
        staff_name: row.get(20)?,
        register_name: row.get(21)?,
        import_id: row.get(22)?,
    })
}

/// The statements behind the lists people look at most, for the tests that read their plans.
#[must_use]
pub fn hot_statements() -> Vec<String> {
    let filters = [
        OrderFilter::default(),
        OrderFilter { country: Some("France".into()), ..OrderFilter::default() },
        OrderFilter {
            from: NaiveDate::from_ymd_opt(2011, 1, 1),
            to: NaiveDate::from_ymd_opt(2011, 2, 1),
            ..OrderFilter::default()
        },
        OrderFilter { number: Some("536365".into()), ..OrderFilter::default() },
    ];
    filters.iter().filter_map(Condition::of).map(|condition| page_sql(&condition)).collect()
}
