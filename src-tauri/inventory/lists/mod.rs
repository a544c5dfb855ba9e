//! What lies where, what moved, which lots expire, and what was received: page by page.

mod store;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use store::{
    find_goods_receipt, list_goods_receipts, list_locations, list_lots, list_movements, list_stock, list_stock_reasons,
};

use super::{ExpiryBand, LotState};
use crate::base::{
    GoodsReceiptId, LocationId, LotId, Money, OrderId, ProductId, Quantity, StockMovementId, Timestamp, UnitPrice, VariantId,
};

/// Which stock is wanted.
#[derive(Debug, Clone, Default)]
pub struct StockFilter {
    /// Words of name, brand, options, SKU or barcodes.
    pub text: Option<String>,
    /// All variants of this product.
    pub product_id: Option<ProductId>,
    /// This variant.
    pub variant_id: Option<VariantId>,
    /// This location.
    pub location_id: Option<LocationId>,
    /// Only what is offered and at its reorder point or below, also when nothing is left of it; one row for each variant unless a location is
    /// asked for.
    pub is_low: bool,
    /// Only lots that expire until this day.
    pub expires_until: Option<NaiveDate>,
    /// How many to pass over.
    pub offset: i64,
    /// How many to answer.
    pub limit: i64,
}

/// What lies at one location: a lot of a variant, or what has no lot; in a list of what is low, all there is of a variant.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct StockRow {
    /// The variant.
    pub variant_id: VariantId,
    /// Its product.
    pub product_id: ProductId,
    /// The product's name with the variant's options.
    pub name: String,
    /// The shop's own article number.
    pub sku: String,
    /// Where it lies; absent in a list of what is low.
    pub location_id: Option<LocationId>,
    /// The name of that location.
    pub location_name: Option<String>,
    /// The lot, if any.
    pub lot_id: Option<LotId>,
    /// What is printed on it.
    pub lot_code: Option<String>,
    /// Until when it is good.
    #[schema(value_type = Option<String>, format = Date)]
    pub expiry_date: Option<NaiveDate>,
    /// Whether it was set aside or called back.
    pub lot_state: Option<LotState>,
    /// How much lies there.
    pub on_hand_thousandths: Quantity,
    /// How much there is of the variant everywhere.
    pub variant_on_hand_thousandths: Quantity,
    /// Low stock begins at this quantity.
    pub reorder_point_thousandths: Option<Quantity>,
    /// Whether the variant is at its reorder point or below.
    pub is_low: bool,
    /// What it had cost; only for those who may see costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_minor: Option<Money>,
}

/// Which movements are wanted.
#[derive(Debug, Clone, Default)]
pub struct MovementFilter {
    /// Of this variant.
    pub variant_id: Option<VariantId>,
    /// Of this lot.
    pub lot_id: Option<LotId>,
    /// For this reason.
    pub reason: Option<String>,
    /// From this moment on.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub before: Option<Timestamp>,
    /// How many to pass over.
    pub offset: i64,
    /// How many to answer.
    pub limit: i64,
}

/// One change of stock.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct MovementRow {
    /// Its id.
    pub id: StockMovementId,
    /// When.
    pub at_ms: Timestamp,
    /// The shop's day.
    pub business_date: String,
    /// Why.
    pub reason: String,
    /// Of what.
    pub variant_id: VariantId,
    /// Its product.
    pub product_id: ProductId,
    /// The product's name with the variant's options.
    pub name: String,
    /// The shop's own article number.
    pub sku: String,
    /// Where.
    pub location_id: LocationId,
    /// The name of that location.
    pub location_name: String,
    /// The lot, if any.
    pub lot_id: Option<LotId>,
    /// What is printed on it.
    pub lot_code: Option<String>,
    /// How much came in (positive) or went out (negative).
    pub quantity_thousandths: Quantity,
    /// The sale or return it belongs to.
    pub order_id: Option<OrderId>,
    /// The goods receipt it belongs to.
    pub goods_receipt_id: Option<GoodsReceiptId>,
    /// Who did it.
    pub actor_name: Option<String>,
    /// What somebody should know.
    pub note: String,
    /// What it was worth; only for those who may see costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_minor: Option<Money>,
}

