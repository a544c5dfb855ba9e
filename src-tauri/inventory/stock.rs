//! Stock in words and rules: what lies where, which lot leaves first, what it costs, and why something may not be sold. Nothing here
//! reads or writes.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::base::{Error, LotId, Money, OrderId, Quantity, Result, VariantId};

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
            _ => Err(Error::invalid(format!("A lot cannot be \"{code}\". It is open, quarantined or recalled."))),
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
