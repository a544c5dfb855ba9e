//! What an issued document says, in the words of the day it was issued. Nothing here reads or writes.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::base::{DocumentId, Error, Money, OrderId, Quantity, Rate, Result, Timestamp, UnitPrice};
use crate::orders::{Order, OrderLine};
use crate::payments::Method;
use crate::settings::{PaperSize, Shop};
use crate::tax::{TaxBasis, TaxTotal};

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// Of a sale.
    Invoice,
    /// Of a return of an invoiced sale.
    CreditNote,
}

impl DocumentKind {
    /// The word that is stored and sent, and the name of its series.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Invoice => "invoice",
            Self::CreditNote => "credit_note",
        }
    }
}

impl std::str::FromStr for DocumentKind {
    type Err = Error;
    fn from_str(code: &str) -> Result<Self> {
        match code {
            "invoice" => Ok(Self::Invoice),
            "credit_note" => Ok(Self::CreditNote),
            _ => Err(Error::internal(format!("there is no kind of document {code}"))),
        }
    }
}

/// An issued document without its content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Document {
    /// Its id.
    pub id: DocumentId,
    /// Invoice or credit note.
    pub kind: DocumentKind,
    /// Its number as people read it.
    pub number: String,
    /// The order it was issued for.
    pub order_id: OrderId,
    /// That order's number.
    pub order_number: String,
    /// For a credit note: the invoice it corrects.
    pub original_document_id: Option<DocumentId>,
    /// Whom it is for; empty for a small invoice without a customer.
    pub buyer_name: String,
    /// Currency (ISO 4217).
    pub currency: String,
    /// Without tax.
    pub net_minor: Money,
    /// The tax.
    pub tax_minor: Money,
    /// With tax.
    pub total_minor: Money,
    /// The shop's day it belongs to.
    #[schema(value_type = String, format = Date)]
    pub business_date: NaiveDate,
    /// When it was issued.
    pub issued_at_ms: Timestamp,
    /// Its link in the chain of its series.
    pub hash: String,
}

/// Which documents are wanted.
#[derive(Debug, Clone, Default)]
pub struct DocumentFilter {
    /// A number as people read it, or only its digits.
    pub number: Option<String>,
    /// Invoices or credit notes.
    pub kind: Option<DocumentKind>,
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub to: Option<NaiveDate>,
    /// Of this order.
    pub order_id: Option<OrderId>,
}

/// Everything a document says. Kept as JSON; fields are added, never renamed, because old documents must be read forever.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Content {
    /// Invoice or credit note.
    pub kind: DocumentKind,
    /// Its number as people read it.
    pub number: String,
    /// Date of the document.
    pub date: NaiveDate,
    /// When the goods changed hands.
    pub delivery_date: NaiveDate,
    /// Language of the words.
    pub language: String,
    /// Paper it is printed on.
    pub paper_size: PaperSize,
    /// Currency (ISO 4217).
    pub currency: String,
    /// Decimal places of the currency.
    pub currency_exponent: u32,
    /// Who sells.
    pub seller: Party,
    /// Who buys; nobody for a small invoice.
    pub buyer: Option<Party>,
    /// Number of the order.
    pub order_number: String,
    /// For a credit note: number of the invoice.
    pub original_number: String,
    /// How prices stand to the tax.
    pub tax_basis: TaxBasis,
    /// What was sold.
    pub lines: Vec<ContentLine>,
    /// Sum of the lines.
    pub subtotal_minor: Money,
    /// Taken off the whole.
    pub order_discount_minor: Money,
    /// Without tax.
    pub net_minor: Money,
    /// The tax.
    pub tax_minor: Money,
    /// With tax.
    pub total_minor: Money,
    /// The tax table.
    pub taxes: Vec<TaxTotal>,
    /// How it was paid.
    pub payments: Vec<ContentPayment>,
    /// A remark.
    pub note: String,
    /// Whether the shop was a demo shop.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_demo: bool,
}

