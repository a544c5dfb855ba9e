//! A ticket: what the till says it sells, and what that comes to. Pure arithmetic; nothing here reads or writes.
//!
//! The price of a line times its quantity is rounded, then its own discount is taken off, then its share of the ticket's discount
//! (largest remainder), then the tax is computed. The lines sum to the totals exactly.

use serde::{Deserialize, Serialize};

use crate::base::round::spread;
use crate::base::{CustomerId, Error, LotId, Money, Quantity, Rate, Result, TaxCategoryId, UnitPrice, VariantId};
use crate::say;
use crate::settings::TaxRounding;
use crate::tax::{Tax, TaxBasis, TaxTotal, TaxableLine, tax_lines, tax_totals};

/// Most lines on one ticket.
pub const LINES_MAX: usize = 2_000;

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// A thing.
    Goods,
    /// Work or a fee.
    Service,
    /// A correction an imported history holds.
    Adjustment,
}

impl LineKind {
    /// The word that is stored and sent.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Goods => "goods",
            Self::Service => "service",
            Self::Adjustment => "adjustment",
        }
    }
}

impl std::str::FromStr for LineKind {
    type Err = Error;
    fn from_str(code: &str) -> Result<Self> {
        match code {
            "goods" => Ok(Self::Goods),
            "service" => Ok(Self::Service),
            "adjustment" => Ok(Self::Adjustment),
            _ => Err(Error::internal(format!("there is no kind of line {code}"))),
        }
    }
}

/// Something taken off a price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Discount {
    /// This much.
    Amount {
        /// In minor units.
        amount_minor: Money,
    },
    /// This part.
    Percent {
        /// In millionths of one: 100000 is 10 %.
        rate_millionths: Rate,
    },
}

impl Discount {
    /// What it takes off `amount`.
    fn of(self, amount: Money, field: &str) -> Result<Money> {
        let taken = match self {
            Self::Amount { amount_minor } => amount_minor,
            Self::Percent { rate_millionths } => {
                if !(0..=Rate::ONE.0).contains(&rate_millionths.0) {
                    return Err(Error::field(
                        field,
                        say!("A discount lies between 0 % and 100 %. Nothing was posted; correct it."),
                    ));
                }
                Money::rounded(amount.decimal() * rate_millionths.decimal())?
            }
        };
        if taken < Money::ZERO || taken > amount {
            return Err(Error::field(
                field,
                say!("A discount cannot be below zero or more than what it is taken off. Nothing was posted; correct it."),
            ));
        }
        Ok(taken)
    }
}

/// What the till says it sells.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Ticket {
    /// What is on it.
    pub lines: Vec<TicketLine>,
    /// Taken off the whole ticket.
    #[serde(default)]
    pub discount: Option<Discount>,
    /// To whom, when it is known.
    #[serde(default)]
    pub customer_id: Option<CustomerId>,
    /// A remark, printed on the receipt.
    #[serde(default)]
    pub note: String,
}

/// One line: a variant, or a service in words.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TicketLine {
    /// What is sold.
    #[serde(default)]
    pub variant_id: Option<VariantId>,
    /// Or a service that is no product.
    #[serde(default)]
    pub service: Option<ServiceText>,
    /// How much, above zero.
    pub quantity_thousandths: Quantity,
    /// Out of this lot, because it was scanned or chosen; otherwise the one that expires first.
    #[serde(default)]
    pub lot_id: Option<LotId>,
    /// Another price than the product's (needs the permission to give discounts); the price of a service in words.
    #[serde(default)]
    pub unit_price_millionths: Option<UnitPrice>,
    /// Taken off this line (needs the permission to give discounts).
    #[serde(default)]
    pub discount: Option<Discount>,
}

/// A service that is no product.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ServiceText {
    /// As it is printed.
    pub name: String,
    /// How it is taxed.
    pub tax_category_id: TaxCategoryId,
}

impl Ticket {
    /// Whether somebody decided a price here, by a discount or another price.
    #[must_use]
    pub fn has_discounts(&self) -> bool {
        let overrides = |line: &TicketLine| line.variant_id.is_some() && line.unit_price_millionths.is_some();
        self.discount.is_some() || self.lines.iter().any(|line| line.discount.is_some() || overrides(line))
    }
}

/// A line with everything its price depends on.
#[derive(Debug, Clone)]
pub struct Offer {
    /// What it is.
    pub kind: LineKind,
    /// What is sold, unless it is a service in words.
    pub variant_id: Option<VariantId>,
    /// As it is printed.
    pub name: String,
    /// Its SKU; empty for a service in words.
    pub sku: String,
    /// What a quantity of one is.
    pub unit: String,
    /// How much.
    pub quantity: Quantity,
    /// Price of one.
    pub unit_price: UnitPrice,
    /// Taken off this line.
    pub discount: Option<Discount>,
    /// The taxes it carries.
    pub taxes: Vec<Tax>,
}

/// The shop's rules a price depends on.
#[derive(Debug, Clone, Copy)]
pub struct PriceRules {
    /// How prices stand to the tax.
    pub basis: TaxBasis,
    /// Where the tax is rounded.
    pub rounding: TaxRounding,
    /// Decimal places of the currency.
    pub exponent: u32,
}

