//! What happens at the counter of a demo shop: sales, invoices, and what comes back.

use chrono::{Datelike, Days, NaiveDate};

use super::year::{CASHIERS, MANAGER, Year};
use crate::base::{Money, OrderId, Quantity, Rate, Result, Timestamp};
use crate::documents::{issue_credit_note, issue_invoice};
use crate::inventory::Restock;
use crate::orders::{
    Discount, Return, ReturnLine, ReturnTicket, Sale, Ticket, TicketLine, post_return, post_sale, price_order, price_return,
};
use crate::payments::{Refund, Tender, cash_due};
use crate::store::Write;

/// A piece that somebody will bring back.
pub(super) struct Comeback {
    order_id: OrderId,
    line_no: i64,
    /// Which ware, by its place.
    ware: usize,
    /// The lot it was sold from.
    lot: String,
    by_card: bool,
    has_invoice: bool,
}

/// How many lines a ticket has: one in 44 of 100, two in 27, …
const LINES: [i64; 7] = [0, 44, 27, 15, 8, 4, 2];

impl Year {
    /// Somebody buys what they find on the shelf.
    pub fn sell(&mut self, tx: &mut Write<'_>, date: NaiveDate, at: Timestamp, wanted: &[i64]) -> Result<()> {
        let is_company = self.companies > 0 && self.dice.chance(12);
        let picked = self.pick(date, wanted, if is_company { 6 } else { 0 });
        if picked.is_empty() {
            return Ok(());
        }
        let customer_id = match (is_company, self.customers.len() > self.companies && self.dice.chance(230)) {
            (true, _) => Some(*self.dice.pick(&self.customers[..self.companies])),
            (false, true) => Some(*self.dice.pick(&self.customers[self.companies..])),
            (false, false) => None,
        };
        let mut ticket = Ticket { customer_id, ..Ticket::default() };
        for (ware, count) in &picked {
            ticket.lines.push(TicketLine {
                variant_id: Some(self.ids[*ware]),
                quantity_thousandths: Quantity(count * 1_000),
                discount: self.line_discount(date),
                ..TicketLine::default()
            });
        }
        if self.dice.chance(if customer_id.is_some() { 120 } else { 15 }) {
            ticket.discount = Some(percent(if is_company { 15 } else { 10 }));
        }
        // Cashiers may not give discounts, so the manager does.
        let cashier = CASHIERS[usize::from(date.day().is_multiple_of(2) ^ self.dice.chance(300))];
        self.seat(tx, if ticket.has_discounts() { MANAGER } else { cashier }, at);
        let total = price_order(tx, &ticket, date)?.total_minor;
        let (payments, by_card) = self.payments(total)?;
        let id: OrderId = tx.new_id();
        post_sale(tx, Sale { id, ticket, payments, expected_total_minor: total })?;
        self.counts.sales += 1;
        let has_invoice = is_company || (customer_id.is_some() && self.dice.chance(20));
        if has_invoice {
            issue_invoice(tx, id)?;
            self.counts.documents += 1;
        }
        for (place, (ware, count)) in picked.into_iter().enumerate() {
            let lots = self.shelves[ware].sell(count, date);
            let on = date + Days::new(self.dice.range(1, 18).unsigned_abs());
            let comes_back = self.dice.chance(if has_invoice { 60 } else { 22 });
            if let Some(lot) = lots.into_iter().next().filter(|_| comes_back && on <= self.last) {
                let comeback = Comeback { order_id: id, line_no: place as i64 + 1, ware, lot, by_card, has_invoice };
                self.comebacks.entry(on).or_default().push(comeback);
            }
        }
        Ok(())
    }

    /// What is put on the counter: which wares and how many of each.
    fn pick(&mut self, date: NaiveDate, wanted: &[i64], more: usize) -> Vec<(usize, i64)> {
        let lines = self.dice.weighted(&LINES) + more;
        let mut picked: Vec<(usize, i64)> = Vec::new();
        // Who does not find what they came for looks a little further, and then leaves without it.
        for _ in 0..lines * 3 {
            if picked.len() == lines {
                break;
            }
            let ware = self.dice.weighted(wanted);
            if picked.iter().any(|(known, _)| *known == ware) {
                continue;
            }
            let there = if self.wares[ware].is_service { 1 } else { self.shelves[ware].sellable(date) };
            let asked = if self.dice.chance(900) { 1 } else { self.dice.range(2, 3) };
            if there > 0 {
                picked.push((ware, asked.min(there)));
            }
        }
        picked
    }

