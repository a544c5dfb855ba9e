//! Imports: a file from elsewhere becomes products, customers and history.
//!
//! `source` turns any file into text or refuses it, `table` turns the text into rows, and each kind of import turns rows into what the shop
//! knows. Nothing is dropped silently: every decision has a rule and a count, every refused row its reason.

pub mod numbers;
pub mod online_retail;
pub mod problem;
pub mod products_csv;
pub mod source;
pub mod table;
