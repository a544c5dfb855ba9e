//! Refused rows as they stood in the file, to be corrected and imported again.

use serde::Serialize;

use super::import::ImportRow;
use crate::base::{Error, Message, Result, text};

/// A row of the file that was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct RefusedRow {
    /// Its line in the file.
    pub line: u64,
    /// Its cells, none of which a spreadsheet takes for a formula.
    pub cells: Vec<String>,
    /// Everything that is wrong with it.
    pub problems: Vec<RefusedCell>,
}

/// What is wrong with one cell of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct RefusedCell {
    /// The column; empty when the whole row is meant.
    pub column_name: String,
    /// What is wrong, and what to write instead.
    #[serde(flatten)]
    pub message: Message,
}

/// Refused rows of a file, in its order, under the columns of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct RefusedRows {
    /// The columns of the file.
    pub header: Vec<String>,
    /// The rows asked for.
    pub rows: Vec<RefusedRow>,
    /// How many were refused.
    pub total: i64,
}

/// Brings the entries of rows, which lie in the order of the file, together: several problems of one row become one row as wide as the header.
pub(super) fn refused_rows(width: usize, entries: Vec<ImportRow>) -> Result<Vec<RefusedRow>> {
    let mut refused: Vec<RefusedRow> = Vec::new();
    for entry in entries {
        let problem = RefusedCell { column_name: entry.column_name, message: entry.message };
        match refused.last_mut() {
            Some(last) if last.line == entry.row_no => last.problems.push(problem),
            _ => {
                let content = if entry.content.is_empty() { &entry.value } else { &entry.content };
                let mut cells = cells_of(content)?;
                cells.resize(width.max(cells.len()), String::new());
                refused.push(RefusedRow { line: entry.row_no, cells, problems: vec![problem] });
            }
        }
    }
    Ok(refused)
}

fn cells_of(content: &str) -> Result<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(content.as_bytes());
    let Some(record) = reader.records().next() else { return Ok(Vec::new()) };
    Ok(record.map_err(Error::internal)?.iter().map(text::spreadsheet_cell).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::say;

    #[test]
    fn refused_rows_come_back_as_wide_as_their_header_with_every_reason_and_no_formula() {
        let entry = |row_no, column: &str, message: Message, content: &str| ImportRow {
            row_no,
            kind: "problem".into(),
            column_name: column.into(),
            value: String::new(),
            message,
            content: content.into(),
            variant_id: None,
            quantity_thousandths: None,
        };
        let no_number = say!("This is no number. Write it as {example}.", example = 10);
        let no_name = say!("The name is missing. Write what the product is called.");
        let below = say!("A price cannot be below zero. Write what one costs.");
        let entries = vec![
            entry(3, "Price", no_number.clone(), "\"=cmd()\",free"),
            entry(3, "", no_name.clone(), "\"=cmd()\",free"),
            entry(5, "Price", below.clone(), "Cream"),
        ];
        let problem = |column: &str, message: &Message| RefusedCell { column_name: column.into(), message: message.clone() };
        let row = |line, cells: [&str; 2], problems| RefusedRow { line, cells: cells.map(str::to_owned).into(), problems };
        assert_eq!(
            refused_rows(2, entries).unwrap(),
            [
                row(3, ["'=cmd()", "free"], vec![problem("Price", &no_number), problem("", &no_name)]),
                row(5, ["Cream", ""], vec![problem("Price", &below)]),
            ]
        );
    }
}