    fn line_discount(&mut self, date: NaiveDate) -> Option<Discount> {
        // The sale after Christmas.
        let often = if date.month() == 1 { 160 } else { 12 };
        self.dice.chance(often).then(|| percent(*self.dice.pick(&[20, 30, 50])))
    }

    /// Cash, a card, or both; and whether a card paid.
    fn payments(&mut self, total: Money) -> Result<(Vec<Tender>, bool)> {
        let card = |dice: &mut super::dice::Dice, amount_minor| Tender::Card {
            amount_minor,
            brand: String::new(),
            last_four: format!("{:04}", dice.below(10_000)),
        };
        if total <= Money::ZERO {
            return Ok((Vec::new(), false));
        }
        match self.dice.below(100) {
            0..=55 => Ok((vec![card(&mut self.dice, total)], true)),
            56..=58 if total.0 >= 40 => {
                let by_card = Money(total.0 * 6 / 10);
                let cash = self.notes(cash_due(total.minus(by_card)?, self.coin)?);
                Ok((vec![card(&mut self.dice, by_card), Tender::Cash { tendered_minor: cash }], true))
            }
            _ => {
                let cash = self.notes(cash_due(total, self.coin)?);
                Ok((vec![Tender::Cash { tendered_minor: cash }], false))
            }
        }
    }

    /// What somebody lays down for an amount: counted out, or in notes.
    fn notes(&mut self, due: Money) -> Money {
        let unit = 10_i64.pow(self.manner.exponent) * self.manner.per_euro;
        let note = unit * *self.dice.pick(&[0, 5, 5, 10, 10, 20, 50]);
        if note == 0 { due } else { Money((due.0 + note - 1) / note * note) }
    }

    /// Somebody brings a piece back.
    pub fn take_back(&mut self, tx: &mut Write<'_>, date: NaiveDate, at: Timestamp, comeback: &Comeback) -> Result<()> {
        let shelf = &self.shelves[comeback.ware];
        let is_sellable =
            shelf.0.iter().any(|batch| batch.code == comeback.lot && batch.expiry.is_none_or(|expiry| expiry >= date));
        let restock = match self.dice.below(100) {
            0..=64 if is_sellable => Restock::Shelf,
            65..=84 if self.wares[comeback.ware].has_tester => Restock::Testers,
            _ => Restock::WriteOff,
        };
        let reasons = [
            ("Has one already", "Schon vorhanden"),
            ("Was a gift", "War ein Geschenk"),
            ("Did not suit the skin", "Nicht vertragen"),
            ("Box was damaged", "Packung war beschädigt"),
        ];
        let ticket = ReturnTicket {
            original_order_id: comeback.order_id,
            lines: vec![ReturnLine { original_line_no: comeback.line_no, quantity_thousandths: Quantity(1_000), restock }],
            note: self.manner.word(*self.dice.pick(&reasons)).to_owned(),
        };
        self.seat(tx, CASHIERS[usize::from(date.day().is_multiple_of(2))], at);
        let priced = price_return(tx, &ticket)?;
        let amount_minor = priced.total_minor;
        let refunds = match (amount_minor > Money::ZERO, comeback.by_card) {
            (false, _) => Vec::new(),
            (true, true) => vec![Refund::Card { amount_minor, brand: String::new(), last_four: String::new() }],
            (true, false) => vec![Refund::Cash { amount_minor }],
        };
        let id: OrderId = tx.new_id();
        post_return(tx, Return { id, ticket, refunds, expected_total_minor: amount_minor })?;
        self.counts.returns += 1;
        if comeback.has_invoice {
            issue_credit_note(tx, id)?;
            self.counts.documents += 1;
        }
        if restock == Restock::Shelf {
            self.shelves[comeback.ware].put(&comeback.lot, None, 1);
        }
        Ok(())
    }
}

fn percent(of_hundred: i64) -> Discount {
    Discount::Percent { rate_millionths: Rate(of_hundred * 10_000) }
}
