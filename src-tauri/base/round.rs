//! The one place where numbers are rounded.

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

use super::{Error, Result};
use crate::say;

/// Rounds to a whole number; a tie goes away from zero, as tills, invoices and tax offices count.
///
/// # Errors
/// Refuses a number that does not fit 64 bits.
pub fn half_away_from_zero(value: Decimal) -> Result<i64> {
    value.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero).to_i64().ok_or_else(too_large)
}

/// Splits `total` in proportion to `weights` so that the parts sum to it exactly (largest remainder). Weights that are all zero share
/// equally; of equal remainders the earlier part wins. Weights and total may be negative as long as no weight has the other sign.
///
/// # Errors
/// Refuses numbers beyond 64 bits.
pub fn spread(total: i64, weights: &[i64]) -> Result<Vec<i64>> {
    if weights.is_empty() {
        return Ok(Vec::new());
    }
    let sum: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
    let weight_of = |index: usize| if sum == 0 { 1 } else { i128::from(weights[index]) };
    let sum = if sum == 0 { weights.len() as i128 } else { sum };
    let mut parts = Vec::with_capacity(weights.len());
    let mut remainders = Vec::with_capacity(weights.len());
    for index in 0..weights.len() {
        let exact = i128::from(total) * weight_of(index);
        parts.push(i64::try_from(exact / sum).map_err(|_| too_large())?);
        remainders.push(((exact % sum).abs(), index));
    }
    let missing = total - parts.iter().sum::<i64>();
    remainders.sort_by(|left, right| right.0.cmp(&left.0).then(left.1.cmp(&right.1)));
    for (_, index) in remainders.iter().cycle().take(usize::try_from(missing.unsigned_abs()).unwrap_or(0)) {
        parts[*index] += missing.signum();
    }
    Ok(parts)
}

fn too_large() -> Error {
    Error::invalid(say!("The amount is larger than this program can count exactly. Nothing was changed; use a smaller amount."))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ties_go_away_from_zero() {
        for (value, expected) in [("0.5", 1), ("-0.5", -1), ("1.5", 2), ("2.5", 3), ("-2.5", -3), ("2.4999", 2)] {
            assert_eq!(half_away_from_zero(value.parse().unwrap()).unwrap(), expected, "{value}");
        }
    }

    #[test]
    fn a_number_beyond_64_bits_is_refused() {
        assert!(half_away_from_zero(Decimal::from(i64::MAX) + Decimal::ONE).is_err());
    }

    proptest! {
        #[test]
        fn spread_parts_always_sum_to_the_total(total in -1_000_000_000i64..1_000_000_000, weights in prop::collection::vec(0i64..1_000_000, 1..20)) {
            prop_assert_eq!(spread(total, &weights).unwrap().iter().sum::<i64>(), total);
        }

        #[test]
        fn no_part_is_more_than_one_unit_from_its_exact_share(total in 0i64..1_000_000, weights in prop::collection::vec(1i64..1_000, 1..20)) {
            let sum: i64 = weights.iter().sum();
            for (part, weight) in spread(total, &weights).unwrap().iter().zip(&weights) {
                prop_assert!((part * sum - total * weight).abs() < sum);
            }
        }
    }
}
