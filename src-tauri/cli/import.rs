//! `counterfoil import KIND FILE`: the same imports as on the screen.

use std::cell::Cell;
use std::io::IsTerminal;
use std::path::Path;

use super::{open_for_writing, say};
use crate::base::{Error, Message, Result};
use crate::imports::{ImportKind, Report, Source, run_import};
use crate::store::Context;

/// Imports a file and prints what came of it; with `as_json` the last line is one JSON object. A run that was stopped goes on with the same
/// file.
///
/// # Errors
/// Refuses what is no such file, and one that was imported before.
pub fn import(folder: &Path, kind: &str, file: &Path, as_json: bool) -> Result<()> {
    let kind: ImportKind = kind.parse()?;
    let source = Source::at_path(file)?;
    let store = open_for_writing(folder)?;
    let is_watched = std::io::stderr().is_terminal();
    let shown = Cell::new(-1);
    let tell = |done: i64, total: Option<i64>, what: Message| -> Result<()> {
        let percent = total.map_or(0, |total| done * 100 / total.max(1));
        if is_watched && shown.replace(percent) != percent {
            eprint!("\r{what} {percent} %   ");
        }
        Ok(())
    };
    let import = run_import(&store, &Context::program("import_file"), kind, &source, None, &tell)?;
    if is_watched {
        eprintln!();
    }
    match &import.report {
        Report::OnlineRetail(report) if as_json => say(&serde_json::to_string(report).map_err(Error::internal)?)?,
        Report::Products(report) if as_json => say(&serde_json::to_string(report).map_err(Error::internal)?)?,
        Report::OnlineRetail(report) => {
            say(&format!(
                "{} documents ({} returns) with {} lines, {} products, {} customers in {} seconds.",
                report.documents, report.returns, report.lines, report.products, report.customers, report.seconds
            ))?;
            for decision in &report.decisions {
                say(&format!("{:>8}  {}", decision.count, decision.rule.sentence()))?;
            }
        }
        Report::Products(report) => say(&format!(
            "{} rows: {} new products with {} variants, {} variants changed, {} unchanged, {} rows refused.",
            report.rows,
            report.new_products,
            report.new_variants,
            report.changed_variants,
            report.unchanged_variants,
            report.refused_rows
        ))?,
    }
    if import.problem_count > 0 {
        eprintln!("{} rows were refused; the import page lists them with what to do.", import.problem_count);
    }
    Ok(())
}
