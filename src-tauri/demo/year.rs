//! A year of a shop, day after day: each day is one transaction in which the ordinary operations run at the hours of that day.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use chrono_tz::Tz;
use serde_json::json;

use super::assortment::{Article, Manner, Ware, articles};
use super::calendar::{Opening, busyness, demand};
use super::dice::Dice;
use super::people::{Person, STAFF, customers};
use super::selling::Comeback;
use super::shelf::Shelf;
use super::store::find_till;
use crate::base::{
    CustomerId, DraftId, Error, LocationId, ProductId, RegisterId, Result, StaffId, Timestamp, UnitPrice, VariantId,
};
use crate::customers::create_customer;
use crate::drafts::{DraftInput, DraftKind, Reader, save_draft};
use crate::products::{self, ProductInput, Source, State};
use crate::settings::{Shop, ShopChange, change_shop};
use crate::staff::{create_staff, list_roles, list_staff};
use crate::store::Write;

/// How large a demo shop is.
#[derive(Debug, Clone, Copy)]
pub struct Extent {
    /// Products; all there are when it is more.
    pub products: usize,
    /// Days, the last one included.
    pub days: u32,
    /// Sales on an ordinary day.
    pub sales_a_day: i64,
    /// Customers who are known by name.
    pub customers: usize,
}

impl Extent {
    /// A year of a whole shop.
    pub const YEAR: Self = Self { products: usize::MAX, days: 365, sales_a_day: 16, customers: 60 };
}

/// What came of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Products, services included.
    pub products: usize,
    /// Sales.
    pub sales: usize,
    /// Returns.
    pub returns: usize,
    /// Deliveries.
    pub deliveries: usize,
    /// Invoices and credit notes.
    pub documents: usize,
}

/// Where the people of the shop stand in the list of staff.
pub(super) const OWNER: usize = 0;
pub(super) const MANAGER: usize = 1;
pub(super) const CASHIERS: [usize; 2] = [2, 3];
pub(super) const STOCK_KEEPER: usize = 4;

/// The year while it goes by.
pub(super) struct Year {
    pub dice: Dice,
    pub manner: Manner,
    pub zone: Tz,
    pub country: String,
    pub extent: Extent,
    pub last: NaiveDate,
    /// The moment at which the shop stops, on its last day.
    pub now: Timestamp,
    /// The smallest coin.
    pub coin: i64,
    pub till: Option<(RegisterId, LocationId)>,
    pub staff: Vec<StaffId>,
    pub customers: Vec<CustomerId>,
    pub companies: usize,
    pub products: Vec<ProductId>,
    pub ids: Vec<VariantId>,
    pub wares: Vec<Ware>,
    pub shelves: Vec<Shelf>,
    pub comebacks: BTreeMap<NaiveDate, Vec<Comeback>>,
    pub counts: Counts,
}

impl Year {
    pub fn new(dice: Dice, manner: Manner, shop: &Shop, extent: Extent, last: NaiveDate, now: Timestamp) -> Self {
        Self {
            dice,
            manner,
            zone: shop.zone(),
            country: shop.country.clone(),
            extent,
            last,
            now,
            coin: shop.cash_rounding_minor,
            till: None,
            staff: Vec::new(),
            customers: Vec::new(),
            companies: 0,
            products: Vec::new(),
            ids: Vec::new(),
            wares: Vec::new(),
            shelves: Vec::new(),
            comebacks: BTreeMap::new(),
            counts: Counts::default(),
        }
    }

    /// The first day.
    pub fn first(&self) -> NaiveDate {
        self.last - Days::new(u64::from(self.extent.days.max(1)) - 1)
    }

    /// How many days are left after this one.
    pub fn days_left(&self, date: NaiveDate) -> i64 {
        (self.last - date).num_days()
    }

    /// From now on this person works, at this moment.
    pub fn seat(&self, tx: &mut Write<'_>, person: usize, at: Timestamp) {
        tx.now = at;
        tx.context.actor_id = self.staff.get(person).copied();
        if let Some((register, location)) = self.till {
            tx.context.register_id = Some(register);
            tx.context.location_id = Some(location);
        }
    }

    /// Staff, customers and assortment, before the first door opens.
    pub fn prepare(&mut self, tx: &mut Write<'_>, password_hash: &str) -> Result<()> {
        self.till = Some(find_till(tx)?);
        self.staff.extend(list_staff(tx)?.first().map(|owner| owner.id));
        self.seat(tx, OWNER, tx.now);
        let roles = list_roles(tx)?;
        for (name, role) in &STAFF[1..] {
            let role =
                roles.iter().find(|known| known.code == role.code()).ok_or_else(|| Error::internal("a role is missing"))?;
            self.staff.push(create_staff(tx, self.manner.word(*name), role.id, password_hash)?.id);
        }
        let (address, tax_number) = match self.manner.is_german {
            true => ("Musterstraße 1\n00000 Musterstadt", "00/000/00000"),
            false => ("1 Sample Street\nExampleton", "000 0000 00"),
        };
        change_shop(
            tx,
            ShopChange { address: Some(address.into()), tax_number: Some(tax_number.into()), ..ShopChange::default() },
        )?;
        for Person { input, is_company } in customers(&mut self.dice, self.manner.is_german, &self.country, self.extent.customers)
        {
            self.customers.push(create_customer(tx, input)?);
            self.companies += usize::from(is_company);
        }
        for Article { input, wares } in articles(&mut self.dice, self.manner, self.extent.products) {
            let id = products::create_product(tx, input, Source::File)?;
            self.products.push(id);
            self.ids.extend(products::find_product(tx, id)?.variants.iter().map(|variant| variant.id));
            self.shelves.extend(wares.iter().map(|_| Shelf::default()));
            self.wares.extend(wares);
        }
        self.counts.products = self.products.len();
        products::rebuild_search(tx)
    }

