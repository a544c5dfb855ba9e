//! A file as a table: header and rows, whichever separator it uses, one row in memory at a time.

use csv::StringRecord;

use super::source::{RowBudget, Source, Survey, Text};
use crate::base::{Error, Result};
use crate::say;

/// What may separate the cells of a row.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// How much of the beginning is looked at to find the separator.
const SNIFF_BYTES: usize = 64 << 10;
/// More columns than any shop's export has.
const COLUMNS_MAX: usize = 1000;

/// A table being read.
pub struct Table {
    /// The header, trimmed.
    pub header: Vec<String>,
    /// What separates the cells.
    pub delimiter: u8,
    reader: csv::Reader<Box<dyn std::io::Read + Send>>,
    row_budget: RowBudget,
    record: StringRecord,
    file_name: String,
    /// Lines that stand before what the reader sees: Excel's `sep=;`.
    lines_before: u64,
}

/// One row.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// The line of the file on which it begins; the header is usually line 1.
    pub line: u64,
    record: &'a StringRecord,
}

impl<'a> Row<'a> {
    /// The trimmed text of a column; nothing where the row is shorter.
    #[must_use]
    pub fn cell(&self, column: usize) -> &'a str {
        self.record.get(column).unwrap_or("").trim()
    }

    /// The text of a column as it is written, blanks and all.
    #[must_use]
    pub fn written(&self, column: usize) -> &'a str {
        self.record.get(column).unwrap_or("")
    }

    /// How many cells the row has.
    #[must_use]
    pub fn cell_count(&self) -> usize {
        self.record.len()
    }

    /// Every cell as it is.
    pub fn cells(&self) -> impl Iterator<Item = &'a str> {
        self.record.iter()
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.record.iter().all(|cell| cell.trim().is_empty())
    }
}

impl Table {
    /// Opens the table and reads its header.
    ///
    /// # Errors
    /// Refuses a file without a header or without separators, and what [`Source`] refuses.
    pub fn open(source: &Source, survey: &Survey) -> Result<Self> {
        let head = read_head(source, survey)?;
        let (lines_before, skipped, named) = separator_line(&head);
        let delimiter = named
            .or_else(|| sniff_delimiter(&head[skipped..]))
            .ok_or_else(|| Error::invalid(say!(
                "\"{file_name}\" has only one column: no comma, semicolon, tab or | separates anything in its first line, so nothing was imported. Export it as CSV and try again.",
                file_name = source.file_name
            )))?;
        let row_budget = RowBudget::default();
        row_budget.refill();
        let mut text = source.text(survey, row_budget.clone())?;
        discard(&mut text, skipped)?;
        let reader: Box<dyn std::io::Read + Send> = Box::new(text);
        let reader = csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(reader);
        let file_name = source.file_name.clone();
        let mut table =
            Self { header: Vec::new(), delimiter, reader, row_budget, record: StringRecord::new(), file_name, lines_before };
        let Some(first) = table.next_row()? else {
            return Err(Error::invalid(say!(
                "\"{file_name}\" has no rows, so nothing was imported. Export it again and try once more.",
                file_name = source.file_name
            )));
        };
        let header: Vec<String> = first.cells().map(|cell| cell.trim().to_owned()).collect();
        table.header = header;
        check_header(&table.header, &source.file_name)?;
        Ok(table)
    }

    /// The next row that has anything in it.
    ///
    /// # Errors
    /// Refuses a row beyond the limit and what the disk cannot read.
    pub fn next_row(&mut self) -> Result<Option<Row<'_>>> {
        loop {
            self.row_budget.refill();
            match self.reader.read_record(&mut self.record) {
                Ok(false) => return Ok(None),
                Ok(true) => {}
                Err(error) => return Err(read_error(error, &self.file_name)),
            }
            if self.record.iter().any(|cell| !cell.trim().is_empty()) {
                break;
            }
        }
        // Counted back from where the row ended: where the reader began it, blank lines may still lie before it.
        let inside: usize = self.record.iter().map(|cell| cell.matches('\n').count()).sum();
        let line = self.reader.position().line() + self.lines_before - 1 - inside as u64;
        Ok(Some(Row { line, record: &self.record }))
    }
}

fn read_error(error: csv::Error, file_name: &str) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => match error.into_inner().map(|inner| inner.downcast::<Error>()) {
            Some(Ok(refusal)) => *refusal,
            Some(Err(other)) => Error::internal(other),
            None => Error::internal("reading an import"),
        },
        other => {
            tracing::warn!(?other, "import row");
            Error::invalid(say!("\"{file_name}\" cannot be read as a table. Export it as CSV and try again.", file_name))
        }
    }
}

