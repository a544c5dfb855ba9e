//! Rows put together into products with variants, and what is wrong with those that do not fit.

use std::collections::HashMap;

use super::super::problem::Problem;
use super::super::source::{Source, Survey};
use super::super::table::Table;
use super::columns::{Field, Mapping, OPTION_VALUES};
use super::row::{ProductRow, Reading, StateWish, TaxWish, read_row};
use crate::base::{Error, Quantity, Result, UnitPrice};
use crate::say;

/// Most rows of one file.
const ROWS_MAX: u64 = 300_000;

/// A variant as the file wants it. `None` was not said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VariantDraft {
    /// Where it stands in the file.
    pub file_line: u64,
    /// Values of the product's options.
    pub options: [String; 3],
    /// SKU, or nothing.
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
    /// The row as CSV, to be kept when writing refuses it.
    pub content: String,
}

/// A product as the file wants it. Empty texts were not said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductDraft {
    /// Where its first row stands in the file.
    pub file_line: u64,
    /// Name.
    pub name: String,
    /// Brand.
    pub brand: String,
    /// Description.
    pub description: String,
    /// Category from the root of the tree.
    pub category: Vec<String>,
    /// Names of the options in use.
    pub option_names: [String; 3],
    /// State.
    pub state: StateWish,
    /// At least one.
    pub variants: Vec<VariantDraft>,
}

/// A whole file, understood.
#[derive(Debug, Default)]
pub struct Drafts {
    /// The products, in the order of the file.
    pub products: Vec<ProductDraft>,
    /// What is wrong, in the order of the file. A row with a problem is in no product.
    pub problems: Vec<Problem>,
    /// Rows read.
    pub rows: u64,
    /// Rows that hold no variant, such as the further pictures of a Shopify product.
    pub rows_without_variant: u64,
}

impl Drafts {
    /// How many rows have a problem.
    #[must_use]
    pub fn refused_rows(&self) -> u64 {
        let mut lines: Vec<u64> = self.problems.iter().map(|problem| problem.file_line).collect();
        lines.dedup();
        lines.len() as u64
    }
}

/// Reads the whole file with this mapping.
///
/// # Errors
/// Refuses a mapping without a name, a file with too many rows, and what the table refuses.
pub fn read_drafts(source: &Source, survey: &Survey, mapping: &Mapping) -> Result<Drafts> {
    let mut table = Table::open(source, survey)?;
    if mapping.len() != table.header.len() {
        return Err(Error::invalid(say!(
            "The columns chosen do not belong to this file. Choose the file again; nothing was imported."
        )));
    }
    let mut reading = Reading::new(&table.header, mapping);
    if !reading.has(Field::Name) {
        return Err(Error::invalid(without_name(&source.file_name).message));
    }
    let mut rows = 0;
    while let Some(row) = table.next_row()? {
        reading.learn_marks(row);
        rows += 1;
        if rows > ROWS_MAX {
            return Err(Error::invalid(say!(
                "\"{file_name}\" has more than {rows_max} rows, so nothing was imported. Split it into smaller files.",
                file_name = source.file_name,
                rows_max = ROWS_MAX
            )));
        }
    }
    let mut grouping = Grouping::new(&reading);
    grouping.drafts.rows = rows;
    let mut table = Table::open(source, survey)?;
    while let Some(row) = table.next_row()? {
        let (row, problems) = read_row(row, &reading);
        grouping.take(row, problems);
    }
    Ok(grouping.finish())
}

/// What is wrong with a list in which no column is the name.
#[must_use]
pub fn without_name(file_name: &str) -> Problem {
    Problem {
        file_line: 1,
        column: String::new(),
        value: String::new(),
        message: say!(
            "No column of \"{file_name}\" holds the name of the product, so nothing was imported. Choose the column with the names, or write \"Name\" above it.",
            file_name
        ),
        content: String::new(),
    }
}

