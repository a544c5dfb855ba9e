//! Figures as they travel. Nothing here reads or writes.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::base::{LotId, Money, ProductId, Quantity, VariantId};
use crate::products::State;

/// What a period is compared with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// As many days, ending the day before.
    #[default]
    Before,
    /// The same days a year earlier.
    LastYear,
}

/// Which end of a list of sales comes first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Ranking {
    /// Most money first.
    #[default]
    Best,
    /// Fewest pieces first.
    Worst,
}

/// One figure of a period beside the same of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Figure {
    /// In minor units, or how many.
    pub value: i64,
    /// The same of the other period.
    pub compared: i64,
    /// By what part it changed, in millionths; absent where there was nothing.
    pub change_millionths: Option<i64>,
    /// The same day by day, from the first day on.
    pub by_day: Vec<i64>,
}

/// Everything on Home.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct HomeFigures {
    /// First day.
    #[schema(value_type = String, format = Date)]
    pub from: NaiveDate,
    /// Last day.
    #[schema(value_type = String, format = Date)]
    pub to: NaiveDate,
    /// First day of the other period.
    #[schema(value_type = String, format = Date)]
    pub compared_from: NaiveDate,
    /// Last day of the other period.
    #[schema(value_type = String, format = Date)]
    pub compared_to: NaiveDate,
    /// Sales without tax, returns taken off, in minor units. Its rows: orders of these days.
    pub net_sales: Figure,
    /// Net sales whose costs were recorded (an imported history knows none) less those costs, in minor units; absent for who may not
    /// see costs. Its rows: product sales of these days.
    pub margin: Option<Figure>,
    /// Margin as a part of the net sales whose costs were recorded, in millionths; absent when there are none.
    pub margin_rate_millionths: Option<i64>,
    /// How many sales. Its rows: orders of these days of the kind sale.
    pub orders: Figure,
    /// What a sale comes to on average, without tax and before returns, in minor units.
    pub basket: Figure,
    /// What came back, without tax, below zero, in minor units. Its rows: orders of these days of the kind return.
    pub returns: Figure,
    /// Every month of the period, and at least the twelve that end with it. Rows of each: orders of its days.
    pub by_month: Vec<MonthSales>,
    /// Countries of the customers, the largest first. Rows of each: orders of these days and this country.
    pub by_country: Vec<CountrySales>,
    /// The ten variants with the most sales. Its rows: product sales, best first.
    pub best_sellers: Vec<ProductSale>,
    /// Ten that lie here and were not sold, or were sold least. Its rows: product sales, worst first.
    pub worst_movers: Vec<ProductSale>,
    /// What is at its reorder point or below. Its rows: stock with `is_low`.
    pub low_stock: LowStock,
    /// Lots that have expired or do so within as many days as the shop wants to be warned. Its rows: stock with `is_expiring`.
    pub expiring_lots: ExpiringLots,
}

/// Sales of a month, as far as it lies in the period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct MonthSales {
    /// First day.
    #[schema(value_type = String, format = Date)]
    pub from: NaiveDate,
    /// Last day.
    #[schema(value_type = String, format = Date)]
    pub to: NaiveDate,
    /// Without tax, returns taken off.
    pub net_minor: Money,
    /// How many sales.
    pub order_count: i64,
    /// Net less cost; absent for who may not see costs.
    pub margin_minor: Option<Money>,
}

/// Sales to a country.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct CountrySales {
    /// As it stands on the orders.
    pub country: String,
    /// Without tax, returns taken off.
    pub net_minor: Money,
    /// How many sales.
    pub order_count: i64,
    /// Its part of all, in millionths.
    pub share_millionths: Option<i64>,
}

/// What was sold of a variant, returns taken off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ProductSale {
    /// The variant.
    pub variant_id: VariantId,
    /// Its product.
    pub product_id: ProductId,
    /// Name with options.
    pub name: String,
    /// Its SKU.
    pub sku: String,
    /// What a quantity of one is.
    pub unit: String,
    /// Whether it is still sold.
    pub state: State,
    /// How much.
    pub quantity_thousandths: Quantity,
    /// Without tax.
    pub net_minor: Money,
    /// Net less cost; absent for who may not see costs.
    pub margin_minor: Option<Money>,
}

/// One part of a list of product sales.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct ProductSales {
    /// The rows asked for.
    pub rows: Vec<ProductSale>,
    /// How many variants were sold.
    pub total: i64,
    /// What all of them come to, without tax.
    pub net_minor: Money,
}

/// What is at its reorder point or below.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct LowStock {
    /// How many variants.
    pub count: i64,
    /// The first of them.
    pub rows: Vec<LowStockRow>,
}

/// A variant at its reorder point or below.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct LowStockRow {
    /// The variant.
    pub variant_id: VariantId,
    /// Its product.
    pub product_id: ProductId,
    /// Name with options.
    pub name: String,
    /// Its SKU.
    pub sku: String,
    /// What is left.
    pub quantity_thousandths: Quantity,
    /// Where low begins.
    pub reorder_point_thousandths: Option<Quantity>,
}

/// Lots that need attention.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct ExpiringLots {
    /// How many lots with stock.
    pub count: i64,
    /// How many of them have expired.
    pub expired_count: i64,
    /// Up to which day.
    #[schema(value_type = String, format = Date)]
    pub until: NaiveDate,
    /// What they had cost; absent for who may not see costs.
    pub value_minor: Option<Money>,
    /// The first to expire.
    pub rows: Vec<ExpiringLot>,
}

/// A lot that needs attention.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ExpiringLot {
    /// The lot.
    pub lot_id: LotId,
    /// What is printed on it.
    pub code: String,
    /// Until when it is good.
    #[schema(value_type = String, format = Date)]
    pub expiry_date: NaiveDate,
    /// Its variant.
    pub variant_id: VariantId,
    /// That variant's product.
    pub product_id: ProductId,
    /// Name with options.
    pub name: String,
    /// What is left of it.
    pub quantity_thousandths: Quantity,
    /// What that had cost; absent for who may not see costs.
    pub value_minor: Option<Money>,
    /// Its last day has passed.
    pub is_expired: bool,
}
