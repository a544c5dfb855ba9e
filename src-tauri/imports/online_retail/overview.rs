//! The first look over the whole file: how many lines each document has, what each code is called and costs, where each customer lives.
//! It holds one entry for each document, code and customer, never the lines.

use std::collections::HashMap;

use chrono::NaiveDateTime;

use super::Rule;
use super::line::{Invoice, Line};
use crate::base::UnitPrice;

/// What a stock code stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeKind {
    /// Something that lies on a shelf.
    Goods,
    /// Something done for the customer, or paper that stands for money.
    Service(Rule),
    /// Money that moves without goods.
    Adjustment(Rule),
}

/// What a stock code stands for. Letter case does not matter.
#[must_use]
pub fn code_kind(code: &str) -> CodeKind {
    match code.to_ascii_uppercase().as_str() {
        "POST" | "DOT" | "C2" | "C3" => CodeKind::Service(Rule::ServicePostage),
        gift if gift.starts_with("GIFT_") || gift == "GIFT" => CodeKind::Service(Rule::ServiceGiftVoucher),
        "D" => CodeKind::Adjustment(Rule::AdjustmentDiscount),
        "M" => CodeKind::Adjustment(Rule::AdjustmentManual),
        "S" => CodeKind::Adjustment(Rule::AdjustmentSamples),
        "AMAZONFEE" | "BANK CHARGES" | "CRUK" => CodeKind::Adjustment(Rule::AdjustmentFee),
        "B" | "ADJUST" | "ADJUST2" => CodeKind::Adjustment(Rule::AdjustmentBadDebt),
        _ => CodeKind::Goods,
    }
}

/// A product that the file's goods codes tell of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedProduct {
    /// The code in capitals: what lines refer to.
    pub key: String,
    /// The code in its most frequent spelling.
    pub sku: String,
    /// Its most frequent description, or the code where it never has one.
    pub name: String,
    /// Its most frequent price in sales, or nothing.
    pub unit_price: Option<UnitPrice>,
}

/// A customer that the file tells of. It gives no names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedCustomer {
    /// The number in the file.
    pub number: String,
    /// The country of the latest order.
    pub country: String,
}

/// What the first look found.
#[derive(Debug, Default)]
pub struct Overview {
    documents: HashMap<Invoice, u32>,
    codes: HashMap<String, Code>,
    customers: HashMap<String, Customer>,
    lines: u64,
}

/// Counts of the forms something appears in, the first seen first.
#[derive(Debug, Default)]
struct Forms(Vec<(String, u32)>);

#[derive(Debug)]
struct Code {
    first_line: u64,
    spellings: Vec<Spelling>,
    descriptions: Forms,
    prices: Vec<(UnitPrice, u32)>,
}

#[derive(Debug)]
struct Spelling {
    code: String,
    count: u32,
    /// The first description beside it, and whether another one followed; counted as written, an empty one too.
    description: String,
    has_several: bool,
}

#[derive(Debug)]
struct Customer {
    first_line: u64,
    latest: NaiveDateTime,
    country: String,
    has_moved: bool,
}

impl Forms {
    fn see(&mut self, form: &str) {
        match self.0.iter_mut().find(|(seen, _)| seen == form) {
            Some((_, count)) => *count += 1,
            None => self.0.push((form.to_owned(), 1)),
        }
    }

    /// The most frequent form; of equally frequent ones the first seen.
    fn most_frequent(&self) -> Option<&str> {
        let best = self.0.iter().map(|(_, count)| *count).max()?;
        self.0.iter().find(|(_, count)| *count == best).map(|(form, _)| form.as_str())
    }
}

impl Overview {
    /// Takes one line into account.
    pub fn see(&mut self, line: &Line) {
        self.lines += 1;
        *self.documents.entry(line.invoice.clone()).or_default() += 1;
        self.see_code(line);
        if !line.customer.is_empty() {
            self.see_customer(line);
        }
    }

