//! One row of a product list: each cell checked and turned into what the shop counts in.

use std::collections::HashMap;

use super::super::numbers::{DecimalMark, Unclear, human_decimal, mark_told_by};
use super::super::problem::{Problem, kept, row_as_csv};
use super::super::table::Row;
use super::columns::{Field, Mapping, OPTION_NAMES, OPTION_VALUES};
use crate::base::{Message, Quantity, Rate, UnitPrice};
use crate::say;

/// Longest name, SKU, option or brand, in letters.
pub const TEXT_MAX: usize = 200;
/// Longest description, in letters.
const DESCRIPTION_MAX: usize = 20_000;
/// Longest barcode, in letters.
const BARCODE_MAX: usize = 48;
/// Highest price of one: a billion of the currency.
const PRICE_MAX: i64 = 1_000_000_000_000_000;
/// Largest stock at which to order.
const STOCK_MAX: i64 = 1_000_000_000;

/// What the file says about tax.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TaxWish {
    /// Nothing: the shop's first category.
    Unsaid,
    /// A category's name or code.
    Category(String),
    /// A rate; the category that has it today.
    Rate(Rate),
}

/// Which state the product is to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StateWish {
    /// Not said.
    Unsaid,
    /// Not sold yet.
    Draft,
    /// On sale.
    Active,
    /// Not sold any more.
    Archived,
}

/// One row, understood cell by cell. An empty text or `None` was not said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductRow {
    /// Where it stands in the file.
    pub file_line: u64,
    /// What its product's rows have in common.
    pub handle: String,
    /// Name of the product.
    pub name: String,
    /// Brand.
    pub brand: String,
    /// Description.
    pub description: String,
    /// Category from the root of the tree.
    pub category: Vec<String>,
    /// Names of the options.
    pub option_names: [String; 3],
    /// What distinguishes this variant.
    pub options: [String; 3],
    /// SKU.
    pub sku: String,
    /// Barcodes.
    pub barcodes: Vec<String>,
    /// Price of one.
    pub price: Option<UnitPrice>,
    /// Tax.
    pub tax: TaxWish,
    /// Stock at which to order again.
    pub reorder_point: Option<Quantity>,
    /// Stock to order up to.
    pub reorder_target: Option<Quantity>,
    /// Whether stock is counted.
    pub track_stock: Option<bool>,
    /// Whether lots are kept.
    pub track_lots: Option<bool>,
    /// State.
    pub state: StateWish,
    /// WooCommerce's kind of row.
    pub row_kind: String,
    /// WooCommerce's number of the row.
    pub row_id: String,
    /// The row as CSV.
    pub content: String,
}

/// Which column holds what, and how numbers are written in this file.
#[derive(Debug, Clone)]
pub struct Reading {
    columns: HashMap<Field, Vec<usize>>,
    header: Vec<String>,
    marks: HashMap<Field, DecimalMark>,
}

impl Reading {
    /// Reads with this mapping.
    #[must_use]
    pub fn new(header: &[String], mapping: &Mapping) -> Self {
        let mut columns: HashMap<Field, Vec<usize>> = HashMap::new();
        for (column, field) in mapping.iter().enumerate() {
            if let Some(field) = field {
                columns.entry(*field).or_default().push(column);
            }
        }
        Self { columns, header: header.to_vec(), marks: HashMap::new() }
    }

    /// Whether a column holds this.
    #[must_use]
    pub fn has(&self, field: Field) -> bool {
        self.columns.contains_key(&field)
    }

    /// The first look at a row: how it writes decimals. The first row that tells decides for those that do not.
    pub fn learn_marks(&mut self, row: Row<'_>) {
        for field in [Field::Price, Field::TaxRate, Field::ReorderPoint, Field::ReorderTarget] {
            if let Some(mark) = mark_told_by(self.cell(row, field)) {
                self.marks.entry(field).or_insert(mark);
            }
        }
    }

    fn is_barcode(&self, column: usize) -> bool {
        self.columns.get(&Field::Barcode).is_some_and(|columns| columns.contains(&column))
    }

    fn cell<'a>(&self, row: Row<'a>, field: Field) -> &'a str {
        self.columns.get(&field).and_then(|columns| columns.first()).map_or("", |column| row.cell(*column))
    }

    /// What the file calls the column that holds this.
    #[must_use]
    pub fn column_name(&self, field: Field) -> String {
        self.columns
            .get(&field)
            .and_then(|columns| columns.first())
            .map_or_else(String::new, |column| self.header[*column].clone())
    }

    /// A problem with one cell of the row.
    #[must_use]
    pub fn problem(&self, row: &ProductRow, field: Field, value: &str, message: Message) -> Problem {
        Problem {
            file_line: row.file_line,
            column: self.column_name(field),
            value: value.to_owned(),
            message,
            content: row.content.clone(),
        }
    }
}