fn read_head(source: &Source, survey: &Survey) -> Result<Vec<u8>> {
    let budget = RowBudget::default();
    budget.refill();
    let mut text = source.text(survey, budget)?;
    let mut head = vec![0; SNIFF_BYTES];
    let count = read_up_to(&mut text, &mut head)?;
    head.truncate(count);
    Ok(head)
}

fn read_up_to(text: &mut Text, into: &mut [u8]) -> Result<usize> {
    let mut count = 0;
    while count < into.len() {
        match std::io::Read::read(text, &mut into[count..]).map_err(|error| read_error(csv::Error::from(error), ""))? {
            0 => break,
            more => count += more,
        }
    }
    Ok(count)
}

fn discard(text: &mut Text, bytes: usize) -> Result<()> {
    let mut unwanted = vec![0; bytes];
    read_up_to(text, &mut unwanted).map(|_| ())
}

/// Excel's first line `sep=;`: how many lines and bytes it takes, and the separator it names.
fn separator_line(head: &[u8]) -> (u64, usize, Option<u8>) {
    let end = head.iter().position(|byte| *byte == b'\n').unwrap_or(head.len());
    let line = head[..end].trim_ascii().trim_ascii_start();
    match line {
        [s, e, p, b'=', delimiter] if [*s, *e, *p].eq_ignore_ascii_case(b"sep") && DELIMITERS.contains(delimiter) => {
            (1, (end + 1).min(head.len()), Some(*delimiter))
        }
        // A tab as separator is trimmed away with the line's end.
        [s, e, p, b'='] if [*s, *e, *p].eq_ignore_ascii_case(b"sep") => (1, (end + 1).min(head.len()), Some(b'\t')),
        _ => (0, 0, None),
    }
}

/// The separator that stands most often in the first row, outside quotation marks.
fn sniff_delimiter(head: &[u8]) -> Option<u8> {
    let mut counts = [0_usize; DELIMITERS.len()];
    let mut is_quoted = false;
    let mut has_text = false;
    for byte in head {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' | b'\r' if !is_quoted && has_text => break,
            _ if !is_quoted => {
                if let Some(index) = DELIMITERS.iter().position(|delimiter| delimiter == byte) {
                    counts[index] += 1;
                }
            }
            _ => {}
        }
        has_text |= !byte.is_ascii_whitespace();
    }
    let (index, count) = counts.iter().enumerate().max_by_key(|(index, count)| (**count, std::cmp::Reverse(*index)))?;
    (*count > 0).then_some(DELIMITERS[index])
}

