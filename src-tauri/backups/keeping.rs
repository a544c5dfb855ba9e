//! Backups into the shop's own folders: taking them, noting what came of it, keeping the right ones, and trying a restore.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::backup::{Drill, EXTENSION, Folder, FoundBackup, Header, file_name, name_of, name_prefix};
use super::container::{cannot_write, open_backup, write_backup};
use super::plan::{self, Plan, Schedule, Warning};
use super::restore::Known;
use super::{Scratch, Tell, describe, digest, restore, store, take_backup};
use crate::base::{Clock, Error, Message, Result, Timestamp};
use crate::jobs::Alone;
use crate::say;
use crate::settings::find_shop;
use crate::store::keys::KeyFile;
use crate::store::{ChainHead, Context, Store, Write, before_update, chain_head, copy_from_before_update, database_path};

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// How long the file from before an update is kept in the shop's own folder.
const BEFORE_UPDATE_KEPT_MS: i64 = 30 * DAY_MS;

/// What is known about the backups without looking into any folder.
#[derive(Debug, Clone)]
pub struct BackupState {
    /// When backups are taken.
    pub plan: Plan,
    /// Where to.
    pub folders: Vec<Folder>,
    /// The last time a restore was tried.
    pub drill: Option<Drill>,
    /// What somebody should see to, worst first.
    pub warnings: Vec<Warning>,
}

/// How it stands with the backups.
///
/// # Errors
/// A failing disk.
pub fn find_backup_state(db: &rusqlite::Connection, now: Timestamp) -> Result<BackupState> {
    let (plan, folders, drill) = (store::find_plan(db)?, store::list_folders(db)?, store::find_drill(db)?);
    let newest = folders.iter().filter_map(|folder| folder.commit_seq).max();
    let has_changed = newest.is_none_or(|newest| chain_head(db).is_ok_and(|head| head.seq > newest));
    // Nobody would miss a demo shop: it can be made again from its seed.
    let warnings = if find_shop(db)?.is_demo && folders.is_empty() {
        Vec::new()
    } else {
        plan::warnings(plan, &folders, drill.as_ref(), has_changed, now)
    };
    Ok(BackupState { plan, folders, drill, warnings })
}

/// Sets when backups are taken.
///
/// # Errors
/// Refuses a time of the day that there is not.
pub fn set_plan(tx: &Write<'_>, plan: Plan) -> Result<()> {
    store::set_plan(tx, plan.check()?)
}

/// The whole path of a folder that backups can go to.
///
/// # Errors
/// Refuses a folder that is not there, cannot be written to, or lies in the shop's own: a backup must not be lost together with the shop.
pub fn check_folder(shop: &Path, path: &str) -> Result<String> {
    let refuse = |message: Message| Err(Error::field("path", message));
    let folder = PathBuf::from(path.trim());
    if !folder.is_absolute() {
        return refuse(say!("Write the whole path of the folder, such as /media/stick/backups. Nothing was changed."));
    }
    let Ok(folder) = folder.canonicalize() else {
        return refuse(say!(
            "The folder {folder} is not there. If it is on a disk, plug the disk in; the shop was not touched.",
            folder = folder.display()
        ));
    };
    if !folder.is_dir() {
        return refuse(say!(
            "{folder} is a file, not a folder. Nothing was changed; choose a folder.",
            folder = folder.display()
        ));
    }
    if shop.canonicalize().is_ok_and(|shop| folder.starts_with(shop)) {
        return refuse(say!(
            "The shop itself lies in {folder}, so a backup there would be lost together with it. Nothing was changed; choose a folder on another disk.",
            folder = folder.display()
        ));
    }
    // Asked by doing it: rights, read-only disks and quotas all show here.
    drop(Scratch::inside(&folder, "counterfoil-try").map_err(|error| Error::field("path", error.message))?);
    Ok(folder.to_string_lossy().into_owned())
}

/// Adds a folder that was checked.
///
/// # Errors
/// A failing disk.
pub fn add_folder(tx: &Write<'_>, path: &str) -> Result<()> {
    store::insert_folder(tx, path)
}