/// What is known of a product while its rows come.
enum Known {
    At(usize),
    /// Its first row, with the name, has a problem.
    Refused(u64),
}

struct Grouping<'a> {
    reading: &'a Reading,
    drafts: Drafts,
    products: HashMap<String, Known>,
    /// WooCommerce refers to a parent by SKU or by `id:12`.
    parents: HashMap<String, String>,
    skus: HashMap<String, u64>,
    barcodes: HashMap<String, u64>,
}

impl<'a> Grouping<'a> {
    fn new(reading: &'a Reading) -> Self {
        Self {
            reading,
            drafts: Drafts::default(),
            products: HashMap::new(),
            parents: HashMap::new(),
            skus: HashMap::new(),
            barcodes: HashMap::new(),
        }
    }

    fn take(&mut self, row: ProductRow, mut problems: Vec<Problem>) {
        let key = self.key_of(&row);
        let has_variant = has_variant(&row);
        if !problems.is_empty() {
            self.refuse(&key, &row, problems);
            return;
        }
        match self.products.get(&key) {
            Some(Known::Refused(line)) => {
                let message =
                    say!("The product's first row, line {line}, has a problem. Correct that row and import both again.", line);
                let problem = Problem { column: String::new(), ..self.reading.problem(&row, Field::Name, "", message) };
                self.drafts.problems.push(problem);
            }
            Some(Known::At(_)) if !has_variant => self.drafts.rows_without_variant += 1,
            Some(Known::At(index)) => {
                let index = *index;
                self.check_variant(&row, Some(index), &mut problems);
                if problems.is_empty() {
                    self.add_variant(index, row);
                } else {
                    self.drafts.problems.append(&mut problems);
                }
            }
            None => self.begin(key, row, has_variant),
        }
    }

    fn begin(&mut self, key: String, row: ProductRow, has_variant: bool) {
        let mut problems = Vec::new();
        if row.name.is_empty() {
            problems.push(self.reading.problem(
                &row,
                Field::Name,
                "",
                say!("The name is missing. Write what the product is called."),
            ));
        }
        if has_variant {
            self.check_variant(&row, None, &mut problems);
        }
        if !problems.is_empty() {
            self.refuse(&key, &row, problems);
            return;
        }
        self.products.insert(key, Known::At(self.drafts.products.len()));
        self.drafts.products.push(ProductDraft {
            file_line: row.file_line,
            name: row.name.clone(),
            brand: row.brand.clone(),
            description: row.description.clone(),
            category: row.category.clone(),
            option_names: [const { String::new() }; 3],
            state: row.state,
            variants: Vec::new(),
        });
        if has_variant {
            self.add_variant(self.drafts.products.len() - 1, row);
        }
    }

    /// A row with problems is nowhere; where it would have begun its product, the rows that lean on it are refused with it.
    fn refuse(&mut self, key: &str, row: &ProductRow, problems: Vec<Problem>) {
        let leads = !row.handle.is_empty() || row.row_kind == "variable";
        if leads && !self.products.contains_key(key) {
            self.products.insert(key.to_owned(), Known::Refused(row.file_line));
        }
        self.drafts.problems.extend(problems);
    }

    /// Rows with the same key are one product. Rows of a list without handles belong together when they have the same name and say what
    /// distinguishes them; otherwise two products may well have one name.
    fn key_of(&mut self, row: &ProductRow) -> String {
        if row.row_kind == "variation" {
            return self
                .parents
                .get(&row.handle.to_lowercase())
                .cloned()
                .unwrap_or_else(|| format!("parent {}", row.handle.to_lowercase()));
        }
        if !row.row_kind.is_empty() {
            let own = if row.sku.is_empty() { format!("id:{}", row.row_id) } else { row.sku.to_lowercase() };
            let key = format!("parent {own}");
            self.parents.insert(own, key.clone());
            self.parents.insert(format!("id:{}", row.row_id.to_lowercase()), key.clone());
            return key;
        }
        if !row.handle.is_empty() {
            return format!("handle {}", row.handle.to_lowercase());
        }
        if row.options.iter().any(|option| !option.is_empty()) {
            return format!("name {}\n{}", row.name.to_lowercase(), row.brand.to_lowercase());
        }
        format!("line {}", row.file_line)
    }

