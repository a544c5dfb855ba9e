//! `counterfoil export archive FILE`: the whole history as readable text.

use std::path::Path;

use serde_json::json;

use super::{open_beside, say};
use crate::base::time::SystemClock;
use crate::base::{Clock, Result};
use crate::history::export_archive;
use crate::store::anchor_key;

/// Writes the archive and prints what is needed to verify it later.
///
/// # Errors
/// A file that is there already, a disk that is full, a shop that cannot be read.
pub fn archive(folder: &Path, file: &Path, shows_key: bool, as_json: bool) -> Result<()> {
    let store = open_beside(folder)?;
    eprintln!("The archive is readable by whoever holds the file: names, sales and documents stand in it as they are.");
    let archive = export_archive(&store, file, SystemClock.now(), &|_, _, _| Ok(()))?;
    let key = shows_key.then(|| anchor_key(&store));
    let hash = hex::encode(archive.head.hash);
    if as_json {
        let answer = json!({
            "file": archive.path,
            "lines": archive.lines,
            "bytes": archive.bytes,
            "sha256": archive.sha256,
            "seq": archive.head.seq,
            "hash": hash,
            "anchor_key": key,
        });
        return say(&answer.to_string());
    }
    say(&archive.path.display().to_string())?;
    say(&format!("{} lines, {} bytes, SHA-256 {}", archive.lines, archive.bytes, archive.sha256))?;
    say(&format!("The history ends at change {} with {hash}.", archive.head.seq))?;
    match key {
        Some(key) => say(&format!("Key of the anchor: {key}")),
        None => Ok(()),
    }
}
