//! The way back: everything is checked in a scratch folder before a shop's folder sees any of it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;
use uuid::Uuid;

use super::backup::{EXTENSION, Header, Holdings, moment, name_of, name_prefix};
use super::container::{SealedBackup, cannot_write, open_backup};
use super::{Scratch, Tell, store};
use crate::base::{Clock, Code, Error, Result, Timestamp};
use crate::privacy::{forget_again, forgotten_ids};
use crate::say;
use crate::store::keys::{DataKey, KeyFile, keyring_is_available};
use crate::store::{
    Context, Store, Verification, chain_head, database_path, exists, has_commit, newest_epoch, open_restored, read_copy,
    take_lock,
};
use crate::verify::verify_shop;

/// What a restore would bring, beside what the folder holds.
#[derive(Debug, Clone, Serialize)]
pub struct Preview {
    /// What the backup says about itself.
    pub backup: Header,
    /// What the folder holds; `None` when there is no shop in it.
    pub present: Option<Present>,
}

/// The shop that lies where a backup would be restored to.
#[derive(Debug, Clone, Serialize)]
pub struct Present {
    /// What it holds; `None` when it cannot be read.
    pub holdings: Option<Holdings>,
    /// Number of its last change; 0 when it cannot be read.
    pub commit_seq: i64,
    /// Whether its history goes through the end of the backup's. When not, one of the two was restored from an older copy.
    pub continues_the_backup: bool,
}

impl Present {
    /// How many acknowledged changes the backup does not hold.
    #[must_use]
    pub fn changes_after(&self, backup: &Header) -> i64 {
        (self.commit_seq - backup.commit_seq).max(0)
    }
}

/// What a restore did.
#[derive(Debug)]
pub struct Restored {
    /// What was restored.
    pub header: Header,
    /// Where the shop that was in the folder lies now.
    pub kept_aside: Option<PathBuf>,
    /// How many people were forgotten again who had been erased since the backup was taken.
    pub forgotten_again: usize,
    /// What was checked in the restored shop, and what does not hold in it: it did not hold either when the backup was taken.
    pub verification: Verification,
}

/// Compares a backup with what the folder holds. Nothing is written.
///
/// # Errors
/// Refuses what [`SealedBackup::header`] refuses, a damaged backup, and the backup of another shop than the folder's.
pub fn preview_restore(backup: &SealedBackup, key: &DataKey, folder: &Path) -> Result<Preview> {
    let header = backup.header(key)?;
    backup.check(&header)?;
    if !exists(folder) {
        return Ok(Preview { backup: header, present: None });
    }
    demand_same_shop(backup, folder)?;
    let present_key = key_of_present(backup, key, folder).unwrap_or_else(|| key.clone());
    let present = read_copy(folder, &present_key, |db| {
        Ok(Present {
            holdings: Some(store::holdings(db)?),
            commit_seq: chain_head(db)?.seq,
            continues_the_backup: has_commit(db, &header.head())?,
        })
    });
    // A shop that cannot be read is the reason why somebody restores.
    let present = present.unwrap_or(Present { holdings: None, commit_seq: 0, continues_the_backup: false });
    Ok(Preview { backup: header, present: Some(present) })
}

/// Restores a backup into `folder`: into an empty one, or with `replaces` in the place of the same shop, which is then kept under another name.
/// `tell` hears how far it is.
///
/// # Errors
/// Refuses what [`preview_restore`] refuses, a folder with a shop unless told to replace it, and one whose shop is open. Then the folder is
/// as it was.
pub fn restore(
    backup: &SealedBackup,
    key: &DataKey,
    folder: &Path,
    replaces: bool,
    clock: &Arc<dyn Clock>,
    tell: Tell<'_>,
) -> Result<Restored> {
    let header = backup.header(key)?;
    let is_there = exists(folder);
    if is_there && !replaces {
        return Err(Error::new(
            Code::Conflict,
            say!(
                "There is a shop in {folder} already, and it was not touched. Restore into another folder with --data, look at the difference with --preview, or use --replace, which keeps the present shop under another name.",
                folder = folder.display()
            ),
        ));
    }
    if is_there {
        demand_same_shop(backup, folder)?;
        replace(backup, key, &header, folder, clock, tell)
    } else {
        let place = NewFolder::make(folder)?;
        let scratch = Scratch::inside(folder, "restore")?;
        let known = Known { epoch: 0, forgotten: forgotten_beside(backup, key) };
        let (verification, forgotten_again) = prepare(backup, key, &header, &scratch, known, clock, tell)?;
        add_keyring(scratch.path(), key, clock.now())?;
        // The log is gone when the store was closed well. The key file comes last: until then the folder says that the shop is not whole.
        for name in ["shop.db-wal", "shop.anchor", "shop.db", "shop.key"] {
            let from = scratch.path().join(name);
            if from.exists() {
                std::fs::rename(from, folder.join(name)).map_err(|error| cannot_write(folder, &error))?;
            }
        }
        let _ = std::fs::File::open(folder).and_then(|folder| folder.sync_all());
        place.keep();
        Ok(Restored { header, kept_aside: None, forgotten_again, verification })
    }
}

