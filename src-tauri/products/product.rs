//! Products and variants in words and rules. Nothing here reads or writes.

use serde::{Deserialize, Serialize};

use crate::base::{Error, ProductId, Result, TaxCategoryId, UnitPrice, VariantId};

/// Whether a product is a thing or a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A thing that lies somewhere.
    Goods,
    /// Work or a fee.
    Service,
}

impl Kind {
    /// The word that is stored and sent.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Goods => "goods",
            Self::Service => "service",
        }
    }
}

impl std::str::FromStr for Kind {
    type Err = Error;
    fn from_str(code: &str) -> Result<Self> {
        match code {
            "goods" => Ok(Self::Goods),
            "service" => Ok(Self::Service),
            _ => Err(Error::invalid(format!("A product cannot be of the kind \"{code}\". It is goods or a service."))),
        }
    }
}

/// Whether a product is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Being prepared; not sold yet.
    Draft,
    /// Sold.
    Active,
    /// Kept for its history; not sold any more.
    Archived,
}

impl State {
    /// The word that is stored and sent.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Active => "active",
            Self::Archived => "archived",
        }
    }
}

impl std::str::FromStr for State {
    type Err = Error;
    fn from_str(code: &str) -> Result<Self> {
        match code {
            "draft" => Ok(Self::Draft),
            "active" => Ok(Self::Active),
            "archived" => Ok(Self::Archived),
            _ => Err(Error::invalid(format!("A product cannot be \"{code}\". It is a draft, active or archived."))),
        }
    }
}

/// What a sale needs to know about a variant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForSale {
    /// The variant.
    pub id: VariantId,
    /// Its product.
    pub product_id: ProductId,
    /// The product's name with the variant's options, as it is printed.
    pub name: String,
    /// Its SKU.
    pub sku: String,
    /// Thing or service.
    pub kind: Kind,
    /// Its price now.
    pub price: UnitPrice,
    /// How it is taxed.
    pub tax_category_id: TaxCategoryId,
    /// What a quantity of one is, such as `piece` or `kg`.
    pub unit: String,
    /// Whether its stock is counted.
    pub track_stock: bool,
    /// Whether its stock is counted by lot.
    pub track_lots: bool,
    /// Active when both the product and the variant are.
    pub state: State,
}

impl ForSale {
    /// Refuses what is not sold (yet, or any more).
    ///
    /// # Errors
    /// Says why, and what to do.
    pub fn demand_active(&self) -> Result<()> {
        match self.state {
            State::Active => Ok(()),
            State::Draft => Err(Error::refused(format!(
                "\"{}\" is still a draft, so it was not sold. Set the product to active first.",
                self.name
            ))),
            State::Archived => Err(Error::refused(format!(
                "\"{}\" is archived, so it was not sold. Set the product to active again if it is sold once more.",
                self.name
            ))),
        }
    }
}
