//! `counterfoil rollback`: back to the file from before the last update.

use std::path::Path;

use serde_json::json;

use super::{key, say};
use crate::base::Result;

/// Puts the shop's file back as it was before the last update and says which format it has.
///
/// # Errors
/// Refuses when there was no update, when something was written since, and while the shop is open.
pub fn rollback(folder: &Path, as_json: bool) -> Result<()> {
    let version = crate::store::rollback(folder, &key(folder)?)?;
    if as_json {
        return say(&json!({ "folder": folder, "format": version }).to_string());
    }
    say(&format!(
        "The shop is as it was before the update, in format {version}. Open it with the version of Counterfoil that you had: this one would update it again."
    ))
}
