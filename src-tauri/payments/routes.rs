//! Payments over HTTP.

use super::Payment;
use crate::base::{OrderId, Result};
use crate::http::{Call, Json, Path};

/// How an order was paid.
#[utoipa::path(get, path = "/orders/{id}/payments", tag = "payments", params(("id" = OrderId, Path)),
    responses((status = 200, body = Vec<Payment>)))]
pub async fn list_payments(call: Call, Path(id): Path<OrderId>) -> Result<Json<Vec<Payment>>> {
    call.read(move |db| super::payments_of(db, id)).await.map(Json)
}
