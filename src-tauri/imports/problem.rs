//! What is wrong with a row, in words for the person who can correct it.

use serde::Serialize;

use super::table::Row;

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
    pub message: String,
    /// The whole row as CSV.
    pub content: String,
}

/// The row as one line of CSV, for keeping beside what is wrong with it.
#[must_use]
pub fn row_as_csv(row: Row<'_>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let written = writer.write_record(row.cells()).is_ok();
    let bytes = writer.into_inner().unwrap_or_default();
    if written { String::from_utf8_lossy(&bytes).trim_end().to_owned() } else { String::new() }
}
