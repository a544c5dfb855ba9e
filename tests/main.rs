//! The shop as a whole, driven through the real router with throw-away shops. One file for each area.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it stands")]

mod archive;
mod audit;
mod backups;
mod cli;
mod costs;
mod counter;
mod crash;
mod damage;
mod demo;
mod documents;
mod doors;
mod drafts;
mod forgetting;
mod guessing;
mod health;
mod history;
mod imports;
mod inventory;
mod keyring;
mod keys;
mod layering;
mod memory;
mod migrations;
mod numbers;
mod orders;
mod own_roles;
mod pins;
mod power;
mod privacy;
mod products;
mod reports;
mod restores;
mod roles;
mod second_factor;
mod staff;
mod store;
mod support;
mod suspend;
mod tax;
mod updates;
