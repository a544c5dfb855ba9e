//! What a sale needs to know about a variant, and no more.

use super::state::{Kind, State};
use crate::base::{Error, ProductId, Quantity, Result, TaxCategoryId, UnitPrice, VariantId};
use crate::say;

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
    /// Low stock begins at this quantity; nothing where stock is not counted or the variant is no longer offered.
    pub reorder_point: Option<Quantity>,
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
            State::Draft => Err(Error::refused(say!(
                "\"{name}\" is still a draft, so it was not sold. Set the product to active first.",
                name = self.name
            ))),
            State::Archived => Err(Error::refused(say!(
                "\"{name}\" is archived, so it was not sold. Set the product to active again if it is sold once more.",
                name = self.name
            ))),
        }
    }
}
