//! Imports: a file from elsewhere becomes products, customers and history.
//!
//! `source` turns any file into text or refuses it, `table` turns the text into rows, and each kind of import turns rows into what the shop
//! knows. Nothing is dropped silently: every decision has a rule and a count, every refused row its reason.
//!
//! Invariants:
//! - Good rows are not lost because of bad ones, and nothing is half-written: a document or a product is there whole or not at all.
//! - Everything an import made carries its `import_id`. It can be taken back whole while nothing in the shop refers to it.
//! - Imported history moves no stock, stands outside the legal series and chains, and keeps its own numbers and dates.
//! - The file itself is never kept: the store knows its hash, to go on with it and to notice that it was imported before.
//!
//! Operations: `list_imports`, `find_import`, `list_import_rows`, `list_refused_rows`, `preview_import`, `start_import`, `undo_import`.

mod history;
mod import;
pub mod numbers;
pub mod online_retail;
mod problem;
mod rejects;
pub mod products_csv;
pub mod routes;
mod source;
mod store;
mod table;

use chrono::NaiveDate;
use rusqlite::Connection;
use serde::Serialize;

pub use history::{Decision, HistoryReport};
pub use import::{Import, ImportKind, ImportRow, ImportState, ProductsReport, Report, Tell};
pub use problem::Problem;
pub use rejects::{RefusedCell, RefusedRow, RefusedRows};
pub use source::Source;

use products_csv::columns::{Dialect, Field, Mapping, guess_mapping};
use products_csv::plan::Effect;
use products_csv::run::ProductList;
use table::Table;

use crate::base::{Error, ImportId, Message, Result, UnitPrice, text};
use crate::jobs::Alone;
use crate::products;
use crate::say;
use crate::settings;
use crate::store::{Context, Store, Write};

/// Imports a file, or goes on with the import of this very file that was stopped. `mapping` says what the columns of a list of products mean;
/// without it they are guessed. Runs on the calling thread in many transactions; an error of `tell` stops it between two of them.
///
/// # Errors
/// Refuses what is no such file and one that was imported before. What was written before an error stays and can be continued or undone.
pub fn run_import(
    store: &Store,
    context: &Context,
    kind: ImportKind,
    source: &Source,
    mapping: Option<Mapping>,
    tell: Tell<'_>,
) -> Result<Import> {
    let id = match kind {
        ImportKind::OnlineRetail => history::run(store, context, source, tell)?.0,
        ImportKind::Products => products_csv::run::run(store, context, source, mapping, tell)?,
    };
    store.read_now(|db| store::find(db, id))
}

/// One import at a time: two would go on with the same file from the same place.
fn begin_alone(store: &Store) -> Result<Alone> {
    let refusal = say!("Another import is at work, so this one did not begin. Wait for it, or cancel it first.");
    Alone::begin(store, "import", refusal)
}

/// Takes an import back whole, or goes on with taking it back. Runs on the calling thread in many transactions; an error of `tell` stops it
/// between two of them.
///
/// # Errors
/// Not found; refuses one that was taken back already, and one that something in the shop refers to.
pub fn undo_import(store: &Store, context: &Context, id: ImportId, tell: Tell<'_>) -> Result<Import> {
    history::undo(store, context, id, tell)
}

fn demand_undoable(db: &Connection, import: &Import) -> Result<()> {
    if import.state == ImportState::Undone {
        return Err(Error::refused(say!("This import was undone already. Nothing was changed.")));
    }
    if import.kind == ImportKind::Products {
        return Err(Error::refused(say!(
            "A list of products cannot be undone as a whole, because it also changes products the shop had. Nothing was changed; archive what is not wanted."
        )));
    }
    // What was begun is brought to its end; by then the shop may have used a thing or two, which stay.
    if import.state == ImportState::Undoing {
        return Ok(());
    }
    let found = history::references(db, import.id)?;
    if found.is_empty() {
        return Ok(());
    }
    Err(Error::refused(say!(
        "This import cannot be undone any more, and nothing was changed: the shop has {found} made since.",
        found
    )))
}

/// What an import would do, found without writing anything.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Preview {
    /// The file's name.
    pub file_name: String,
    /// The columns of the file.
    pub header: Vec<String>,
    /// What separates the cells.
    pub delimiter: String,
    /// How the letters are written.
    pub encoding: String,
    /// For a list of products: whose export it looks like.
    pub dialect: Option<Dialect>,
    /// For a list of products: what each column is taken for; to be sent back with changes.
    pub columns: Vec<Option<Field>>,
    /// What would come of it.
    pub report: Report,
    /// The first rows as they would become products.
    pub rows: Vec<PreviewRow>,
    /// The first problems.
    pub problems: Vec<Problem>,
    /// The import of this very file, when it was begun or done before.
    pub import: Option<Import>,
}

