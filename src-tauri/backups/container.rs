//! The file a backup is.
//!
//! In order: eight bytes that say what it is; the format (u32); length and text of the shop's key file without the keyring's slot, so that
//! passphrase or recovery kit open it anywhere; length and text of the sealed [`Header`]; SHA-256 of everything so far, which tells a damaged
//! file from a wrong passphrase; and the encrypted store, whose length and SHA-256 the header knows. Numbers are little-endian. The
//! header is sealed under a key derived from the shop's, together with everything before it, so that no bit of the file can be another
//! and pass. Nothing in it is readable without the key but the key slots.

use std::fs::File;
use std::io::{ErrorKind, Read, Write as _};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::backup::{FoundBackup, Header, name_of};
use crate::base::{Code, Error, Message, Result};
use crate::say;
use crate::store::keys::{DataKey, KeyFile};

const MAGIC: &[u8; 8] = b"CFBACKUP";
const FORMAT: u32 = 1;
/// Longer key files and headers are damage, not content. A header names everybody who was forgotten, at 22 bytes each.
const PART_MAX: u32 = 16 * 1024 * 1024;
const PURPOSE: &str = "backup header";
/// How much is copied at a time.
const PIECE: usize = 1024 * 1024;

/// A backup whose outside is whole; its key was not tried yet.
pub struct SealedBackup {
    /// The file.
    pub path: PathBuf,
    /// The ways in.
    pub key_file: KeyFile,
    file: File,
    bytes: u64,
    associated: Vec<u8>,
    sealed: Vec<u8>,
}

/// Writes a backup into `folder`: under the name of a draft, then on the disk, then read back, then renamed. `tell` hears how many bytes
/// of the store were written.
///
/// # Errors
/// A folder that is not there, a disk that is full or fails, and what `tell` answers; no draft is left behind unless its disk is gone.
pub fn write_backup(
    folder: &Path,
    name: &str,
    (key, key_file): (&DataKey, &KeyFile),
    header: &Header,
    snapshot: &Path,
    tell: &dyn Fn(u64) -> Result<()>,
) -> Result<FoundBackup> {
    let draft = Draft(folder.join(format!(".{name}.draft")));
    let failed = |error: std::io::Error| cannot_write(folder, &error);
    let mut file = create_private(&draft.0).map_err(failed)?;
    let mut head = Vec::new();
    head.extend(MAGIC);
    head.extend(FORMAT.to_le_bytes());
    let key_text = serde_json::to_vec(&key_file.for_elsewhere()).map_err(Error::internal)?;
    head.extend((key_text.len() as u32).to_le_bytes());
    head.extend(key_text);
    let header_text = serde_json::to_vec(header).map_err(Error::internal)?;
    let sealed = key.seal(PURPOSE, &header_text, &head)?;
    head.extend((sealed.len() as u32).to_le_bytes());
    head.extend(sealed);
    head.extend(Sha256::digest(&head));
    file.write_all(&head).map_err(failed)?;
    let mut source = File::open(snapshot).map_err(Error::internal)?;
    let mut piece = vec![0; PIECE];
    let mut written = 0;
    loop {
        let count = source.read(&mut piece).map_err(Error::internal)?;
        if count == 0 {
            break;
        }
        file.write_all(&piece[..count]).map_err(failed)?;
        written += count as u64;
        tell(written)?;
    }
    file.sync_all().map_err(failed)?;
    drop(file);
    let read_back = open_backup(&draft.0)?;
    read_back.check(header)?;
    let path = folder.join(name);
    std::fs::rename(&draft.0, &path).map_err(failed)?;
    // Some file systems of removable disks cannot sync a folder; the file itself is on the disk.
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
    Ok(FoundBackup { path, bytes: read_back.bytes, header: header.clone() })
}

