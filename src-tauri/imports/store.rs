//! The tables `imports` and `import_rows`.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::import::{Import, ImportKind, ImportRow, ImportState, Report};
use super::problem::Problem;
use crate::base::{Error, ImportId, LocationId, Message, ProductId, Quantity, Record, RegisterId, Result, VariantId};
use crate::store::{Context, Write};

const IMPORT: &str = "SELECT id, kind, file_name, state, rows_done, report, actor_id, started_at_ms, ended_at_ms,
  (SELECT count(DISTINCT row_no) FROM import_rows r WHERE r.import_id = imports.id AND r.kind = 'problem') FROM imports";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Import> {
    let text = |place: usize| row.get::<_, String>(place);
    Ok(Import {
        id: row.get(0)?,
        kind: text(1)?.parse().map_err(conversion)?,
        file_name: text(2)?,
        state: text(3)?.parse().map_err(conversion)?,
        rows_done: row.get::<_, i64>(4)?.unsigned_abs(),
        report: serde_json::from_str(&text(5)?).map_err(|error| conversion(Error::internal(error)))?,
        actor_id: row.get(6)?,
        started_at_ms: row.get(7)?,
        ended_at_ms: row.get(8)?,
        problem_count: row.get(9)?,
    })
}

fn conversion(error: Error) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error))
}

