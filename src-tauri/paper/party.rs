//! What several documents say in the same way: who sells, what was taken off, which taxes are in it.

use super::format::{Currency, Language};
use crate::base::{Money, Rate};

/// The seller, as every document names them. Empty texts are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shop {
    /// Name over the door.
    pub name: String,
    /// Street, postcode and town, country: one line each.
    pub address: Vec<String>,
    /// Telephone number.
    pub phone: String,
    /// E-mail address.
    pub email: String,
    /// Web address.
    pub website: String,
    /// VAT identification number, such as `DE123456789`.
    pub vat_id: String,
    /// National tax number.
    pub tax_number: String,
    /// Bank, IBAN, BIC: one line each, for invoices.
    pub bank: Vec<String>,
    /// Owner, court, register number: one line each, for invoices.
    pub register: Vec<String>,
    /// Whether everything in it is made up; then the paper says so, so that nobody takes it for a document of a real sale.
    pub is_demo: bool,
}

/// An amount with the words that explain it, such as a discount. Taken off means negative.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NamedAmount {
    /// What it is: `Birthday 10%`. Empty for the document's own word.
    pub label: String,
    /// The amount with its sign.
    pub amount: Money,
}

/// One rate of the tax table, as posted: the document adds nothing up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TaxLine {
    /// Name of the tax, such as `VAT` or `MwSt`. Empty for the document's own word.
    pub name: String,
    /// The rate.
    pub rate: Rate,
    /// Amount without the tax.
    pub net: Money,
    /// The tax.
    pub tax: Money,
    /// Amount with the tax.
    pub gross: Money,
}

/// How a document writes its numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Writing {
    /// Language of words and numbers.
    pub language: Language,
    /// The one currency of the document.
    pub currency: Currency,
}

impl Writing {
    pub(super) fn amount(&self, value: Money) -> String {
        super::format::amount(value, &self.currency, self.language)
    }

    pub(super) fn money(&self, value: Money) -> String {
        super::format::money(value, &self.currency, self.language)
    }
}

/// Joins what is not empty.
pub(super) fn joined<'a>(parts: impl IntoIterator<Item = &'a str>, between: &str) -> String {
    parts.into_iter().filter(|part| !part.trim().is_empty()).collect::<Vec<_>>().join(between)
}

/// A label with its value, or nothing where there is no value.
pub(super) fn labelled(label: &str, value: &str) -> String {
    if value.trim().is_empty() { String::new() } else { format!("{label} {value}") }
}
