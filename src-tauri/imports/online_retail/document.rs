//! The lines of an invoice put together, and what becomes of each.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use rust_decimal::Decimal;

use super::countries::country_code;
use super::line::{Invoice, Line};
use super::overview::{CodeKind, Overview, code_kind};
use super::{Rule, Tally};
use crate::base::{Error, Money, Quantity, Result, UnitPrice};
use crate::say;

/// How many lines of unfinished documents are held. A file sorted by document needs those of one.
const HELD_LINES_MAX: usize = 200_000;

/// Holds the lines of each document until its last one has come.
#[derive(Debug, Default)]
pub struct Gathering {
    open: HashMap<Invoice, Gathered>,
    held: usize,
    latest: Option<Invoice>,
}

/// The lines of one document.
#[derive(Debug, Default)]
pub struct Gathered {
    /// In the order of the file, at least one.
    pub lines: Vec<Line>,
    /// Whether lines of other documents stood between them.
    pub is_scattered: bool,
}

impl Gathering {
    /// Takes a line; answers its document when this was the last of it.
    ///
    /// # Errors
    /// Refuses a file whose documents are scattered all over it.
    pub fn take(&mut self, line: Line, overview: &Overview) -> Result<Option<Gathered>> {
        let wanted = overview.lines_of(&line.invoice) as usize;
        let invoice = line.invoice.clone();
        let follows = self.latest.as_ref() == Some(&invoice);
        let document = self.open.entry(invoice.clone()).or_default();
        document.is_scattered |= !follows && !document.lines.is_empty();
        document.lines.push(line);
        self.held += 1;
        self.latest = Some(invoice.clone());
        if document.lines.len() >= wanted {
            let whole = self.open.remove(&invoice).unwrap_or_default();
            self.held -= whole.lines.len();
            return Ok(Some(whole));
        }
        if self.held > HELD_LINES_MAX {
            return Err(Error::invalid(say!(
                "The lines of the documents lie scattered over the whole file, so the import stopped. Sort the file by InvoiceNo and start again."
            )));
        }
        Ok(None)
    }
}

/// Whether goods went out or came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentKind {
    /// A sale, or an adjustment.
    Sale,
    /// A return.
    Return,
}

/// What a line became.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// Goods of the planned product with this line's code in capitals.
    Goods,
    /// Postage, vouchers.
    Service,
    /// Money without goods.
    Adjustment,
}

/// A line of an order of the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentLine {
    /// What it is.
    pub kind: LineKind,
    /// The code as it is written.
    pub code: String,
    /// What it says, or what its code says.
    pub name: String,
    /// How many.
    pub quantity: Quantity,
    /// The price of one.
    pub unit_price: UnitPrice,
    /// Quantity × price, rounded to the smallest coin.
    pub amount: Money,
}

/// A note on stock that moves none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StockNote {
    /// Where it stands in the file.
    pub file_line: u64,
    /// The code as it is written.
    pub code: String,
    /// What it says: "damages", "lost", often nothing.
    pub description: String,
    /// How many went missing, below zero.
    pub quantity: Quantity,
}

/// A document of the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its number.
    pub invoice: Invoice,
    /// Sale or return.
    pub kind: DocumentKind,
    /// Where its first line stands in the file.
    pub file_line: u64,
    /// When, in the shop's own zone.
    pub at: NaiveDateTime,
    /// The customer's number, or nothing.
    pub customer: String,
    /// The country as the file names it.
    pub country: String,
    /// What was sold or came back. Empty for a document of stock notes only: then it is no order.
    pub lines: Vec<DocumentLine>,
    /// Notes on stock.
    pub notes: Vec<StockNote>,
    /// Sum of the lines.
    pub total: Money,
}