/// Reads one row: everything it says, and everything that is wrong with it.
#[must_use]
pub fn read_row(row: Row<'_>, reading: &Reading) -> (ProductRow, Vec<Problem>) {
    let mut cells = Cells { row, reading, problems: Vec::new(), content: row_as_csv(row, |column| reading.is_barcode(column)) };
    if row.cells().skip(reading.header.len()).any(|cell| !cell.trim().is_empty()) {
        cells.row_problem(say!(
            "The row has more cells than the header has columns, usually because a text holds the separator without quotation marks. Put the text in quotation marks."
        ));
    }
    let product = ProductRow {
        file_line: row.line,
        handle: cells.text(Field::Handle),
        name: cells.text(Field::Name),
        brand: cells.text(Field::Brand),
        description: cells.description(),
        category: cells.category(),
        option_names: OPTION_NAMES.map(|field| cells.text(field)),
        options: cells.options(),
        sku: cells.text(Field::Sku),
        barcodes: cells.barcodes(),
        price: cells.price(),
        tax: cells.tax(),
        reorder_point: cells.quantity(Field::ReorderPoint),
        reorder_target: cells.quantity(Field::ReorderTarget),
        track_stock: cells.yes_or_no(Field::TrackStock),
        track_lots: cells.yes_or_no(Field::TrackLots),
        state: cells.state(),
        row_kind: cells.text(Field::RowKind).to_lowercase(),
        row_id: cells.text(Field::RowId),
        content: cells.content.clone(),
    };
    (product, cells.problems)
}

struct Cells<'a> {
    row: Row<'a>,
    reading: &'a Reading,
    problems: Vec<Problem>,
    content: String,
}