/// Opens a backup as far as it goes without its key.
///
/// # Errors
/// Refuses what is no backup, what a newer program wrote, and a file whose outside is damaged.
pub fn open_backup(path: &Path) -> Result<SealedBackup> {
    // Opening anything else, such as a pipe, might never return.
    if !std::fs::metadata(path).map_err(|error| cannot_read(path, &error))?.is_file() {
        return Err(is_no_backup(path));
    }
    let mut file = File::open(path).map_err(|error| cannot_read(path, &error))?;
    let bytes = file.metadata().map_err(|error| cannot_read(path, &error))?.len();
    let mut begin = [0; 12];
    read_part(&mut file, &mut begin).map_err(|error| error.unwrap_or_else(|| is_no_backup(path)))?;
    if &begin[..8] != MAGIC {
        return Err(is_no_backup(path));
    }
    // Before anything else: what follows may be laid out in another way.
    if u32::from_le_bytes(begin[8..].try_into().expect("four bytes were taken")) > FORMAT {
        return Err(is_newer(path));
    }
    let damaged = |error: Option<Error>| error.unwrap_or_else(|| is_damaged(path));
    let key_text = read_text(&mut file, path)?;
    let sealed = read_text(&mut file, path)?;
    let mut kept = [0; 32];
    read_part(&mut file, &mut kept).map_err(damaged)?;
    let associated = [&begin[..], &(key_text.len() as u32).to_le_bytes(), &key_text].concat();
    let mut hasher = Sha256::new();
    hasher.update(&associated);
    hasher.update((sealed.len() as u32).to_le_bytes());
    hasher.update(&sealed);
    if hasher.finalize()[..] != kept {
        return Err(is_damaged(path));
    }
    let key_file = serde_json::from_slice(&key_text).map_err(|_| is_damaged(path))?;
    Ok(SealedBackup { path: path.to_owned(), key_file, file, bytes, associated, sealed })
}

impl SealedBackup {
    /// What it says about itself.
    ///
    /// # Errors
    /// Refuses the key of another shop, a damaged header, a file that was cut short, and the format of a newer program.
    pub fn header(&self, key: &DataKey) -> Result<Header> {
        if !self.key_file.is_opened_by(key) {
            return Err(Error::new(
                Code::Conflict,
                say!(
                    "{name} is the backup of another shop, and nothing was changed. Use a backup of this one, or the recovery kit of that shop.",
                    name = name_of(&self.path)
                ),
            ));
        }
        let text = key.unseal(PURPOSE, &self.sealed, &self.associated).ok_or_else(|| is_damaged(&self.path))?;
        // A newer program may have added to the header what this one cannot read; the format of the store inside says so first.
        let schema_version = serde_json::from_slice::<serde_json::Value>(&text)
            .ok()
            .and_then(|header| header["schema_version"].as_u64())
            .ok_or_else(|| is_damaged(&self.path))?;
        if schema_version > u64::from(crate::store::schema_version()) {
            return Err(is_newer(&self.path));
        }
        let header: Header = serde_json::from_slice(&text).map_err(|_| is_damaged(&self.path))?;
        if self.bytes != self.body_at() + header.snapshot_bytes {
            return Err(Error::new(
                Code::StoreRefused,
                say!(
                    "{name} is not complete: it has {bytes} bytes and should have {expected}. Nothing was changed; use another backup.",
                    name = name_of(&self.path),
                    bytes = self.bytes as i64,
                    expected = (self.body_at() + header.snapshot_bytes) as i64
                ),
            ));
        }
        Ok(header)
    }

    fn body_at(&self) -> u64 {
        (self.associated.len() + 4 + self.sealed.len() + 32) as u64
    }

    /// Reads the store inside to its end and compares it with the header.
    ///
    /// # Errors
    /// A disk that cannot be read, and a byte that is another.
    pub fn check(&self, header: &Header) -> Result<()> {
        self.read_body(header, |_| Ok(()))
    }

    /// Takes the store out of the backup, to a file that must not be there yet. What was written is only good when this answers so. `tell` hears
    /// how many bytes were.
    ///
    /// # Errors
    /// As [`SealedBackup::check`]; a disk that is full, and what `tell` answers.
    pub fn extract(&self, header: &Header, to: &Path, tell: &dyn Fn(u64) -> Result<()>) -> Result<()> {
        let failed = |error: std::io::Error| cannot_write(to.parent().unwrap_or(to), &error);
        let mut file = create_private(to).map_err(failed)?;
        let mut written = 0;
        self.read_body(header, |piece| {
            file.write_all(piece).map_err(failed)?;
            written += piece.len() as u64;
            tell(written)
        })?;
        file.sync_all().map_err(failed)
    }

