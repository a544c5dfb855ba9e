//! Stock in words and rules: what lies where, which lot leaves first, what it costs, and why something may not be sold. Nothing here
//! reads or writes.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::base::{Error, LotId, Message, Money, OrderId, Quantity, Result, VariantId};
use crate::say;

/// Whether a lot may be sold. An expired lot may not be sold either; that is decided by its date, not kept here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LotState {
    /// May be sold until it expires.
    Open,
    /// Set aside until somebody decides.
    Quarantined,
    /// Called back by its maker.
    Recalled,
}

impl LotState {
    /// The word that is stored and sent.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Quarantined => "quarantined",
            Self::Recalled => "recalled",
        }
    }
}

impl std::str::FromStr for LotState {
    type Err = Error;
    fn from_str(code: &str) -> Result<Self> {
        match code {
            "open" => Ok(Self::Open),
            "quarantined" => Ok(Self::Quarantined),
            "recalled" => Ok(Self::Recalled),
            _ => Err(Error::invalid(say!("A lot cannot be \"{code}\". It is open, quarantined or recalled.", code))),
        }
    }
}

/// What a sale takes out of stock at the register's location.
#[derive(Debug, Clone)]
pub struct Issue {
    /// What is sold.
    pub variant_id: VariantId,
    /// How much of it; more than zero.
    pub quantity: Quantity,
    /// Only this lot, because it was scanned or chosen; otherwise the lot that expires first.
    pub lot_id: Option<LotId>,
    /// The sale.
    pub order_id: OrderId,
    /// Its line.
    pub line_no: i64,
}

/// What a sale took, and what that had cost.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Issued {
    /// Cost of all parts. Zero where stock is not tracked.
    pub cost: Money,
    /// One part for each lot that was touched; a single one without a lot where lots are not tracked; none where stock is not tracked.
    pub parts: Vec<IssuedPart>,
}

/// A part of a sale line out of one lot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedPart {
    /// The lot, if any.
    pub lot_id: Option<LotId>,
    /// What is printed on it.
    pub lot_code: Option<String>,
    /// Until when it is good.
    pub expiry_date: Option<NaiveDate>,
    /// How much left this lot.
    pub quantity: Quantity,
    /// What that had cost.
    pub cost: Money,
}

impl IssuedPart {
    /// A part out of this lot, or out of what has none.
    #[must_use]
    pub fn of(lot: Option<&Lot>, quantity: Quantity, cost: Money) -> Self {
        Self {
            lot_id: lot.map(|lot| lot.id),
            lot_code: lot.map(|lot| lot.code.clone()),
            expiry_date: lot.and_then(|lot| lot.expiry_date),
            quantity,
            cost,
        }
    }
}

/// What a customer brings back.
#[derive(Debug, Clone)]
pub struct TakeBack {
    /// What it is.
    pub variant_id: VariantId,
    /// The lot it was sold from.
    pub lot_id: Option<LotId>,
    /// How much; more than zero.
    pub quantity: Quantity,
    /// What it had cost when it was sold: the share of the original line.
    pub cost: Money,
    /// The return.
    pub order_id: OrderId,
    /// Its line.
    pub line_no: i64,
    /// Where it goes.
    pub restock: Restock,
}

/// Where returned goods go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Restock {
    /// Back to what can be sold at the register's location.
    Shelf,
    /// To the testers.
    Testers,
    /// Nowhere: it is thrown away, and its cost is lost.
    WriteOff,
}

/// How much lies somewhere, and what it is worth.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Level {
    /// Pieces; below zero where more was sold than was known.
    pub quantity: Quantity,
    /// What they cost.
    pub value: Money,
}

impl Level {
    /// What a part of this level is worth. The whole is worth the whole, so the last piece takes the remainder.
    ///
    /// # Errors
    /// Refuses amounts beyond the range.
    pub fn share(self, quantity: Quantity) -> Result<Money> {
        if quantity == self.quantity {
            return Ok(self.value);
        }
        if self.quantity == Quantity::ZERO {
            return Ok(Money::ZERO);
        }
        let product = i128::from(self.value.0) * i128::from(quantity.0);
        let product = Decimal::try_from_i128_with_scale(product, 0).map_err(|_| too_large())?;
        let exact = product.checked_div(Decimal::from(self.quantity.0)).ok_or_else(too_large)?;
        Money::rounded(exact)
    }

    /// What leaves when `quantity` goes out. Beyond what is there, a piece costs what it cost so far, or `last_in` did.
    ///
    /// # Errors
    /// Refuses amounts beyond the range.
    pub fn cost_of(self, quantity: Quantity, last_in: Level) -> Result<Money> {
        if self.quantity >= quantity {
            return self.share(quantity);
        }
        if self.quantity <= Quantity::ZERO {
            let like = if self.quantity < Quantity::ZERO { self } else { last_in };
            return like.share(quantity);
        }
        let beyond = quantity.minus(self.quantity)?;
        self.value.plus(last_in.share(beyond)?)
    }

