//! Refused rows as a file that can be corrected and imported again.

use std::collections::BTreeMap;

use super::import::ImportRow;
use crate::base::{Error, Result, text};

/// The rows under their own header, with what is wrong behind them. Several problems of one row become one row.
pub(super) fn csv(header: &[String], rows: &[ImportRow]) -> Result<Vec<u8>> {
    let mut by_line: BTreeMap<u64, (&ImportRow, Vec<String>)> = BTreeMap::new();
    for row in rows {
        let reason =
            if row.column_name.is_empty() { row.message.to_string() } else { format!("{}: {}", row.column_name, row.message) };
        by_line.entry(row.row_no).or_insert((row, Vec::new())).1.push(reason);
    }
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    let head = header.iter().map(String::as_str).chain(["Line", "Problem"]);
    writer.write_record(head).map_err(Error::internal)?;
    for (line, (row, reasons)) in by_line {
        let content = if row.content.is_empty() { &row.value } else { &row.content };
        let mut cells = cells_of(content)?;
        cells.resize(header.len().max(cells.len()), String::new());
        cells.push(line.to_string());
        cells.push(reasons.join(" "));
        writer.write_record(cells.iter().map(|cell| text::spreadsheet_cell(cell))).map_err(Error::internal)?;
    }
    writer.into_inner().map_err(Error::internal)
}

fn cells_of(content: &str) -> Result<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(content.as_bytes());
    let Some(record) = reader.records().next() else { return Ok(Vec::new()) };
    Ok(record.map_err(Error::internal)?.iter().map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Message;
    use crate::say;

    #[test]
    fn refused_rows_come_back_under_their_header_with_every_reason_and_no_formula() {
        let row = |row_no, column: &str, message: Message, content: &str| ImportRow {
            row_no,
            kind: "problem".into(),
            column_name: column.into(),
            value: String::new(),
            message,
            content: content.into(),
            variant_id: None,
            quantity_thousandths: None,
        };
        let rows = [
            row(3, "Price", say!("This is no number. Write it as {example}.", example = 10), "\"=cmd()\",free"),
            row(3, "", say!("The name is missing. Write what the product is called."), "\"=cmd()\",free"),
            row(5, "Price", say!("A price cannot be below zero. Write what one costs."), "Cream,-1.50"),
        ];
        let csv = csv(&["Name".to_owned(), "Price".to_owned()], &rows).unwrap();
        assert_eq!(
            String::from_utf8(csv).unwrap(),
            "Name,Price,Line,Problem\n'=cmd(),free,3,Price: This is no number. Write it as 10. The name is missing. Write what the product is called.\nCream,-1.50,5,Price: A price cannot be below zero. Write what one costs.\n"
        );
    }
}
