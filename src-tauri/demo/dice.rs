//! The one source of chance of a demo shop: the same seed throws the same numbers, on every computer and in every release.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// A seeded generator. ChaCha's stream is specified, so a demo shop does not change with the version of a library.
pub(super) struct Dice(ChaCha8Rng);

impl Dice {
    /// The stream of this seed.
    pub fn of(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// A number from 0 up to, but not including, `end`; 0 when `end` is not above it.
    pub fn below(&mut self, end: i64) -> i64 {
        let end = u128::from(end.max(1).unsigned_abs());
        i64::try_from((u128::from(self.0.next_u64()) * end) >> 64).unwrap_or_default()
    }

    /// A number from `from` to `to`, both possible.
    pub fn range(&mut self, from: i64, to: i64) -> i64 {
        from + self.below(to - from + 1)
    }

    /// True in so many of a thousand throws.
    pub fn chance(&mut self, thousandths: i64) -> bool {
        self.below(1_000) < thousandths
    }

    /// One of these.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[usize::try_from(self.below(from.len() as i64)).unwrap_or_default()]
    }

    /// The place of one of these weights, drawn as often as it weighs.
    pub fn weighted(&mut self, weights: &[i64]) -> usize {
        let mut left = self.below(weights.iter().sum());
        for (place, weight) in weights.iter().enumerate() {
            left -= weight;
            if left < 0 {
                return place;
            }
        }
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_throws_the_same_numbers_forever() {
        let throw = |seed| {
            let mut dice = Dice::of(seed);
            (0..5).map(|_| dice.below(1_000)).collect::<Vec<_>>()
        };
        assert_eq!(throw(1), throw(1));
        assert_ne!(throw(1), throw(2));
    }

    #[test]
    fn numbers_stay_within_their_bounds_and_weights_of_nothing_are_never_drawn() {
        let mut dice = Dice::of(7);
        for _ in 0..1_000 {
            assert!((3..=5).contains(&dice.range(3, 5)));
            assert_ne!(dice.weighted(&[1, 0, 2]), 1);
        }
        assert_eq!(dice.below(0), 0);
    }
}