    /// What a delivery into a negative level corrects: the pieces sold too early left at a guessed cost, and this is the difference to
    /// what they really cost. Nothing where nothing was missing.
    ///
    /// # Errors
    /// Refuses amounts beyond the range.
    pub fn variance_of(self, incoming: Level) -> Result<Money> {
        if self.quantity >= Quantity::ZERO {
            return Ok(Money::ZERO);
        }
        let covered = Quantity((-self.quantity.0).min(incoming.quantity.0));
        let guessed = self.share(-covered)?;
        Ok(-incoming.share(covered)?.plus(guessed)?)
    }
}

/// What of a lot decides whether it may be sold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lot {
    /// Which lot.
    pub id: LotId,
    /// What is printed on it.
    pub code: String,
    /// Until when it is good.
    pub expiry_date: Option<NaiveDate>,
    /// Whether it was set aside or called back.
    pub state: LotState,
}

impl Lot {
    /// Why this lot may not be sold today, or nothing.
    #[must_use]
    pub fn obstacle(&self, today: NaiveDate) -> Option<Obstacle> {
        match (self.state, self.expiry_date) {
            (LotState::Quarantined, _) => Some(Obstacle::Quarantined),
            (LotState::Recalled, _) => Some(Obstacle::Recalled),
            (LotState::Open, Some(date)) if date < today => Some(Obstacle::Expired(date)),
            (LotState::Open, _) => None,
        }
    }
}

/// Why a lot may not be sold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// It was set aside.
    Quarantined,
    /// It was called back.
    Recalled,
    /// Its date has passed.
    Expired(NaiveDate),
}

/// What lies at one location: one lot of a variant, or what has no lot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shelf {
    /// The lot, if any.
    pub lot: Option<Lot>,
    /// How much of it.
    pub level: Level,
}

/// Decides which shelves a sale takes how much from: `shelves` come with the earliest expiry first and what has no lot last. The answer
/// names shelves by their place in the list; the rest that is missing, when the shop sells below zero, is [`Plan::beyond`].
///
/// # Errors
/// Says which lots may not be sold and why, and how much can still be sold.
pub fn plan_issue(shelves: &[Shelf], wanted: &Wanted<'_>) -> Result<Plan> {
    let is_free = |shelf: &Shelf| shelf.lot.as_ref().is_none_or(|lot| lot.obstacle(wanted.today).is_none());
    if let Some(lot) = wanted.lot
        && let Some(obstacle) = lot.obstacle(wanted.today)
    {
        return Err(lot_refused(lot, obstacle, shelves, wanted));
    }
    let is_wanted = |shelf: &Shelf| match wanted.lot {
        Some(lot) => shelf.lot.as_ref().is_some_and(|candidate| candidate.id == lot.id),
        None => is_free(shelf),
    };
    let mut sellable = Quantity::ZERO;
    let mut parts = Vec::new();
    let mut missing = wanted.quantity;
    for (place, shelf) in shelves.iter().enumerate().filter(|(_, shelf)| is_wanted(shelf)) {
        sellable = sellable.plus(shelf.level.quantity)?;
        let part = shelf.level.quantity.min(missing);
        if part > Quantity::ZERO {
            missing = missing.minus(part)?;
            parts.push((place, part));
        }
    }
    if sellable >= wanted.quantity {
        return Ok(Plan { parts, beyond: Quantity::ZERO });
    }
    let has_blocked =
        wanted.lot.is_none() && shelves.iter().any(|shelf| !is_free(shelf) && shelf.level.quantity > Quantity::ZERO);
    if wanted.may_go_below_zero && !has_blocked {
        return Ok(Plan { parts, beyond: missing });
    }
    Err(too_few(sellable, shelves, wanted))
}

/// What a sale asks for.
#[derive(Debug)]
pub struct Wanted<'a> {
    /// The name of the variant, for messages.
    pub name: &'a str,
    /// How much.
    pub quantity: Quantity,
    /// This lot and no other.
    pub lot: Option<&'a Lot>,
    /// The shop's day.
    pub today: NaiveDate,
    /// Whether the shop sells what it does not know to have.
    pub may_go_below_zero: bool,
}

/// What a sale takes from where.
#[derive(Debug, PartialEq, Eq)]
pub struct Plan {
    /// Place in the list of shelves, and how much of it.
    pub parts: Vec<(usize, Quantity)>,
    /// How much goes below zero.
    pub beyond: Quantity,
}

