//! Products from a CSV file: any shop's own list, or the export of Shopify, WooCommerce, Square or Odoo.
//!
//! `columns` guesses what each column means, and a person may correct the guess. `draft` turns rows into checked drafts of products, or says
//! what is wrong with them. Nothing here knows the shop: whether a SKU exists already is asked when the drafts are written.

pub mod columns;
pub mod draft;
pub mod row;