/// Seller or buyer.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Party {
    /// Customer's number; empty for the seller.
    pub number: String,
    /// Name.
    pub name: String,
    /// Address lines.
    pub address: String,
    /// Country.
    pub country: String,
    /// Tax number or VAT ID.
    pub tax_number: String,
}

/// One line of a document.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ContentLine {
    /// As it was sold.
    pub name: String,
    /// Article number.
    pub sku: String,
    /// What a quantity of one is.
    pub unit: String,
    /// How much.
    pub quantity_thousandths: Quantity,
    /// Price of one.
    pub unit_price_millionths: UnitPrice,
    /// The line's own discount.
    pub line_discount_minor: Money,
    /// After its own discount, as prices are shown.
    pub amount_minor: Money,
    /// After every discount, without tax.
    pub net_minor: Money,
    /// Its tax.
    pub tax_minor: Money,
    /// Rates of its taxes.
    pub tax_rates_millionths: Vec<Rate>,
    /// Codes of its lots.
    pub lots: Vec<String>,
    /// Until when it is good, when it came out of one lot.
    pub expiry_date: Option<NaiveDate>,
}

/// One payment of a document.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ContentPayment {
    /// How.
    pub method: Method,
    /// What it pays of the total.
    pub amount_minor: Money,
    /// Brand and last four digits of a card at most.
    pub reference: String,
}

impl Content {
    /// What a document of this order says today.
    ///
    /// # Errors
    /// Refuses amounts beyond the range.
    pub fn of(
        order: &Order,
        kind: DocumentKind,
        number: &str,
        shop: &Shop,
        buyer: Option<Party>,
        original: Option<&Document>,
        today: NaiveDate,
    ) -> Result<Self> {
        let head = &order.head;
        let lines: Vec<ContentLine> = order.lines.iter().map(|line| content_line(line, head.tax_basis)).collect::<Result<_>>()?;
        Ok(Self {
            kind,
            number: number.to_owned(),
            date: today,
            delivery_date: head.business_date,
            language: shop.language.clone(),
            paper_size: shop.paper_size,
            currency: head.currency.clone(),
            currency_exponent: shop.currency_exponent,
            seller: Party {
                number: String::new(),
                name: shop.name.clone(),
                address: shop.address.clone(),
                country: shop.country.clone(),
                tax_number: shop.tax_number.clone(),
            },
            buyer,
            order_number: head.number.clone(),
            original_number: original.map(|document| document.number.clone()).unwrap_or_default(),
            tax_basis: head.tax_basis,
            subtotal_minor: Money::sum(lines.iter().map(|line| line.amount_minor))?,
            order_discount_minor: Money::sum(order.lines.iter().map(|line| line.order_discount_minor))?,
            net_minor: head.net_minor,
            tax_minor: head.tax_minor,
            total_minor: head.total_minor,
            taxes: order.taxes.clone(),
            payments: order
                .payments
                .iter()
                .map(|payment| ContentPayment {
                    method: payment.method,
                    amount_minor: payment.amount_minor,
                    reference: payment.reference.clone(),
                })
                .collect(),
            note: head.note.clone(),
            is_demo: shop.is_demo,
            lines,
        })
    }
}

fn content_line(line: &OrderLine, basis: TaxBasis) -> Result<ContentLine> {
    Ok(ContentLine {
        name: line.name.clone(),
        sku: line.sku.clone(),
        unit: line.unit.clone(),
        quantity_thousandths: line.quantity_thousandths,
        unit_price_millionths: line.unit_price_millionths,
        line_discount_minor: line.line_discount_minor,
        amount_minor: line.amount(basis)?,
        net_minor: line.net_minor,
        tax_minor: line.tax_minor,
        tax_rates_millionths: line.taxes.iter().map(|tax| tax.rate_millionths).collect(),
        lots: line.lots.iter().map(|lot| lot.code.clone()).collect(),
        expiry_date: match &line.lots[..] {
            [lot] => lot.expiry_date,
            _ => None,
        },
    })
}
