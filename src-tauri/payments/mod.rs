//! Payments: how a total is covered, what change is given, how cash is rounded, and what was paid for an order.
//!
//! Invariants:
//! - A payment is a fact, written in the transaction of its order; the amounts of an order's payments sum to its total.
//! - Card data never enters: a brand and the last four digits at most.
//!
//! It knows that an order has an id and a total, and nothing else about orders. Operation: `list_payments`.

mod payment;
pub mod routes;
mod store;

pub use payment::{Method, Payment, Refund, Tender, cash_due, give_back, settle};
pub use store::{PAYMENTS, payments_of, post};