    /// Everything that happens on a day.
    pub fn day(&mut self, tx: &mut Write<'_>, date: NaiveDate) -> Result<()> {
        let opening = Opening::of(date, self.zone, self.now);
        if date == self.first() {
            self.stock_up(tx, date, opening.morning())?;
        }
        let busyness = busyness(date);
        if busyness == 0 && date != self.last {
            return Ok(());
        }
        self.deliveries(tx, date, opening.morning())?;
        if self.days_left(date) == i64::from(self.extent.days) / 2 {
            self.raise_prices(tx, opening.morning())?;
        }
        let count = (self.extent.sales_a_day * busyness.max(50) * self.dice.range(82, 118) + 5_000) / 10_000;
        let mut moments: Vec<(Timestamp, Option<Comeback>)> =
            (0..count).map(|_| (opening.moment(&mut self.dice), None)).collect();
        for comeback in self.comebacks.remove(&date).unwrap_or_default() {
            moments.push((opening.moment(&mut self.dice), Some(comeback)));
        }
        moments.sort_by_key(|(at, _)| *at);
        let wanted: Vec<i64> = self.wares.iter().map(|ware| ware.weight * demand(ware.season, date)).collect();
        for (at, comeback) in moments {
            match comeback {
                Some(comeback) => self.take_back(tx, date, at, &comeback)?,
                None => self.sell(tx, date, at, &wanted)?,
            }
        }
        self.look_through(tx, date, opening.evening())?;
        if date == self.last {
            self.leave_open(tx, opening.evening())?;
        }
        Ok(())
    }

    /// Half way through the year one maker becomes dearer.
    fn raise_prices(&mut self, tx: &mut Write<'_>, at: Timestamp) -> Result<()> {
        self.seat(tx, MANAGER, at);
        for id in self.products.iter().step_by(9) {
            let product = products::find_product(tx, *id)?;
            if product.variants.iter().any(|variant| !variant.track_stock) {
                continue;
            }
            let mut input = ProductInput::from(product);
            for variant in &mut input.variants {
                let step = 10_i64.pow(6) * self.manner.per_euro;
                variant.price_millionths = UnitPrice(variant.price_millionths.0 + step);
            }
            products::change_product(tx, *id, input, Source::Person)?;
        }
        Ok(())
    }

    /// What is still open when the shop is looked at: parked tickets, and a product that is not for sale yet.
    fn leave_open(&mut self, tx: &mut Write<'_>, at: Timestamp) -> Result<()> {
        for (place, titles) in
            [("Hold for Emma", "Für Emma zurückgelegt"), ("Gets her purse", "Holt noch Geld")].into_iter().enumerate()
        {
            self.seat(tx, CASHIERS[place], at);
            let note = self.manner.word(titles);
            let lines: Vec<_> = self.parked_lines(tx, 2 + place)?;
            let content = json!({
                "version": 1, "lines": lines, "discount": null, "customer": null, "note": note, "isParked": true,
            });
            let draft = DraftInput { kind: DraftKind::Ticket, subject_id: None, title: note.to_owned(), content };
            let reader = Reader { staff_id: self.staff[CASHIERS[place]], shares_tickets: true };
            save_draft(tx, reader, tx.new_id::<DraftId>(), &draft)?;
        }
        self.seat(tx, MANAGER, at);
        let Some(id) = self.products.first() else { return Ok(()) };
        let mut input = ProductInput::from(products::find_product(tx, *id)?);
        input.state = State::Draft;
        input.name =
            self.manner.word(("Spring novelty (not for sale yet)", "Frühjahrsneuheit (noch nicht im Verkauf)")).to_owned();
        for variant in &mut input.variants {
            variant.id = None;
            variant.sku = String::new();
            variant.barcodes = Vec::new();
        }
        products::create_product(tx, input, Source::Person).map(|_| ())
    }

    /// Lines as the till keeps them.
    fn parked_lines(&mut self, tx: &Write<'_>, count: usize) -> Result<Vec<serde_json::Value>> {
        let mut lines = Vec::new();
        for place in (0..self.ids.len()).cycle().skip(count * 7).step_by(31).take(self.ids.len()) {
            if lines.len() == count || self.shelves[place].sellable(self.last) == 0 {
                continue;
            }
            let ware = products::find_for_sale(tx, self.ids[place])?;
            let article = json!({
                "variantId": ware.id, "name": ware.name, "sku": ware.sku, "unit": ware.unit, "priceMillionths": ware.price, "swatch": null,
            });
            lines.push(json!({
                "key": tx.new_id::<DraftId>(), "article": article, "quantityThousandths": 1_000, "lot": null, "priceMillionths": null,
                "discount": null,
            }));
        }
        Ok(lines)
    }
}