fn lot_refused(lot: &Lot, obstacle: Obstacle, shelves: &[Shelf], wanted: &Wanted<'_>) -> Error {
    let (code, name) = (&lot.code, wanted.name);
    let refusal = match obstacle {
        Obstacle::Quarantined => say!("Lot {code} of \"{name}\" is quarantined, so it was not sold.", code, name),
        Obstacle::Recalled => say!("Lot {code} of \"{name}\" was recalled, so it was not sold.", code, name),
        Obstacle::Expired(date) => say!("Lot {code} of \"{name}\" expired on {date}, so it was not sold.", code, name, date),
    };
    let other = shelves.iter().find(|shelf| {
        shelf.level.quantity > Quantity::ZERO && shelf.lot.as_ref().is_none_or(|lot| lot.obstacle(wanted.today).is_none())
    });
    let advice = match other.map(|shelf| (shelf.level.quantity, &shelf.lot)) {
        None => say!("Nothing else of it can be sold here; put the piece aside."),
        Some((left, None)) => say!("Put the piece aside; {left} without a lot can be sold instead.", left),
        Some((left, Some(Lot { code, expiry_date: None, .. }))) => {
            say!("Put the piece aside; lot {code} ({left} left) can be sold instead.", code, left)
        }
        Some((left, Some(Lot { code, expiry_date: Some(date), .. }))) => {
            say!("Put the piece aside; lot {code} ({left} left, good until {date}) can be sold instead.", code, left, date)
        }
    };
    Error::refused(refusal.then(advice))
}

fn too_few(sellable: Quantity, shelves: &[Shelf], wanted: &Wanted<'_>) -> Error {
    let (name, asked) = (wanted.name, wanted.quantity);
    let left = match (wanted.lot.map(|lot| &lot.code), sellable > Quantity::ZERO) {
        (None, true) => {
            say!(
                "Only {sellable} of \"{name}\" can be sold here, and {asked} is asked for; nothing was sold.",
                sellable,
                name,
                asked
            )
        }
        (None, false) => say!("Nothing of \"{name}\" can be sold here, and {asked} is asked for; nothing was sold.", name, asked),
        (Some(code), true) => say!(
            "Only {sellable} of lot {code} of \"{name}\" can be sold here, and {asked} is asked for; nothing was sold.",
            sellable,
            code,
            name,
            asked
        ),
        (Some(code), false) => say!(
            "Nothing of lot {code} of \"{name}\" can be sold here, and {asked} is asked for; nothing was sold.",
            code,
            name,
            asked
        ),
    };
    let blocked: Vec<Message> = shelves.iter().filter_map(|shelf| blocked(shelf, wanted.today)).collect();
    let left = if blocked.is_empty() || wanted.lot.is_some() {
        left
    } else {
        left.then(say!("What may not be sold: {blocked}.", blocked))
    };
    Error::refused(left.then(say!("Change the quantity, or receive or correct the stock first.")))
}

/// What lies on a shelf and may not be sold, or nothing.
fn blocked(shelf: &Shelf, today: NaiveDate) -> Option<Message> {
    let (quantity, lot) = (shelf.level.quantity, shelf.lot.as_ref().filter(|_| shelf.level.quantity > Quantity::ZERO)?);
    let code = &lot.code;
    Some(match lot.obstacle(today)? {
        Obstacle::Quarantined => say!("{quantity} of lot {code} (is quarantined)", quantity, code),
        Obstacle::Recalled => say!("{quantity} of lot {code} (was recalled)", quantity, code),
        Obstacle::Expired(date) => say!("{quantity} of lot {code} (expired on {date})", quantity, code, date),
    })
}

/// How long the shop may still sell a lot: the columns of the expiry board.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExpiryBand {
    /// Its date has passed.
    Expired,
    /// 30 days at most.
    Within30,
    /// 31 to 60 days.
    Within60,
    /// 61 to 90 days.
    Within90,
    /// Longer, or it does not expire.
    Later,
}

impl ExpiryBand {
    /// The bands of the board, most urgent first.
    pub const BOARD: [Self; 4] = [Self::Expired, Self::Within30, Self::Within60, Self::Within90];

    /// The band of a date on this day.
    #[must_use]
    pub fn of(expiry_date: Option<NaiveDate>, today: NaiveDate) -> Self {
        match expiry_date.map(|date| (date - today).num_days()) {
            None => Self::Later,
            Some(days) if days < 0 => Self::Expired,
            Some(days) if days <= 30 => Self::Within30,
            Some(days) if days <= 60 => Self::Within60,
            Some(days) if days <= 90 => Self::Within90,
            Some(_) => Self::Later,
        }
    }

    /// The first and the last date of the band on this day; nothing at an open end.
    #[must_use]
    pub fn dates(self, today: NaiveDate) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let day = |days: i64| today.checked_add_signed(chrono::Duration::days(days));
        match self {
            Self::Expired => (None, day(-1)),
            Self::Within30 => (Some(today), day(30)),
            Self::Within60 => (day(31), day(60)),
            Self::Within90 => (day(61), day(90)),
            Self::Later => (day(91), None),
        }
    }
}

fn too_large() -> Error {
    Error::invalid(say!(
        "The value of this stock is larger than can be counted exactly. Nothing was changed; check the cost and the quantity."
    ))
}
