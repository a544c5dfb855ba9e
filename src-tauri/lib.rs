//! Counterfoil: the back office of a small shop.
//!
//! This list is the architecture: a module may use only what is listed above it (`tests/layering.rs` checks).

pub mod base;
pub mod store;
pub mod http;
pub mod jobs;
pub mod paper;
pub mod settings;
pub mod staff;
pub mod audit;
pub mod updates;
pub mod drafts;
pub mod tax;
pub mod products;
pub mod customers;
pub mod inventory;
pub mod summaries;
pub mod payments;
pub mod orders;
pub mod documents;
pub mod reports;
pub mod imports;
pub mod privacy;
pub mod setup;
pub mod demo;
pub mod verify;
pub mod backups;
pub mod keys;
pub mod history;
pub mod health;
pub mod interface;
pub mod router;
#[cfg(feature = "desktop")]
pub mod desktop;
pub mod cli;