fn replace(
    backup: &SealedBackup,
    key: &DataKey,
    header: &Header,
    folder: &Path,
    clock: &Arc<dyn Clock>,
    tell: Tell<'_>,
) -> Result<Restored> {
    // Who holds the lock is the only one who writes; it goes with the folder that is kept.
    let _lock = take_lock(folder)?;
    let folder = std::fs::canonicalize(folder).map_err(|error| cannot_write(folder, &error))?;
    let Some((parent, name)) = folder.parent().zip(folder.file_name()) else {
        return Err(Error::refused(say!(
            "The folder {folder} has no folder above it, so the present shop cannot be kept beside it. Restore into another folder; nothing was changed.",
            folder = folder.display()
        )));
    };
    let present_key = key_of_present(backup, key, &folder).unwrap_or_else(|| key.clone());
    // A shop that cannot be read, or was written before people could be erased, knows of nobody.
    let mut forgotten = read_copy(&folder, &present_key, forgotten_ids).unwrap_or_default();
    forgotten.extend(forgotten_beside(backup, key));
    let known = Known { epoch: read_copy(&folder, &present_key, newest_epoch).unwrap_or_default(), forgotten };
    let scratch = Scratch::inside(parent, "counterfoil-restore")?;
    let (verification, forgotten_again) = prepare(backup, key, header, &scratch, known, clock, tell)?;
    add_keyring(scratch.path(), key, clock.now())?;
    let aside = parent.join(format!("{}.before-restore-{}", name.to_string_lossy(), moment(clock.now())));
    let aside = change_places(scratch, &folder, aside).map_err(|error| cannot_write(parent, &error))?;
    let _ = std::fs::File::open(parent).and_then(|folder| folder.sync_all());
    Ok(Restored { header: header.clone(), kept_aside: Some(aside), forgotten_again, verification })
}

/// Puts the restored shop into the place of the present one, which goes to `aside`. Answers where it lies then. The two change places in one
/// step where the file system can do that (Linux: renameat2 with `RENAME_EXCHANGE`), so that no moment has no shop in the folder.
fn change_places(restored: Scratch, folder: &Path, aside: PathBuf) -> std::io::Result<PathBuf> {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};

        if renameat_with(CWD, restored.path(), CWD, folder, RenameFlags::EXCHANGE).is_ok() {
            // What lies there now is the present shop: whatever happens, it is not removed with the scratch folder.
            let present = restored.keep();
            return Ok(if std::fs::rename(&present, &aside).is_ok() { aside } else { present });
        }
    }
    std::fs::rename(folder, &aside)?;
    if let Err(error) = std::fs::rename(restored.path(), folder) {
        let _ = std::fs::rename(&aside, folder);
        return Err(error);
    }
    Ok(aside)
}

/// What is known of the shop besides the backup.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// The newest epoch of a number series.
    pub epoch: i64,
    /// Who was forgotten.
    pub forgotten: Vec<Uuid>,
}

/// Who was forgotten, as the headers of the shop's backups in the same folder say: those that were taken later know more.
fn forgotten_beside(backup: &SealedBackup, key: &DataKey) -> Vec<Uuid> {
    let prefix = name_prefix(&backup.key_file);
    let folder = backup.path.parent().unwrap_or(&backup.path);
    let mut forgotten = BTreeSet::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let is_backup = path.extension().is_some_and(|extension| extension == EXTENSION);
        if is_backup
            && name_of(&path).starts_with(&prefix)
            && let Ok(header) = open_backup(&path).and_then(|other| other.header(key))
        {
            forgotten.extend(header.forgotten_ids());
        }
    }
    forgotten.into_iter().collect()
}

