//! Orders as they are shown: a sale, a return, or a document of an imported history.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::ticket::{LineKind, LineTax};
use crate::base::{
    CustomerId, DocumentId, Error, ImportId, LotId, Money, OrderId, ProductId, Quantity, Result, Timestamp, UnitPrice, VariantId,
};
use crate::payments::Payment;
use crate::tax::{TaxBasis, TaxTotal};

/// What an order is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrderKind {
    /// Goods went out, money came in.
    Sale,
    /// Goods came back, money went out; its amounts are negative.
    Return,
}

impl OrderKind {
    /// The word that is stored and sent.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Sale => "sale",
            Self::Return => "return",
        }
    }
}

impl std::str::FromStr for OrderKind {
    type Err = Error;
    fn from_str(code: &str) -> Result<Self> {
        match code {
            "sale" => Ok(Self::Sale),
            "return" => Ok(Self::Return),
            _ => Err(Error::internal(format!("there is no kind of order {code}"))),
        }
    }
}

/// Where an order came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Sold here.
    Counter,
    /// The history of another system.
    Import,
}

impl Channel {
    /// The word that is stored and sent.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Import => "import",
        }
    }
}

impl std::str::FromStr for Channel {
    type Err = Error;
    fn from_str(code: &str) -> Result<Self> {
        match code {
            "counter" => Ok(Self::Counter),
            "import" => Ok(Self::Import),
            _ => Err(Error::internal(format!("there is no channel {code}"))),
        }
    }
}

/// An order without its lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct OrderHead {
    /// Its id.
    pub id: OrderId,
    /// Sale or return.
    pub kind: OrderKind,
    /// Where it came from.
    pub channel: Channel,
    /// Its number as people read it.
    pub number: String,
    /// The shop's day it belongs to.
    #[schema(value_type = String, format = Date)]
    pub business_date: NaiveDate,
    /// When it was posted.
    pub at_ms: Timestamp,
    /// The customer, when known.
    pub customer_id: Option<CustomerId>,
    /// Their name.
    pub customer_name: Option<String>,
    /// Their number.
    pub customer_number: Option<String>,
    /// Where the customer is (ISO 3166-1 alpha-2, or a word of an imported history).
    pub country: String,
    /// Currency (ISO 4217).
    pub currency: String,
    /// How prices stand to the tax.
    pub tax_basis: TaxBasis,
    /// Every discount.
    pub discount_minor: Money,
    /// Without tax.
    pub net_minor: Money,
    /// The tax.
    pub tax_minor: Money,
    /// With tax.
    pub total_minor: Money,
    /// What the goods had cost; absent for who may not see costs.
    pub cost_minor: Option<Money>,
    /// How many lines it has.
    pub line_count: i64,
    /// A remark.
    pub note: String,
    /// Who posted it.
    pub staff_name: Option<String>,
    /// At which register.
    pub register_name: Option<String>,
    /// The import that brought it.
    pub import_id: Option<ImportId>,
}

/// An order with everything that belongs to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Order {
    /// What it is and what it comes to.
    #[serde(flatten)]
    pub head: OrderHead,
    /// Its lines.
    pub lines: Vec<OrderLine>,
    /// The tax table.
    pub taxes: Vec<TaxTotal>,
    /// How it was paid or given back.
    pub payments: Vec<Payment>,
    /// Invoices and credit notes issued for it.
    pub documents: Vec<OrderDocument>,
    /// What came back of it.
    pub returns: Vec<OrderReference>,
    /// For a return: the sale it was made against.
    pub original: Option<OrderReference>,
    /// Whether anything of it can still be returned.
    pub is_returnable: bool,
}

