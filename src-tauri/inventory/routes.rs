//! Stock over HTTP. What things cost is answered to those who may see costs only.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::lists::{
    self, GoodsReceipt, GoodsReceiptRow, Location, LotFilter, LotList, MovementFilter, MovementRow, StockFilter, StockReason,
    StockRow,
};
use super::{Adjustment, ExpiryBand, GoodsReceiptInput, LotState};
use crate::base::{Error, GoodsReceiptId, LocationId, LotId, ProductId, Quantity, Result, Timestamp, VariantId};
use crate::http::{Call, Input, Json, Page, PageQuery, Path, Permission, Query};
use crate::say;
use crate::settings;

fn fifty() -> i64 {
    50
}

fn given(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// Which stock is wanted.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct StockQuery {
    /// Words of name, brand, options, SKU or barcodes, each from its beginning.
    pub text: Option<String>,
    /// All variants of this product.
    #[param(value_type = Option<String>)]
    pub product_id: Option<ProductId>,
    /// This variant.
    #[param(value_type = Option<String>)]
    pub variant_id: Option<VariantId>,
    /// This location.
    #[param(value_type = Option<String>)]
    pub location_id: Option<LocationId>,
    /// Only what is at its reorder point or below, also when nothing is left of it.
    #[serde(default)]
    pub is_low: bool,
    /// Only lots that have expired or do so within as many days as the shop wants to be warned.
    #[serde(default)]
    pub is_expiring: bool,
    /// How many rows to pass over.
    #[serde(default)]
    #[param(minimum = 0)]
    pub offset: i64,
    /// How many rows to answer, 500 at most.
    #[serde(default = "fifty")]
    #[param(minimum = 1, maximum = 500)]
    pub limit: i64,
}

/// What lies where: by variant, location and lot.
#[utoipa::path(get, path = "/stock", tag = "stock", params(StockQuery), responses((status = 200, body = Page<StockRow>)))]
pub async fn list_stock(call: Call, Query(query): Query<StockQuery>) -> Result<Json<Page<StockRow>>> {
    let page = PageQuery { offset: query.offset, limit: query.limit };
    let today = today(&call)?;
    let mut list = call
        .read(move |db| {
            let expires_until = if query.is_expiring {
                today.checked_add_signed(chrono::Duration::days(settings::find_shop(db)?.expiry_warning_days))
            } else {
                None
            };
            let filter = StockFilter {
                text: given(query.text),
                product_id: query.product_id,
                variant_id: query.variant_id,
                location_id: query.location_id,
                is_low: query.is_low,
                expires_until,
                offset: page.offset(),
                limit: page.limit(),
            };
            lists::list_stock(db, &filter)
        })
        .await?;
    if !call.may(Permission::SeeCosts) {
        list.rows.iter_mut().for_each(|row| row.value_minor = None);
    }
    Ok(Json(list))
}

fn today(call: &Call) -> Result<NaiveDate> {
    Ok(call.now().date_in(call.actor()?.time_zone))
}

/// Which movements are wanted.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MovementsQuery {
    /// Of this variant.
    #[param(value_type = Option<String>)]
    pub variant_id: Option<VariantId>,
    /// Of this lot.
    #[param(value_type = Option<String>)]
    pub lot_id: Option<LotId>,
    /// For this reason.
    pub reason: Option<String>,
    /// From this day on.
    #[param(value_type = Option<String>, format = Date)]
    pub from: Option<NaiveDate>,
    /// Until this day, itself included.
    #[param(value_type = Option<String>, format = Date)]
    pub until: Option<NaiveDate>,
    /// How many rows to pass over.
    #[serde(default)]
    #[param(minimum = 0)]
    pub offset: i64,
    /// How many rows to answer, 500 at most.
    #[serde(default = "fifty")]
    #[param(minimum = 1, maximum = 500)]
    pub limit: i64,
}

