//! What opens the shop's file: its key slots shown, added, changed and revoked; another data key; and closing the shop by hand.
//!
//! Invariants: whoever changes anything here proves their own password first; no slot is taken away when none would be left that opens the shop
//! elsewhere than on this computer, because a broken computer must not take the shop with it; every change is in the history, and no secret
//! is. A revoked slot still opens older copies and backups: that is told, not hidden, and another data key ends it for what is written from then on.
//!
//! Deliberately missing: taking a slot out of backups that exist already, and a way into a shop that has lost every slot.
//!
//! Operations: `list_key_slots`, `create_keyring_slot`, `set_passphrase`, `create_recovery_kit`, `delete_key_slot`, `change_data_key`, `seal_shop`.

mod closing;
pub mod routes;
#[cfg(target_os = "linux")]
mod suspend;

use std::path::Path;

use serde::Serialize;

use crate::base::{Error, Record, Result, Timestamp};
use crate::say;
use crate::store::Write;
use crate::store::keys::{KeyFile, KeyringState, Slot, keyring_is_available};

pub use closing::{before_closing, change_data_key, seal_shop};
#[cfg(target_os = "linux")]
pub use suspend::start_sleep_watch;

/// One way of opening the shop, as people see it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct KeySlot {
    /// What it is called in requests.
    pub id: String,
    /// `keyring`, `passphrase` or `recovery`.
    pub kind: String,
    /// When it was added; unknown for slots of the first versions.
    pub added_at_ms: Option<Timestamp>,
    /// `works`; for the keyring also `unknown_here` (it does not hold the key any more, or is another account's) and `unreachable`.
    pub state: String,
}

/// What opens the shop's file.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct KeyState {
    /// The ways in.
    pub slots: Vec<KeySlot>,
    /// Whether this computer has a keyring that the program can use.
    pub has_keyring: bool,
    /// It is a demo shop, which opens with a passphrase that everybody knows.
    pub is_demo: bool,
    /// When the data key was changed last; nothing while it is the first.
    pub rekeyed_at_ms: Option<Timestamp>,
    /// When a way in was last taken away that older copies still open with; nothing once the data key is another.
    pub revoked_at_ms: Option<Timestamp>,
}

/// How it stands with the keys of the shop in a folder. Asks the keyring, which may take a moment.
///
/// # Errors
/// A key file that cannot be read.
pub fn find_key_state(folder: &Path) -> Result<KeyState> {
    let file = KeyFile::read(folder)?;
    let slots = file.slots.iter().map(|slot| KeySlot {
        id: slot.id(),
        kind: slot.kind().into(),
        added_at_ms: slot.added_at_ms,
        state: match slot.keyring_state() {
            None | Some(KeyringState::Opens) => "works",
            Some(KeyringState::DoesNotKnow) => "unknown_here",
            Some(KeyringState::Unreachable) => "unreachable",
        }
        .into(),
    });
    Ok(KeyState {
        slots: slots.collect(),
        has_keyring: keyring_is_available(),
        is_demo: file.known_passphrase.is_some(),
        rekeyed_at_ms: file.rekeyed_at_ms,
        revoked_at_ms: file.revoked_at_ms,
    })
}

/// Puts a slot that opens this computer's keyring or a passphrase in the place of the one of its kind, or adds it.
///
/// # Errors
/// Refuses to change what opens a demo shop; a failing disk.
pub fn put_slot(tx: &mut Write<'_>, folder: &Path, slot: Slot) -> Result<()> {
    change_slots(tx, folder, |slots| {
        slots.retain(|other| other.kind() != slot.kind());
        slots.push(slot);
        Ok(())
    })
}

/// Adds a slot beside those that are there.
///
/// # Errors
/// A failing disk.
pub fn add_slot(tx: &mut Write<'_>, folder: &Path, slot: Slot) -> Result<()> {
    change_slots(tx, folder, |slots| {
        slots.push(slot);
        Ok(())
    })
}

/// Takes a slot away.
///
/// # Errors
/// Refuses a slot that is not there, and the last one that opens the shop elsewhere than on this computer.
pub fn remove_slot(tx: &mut Write<'_>, folder: &Path, id: &str) -> Result<()> {
    change_slots(tx, folder, |slots| {
        let before = slots.len();
        slots.retain(|slot| slot.id() != id);
        if slots.len() == before { Err(Error::not_found(Record::Other)) } else { Ok(()) }
    })
}

/// Changes the slots, writes down which came and which went, and writes the key file. The file is the last thing before the commit: what is in
/// it is in the history too, unless the disk fails between the two.
fn change_slots(tx: &mut Write<'_>, folder: &Path, change: impl FnOnce(&mut Vec<Slot>) -> Result<()>) -> Result<()> {
    let mut file = KeyFile::read(folder)?;
    let before = file.slots.clone();
    change(&mut file.slots)?;
    demand_a_way_back(&file, &before)?;
    let (came, went) = (missing_in(&file.slots, &before), missing_in(&before, &file.slots));
    for slot in &went {
        tx.change("key_slots", record_id(slot), "way_in", Some(slot.kind()), None)?;
    }
    for slot in &came {
        tx.change("key_slots", record_id(slot), "way_in", None, Some(slot.kind()))?;
    }
    // The entry of a keyring is removed with its slot; passphrases and kits live on in older copies.
    if went.iter().any(|slot| !slot.is_of_this_computer()) {
        file.revoked_at_ms = Some(tx.now);
    }
    file.write(folder)
}

/// Those of `slots` that are not among `others`.
fn missing_in(slots: &[Slot], others: &[Slot]) -> Vec<Slot> {
    slots.iter().filter(|slot| others.iter().all(|other| other.id() != slot.id())).cloned().collect()
}

fn record_id(slot: &Slot) -> Vec<u8> {
    hex::decode(slot.id()).unwrap_or_default()
}

fn demand_a_way_back(file: &KeyFile, before: &[Slot]) -> Result<()> {
    if file.known_passphrase.is_some() && missing_in(before, &file.slots).iter().any(|slot| slot.kind() == "passphrase") {
        return Err(Error::refused(say!(
            "This is a demo shop: the password that everybody knows opens its file. Nothing was changed; in a shop of your own this can be decided."
        )));
    }
    if file.slots.iter().all(Slot::is_of_this_computer) {
        return Err(Error::refused(say!(
            "Without this nothing but the keyring of this computer would open the shop, and a broken computer would take the shop with it. Nothing was changed; set a passphrase or make a new recovery kit first."
        )));
    }
    Ok(())
}