/// Decides what the lines of one document become, and counts each decision. `exponent` is the number of decimal places of the currency.
///
/// # Errors
/// Refuses a document whose sum is beyond what can be counted.
pub fn classify(gathered: Gathered, overview: &Overview, exponent: u32, tally: &mut Tally) -> Result<Document> {
    let Gathered { lines, is_scattered } = gathered;
    let first = lines.first().ok_or_else(|| Error::internal("a document without lines"))?;
    let mut document = Document {
        invoice: first.invoice.clone(),
        kind: if first.invoice.series == "C" { DocumentKind::Return } else { DocumentKind::Sale },
        file_line: first.file_line,
        at: first.at,
        customer: first.customer.clone(),
        country: first.country.clone(),
        lines: Vec::with_capacity(lines.len()),
        notes: Vec::new(),
        total: Money::ZERO,
    };
    tally.count(Rule::ScatteredDocument, u64::from(is_scattered));
    count_document(&document, &lines, tally);
    for line in lines {
        let is_note = document.kind == DocumentKind::Sale && line.quantity.0 < 0 && line.unit_price == UnitPrice::default();
        if is_note {
            tally.count(Rule::StockNote, 1);
            let description = line.name().to_owned();
            document.notes.push(StockNote { file_line: line.file_line, code: line.code, description, quantity: line.quantity });
        } else {
            let line = classify_line(line, overview, exponent, tally)?;
            document.total = document.total.plus(line.amount)?;
            document.lines.push(line);
        }
    }
    tally.count(Rule::DocumentOfStockNotes, u64::from(document.lines.is_empty()));
    tally.add(document.at.format("%Y-%m").to_string(), &document.country, document.total)?;
    Ok(document)
}

fn count_document(document: &Document, lines: &[Line], tally: &mut Tally) {
    tally.documents += 1;
    tally.lines += lines.len() as u64;
    if document.kind == DocumentKind::Return {
        tally.returns += 1;
        tally.count(Rule::ReturnWithoutReference, 1);
    }
    tally.count(Rule::BadDebtDocument, u64::from(document.invoice.series == "A"));
    tally.count(Rule::FirstTimeOfDay, u64::from(lines.iter().any(|line| line.at != document.at)));
    if document.customer.is_empty() {
        tally.count(Rule::LineWithoutCustomer, lines.len() as u64);
    }
    tally.count(Rule::CountryWithoutCode, u64::from(country_code(&document.country).len() != 2));
    tally.count(Rule::TaxNotRecorded, 1);
    tally.count(Rule::PaidByImport, 1);
}

