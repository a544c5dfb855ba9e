//! What comes into a demo shop and what leaves it without being sold: deliveries with their lots, testers, damage, and expired goods.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::calendar::demand;
use super::kinds::Season;
use super::year::{MANAGER, STOCK_KEEPER, Year};
use crate::base::{Error, LotId, Quantity, Result, Timestamp, UnitPrice};
use crate::inventory::{
    Adjustment, GoodsReceiptInput, GoodsReceiptLineInput, LotState, adjust_stock, change_lot_state, find_lot_by_code,
    receive_goods,
};
use crate::store::Write;

/// Days before the last one on which the shelves were last cleared of what had expired: what expired since is still there.
const CLEARED: i64 = 24;

impl Year {
    /// The makers, in the order of the assortment.
    fn brands(&self) -> Vec<&'static str> {
        let mut brands: Vec<&'static str> = Vec::new();
        for ware in self.wares.iter().filter(|ware| !ware.is_service) {
            if !brands.contains(&ware.brand) {
                brands.push(ware.brand);
            }
        }
        brands
    }

    /// The first deliveries: everything once.
    pub fn stock_up(&mut self, tx: &mut Write<'_>, date: NaiveDate, at: Timestamp) -> Result<()> {
        for (place, brand) in self.brands().into_iter().enumerate() {
            let lines: Vec<(usize, i64)> = (0..self.wares.len())
                .filter(|ware| self.wares[*ware].brand == brand && !self.wares[*ware].is_service)
                .map(|ware| (ware, self.wanted(ware, date)))
                .filter(|(_, count)| *count > 0)
                .collect();
            self.receive(tx, date, at.after_ms(place as i64 * 60_000), brand, &lines)?;
        }
        Ok(())
    }

    /// Up to how many of a ware the shop wants to have on this day: more before its season, less after.
    fn wanted(&self, ware: usize, date: NaiveDate) -> i64 {
        let Some(ware) = self.wares.get(ware) else { return 0 };
        let soon = date + Days::new(14);
        match ware.season {
            Season::Advent => {
                if demand(ware.season, soon) > 0 {
                    ware.reorder.1
                } else {
                    0
                }
            }
            season => (ware.reorder.1 * demand(season, soon).clamp(80, 250) / 100).max(ware.reorder.0 + 2),
        }
    }

    /// Each maker delivers every other week, on its own day, what is at its reorder point or below. Now and then one cannot.
    pub fn deliveries(&mut self, tx: &mut Write<'_>, date: NaiveDate, at: Timestamp) -> Result<()> {
        let weekday = date.weekday().num_days_from_monday() as usize;
        let is_odd_week = date.iso_week().week() % 2 == 1;
        for (place, brand) in self.brands().into_iter().enumerate() {
            // Nobody delivers on a Sunday.
            let is_their_day = weekday == place % 6 && is_odd_week == (place / 6 % 2 == 1);
            if !is_their_day || self.dice.chance(60) {
                continue;
            }
            let mut lines = Vec::new();
            for ware in 0..self.wares.len() {
                if self.wares[ware].brand != brand || self.wares[ware].is_service {
                    continue;
                }
                let (there, wanted) = (self.shelves[ware].sellable(date), self.wanted(ware, date));
                let point = self.wares[ware].reorder.0 * demand(self.wares[ware].season, date).clamp(100, 250) / 100;
                let point = point + i64::from(self.dice.chance(450));
                if there <= point.max(1) && wanted > there && !self.dice.chance(60) {
                    lines.push((ware, wanted - there));
                }
            }
            self.receive(tx, date, at.after_ms(place as i64 * 60_000), brand, &lines)?;
        }
        self.receive_short_dated(tx, date, at)
    }

    /// A bargain that turns out to be one: goods that will soon expire. They are what the expiry pages show on the last day.
    fn receive_short_dated(&mut self, tx: &mut Write<'_>, date: NaiveDate, at: Timestamp) -> Result<()> {
        if self.days_left(date) != (i64::from(self.extent.days) / 4).min(75) {
            return Ok(());
        }
        let slow: Vec<usize> = (0..self.wares.len()).filter(|ware| self.wares[*ware].months > 0).step_by(17).take(44).collect();
        let brands = self.brands();
        for (place, brand) in brands.iter().enumerate() {
            let lines: Vec<(usize, i64)> = slow
                .iter()
                .filter(|ware| self.wares[**ware].brand == *brand)
                .map(|ware| (*ware, self.wares[*ware].reorder.0 + 3))
                .collect();
            let at = at.after_ms((place + brands.len()) as i64 * 60_000);
            let expiries =
                lines.iter().map(|_| Some(self.last + Days::new(110) - Days::new(self.dice.below(128).unsigned_abs())));
            let expiries: Vec<Option<NaiveDate>> = expiries.collect::<Vec<_>>();
            self.book(tx, at, brand, &lines, &expiries)?;
        }
        Ok(())
    }

    fn receive(&mut self, tx: &mut Write<'_>, date: NaiveDate, at: Timestamp, brand: &str, lines: &[(usize, i64)]) -> Result<()> {
        let mut expiries = Vec::with_capacity(lines.len());
        for (ware, _) in lines {
            let months = self.wares[*ware].months;
            // Some of its life is over when goods arrive.
            let used = self.dice.below((months * 30 / 3).max(1));
            let until = date.checked_add_months(Months::new(u32::try_from(months).unwrap_or_default())).unwrap_or(date);
            expiries.push((months > 0).then(|| until - Days::new(used.unsigned_abs())));
        }
        self.book(tx, at, brand, lines, &expiries)
    }

    fn book(
        &mut self,
        tx: &mut Write<'_>,
        at: Timestamp,
        brand: &str,
        lines: &[(usize, i64)],
        expiries: &[Option<NaiveDate>],
    ) -> Result<()> {
        if lines.is_empty() {
            return Ok(());
        }
        self.seat(tx, STOCK_KEEPER, at);
        let mut booked = Vec::with_capacity(lines.len());
        for ((ware, count), expiry) in lines.iter().zip(expiries) {
            let lot_code = self.lot_code(*ware, *expiry);
            self.shelves[*ware].put(&lot_code, *expiry, *count);
            booked.push(GoodsReceiptLineInput {
                variant_id: self.ids[*ware],
                quantity_thousandths: Quantity(count * 1_000),
                unit_cost_millionths: self.cost(*ware),
                lot_code,
                expiry_date: *expiry,
            });
        }
        let supplier = match self.manner.is_german {
            true => format!("{brand} Vertrieb"),
            false => format!("{brand} Distribution"),
        };
        let reference = format!("{}-{}", if self.manner.is_german { "LS" } else { "DN" }, 40_000 + self.counts.deliveries * 7);
        let input = GoodsReceiptInput { id: None, supplier, reference, location_id: None, lines: booked };
        receive_goods(tx, &input)?;
        self.counts.deliveries += 1;
        Ok(())
    }

    /// What is printed on a lot: a letter and the day it expires, so that two lots of a variant never share a code with different dates.
    fn lot_code(&mut self, ware: usize, expiry: Option<NaiveDate>) -> String {
        let letters = ["A", "B", "K", "L", "M"];
        expiry.map(|date| format!("{}{}", letters[ware % letters.len()], date.format("%y%j"))).unwrap_or_default()
    }

    /// What a maker takes: a part of the price that is its own.
    fn cost(&self, ware: usize) -> UnitPrice {
        let ware = &self.wares[ware];
        let share = 36 + ware.brand.bytes().map(i64::from).sum::<i64>() % 15;
        let coin = 10_i64.pow(6 - self.manner.exponent);
        UnitPrice(ware.price.0 * share / 100 / coin * coin)
    }

    /// In the evening: a tester is opened, something broke, expired goods are thrown away, and a lot is set aside.
    pub fn look_through(&mut self, tx: &mut Write<'_>, date: NaiveDate, at: Timestamp) -> Result<()> {
        if self.dice.chance(150) {
            self.lose_one(tx, at)?;
        }
        if date.day() == 3 && self.days_left(date) > CLEARED {
            self.throw_expired_away(tx, date, at)?;
        }
        let tenth = (i64::from(self.extent.days) / 10).min(12);
        if self.days_left(date) == tenth {
            let reason = ("Recalled by the maker: wrong label", "Rückruf des Herstellers: falsches Etikett");
            self.set_lot_aside(tx, at, LotState::Recalled, reason)?;
        }
        if self.days_left(date) == tenth / 2 {
            let reason = ("Smells odd, asked the maker", "Riecht ungewöhnlich, beim Hersteller nachgefragt");
            self.set_lot_aside(tx, at, LotState::Quarantined, reason)?;
        }
        Ok(())
    }

    fn lose_one(&mut self, tx: &mut Write<'_>, at: Timestamp) -> Result<()> {
        let ware = self.dice.below(self.wares.len() as i64).unsigned_abs() as usize;
        let (reason, note) = match (self.wares[ware].has_tester, self.dice.below(10)) {
            (true, _) => ("tester", ("New tester on the shelf", "Neuer Tester im Regal")),
            (false, 0..=5) => ("damage", ("Fell off the shelf", "Aus dem Regal gefallen")),
            (false, 6 | 7) => ("own_use", ("For the shop", "Für den Laden")),
            (false, _) => ("theft", ("Empty box found", "Leere Schachtel gefunden")),
        };
        let Some(batch) = self.shelves[ware].0.iter().find(|batch| batch.left > 0) else { return Ok(()) };
        let code = batch.code.clone();
        self.seat(tx, STOCK_KEEPER, at);
        self.adjust(tx, ware, &code, 1, reason, self.manner.word(note))
    }

    fn throw_expired_away(&mut self, tx: &mut Write<'_>, date: NaiveDate, at: Timestamp) -> Result<()> {
        self.seat(tx, STOCK_KEEPER, at);
        for ware in 0..self.wares.len() {
            let expired: Vec<(String, i64)> = (self.shelves[ware].0.iter())
                .filter(|batch| batch.left > 0 && batch.expiry.is_some_and(|expiry| expiry < date))
                .map(|batch| (batch.code.clone(), batch.left))
                .collect();
            for (code, left) in expired {
                self.adjust(tx, ware, &code, left, "expiry", "")?;
            }
        }
        Ok(())
    }

    fn adjust(&mut self, tx: &mut Write<'_>, ware: usize, code: &str, count: i64, reason: &str, note: &str) -> Result<()> {
        let adjustment = Adjustment {
            variant_id: self.ids[ware],
            location_id: None,
            lot_id: if code.is_empty() { None } else { Some(self.lot(tx, ware, code)?) },
            lot_code: String::new(),
            expiry_date: None,
            reason: reason.to_owned(),
            quantity_thousandths: Quantity(count * 1_000),
            unit_cost_millionths: None,
            note: note.to_owned(),
        };
        adjust_stock(tx, &adjustment)?;
        self.shelves[ware].take(code, count);
        Ok(())
    }

    fn set_lot_aside(&mut self, tx: &mut Write<'_>, at: Timestamp, state: LotState, reason: super::kinds::Words) -> Result<()> {
        let last = self.last;
        let is_plain = |batch: &super::shelf::Batch| {
            batch.left > 2 && !batch.is_blocked && batch.expiry.is_some_and(|date| date > last + Days::new(90))
        };
        let found =
            (0..self.shelves.len()).find_map(|ware| self.shelves[ware].0.iter().position(is_plain).map(|batch| (ware, batch)));
        let Some((ware, batch)) = found else { return Ok(()) };
        self.seat(tx, MANAGER, at);
        self.shelves[ware].0[batch].is_blocked = true;
        let code = self.shelves[ware].0[batch].code.clone();
        let lot_id = self.lot(tx, ware, &code)?;
        change_lot_state(tx, lot_id, state, self.manner.word(reason))
    }

    fn lot(&self, tx: &Write<'_>, ware: usize, code: &str) -> Result<LotId> {
        find_lot_by_code(tx, self.ids[ware], code)?.ok_or_else(|| Error::internal("a lot of the demo shop is missing"))
    }
}