impl Cells<'_> {
    fn get(&self, field: Field) -> &str {
        self.reading.cell(self.row, field)
    }

    fn refuse(&mut self, field: Field, message: Message) {
        let column = self.reading.column_name(field);
        let value = kept(self.get(field)).chars().take(TEXT_MAX).collect();
        self.problems.push(Problem { file_line: self.row.line, column, value, message, content: self.content.clone() });
    }

    fn row_problem(&mut self, message: Message) {
        self.problems.push(Problem {
            file_line: self.row.line,
            column: String::new(),
            value: String::new(),
            message,
            content: self.content.clone(),
        });
    }

    fn text(&mut self, field: Field) -> String {
        // Shopify writes an apostrophe before what a spreadsheet would take for a number.
        let text = self.get(field).trim_start_matches('\'').trim().to_owned();
        if text.chars().count() > TEXT_MAX {
            self.refuse(field, say!("This text is longer than {max} letters. Shorten it.", max = TEXT_MAX));
            return String::new();
        }
        if text.chars().any(char::is_control) {
            return text.split(char::is_control).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        }
        text
    }

    fn description(&mut self) -> String {
        let text = self.get(Field::Description);
        let text = if text.contains('<') { without_tags(text) } else { text.to_owned() };
        if text.chars().count() > DESCRIPTION_MAX {
            self.refuse(
                Field::Description,
                say!("The description is longer than {max} letters. Shorten it.", max = DESCRIPTION_MAX),
            );
            return String::new();
        }
        text
    }

    fn category(&mut self) -> Vec<String> {
        let text = self.get(Field::Category);
        // Several categories stand behind commas; a product here lies in one.
        let first = if text.contains('>') { text.split(',').next().unwrap_or("") } else { text };
        let parts: Vec<&str> = if first.contains('>') { first.split('>').collect() } else { first.split(" / ").collect() };
        let mut path: Vec<String> =
            parts.into_iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect();
        if path.len() > 1 && path[0] == "All" {
            path.remove(0);
        }
        if path.len() > 8 || path.iter().any(|part| part.chars().count() > TEXT_MAX) {
            self.refuse(
                Field::Category,
                say!("The category is longer or deeper than can be kept. Write it as \"Lips > Lipstick\", at most 8 levels."),
            );
            return Vec::new();
        }
        path
    }

    fn options(&mut self) -> [String; 3] {
        let mut options = OPTION_VALUES.map(|field| self.text(field));
        let variant = self.text(Field::VariantName);
        let says_nothing = ["", "regular", "default", "default title", "standard"].contains(&variant.to_lowercase().as_str());
        if options.iter().all(String::is_empty) && !says_nothing {
            options[0] = variant;
        }
        if options[0].eq_ignore_ascii_case("default title") {
            options[0].clear();
        }
        options
    }

    fn barcodes(&mut self) -> Vec<String> {
        let columns = self.reading.columns.get(&Field::Barcode).cloned().unwrap_or_default();
        let mut barcodes: Vec<String> = Vec::new();
        for column in columns {
            let cell = self.row.cell(column);
            for barcode in cell
                .split(['|', ';', ',', ' ', '\n'])
                .map(|part| part.trim().trim_start_matches('\''))
                .filter(|part| !part.is_empty())
            {
                let message = if barcode.len() > 5 && barcode.contains(['E', 'e']) && barcode.contains('+') {
                    say!(
                        "A spreadsheet has shortened this barcode and its last digits are lost. Format the column as text, enter the barcode again and export once more."
                    )
                } else if barcode.chars().count() > BARCODE_MAX || !barcode.chars().all(|letter| letter.is_ascii_graphic()) {
                    say!("This is no barcode. Write up to 48 digits or plain letters, several separated by |.")
                } else {
                    if !barcodes.iter().any(|known| known == barcode) {
                        barcodes.push(barcode.to_owned());
                    }
                    continue;
                };
                let column = self.reading.header.get(column).cloned().unwrap_or_default();
                let value = barcode.chars().take(TEXT_MAX).collect();
                self.problems.push(Problem { file_line: self.row.line, column, value, message, content: self.content.clone() });
            }
        }
        barcodes
    }

    fn number(&mut self, field: Field, text: &str, places: u32, example: &str) -> Option<i64> {
        let unclear = match human_decimal(text, places, self.reading.marks.get(&field).copied()) {
            Ok(number) => return Some(number),
            Err(unclear) => unclear,
        };
        self.refuse(
            field,
            match unclear {
                Unclear::NotANumber => say!("This is no number. Write it as {example}.", example),
                Unclear::Ambiguous => say!(
                    "This may mean a thousand or a decimal, and no other row tells which. Write it with two decimals, such as 1234.00 or 1.23."
                ),
                Unclear::TooFine => say!("This has more decimals than can be kept. Write it as {example}.", example),
                Unclear::TooLarge => say!("This is more than can be counted. Check the number."),
            },
        );
        None
    }

    fn price(&mut self) -> Option<UnitPrice> {
        let text = self.get(Field::Price).to_owned();
        if text.is_empty() {
            return None;
        }
        let price = self.number(Field::Price, &text, 6, "14.90")?;
        if price < 0 {
            self.refuse(Field::Price, say!("A price cannot be below zero. Write what one costs."));
            return None;
        }
        if price > PRICE_MAX {
            self.refuse(Field::Price, say!("This price is beyond a billion, more than can be counted. Check the number."));
            return None;
        }
        Some(UnitPrice(price))
    }

    fn tax(&mut self) -> TaxWish {
        let category = self.text(Field::TaxCategory);
        if !category.is_empty() && !category.eq_ignore_ascii_case("parent") {
            return TaxWish::Category(category);
        }
        let text = self.get(Field::TaxRate).to_owned();
        if text.is_empty() {
            return TaxWish::Unsaid;
        }
        let bare = text.replace('%', " ");
        // "VAT 19 %" names a category more than a rate.
        let Some(rate) = self.number(Field::TaxRate, bare.trim(), 6, "19 or 19 %") else {
            return TaxWish::Unsaid;
        };
        // 0.19 without a sign is nineteen percent: no country has a rate below one.
        let is_fraction = !text.contains('%') && rate > 0 && rate < 1_000_000;
        let rate = if is_fraction { rate } else { rate / 100 };
        if !(0..=1_000_000).contains(&rate) {
            self.refuse(Field::TaxRate, say!("A tax rate lies between 0 and 100 %. Write it as 19 or 19 %."));
            return TaxWish::Unsaid;
        }
        TaxWish::Rate(Rate(rate))
    }

    fn quantity(&mut self, field: Field) -> Option<Quantity> {
        let text = self.get(field).to_owned();
        if text.is_empty() {
            return None;
        }
        let quantity = self.number(field, &text, 3, "10")?;
        if !(0..=STOCK_MAX).contains(&quantity) {
            self.refuse(field, say!("A stock to order at lies between 0 and a million. Write it as 10."));
            return None;
        }
        Some(Quantity(quantity))
    }

    fn yes_or_no(&mut self, field: Field) -> Option<bool> {
        match self.get(field).to_lowercase().as_str() {
            "" => None,
            "1" | "yes" | "y" | "true" | "x" | "ja" | "j" | "wahr" => Some(true),
            "0" | "no" | "n" | "false" | "nein" | "falsch" | "-" => Some(false),
            _ => {
                self.refuse(field, say!("This is neither yes nor no. Write yes or no."));
                None
            }
        }
    }

    fn state(&mut self) -> StateWish {
        match self.get(Field::State).to_lowercase().as_str() {
            "" => StateWish::Unsaid,
            "active" | "1" | "true" | "yes" | "ja" | "published" | "aktiv" => StateWish::Active,
            "draft" | "0" | "-1" | "false" | "no" | "nein" | "entwurf" => StateWish::Draft,
            "archived" | "archiviert" => StateWish::Archived,
            _ => {
                self.refuse(Field::State, say!("This is no state of a product. Write active, draft or archived."));
                StateWish::Unsaid
            }
        }
    }
}

/// The text of a little HTML: Shopify and WooCommerce keep descriptions in it.
fn without_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        text.push_str(&rest[..start]);
        let Some(end) = rest[start..].find('>') else {
            // A "<" that closes nowhere is a sign of the text's own.
            text.push_str(&rest[start..]);
            rest = "";
            break;
        };
        let tag = rest[start + 1..start + end].trim_start_matches('/').to_ascii_lowercase();
        if ["br", "p", "div", "li", "h1", "h2", "h3", "tr"]
            .iter()
            .any(|block| tag == *block || tag.starts_with(&format!("{block} ")) || tag.starts_with(&format!("{block}/")))
        {
            text.push('\n');
        }
        rest = &rest[start + end + 1..];
    }
    text.push_str(rest);
    let text = text
        .replace("&nbsp;", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}
