//! Looking for backups on disks and in folders, before anything opens them.

use std::path::{Path, PathBuf};

use chrono::NaiveDateTime;
use serde::Serialize;

use super::backup::{EXTENSION, MOMENT, name_of};
use super::container::open_backup;
use crate::base::{Error, Result, Timestamp};
use crate::say;
use crate::store::keys::KeyFile;

/// How many backups of a folder are answered: more than the rotation ever keeps of several shops.
const FILES_MAX: usize = 200;

/// A backup as it looks from outside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct FoundFile {
    /// The whole path.
    pub path: String,
    /// The file's name.
    pub name: String,
    /// Its size in bytes.
    pub bytes: i64,
    /// When it was taken, as its name says; unknown when somebody renamed it.
    pub created_at_ms: Option<Timestamp>,
    /// What opens it on any computer: `passphrase`, `recovery`.
    pub ways_in: Vec<String>,
    /// Whether it is of the shop that lies here.
    pub is_of_this_shop: bool,
}

/// The backups in a folder, or the one that a path names, newest first. What is no whole backup is passed over in a folder.
///
/// # Errors
/// Refuses a path that is not there or cannot be read, and a file that is no backup.
pub fn find_files(path: &Path, shop: &Path) -> Result<Vec<FoundFile>> {
    let here = KeyFile::read(shop).ok();
    if path.is_file() {
        return look_at(path, here.as_ref()).map(|file| vec![file]).map_err(|error| Error::field("path", error.message));
    }
    let files = std::fs::read_dir(path).map_err(|error| {
        Error::field(
            "path",
            say!(
                "{path} cannot be read ({error}). Nothing was changed; if it lies on a disk, plug the disk in, or choose another folder.",
                path = path.display(),
                error
            ),
        )
    })?;
    let files = files.flatten().map(|entry| entry.path()).filter(|path| is_named_like_one(path));
    let mut found: Vec<_> = files.filter_map(|path| look_at(&path, here.as_ref()).ok()).collect();
    newest_first(&mut found);
    found.truncate(FILES_MAX);
    Ok(found)
}

/// Orders backups by when they were taken, those of an unknown moment last.
pub fn newest_first(found: &mut [FoundFile]) {
    found.sort_by(|one, other| (other.created_at_ms, &one.path).cmp(&(one.created_at_ms, &other.path)));
}

/// Folders that may hold backups on disks that somebody plugged in: the disks themselves and what lies at their top.
#[must_use]
pub fn places(disks: &[String]) -> Vec<PathBuf> {
    let mut places = Vec::new();
    for disk in disks.iter().map(PathBuf::from) {
        places.extend(folders_in(&disk).into_iter().filter(|folder| !name_of(folder).starts_with('.')));
        places.push(disk);
    }
    places
}

/// Disks that somebody plugged in, where the system shows them.
#[must_use]
pub fn disks() -> Vec<String> {
    let mut disks = folders_in(Path::new("/Volumes"));
    // On Linux each account has a folder of its own in which its disks appear.
    for accounts in ["/media", "/run/media"] {
        disks.extend(folders_in(Path::new(accounts)).iter().flat_map(|account| folders_in(account)));
    }
    let mut disks: Vec<String> = disks.iter().map(|disk| disk.to_string_lossy().into_owned()).collect();
    disks.sort_unstable();
    disks
}

fn folders_in(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect()
}

fn is_named_like_one(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == EXTENSION) && !name_of(path).starts_with('.')
}

fn look_at(path: &Path, here: Option<&KeyFile>) -> Result<FoundFile> {
    let backup = open_backup(path)?;
    let mut ways_in: Vec<String> = backup.key_file.slots.iter().map(|slot| slot.kind().to_owned()).collect();
    ways_in.sort_unstable();
    ways_in.dedup();
    Ok(FoundFile {
        path: path.to_string_lossy().into_owned(),
        name: name_of(path),
        bytes: i64::try_from(backup.bytes()).unwrap_or(i64::MAX),
        created_at_ms: moment_in(&name_of(path)),
        ways_in,
        is_of_this_shop: here.is_some_and(|here| here.is_of_same_shop(&backup.key_file)),
    })
}

/// When a backup was taken, from its name: `shop-<mark>-<moment>-<last change>`, where the moment has hyphens of its own.
fn moment_in(name: &str) -> Option<Timestamp> {
    let (_, rest) = name.strip_prefix("shop-")?.split_once('-')?;
    let moment = NaiveDateTime::parse_from_str(rest.get(..=rest.find("Z-")?)?, MOMENT).ok()?;
    Some(Timestamp(moment.and_utc().timestamp_millis()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_moment_of_a_backup_stands_in_its_name() {
        for (name, expected) in [
            ("shop-0a1b2c3d-2026-03-02T090000Z-17.counterfoil-backup", Some(Timestamp(1_772_442_000_000))),
            ("shop-0a1b2c3d-2026-03-02T090000Z-17 (1).counterfoil-backup", Some(Timestamp(1_772_442_000_000))),
            ("the good one.counterfoil-backup", None),
            ("shop-0a1b2c3d-yesterday-17.counterfoil-backup", None),
        ] {
            assert_eq!(moment_in(name), expected, "{name}");
        }
    }
}
