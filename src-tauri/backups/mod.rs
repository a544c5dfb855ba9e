//! Backups: copies of the whole shop in one file each, and the way back from them.
//!
//! Invariants: a backup is taken while the shop goes on selling, in one step, and nothing of it is ever readable on any disk; it has its name
//! only once it is complete and was read back; one byte that is another is refused before anything is restored; a restore never writes over a
//! shop, and makes what it restored a new device whose numbers cannot come twice.
//!
//! Deliberately missing: a backup over a network, and a backup of a part of the shop.

mod backup;
mod container;
mod finding;
mod keeping;
mod plan;
mod restore;
mod restoring;
pub mod routes;
mod scheduler;
mod store;

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

pub use backup::{Drill, EXTENSION, Folder, FoundBackup, Header, Holdings};
pub use container::{SealedBackup, open_backup};
pub use finding::{FoundFile, find_files};
pub use keeping::{
    BackupState, back_up, back_up_before_update, check_folder, find_backup_state, known_heads, list_backups, run_drill, run_due,
    run_on_close,
};
pub use plan::{Plan, Schedule, Warning};
pub use restore::{Present, Preview, Restored, preview_restore, restore};
pub use restoring::{Wanted, key_at_hand, start_restore};
pub use scheduler::{back_up_on_close, start_scheduler};

use crate::base::{Error, Message, Result, Timestamp};
use crate::privacy::forgotten_ids;
use crate::say;
use crate::settings::find_shop;
use crate::store::keys::{DataKey, KeyFile};
use crate::store::{ChainHead, Store, chain_head, database_path, random_bytes, schema_version, snapshot};

/// Hears how far a backup is: bytes done, of how many, and what is being done. An error it answers ends the backup.
pub type Tell<'a> = &'a dyn Fn(u64, Option<u64>, Message) -> Result<()>;

/// What came of a backup in each of its folders, in their order.
pub type Taken = Vec<(PathBuf, Result<FoundBackup>)>;

/// Takes one copy of the shop and puts it as a backup into each of `folders`. A folder that is not there or full does not keep the others
/// from theirs.
///
/// # Errors
/// A copy that could not be taken or does not hold, and what `tell` answers.
pub fn take_backup(store: &Store, folders: &[PathBuf], now: Timestamp, tell: Tell<'_>) -> Result<Taken> {
    tell(0, None, say!("Copying the shop"))?;
    let scratch = Scratch::inside(store.folder(), "backup")?;
    snapshot(store, scratch.path())?;
    let key_file = KeyFile::read(store.folder())?;
    let path = database_path(scratch.path());
    let header = describe(scratch.path(), store.key(), now)?;
    let name = backup::file_name(&key_file, now, header.commit_seq);
    let mut taken = Taken::new();
    for (place, folder) in folders.iter().enumerate() {
        let done = header.snapshot_bytes * place as u64;
        let all = header.snapshot_bytes * folders.len() as u64;
        let what = say!("Writing to {folder}", folder = folder.display());
        // Whether somebody cancelled is told apart from a folder that failed: that ends this folder only.
        let mut is_cancelled = None;
        let cancelled = std::cell::RefCell::new(&mut is_cancelled);
        let tell_bytes = |bytes: u64| {
            tell(done + bytes, Some(all), what.clone()).inspect_err(|error| **cancelled.borrow_mut() = Some(error.clone()))
        };
        let written = container::write_backup(folder, &name, (store.key(), &key_file), &header, &path, &tell_bytes);
        if let Some(error) = is_cancelled {
            return Err(error);
        }
        taken.push((folder.clone(), written));
    }
    Ok(taken)
}

/// What the copy in `folder` holds, for the header of its backup.
fn describe(folder: &Path, key: &DataKey, now: Timestamp) -> Result<Header> {
    let (snapshot_bytes, snapshot_sha256) = digest(&database_path(folder))?;
    let (shop, ChainHead { seq, hash }, holdings, forgotten) = crate::store::read_copy(folder, key, |db| {
        Ok((find_shop(db)?, chain_head(db)?, store::holdings(db)?, forgotten_ids(db)?))
    })?;
    Ok(Header {
        program_version: env!("CARGO_PKG_VERSION").into(),
        schema_version: schema_version(),
        created_at_ms: now,
        shop_id: shop.id,
        shop_name: shop.name,
        time_zone: shop.time_zone,
        commit_seq: seq,
        commit_hash: hex::encode(hash),
        holdings,
        snapshot_bytes,
        snapshot_sha256,
        forgotten: Header::forgotten_of(&forgotten),
    })
}

fn digest(path: &Path) -> Result<(u64, String)> {
    let mut file = std::fs::File::open(path).map_err(Error::internal)?;
    let mut hasher = Sha256::new();
    let mut piece = vec![0; 1024 * 1024];
    let mut bytes = 0;
    loop {
        let count = std::io::Read::read(&mut file, &mut piece).map_err(Error::internal)?;
        if count == 0 {
            return Ok((bytes, hex::encode(hasher.finalize())));
        }
        hasher.update(&piece[..count]);
        bytes += count as u64;
    }
}

/// A folder that is removed with all it holds when it is no longer needed.
struct Scratch(PathBuf);

impl Scratch {
    /// A new folder inside of another one, for the owner of the account only.
    fn inside(folder: &Path, what: &str) -> Result<Self> {
        let path = folder.join(format!(".{what}-{}", hex::encode(random_bytes::<6>())));
        std::fs::create_dir(&path).map_err(|error| container::cannot_write(folder, &error))?;
        crate::store::make_private(&path, 0o700);
        Ok(Self(path))
    }

    fn path(&self) -> &Path {
        &self.0
    }

    /// Leaves the folder where it is.
    fn keep(mut self) -> PathBuf {
        std::mem::take(&mut self.0)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // An empty path is one that was kept.
        if !self.0.as_os_str().is_empty()
            && let Err(error) = std::fs::remove_dir_all(&self.0)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            tracing::warn!(%error, name = %backup::name_of(&self.0), "a scratch folder could not be removed");
        }
    }
}