fn classify_line(line: Line, overview: &Overview, exponent: u32, tally: &mut Tally) -> Result<DocumentLine> {
    let kind = match code_kind(&line.code) {
        CodeKind::Goods => LineKind::Goods,
        CodeKind::Service(rule) => {
            tally.count(rule, 1);
            LineKind::Service
        }
        CodeKind::Adjustment(rule) => {
            tally.count(rule, 1);
            LineKind::Adjustment
        }
    };
    let name = if line.name().is_empty() {
        tally.count(Rule::NameFromCode, 1);
        overview.name_of(&line.code.to_ascii_uppercase()).unwrap_or(&line.code).to_owned()
    } else {
        line.name().to_owned()
    };
    tally.count(Rule::FreeLine, u64::from(line.unit_price.0 == 0));
    tally.count(Rule::PriceBelowZero, u64::from(line.unit_price.0 < 0));
    let exact = line.unit_price.times_exact(line.quantity, exponent)?;
    let amount = Money::rounded(exact)?;
    tally.count(Rule::SubCentLine, u64::from(Decimal::from(amount.0) != exact));
    Ok(DocumentLine { kind, code: line.code, name, quantity: line.quantity, unit_price: line.unit_price, amount })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::online_retail::line::{Columns, read_line};
    use crate::imports::problem::Problem;
    use crate::imports::source::Source;
    use crate::imports::table::Table;

    const HEADER: &str = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

    struct Run {
        overview: Overview,
        documents: Vec<Document>,
        problems: Vec<Problem>,
        tally: Tally,
    }

    fn run_source(source: &Source, keep: bool) -> Run {
        let survey = source.survey().unwrap();
        let mut overview = Overview::default();
        let mut problems = Vec::new();
        each_line(source, &survey, |line| match line {
            Ok(line) => overview.see(&line),
            Err(problem) => problems.push(*problem),
        });
        let (mut gathering, mut documents, mut tally) = (Gathering::default(), Vec::new(), Tally::default());
        each_line(source, &survey, |line| {
            if let Some(whole) = line.ok().and_then(|line| gathering.take(line, &overview).unwrap()) {
                let document = classify(whole, &overview, 2, &mut tally).unwrap();
                if keep {
                    documents.push(document);
                }
            }
        });
        for (rule, count) in overview.decisions() {
            tally.count(rule, count);
        }
        Run { overview, documents, problems, tally }
    }

    fn each_line(
        source: &Source,
        survey: &crate::imports::source::Survey,
        mut work: impl FnMut(std::result::Result<Line, Box<Problem>>),
    ) {
        let mut table = Table::open(source, survey).unwrap();
        let columns = Columns::of(&table, &source.file_name).unwrap();
        while let Some(row) = table.next_row().unwrap() {
            work(read_line(row, &columns));
        }
    }

    fn run(rows: &str) -> Run {
        run_source(&Source::from_bytes("retail.csv", format!("{HEADER}{rows}").into_bytes()), true)
    }

    #[test]
    fn each_kind_of_line_becomes_what_the_trade_calls_it() {
        use LineKind::{Adjustment, Goods, Service};
        for (row, kind, amount) in [
            ("536365,85123A,HEART,6,2010-12-01 08:26:00,2.55,17850,United Kingdom", Goods, 1_530),
            ("536365,DCGS0003,ASHTRAY,1,2010-12-01 08:26:00,1.25,17850,United Kingdom", Goods, 125),
            ("536365,POST,POSTAGE,3,2010-12-01 08:26:00,18.0,12583,France", Service, 5_400),
            ("536365,gift_0001_20,Voucher,1,2010-12-01 08:26:00,16.67,,United Kingdom", Service, 1_667),
            ("C536379,D,Discount,-1,2010-12-01 09:41:00,27.5,14527,United Kingdom", Adjustment, -2_750),
            ("536365,m,Manual,1,2010-12-01 09:41:00,2.55,,United Kingdom", Adjustment, 255),
            ("C1,BANK CHARGES,Bank Charges,-1,2010-12-01 09:41:00,15.5,,United Kingdom", Adjustment, -1_550),
            ("A563186,B,Adjust bad debt,1,2011-08-12 14:51:00,-11062.06,,United Kingdom", Adjustment, -1_106_206),
            ("536365,22139,found,56,2010-12-01 11:52:00,0.0,,United Kingdom", Goods, 0),
            ("536365,PADS,PADS,1,2010-12-01 11:52:00,0.001,,United Kingdom", Goods, 0),
            ("536365,PADS,PADS,5,2010-12-01 11:52:00,0.001,,United Kingdom", Goods, 1),
            ("C536365,PADS,PADS,-5,2010-12-01 11:52:00,0.001,,United Kingdom", Goods, -1),
        ] {
            let run = run(&format!("{row}\n"));
            let line = &run.documents[0].lines[0];
            assert_eq!((line.kind, line.amount), (kind, Money(amount)), "{row}");
            assert_eq!(run.documents[0].kind == DocumentKind::Return, row.starts_with('C'), "{row}");
        }
    }

    #[test]
    fn a_negative_line_at_price_zero_is_a_stock_note_and_no_order() {
        let run = run("536589,21777,damages,-10,2010-12-01 16:50:00,0.0,,United Kingdom\n");
        assert!(run.documents[0].lines.is_empty());
        assert_eq!(run.documents[0].notes[0].quantity, Quantity(-10_000));
        assert_eq!(run.tally.decisions[&Rule::StockNote], 1);
        assert_eq!(run.tally.decisions[&Rule::DocumentOfStockNotes], 1);
        assert_eq!(run.overview.products().len(), 1, "the product of the note is known");
        assert_eq!(run.overview.products()[0].unit_price, None);
    }

    #[test]
    fn codes_take_their_most_frequent_name_spelling_and_price_and_customers_their_latest_country() {
        let run = run("1,85123A,HEART HOLDER,1,2010-12-01 08:00:00,2.55,17850,Austria\n\
             2,85123A,CREAM HEART,1,2010-12-02 08:00:00,2.95,17850,Denmark\n\
             3,85123a,CREAM HEART,1,2010-12-03 08:00:00,2.95,,Denmark\n\
             4,85123A,?,1,2010-12-04 08:00:00,1.95,,EIRE\n\
             5,85123A,,1,2010-12-04 08:00:00,1.95,,EIRE\n");
        let products = run.overview.products();
        assert_eq!((products.len(), products[0].sku.as_str(), products[0].name.as_str()), (1, "85123A", "CREAM HEART"));
        assert_eq!(products[0].unit_price, Some(UnitPrice(1_950_000)), "of equally frequent prices the latest");
        assert_eq!(run.overview.customers()[0].country, "Denmark");
        assert_eq!(run.documents[4].lines[0].name, "CREAM HEART");
        assert_eq!(run.documents[2].lines[0].code, "85123a", "a line keeps what it says");
        for (rule, count) in [
            (Rule::SeveralDescriptions, 1),
            (Rule::SeveralSpellings, 1),
            (Rule::CustomerMoved, 1),
            (Rule::NameFromCode, 1),
            (Rule::LineWithoutCustomer, 3),
        ] {
            assert_eq!(run.tally.decisions.get(&rule), Some(&count), "{rule:?}");
        }
    }

    #[test]
    fn scattered_lines_come_together_and_the_first_time_of_day_counts() {
        let run = run("1,10002,A,1,2010-12-01 08:00:00,1.0,,France\n\
             2,10002,A,1,2010-12-01 08:00:00,1.0,,France\n\
             1,10002,A,2,2010-12-01 08:01:00,1.0,,France\n");
        assert_eq!(run.documents.iter().map(|document| document.invoice.number).collect::<Vec<_>>(), [2, 1]);
        assert_eq!((run.documents[1].total, run.documents[1].at.format("%M").to_string()), (Money(300), "00".into()));
        assert_eq!((run.tally.decisions[&Rule::ScatteredDocument], run.tally.decisions[&Rule::FirstTimeOfDay]), (1, 1));
    }

    #[test]
    fn a_row_that_cannot_be_understood_is_explained_and_the_rest_is_kept() {
        for (row, column) in [
            ("x,10002,A,1,2010-12-01 08:00:00,1.0,,France", "InvoiceNo"),
            ("1,,A,1,2010-12-01 08:00:00,1.0,,France", "StockCode"),
            ("1,10002,A,many,2010-12-01 08:00:00,1.0,,France", "Quantity"),
            ("1,10002,A,99999999999,2010-12-01 08:00:00,1.0,,France", "Quantity"),
            ("1,10002,A,1,2010-13-01 08:00:00,1.0,,France", "InvoiceDate"),
            ("1,10002,A,1,2010-12-01 08:00:00,one,,France", "UnitPrice"),
            ("1,10002,A,1000000000,2010-12-01 08:00:00,9000000000000,,France", "UnitPrice"),
            ("1,10002,A,1", ""),
        ] {
            let run = run(&format!("{row}\n2,10002,A,1,2010-12-01 08:00:00,1.0,,France\n"));
            assert_eq!(run.documents.len(), 1, "{row}");
            assert_eq!((run.problems[0].column.as_str(), run.problems[0].file_line), (column, 2), "{row}");
            assert!(run.problems[0].content.starts_with(row.split(',').next().unwrap()));
        }
    }

    #[test]
    fn the_real_year_adds_up_to_what_its_authors_counted() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/online-retail.csv.xz");
        let Ok(source) = Source::at_path(&path) else {
            eprintln!("skipped: the real year is not at ../shared/data/online-retail.csv.xz");
            return;
        };
        let Run { overview, problems, tally, .. } = run_source(&source, false);
        assert_eq!(problems, []);
        assert_eq!((tally.documents, tally.returns, tally.lines), (25_900, 3_836, 541_909));
        assert_eq!((overview.products().len(), overview.customers().len()), (3_943, 4_372));
        // 9,747,747.934 with the four lines of 0.001 rounded to nothing.
        assert_eq!(tally.total_minor, Money(974_774_793));
        let months: Vec<i64> = tally.by_month.values().map(|total| total.0).collect();
        assert_eq!(
            months,
            [
                74_895_702,
                56_000_026,
                49_806_265,
                68_326_708,
                49_320_712,
                72_333_351,
                69_112_312,
                68_130_011,
                68_268_051,
                101_968_762,
                107_070_467,
                146_175_625,
                43_366_801
            ]
        );
        for (country, total) in [
            ("United Kingdom", 818_780_636),
            ("Netherlands", 28_466_154),
            ("EIRE", 26_327_682),
            ("Germany", 22_169_821),
            ("France", 19_740_390),
        ] {
            assert_eq!(tally.by_country[country], Money(total), "{country}");
        }
        for (rule, count) in [
            (Rule::StockNote, 1_336),
            (Rule::ReturnWithoutReference, 3_836),
            (Rule::BadDebtDocument, 3),
            (Rule::FirstTimeOfDay, 43),
            (Rule::ScatteredDocument, 1),
            (Rule::FreeLine, 1_179),
            (Rule::PriceBelowZero, 2),
            (Rule::SubCentLine, 4),
            (Rule::SeveralDescriptions, 1_324),
            (Rule::LineWithoutCustomer, 135_080),
            (Rule::CustomerMoved, 8),
            (Rule::SeveralSpellings, 112),
        ] {
            assert_eq!(tally.decisions.get(&rule), Some(&count), "{rule:?}");
        }
    }
}
