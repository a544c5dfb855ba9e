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
//! Operations: `list_imports`, `find_import`, `list_import_rows`, `download_import_rows`, `preview_import`, `start_import`, `undo_import`.

mod history;
mod import;
pub mod numbers;
pub mod online_retail;
mod problem;
pub mod products_csv;
mod source;
mod store;
mod table;

use rusqlite::Connection;

pub use history::{Decision, HistoryReport};
pub use import::{Import, ImportKind, ImportRow, ImportState, ProductsReport, Report, Tell};
pub use problem::Problem;
pub use source::Source;

use products_csv::columns::Mapping;

use crate::base::{Error, ImportId, Result};
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
    let _ = mapping;
    let (id, _) = match kind {
        ImportKind::OnlineRetail => history::run(store, context, source, tell)?,
        ImportKind::Products => return Err(Error::refused("not yet")),
    };
    store.read_now(|db| store::find(db, id))
}

/// Takes an import back whole.
///
/// # Errors
/// Not found; refuses one that was taken back already, and one that something in the shop refers to.
pub fn undo_import(tx: &mut Write<'_>, id: ImportId) -> Result<Import> {
    let import = store::find(tx, id)?;
    if import.state == ImportState::Undone {
        return Err(Error::refused("This import was undone already. Nothing was changed."));
    }
    history::undo(tx, &import)?;
    store::find(tx, id)
}

/// Every import, the latest first.
///
/// # Errors
/// A failing disk.
pub fn list_imports(db: &Connection) -> Result<Vec<Import>> {
    store::list(db)
}
