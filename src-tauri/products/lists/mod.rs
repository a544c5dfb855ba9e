//! Lists of products, categories and prices, page by page.

mod store;

use serde::{Deserialize, Serialize};

pub use store::{list_categories, list_price_changes, list_products};

use super::{Kind, State};
use crate::base::{CategoryId, Money, ProductId, Quantity, Timestamp, UnitPrice};

/// Which products are wanted, and in which order.
#[derive(Debug, Clone, Default)]
pub struct ProductFilter {
    /// Words of name, brand, options, SKU or barcodes.
    pub text: Option<String>,
    /// This category and those below it.
    pub category_id: Option<CategoryId>,
    /// Only this state; all when absent.
    pub state: Option<State>,
    /// In which order.
    pub sort: ProductSort,
    /// The other way round.
    pub is_descending: bool,
    /// How many to pass over.
    pub offset: i64,
    /// How many to answer.
    pub limit: i64,
}

/// An order of products.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProductSort {
    /// By name.
    #[default]
    Name,
    /// By the lowest price of its variants.
    Price,
    /// By what there is of all variants.
    Stock,
    /// By when it was made.
    Created,
}

/// One page of products with the totals of the whole list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ProductList {
    /// The rows asked for.
    pub rows: Vec<ProductRow>,
    /// How many products the whole list has.
    pub total: i64,
    /// How much there is of all of them; with the first page, of every product or of a list of 2,000 at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_hand_thousandths: Option<Quantity>,
    /// What that had cost; as above, and only for those who may see costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stock_value_minor: Option<Money>,
}

/// A product as a list shows it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct ProductRow {
    /// Its id.
    pub id: ProductId,
    /// Name.
    pub name: String,
    /// Brand or maker.
    pub brand: String,
    /// Thing or service.
    pub kind: Kind,
    /// Whether it is offered.
    pub state: State,
    /// Its category.
    pub category_id: Option<CategoryId>,
    /// The name of its category.
    pub category_name: Option<String>,
    /// How many variants are offered.
    pub variant_count: i64,
    /// The SKU of its first variant.
    pub first_sku: String,
    /// The colours of its first shades on offer, each once, six at most.
    pub swatches: Vec<String>,
    /// The lowest price.
    pub price_min_millionths: UnitPrice,
    /// The highest price.
    pub price_max_millionths: UnitPrice,
    /// How much there is of all variants.
    pub on_hand_thousandths: Quantity,
    /// Whether the stock of any variant is counted.
    pub track_stock: bool,
    /// Whether any variant is at its reorder point or below.
    pub is_low: bool,
    /// What the stock had cost; only for those who may see costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stock_value_minor: Option<Money>,
}

/// A category of the tree.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Category {
    /// Its id.
    pub id: CategoryId,
    /// The category above it.
    pub parent_id: Option<CategoryId>,
    /// Name.
    pub name: String,
    /// Place among its neighbours.
    pub position: i64,
    /// How many products lie in it, those below it not counted.
    pub product_count: i64,
}

/// A price a variant had from a moment on.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct PriceChange {
    /// Since when.
    pub at_ms: Timestamp,
    /// The price of one unit.
    pub price_millionths: UnitPrice,
}
