//! Quantities in thousandths, so that a shop may sell 0.250 kg.

use serde::{Deserialize, Serialize};

use super::{Error, Result};
use crate::say;

/// Largest quantity, either sign: a billion pieces.
pub const QUANTITY_MAX: i64 = 1_000_000_000_000;

/// A number of pieces or a measure, in thousandths: one piece is 1000.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
pub struct Quantity(pub i64);

super::integer_type!(Quantity);

impl Quantity {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// Whole pieces.
    #[must_use]
    pub const fn pieces(count: i32) -> Self {
        Self(count as i64 * 1000)
    }

    /// The quantity, when it lies within [`QUANTITY_MAX`].
    ///
    /// # Errors
    /// Refuses a quantity beyond the range.
    pub fn checked(thousandths: i64) -> Result<Self> {
        if thousandths.unsigned_abs() > QUANTITY_MAX.unsigned_abs() {
            return Err(Error::invalid(say!(
                "The quantity is larger than a billion pieces. Nothing was changed; check what was typed."
            )));
        }
        Ok(Self(thousandths))
    }

    /// Sum of two quantities.
    ///
    /// # Errors
    /// Refuses a sum beyond the range.
    pub fn plus(self, other: Self) -> Result<Self> {
        Self::checked(self.0.saturating_add(other.0))
    }

    /// Difference of two quantities.
    ///
    /// # Errors
    /// Refuses a difference beyond the range.
    pub fn minus(self, other: Self) -> Result<Self> {
        Self::checked(self.0.saturating_sub(other.0))
    }
}

impl std::ops::Neg for Quantity {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl std::fmt::Display for Quantity {
    /// Without trailing zeros: `3`, `0.25`.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}", rust_decimal::Decimal::new(self.0, 3).normalize())
    }
}
