//! The arithmetic of taxes: what a ticket owes, and how it lies on its lines.
//!
//! Pure and exact. A line may carry several taxes. Whatever the mode, the lines sum to the totals to the last minor unit, and a line's
//! net and taxes sum to its gross.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::base::round::{half_away_from_zero, spread};
use crate::base::{Error, Money, Rate, Result, TaxCategoryId, TaxRateId};
use crate::say;
use crate::settings::TaxRounding;

/// How prices stand to the tax.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TaxBasis {
    /// Prices hold the tax.
    Included,
    /// The tax comes on top of the prices.
    Added,
    /// A history that does not say: gross and net are the same.
    NotRecorded,
}

impl TaxBasis {
    /// The word that is stored and sent.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Included => "included",
            Self::Added => "added",
            Self::NotRecorded => "not_recorded",
        }
    }
}

impl std::str::FromStr for TaxBasis {
    type Err = Error;
    fn from_str(code: &str) -> Result<Self> {
        match code {
            "included" => Ok(Self::Included),
            "added" => Ok(Self::Added),
            "not_recorded" => Ok(Self::NotRecorded),
            _ => Err(Error::internal(format!("there is no tax basis {code}"))),
        }
    }
}

/// A tax as it stood when something was sold.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Tax {
    /// As it is printed, such as `VAT`.
    pub name: String,
    /// Its rate.
    pub rate_millionths: Rate,
}

/// Goods that are taxed alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct TaxCategory {
    /// Its id.
    pub id: TaxCategoryId,
    /// Short word that files and imports use, such as `reduced`.
    pub code: String,
    /// As people read it.
    pub name: String,
    /// Place in the list.
    pub position: i64,
    /// Its rates over time, newest first.
    pub rates: Vec<TaxRate>,
}

/// A rate of a category, with the days on which it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct TaxRate {
    /// Its id.
    pub id: TaxRateId,
    /// As it is printed, such as `VAT`.
    pub name: String,
    /// The rate in millionths of one: 190000 is 19 %.
    pub rate_millionths: Rate,
    /// First day.
    #[schema(value_type = String, format = Date)]
    pub valid_from: NaiveDate,
    /// Last day; open when absent.
    #[schema(value_type = Option<String>, format = Date)]
    pub valid_until: Option<NaiveDate>,
}

impl TaxRate {
    /// Whether both hold on some day.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        let last = NaiveDate::MAX;
        self.valid_from <= other.valid_until.unwrap_or(last) && other.valid_from <= self.valid_until.unwrap_or(last)
    }

    /// Column and value of what may change, for the history.
    pub(super) fn fields(&self) -> [(&'static str, Option<String>); 4] {
        [
            ("name", Some(self.name.clone())),
            ("rate_millionths", Some(self.rate_millionths.0.to_string())),
            ("valid_from", Some(self.valid_from.to_string())),
            ("valid_until", self.valid_until.map(|day| day.to_string())),
        ]
    }
}

/// What a line comes to after every discount, as the price says it: with the tax when it is included, without when it is added.
#[derive(Debug, Clone)]
pub struct TaxableLine<'a> {
    /// The amount, of either sign.
    pub amount: Money,
    /// The taxes it carries; the order is kept.
    pub taxes: &'a [Tax],
}

/// A line with its tax.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TaxedLine {
    /// Without tax.
    pub net: Money,
    /// With tax: what the customer owes.
    pub gross: Money,
    /// The tax of each of the line's taxes, in their order.
    pub taxes: Vec<Money>,
}

impl TaxedLine {
    /// All taxes of the line.
    ///
    /// # Errors
    /// Refuses an amount beyond the range.
    pub fn tax(&self) -> Result<Money> {
        Money::sum(self.taxes.iter().copied())
    }
}

/// One row of the tax table of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TaxTotal {
    /// As it is printed.
    pub name: String,
    /// Its rate.
    pub rate_millionths: Rate,
    /// What it was taken on.
    pub net_minor: Money,
    /// The tax.
    pub tax_minor: Money,
}

/// The taxes of every line, in the order of the lines.
///
/// Included: of each set of taxes the tax is computed from the sum of its gross amounts and rounded, net is gross less tax, and the nets
/// of the lines are spread by largest remainder. Added: each tax is computed from the sum of the nets that carry it.
///
/// # Errors
/// Refuses amounts beyond the range.
pub fn tax_lines(basis: TaxBasis, rounding: TaxRounding, lines: &[TaxableLine<'_>]) -> Result<Vec<TaxedLine>> {
    match (basis, rounding) {
        (TaxBasis::NotRecorded, _) => {
            Ok(lines.iter().map(|line| TaxedLine { net: line.amount, gross: line.amount, taxes: Vec::new() }).collect())
        }
        (TaxBasis::Included, TaxRounding::Line) => {
            lines.iter().map(|line| Ok(included(line.taxes, &[line.amount])?.remove(0))).collect()
        }
        (TaxBasis::Included, TaxRounding::Document) => included_in_document(lines),
        (TaxBasis::Added, TaxRounding::Line) => {
            lines.iter().map(|line| Ok(added_to_document(std::slice::from_ref(line))?.remove(0))).collect()
        }
        (TaxBasis::Added, TaxRounding::Document) => added_to_document(lines),
    }
}

/// The tax table: one row for each tax by name and rate, in the order in which they appear.
///
/// # Errors
/// Refuses amounts beyond the range.
pub fn tax_totals<'a>(rows: impl IntoIterator<Item = (&'a Tax, Money, Money)>) -> Result<Vec<TaxTotal>> {
    let mut totals: Vec<TaxTotal> = Vec::new();
    for (tax, net, amount) in rows {
        let known = totals.iter_mut().find(|total| total.name == tax.name && total.rate_millionths == tax.rate_millionths);
        match known {
            Some(total) => {
                total.net_minor = total.net_minor.plus(net)?;
                total.tax_minor = total.tax_minor.plus(amount)?;
            }
            None => totals.push(TaxTotal {
                name: tax.name.clone(),
                rate_millionths: tax.rate_millionths,
                net_minor: net,
                tax_minor: amount,
            }),
        }
    }
    Ok(totals)
}