/// Makes the whole shop of a backup in a scratch folder: taken out, compared, made a device of its own, those who
/// were forgotten since forgotten again, verified, closed. Answers how many those were, too.
pub(super) fn prepare(
    backup: &SealedBackup,
    key: &DataKey,
    header: &Header,
    scratch: &Scratch,
    known: Known,
    clock: &Arc<dyn Clock>,
    tell: Tell<'_>,
) -> Result<(Verification, usize)> {
    let folder = scratch.path();
    let what = say!("Taking the shop out of the backup");
    backup.extract(header, &database_path(folder), &|bytes| tell(bytes, Some(header.snapshot_bytes), what.clone()))?;
    tell(0, None, say!("Checking everything in the restored shop"))?;
    backup.key_file.write(folder)?;
    let restored: Store = open_restored(folder, key.clone(), clock, known.epoch)?;
    let (holdings, head) = restored.read_now(|db| Ok((store::holdings(db)?, chain_head(db)?)))?;
    if holdings != header.holdings || head != header.head() {
        return Err(Error::new(
            Code::StoreRefused,
            say!(
                "{name} does not hold what it says it holds. Nothing was changed; use another backup.",
                name = name_of(&backup.path)
            ),
        ));
    }
    let source = format!("{} at change {}", moment(header.created_at_ms), header.commit_seq);
    let forgotten_again = restored.write_now(Context::program("restore_backup"), move |tx| {
        let device_id = tx.device_id;
        tx.change("devices", device_id.0, "restored_from", None, Some(&source))?;
        store::forget_results(tx)?;
        crate::jobs::cancel_unfinished(tx)?;
        forget_again(tx, &known.forgotten)
    })?;
    Ok((verify_shop(&restored)?, forgotten_again))
}

/// Lets the keyring of this computer open the restored shop, where there is one. Without it the passphrase and the recovery kit do.
fn add_keyring(folder: &Path, key: &DataKey, now: Timestamp) -> Result<()> {
    if keyring_is_available() {
        let mut key_file = KeyFile::read(folder)?;
        match key_file.add_keyring(key, now) {
            Ok(()) => key_file.write(folder)?,
            Err(error) => tracing::warn!(%error, "the keyring did not take the key of the restored shop"),
        }
    }
    Ok(())
}

/// The key of the shop in the folder, which has had others than the backup's when its key was changed in between. `None` when nothing at
/// hand opens it.
fn key_of_present(backup: &SealedBackup, key: &DataKey, folder: &Path) -> Option<DataKey> {
    let present = KeyFile::read(folder).ok()?;
    backup.key_file.key_of(key, &present).or_else(|| present.open_with_keyring())
}

/// Refuses to bring one shop into the place of another. A key file that cannot be read says nothing, and whoever lost it may restore.
fn demand_same_shop(backup: &SealedBackup, folder: &Path) -> Result<()> {
    match KeyFile::read(folder) {
        Ok(present) if !present.is_of_same_shop(&backup.key_file) => Err(Error::new(
            Code::Conflict,
            say!(
                "{name} is the backup of another shop than the one in {folder}. Nothing was changed; restore it into a folder of its own with --data.",
                name = name_of(&backup.path),
                folder = folder.display()
            ),
        )),
        _ => Ok(()),
    }
}

/// A folder that is made when it is missing, and removed again when nothing came of it.
struct NewFolder {
    path: PathBuf,
    is_new: bool,
}

impl NewFolder {
    fn make(folder: &Path) -> Result<Self> {
        let is_new = !folder.exists();
        std::fs::create_dir_all(folder).map_err(|error| cannot_write(folder, &error))?;
        crate::store::make_private(folder, 0o700);
        Ok(Self { path: folder.to_owned(), is_new })
    }

    fn keep(mut self) {
        self.is_new = false;
    }
}

impl Drop for NewFolder {
    fn drop(&mut self) {
        if self.is_new {
            // Removes an empty folder only.
            let _ = std::fs::remove_dir(&self.path);
        }
    }
}
