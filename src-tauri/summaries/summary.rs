//! Periods, facts and the sums they make. Nothing here reads or writes.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, Months, NaiveDate};

use crate::base::{Error, Money, Quantity, Result, VariantId};
use crate::say;

/// Days from first to last, both counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
}

/// How long the time is that one row of the sums of variants stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grain {
    /// A day, `YYYY-MM-DD`.
    Day,
    /// A dekad, a third of a month: days 1 to 10, 11 to 20, and 21 to the last; `YYYY-MM-D1` to `D3`.
    Dekad,
    /// A quarter of a year, `YYYY-Q1`.
    Quarter,
}

impl Grain {
    /// Every grain in which the sums are kept.
    pub(super) const ALL: [Self; 3] = [Self::Day, Self::Dekad, Self::Quarter];

    fn finer(self) -> Self {
        if self == Self::Quarter { Self::Dekad } else { Self::Day }
    }

    /// The days that share a row with this one.
    fn around(self, day: NaiveDate) -> Period {
        let at = |day: NaiveDate, number: u32| day.with_day(number).unwrap_or(day);
        let end_of_months = |first: NaiveDate, months: u32| {
            first.checked_add_months(Months::new(months)).and_then(|next| next.pred_opt()).unwrap_or(day)
        };
        match self {
            Self::Day => Period { from: day, to: day },
            Self::Dekad => match dekad(day) {
                1 => Period { from: at(day, 1), to: at(day, 10) },
                2 => Period { from: at(day, 11), to: at(day, 20) },
                _ => Period { from: at(day, 21), to: end_of_months(at(day, 1), 1) },
            },
            Self::Quarter => {
                let first = at(day, 1);
                let from = first.with_month0(day.month0() / 3 * 3).unwrap_or(first);
                Period { from, to: end_of_months(from, 3) }
            }
        }
    }

    /// What the row of this day is filed under. Later times sort behind earlier ones.
    #[must_use]
    pub(super) fn name(self, day: NaiveDate) -> String {
        match self {
            Self::Day => day.to_string(),
            Self::Dekad => format!("{:04}-{:02}-D{}", day.year(), day.month(), dekad(day)),
            Self::Quarter => format!("{:04}-Q{}", day.year(), day.month0() / 3 + 1),
        }
    }
}

/// Which third of its month a day lies in.
fn dekad(day: NaiveDate) -> u32 {
    (day.day0() / 10 + 1).min(3)
}

/// A piece of a period as the sums are kept: whole rows of one grain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Which rows.
    pub grain: Grain,
    /// The days they stand for.
    pub days: Period,
    /// They were counted too much and are taken off again.
    pub is_less: bool,
}

impl Period {
    /// Days from first to last.
    ///
    /// # Errors
    /// Refuses a last day before the first, and more than a hundred years.
    pub fn new(from: NaiveDate, to: NaiveDate) -> Result<Self> {
        if to < from {
            return Err(Error::field("to", say!("The last day lies before the first. Swap them.")));
        }
        if from.year() < 1 || to.year() > 9999 {
            return Err(Error::field("from", say!("Only days of the years 1 to 9999 are counted. Choose others.")));
        }
        if (to - from).num_days() > 36_600 {
            return Err(Error::field("from", say!("A period can be a hundred years long at most. Choose a shorter one.")));
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

    /// The fewest rows that sum to it: whole quarters, and of a cut quarter or dekad either its pieces or the whole less what lies
    /// outside.
    #[must_use]
    pub fn parts(self) -> Vec<Part> {
        let mut parts = Vec::new();
        self.cover(Grain::Quarter, false, &mut parts);
        parts
    }

    fn cover(self, grain: Grain, is_less: bool, parts: &mut Vec<Part>) {
        let (first, last) = (grain.around(self.from), grain.around(self.to));
        if first == last {
            return self.cover_within(first, grain, is_less, parts);
        }
        let head = Self { from: self.from, to: first.to };
        let tail = Self { from: last.from, to: self.to };
        let inner = Self {
            from: if head == first { first.from } else { first.to + Days::new(1) },
            to: if tail == last { last.to } else { last.from - Days::new(1) },
        };
        if inner.from < inner.to {
            parts.push(Part { grain, days: inner, is_less });
        }
        if head != first {
            head.cover_within(first, grain, is_less, parts);
        }
        if tail != last {
            tail.cover_within(last, grain, is_less, parts);
        }
    }

    /// Days that lie within one row of a grain.
    fn cover_within(self, whole: Self, grain: Grain, is_less: bool, parts: &mut Vec<Part>) {
        if self != whole && self.day_count() * 2 <= whole.day_count() {
            return self.cover(grain.finer(), is_less, parts);
        }
        parts.push(Part { grain, days: whole, is_less });
        if whole.from < self.from {
            Self { from: whole.from, to: self.from - Days::new(1) }.cover(grain.finer(), !is_less, parts);
        }
        if self.to < whole.to {
            Self { from: self.to + Days::new(1), to: whole.to }.cover(grain.finer(), !is_less, parts);
        }
    }
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
    pub variants: BTreeMap<(Grain, String, VariantId), Moved>,
}

impl Sums {
    pub(super) fn of(facts: &[Fact]) -> Result<Self> {
        let mut sums = Self::default();
        for fact in facts {
            let day = sums.days.entry((fact.business_date, fact.country.clone())).or_default();
            *day = day.plus(Totals::of(fact))?;
            for line in &fact.lines {
                let costed_net = if fact.has_costs { line.net } else { Money::ZERO };
                for grain in Grain::ALL {
                    let row = (grain, grain.name(fact.business_date), line.variant_id);
                    add(sums.variants.entry(row).or_default(), line, costed_net)?;
                }
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
    fn a_whole_year_is_read_as_quarters() {
        let year = period("2011-01-01", "2011-12-31");
        assert_eq!(year.parts(), [Part { grain: Grain::Quarter, days: year, is_less: false }]);
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
                let Part { grain, days, is_less } = part;
                prop_assert_eq!((days.from, days.to), (grain.around(days.from).from, grain.around(days.to).to), "whole rows only");
                let sign = if is_less { -1 } else { 1 };
                for day in days.days() {
                    *counted.entry(day).or_default() += sign;
                }
            }
            counted.retain(|_, count| *count != 0);
            prop_assert_eq!(counted, period.days().map(|day| (day, 1)).collect::<BTreeMap<_, _>>());
        }
    }
}