fn included_in_document(lines: &[TaxableLine<'_>]) -> Result<Vec<TaxedLine>> {
    let mut answer = vec![TaxedLine::default(); lines.len()];
    for set in sets(lines) {
        let gross: Vec<Money> = set.iter().map(|index| lines[*index].amount).collect();
        for (index, line) in set.iter().zip(included(lines[set[0]].taxes, &gross)?) {
            answer[*index] = line;
        }
    }
    Ok(answer)
}

/// The places of lines that carry the same taxes, set by set.
fn sets(lines: &[TaxableLine<'_>]) -> Vec<Vec<usize>> {
    let mut sets: Vec<Vec<usize>> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        match sets.iter_mut().find(|set| lines[set[0]].taxes == line.taxes) {
            Some(set) => set.push(index),
            None => sets.push(vec![index]),
        }
    }
    sets
}

/// Takes the taxes out of gross amounts that all carry them, rounding once for the sum.
fn included(taxes: &[Tax], gross: &[Money]) -> Result<Vec<TaxedLine>> {
    let sum = Money::sum(gross.iter().copied())?;
    let whole = Decimal::ONE + taxes.iter().map(|tax| tax.rate_millionths.decimal()).sum::<Decimal>();
    let of_each: Vec<Money> =
        taxes.iter().map(|tax| Money::rounded(share(sum, tax.rate_millionths.decimal())? / whole)).collect::<Result<_>>()?;
    let net = sum.minus(Money::sum(of_each.iter().copied())?)?;
    let nets = distribute(net, gross)?;
    let mut rests = Vec::with_capacity(gross.len());
    for (gross, net) in gross.iter().zip(&nets) {
        rests.push(gross.minus(*net)?);
    }
    let mut lines: Vec<TaxedLine> =
        gross.iter().zip(nets).map(|(gross, net)| TaxedLine { net, gross: *gross, taxes: Vec::new() }).collect();
    // What a line has left after its net goes to its taxes in turn; the last takes what remains, so that both directions add up.
    for (place, total) in of_each.iter().enumerate() {
        let is_last = place + 1 == of_each.len();
        let parts = if is_last { rests.clone() } else { distribute(*total, &rests)? };
        for ((line, rest), part) in lines.iter_mut().zip(&mut rests).zip(parts) {
            line.taxes.push(part);
            *rest = rest.minus(part)?;
        }
    }
    Ok(lines)
}

/// Puts each tax on the sum of the nets that carry it and spreads it over their lines.
fn added_to_document(lines: &[TaxableLine<'_>]) -> Result<Vec<TaxedLine>> {
    let mut answer: Vec<TaxedLine> = lines
        .iter()
        .map(|line| TaxedLine { net: line.amount, gross: line.amount, taxes: vec![Money::ZERO; line.taxes.len()] })
        .collect();
    let mut done: Vec<&Tax> = Vec::new();
    for tax in lines.iter().flat_map(|line| line.taxes) {
        if done.contains(&tax) {
            continue;
        }
        done.push(tax);
        let carriers: Vec<(usize, usize)> = lines
            .iter()
            .enumerate()
            .filter_map(|(index, line)| line.taxes.iter().position(|other| other == tax).map(|place| (index, place)))
            .collect();
        let nets: Vec<Money> = carriers.iter().map(|(index, _)| lines[*index].amount).collect();
        let total = Money::rounded(share(Money::sum(nets.iter().copied())?, tax.rate_millionths.decimal())?)?;
        for ((index, place), part) in carriers.into_iter().zip(distribute(total, &nets)?) {
            let line = &mut answer[index];
            line.taxes[place] = part;
            line.gross = line.gross.plus(part)?;
        }
    }
    Ok(answer)
}

/// Splits `total` in proportion to amounts that may have both signs, by largest remainder.
fn distribute(total: Money, weights: &[Money]) -> Result<Vec<Money>> {
    let of_one_sign = weights.iter().all(|weight| weight.0 >= 0) || weights.iter().all(|weight| weight.0 <= 0);
    if of_one_sign {
        let weights: Vec<i64> = weights.iter().map(|weight| weight.0).collect();
        return Ok(spread(total.0, &weights)?.into_iter().map(Money).collect());
    }
    // With both signs the sum may be nothing at all, so each part is rounded alone and the largest amount takes the difference.
    let sum: i64 = Money::sum(weights.iter().copied())?.0;
    let mut parts = Vec::with_capacity(weights.len());
    for weight in weights {
        let exact = if sum == 0 { Decimal::ZERO } else { share(*weight, total.decimal())? / Decimal::from(sum) };
        parts.push(Money(half_away_from_zero(exact)?));
    }
    let missing = total.minus(Money::sum(parts.iter().copied())?)?;
    let largest = (0..weights.len()).max_by_key(|index| (weights[*index].0.abs(), std::cmp::Reverse(*index)));
    if let Some(largest) = largest {
        parts[largest] = parts[largest].plus(missing)?;
    }
    Ok(parts)
}

fn share(amount: Money, factor: Decimal) -> Result<Decimal> {
    amount.decimal().checked_mul(factor).ok_or_else(|| {
        Error::invalid(say!(
            "The amount is larger than this program can count exactly. Nothing was changed; use a smaller amount."
        ))
    })
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