    fn read_body(&self, header: &Header, mut take: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
        use std::io::Seek as _;
        let failed = |error: std::io::Error| cannot_read(&self.path, &error);
        let mut file = &self.file;
        file.seek(std::io::SeekFrom::Start(self.body_at())).map_err(failed)?;
        let mut hasher = Sha256::new();
        let mut piece = vec![0; PIECE];
        loop {
            let count = file.read(&mut piece).map_err(failed)?;
            if count == 0 {
                break;
            }
            hasher.update(&piece[..count]);
            take(&piece[..count])?;
        }
        if hex::encode(hasher.finalize()) == header.snapshot_sha256 { Ok(()) } else { Err(is_damaged(&self.path)) }
    }

    /// The size of the file in bytes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }
}

/// Reads exactly this much; `None` as an error when the file ends before.
fn read_part(file: &mut File, part: &mut [u8]) -> std::result::Result<(), Option<Error>> {
    file.read_exact(part).map_err(|error| match error.kind() {
        ErrorKind::UnexpectedEof => None,
        _ => Some(Error::internal(error)),
    })
}

fn read_text(file: &mut File, path: &Path) -> Result<Vec<u8>> {
    let damaged = |error: Option<Error>| error.unwrap_or_else(|| is_damaged(path));
    let mut length = [0; 4];
    read_part(file, &mut length).map_err(damaged)?;
    let length = u32::from_le_bytes(length);
    if length > PART_MAX {
        return Err(is_damaged(path));
    }
    let mut text = vec![0; length as usize];
    read_part(file, &mut text).map_err(damaged)?;
    Ok(text)
}

/// A draft that is removed again unless it was renamed.
struct Draft(PathBuf);

impl Drop for Draft {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn create_private(path: &Path) -> std::io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn is_no_backup(path: &Path) -> Error {
    Error::invalid(say!("{name} is not a backup of Counterfoil. Nothing was changed; choose another file.", name = name_of(path)))
}

fn is_damaged(path: &Path) -> Error {
    Error::new(
        Code::StoreRefused,
        say!(
            "{name} is damaged: it is not what was written when the backup was taken. Nothing was changed; use another backup.",
            name = name_of(path)
        ),
    )
}

fn is_newer(path: &Path) -> Error {
    Error::new(
        Code::StoreRefused,
        say!(
            "A newer version of Counterfoil wrote {name}. Nothing was changed; install the newer version to restore it.",
            name = name_of(path)
        ),
    )
}

fn cannot_read(path: &Path, error: &std::io::Error) -> Error {
    let path = path.display().to_string();
    Error::refused(match error.kind() {
        ErrorKind::NotFound => {
            say!("There is no file {path}. Nothing was changed; if it lies on a disk, plug the disk in.", path)
        }
        _ => say!("{path} cannot be read ({error}). Nothing was changed; check the disk and try again.", path, error),
    })
}

/// Why nothing could be written into a folder.
pub(super) fn cannot_write(folder: &Path, error: &std::io::Error) -> Error {
    let folder = folder.display().to_string();
    let message: Message = match error.kind() {
        ErrorKind::NotFound => {
            say!("The folder {folder} is not there. If it is on a disk, plug the disk in; the shop was not touched.", folder)
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            say!(
                "The disk of {folder} is full, and what lay there was kept. Free some space on it or choose another folder.",
                folder
            )
        }
        ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => {
            say!("Nothing may be written into {folder}. Choose a folder you may write to; the shop was not touched.", folder)
        }
        _ => say!(
            "Nothing could be written into {folder} ({error}). Check the disk and try again; the shop was not touched.",
            folder,
            error
        ),
    };
    Error::refused(message)
}
