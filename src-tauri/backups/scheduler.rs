//! The thread that does what is due while a door is open.

use std::sync::{Arc, Weak};
use std::time::Duration;

use super::keeping::{run_due, run_on_close, tidy};
use crate::base::Result;
use crate::http::{App, ShopState};

/// How often somebody looks whether something is due.
const LOOK: Duration = Duration::from_secs(30);
/// After how many looks the end of the history is noted in the keyring: every five minutes.
const LOOKS_A_NOTE: u64 = 10;

/// Does what is due, on a thread of its own, as long as there is the state behind the door.
///
/// # Errors
/// A system that starts no thread.
pub fn start_scheduler(app: &Arc<App>) -> Result<()> {
    let app = Arc::downgrade(app);
    let thread = std::thread::Builder::new().name("backups".into());
    thread.spawn(move || keep_looking(&app)).map_err(crate::base::Error::internal)?;
    Ok(())
}

fn keep_looking(app: &Weak<App>) {
    let mut is_tidy = false;
    for look in 1_u64.. {
        // The first look waits too: opening the shop is what people wait for.
        std::thread::sleep(LOOK);
        let Some(app) = app.upgrade() else { return };
        let Ok(store) = app.store() else { continue };
        if !is_tidy {
            tidy(&store, app.clock.now());
            is_tidy = true;
        }
        if let Err(error) = run_due(&store, &app.clock) {
            tracing::warn!(%error, "what was due for the backups could not be done");
        }
        if look.is_multiple_of(LOOKS_A_NOTE) {
            store.note_in_keyring();
        }
    }
}

/// Takes the backup that is due on closing, before the store is closed. What fails is noted for Home and does not keep the window open.
pub fn back_up_on_close(app: &App) {
    if let ShopState::Open(store) = &*app.shop()
        && let Err(error) = run_on_close(store, app.clock.now())
    {
        tracing::warn!(%error, "the backup on closing could not be taken");
    }
}
