//! Rows put together into products with variants, and what is wrong with those that do not fit.

use std::collections::HashMap;

use super::super::problem::Problem;
use super::super::source::{Source, Survey};
use super::super::table::Table;
use super::columns::{Field, Mapping, OPTION_VALUES};
use super::row::{ProductRow, Reading, StateWish, TaxWish, read_row};
use crate::base::{Error, Quantity, Result, UnitPrice};

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
        return Err(Error::invalid(
            "The columns chosen do not belong to this file. Choose the file again; nothing was imported.",
        ));
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
            return Err(Error::invalid(format!(
                "\"{}\" has more than {ROWS_MAX} rows, so nothing was imported. Split it into smaller files.",
                source.file_name
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
        message: format!(
            "No column of \"{file_name}\" holds the name of the product, so nothing was imported. Choose the column with the names, or write \"Name\" above it."
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
                    format!("The product's first row, line {line}, has a problem. Correct that row and import both again.");
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
                "The name is missing. Write what the product is called.".to_owned(),
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
                "The price is missing. Write what one costs, 0 if it is free.".to_owned(),
            ));
        }
        if let Some(line) = self.skus.get(&row.sku.to_lowercase()) {
            let message = format!("Line {line} has the same SKU. Each SKU belongs to one variant; correct one of the two.");
            problems.push(self.reading.problem(row, Field::Sku, &row.sku, message));
        }
        for barcode in &row.barcodes {
            if let Some(line) = self.barcodes.get(barcode) {
                let message =
                    format!("Line {line} has the same barcode. Each barcode belongs to one variant; correct one of the two.");
                problems.push(self.reading.problem(row, Field::Barcode, barcode, message));
            }
        }
        let product = product.map(|index| &self.drafts.products[index]);
        let twin = product.and_then(|product| product.variants.iter().find(|variant| variant.options == row.options));
        if let Some(twin) = twin {
            let message = format!(
                "Line {} is the same product with the same options. Give this one an option that differs, or remove it.",
                twin.file_line
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

#[cfg(test)]
mod tests {
    use super::super::columns::guess_mapping;
    use super::*;
    use crate::base::Rate;

    fn read(text: &str) -> Drafts {
        let source = Source::from_bytes("products.csv", text.as_bytes());
        let survey = source.survey().unwrap();
        let header = Table::open(&source, &survey).unwrap().header;
        read_drafts(&source, &survey, &guess_mapping(&header).1).unwrap()
    }

    /// `name [option names] sku:options:price …` of each product.
    fn outline(drafts: &Drafts) -> Vec<String> {
        let variant = |variant: &VariantDraft| {
            let options: Vec<&str> = variant.options.iter().map(String::as_str).filter(|option| !option.is_empty()).collect();
            format!(
                "{}:{}:{}",
                variant.sku,
                options.join("/"),
                variant.price.map_or("-".to_owned(), |price| (price.0 / 10_000).to_string())
            )
        };
        let product = |product: &ProductDraft| {
            let names: Vec<&str> = product.option_names.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
            let variants: Vec<String> = product.variants.iter().map(variant).collect();
            format!("{} [{}] {}", product.name, names.join("/"), variants.join(" "))
        };
        drafts.products.iter().map(product).collect()
    }

    #[test]
    fn an_own_list_becomes_products_with_variants() {
        let drafts = read(
            "Bezeichnung;Marke;Warengruppe;Farbton;Artikelnummer;EAN;VK-Preis;MwSt.;Meldebestand;Chargenpflichtig\n\
             Lippenstift Satin;Rosa;Lippen > Lippenstift;Nude 01;LS-01;4006381333931;14,90 €;19 %;5;ja\n\
             Lippenstift Satin;Rosa;Lippen > Lippenstift;Rot 02;LS-02;4006381333948;1.014,90;19;;nein\n\
             Handcreme;Rosa;Hände;;HC-1;;7,5;7;;\n\
             Handcreme;Rosa;Hände;;HC-2;;8;0,07;;\n",
        );
        assert_eq!(drafts.problems, []);
        assert_eq!(
            outline(&drafts),
            [
                "Lippenstift Satin [Farbton] LS-01:Nude 01:1490 LS-02:Rot 02:101490",
                "Handcreme [] HC-1::750",
                "Handcreme [] HC-2::800"
            ]
        );
        let first = &drafts.products[0];
        assert_eq!(first.category, ["Lippen", "Lippenstift"]);
        let variant = &first.variants[0];
        assert_eq!(
            (variant.tax.clone(), variant.reorder_point, variant.track_lots),
            (TaxWish::Rate(Rate(190_000)), Some(Quantity(5_000)), Some(true))
        );
        assert_eq!(drafts.products[2].variants[0].tax, TaxWish::Rate(Rate(70_000)));
        assert_eq!(drafts.products[1].variants[0].tax, TaxWish::Rate(Rate(70_000)));
    }

    #[test]
    fn the_exports_of_other_programs_become_the_same_products() {
        let shopify = read(
            "Handle,Title,Body (HTML),Vendor,Type,Option1 Name,Option1 Value,Variant SKU,Variant Price,Variant Barcode,Status\n\
             satin,Satin,<p>Soft &amp; warm</p>,Rosa,Lips,Shade,Nude,S-1,14.90,'4006381333931,active\n\
             satin,,,,,,Red,S-2,14.90,,\n\
             satin,,,,,,,,,,\n\
             cream,Cream,,Rosa,Hands,Title,Default Title,C-1,7.50,,draft\n",
        );
        assert_eq!(outline(&shopify), ["Satin [Shade] S-1:Nude:1490 S-2:Red:1490", "Cream [] C-1::750"]);
        assert_eq!((shopify.rows_without_variant, shopify.products[0].description.as_str()), (1, "Soft & warm"));
        assert_eq!(shopify.products[0].variants[0].barcodes, ["4006381333931"]);
        let woocommerce = read(
            "ID,Type,SKU,Name,Published,Regular price,Categories,Parent,Attribute 1 name,Attribute 1 value(s)\n\
             10,variable,SAT,Satin,1,,\"Lips > Lipstick, Sale\",,Shade,\"Nude, Red\"\n\
             11,variation,S-1,Satin - Nude,1,14.90,,SAT,Shade,Nude\n\
             12,variation,S-2,Satin - Red,1,14.90,,id:10,Shade,Red\n\
             13,simple,C-1,Cream,0,7.50,Hands,,,\n",
        );
        assert_eq!(outline(&woocommerce), ["Satin [Shade] S-1:Nude:1490 S-2:Red:1490", "Cream [] C-1::750"]);
        assert_eq!(woocommerce.products[0].category, ["Lips", "Lipstick"]);
        let square = read(
            "Token,Item Name,Variation Name,SKU,Category,GTIN,Price\n\
             a,Satin,Nude,S-1,Lips,,14.90\n\
             b,Satin,Red,S-2,Lips,,14.90\n\
             c,Cream,Regular,C-1,Hands,,7.50\n",
        );
        assert_eq!(outline(&square), ["Satin [Variant] S-1:Nude:1490 S-2:Red:1490", "Cream [] C-1::750"]);
        let odoo = read("Name,Internal Reference,Barcode,Sales Price,Product Category\nCream,C-1,,7.50,All / Saleable / Hands\n");
        assert_eq!(
            (outline(&odoo), odoo.products[0].category.join(">")),
            (vec!["Cream [] C-1::750".to_owned()], "Saleable>Hands".to_owned())
        );
    }

    #[test]
    fn a_bad_row_says_column_value_and_what_to_do_and_the_good_ones_stay() {
        for (row, column, value, hint) in [
            ("Bad,B,free,,", "Price", "free", "no number"),
            ("Bad,B,,,", "Price", "", "missing"),
            ("Bad,B,-1,,", "Price", "-1", "below zero"),
            ("Bad,B,9999999999,,", "Price", "9999999999", "beyond a billion"),
            ("Bad,B,99999999999999999999999,,", "Price", "99999999999999999999999", "more than can be counted"),
            ("Bad,B,1.1234567,,", "Price", "1.1234567", "more decimals"),
            (",B,1.00,,", "Name", "", "name is missing"),
            ("Bad,good,1.00,,", "SKU", "good", "Line 2 has the same SKU"),
            ("Bad,B,1.00,4006381333931,", "Barcode", "4006381333931", "Line 2 has the same barcode"),
            ("Bad,B,1.00,4.00638E+12,", "Barcode", "4.00638E+12", "spreadsheet has shortened"),
            ("Bad,B,1.00,,many", "Reorder point", "many", "no number"),
            ("Bad,B,1.00,,-3", "Reorder point", "-3", "between 0 and a million"),
            ("Bad,B,1.00,,99999999999", "Reorder point", "99999999999", "between 0 and a million"),
            ("Bad,B,1.00,,,surplus", "", "", "more cells"),
        ] {
            let drafts = read(&format!(
                "Name,SKU,Price,Barcode,Reorder point\nGood,GOOD,1.50,4006381333931,3\n{row}\nAlso good,G2,2.00,,\n"
            ));
            assert_eq!(outline(&drafts), ["Good [] GOOD::150", "Also good [] G2::200"], "{row}");
            assert_eq!(drafts.problems.len(), 1, "{row}: {:?}", drafts.problems);
            let problem = &drafts.problems[0];
            assert_eq!((problem.file_line, problem.column.as_str(), problem.value.as_str()), (3, column, value), "{row}");
            assert!(problem.message.contains(hint), "{row}: {}", problem.message);
        }
    }

    #[test]
    fn every_problem_of_a_row_is_told_at_once_and_rows_that_lean_on_it_are_explained() {
        let drafts = read(
            "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price\n\
             satin,,Shade,Nude,S-1,free\n\
             satin,,,Red,S-2,14.90\n\
             cream,Cream,Size,S,C-1,1.00\n\
             cream,,,S,C-2,1.00\n",
        );
        let told: Vec<(u64, &str)> = drafts.problems.iter().map(|problem| (problem.file_line, problem.column.as_str())).collect();
        assert_eq!(told, [(2, "Variant Price"), (3, ""), (5, "Option1 Value")]);
        assert_eq!(drafts.refused_rows(), 3);
        assert_eq!(outline(&drafts), ["Cream [Size] C-1:S:100"]);
    }

    #[test]
    fn a_list_without_names_is_refused_whole() {
        let source = Source::from_bytes("a.csv", &b"Foo,Bar\n1,2\n"[..]);
        let survey = source.survey().unwrap();
        let message = read_drafts(&source, &survey, &vec![None, None]).unwrap_err().message;
        assert!(message.contains("holds the name of the product"), "{message}");
    }

    #[test]
    fn a_price_that_could_mean_two_things_is_refused_unless_another_row_tells() {
        let alone = read("Name,Price\nA,\"1,234\"\n");
        assert!(alone.problems[0].message.contains("may mean a thousand"));
        let told = read("Name,Price\nA,\"1,234\"\nB,5.50\n");
        assert_eq!(outline(&told), ["A [] ::123400", "B [] ::550"]);
    }
}