/// A ticket with its prices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct PricedTicket {
    /// Its lines, in order.
    pub lines: Vec<PricedLine>,
    /// How prices stand to the tax.
    pub tax_basis: TaxBasis,
    /// What the lines come to after their own discounts, before the ticket's, as prices are shown.
    pub subtotal_minor: Money,
    /// All discounts, of lines and of the ticket.
    pub discount_minor: Money,
    /// The part of it that was taken off the whole ticket.
    pub order_discount_minor: Money,
    /// Without tax.
    pub net_minor: Money,
    /// The tax.
    pub tax_minor: Money,
    /// What the customer owes.
    pub total_minor: Money,
    /// The tax table.
    pub taxes: Vec<TaxTotal>,
}

/// A line with its price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct PricedLine {
    /// Its place on the ticket, from 1.
    pub line_no: i64,
    /// What it is.
    pub kind: LineKind,
    /// What is sold.
    pub variant_id: Option<VariantId>,
    /// As it is printed.
    pub name: String,
    /// Its SKU.
    pub sku: String,
    /// What a quantity of one is.
    pub unit: String,
    /// How much.
    pub quantity_thousandths: Quantity,
    /// Price of one, as prices are shown.
    pub unit_price_millionths: UnitPrice,
    /// Price times quantity, less the line's own discount.
    pub amount_minor: Money,
    /// The line's own discount.
    pub line_discount_minor: Money,
    /// Its share of the ticket's discount.
    pub order_discount_minor: Money,
    /// Without tax, after every discount.
    pub net_minor: Money,
    /// Its tax.
    pub tax_minor: Money,
    /// What the customer owes for it.
    pub gross_minor: Money,
    /// Its taxes one by one.
    pub taxes: Vec<LineTax>,
}

/// One tax of one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct LineTax {
    /// As it is printed.
    pub name: String,
    /// Its rate.
    pub rate_millionths: Rate,
    /// What it was taken on.
    pub net_minor: Money,
    /// The tax.
    pub tax_minor: Money,
}

/// What a ticket comes to.
///
/// # Errors
/// Names the line whose quantity, price or discount does not make sense; refuses amounts beyond the range.
pub fn price(offers: Vec<Offer>, discount: Option<Discount>, rules: PriceRules) -> Result<PricedTicket> {
    let mut amounts = Vec::with_capacity(offers.len());
    let mut line_discounts = Vec::with_capacity(offers.len());
    for (index, offer) in offers.iter().enumerate() {
        let full = offer.unit_price.times(offer.quantity, rules.exponent)?;
        let taken = offer.discount.map_or(Ok(Money::ZERO), |discount| discount.of(full, &format!("lines[{index}].discount")))?;
        line_discounts.push(taken);
        amounts.push(full.minus(taken)?);
    }
    let subtotal = Money::sum(amounts.iter().copied())?;
    let order_discount = discount.map_or(Ok(Money::ZERO), |discount| discount.of(subtotal, "discount"))?;
    let weights: Vec<i64> = amounts.iter().map(|amount| amount.0).collect();
    let shares: Vec<Money> = spread(order_discount.0, &weights)?.into_iter().map(Money).collect();
    let mut owed = Vec::with_capacity(offers.len());
    for (amount, share) in amounts.iter().zip(&shares) {
        owed.push(amount.minus(*share)?);
    }
    let taxable: Vec<TaxableLine<'_>> =
        offers.iter().zip(&owed).map(|(offer, amount)| TaxableLine { amount: *amount, taxes: &offer.taxes }).collect();
    let taxed = tax_lines(rules.basis, rules.rounding, &taxable)?;
    let mut lines = Vec::with_capacity(offers.len());
    for (index, (offer, taxed)) in offers.into_iter().zip(taxed).enumerate() {
        let tax_minor = taxed.tax()?;
        let taxes = offer.taxes.into_iter().zip(taxed.taxes).map(|(tax, amount)| LineTax {
            name: tax.name,
            rate_millionths: tax.rate_millionths,
            net_minor: taxed.net,
            tax_minor: amount,
        });
        lines.push(PricedLine {
            line_no: index as i64 + 1,
            kind: offer.kind,
            variant_id: offer.variant_id,
            name: offer.name,
            sku: offer.sku,
            unit: offer.unit,
            quantity_thousandths: offer.quantity,
            unit_price_millionths: offer.unit_price,
            amount_minor: amounts[index],
            line_discount_minor: line_discounts[index],
            order_discount_minor: shares[index],
            net_minor: taxed.net,
            tax_minor,
            gross_minor: taxed.gross,
            taxes: taxes.collect(),
        });
    }
    let sum = |part: fn(&PricedLine) -> Money| Money::sum(lines.iter().map(part));
    Ok(PricedTicket {
        tax_basis: rules.basis,
        subtotal_minor: subtotal,
        discount_minor: Money::sum(line_discounts)?.plus(order_discount)?,
        order_discount_minor: order_discount,
        net_minor: sum(|line| line.net_minor)?,
        tax_minor: sum(|line| line.tax_minor)?,
        total_minor: sum(|line| line.gross_minor)?,
        taxes: taxes_of_lines(lines.iter().map(|line| &line.taxes[..]))?,
        lines,
    })
}

/// The tax table of lines.
///
/// # Errors
/// Refuses amounts beyond the range.
pub fn taxes_of_lines<'a>(lines: impl IntoIterator<Item = &'a [LineTax]>) -> Result<Vec<TaxTotal>> {
    let rows: Vec<(Tax, Money, Money)> = lines
        .into_iter()
        .flatten()
        .map(|tax| (Tax { name: tax.name.clone(), rate_millionths: tax.rate_millionths }, tax.net_minor, tax.tax_minor))
        .collect();
    tax_totals(rows.iter().map(|(tax, net, amount)| (tax, *net, *amount)))
}
