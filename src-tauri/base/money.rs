//! Money in whole minor units, and unit prices in millionths of the currency unit.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::round::half_away_from_zero;
use super::{Error, Quantity, Result};
use crate::say;

/// Largest amount, either sign, in minor units: what a JSON reader with 53-bit numbers still counts exactly.
pub const MONEY_MAX: i64 = 9_007_199_254_740_991;

/// An amount in whole minor units (cents) of the shop's one currency.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
pub struct Money(pub i64);

/// A price or cost of one unit, in millionths of the currency unit: 14.90 is 14 900 000.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
pub struct UnitPrice(pub i64);

super::integer_type!(Money);
super::integer_type!(UnitPrice);

impl Money {
    /// No money.
    pub const ZERO: Self = Self(0);

    /// The amount, when it lies within [`MONEY_MAX`].
    ///
    /// # Errors
    /// Refuses an amount beyond the range.
    pub fn checked(minor: i64) -> Result<Self> {
        if minor.unsigned_abs() > MONEY_MAX.unsigned_abs() {
            return Err(out_of_range());
        }
        Ok(Self(minor))
    }

    /// Sum of two amounts.
    ///
    /// # Errors
    /// Refuses a sum beyond the range.
    pub fn plus(self, other: Self) -> Result<Self> {
        Self::checked(self.0.checked_add(other.0).ok_or_else(out_of_range)?)
    }

    /// Difference of two amounts.
    ///
    /// # Errors
    /// Refuses a difference beyond the range.
    pub fn minus(self, other: Self) -> Result<Self> {
        Self::checked(self.0.checked_sub(other.0).ok_or_else(out_of_range)?)
    }

    /// Sum of many amounts.
    ///
    /// # Errors
    /// Refuses a sum beyond the range.
    pub fn sum(amounts: impl IntoIterator<Item = Self>) -> Result<Self> {
        amounts.into_iter().try_fold(Self::ZERO, Self::plus)
    }

    /// Rounds an exact number of minor units, ties away from zero.
    ///
    /// # Errors
    /// Refuses an amount beyond the range.
    pub fn rounded(minor: Decimal) -> Result<Self> {
        Self::checked(half_away_from_zero(minor)?)
    }

    /// The exact number of minor units.
    #[must_use]
    pub fn decimal(self) -> Decimal {
        Decimal::from(self.0)
    }
}

impl std::ops::Neg for Money {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl UnitPrice {
    /// The amount for a quantity, in minor units of a currency with `exponent` decimal places, ties away from zero.
    ///
    /// # Errors
    /// Refuses an amount beyond the range.
    pub fn times(self, quantity: Quantity, exponent: u32) -> Result<Money> {
        Money::rounded(self.times_exact(quantity, exponent)?)
    }

    /// The amount for a quantity in minor units, not rounded.
    ///
    /// # Errors
    /// Refuses an amount beyond the range.
    pub fn times_exact(self, quantity: Quantity, exponent: u32) -> Result<Decimal> {
        let product = i128::from(self.0) * i128::from(quantity.0);
        let product = Decimal::try_from_i128_with_scale(product, 9).map_err(|_| out_of_range())?;
        product.checked_mul(Decimal::from(10_i64.pow(exponent))).ok_or_else(out_of_range)
    }
}

fn out_of_range() -> Error {
    Error::invalid(say!(
        "The amount lies beyond what can be counted exactly (±{money_max} in the smallest coin). Nothing was changed; check the price and the quantity.",
        money_max = MONEY_MAX
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_times_a_quantity_rounds_ties_away_from_zero() {
        for (price, quantity, exponent, expected) in [
            (14_900_000, 1_000, 2, 1_490),
            (1_000, 1_000, 2, 0),
            (1_000, 5_000, 2, 1),
            (1_000, -5_000, 2, -1),
            (9_990_000, 250, 2, 250),
            (100_000_000, 3_000, 0, 300),
            (1_234_500, 1_000, 3, 1_235),
        ] {
            let amount = UnitPrice(price).times(Quantity(quantity), exponent).unwrap();
            assert_eq!(amount, Money(expected), "{price} × {quantity} at {exponent} places");
        }
    }

    #[test]
    fn money_beyond_the_range_is_refused_and_never_wraps() {
        assert!(UnitPrice(i64::MAX).times(Quantity(i64::MAX), 3).is_err());
        assert!(Money(MONEY_MAX).plus(Money(1)).is_err());
        assert!(Money(-MONEY_MAX).minus(Money(1)).is_err());
        assert!(Money(MONEY_MAX).plus(Money(0)).is_ok());
    }
}