/// What moved, the newest first.
#[utoipa::path(get, path = "/stock/movements", tag = "stock", params(MovementsQuery), responses((status = 200, body = Page<MovementRow>)))]
pub async fn list_movements(call: Call, Query(query): Query<MovementsQuery>) -> Result<Json<Page<MovementRow>>> {
    let page = PageQuery { offset: query.offset, limit: query.limit };
    let zone = call.actor()?.time_zone;
    // A day begins at midnight where the shop is; where the clocks skip midnight, at the first moment after it.
    let begin = |day: NaiveDate| {
        let midnight = day.and_hms_opt(0, 0, 0).unwrap_or_default();
        let first = (0..=4).find_map(|hour| {
            chrono::TimeZone::from_local_datetime(&zone, &(midnight + chrono::Duration::hours(hour))).earliest()
        });
        first.map(|moment| Timestamp(moment.timestamp_millis()))
    };
    let filter = MovementFilter {
        variant_id: query.variant_id,
        lot_id: query.lot_id,
        reason: given(query.reason),
        from: query.from.and_then(begin),
        before: query.until.and_then(|day| day.succ_opt()).and_then(begin),
        offset: page.offset(),
        limit: page.limit(),
    };
    let mut list = call.read(move |db| lists::list_movements(db, &filter)).await?;
    if !call.may(Permission::SeeCosts) {
        list.rows.iter_mut().for_each(|row| row.value_minor = None);
    }
    Ok(Json(list))
}

/// Which lots are wanted.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LotsQuery {
    /// Of this variant.
    #[param(value_type = Option<String>)]
    pub variant_id: Option<VariantId>,
    /// Lots whose code begins so.
    pub code: Option<String>,
    /// In this column of the expiry board.
    #[param(inline)]
    pub band: Option<ExpiryBand>,
    /// In this state.
    #[param(inline)]
    pub state: Option<LotState>,
    /// Also lots of which nothing is left.
    #[serde(default)]
    pub with_empty: bool,
    /// How many rows to pass over.
    #[serde(default)]
    #[param(minimum = 0)]
    pub offset: i64,
    /// How many rows to answer, 500 at most.
    #[serde(default = "fifty")]
    #[param(minimum = 1, maximum = 500)]
    pub limit: i64,
}

/// Lots with what is left of them, the earliest expiry first, and the columns of the expiry board.
#[utoipa::path(get, path = "/lots", tag = "stock", params(LotsQuery), responses((status = 200, body = LotList)))]
pub async fn list_lots(call: Call, Query(query): Query<LotsQuery>) -> Result<Json<LotList>> {
    let page = PageQuery { offset: query.offset, limit: query.limit };
    let today = today(&call)?;
    let filter = LotFilter {
        variant_id: query.variant_id,
        code: given(query.code),
        band: query.band,
        state: query.state,
        with_empty: query.with_empty,
        offset: page.offset(),
        limit: page.limit(),
    };
    let mut list = call.read(move |db| lists::list_lots(db, &filter, today)).await?;
    if !call.may(Permission::SeeCosts) {
        list.rows.iter_mut().for_each(|row| row.value_minor = None);
        list.board.iter_mut().for_each(|column| column.value_minor = None);
    }
    Ok(Json(list))
}

/// Another state of a lot, and why.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LotStateChange {
    /// The state it has from now on.
    pub state: LotState,
    /// Why.
    pub reason: String,
}

/// The lot whose state was changed.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct LotChanged {
    /// Its id.
    pub id: LotId,
    /// The state it has now.
    pub state: LotState,
}

/// Opens, quarantines or recalls a lot.
#[utoipa::path(post, path = "/lots/{lot_id}/state", tag = "stock", params(("lot_id" = LotId, Path)), request_body = LotStateChange, responses((status = 200, body = LotChanged)))]
pub async fn change_lot_state(
    call: Call,
    Path(id): Path<LotId>,
    Input(input): Input<LotStateChange>,
) -> Result<Json<LotChanged>> {
    let state = input.state;
    call.write(move |tx| super::change_lot_state(tx, id, input.state, &input.reason)).await?;
    Ok(Json(LotChanged { id, state }))
}

