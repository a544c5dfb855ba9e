//! The commits of the store and the accesses at its doors, read.

use rusqlite::Connection;
use rusqlite::types::ToSql;

use super::{Access, AccessFilter, Change, Commit, Filter};
use crate::base::Result;

/// The condition of a filter on `commits c`, with its values.
fn condition(filter: &Filter) -> (String, Vec<Box<dyn ToSql>>) {
    let mut terms: Vec<&str> = Vec::new();
    let mut values: Vec<Box<dyn ToSql>> = Vec::new();
    if let Some(staff_id) = filter.staff_id {
        terms.push("c.actor_id = ?");
        values.push(Box::new(staff_id));
    }
    if let Some(operation) = &filter.operation {
        terms.push("c.operation = ?");
        values.push(Box::new(operation.clone()));
    }
    if let Some(table) = &filter.table {
        terms.push("EXISTS (SELECT 1 FROM changes h WHERE h.commit_seq = c.seq AND h.table_name = ?)");
        values.push(Box::new(table.clone()));
    }
    if let Some(from) = filter.from {
        terms.push("c.at_ms >= ?");
        values.push(Box::new(from));
    }
    if let Some(until) = filter.until {
        terms.push("c.at_ms < ?");
        values.push(Box::new(until));
    }
    let condition = if terms.is_empty() { String::new() } else { format!("WHERE {}", terms.join(" AND ")) };
    (condition, values)
}

fn commits_sql(condition: &str) -> String {
    format!(
        "SELECT c.seq, c.at_ms, c.actor_id, s.name, r.name, c.operation FROM commits c
         LEFT JOIN view_staff_names s ON s.id = c.actor_id LEFT JOIN view_register_names r ON r.id = c.register_id
         {condition} ORDER BY c.seq DESC LIMIT ? OFFSET ?"
    )
}

/// A record's present name, where its kind has one.
const CHANGES: &str = "SELECT h.table_name, lower(hex(h.record_id)), h.field, t.before, t.after,
    CASE h.table_name
      WHEN 'staff' THEN (SELECT name FROM view_staff_names WHERE id = h.record_id)
      WHEN 'products' THEN (SELECT name FROM view_product_names WHERE id = h.record_id)
      WHEN 'variants' THEN (SELECT coalesce(nullif(sku, ''), name) FROM view_variant_names WHERE id = h.record_id)
      WHEN 'customers' THEN (SELECT name FROM view_customers WHERE id = h.record_id)
      WHEN 'roles' THEN (SELECT name FROM view_role_names WHERE id = h.record_id)
    END
  FROM changes h LEFT JOIN change_contents t ON t.commit_seq = h.commit_seq AND t.change_no = h.change_no
  WHERE h.commit_seq = ?1 ORDER BY h.change_no";

/// The statements behind the list, for the tests that read their plans.
#[must_use]
pub fn hot_statements() -> Vec<String> {
    vec![commits_sql(""), CHANGES.to_owned(), accesses_sql("")]
}

pub(super) fn list_commits(db: &Connection, filter: &Filter, limit: i64, offset: i64) -> Result<Vec<Commit>> {
    let (condition, mut values) = condition(filter);
    values.push(Box::new(limit));
    values.push(Box::new(offset));
    let mut statement = db.prepare_cached(&commits_sql(&condition))?;
    let rows = statement.query_map(rusqlite::params_from_iter(&values), |row| {
        Ok(Commit {
            seq: row.get(0)?,
            at_ms: row.get(1)?,
            staff_id: row.get(2)?,
            staff_name: row.get(3)?,
            register_name: row.get(4)?,
            operation: row.get(5)?,
            changes: Vec::new(),
        })
    })?;
    let mut commits = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    for commit in &mut commits {
        commit.changes = changes(db, commit.seq)?;
    }
    Ok(commits)
}

fn changes(db: &Connection, seq: i64) -> Result<Vec<Change>> {
    let mut statement = db.prepare_cached(CHANGES)?;
    let rows = statement.query_map([seq], |row| {
        Ok(Change {
            table: row.get(0)?,
            record: row.get(1)?,
            field: row.get(2)?,
            before: row.get(3)?,
            after: row.get(4)?,
            record_name: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn count_commits(db: &Connection, filter: &Filter) -> Result<i64> {
    let (condition, values) = condition(filter);
    let sql = format!("SELECT count(*) FROM commits c {condition}");
    Ok(db.prepare_cached(&sql)?.query_row(rusqlite::params_from_iter(&values), |row| row.get(0))?)
}

/// The condition of a filter on `view_accesses`, with its values.
fn access_condition(filter: &AccessFilter) -> (String, Vec<Box<dyn ToSql>>) {
    let mut terms: Vec<&str> = Vec::new();
    let mut values: Vec<Box<dyn ToSql>> = Vec::new();
    if let Some(account) = &filter.account {
        // Accounts are kept in small letters, whoever typed them.
        terms.push("instr(account, ?) > 0");
        values.push(Box::new(account.to_lowercase()));
    }
    if let Some(operation) = &filter.operation {
        terms.push("operation = ?");
        values.push(Box::new(operation.clone()));
    }
    if let Some(outcome) = &filter.outcome {
        terms.push("outcome = ?");
        values.push(Box::new(outcome.clone()));
    }
    if filter.is_refused_only {
        terms.push("outcome <> 'granted'");
    }
    // A minute belongs to a span when it begins in it; the days that people ask for begin with a minute.
    if let Some(from) = filter.from {
        terms.push("minute_at_ms >= ?");
        values.push(Box::new(from));
    }
    if let Some(until) = filter.until {
        terms.push("minute_at_ms < ?");
        values.push(Box::new(until));
    }
    let condition = if terms.is_empty() { String::new() } else { format!("WHERE {}", terms.join(" AND ")) };
    (condition, values)
}

fn accesses_sql(condition: &str) -> String {
    format!(
        "SELECT minute_at_ms, account, operation, outcome, count FROM view_accesses {condition}
         ORDER BY minute_at_ms DESC, account DESC, operation DESC, outcome DESC LIMIT ? OFFSET ?"
    )
}

pub(super) fn list_accesses(db: &Connection, filter: &AccessFilter, limit: i64, offset: i64) -> Result<Vec<Access>> {
    let (condition, mut values) = access_condition(filter);
    values.push(Box::new(limit));
    values.push(Box::new(offset));
    let mut statement = db.prepare_cached(&accesses_sql(&condition))?;
    let rows = statement.query_map(rusqlite::params_from_iter(&values), |row| {
        Ok(Access {
            minute_at_ms: row.get(0)?,
            account: row.get(1)?,
            operation: row.get(2)?,
            outcome: row.get(3)?,
            count: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn count_accesses(db: &Connection, filter: &AccessFilter) -> Result<i64> {
    let (condition, values) = access_condition(filter);
    let sql = format!("SELECT count(*) FROM view_accesses {condition}");
    Ok(db.prepare_cached(&sql)?.query_row(rusqlite::params_from_iter(&values), |row| row.get(0))?)
}