/// Every import, the latest first.
pub(super) fn list(db: &Connection) -> Result<Vec<Import>> {
    let mut statement = db.prepare_cached(&format!("{IMPORT} ORDER BY started_at_ms DESC, id DESC LIMIT 500"))?;
    Ok(statement.query_map([], from_row)?.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn find(db: &Connection, id: ImportId) -> Result<Import> {
    let mut statement = db.prepare_cached(&format!("{IMPORT} WHERE id = ?1"))?;
    statement.query_row([id], from_row).optional()?.ok_or_else(|| Error::not_found(Record::Import))
}

/// The import of this very file that was not undone.
pub(super) fn find_by_hash(db: &Connection, kind: ImportKind, hash: &[u8; 32]) -> Result<Option<Import>> {
    let mut statement = db.prepare_cached(&format!("{IMPORT} WHERE kind = ?1 AND file_hash = ?2 AND state <> 'undone'"))?;
    Ok(statement.query_row(params![kind.code(), &hash[..]], from_row).optional()?)
}

pub(super) fn begin(tx: &mut Write<'_>, kind: ImportKind, file_name: &str, hash: &[u8; 32]) -> Result<ImportId> {
    let id: ImportId = tx.new_id();
    tx.execute(
        "INSERT INTO imports (id, kind, file_name, file_hash, state, rows_done, report, actor_id, started_at_ms)
         VALUES (?1, ?2, ?3, ?4, 'running', 0, '', ?5, ?6)",
        params![id, kind.code(), file_name, &hash[..], tx.context.actor_id, tx.now],
    )?;
    tx.change("imports", id.0, "state", None, Some("running"))?;
    Ok(id)
}

pub(super) fn resume(tx: &mut Write<'_>, id: ImportId) -> Result<()> {
    tx.execute("UPDATE imports SET state = 'running', ended_at_ms = NULL WHERE id = ?1", [id])?;
    tx.change("imports", id.0, "state", Some("cancelled"), Some("running"))
}

pub(super) fn save_report(tx: &mut Write<'_>, id: ImportId, rows_done: u64, report: &Report) -> Result<()> {
    let report = serde_json::to_string(report).map_err(Error::internal)?;
    let rows_done = i64::try_from(rows_done).map_err(Error::internal)?;
    tx.execute("UPDATE imports SET rows_done = ?2, report = ?3 WHERE id = ?1", params![id, rows_done, report])?;
    Ok(())
}

pub(super) fn end(tx: &mut Write<'_>, id: ImportId, state: ImportState, report: &Report) -> Result<()> {
    let report = serde_json::to_string(report).map_err(Error::internal)?;
    tx.execute(
        "UPDATE imports SET state = ?2, report = ?3, ended_at_ms = ?4 WHERE id = ?1",
        params![id, state.code(), report, tx.now],
    )?;
    tx.change("imports", id.0, "state", Some("running"), Some(state.code()))
}

/// From here on an import cannot be gone on with, only be undone to the end.
pub(super) fn mark_undoing(tx: &mut Write<'_>, import: &Import) -> Result<()> {
    if import.state == ImportState::Undoing {
        return Ok(());
    }
    tx.execute("UPDATE import_rows SET variant_id = NULL WHERE import_id = ?1", [import.id])?;
    tx.execute("UPDATE imports SET state = 'undoing' WHERE id = ?1", [import.id])?;
    tx.change("imports", import.id.0, "state", Some(import.state.code()), Some("undoing"))
}

/// An import is taken back: its rows stay as a record.
pub(super) fn mark_undone(tx: &mut Write<'_>, id: ImportId) -> Result<()> {
    tx.execute("UPDATE imports SET state = 'undone', ended_at_ms = ?2 WHERE id = ?1", params![id, tx.now])?;
    tx.change("imports", id.0, "state", Some("undoing"), Some("undone"))
}

/// The register at which imported history is booked: the caller's, or the shop's first.
pub(super) fn register(db: &Connection, context: &Context) -> Result<(RegisterId, LocationId)> {
    if let (Some(register), Some(location)) = (context.register_id, context.location_id) {
        return Ok((register, location));
    }
    Ok(db.query_row("SELECT id, location_id FROM registers ORDER BY id LIMIT 1", [], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// A product by its name and brand, for lists that hold no codes.
pub(super) fn product_by_name(db: &Connection, name: &str, brand: &str) -> Result<Option<ProductId>> {
    let sql =
        "SELECT id FROM products WHERE name = ?1 COLLATE NOCASE AND brand = ?2 COLLATE NOCASE ORDER BY state, local_key LIMIT 1";
    Ok(db.prepare_cached(sql)?.query_row([name, brand], |row| row.get(0)).optional()?)
}

/// Marks imports that were at work when the program ended; answers whether there was one.
pub(super) fn cancel_unfinished(tx: &mut Write<'_>) -> Result<bool> {
    let mut statement = tx.prepare("SELECT id FROM imports WHERE state = 'running'")?;
    let unfinished: Vec<ImportId> = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    drop(statement);
    for id in &unfinished {
        tx.execute("UPDATE imports SET state = 'cancelled', ended_at_ms = ?2 WHERE id = ?1", params![id, tx.now])?;
        tx.change("imports", id.0, "state", Some("running"), Some("cancelled"))?;
    }
    Ok(!unfinished.is_empty())
}

/// A row that did not become what it looked like.
#[derive(Debug)]
pub(super) struct Entry<'a> {
    pub row_no: u64,
    pub kind: &'a str,
    pub column: &'a str,
    pub value: &'a str,
    pub message: &'a Message,
    pub content: &'a str,
    pub variant_id: Option<VariantId>,
    pub quantity: Option<Quantity>,
}

pub(super) fn insert_entry(tx: &Write<'_>, import_id: ImportId, entry: &Entry<'_>) -> Result<()> {
    let row_no = i64::try_from(entry.row_no).map_err(Error::internal)?;
    tx.prepare_cached(
        "INSERT INTO import_rows (import_id, row_no, entry_no, kind, column_name, value, message, content, variant_id, quantity_thousandths)
         VALUES (?1, ?2, (SELECT count(*) + 1 FROM import_rows WHERE import_id = ?1 AND row_no = ?2), ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        import_id,
        row_no,
        entry.kind,
        entry.column,
        entry.value,
        entry.message,
        entry.content,
        entry.variant_id,
        entry.quantity
    ])?;
    Ok(())
}

pub(super) fn insert_problems(tx: &Write<'_>, import_id: ImportId, problems: &[Problem]) -> Result<()> {
    for problem in problems {
        let entry = Entry {
            row_no: problem.file_line,
            kind: "problem",
            column: &problem.column,
            value: &problem.value,
            message: &problem.message,
            content: &problem.content,
            variant_id: None,
            quantity: None,
        };
        insert_entry(tx, import_id, &entry)?;
    }
    Ok(())
}

/// Rows of an import in the order of the file; of one kind, or of all.
pub(super) fn list_rows(
    db: &Connection,
    id: ImportId,
    kind: Option<&str>,
    limit: i64,
    offset: i64,
) -> Result<(Vec<ImportRow>, i64)> {
    let total = db.query_row(
        "SELECT count(*) FROM import_rows WHERE import_id = ?1 AND (?2 IS NULL OR kind = ?2)",
        params![id, kind],
        |row| row.get(0),
    )?;
    let mut statement = db.prepare_cached(
        "SELECT row_no, kind, column_name, value, message, content, variant_id, quantity_thousandths FROM import_rows
         WHERE import_id = ?1 AND (?2 IS NULL OR kind = ?2) ORDER BY row_no, entry_no LIMIT ?3 OFFSET ?4",
    )?;
    let rows = statement.query_map(params![id, kind, limit, offset], entry_of)?;
    Ok((rows.collect::<rusqlite::Result<_>>()?, total))
}

fn entry_of(row: &Row<'_>) -> rusqlite::Result<ImportRow> {
    Ok(ImportRow {
        row_no: row.get::<_, i64>(0)?.unsigned_abs(),
        kind: row.get(1)?,
        column_name: row.get(2)?,
        value: row.get(3)?,
        message: row.get(4)?,
        content: row.get(5)?,
        variant_id: row.get(6)?,
        quantity_thousandths: row.get(7)?,
    })
}

/// All entries of as many refused rows, in the order of the file, and how many rows were refused.
pub(super) fn list_refused(db: &Connection, id: ImportId, limit: i64, offset: i64) -> Result<(Vec<ImportRow>, i64)> {
    let count = "SELECT count(DISTINCT row_no) FROM import_rows WHERE import_id = ?1 AND kind = 'problem'";
    let total = db.query_row(count, [id], |row| row.get(0))?;
    let mut statement = db.prepare_cached(
        "SELECT row_no, kind, column_name, value, message, content, variant_id, quantity_thousandths FROM import_rows
         WHERE import_id = ?1 AND kind = 'problem' AND row_no IN (SELECT DISTINCT row_no FROM import_rows
           WHERE import_id = ?1 AND kind = 'problem' ORDER BY row_no LIMIT ?2 OFFSET ?3)
         ORDER BY row_no, entry_no",
    )?;
    let rows = statement.query_map(params![id, limit, offset], entry_of)?;
    Ok((rows.collect::<rusqlite::Result<_>>()?, total))
}