/// A row of a list of products as it would be imported.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct PreviewRow {
    /// The line of the file.
    pub row_no: u64,
    /// Product and options.
    pub name: String,
    /// SKU.
    pub sku: String,
    /// Barcodes.
    pub barcodes: Vec<String>,
    /// Category from the root of the tree.
    pub category: Vec<String>,
    /// Price of one.
    pub price_millionths: Option<UnitPrice>,
    /// What writing it would do.
    pub effect: Effect,
}

/// How many problems and rows a preview shows.
const PREVIEW_ROWS: usize = 100;

/// What importing a file would do.
///
/// # Errors
/// Refuses what is no such file.
pub fn preview_import(
    db: &Connection,
    kind: ImportKind,
    source: &Source,
    mapping: Option<Mapping>,
    today: NaiveDate,
) -> Result<Preview> {
    let survey = source.survey()?;
    let table = Table::open(source, &survey)?;
    let import = store::find_by_hash(db, kind, &survey.file_hash)?;
    let mut preview = Preview {
        file_name: source.file_name.clone(),
        header: table.header,
        delimiter: char::from(table.delimiter).to_string(),
        encoding: survey.encoding.name().to_owned(),
        dialect: None,
        columns: Vec::new(),
        report: Report::Products(ProductsReport::default()),
        rows: Vec::new(),
        problems: Vec::new(),
        import,
    };
    match kind {
        ImportKind::OnlineRetail => {
            let exponent = settings::find_shop(db)?.currency_exponent;
            let (report, problems) = history::preview(source, &survey, exponent)?;
            preview.report = Report::OnlineRetail(report);
            preview.problems = problems;
        }
        ImportKind::Products => {
            let (dialect, guessed) = guess_mapping(&preview.header);
            preview.dialect = Some(dialect);
            preview.columns = mapping.unwrap_or(guessed);
            if !preview.columns.contains(&Some(Field::Name)) {
                // Somebody is choosing the columns: they must be able to see them.
                preview.problems.push(products_csv::draft::without_name(&source.file_name));
                return Ok(preview);
            }
            let list = ProductList::read(source, Some(preview.columns.clone()))?;
            let (report, rows, problems) = products_csv::run::preview(db, list, today)?;
            (preview.report, preview.rows, preview.problems) = (Report::Products(report), rows, problems);
        }
    }
    preview.problems.truncate(PREVIEW_ROWS);
    Ok(preview)
}

/// Rows of an import that were refused, with the reasons, under the columns of the file: to be corrected and imported again.
///
/// # Errors
/// Not found.
pub fn list_refused_rows(db: &Connection, id: ImportId, limit: i64, offset: i64) -> Result<RefusedRows> {
    let header = match store::find(db, id)?.report {
        Report::Products(report) => report.header.iter().map(|name| text::spreadsheet_cell(name)).collect(),
        Report::OnlineRetail(_) => online_retail::line::COLUMNS.map(str::to_owned).to_vec(),
    };
    let (entries, total) = store::list_refused(db, id, limit, offset)?;
    Ok(RefusedRows { rows: rejects::refused_rows(header.len(), entries)?, header, total })
}

/// What is done once when the shop is opened: an import that was at work when the program ended is marked as stopped, and the search learns
/// of the products it wrote.
///
/// # Errors
/// A failing disk.
pub fn cancel_unfinished(tx: &mut Write<'_>) -> Result<()> {
    if store::cancel_unfinished(tx)? {
        products::rebuild_search(tx)?;
    }
    Ok(())
}

/// Every import, the latest first.
///
/// # Errors
/// A failing disk.
pub fn list_imports(db: &Connection) -> Result<Vec<Import>> {
    store::list(db)
}

/// One import.
///
/// # Errors
/// Not found.
pub fn find_import(db: &Connection, id: ImportId) -> Result<Import> {
    store::find(db, id)
}

/// What in the shop refers to what an import brought, in words; nothing when it can be undone.
///
/// # Errors
/// A failing disk.
pub fn obstacles_to_undo(db: &Connection, import: &Import) -> Result<Vec<Message>> {
    match (import.kind, import.state) {
        (_, ImportState::Undone) => Ok(vec![say!("it was undone already")]),
        (_, ImportState::Undoing) => Ok(Vec::new()),
        (ImportKind::Products, _) => Ok(vec![say!("a list of products changes the shop's own products")]),
        (ImportKind::OnlineRetail, _) => history::references(db, import.id),
    }
}

/// Rows of an import that did not become what they looked like, of one kind or of all.
///
/// # Errors
/// A failing disk.
pub fn list_import_rows(
    db: &Connection,
    id: ImportId,
    kind: Option<&str>,
    limit: i64,
    offset: i64,
) -> Result<(Vec<ImportRow>, i64)> {
    store::list_rows(db, id, kind, limit, offset)
}
