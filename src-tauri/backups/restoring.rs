//! A restore that somebody asks the running program for: into an empty folder, or in the place of the shop that is there, which may be open.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::container::{SealedBackup, open_backup};
use super::restore::{Restored, restore};
use crate::base::{Code, Error, Message, Result};
use crate::http::{App, Errand, ShopState};
use crate::jobs::{close_store, start_errand};
use crate::say;
use crate::setup::open_store;
use crate::store::keys::{DataKey, KeyFile};
use crate::store::{Context, exists};

/// A backup and what opens it.
pub struct Wanted {
    backup: SealedBackup,
    key: DataKey,
}

impl Wanted {
    /// Opens a backup with what somebody typed, or where they typed nothing with what is at hand.
    ///
    /// # Errors
    /// Names the field `path` for a file that is no whole backup, and `secret` for what opens nothing.
    pub fn open(app: &App, path: PathBuf, secret: Option<&str>) -> Result<Self> {
        let backup = open_backup(&path).map_err(|error| Error::field("path", error.message))?;
        let about_secret = |message: Message| Error::field("secret", message);
        let key = match secret.map(str::trim).filter(|secret| !secret.is_empty()) {
            Some(secret) => backup.key_file.open_with(secret).map_err(|error| about_secret(error.message))?,
            None => key_unasked(app, &backup).ok_or_else(|| {
                about_secret(say!(
                    "Nothing on this computer opens this backup by itself. Type the recovery key or the passphrase of the shop in it; nothing was changed."
                ))
            })?,
        };
        Ok(Self { backup, key })
    }

    /// The backup and its key.
    #[must_use]
    pub fn parts(&self) -> (&SealedBackup, &DataKey) {
        (&self.backup, &self.key)
    }
}

/// The key of a backup without asking the person, where the shop is open, so that their permission was asked for. Where it is not, the keyring would
/// let anybody who can close the shop put an older copy in its place.
fn key_unasked(app: &App, backup: &SealedBackup) -> Option<DataKey> {
    let Ok(store) = app.store() else { return backup.key_file.open_with_known() };
    let known = KeyFile::read(store.folder()).ok()?.key_of(store.key(), &backup.key_file);
    known.or_else(|| key_at_hand(backup, store.folder()))
}

/// The key of a backup without asking anybody: that of a demo shop, or what this computer's keyring holds for the shop in `folder`.
#[must_use]
pub fn key_at_hand(backup: &SealedBackup, folder: &Path) -> Option<DataKey> {
    backup.key_file.open_with_known().or_else(|| {
        // The keyring knows the shop that is here, and only that.
        let here = KeyFile::read(folder).ok().filter(|here| here.is_of_same_shop(&backup.key_file))?;
        here.open_with_keyring().and_then(|key| here.key_of(&key, &backup.key_file))
    })
}

/// Starts restoring into the shop's folder; with `replaces` in the place of the shop that is there. It answers at once; when it is done the
/// restored shop is open and nobody is signed in, and when it fails everything is as it was.
///
/// # Errors
/// Refuses the backup of a newer program, a shop that is in the way, and a second errand.
pub fn start_restore(app: &Arc<App>, context: Context, wanted: Wanted, replaces: bool) -> Result<Errand> {
    let Wanted { backup, key } = wanted;
    backup.header(&key)?;
    let folder = app.folder();
    if exists(&folder) && !replaces {
        return Err(Error::new(
            Code::Conflict,
            say!(
                "There is a shop here already, and it was not touched. Look at the difference first, and say that it shall be replaced."
            ),
        ));
    }
    start_errand(app, "restore", say!("Closing what is open"), move |app, telling| {
        let before = Before::take(app, &context)?;
        let tell = |done: u64, total: Option<u64>, what: Message| {
            telling.tell(done, total, what);
            Ok(())
        };
        let restored = restore(&backup, &key, &folder, replaces, &app.clock, &tell);
        match restored.and_then(|restored| Ok((open_store(&folder, key, &app.clock)?, restored))) {
            Ok((store, restored)) => {
                store.note_in_keyring();
                app.set_shop(ShopState::Open(store));
                app.forget_sessions();
                Ok(restored.notes())
            }
            Err(error) => {
                before.bring_back(app, &folder);
                Err(error)
            }
        }
    })
}

/// How the shop was before something was done to its file.
enum Before {
    /// It was open, with this key.
    Open(DataKey),
    /// It was not open.
    Closed(Arc<ShopState>),
}

impl Before {
    /// Takes the shop out of everybody's hands.
    fn take(app: &App, context: &Context) -> Result<Self> {
        let why = || say!("A backup is being restored. The shop can be used again when that is done.");
        match app.store() {
            Ok(store) => {
                let key = store.key().clone();
                drop(store);
                close_store(app, context, ShopState::Busy(why()))?;
                Ok(Self::Open(key))
            }
            Err(_) => app.occupy(why()).map(Self::Closed),
        }
    }

    /// Gives back what was there, which a restore that failed has not touched.
    fn bring_back(self, app: &App, folder: &Path) {
        match self {
            Self::Closed(state) => app.put_back(state),
            Self::Open(key) => app.set_shop(match open_store(folder, key, &app.clock) {
                Ok(store) => ShopState::Open(store),
                Err(error) => {
                    tracing::error!(%error, "the store does not open after a restore that failed");
                    ShopState::Refused(error)
                }
            }),
        }
    }
}

impl Restored {
    /// What somebody should know about what was done.
    #[must_use]
    pub fn notes(&self) -> Vec<Message> {
        let mut notes = vec![say!(
            "New receipts and invoices carry a mark before their number, because nobody knows which numbers were given after the backup."
        )];
        if let Some(aside) = &self.kept_aside {
            notes.push(say!(
                "The shop that was here before lies in {folder}, as it was. Remove that folder when nothing in it is missed.",
                folder = aside.display()
            ));
        }
        if self.forgotten_again > 0 {
            notes.push(say!(
                "People who were erased after the backup was taken were erased again: {count}.",
                count = self.forgotten_again
            ));
        }
        let count = self.verification.findings.len();
        if count > 0 {
            notes.push(say!(
                "{count} things do not hold in the restored shop, and did not when the backup was taken. Look at Settings, Audit, before going on.",
                count
            ));
        }
        notes
    }
}
