//! Tax categories and rates over HTTP.

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer};

use super::{Tax, TaxCategory, TaxRate};
use crate::base::{Rate, Result, TaxCategoryId, TaxRateId};
use crate::http::{Call, Input, Json, Path, Query};

/// A new tax category.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct NewTaxCategory {
    /// Short word that files and imports use, such as `reduced`.
    pub code: String,
    /// As people read it.
    pub name: String,
}

/// What to change of a tax category; what is absent stays.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct TaxCategoryChange {
    /// Short word that files and imports use.
    pub code: Option<String>,
    /// As people read it.
    pub name: Option<String>,
    /// Place in the list.
    pub position: Option<i64>,
}

/// A new rate of a category.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct NewTaxRate {
    /// As it is printed, such as `VAT`.
    pub name: String,
    /// The rate in millionths of one: 190000 is 19 %.
    pub rate_millionths: Rate,
    /// First day.
    #[schema(value_type = String, format = Date)]
    pub valid_from: NaiveDate,
    /// Last day; open when absent.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    pub valid_until: Option<NaiveDate>,
}

/// What to correct of a rate; what is absent stays.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct TaxRateChange {
    /// As it is printed.
    pub name: Option<String>,
    /// The rate in millionths of one.
    pub rate_millionths: Option<Rate>,
    /// First day.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    pub valid_from: Option<NaiveDate>,
    /// Last day; null opens it again.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, format = Date)]
    pub valid_until: Option<Option<NaiveDate>>,
}

/// Tells a null from an absent field.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Option<Option<NaiveDate>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// Which day's taxes are wanted.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TaxesQuery {
    /// The day.
    #[param(value_type = String, format = Date)]
    pub on: NaiveDate,
}

/// Every tax category with its rates over time.
#[utoipa::path(get, path = "/tax-categories", tag = "tax", responses((status = 200, body = Vec<TaxCategory>)))]
pub async fn list_tax_categories(call: Call) -> Result<Json<Vec<TaxCategory>>> {
    call.read(super::list_tax_categories).await.map(Json)
}

/// Adds a tax category.
#[utoipa::path(post, path = "/tax-categories", tag = "tax", request_body = NewTaxCategory, responses((status = 200, body = TaxCategory)))]
pub async fn create_tax_category(call: Call, Input(new): Input<NewTaxCategory>) -> Result<Json<TaxCategory>> {
    call.write(move |tx| super::create_tax_category(tx, &new.code, &new.name)).await.map(Json)
}

/// Renames a tax category or moves it in the list.
#[utoipa::path(patch, path = "/tax-categories/{id}", tag = "tax", params(("id" = TaxCategoryId, Path)),
    request_body = TaxCategoryChange, responses((status = 200, body = TaxCategory)))]
pub async fn change_tax_category(
    call: Call,
    Path(id): Path<TaxCategoryId>,
    Input(change): Input<TaxCategoryChange>,
) -> Result<Json<TaxCategory>> {
    call.write(move |tx| super::change_tax_category(tx, id, change.code, change.name, change.position)).await.map(Json)
}

/// The taxes of a category on a day.
#[utoipa::path(get, path = "/tax-categories/{id}/taxes", tag = "tax", params(("id" = TaxCategoryId, Path), TaxesQuery),
    responses((status = 200, body = Vec<Tax>)))]
pub async fn list_taxes(call: Call, Path(id): Path<TaxCategoryId>, Query(query): Query<TaxesQuery>) -> Result<Json<Vec<Tax>>> {
    call.read(move |db| super::taxes_of(db, id, query.on)).await.map(Json)
}

/// Adds a rate to a category. An open rate of the same name that began earlier ends the day before.
#[utoipa::path(post, path = "/tax-categories/{id}/rates", tag = "tax", params(("id" = TaxCategoryId, Path)),
    request_body = NewTaxRate, responses((status = 200, body = TaxRate)))]
pub async fn create_tax_rate(call: Call, Path(id): Path<TaxCategoryId>, Input(new): Input<NewTaxRate>) -> Result<Json<TaxRate>> {
    call.write(move |tx| super::create_tax_rate(tx, id, &new.name, new.rate_millionths, new.valid_from, new.valid_until))
        .await
        .map(Json)
}

/// Corrects a rate. Sales already made keep theirs.
#[utoipa::path(patch, path = "/tax-rates/{id}", tag = "tax", params(("id" = TaxRateId, Path)),
    request_body = TaxRateChange, responses((status = 200, body = TaxRate)))]
pub async fn change_tax_rate(
    call: Call,
    Path(id): Path<TaxRateId>,
    Input(change): Input<TaxRateChange>,
) -> Result<Json<TaxRate>> {
    call.write(move |tx| {
        super::change_tax_rate(tx, id, change.name, change.rate_millionths, change.valid_from, change.valid_until)
    })
    .await
    .map(Json)
}
