//! The store taken out of everybody's hands: to close the shop, or to give it another data key.

use std::path::Path;
use std::time::Duration;

use crate::backups::back_up_on_close;
use crate::base::{Error, Message, Result};
use crate::http::{App, ShopState};
use crate::jobs::{close_store, wait_for_errand};
use crate::say;
use crate::settings::find_shop;
use crate::setup::open_store;
use crate::staff::sessions::end_screens;
use crate::store::keys::{DataKey, KeyFile, forget_in_keyring};
use crate::store::rekey::{Keys, is_decided, rekey};
use crate::store::{Context, Store};

/// How long closing waits for work on the shop's file as a whole.
const ERRAND_PATIENCE: Duration = Duration::from_secs(30);

/// What is due before the store is closed with the program: the end of a restore, the backup on closing, and the end of the history in the keyring.
pub fn before_closing(app: &App) {
    wait_for_errand(app, ERRAND_PATIENCE);
    back_up_on_close(app);
    if let ShopState::Open(store) = &*app.shop() {
        store.note_in_keyring();
    }
}

/// Closes the shop by hand: see [`seal`]. What is due before is done.
///
/// # Errors
/// As [`seal`].
pub fn seal_shop(app: &App, context: &Context) -> Result<()> {
    before_closing(app);
    seal(app, context, say!("The shop was closed by hand. Open it with one of the ways below."))
}

/// Closes the shop: long work stops, screens are signed out, every connection is closed and the key is wiped from memory. It opens again with
/// any of its slots. `why` is what whoever comes to it then reads.
///
/// # Errors
/// Refuses when something does not let go of the store in time; then the shop stays open.
pub(super) fn seal(app: &App, context: &Context, why: Message) -> Result<()> {
    app.store()?.write_now(context.clone(), |tx| end_screens(tx))?;
    drop(close_store(app, context, ShopState::Sealed(why))?);
    app.forget_sessions();
    app.end_connections();
    Ok(())
}

/// Gives the shop another data key: the store is copied under it, checked and put in the place of the old one, while nobody can use the shop.
/// Recovery kits stay good, the keyring gets a new entry, and the passphrase must be given because nothing here knows it.
///
/// # Errors
/// A wrong or missing passphrase, a keyring that cannot be written, a full disk, a store that does not hold: then the shop opens with the key
/// it had.
pub fn change_data_key(app: &App, context: &Context, passphrase: Option<&str>) -> Result<()> {
    let (folder, old) = {
        let store = app.store()?;
        (store.folder().to_owned(), store.key().clone())
    };
    let before = KeyFile::read(&folder)?;
    let passphrase = demand_passphrase(&before, passphrase)?;
    let new = DataKey::generate();
    let after = before.for_new_key(&old, &new, passphrase.as_deref(), app.effort, app.clock.now())?;
    let done = close_store(app, context, ShopState::Busy(being_rekeyed())).and_then(|lock| {
        let keys = Keys { old: &old, new: &new, key_file: &after };
        let note = |tx: &mut crate::store::Write<'_>| {
            let shop = find_shop(tx)?.id;
            tx.change("shop", shop.0, "data_key", Some("old"), Some("new"))
        };
        let done = rekey(&folder, &keys, context.clone(), &app.clock, note, &|_| {});
        drop(lock);
        let is_new = done.is_ok() || is_decided(&folder);
        reopen(app, &folder, if is_new { &new } else { &old });
        done
    });
    // Entries of a key that opens nothing are no way in; where it is not certain, both stay.
    let gone = match &done {
        Ok(()) => &before,
        Err(_) if is_decided(&folder) => return done,
        Err(_) => &after,
    };
    gone.keyring_accounts().for_each(forget_in_keyring);
    if let Ok(store) = app.store() {
        store.note_in_keyring();
    }
    done
}

fn being_rekeyed() -> Message {
    say!(
        "The shop is getting another key and cannot be used until that is done. It takes some minutes at most; this page goes on by itself."
    )
}

fn reopen(app: &App, folder: &Path, key: &DataKey) {
    // A change that was decided and cut off by a failing disk is brought to its end here, when the disk lets it.
    let opened: Result<Store> = KeyFile::read(folder).and_then(|_| open_store(folder, key.clone(), &app.clock));
    app.set_shop(match opened {
        Ok(store) => ShopState::Open(store),
        Err(error) => {
            tracing::error!(%error, "the store does not open after its key was to be changed");
            ShopState::Refused(error)
        }
    });
}

/// The passphrase for the new key, where the shop has one.
fn demand_passphrase(file: &KeyFile, given: Option<&str>) -> Result<Option<String>> {
    if let Some(known) = &file.known_passphrase {
        return Ok(Some(known.clone()));
    }
    if !file.has("passphrase") {
        return Ok(None);
    }
    let given = given.map(str::trim).filter(|given| !given.is_empty()).ok_or_else(|| {
        Error::field(
            "passphrase",
            say!("The shop's passphrase is needed to keep it. Nothing was changed; type it, or set another one first if it is forgotten."),
        )
    })?;
    if !file.is_passphrase(given)? {
        return Err(Error::field(
            "passphrase",
            say!(
                "This is not the shop's passphrase. Nothing was changed; check it, or set another one first if it is forgotten."
            ),
        ));
    }
    Ok(Some(given.to_owned()))
}
