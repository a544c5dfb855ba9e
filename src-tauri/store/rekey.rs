//! Another data key for the whole store, in a way that a kill at any moment leaves a shop that opens.
//!
//! The protocol, by whoever holds the lock of the folder while no connection to the store is open:
//!
//! 1. `shop.next-draft/` is made; an older one is thrown away. `shop.db` is copied into it under the new key and every page is checked;
//!    `shop.key` with the slots of the new key is written beside it; the copy is opened, the change of the key is written into its
//!    history, the whole chain is verified, and it is closed. Everything is on the disk.
//! 2. `shop.next-draft/` is renamed to `shop.next/`. This is the moment it is decided: before it the old pair of files counts, from then on the
//!    new one. A directory is renamed whole or not at all.
//! 3. The old log is removed (all of it is in the copy, and it must never be replayed into another file), `shop.next/shop.db` is moved over
//!    `shop.db`, then `shop.anchor`, then `shop.key`; `before-update/` and `shop.next/` are removed.
//!
//! The rule at the start, which needs no secret: where there is `shop.next/`, step 3 is done from its beginning; what was moved already is no
//! longer in it. It runs before a key file is read ([`KeyFile::read`]), so no old key file is ever tried on a new store. A
//! `shop.next-draft/` decided nothing and is removed when the store is opened ([`discard_draft`]).

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::keys::{DataKey, KeyFile};
use super::{Context, Store, Write, connection, database_path, snapshot, take_lock, verify};
use crate::base::{Clock, Code, Error, Result};
use crate::say;

/// The files of a shop that go with its key, in the order in which they are moved: the key file last.
const MOVED: [&str; 3] = ["shop.db", "shop.anchor", "shop.key"];

/// How long the copy may take to close: nobody else knows it.
const CLOSING: std::time::Duration = std::time::Duration::from_secs(10);

fn draft_path(folder: &Path) -> PathBuf {
    folder.join("shop.next-draft")
}

fn next_path(folder: &Path) -> PathBuf {
    folder.join("shop.next")
}

/// The keys before and after.
pub struct Keys<'a> {
    /// The key that opens the store now.
    pub old: &'a DataKey,
    /// The key that will.
    pub new: &'a DataKey,
    /// The key file that belongs to the new one.
    pub key_file: &'a KeyFile,
}

/// Gives the closed store in `folder` another key. `note` writes into its history what was done. `at_step` hears the name of each step that
/// was just done, for whoever tests what a kill there leaves.
///
/// # Errors
/// A disk that is full or fails, and a store that does not hold: then the old key counts as before, unless the change was decided already, and
/// the next start brings it to its end.
pub fn rekey(
    folder: &Path,
    keys: &Keys<'_>,
    context: Context,
    clock: &Arc<dyn Clock>,
    note: impl FnOnce(&mut Write<'_>) -> Result<()> + Send + 'static,
    at_step: &dyn Fn(&str),
) -> Result<()> {
    let draft = make_draft(folder)?;
    at_step("draft made");
    snapshot::copy(&connection::open_for_reading(folder, keys.old)?, &draft, keys.new)?;
    at_step("store copied");
    keys.key_file.write(&draft)?;
    at_step("key file written");
    let copy = Store::open(&draft, keys.new.clone(), clock)?;
    copy.write_now(context, note)?;
    let verification = copy.read_afresh(|db| verify::verify(db, &|_, _, _| Ok(())))?;
    if let Some(finding) = verification.findings.first() {
        tracing::error!(check = finding.check, found = %finding.message.for_log(), "the copy under the new key does not hold");
        return Err(Error::new(
            Code::StoreRefused,
            say!(
                "Something in the shop's file does not hold, so its key was not changed. Run \"counterfoil verify\" to see what, and restore the last good backup."
            ),
        ));
    }
    copy.close(CLOSING).map_err(|_| Error::internal("the copy under the new key stays open"))?;
    for name in MOVED {
        File::open(draft.join(name)).and_then(|file| file.sync_all()).map_err(Error::internal)?;
    }
    sync(&draft)?;
    at_step("copy verified");
    std::fs::rename(&draft, next_path(folder)).map_err(Error::internal)?;
    sync(folder)?;
    at_step("decided");
    roll_forward(folder, at_step)
}

fn make_draft(folder: &Path) -> Result<PathBuf> {
    discard_draft(folder);
    let draft = draft_path(folder);
    std::fs::create_dir(&draft).map_err(Error::internal)?;
    super::make_private(&draft, 0o700);
    Ok(draft)
}

/// Removes the copy of a change of the key that was cut off before it was decided.
pub fn discard_draft(folder: &Path) {
    if let Err(error) = std::fs::remove_dir_all(draft_path(folder))
        && error.kind() != std::io::ErrorKind::NotFound
    {
        tracing::warn!(%error, "the draft of a change of the key could not be removed");
    }
}

/// Refuses a folder in which a change of the key was decided and not brought to its end: what would be written to the old store now would be
/// gone with it. Only a process that died between somebody's look at the key file and this one leaves such a folder.
///
/// # Errors
/// Says to start again.
pub fn demand_settled(folder: &Path) -> Result<()> {
    if is_decided(folder) {
        return Err(Error::new(
            Code::StoreRefused,
            say!("The key of this shop was just being changed by another process. Nothing was touched; start again."),
        ));
    }
    Ok(())
}

/// Brings a change of the key to its end that was cut off after it was decided. While another process holds the folder it is left to that one.
///
/// # Errors
/// A failing disk.
pub fn settle(folder: &Path) -> Result<()> {
    if !is_decided(folder) {
        return Ok(());
    }
    match take_lock(folder) {
        Ok(_lock) => roll_forward(folder, &|_| {}),
        Err(_) => Ok(()),
    }
}

/// Whether a change of the key is decided and not yet at its end.
#[must_use]
pub fn is_decided(folder: &Path) -> bool {
    next_path(folder).is_dir()
}

fn roll_forward(folder: &Path, at_step: &dyn Fn(&str)) -> Result<()> {
    let next = next_path(folder);
    if database_path(&next).exists() {
        for log in ["shop.db-wal", "shop.db-shm"] {
            remove_if_there(&folder.join(log))?;
        }
        sync(folder)?;
        at_step("old log removed");
    }
    for name in MOVED {
        let from = next.join(name);
        if from.exists() {
            std::fs::rename(&from, folder.join(name)).map_err(Error::internal)?;
            // The order on the disk is the order here: a new key file never lies beside an old store.
            sync(folder)?;
            at_step(name);
        }
    }
    // What is kept from before an update lies under the old key, which nothing of the shop shall obey any more.
    let _ = std::fs::remove_dir_all(super::before_update(folder));
    std::fs::remove_dir_all(&next).map_err(Error::internal)?;
    sync(folder)?;
    at_step("done");
    Ok(())
}

fn remove_if_there(path: &Path) -> Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::internal(error)),
        _ => Ok(()),
    }
}

/// Puts the names in a folder on the disk, where the system can.
fn sync(folder: &Path) -> Result<()> {
    if cfg!(unix) { File::open(folder).and_then(|folder| folder.sync_all()).map_err(Error::internal) } else { Ok(()) }
}
