//! The history of a shop in the form of the *Online Retail* data (Chen, D., 2015, UCI Machine Learning Repository): one line for each line of
//! an invoice, with the dirt of a real year in it.
//!
//! What a line means is decided here, without a database: `line` reads a row, `overview` is the first pass over the file, `document` puts
//! the lines of an invoice together in the second and says what becomes of them. Every decision is a [`Rule`] with a count in the [`Tally`].

pub mod countries;
pub mod document;
pub mod line;
pub mod overview;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::{Money, Result};

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident $sentence:literal),* $(,)?) => {
        /// A decision that the import takes for many lines at once.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum Rule {
            $($(#[$doc])* $name,)*
        }

        impl Rule {
            /// The decision in a sentence.
            #[must_use]
            pub fn sentence(self) -> &'static str {
                match self {
                    $(Self::$name => $sentence,)*
                }
            }
        }
    };
}

rules! {
    /// `C…`.
    ReturnWithoutReference "Documents whose number begins with C are returns. They do not say which sale they take back, so they refer to none.",
    /// `A…`.
    BadDebtDocument "Documents whose number begins with A adjust bad debt: an adjustment line, no goods.",
    /// The lines of a document have more than one time.
    FirstTimeOfDay "Documents whose lines carry more than one time of day take the first.",
    /// The lines of a document do not follow each other.
    ScatteredDocument "Documents whose lines lie apart in the file were put together.",
    /// Negative quantity at price zero outside returns.
    StockNote "Lines with a quantity below zero at price zero in ordinary documents are notes on stock (damaged, lost, corrected): kept with the import, no sale.",
    /// A document of stock notes only.
    DocumentOfStockNotes "Documents that hold nothing but notes on stock are no orders; their notes keep the document's number.",
    /// Positive quantity at price zero.
    FreeLine "Lines at price zero with a quantity above zero are sale lines without a price.",
    /// Price below zero.
    PriceBelowZero "Lines with a price below zero keep it; only adjustments of bad debt have one.",
    /// Quantity × price is no whole cent.
    SubCentLine "Lines whose quantity times price is no whole smallest coin are rounded, ties away from zero.",
    /// A line of a sale or return without a description.
    NameFromCode "Lines without a description take that of their code.",
    /// POST, DOT, C2.
    ServicePostage "Lines of POST, DOT and C2 are postage and carriage: service lines.",
    /// gift_0001_…
    ServiceGiftVoucher "Lines of gift vouchers are service lines: nothing leaves the shelf and no balance is opened.",
    /// D.
    AdjustmentDiscount "Lines of D are discounts: adjustments.",
    /// M.
    AdjustmentManual "Lines of M were keyed by hand without a product: adjustments.",
    /// S.
    AdjustmentSamples "Lines of S are samples: adjustments.",
    /// AMAZONFEE, BANK CHARGES, CRUK.
    AdjustmentFee "Lines of AMAZONFEE, BANK CHARGES and CRUK are fees and commissions: adjustments.",
    /// B.
    AdjustmentBadDebt "Lines of B are bad debt: adjustments.",
    /// Codes with more than one description, counted as the file writes them.
    SeveralDescriptions "Codes with more than one description (an empty one counted) take the most frequent that says anything, of equals the first; each line keeps its own.",
    /// Goods codes that never have a description.
    NoDescription "Codes that never have a description are products named by their code.",
    /// Codes that differ in letter case only.
    SeveralSpellings "Codes that differ only in capitals are one product under its most frequent spelling; each line keeps its own.",
    /// DCGS…, PADS.
    GoodsWithOwnCode "Codes of the shop's own kind (DCGS…, PADS) are goods.",
    /// The product's price.
    PriceFromSales "Products take the price at which they were sold most often, of equals the latest.",
    /// Never sold at a price.
    NoPrice "Products that were never sold at a price are drafts until somebody gives them one.",
    /// A product with this code was there before.
    ProductAlreadyThere "Codes that the shop already knows belong to its own products, which were not changed.",
    /// The file has no names.
    CustomerWithoutName "The file names no customers; each is called by its number.",
    /// The customer's country is that of the latest order.
    CustomerMoved "Customers with orders from more than one country live in that of the latest; each order keeps its own.",
    /// Lines without a customer.
    LineWithoutCustomer "Lines without a customer's number belong to no customer.",
    /// "Unspecified", "European Community", "Channel Islands".
    CountryWithoutCode "Documents whose country has no ISO code keep the name as written; \"Unspecified\" is no country.",
    /// An order with this number is in the shop.
    DocumentAlreadyThere "Documents whose number is in the shop already were not imported again; see the rows with problems.",
    /// A row that was not understood.
    RefusedRow "Rows that could not be understood were refused; see the rows with problems.",
    /// Everything.
    TaxNotRecorded "The file records no tax: every document counts as tax not recorded, gross is net.",
    /// Everything.
    PaidByImport "Every document counts as paid, by the method \"imported\".",
}

/// What the import has done so far: the report, and what a resumed run goes on from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Documents of the file.
    pub documents: u64,
    /// Those among them that are returns.
    pub returns: u64,
    /// Lines of the file.
    pub lines: u64,
    /// Products of the file.
    pub products: u64,
    /// Customers of the file.
    pub customers: u64,
    /// Net sales.
    pub total_minor: Money,
    /// Net sales by month, `2010-12`.
    pub by_month: BTreeMap<String, Money>,
    /// Net sales by the country of the order, as the file names it.
    pub by_country: BTreeMap<String, Money>,
    /// How often each decision was taken.
    pub decisions: BTreeMap<Rule, u64>,
}

impl Tally {
    /// Counts decisions.
    pub fn count(&mut self, rule: Rule, count: u64) {
        if count > 0 {
            *self.decisions.entry(rule).or_default() += count;
        }
    }

    /// Adds the money of a document.
    ///
    /// # Errors
    /// Refuses a sum beyond what can be counted.
    pub fn add(&mut self, month: String, country: &str, total: Money) -> Result<()> {
        self.total_minor = self.total_minor.plus(total)?;
        let of_month = self.by_month.entry(month).or_default();
        *of_month = of_month.plus(total)?;
        let of_country = self.by_country.entry(country.to_owned()).or_default();
        *of_country = of_country.plus(total)?;
        Ok(())
    }
}