/// Puts no more backups into a folder. Those that lie there stay.
///
/// # Errors
/// A failing disk.
pub fn remove_folder(tx: &Write<'_>, path: &str) -> Result<()> {
    store::delete_folder(tx, path)
}

/// Takes a backup into these of the shop's folders, notes what came of it in each, and removes what the rotation no longer keeps.
///
/// # Errors
/// Another backup at work, and a copy that could not be taken; a folder that failed is noted, not answered.
pub fn back_up(store: &Store, folders: &[Folder], now: Timestamp, tell: Tell<'_>) -> Result<Vec<Folder>> {
    let _alone = begin_alone(store)?;
    let paths: Vec<PathBuf> = folders.iter().map(|folder| PathBuf::from(&folder.path)).collect();
    let note_all = |message: Message| {
        let paths: Vec<String> = folders.iter().map(|folder| folder.path.clone()).collect();
        store.write_now(Context::program("note_backup"), move |tx| {
            paths.iter().try_for_each(|path| store::note_failed(tx, path, now, &message))
        })
    };
    let taken = match take_backup(store, &paths, now, tell) {
        Ok(taken) => taken,
        Err(error) => {
            note_all(error.message.clone())?;
            return Err(error);
        }
    };
    store.write_now(Context::program("note_backup"), {
        let taken = taken.clone();
        move |tx| {
            for (folder, written) in &taken {
                let path = folder.to_string_lossy();
                match written {
                    Ok(backup) => store::note_done(tx, &path, now, backup)?,
                    Err(error) => store::note_failed(tx, &path, now, &error.message)?,
                }
            }
            Ok(())
        }
    })?;
    // A store that lost acknowledged work may need the older backups to find it again.
    if store.lost_work().is_none() {
        for (folder, _) in taken.iter().filter(|(_, written)| written.is_ok()) {
            if let Err(error) = rotate(store, folder, now) {
                tracing::warn!(%error, "old backups could not be removed");
            }
        }
    }
    store.read_now(store::list_folders)
}

/// The shop's own backups in a folder, newest first. What is not whole or not this shop's is not among them.
///
/// # Errors
/// A folder that cannot be read.
pub fn list_backups(store: &Store, folder: &Path) -> Result<Vec<FoundBackup>> {
    let key_file = KeyFile::read(store.folder())?;
    let prefix = name_prefix(&key_file);
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|error| cannot_write(folder, &error))? {
        let Ok(entry) = entry else { continue };
        let (path, name) = (entry.path(), entry.file_name());
        let name = name.to_string_lossy();
        if !name.starts_with(&prefix) || path.extension().is_none_or(|extension| extension != EXTENSION) {
            continue;
        }
        if let Ok(backup) = open_backup(&path)
            && let Some(key) = key_file.key_of(store.key(), &backup.key_file)
            && let Ok(header) = backup.header(&key)
        {
            found.push(FoundBackup { path, bytes: backup.bytes(), header });
        }
    }
    found.sort_by_key(|backup| std::cmp::Reverse((backup.header.created_at_ms, backup.header.commit_seq)));
    Ok(found)
}

/// A moment of the history that a backup keeps outside of the shop.
#[derive(Debug, Clone)]
pub struct KnownHead {
    /// The backup's file name.
    pub name: String,
    /// When it was taken.
    pub created_at: Timestamp,
    /// Where the history ended then.
    pub head: ChainHead,
}

/// Where the history ended in every backup of this shop that can be reached, as their sealed headers say.
///
/// # Errors
/// A failing disk; a folder that cannot be reached says nothing.
pub fn known_heads(store: &Store) -> Result<Vec<KnownHead>> {
    let mut known = Vec::new();
    for folder in store.read_now(store::list_folders)? {
        for backup in list_backups(store, Path::new(&folder.path)).unwrap_or_default() {
            let (created_at, head) = (backup.header.created_at_ms, backup.header.head());
            known.push(KnownHead { name: name_of(&backup.path), created_at, head });
        }
    }
    Ok(known)
}