fn check_header(header: &[String], file_name: &str) -> Result<()> {
    if header.len() > COLUMNS_MAX {
        return Err(Error::invalid(say!(
            "\"{file_name}\" has {count} columns, more than {max}, so nothing was imported. Export only the columns that are needed.",
            file_name,
            count = header.len(),
            max = COLUMNS_MAX
        )));
    }
    let is_number =
        |cell: &String| !cell.is_empty() && cell.chars().all(|letter| letter.is_ascii_digit() || ".,-".contains(letter));
    if header.iter().any(is_number) {
        return Err(Error::invalid(say!(
            "The first row of \"{file_name}\" holds values instead of column names, so nothing was imported. Put a first row with the names of the columns above the rest.",
            file_name
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::imports::source::ROW_BYTES_MAX;

    fn open(bytes: &[u8]) -> Result<Table> {
        let source = Source::from_bytes("list.csv", bytes);
        let survey = source.survey()?;
        Table::open(&source, &survey)
    }

    fn rows(bytes: &[u8]) -> Vec<(u64, Vec<String>)> {
        let mut table = open(bytes).unwrap();
        let mut rows = vec![(1, table.header.clone())];
        while let Some(row) = table.next_row().unwrap() {
            rows.push((row.line, row.cells().map(str::to_owned).collect()));
        }
        rows
    }

    fn refusal(bytes: &[u8]) -> String {
        let mut table = match open(bytes) {
            Ok(table) => table,
            Err(error) => return error.message.to_string(),
        };
        loop {
            match table.next_row() {
                Ok(Some(_)) => {}
                Ok(None) => panic!("the file was read to its end"),
                Err(error) => return error.message.to_string(),
            }
        }
    }

    fn utf_16(text: &str, little: bool, mark: bool) -> Vec<u8> {
        let units = mark.then_some(0xFEFF).into_iter().chain(text.encode_utf16());
        units.flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    }

    fn xz(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = liblzma::write::XzEncoder::new(Vec::new(), 1);
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn the_same_table_comes_out_of_every_encoding_and_separator() {
        let text = "Name;Preis\nLippenstift Größe 2;14,90 €\nCrème brûlée;3,50 €\n";
        let (windows, _, _) = encoding_rs::WINDOWS_1252.encode(text);
        let expected = rows(text.as_bytes());
        assert_eq!(expected[1], (2, vec!["Lippenstift Größe 2".into(), "14,90 €".into()]));
        let marked = [b"\xEF\xBB\xBF".as_slice(), text.as_bytes()].concat();
        for (what, bytes) in [
            ("UTF-8 with a mark", marked.clone()),
            ("Windows-1252", windows.to_vec()),
            ("UTF-16 LE", utf_16(text, true, true)),
            ("UTF-16 BE", utf_16(text, false, true)),
            ("UTF-16 LE without a mark", utf_16(text, true, false)),
            ("UTF-16 BE without a mark", utf_16(text, false, false)),
            ("xz", xz(&marked)),
            ("tabs", text.replace(';', "\t").into_bytes()),
            ("bars", text.replace(';', "|").into_bytes()),
            ("CR LF", text.replace('\n', "\r\n").into_bytes()),
        ] {
            assert_eq!(rows(&bytes), expected, "{what}");
        }
    }

    #[test]
    fn a_letter_cut_by_a_block_and_a_late_umlaut_are_read_right() {
        let mut text = String::from("Name,Note\n");
        while text.len() < 200_000 {
            text.push_str("plain,row\n");
        }
        let ascii = text.clone();
        text.push_str("x,ä\n");
        assert_eq!(rows(text.as_bytes()).last().unwrap().1[1], "ä");
        let late = [ascii.as_bytes(), b"x,\xE4\n"].concat();
        assert_eq!(rows(&late).last().unwrap().1[1], "ä", "Windows-1252 far behind the beginning");
        let wide = "é".repeat(100_000).chars().enumerate().fold(String::from("a,b\n"), |mut text, (index, letter)| {
            text.push(letter);
            if index % 997 == 996 {
                text.push_str(",1\n");
            }
            text
        });
        assert!(rows(wide.as_bytes()).iter().flat_map(|row| &row.1).all(|cell| !cell.contains('\u{FFFD}')));
    }

    #[test]
    fn quotes_blank_lines_and_excels_separator_line_keep_their_line_numbers() {
        let read = rows(b"a,b\n\n\"one, \"\"two\"\"\nthree\",4\n ,\n5,6\n");
        assert_eq!(read[1], (3, vec!["one, \"two\"\nthree".into(), "4".into()]));
        assert_eq!(read[2], (6, vec!["5".into(), "6".into()]), "blank rows are passed over");
        let read = rows(b"sep=;\na;b\n1,5;2\n");
        assert_eq!(read[1], (3, vec!["1,5".into(), "2".into()]));
    }

    #[test]
    fn what_is_no_table_is_refused_with_one_sentence() {
        let long_line = [b"a,b\n".as_slice(), &vec![b'x'; ROW_BYTES_MAX + 100_000]].concat();
        let open_quote = [b"a,b\n1,\"".as_slice(), &b"never closed\n".repeat(200_000)].concat();
        for (bytes, expected) in [
            (&b""[..], "is empty"),
            (b"\n\n \n", "only one column"),
            (b"name\nLipstick\n", "only one column"),
            (b"a,b\n1,\0\n", "NUL bytes"),
            (&long_line, "longer than 1 MB"),
            (&xz(&vec![b'x'; 40 << 20]), "longer than 1 MB"),
            (&open_quote, "never closed"),
            (b"12,Lipstick,14.90\n", "instead of column names"),
            (b"PK\x03\x04....", "workbook"),
            (&xz(b"a,b\n1,2\n")[..20], "damaged"),
        ] {
            let message = refusal(bytes);
            assert!(message.contains(expected), "expected \"{expected}\" in \"{message}\"");
        }
    }

    #[test]
    fn a_missing_file_and_a_folder_are_named() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Source::at_path(folder.path()).unwrap_err().message.contains("is a folder"));
        assert!(Source::at_path(&folder.path().join("none.csv")).unwrap_err().message.contains("There is no file \"none.csv\""));
    }

    #[test]
    fn the_hash_is_that_of_the_file_on_the_disk() {
        let packed = xz(b"a,b\n1,2\n");
        let survey = Source::from_bytes("a.xz", packed.clone()).survey().unwrap();
        assert_eq!(survey.file_hash, <[u8; 32]>::from(<sha2::Sha256 as sha2::Digest>::digest(&packed)));
    }
}
