//! What is wrong with a row, in words for the person who can correct it.

use serde::Serialize;

use super::table::Row;
use crate::base::{Message, text};

/// A row that was not taken, or one of the reasons for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Problem {
    /// The line of the file on which the row begins.
    pub file_line: u64,
    /// Which column is wrong; nothing when it is the row.
    pub column: String,
    /// What stands there.
    pub value: String,
    /// What is wrong and what to do.
    #[serde(flatten)]
    pub message: Message,
    /// The whole row as CSV.
    pub content: String,
}

/// The row as one line of CSV. What looks like the number of a payment card is left out, wherever it stands but in the columns that
/// `may_hold` names: barcodes are as long.
#[must_use]
pub fn row_as_csv(row: Row<'_>, may_hold: impl Fn(usize) -> bool) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let cells = row.cells().enumerate().map(|(column, cell)| if may_hold(column) { cell } else { kept(cell) });
    let written = writer.write_record(cells).is_ok();
    let bytes = writer.into_inner().unwrap_or_default();
    if written { String::from_utf8_lossy(&bytes).trim_end().to_owned() } else { String::new() }
}

/// A text as it may be kept: card data never enters the store, not even in the record of a refusal.
#[must_use]
pub fn kept(cell: &str) -> &str {
    if text::demand_no_card_number("", cell).is_err() { "…" } else { cell }
}