/// Removes from a folder the backups of this shop that the rotation no longer keeps, and drafts that a disk kept when it was pulled out.
fn rotate(store: &Store, folder: &Path, now: Timestamp) -> Result<()> {
    let zone = store.read_now(find_shop)?.zone();
    let backups = list_backups(store, folder)?;
    let moments: Vec<Timestamp> = backups.iter().map(|backup| backup.header.created_at_ms).collect();
    let kept = plan::kept(&moments, zone);
    for backup in backups.iter().filter(|backup| !kept.contains(&backup.header.created_at_ms)) {
        std::fs::remove_file(&backup.path).map_err(|error| cannot_write(folder, &error))?;
    }
    let draft = format!(".{}", name_prefix(&KeyFile::read(store.folder())?));
    remove_old(folder, now, |name| name.starts_with(&draft) && name.ends_with(".draft"));
    Ok(())
}

/// Removes what a program that was ended in the middle has left: names that nobody else uses, a day old.
fn remove_old(folder: &Path, now: Timestamp, is_left_over: impl Fn(&str) -> bool) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let modified = entry.metadata().and_then(|metadata| metadata.modified()).ok();
        let modified = modified.and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
        let is_old = modified.is_some_and(|since| now.0 - i64::try_from(since.as_millis()).unwrap_or(i64::MAX) > DAY_MS);
        if is_old && is_left_over(&entry.file_name().to_string_lossy()) {
            let path = entry.path();
            let _ = if path.is_dir() { std::fs::remove_dir_all(&path) } else { std::fs::remove_file(&path) };
        }
    }
}

/// Removes scratch folders of backups, drills and restores that were ended in the middle, and the file from before an update that is long past.
pub fn tidy(store: &Store, now: Timestamp) {
    if let Err(error) = store.forget_before_update(now, BEFORE_UPDATE_KEPT_MS) {
        tracing::warn!(%error, "the file from before the last update could not be looked at");
    }
    remove_old(store.folder(), now, |name| [".backup-", ".drill-", ".restore-"].iter().any(|begin| name.starts_with(begin)));
}

/// Restores the newest backup that can be reached into a scratch folder, verifies it, compares it with its header, throws it away and notes
/// the result. `None` when there is no backup to try.
///
/// # Errors
/// Another backup at work; a backup that cannot be restored is the result, not an error.
pub fn run_drill(store: &Store, clock: &Arc<dyn Clock>) -> Result<Option<Drill>> {
    let _alone = begin_alone(store)?;
    let folders = store.read_now(store::list_folders)?;
    let backups = folders.iter().flat_map(|folder| newest_file(store, Path::new(&folder.path)));
    let Some(path) = backups.max_by_key(|path| name_of(path)) else { return Ok(None) };
    let message = match try_restore(store, &path, clock) {
        Ok(message) => message,
        Err(error) => error.message,
    };
    let drill = Drill { at_ms: clock.now(), file_name: name_of(&path), is_good: message.is_empty(), message };
    let noted = drill.clone();
    store.write_now(Context::program("note_backup_drill"), move |tx| store::note_drill(tx, &noted))?;
    Ok(Some(drill))
}

/// The newest backup of the shop in a folder by its name, whether it is whole or not: a drill must not pass over a damaged one.
fn newest_file(store: &Store, folder: &Path) -> Option<PathBuf> {
    let prefix = name_prefix(&KeyFile::read(store.folder()).ok()?);
    let files = std::fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path());
    let is_own = |path: &PathBuf| name_of(path).starts_with(&prefix) && path.extension().is_some_and(|end| end == EXTENSION);
    files.filter(is_own).max_by_key(|path| name_of(path))
}

/// What does not hold in a backup; empty when everything does.
fn try_restore(store: &Store, path: &Path, clock: &Arc<dyn Clock>) -> Result<Message> {
    let backup = open_backup(path)?;
    // A backup opens with the key the shop had when it was taken.
    let key = KeyFile::read(store.folder())?.key_of(store.key(), &backup.key_file).unwrap_or_else(|| store.key().clone());
    let header = backup.header(&key)?;
    let scratch = Scratch::inside(store.folder(), "drill")?;
    let (verification, _) = restore::prepare(&backup, &key, &header, &scratch, Known::default(), clock, &|_, _, _| Ok(()))?;
    Ok(match verification.findings.len() {
        0 => Message::default(),
        count => say!(
            "{count} things do not hold in the restored copy. Run \"counterfoil verify\" on the shop: when they hold there, take a new backup.",
            count
        ),
    })
}

