//! Figures over HTTP.

use chrono::NaiveDate;
use serde::Deserialize;

use super::{Comparison, HomeFigures, ProductSales, Ranking};
use crate::base::Result;
use crate::http::{Call, Json, PageQuery, Permission, Query};
use crate::summaries::Period;

/// Which figures are wanted.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FiguresQuery {
    /// First day; today when absent.
    #[param(value_type = Option<String>, format = Date)]
    pub from: Option<NaiveDate>,
    /// Last day; today when absent.
    #[param(value_type = Option<String>, format = Date)]
    pub to: Option<NaiveDate>,
    /// What to compare with.
    #[serde(default)]
    #[param(inline)]
    pub compare: Comparison,
}

/// The figures of a period beside those of the one before or of last year.
#[utoipa::path(get, path = "/home", tag = "reports", params(FiguresQuery), responses((status = 200, body = HomeFigures)))]
pub async fn find_home_figures(call: Call, Query(query): Query<FiguresQuery>) -> Result<Json<HomeFigures>> {
    let sees_costs = call.may(Permission::SeeCosts);
    let today = call.now().date_in(call.actor()?.time_zone);
    let period = Period::new(query.from.unwrap_or(today), query.to.unwrap_or(today))?;
    call.read(move |db| super::home_figures(db, period, query.compare, today, sees_costs)).await.map(Json)
}

/// Which product sales are wanted.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ProductSalesQuery {
    /// First day; today when absent.
    #[param(value_type = Option<String>, format = Date)]
    pub from: Option<NaiveDate>,
    /// Last day; today when absent.
    #[param(value_type = Option<String>, format = Date)]
    pub to: Option<NaiveDate>,
    /// Which end comes first.
    #[serde(default)]
    #[param(inline)]
    pub ranking: Ranking,
}

/// What was sold of every variant in a period: the rows behind best sellers, worst movers and margin.
#[utoipa::path(get, path = "/product-sales", tag = "reports", params(ProductSalesQuery, PageQuery),
    responses((status = 200, body = ProductSales)))]
pub async fn list_product_sales(
    call: Call,
    Query(query): Query<ProductSalesQuery>,
    Query(page): Query<PageQuery>,
) -> Result<Json<ProductSales>> {
    let sees_costs = call.may(Permission::SeeCosts);
    let today = call.now().date_in(call.actor()?.time_zone);
    let period = Period::new(query.from.unwrap_or(today), query.to.unwrap_or(today))?;
    call.read(move |db| super::list_product_sales(db, period, query.ranking, page.offset(), page.limit(), sees_costs))
        .await
        .map(Json)
}
