//! The people and companies the shop sells to.
//!
//! Invariants:
//! - A customer's number belongs to one customer; so does an e-mail address, by a check that names the other customer.
//! - Every changed field is written down with its old and new value; those values may be purged, the fact of the change stays.
//! - Payment card numbers are refused in every field.
//! - Only a customer who was erased has no name: interfaces say so in their own words, and nobody sells to them.
//!
//! Operations: `list_customers`, `find_customer`, `create_customer`, `change_customer`.

mod customer;
pub mod routes;
mod store;

use rusqlite::Connection;

pub use customer::{Customer, CustomerInput};
pub use store::{find_customer, list_customers};

use crate::base::{CustomerId, Error, ImportId, Result};
use crate::say;
use crate::store::Write;

/// Makes a customer. Without a number it gets the next one of the register.
///
/// # Errors
/// Names the field that does not make sense, and the other customer when the number or e-mail address is taken.
pub fn create_customer(tx: &mut Write<'_>, input: CustomerInput) -> Result<CustomerId> {
    let mut input = input.tidied();
    input.check()?;
    demand_free(tx, &input, None)?;
    while input.number.is_empty() {
        let number = tx.take_number("customer")?.to_string();
        // A number typed by hand or imported may be ahead of the series.
        if store::others_with_number(tx, &number, None)?.is_none() {
            input.number = number;
        }
    }
    let id = store::insert_customer(tx, &input, None)?;
    tx.change("customers", id.0, "name", None, Some(&input.name))?;
    Ok(id)
}

/// Makes a customer of an imported history, with the number it has there.
///
/// # Errors
/// Names the field that does not make sense.
pub fn import_customer(tx: &mut Write<'_>, input: CustomerInput, import_id: ImportId) -> Result<CustomerId> {
    let input = input.tidied();
    input.check()?;
    store::insert_customer(tx, &input, Some(import_id))
}

/// Changes a customer as a whole. An empty number keeps the one there is.
///
/// # Errors
/// As [`create_customer`]; an unknown customer is not found.
pub fn change_customer(tx: &mut Write<'_>, id: CustomerId, input: CustomerInput) -> Result<()> {
    let before = CustomerInput::from(store::find_customer(tx, id)?);
    if before.name.is_empty() {
        return Err(Error::refused(say!("This customer was erased, so nothing was changed. Make a new customer instead.")));
    }
    let mut after = input.tidied();
    if after.number.is_empty() {
        after.number.clone_from(&before.number);
    }
    after.check()?;
    demand_free(tx, &after, Some(id))?;
    for ((field, old), (_, new)) in before.fields().into_iter().zip(after.fields()) {
        tx.change("customers", id.0, field, Some(old), Some(new))?;
    }
    store::update_customer(tx, id, &after)
}

fn demand_free(db: &Connection, input: &CustomerInput, own: Option<CustomerId>) -> Result<()> {
    if !input.number.is_empty()
        && let Some(name) = store::others_with_number(db, &input.number, own)?
    {
        return Err(Error::field(
            "number",
            say!(
                "The number {number} belongs to {name} already. Nothing was changed; use another one or leave it empty.",
                number = input.number,
                name
            ),
        ));
    }
    if !input.email.is_empty()
        && let Some(name) = store::others_with_email(db, &input.email, own)?
    {
        return Err(Error::field(
            "email",
            say!(
                "The e-mail address {email} belongs to {name} already. Nothing was changed; perhaps it is the same person.",
                email = input.email,
                name
            ),
        ));
    }
    Ok(())
}
