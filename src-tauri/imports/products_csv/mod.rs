//! Products from a CSV file: any shop's own list, or the export of Shopify, WooCommerce, Square or Odoo.
//!
//! `columns` guesses what each column means, and a person may correct the guess. `draft` turns rows into checked drafts of products, or says
//! what is wrong with them. `plan` compares a draft with the shop, `run` writes it.

pub mod columns;
pub mod draft;
pub mod plan;
pub mod row;
pub mod run;
#[cfg(test)]
mod tests;
