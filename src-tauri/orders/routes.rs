//! Orders over HTTP.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    Order, OrderFilter, OrderHead, OrderKind, OrderList, PostedOrder, PricedReturn, PricedTicket, Return, ReturnTicket, Sale,
    Ticket,
};
use crate::base::{CustomerId, ImportId, Money, OrderId, ProductId, Result, VariantId};
use crate::http::{Call, Input, Json, PageQuery, Path, Permission, Query};
use crate::payments::cash_due;
use crate::settings::find_shop;

/// What a ticket comes to, and what of it cash would be.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct PricedOrder {
    /// The ticket with its prices.
    #[serde(flatten)]
    pub ticket: PricedTicket,
    /// The total in cash, rounded to the smallest coin.
    pub cash_minor: Money,
}

/// What a ticket comes to now. Changes nothing; the till asks after every change.
#[utoipa::path(post, path = "/orders/price", tag = "orders", request_body = Ticket, responses((status = 200, body = PricedOrder)))]
pub async fn price_order(call: Call, Input(ticket): Input<Ticket>) -> Result<Json<PricedOrder>> {
    demand_discounts(&call, &ticket)?;
    let on = call.now().date_in(call.actor()?.time_zone);
    let priced = call.read(move |db| {
        let ticket = super::price_order(db, &ticket, on)?;
        let cash_minor = cash_due(ticket.total_minor, find_shop(db)?.cash_rounding_minor)?;
        Ok(PricedOrder { ticket, cash_minor })
    });
    priced.await.map(Json)
}

fn demand_discounts(call: &Call, ticket: &Ticket) -> Result<()> {
    if ticket.has_discounts() { call.demand(Permission::GiveDiscounts) } else { Ok(()) }
}

/// Posts a sale. Sent again with the same id, it answers the order that was posted the first time.
#[utoipa::path(post, path = "/orders", tag = "orders", request_body = Sale, responses((status = 200, body = PostedOrder)))]
pub async fn post_sale(call: Call, Input(sale): Input<Sale>) -> Result<Json<PostedOrder>> {
    demand_discounts(&call, &sale.ticket)?;
    call.write(move |tx| super::post_sale(tx, sale)).await.map(Json)
}

/// What a return would give back. Changes nothing.
#[utoipa::path(post, path = "/returns/price", tag = "orders", request_body = ReturnTicket, responses((status = 200, body = PricedReturn)))]
pub async fn price_return(call: Call, Input(ticket): Input<ReturnTicket>) -> Result<Json<PricedReturn>> {
    call.read(move |db| super::price_return(db, &ticket)).await.map(Json)
}

/// Posts a return. Sent again with the same id, it answers the return that was posted the first time.
#[utoipa::path(post, path = "/returns", tag = "orders", request_body = Return, responses((status = 200, body = PostedOrder)))]
pub async fn post_return(call: Call, Input(input): Input<Return>) -> Result<Json<PostedOrder>> {
    call.write(move |tx| super::post_return(tx, input)).await.map(Json)
}

/// Which orders are wanted; what is absent does not matter.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OrdersQuery {
    /// A number as people read it, or only its digits.
    pub number: Option<String>,
    /// Sales or returns.
    pub kind: Option<OrderKind>,
    /// First day.
    #[param(value_type = Option<String>, format = Date)]
    pub from: Option<NaiveDate>,
    /// Last day.
    #[param(value_type = Option<String>, format = Date)]
    pub to: Option<NaiveDate>,
    /// Of this customer.
    pub customer_id: Option<CustomerId>,
    /// Of customers there, as it stands on the orders; empty for orders without a country.
    pub country: Option<String>,
    /// With this variant on a line.
    pub variant_id: Option<VariantId>,
    /// With this product on a line.
    pub product_id: Option<ProductId>,
    /// Brought by this import.
    pub import_id: Option<ImportId>,
}

/// Sales and returns, newest first, with the sum of all that match.
#[utoipa::path(get, path = "/orders", tag = "orders", params(OrdersQuery, PageQuery), responses((status = 200, body = OrderList)))]
pub async fn list_orders(call: Call, Query(query): Query<OrdersQuery>, Query(page): Query<PageQuery>) -> Result<Json<OrderList>> {
    let sees_costs = call.may(Permission::SeeCosts);
    let filter = OrderFilter {
        number: query.number.filter(|text| !text.trim().is_empty()),
        kind: query.kind,
        from: query.from,
        to: query.to,
        customer_id: query.customer_id,
        country: query.country,
        variant_id: query.variant_id,
        product_id: query.product_id,
        import_id: query.import_id,
    };
    call.read(move |db| super::list_orders(db, &filter, page.offset(), page.limit(), sees_costs)).await.map(Json)
}

/// What somebody typed to find an order.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OrderSearchQuery {
    /// The beginning of a number, of a document's number, or of a customer's name.
    text: String,
    /// How many to answer, 50 at most.
    #[serde(default = "default_search_limit")]
    limit: usize,
}

fn default_search_limit() -> usize {
    8
}

/// The first orders whose number, document's number or customer's name begins with a text.
#[utoipa::path(get, path = "/orders/search", tag = "orders", params(OrderSearchQuery), responses((status = 200, body = Vec<OrderHead>)))]
pub async fn search_orders(call: Call, Query(query): Query<OrderSearchQuery>) -> Result<Json<Vec<OrderHead>>> {
    let sees_costs = call.may(Permission::SeeCosts);
    call.read(move |db| super::search_orders(db, &query.text, query.limit.min(50), sees_costs)).await.map(Json)
}

/// One sale or return with everything that belongs to it.
#[utoipa::path(get, path = "/orders/{id}", tag = "orders", params(("id" = OrderId, Path)), responses((status = 200, body = Order)))]
pub async fn find_order(call: Call, Path(id): Path<OrderId>) -> Result<Json<Order>> {
    let sees_costs = call.may(Permission::SeeCosts);
    call.read(move |db| super::find_order(db, id, sees_costs)).await.map(Json)
}
