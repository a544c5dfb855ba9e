//! One line of the file: which columns there are, and what a row of them says.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::super::numbers::decimal;
use super::super::problem::{Problem, kept, row_as_csv};
use super::super::table::{Row, Table};
use crate::base::{Error, Message, Quantity, Result, UnitPrice, text};
use crate::say;

/// The columns of the file, in its order.
pub const COLUMNS: [&str; 8] =
    ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"];
/// What the later edition of the same file calls them.
const OTHER_NAMES: [&str; 8] =
    ["Invoice", "StockCode", "Description", "Quantity", "InvoiceDate", "Price", "Customer ID", "Country"];

/// Where the columns lie in this file.
#[derive(Debug, Clone, Copy)]
pub struct Columns([usize; 8]);

impl Columns {
    /// Finds the columns by their names.
    ///
    /// # Errors
    /// Names the columns that are missing.
    pub fn of(table: &Table, file_name: &str) -> Result<Self> {
        let place = |name: &str| table.header.iter().position(|cell| cell.eq_ignore_ascii_case(name));
        let found: Vec<_> = COLUMNS.iter().zip(OTHER_NAMES).map(|(name, other)| place(name).or_else(|| place(other))).collect();
        let missing: Vec<&str> = found.iter().zip(COLUMNS).filter(|(place, _)| place.is_none()).map(|(_, name)| name).collect();
        if !missing.is_empty() {
            return Err(Error::invalid(say!(
                "\"{file_name}\" is not an Online Retail file: its first row lacks {missing}, so nothing was imported. Choose the right file or the right kind of import.",
                file_name,
                missing = missing.join(", ")
            )));
        }
        let mut places = [0; 8];
        for (place, found) in places.iter_mut().zip(found) {
            *place = found.unwrap_or(0);
        }
        Ok(Self(places))
    }
}

/// The number of a document, with the letters before it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Invoice {
    /// "" for a sale, "C" for a cancellation, "A" for an adjustment of bad debt.
    pub series: String,
    /// The digits.
    pub number: i64,
}

/// One line, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Where it stands in the file.
    pub file_line: u64,
    /// Which document it belongs to.
    pub invoice: Invoice,
    /// The stock code as it is written.
    pub code: String,
    /// What it says, as it is written.
    pub description: String,
    /// How many, negative in a return.
    pub quantity: Quantity,
    /// The price of one; negative in two lines of bad debt.
    pub unit_price: UnitPrice,
    /// Date and time in the shop's own zone.
    pub at: NaiveDateTime,
    /// The customer's number, or nothing.
    pub customer: String,
    /// The country as the file names it.
    pub country: String,
}

impl Line {
    /// What it says, without the blanks around it.
    #[must_use]
    pub fn name(&self) -> &str {
        self.description.trim()
    }
}

/// Reads one row.
///
/// # Errors
/// Says which column is wrong, and how.
pub fn read_line(row: Row<'_>, columns: &Columns) -> std::result::Result<Line, Box<Problem>> {
    let cell = |index: usize| row.cell(columns.0[index]);
    let problem = |index: usize, message: Message| {
        Box::new(Problem {
            file_line: row.line,
            column: COLUMNS[index].to_owned(),
            value: kept(cell(index)).to_owned(),
            message,
            content: row_as_csv(row, |_| false),
        })
    };
    if row.cell_count() < columns.0.iter().max().map_or(0, |last| last + 1) {
        let mut problem = problem(0, say!("The row has too few cells. Compare it with its neighbours and complete it."));
        problem.column.clear();
        return Err(problem);
    }
    let invoice = read_invoice(cell(0))
        .ok_or_else(|| problem(0, say!("This is no document number. Write digits, with letters only before them.")))?;
    if cell(1).is_empty() {
        return Err(problem(1, say!("The stock code is missing. Write the code of what was sold.")));
    }
    for (index, max) in [(1, 64), (2, 200), (6, 64), (7, 64)] {
        if !may_be_kept(cell(index), max) {
            return Err(problem(
                index,
                say!(
                    "This text is too long, holds characters that cannot be printed, or the number of a payment card. Correct it."
                ),
            ));
        }
    }
    let quantity = decimal(cell(3), 3)
        .and_then(|value| Quantity::checked(value).ok())
        .ok_or_else(|| problem(3, say!("This is no quantity. Write a number such as 6 or -1.")))?;
    let at =
        read_time(cell(4)).ok_or_else(|| problem(4, say!("This is no date with a time. Write it as 2010-12-01 08:26:00.")))?;
    let unit_price = decimal(cell(5), 6).ok_or_else(|| problem(5, say!("This is no price. Write a number such as 2.55.")))?;
    let line = Line {
        file_line: row.line,
        invoice,
        code: cell(1).to_owned(),
        description: row.written(columns.0[2]).to_owned(),
        quantity,
        unit_price: UnitPrice(unit_price),
        at,
        customer: cell(6).strip_suffix(".0").unwrap_or(cell(6)).to_owned(),
        country: cell(7).to_owned(),
    };
    // Checked here, so that no later sum of a document can fail over one line.
    if line.unit_price.times(line.quantity, 3).is_err() {
        return Err(problem(5, say!("Price times quantity is more than can be counted. Check both.")));
    }
    Ok(line)
}

/// Short, printable and no card number. Half a million lines pass here, so the thorough look is for texts with enough digits only.
fn may_be_kept(cell: &str, max: usize) -> bool {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    let is_plain = cell.len() <= max && digits < 12 && !cell.bytes().any(|byte| byte.is_ascii_control());
    is_plain && cell.is_ascii() || text::demand_short("", cell, max).is_ok() && text::demand_no_card_number("", cell).is_ok()
}

fn read_invoice(text: &str) -> Option<Invoice> {
    let digits = text.find(|letter: char| letter.is_ascii_digit())?;
    let (series, number) = text.split_at(digits);
    if series.len() > 4 || number.len() > 15 || !series.bytes().all(|letter| letter.is_ascii_alphabetic()) {
        return None;
    }
    Some(Invoice { series: series.to_ascii_uppercase(), number: number.parse().ok()? })
}

/// `2010-12-01 08:26:00`, or `12/1/2010 8:26` as the workbook of the same data shows it.
fn read_time(text: &str) -> Option<NaiveDateTime> {
    let (date, time) = text.split_once([' ', 'T'])?;
    let date = if date.contains('/') {
        let mut parts = date.split('/');
        let (month, day, year) = (parts.next()?, parts.next()?, parts.next()?);
        NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)?
    } else {
        let mut parts = date.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)?
    };
    let mut parts = time.split(':');
    let (hour, minute, second) = (parts.next()?, parts.next()?, parts.next().unwrap_or("0"));
    let time = NaiveTime::from_hms_opt(hour.parse().ok()?, minute.parse().ok()?, second.parse().ok()?)?;
    Some(date.and_time(time))
}