/// Books a delivery: a numbered receipt, its lots, and what it puts into stock.
#[utoipa::path(post, path = "/stock/receipts", tag = "stock", request_body = GoodsReceiptInput, responses((status = 200, body = GoodsReceipt)))]
pub async fn receive_goods(call: Call, Input(input): Input<GoodsReceiptInput>) -> Result<Json<GoodsReceipt>> {
    let receipt = call
        .write(move |tx| {
            let id = super::receive_goods(tx, &input)?;
            lists::find_goods_receipt(tx, id)
        })
        .await?;
    Ok(Json(seen_by(&call, receipt)))
}

fn seen_by(call: &Call, mut receipt: GoodsReceipt) -> GoodsReceipt {
    if !call.may(Permission::SeeCosts) {
        receipt.head.value_minor = None;
        for line in &mut receipt.lines {
            (line.unit_cost_millionths, line.value_minor) = (None, None);
        }
    }
    receipt
}

/// Goods receipts, the newest first.
#[utoipa::path(get, path = "/stock/receipts", tag = "stock", params(PageQuery), responses((status = 200, body = Page<GoodsReceiptRow>)))]
pub async fn list_goods_receipts(call: Call, Query(page): Query<PageQuery>) -> Result<Json<Page<GoodsReceiptRow>>> {
    let mut list = call.read(move |db| lists::list_goods_receipts(db, page.offset(), page.limit())).await?;
    if !call.may(Permission::SeeCosts) {
        list.rows.iter_mut().for_each(|row| row.value_minor = None);
    }
    Ok(Json(list))
}

/// A goods receipt with its lines.
#[utoipa::path(get, path = "/stock/receipts/{goods_receipt_id}", tag = "stock", params(("goods_receipt_id" = GoodsReceiptId, Path)), responses((status = 200, body = GoodsReceipt)))]
pub async fn find_goods_receipt(call: Call, Path(id): Path<GoodsReceiptId>) -> Result<Json<GoodsReceipt>> {
    let receipt = call.read(move |db| lists::find_goods_receipt(db, id)).await?;
    Ok(Json(seen_by(&call, receipt)))
}

/// What lies there after a correction.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Adjusted {
    /// How much lies there now.
    pub on_hand_thousandths: Quantity,
}

/// Corrects stock by hand: what was found, damaged, stolen, used, or there from the beginning.
#[utoipa::path(post, path = "/stock/adjustments", tag = "stock", request_body = Adjustment, responses((status = 200, body = Adjusted)))]
pub async fn adjust_stock(call: Call, Input(input): Input<Adjustment>) -> Result<Json<Adjusted>> {
    if input.unit_cost_millionths.is_some() && !call.may(Permission::SeeCosts) {
        return Err(Error::field(
            "unit_cost_millionths",
            say!(
                "Your role does not see costs, so it cannot set one. Nothing was changed; leave the cost empty and the usual one is taken."
            ),
        ));
    }
    let on_hand_thousandths = call.write(move |tx| super::adjust_stock(tx, &input)).await?;
    Ok(Json(Adjusted { on_hand_thousandths }))
}

/// The reasons for movements of stock, and which of them people may use.
#[utoipa::path(get, path = "/stock/reasons", tag = "stock", responses((status = 200, body = Vec<StockReason>)))]
pub async fn list_stock_reasons(call: Call) -> Result<Json<Vec<StockReason>>> {
    call.read(lists::list_stock_reasons).await.map(Json)
}

/// The places where stock lies.
#[utoipa::path(get, path = "/locations", tag = "stock", responses((status = 200, body = Vec<Location>)))]
pub async fn list_locations(call: Call) -> Result<Json<Vec<Location>>> {
    call.read(lists::list_locations).await.map(Json)
}
