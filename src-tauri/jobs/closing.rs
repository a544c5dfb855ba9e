//! The store taken out of everybody's hands, so that something can be done to its file.

use std::fs::File;
use std::time::{Duration, Instant};

use crate::base::{Error, Result};
use crate::http::{App, ShopState};
use crate::say;
use crate::store::{Context, Store};

/// How long imports, backups and other long work may take to stop when they are asked to.
const JOBS_PATIENCE: Duration = Duration::from_secs(10);
/// How long requests that are being answered, and work that cannot be interrupted, may take to let go of the store.
const CLOSING_PATIENCE: Duration = Duration::from_secs(30);

/// Stops long work, takes the store away and closes it; whoever asks meanwhile gets what `state` says. Answers the lock of the folder.
///
/// # Errors
/// Refuses when something does not let go of the store in time; then the shop stays open.
pub fn close_store(app: &App, context: &Context, state: ShopState) -> Result<File> {
    stop_all(&app.store()?, context, JOBS_PATIENCE)?;
    match app.withdraw(state)?.close(CLOSING_PATIENCE) {
        Ok(lock) => lock.ok_or_else(|| Error::internal("a store that cannot be written to was served")),
        Err(store) => {
            app.set_shop(ShopState::Open(store));
            Err(Error::refused(say!(
                "Something is still at work in the shop and does not stop, such as a backup on a slow disk, so the shop stays open. Wait until it has ended and try again."
            )))
        }
    }
}

/// Asks all long work to stop, as somebody who cancels it would, and waits until it did, but no longer than `patience`.
fn stop_all(store: &Store, context: &Context, patience: Duration) -> Result<()> {
    let began = Instant::now();
    while store.write_now(context.clone(), super::store::request_cancel_of_all)? > 0 && began.elapsed() < patience {
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}
