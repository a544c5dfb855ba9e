//! What the year believes to lie on the shelf of one variant, so that it only sells what is there. It follows the rule by which `inventory`
//! sells: what expires first goes first, and nothing that has expired. The store decides; a wrong belief would be refused.

use chrono::NaiveDate;

/// One lot of a variant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Batch {
    /// As it is printed; empty where no lots are counted.
    pub code: String,
    /// Until when it is good.
    pub expiry: Option<NaiveDate>,
    /// Pieces.
    pub left: i64,
    /// Called back or set aside.
    pub is_blocked: bool,
}

/// The lots of a variant, the earliest expiry first.
#[derive(Debug, Default)]
pub(super) struct Shelf(pub Vec<Batch>);

impl Shelf {
    /// How many can be sold on this day.
    pub fn sellable(&self, today: NaiveDate) -> i64 {
        self.0.iter().filter(|batch| batch.is_good(today)).map(|batch| batch.left).sum()
    }

    /// Puts a delivery in its place.
    pub fn put(&mut self, code: &str, expiry: Option<NaiveDate>, count: i64) {
        if let Some(known) = self.0.iter_mut().find(|batch| batch.code == code) {
            known.left += count;
            return;
        }
        self.0.push(Batch { code: code.to_owned(), expiry, left: count, is_blocked: false });
        self.0.sort_by_key(|batch| batch.expiry);
    }

    /// Takes what a sale takes and answers the lots it came from, one entry a piece.
    pub fn sell(&mut self, count: i64, today: NaiveDate) -> Vec<String> {
        let mut from = Vec::new();
        for batch in self.0.iter_mut().filter(|batch| batch.is_good(today)) {
            while batch.left > 0 && (from.len() as i64) < count {
                batch.left -= 1;
                from.push(batch.code.clone());
            }
        }
        from
    }

    /// Takes one piece of a lot out, when there is one.
    pub fn take(&mut self, code: &str, count: i64) {
        if let Some(batch) = self.0.iter_mut().find(|batch| batch.code == code) {
            batch.left -= count;
        }
    }
}

impl Batch {
    fn is_good(&self, today: NaiveDate) -> bool {
        !self.is_blocked && self.expiry.is_none_or(|date| date >= today)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_expires_first_is_sold_first_and_what_has_expired_is_not() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let mut shelf = Shelf::default();
        shelf.put("late", Some(day("2027-05-01")), 2);
        shelf.put("gone", Some(day("2026-01-01")), 5);
        shelf.put("soon", Some(day("2026-12-01")), 1);
        let today = day("2026-11-22");
        assert_eq!(shelf.sellable(today), 3);
        assert_eq!(shelf.sell(2, today), ["soon", "late"]);
        shelf.put("late", None, 4);
        assert_eq!(shelf.sellable(today), 5);
    }
}
