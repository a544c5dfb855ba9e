//! `counterfoil backup --to DIR`: a backup beside whatever else is open.

use std::path::Path;

use serde_json::json;

use super::{open_beside, say};
use crate::backups::take_backup;
use crate::base::time::SystemClock;
use crate::base::{Clock, Error, Result};

/// Takes a backup and prints where it lies and what it holds.
///
/// # Errors
/// What the folder or the shop refuses; then there is no backup.
pub fn backup(folder: &Path, to: &Path, as_json: bool) -> Result<()> {
    let store = open_beside(folder)?;
    let taken = take_backup(&store, &[to.to_owned()], SystemClock.now(), &|_, _, _| Ok(()))?;
    let (_, written) = taken.into_iter().next().ok_or_else(|| Error::internal("a backup went nowhere"))?;
    let written = written?;
    let header = &written.header;
    if as_json {
        return say(&json!({ "file": written.path, "bytes": written.bytes, "backup": header }).to_string());
    }
    say(&written.path.display().to_string())?;
    say(&format!("{} bytes, up to change {}", written.bytes, header.commit_seq))?;
    for (what, count) in super::restore::counts(&header.holdings) {
        say(&format!("{count:>10}  {what}"))?;
    }
    Ok(())
}