/// A line as it was posted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct OrderLine {
    /// Its place.
    pub line_no: i64,
    /// What it is.
    pub kind: LineKind,
    /// What was sold.
    pub variant_id: Option<VariantId>,
    /// The product of that variant.
    pub product_id: Option<ProductId>,
    /// As it was printed.
    pub name: String,
    /// Its SKU then.
    pub sku: String,
    /// What a quantity of one is.
    pub unit: String,
    /// How much; below zero on a return.
    pub quantity_thousandths: Quantity,
    /// Price of one.
    pub unit_price_millionths: UnitPrice,
    /// The line's own discount.
    pub line_discount_minor: Money,
    /// Its share of the ticket's discount.
    pub order_discount_minor: Money,
    /// Without tax.
    pub net_minor: Money,
    /// Its tax.
    pub tax_minor: Money,
    /// With tax.
    pub gross_minor: Money,
    /// What it had cost; absent for who may not see costs.
    pub cost_minor: Option<Money>,
    /// Its taxes one by one.
    pub taxes: Vec<LineTax>,
    /// The lots it was taken from or went back to.
    pub lots: Vec<OrderLot>,
    /// How much of it has come back.
    pub returned_thousandths: Quantity,
    /// How much of it can still come back.
    pub returnable_thousandths: Quantity,
    /// For a line of a return: the order it was sold on.
    pub original_order_id: Option<OrderId>,
    /// And its line there.
    pub original_line_no: Option<i64>,
}

impl OrderLine {
    /// What the line comes to as prices are shown, after its own discount and before its share of the ticket's.
    ///
    /// # Errors
    /// Refuses amounts beyond the range.
    pub fn amount(&self, basis: TaxBasis) -> Result<Money> {
        let shown = match basis {
            TaxBasis::Added => self.net_minor,
            TaxBasis::Included | TaxBasis::NotRecorded => self.gross_minor,
        };
        shown.plus(self.order_discount_minor)
    }
}

/// A lot a line was taken from or went back to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct OrderLot {
    /// The lot.
    pub lot_id: LotId,
    /// What is printed on it.
    pub code: String,
    /// Until when it is good.
    #[schema(value_type = Option<String>, format = Date)]
    pub expiry_date: Option<NaiveDate>,
    /// How much of the line.
    pub quantity_thousandths: Quantity,
}

/// An invoice or credit note of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct OrderDocument {
    /// The document.
    pub id: DocumentId,
    /// `invoice` or `credit_note`.
    pub kind: String,
    /// Its number as people read it.
    pub number: String,
    /// With tax.
    pub total_minor: Money,
    /// When it was issued.
    pub issued_at_ms: Timestamp,
}

/// Another order this one has to do with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct OrderReference {
    /// The order.
    pub id: OrderId,
    /// Its number as people read it.
    pub number: String,
    /// The shop's day it belongs to.
    #[schema(value_type = String, format = Date)]
    pub business_date: NaiveDate,
    /// With tax.
    pub total_minor: Money,
}

/// What was just posted; the same again when the same id is sent again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct PostedOrder {
    /// Its id.
    pub id: OrderId,
    /// Sale or return.
    pub kind: OrderKind,
    /// Its number as people read it.
    pub number: String,
    /// The shop's day it belongs to.
    #[schema(value_type = String, format = Date)]
    pub business_date: NaiveDate,
    /// When it was posted.
    pub at_ms: Timestamp,
    /// With tax.
    pub total_minor: Money,
    /// Cash to give to the customer now.
    pub change_minor: Money,
    /// How it was paid or given back.
    pub payments: Vec<Payment>,
}

/// Which orders are wanted.
#[derive(Debug, Clone, Default)]
pub struct OrderFilter {
    /// A number as people read it, or only its digits.
    pub number: Option<String>,
    /// Sales or returns.
    pub kind: Option<OrderKind>,
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub to: Option<NaiveDate>,
    /// Of this customer.
    pub customer_id: Option<CustomerId>,
    /// Of customers there.
    pub country: Option<String>,
    /// With this variant on a line.
    pub variant_id: Option<VariantId>,
    /// With this product on a line.
    pub product_id: Option<ProductId>,
    /// Brought by this import.
    pub import_id: Option<ImportId>,
}

/// One part of a list of orders, newest first.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct OrderList {
    /// The rows asked for.
    pub rows: Vec<OrderHead>,
    /// How many rows the whole list has.
    pub total: i64,
    /// What they come to, with tax.
    pub sum_minor: Money,
}

/// What stands before the digits of a number as people read it, and the digits. `None` when it does not end in digits.
#[must_use]
pub fn split_number(text: &str) -> Option<(&str, i64)> {
    let text = text.trim();
    let digits = text.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (prefix, number) = text.split_at(text.len() - digits);
    number.parse().ok().map(|number| (prefix, number))
}
