//! Takes an imported history back whole, through the purge door.
//!
//! It does so in many transactions, each so small that a sale at the counter hardly waits. From the first on the import says that it is being
//! undone; whatever stops the work, it goes on from there when it is asked for again.

mod store;

use super::super::import::{Import, Tell};
use super::super::store as imports_store;
use crate::base::{ImportId, Result};
use crate::say;
use crate::store::{Context, Store};

pub use store::references;

/// How many documents go in one transaction: about a tenth of a second of work.
const BATCH_ORDERS: usize = 250;

/// Takes an import back whole. Runs on the calling thread; an error of `tell` stops it between two transactions.
///
/// # Errors
/// Not found; refuses one that was taken back already, and one that something in the shop refers to.
pub fn undo(store: &Store, context: &Context, id: ImportId, tell: Tell<'_>) -> Result<Import> {
    let _alone = crate::imports::begin_alone(store)?;
    let total = store.write_now(context.clone(), move |tx| {
        let import = imports_store::find(tx, id)?;
        super::super::demand_undoable(tx, &import)?;
        imports_store::mark_undoing(tx, &import)?;
        store::count_orders(tx, id)
    })?;
    let mut done = 0;
    loop {
        tell(done, Some(total), say!("Taking the documents back"))?;
        let removed = store.write_now(context.clone(), move |tx| store::remove_orders(tx, id, BATCH_ORDERS))?;
        if removed == 0 {
            break;
        }
        done += removed as i64;
    }
    store.write_now(context.clone(), move |tx| {
        store::remove_records(tx, id)?;
        imports_store::mark_undone(tx, id)?;
        imports_store::find(tx, id)
    })
}
