//! Periods, facts and the sums they make. Nothing here reads or writes.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, Months, NaiveDate};

use crate::base::{Error, Money, Quantity, Result, VariantId};

/// Days from first to last, both counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
}

/// A piece of a period as the sums are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Whole months, first and last as `YYYY-MM`.
    Months(String, String),
    /// Single days.
    Days(Period),
    /// Days that a whole month counted too much.
    LessDays(Period),
}

impl Period {
    /// Days from first to last.
    ///
    /// # Errors
    /// Refuses a last day before the first, and more than a hundred years.
    pub fn new(from: NaiveDate, to: NaiveDate) -> Result<Self> {
        if to < from {
            return Err(Error::field("to", "The last day lies before the first. Swap them."));
        }
        if from.year() < 1 || to.year() > 9999 {
            return Err(Error::field("from", "Only days of the years 1 to 9999 are counted. Choose others."));
        }
        if (to - from).num_days() > 36_600 {
            return Err(Error::field("from", "A period can be a hundred years long at most. Choose a shorter one."));
        }
        Ok(Self { from, to })
    }

    /// How many days it has.
    #[must_use]
    pub fn day_count(self) -> i64 {
        (self.to - self.from).num_days() + 1
    }

    /// The period of equal length that ends the day before.
    #[must_use]
    pub fn before(self) -> Self {
        let length = Days::new(self.day_count().unsigned_abs());
        let back = |day: NaiveDate| day.checked_sub_days(length).unwrap_or(NaiveDate::MIN);
        Self { from: back(self.from), to: back(self.to) }
    }

    /// The same days a year earlier; 29 February becomes the 28th.
    #[must_use]
    pub fn last_year(self) -> Self {
        let back = |day: NaiveDate| day.checked_sub_months(Months::new(12)).unwrap_or(NaiveDate::MIN);
        Self { from: back(self.from), to: back(self.to) }
    }

    /// Every day of it.
    pub fn days(self) -> impl Iterator<Item = NaiveDate> {
        self.from.iter_days().take_while(move |day| *day <= self.to)
    }

    /// The fewest rows that sum to it: whole months, and of a cut month either its days or the month less the days outside.
    #[must_use]
    pub fn parts(self) -> Vec<Part> {
        let (first, last) = (month_of(self.from), month_of(self.to));
        if (first.from, first.to) == (last.from, last.to) {
            return within(first, self);
        }
        let mut parts = Vec::new();
        let head = Self { from: self.from, to: first.to };
        let tail = Self { from: last.from, to: self.to };
        let inner_from = if head == first { first.from } else { first.to + Days::new(1) };
        let inner_to = if tail == last { last.to } else { last.from - Days::new(1) };
        if inner_from < inner_to {
            parts.push(Part::Months(month_name(inner_from), month_name(inner_to)));
        }
        if head != first {
            parts.extend(within(first, head));
        }
        if tail != last {
            parts.extend(within(last, tail));
        }
        parts
    }
}

/// Days of one month.
fn within(month: Period, days: Period) -> Vec<Part> {
    if days.day_count() * 2 <= month.day_count() {
        return vec![Part::Days(days)];
    }
    let mut parts = vec![Part::Months(month_name(month.from), month_name(month.from))];
    if month.from < days.from {
        parts.push(Part::LessDays(Period { from: month.from, to: days.from - Days::new(1) }));
    }
    if days.to < month.to {
        parts.push(Part::LessDays(Period { from: days.to + Days::new(1), to: month.to }));
    }
    parts
}

fn month_of(day: NaiveDate) -> Period {
    let from = day.with_day(1).unwrap_or(day);
    let to = from.checked_add_months(Months::new(1)).and_then(|next| next.pred_opt()).unwrap_or(day);
    Period { from, to }
}

fn month_name(day: NaiveDate) -> String {
    day.format("%Y-%m").to_string()
}

/// One order as the sums see it; a return's numbers are negative.
#[derive(Debug, Clone)]
pub struct Fact {
    /// The shop's day it belongs to.
    pub business_date: NaiveDate,
    /// Where the customer is.
    pub country: String,
    /// Goods came back.
    pub is_return: bool,
    /// Without tax.
    pub net: Money,
    /// The tax.
    pub tax: Money,
    /// With tax.
    pub total: Money,
    /// What the goods had cost.
    pub cost: Money,
    /// Whether that was recorded at all; an imported history knows no costs.
    pub has_costs: bool,
    /// Every discount.
    pub discount: Money,
    /// What was sold.
    pub lines: Vec<LineFact>,
}

/// One line of an order with a variant.
#[derive(Debug, Clone)]
pub struct LineFact {
    /// What was sold.
    pub variant_id: VariantId,
    /// How much.
    pub quantity: Quantity,
    /// Without tax.
    pub net: Money,
    /// What it had cost.
    pub cost: Money,
}