    fn check_variant(&mut self, row: &ProductRow, product: Option<usize>, problems: &mut Vec<Problem>) {
        if row.price.is_none() && self.reading.has(Field::Price) {
            problems.push(self.reading.problem(
                row,
                Field::Price,
                "",
                say!("The price is missing. Write what one costs, 0 if it is free."),
            ));
        }
        if let Some(line) = self.skus.get(&row.sku.to_lowercase()) {
            let message = say!("Line {line} has the same SKU. Each SKU belongs to one variant; correct one of the two.", line);
            problems.push(self.reading.problem(row, Field::Sku, &row.sku, message));
        }
        for barcode in &row.barcodes {
            if let Some(line) = self.barcodes.get(barcode) {
                let message =
                    say!("Line {line} has the same barcode. Each barcode belongs to one variant; correct one of the two.", line);
                problems.push(self.reading.problem(row, Field::Barcode, barcode, message));
            }
        }
        let product = product.map(|index| &self.drafts.products[index]);
        let twin = product.and_then(|product| product.variants.iter().find(|variant| variant.options == row.options));
        if let Some(twin) = twin {
            let message = say!(
                "Line {line} is the same product with the same options. Give this one an option that differs, or remove it.",
                line = twin.file_line
            );
            problems.push(self.reading.problem(row, Field::Option1Value, &row.options.join(" "), message));
        }
    }

    fn add_variant(&mut self, index: usize, row: ProductRow) {
        if !row.sku.is_empty() {
            self.skus.insert(row.sku.to_lowercase(), row.file_line);
        }
        for barcode in &row.barcodes {
            self.barcodes.insert(barcode.clone(), row.file_line);
        }
        let product = &mut self.drafts.products[index];
        for place in 0..3 {
            if product.option_names[place].is_empty() && !row.options[place].is_empty() {
                product.option_names[place] = if row.option_names[place].is_empty() {
                    self.reading.option_name(place)
                } else {
                    row.option_names[place].clone()
                };
            }
        }
        product.variants.push(VariantDraft {
            file_line: row.file_line,
            options: row.options,
            sku: row.sku,
            barcodes: row.barcodes,
            price: row.price,
            tax: row.tax,
            reorder_point: row.reorder_point,
            reorder_target: row.reorder_target,
            track_stock: row.track_stock,
            track_lots: row.track_lots,
            content: row.content,
        });
    }

    fn finish(mut self) -> Drafts {
        let lonely = self.drafts.products.iter().filter(|product| product.variants.is_empty()).count();
        self.drafts.rows_without_variant += lonely as u64;
        self.drafts.products.retain(|product| !product.variants.is_empty());
        self.drafts.problems.sort_by_key(|problem| problem.file_line);
        self.drafts
    }
}

impl Reading {
    /// What an option is called whose rows do not name it: as its column, when that is a word of the shop's own.
    fn option_name(&self, place: usize) -> String {
        let name = self.column_name(OPTION_VALUES[place]);
        if name.is_empty() || name.contains(|letter: char| letter.is_ascii_digit()) { "Variant".to_owned() } else { name }
    }
}

fn has_variant(row: &ProductRow) -> bool {
    match row.row_kind.as_str() {
        "variable" | "grouped" | "external" => false,
        "" => {
            // A row with a name, or with anything that is sold, is a variant; what has neither adds a picture.
            !row.name.is_empty()
                || !row.sku.is_empty()
                || row.price.is_some()
                || !row.barcodes.is_empty()
                || row.options.iter().any(|option| !option.is_empty())
        }
        _ => true,
    }
}