/// Does what is due: backups after their time, and the weekly drill.
///
/// # Errors
/// A copy that could not be taken; it was noted and is tried again later.
pub fn run_due(store: &Store, clock: &Arc<dyn Clock>) -> Result<()> {
    let now = clock.now();
    let (state, zone) = store.read_now(|db| Ok((find_backup_state(db, now)?, find_shop(db)?.zone())))?;
    let due: Vec<Folder> = state.folders.iter().filter(|folder| state.plan.is_due(folder, now, zone)).cloned().collect();
    if !due.is_empty() {
        back_up(store, &due, now, &|_, _, _| Ok(()))?;
    }
    if plan::is_drill_due(state.drill.as_ref(), now) {
        run_drill(store, clock)?;
    }
    back_up_before_update(store, now)
}

/// Puts the shop as it was before the last update into every folder that can be reached, once each: an update must not be the reason why
/// an older program finds nothing that it can read.
///
/// # Errors
/// A copy that could not be taken; a folder that failed is tried again.
pub fn back_up_before_update(store: &Store, now: Timestamp) -> Result<()> {
    let old = before_update(store.folder());
    if !database_path(&old).exists() {
        return Ok(());
    }
    let folders = store.read_now(store::list_folders)?.into_iter().map(|folder| PathBuf::from(folder.path));
    let missing: Vec<(PathBuf, PathBuf)> = folders
        .map(|folder| (old.join(mark_of(&folder)), folder))
        .filter(|(mark, folder)| folder.is_dir() && !mark.exists())
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let _alone = begin_alone(store)?;
    let scratch = Scratch::inside(store.folder(), "backup")?;
    let schema_version = copy_from_before_update(store.folder(), store.key(), scratch.path())?;
    let (snapshot_bytes, snapshot_sha256) = digest(&database_path(&old))?;
    let header = Header { schema_version, snapshot_bytes, snapshot_sha256, ..describe(scratch.path(), store.key(), now)? };
    let key_file = KeyFile::read(store.folder())?;
    let name = file_name(&key_file, now, header.commit_seq);
    for (mark, folder) in missing {
        let keys = (store.key(), &key_file);
        match write_backup(&folder, &name, keys, &header, &database_path(&old), &|_| Ok(())) {
            Ok(_) => std::fs::write(mark, "").map_err(Error::internal)?,
            Err(error) => tracing::warn!(%error, "the shop from before the update could not be put into a backup folder"),
        }
    }
    Ok(())
}

/// The name of the file that says that a folder has the shop from before the update. It does not tell the folder.
fn mark_of(folder: &Path) -> String {
    format!("in-{}", hex::encode(&Sha256::digest(folder.as_os_str().as_encoded_bytes())[..8]))
}

/// Takes the backup that is due when the window closes, when anything happened since the last one.
///
/// # Errors
/// A copy that could not be taken; it was noted.
pub fn run_on_close(store: &Store, now: Timestamp) -> Result<()> {
    let (state, head) = store.read_now(|db| Ok((find_backup_state(db, now)?, chain_head(db)?)))?;
    if state.plan.schedule != Schedule::OnClose {
        return Ok(());
    }
    let behind: Vec<Folder> = state.folders.into_iter().filter(|folder| folder.commit_seq != Some(head.seq)).collect();
    if behind.is_empty() { Ok(()) } else { back_up(store, &behind, now, &|_, _, _| Ok(())).map(|_| ()) }
}

/// Two backups or drills at a time would only be slower.
fn begin_alone(store: &Store) -> Result<Alone> {
    Alone::begin(store, "backup", say!("A backup is at work already, so this one did not begin. Wait for it to end."))
}
