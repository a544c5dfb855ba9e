//! Rates in millionths: 19 % is 190 000.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A tax or discount rate in millionths of one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
pub struct Rate(pub i64);

super::integer_type!(Rate);

impl Rate {
    /// No tax, no discount.
    pub const ZERO: Self = Self(0);
    /// The whole.
    pub const ONE: Self = Self(1_000_000);

    /// The exact rate: 0.19 for 19 %.
    #[must_use]
    pub fn decimal(self) -> Decimal {
        Decimal::new(self.0, 6)
    }
}

impl std::fmt::Display for Rate {
    /// As a percentage without trailing zeros: `8.5 %`.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} %", Decimal::new(self.0, 4).normalize())
    }
}