    fn see_code(&mut self, line: &Line) {
        let code = self.codes.entry(line.code.to_ascii_uppercase()).or_insert_with(|| Code {
            first_line: line.file_line,
            spellings: Vec::new(),
            descriptions: Forms::default(),
            prices: Vec::new(),
        });
        match code.spellings.iter_mut().find(|spelling| spelling.code == line.code) {
            Some(spelling) => {
                spelling.count += 1;
                spelling.has_several |= spelling.description != line.description;
            }
            None => code.spellings.push(Spelling {
                code: line.code.clone(),
                count: 1,
                description: line.description.clone(),
                has_several: false,
            }),
        }
        if !line.name().is_empty() {
            code.descriptions.see(line.name());
        }
        if line.invoice.series.is_empty() && line.quantity.0 > 0 && line.unit_price.0 > 0 {
            match code.prices.iter_mut().find(|(price, _)| *price == line.unit_price) {
                Some((_, count)) => *count += 1,
                None => code.prices.push((line.unit_price, 1)),
            }
        }
    }

    fn see_customer(&mut self, line: &Line) {
        let customer = self.customers.entry(line.customer.clone()).or_insert_with(|| Customer {
            first_line: line.file_line,
            latest: line.at,
            country: line.country.clone(),
            has_moved: false,
        });
        customer.has_moved |= customer.country != line.country;
        if line.at >= customer.latest {
            customer.latest = line.at;
            customer.country.clone_from(&line.country);
        }
    }

    /// How many lines were understood.
    #[must_use]
    pub fn line_count(&self) -> u64 {
        self.lines
    }

    /// How many lines the document has.
    #[must_use]
    pub fn lines_of(&self, invoice: &Invoice) -> u32 {
        self.documents.get(invoice).copied().unwrap_or(0)
    }

    /// The name of a goods code.
    #[must_use]
    pub fn name_of(&self, key: &str) -> Option<&str> {
        self.codes.get(key)?.descriptions.most_frequent()
    }

    /// The products, in the order in which the file first mentions them.
    #[must_use]
    pub fn products(&self) -> Vec<PlannedProduct> {
        let mut codes: Vec<_> = self.codes.iter().filter(|(key, _)| code_kind(key) == CodeKind::Goods).collect();
        codes.sort_by_key(|(_, code)| code.first_line);
        codes
            .into_iter()
            .map(|(key, code)| {
                let spelled = code.spellings.iter().map(|spelling| spelling.count).max();
                let sku =
                    code.spellings.iter().find(|spelling| Some(spelling.count) == spelled).map_or(key, |spelling| &spelling.code);
                let best = code.prices.iter().map(|(_, count)| *count).max();
                PlannedProduct {
                    key: key.clone(),
                    sku: sku.to_owned(),
                    name: code.descriptions.most_frequent().unwrap_or(sku).to_owned(),
                    // Of equally frequent prices the later one: it is nearer to today's.
                    unit_price: code.prices.iter().rev().find(|(_, count)| Some(*count) == best).map(|(price, _)| *price),
                }
            })
            .collect()
    }

    /// The customers, in the order in which the file first mentions them.
    #[must_use]
    pub fn customers(&self) -> Vec<PlannedCustomer> {
        let mut customers: Vec<_> = self.customers.iter().collect();
        customers.sort_by_key(|(_, customer)| customer.first_line);
        customers
            .into_iter()
            .map(|(number, customer)| PlannedCustomer { number: number.clone(), country: customer.country.clone() })
            .collect()
    }

    /// The decisions about codes and customers, with their counts.
    #[must_use]
    pub fn decisions(&self) -> Vec<(Rule, u64)> {
        let codes = |test: &dyn Fn(&str, &Code) -> bool| self.codes.iter().filter(|(key, code)| test(key, code)).count() as u64;
        let is_goods = |key: &str| code_kind(key) == CodeKind::Goods;
        vec![
            (
                Rule::SeveralDescriptions,
                self.codes.values().flat_map(|code| &code.spellings).filter(|spelling| spelling.has_several).count() as u64,
            ),
            (Rule::NoDescription, codes(&|key, code| is_goods(key) && code.descriptions.0.is_empty())),
            (Rule::SeveralSpellings, codes(&|_, code| code.spellings.len() > 1)),
            (Rule::GoodsWithOwnCode, codes(&|key, _| is_goods(key) && !key.starts_with(|letter: char| letter.is_ascii_digit()))),
            (Rule::PriceFromSales, codes(&|key, code| is_goods(key) && !code.prices.is_empty())),
            (Rule::NoPrice, codes(&|key, code| is_goods(key) && code.prices.is_empty())),
            (Rule::CustomerWithoutName, self.customers.len() as u64),
            (Rule::CustomerMoved, self.customers.values().filter(|customer| customer.has_moved).count() as u64),
        ]
    }
}
