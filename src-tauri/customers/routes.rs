//! Customers over HTTP.

use serde::Deserialize;

use super::{Customer, CustomerInput};
use crate::base::{CustomerId, Result};
use crate::http::{Call, Input, Json, Page, PageQuery, Path, Query};

/// Which customers are wanted.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CustomersQuery {
    /// Parts of name, number, e-mail address or telephone number.
    #[serde(default)]
    pub text: String,
    /// How many rows to pass over.
    #[serde(default)]
    #[param(minimum = 0)]
    pub offset: i64,
    /// How many rows to answer, 500 at most.
    #[serde(default = "fifty")]
    #[param(minimum = 1, maximum = 500)]
    pub limit: i64,
}

fn fifty() -> i64 {
    50
}

/// One page of customers by name.
#[utoipa::path(get, path = "/customers", tag = "customers", params(CustomersQuery), responses((status = 200, body = Page<Customer>)))]
pub async fn list_customers(call: Call, Query(query): Query<CustomersQuery>) -> Result<Json<Page<Customer>>> {
    let page = PageQuery { offset: query.offset, limit: query.limit };
    call.read(move |db| super::list_customers(db, &query.text, page.offset(), page.limit())).await.map(Json)
}

/// A customer.
#[utoipa::path(get, path = "/customers/{customer_id}", tag = "customers", params(("customer_id" = CustomerId, Path)), responses((status = 200, body = Customer)))]
pub async fn find_customer(call: Call, Path(id): Path<CustomerId>) -> Result<Json<Customer>> {
    call.read(move |db| super::find_customer(db, id)).await.map(Json)
}

/// Makes a customer.
#[utoipa::path(post, path = "/customers", tag = "customers", request_body = CustomerInput, responses((status = 200, body = Customer)))]
pub async fn create_customer(call: Call, Input(input): Input<CustomerInput>) -> Result<Json<Customer>> {
    let made = call.write(move |tx| {
        let id = super::create_customer(tx, input)?;
        super::find_customer(tx, id)
    });
    made.await.map(Json)
}

/// Changes a customer as a whole.
#[utoipa::path(put, path = "/customers/{customer_id}", tag = "customers", params(("customer_id" = CustomerId, Path)), request_body = CustomerInput, responses((status = 200, body = Customer)))]
pub async fn change_customer(
    call: Call,
    Path(id): Path<CustomerId>,
    Input(input): Input<CustomerInput>,
) -> Result<Json<Customer>> {
    let changed = call.write(move |tx| {
        super::change_customer(tx, id, input)?;
        super::find_customer(tx, id)
    });
    changed.await.map(Json)
}
