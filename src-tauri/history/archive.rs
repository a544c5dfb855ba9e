//! The archive as a file: the whole history, readable without this program (docs/archive.md).

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::base::{Error, Result, Timestamp};
use crate::say;
use crate::settings::find_shop;
use crate::store::{ChainHead, Store, Tell, make_private, write_archive};

/// An archive that was written.
#[derive(Debug, Clone)]
pub struct Archive {
    /// The file.
    pub path: PathBuf,
    /// How many lines it has.
    pub lines: u64,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256 (hexadecimal).
    pub sha256: String,
    /// Where the history in it ends.
    pub head: ChainHead,
}

/// Writes the archive to a file that must not be there yet. It is no secret to whoever holds it: callers say so before.
///
/// # Errors
/// Refuses a file that is there; a disk that is full, and what `tell` answers. Then there is no file.
pub fn export_archive(store: &Store, path: &Path, now: Timestamp, tell: Tell<'_>) -> Result<Archive> {
    let shop = store.read_now(find_shop)?;
    let about = json!({
        "program": concat!("counterfoil ", env!("CARGO_PKG_VERSION")),
        "exported_at": now.utc().to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        "shop_id": hex::encode(shop.id.0.as_bytes()),
        "shop": shop.name,
    });
    let file = File::options().write(true).create_new(true).open(path).map_err(|error| {
        Error::refused(say!(
            "{path} could not be written ({error}). Nothing was exported; choose a name that is not taken, in a folder you may write to.",
            path = path.display(),
            error
        ))
    })?;
    make_private(path, 0o600);
    let mut out = BufWriter::with_capacity(1024 * 1024, file);
    let written = write_archive(store, &about, &mut out, tell).and_then(|written| {
        out.into_inner().map_err(|error| Error::internal(error.to_string()))?.sync_all().map_err(Error::internal)?;
        Ok(written)
    });
    match written {
        Ok(written) => Ok(Archive {
            path: path.to_owned(),
            lines: written.lines,
            bytes: written.bytes,
            sha256: written.sha256,
            head: written.head,
        }),
        Err(error) => {
            let _ = std::fs::remove_file(path);
            Err(error)
        }
    }
}