/// Which lots are wanted.
#[derive(Debug, Clone, Default)]
pub struct LotFilter {
    /// Of this variant.
    pub variant_id: Option<VariantId>,
    /// Lots whose code begins so.
    pub code: Option<String>,
    /// In this column of the board.
    pub band: Option<ExpiryBand>,
    /// In this state.
    pub state: Option<LotState>,
    /// Also lots of which nothing is left.
    pub with_empty: bool,
    /// How many to pass over.
    pub offset: i64,
    /// How many to answer.
    pub limit: i64,
}

/// A lot with what is left of it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct LotRow {
    /// Its id.
    pub id: LotId,
    /// What is printed on it.
    pub code: String,
    /// Until when it is good.
    #[schema(value_type = Option<String>, format = Date)]
    pub expiry_date: Option<NaiveDate>,
    /// Whole days until then; below zero when it has passed.
    pub days_left: Option<i64>,
    /// Its column of the board.
    pub band: ExpiryBand,
    /// Whether it was set aside or called back.
    pub state: LotState,
    /// Why it is in that state.
    pub state_reason: String,
    /// Of what.
    pub variant_id: VariantId,
    /// Its product.
    pub product_id: ProductId,
    /// The product's name with the variant's options.
    pub name: String,
    /// The shop's own article number.
    pub sku: String,
    /// How much is left at all locations.
    pub on_hand_thousandths: Quantity,
    /// What that had cost; only for those who may see costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_minor: Option<Money>,
}

/// One column of the expiry board.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct BoardColumn {
    /// Which.
    pub band: ExpiryBand,
    /// How many lots with something left.
    pub lot_count: i64,
    /// What they had cost; only for those who may see costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_minor: Option<Money>,
}

/// One page of lots, and the columns of the expiry board.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct LotList {
    /// The rows asked for, the earliest expiry first.
    pub rows: Vec<LotRow>,
    /// How many lots the whole list has.
    pub total: i64,
    /// Expired, then within 30, 60 and 90 days; over all lots with something left, whatever was asked for.
    pub board: Vec<BoardColumn>,
}

/// A goods receipt as a list shows it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct GoodsReceiptRow {
    /// Its id.
    pub id: GoodsReceiptId,
    /// Its number.
    pub number: String,
    /// Who delivered.
    pub supplier: String,
    /// The number on the delivery note.
    pub reference: String,
    /// Where it was put.
    pub location_name: String,
    /// Who booked it.
    pub actor_name: Option<String>,
    /// The shop's day.
    pub business_date: String,
    /// When.
    pub at_ms: Timestamp,
    /// How many lines it has.
    pub line_count: i64,
    /// What it cost; only for those who may see costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_minor: Option<Money>,
}

/// A goods receipt with its lines.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct GoodsReceipt {
    /// The receipt.
    #[serde(flatten)]
    pub head: GoodsReceiptRow,
    /// What came.
    pub lines: Vec<GoodsReceiptLine>,
}

/// One line of a goods receipt.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct GoodsReceiptLine {
    /// Its number.
    pub line_no: i64,
    /// What came.
    pub variant_id: VariantId,
    /// Its product.
    pub product_id: ProductId,
    /// The product's name with the variant's options.
    pub name: String,
    /// The shop's own article number.
    pub sku: String,
    /// The lot, if any.
    pub lot_id: Option<LotId>,
    /// What is printed on it.
    pub lot_code: Option<String>,
    /// Until when it is good.
    #[schema(value_type = Option<String>, format = Date)]
    pub expiry_date: Option<NaiveDate>,
    /// How much came.
    pub quantity_thousandths: Quantity,
    /// What one cost; only for those who may see costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_cost_millionths: Option<UnitPrice>,
    /// What the line cost; only for those who may see costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_minor: Option<Money>,
}

/// A place where stock lies.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Location {
    /// Its id.
    pub id: LocationId,
    /// Name.
    pub name: String,
    /// `shop_floor`, `stockroom`, `testers` or `quarantine`.
    pub kind: String,
    /// Whether what lies there is sold.
    pub is_sellable: bool,
}

/// A reason for a movement.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct StockReason {
    /// The word that is stored and sent.
    pub code: String,
    /// `in`, `out`, `either` or `none`.
    pub direction: String,
    /// Whether people may use it for a correction.
    pub is_by_hand: bool,
}