/// What orders come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// How many sales.
    pub sale_count: i64,
    /// How many returns.
    pub return_count: i64,
    /// Without tax, returns taken off.
    pub net: Money,
    /// The tax, returns taken off.
    pub tax: Money,
    /// With tax, returns taken off.
    pub total: Money,
    /// What the goods had cost.
    pub cost: Money,
    /// Every discount.
    pub discount: Money,
    /// The part of net that came back, below zero.
    pub return_net: Money,
    /// The part of total that came back, below zero.
    pub return_total: Money,
    /// The part of net whose cost was recorded.
    pub costed_net: Money,
}

impl Totals {
    /// What is left of the sales whose costs are known.
    ///
    /// # Errors
    /// Refuses a difference beyond the range.
    pub fn margin(&self) -> Result<Money> {
        self.costed_net.minus(self.cost)
    }

    /// Both together.
    ///
    /// # Errors
    /// Refuses sums beyond the range.
    pub fn plus(self, other: Self) -> Result<Self> {
        Ok(Self {
            sale_count: self.sale_count + other.sale_count,
            return_count: self.return_count + other.return_count,
            net: self.net.plus(other.net)?,
            tax: self.tax.plus(other.tax)?,
            total: self.total.plus(other.total)?,
            cost: self.cost.plus(other.cost)?,
            discount: self.discount.plus(other.discount)?,
            return_net: self.return_net.plus(other.return_net)?,
            return_total: self.return_total.plus(other.return_total)?,
            costed_net: self.costed_net.plus(other.costed_net)?,
        })
    }

    fn of(fact: &Fact) -> Self {
        let returned = |amount: Money| if fact.is_return { amount } else { Money::ZERO };
        Self {
            sale_count: i64::from(!fact.is_return),
            return_count: i64::from(fact.is_return),
            net: fact.net,
            tax: fact.tax,
            total: fact.total,
            cost: fact.cost,
            discount: fact.discount,
            return_net: returned(fact.net),
            return_total: returned(fact.total),
            costed_net: if fact.has_costs { fact.net } else { Money::ZERO },
        }
    }
}

/// Quantity, net, cost and costed net of a variant.
pub(super) type Moved = (Quantity, Money, Money, Money);

/// What facts add to each row.
#[derive(Debug, Default)]
pub(super) struct Sums {
    pub days: BTreeMap<(NaiveDate, String), Totals>,
    pub day_variants: BTreeMap<(NaiveDate, VariantId), Moved>,
    pub month_variants: BTreeMap<(String, VariantId), Moved>,
}

impl Sums {
    pub(super) fn of(facts: &[Fact]) -> Result<Self> {
        let mut sums = Self::default();
        for fact in facts {
            let day = sums.days.entry((fact.business_date, fact.country.clone())).or_default();
            *day = day.plus(Totals::of(fact))?;
            for line in &fact.lines {
                let costed_net = if fact.has_costs { line.net } else { Money::ZERO };
                add(sums.day_variants.entry((fact.business_date, line.variant_id)).or_default(), line, costed_net)?;
                add(sums.month_variants.entry((month_name(fact.business_date), line.variant_id)).or_default(), line, costed_net)?;
            }
        }
        Ok(sums)
    }
}

fn add(moved: &mut Moved, line: &LineFact, costed_net: Money) -> Result<()> {
    *moved = (moved.0.plus(line.quantity)?, moved.1.plus(line.net)?, moved.2.plus(line.cost)?, moved.3.plus(costed_net)?);
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn period(from: &str, to: &str) -> Period {
        Period::new(day(from), day(to)).unwrap()
    }

    #[test]
    fn a_whole_year_is_read_as_months() {
        assert_eq!(period("2011-01-01", "2011-12-31").parts(), [Part::Months("2011-01".into(), "2011-12".into())]);
    }

    #[test]
    fn the_year_before_a_leap_day_ends_on_the_28th() {
        assert_eq!(period("2024-02-29", "2024-02-29").last_year(), period("2023-02-28", "2023-02-28"));
        assert_eq!(period("2011-03-01", "2011-03-31").before(), period("2011-01-29", "2011-02-28"));
    }

    proptest! {
        #[test]
        fn the_parts_of_a_period_count_every_day_once(start in 0u64..800, length in 0u64..500) {
            let first = day("2010-01-01");
            let period = Period::new(first + Days::new(start), first + Days::new(start + length)).unwrap();
            let mut counted: BTreeMap<NaiveDate, i64> = BTreeMap::new();
            for part in period.parts() {
                let (days, sign) = match part {
                    Part::Days(days) => (days, 1),
                    Part::LessDays(days) => (days, -1),
                    Part::Months(from, to) => (Period { from: day(&format!("{from}-01")), to: month_of(day(&format!("{to}-01"))).to }, 1),
                };
                prop_assert!(days.from <= days.to);
                for day in days.days() {
                    *counted.entry(day).or_default() += sign;
                }
            }
            counted.retain(|_, count| *count != 0);
            prop_assert_eq!(counted, period.days().map(|day| (day, 1)).collect::<BTreeMap<_, _>>());
        }
    }
}
