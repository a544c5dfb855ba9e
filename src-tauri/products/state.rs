//! The words for kinds and states of products and variants, as they are stored and sent.

use serde::{Deserialize, Serialize};

use crate::base::{Error, Result};
use crate::say;

/// Whether a product is a thing or a service.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A thing that lies somewhere.
    #[default]
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
            _ => Err(Error::invalid(say!("A product cannot be of the kind \"{code}\". It is goods or a service.", code))),
        }
    }
}

/// Whether a product is offered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Being prepared; not sold yet.
    Draft,
    /// Sold.
    #[default]
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
            _ => Err(Error::invalid(say!("A product cannot be \"{code}\". It is a draft, active or archived.", code))),
        }
    }
}

/// Whether a variant of an offered product is offered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum VariantState {
    /// Sold.
    #[default]
    Active,
    /// Kept for its history; not sold any more.
    Archived,
}

impl VariantState {
    /// The word that is stored and sent.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Archived => "archived",
        }
    }
}

impl std::str::FromStr for VariantState {
    type Err = Error;
    fn from_str(code: &str) -> Result<Self> {
        match code {
            "active" => Ok(Self::Active),
            "archived" => Ok(Self::Archived),
            _ => Err(Error::invalid(say!("A variant cannot be \"{code}\". It is active or archived.", code))),
        }
    }
}
