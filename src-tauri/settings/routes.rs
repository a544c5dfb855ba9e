//! The shop's settings over HTTP.

use super::{Shop, ShopChange};
use crate::base::Result;
use crate::http::{Call, Input, Json};

/// The shop and its settings.
#[utoipa::path(get, path = "/shop", tag = "settings", responses((status = 200, body = Shop)))]
pub async fn find_shop(call: Call) -> Result<Json<Shop>> {
    call.read(super::find_shop).await.map(Json)
}

/// Changes the shop's settings; what is absent stays.
#[utoipa::path(patch, path = "/shop", tag = "settings", request_body = ShopChange, responses((status = 200, body = Shop)))]
pub async fn change_shop(call: Call, Input(change): Input<ShopChange>) -> Result<Json<Shop>> {
    call.write(move |tx| super::change_shop(tx, change)).await.map(Json)
}
