//! `counterfoil restore FILE`: look at a backup, or bring it back.

use std::path::Path;
use std::sync::Arc;

use secrecy::ExposeSecret;
use serde_json::json;

use super::{prompt, say};
use crate::backups::{Header, Holdings, SealedBackup, key_at_hand, open_backup, preview_restore};
use crate::base::time::SystemClock;
use crate::base::{Clock, Code, Error, Result};
use crate::setup::{Secrets, find_key_of};
use crate::store::keys::DataKey;

/// Prints what a backup holds beside what the folder holds. Nothing is changed.
///
/// # Errors
/// Why the backup could not be restored.
pub fn preview(file: &Path, folder: &Path, as_json: bool) -> Result<()> {
    let backup = open_backup(file)?;
    let preview = preview_restore(&backup, &key(&backup, folder)?, folder)?;
    if as_json {
        return say(&serde_json::to_string(&preview).map_err(Error::internal)?);
    }
    tell(&preview.backup)?;
    let Some(present) = &preview.present else {
        tell_counts(&preview.backup.holdings, None)?;
        return say(&format!("There is no shop in {}, so nothing would be missing.", folder.display()));
    };
    tell_counts(&preview.backup.holdings, present.holdings.as_ref())?;
    if present.holdings.is_none() {
        return say(&format!("The shop in {} cannot be read, so it cannot be compared.", folder.display()));
    }
    if !present.continues_the_backup {
        return say(&format!(
            "The shop in {} has another history than the backup: one of them was restored from an older copy.",
            folder.display()
        ));
    }
    match present.changes_after(&preview.backup) {
        0 => say("Nothing was changed after the backup, so nothing would be missing."),
        count => say(&format!("{count} changes that were acknowledged after the backup would be missing.")),
    }
}

/// Restores a backup and prints what it did.
///
/// # Errors
/// Why it did not; then the folder is as it was.
pub fn restore(file: &Path, folder: &Path, replaces: bool, as_json: bool) -> Result<()> {
    let backup = open_backup(file)?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let restored = crate::backups::restore(&backup, &key(&backup, folder)?, folder, replaces, &clock, &|_, _, _| Ok(()))?;
    let findings: Vec<_> =
        restored.verification.findings.iter().map(|finding| format!("{}: {}", finding.check, finding.message)).collect();
    if as_json {
        let answer = json!({ "folder": folder, "kept_aside": restored.kept_aside, "backup": restored.header, "forgotten_again": restored.forgotten_again, "findings": findings });
        return say(&answer.to_string());
    }
    tell(&restored.header)?;
    tell_counts(&restored.header.holdings, None)?;
    say(&format!("The shop was restored into {}. Everybody has to sign in again.", folder.display()))?;
    restored.notes().iter().try_for_each(|note| say(&note.to_string()))?;
    for finding in findings {
        say(&format!("DID NOT HOLD when the backup was taken ({finding})"))?;
    }
    Ok(())
}

/// The key of the shop in a backup: with what was given, with what opens the shop in the folder, or asked for.
fn key(backup: &SealedBackup, folder: &Path) -> Result<DataKey> {
    let secrets = Secrets::from_environment();
    if let Some(key) = find_key_of(&backup.key_file, &secrets)? {
        return Ok(key);
    }
    if let Some(key) = key_at_hand(backup, folder) {
        return Ok(key);
    }
    let typed = prompt("Recovery key or passphrase of the shop in the backup: ")?.ok_or_else(|| {
        Error::new(
            Code::Sealed,
            crate::say!(
                "The backup is sealed and nothing was given that opens it. Give the recovery key in COUNTERFOIL_RECOVERY or the passphrase in COUNTERFOIL_PASSPHRASE; nothing was changed."
            ),
        )
    })?;
    backup.key_file.open_with(typed.expose_secret())
}

fn tell(header: &Header) -> Result<()> {
    say(&format!(
        "Backup of {} of {} UTC, up to change {}, by Counterfoil {}",
        header.shop_name,
        header.created_at_ms.utc().format("%Y-%m-%d %H:%M"),
        header.commit_seq,
        header.program_version
    ))
}

/// What a shop holds, as lines.
pub(super) fn counts(holdings: &Holdings) -> [(&'static str, i64); 5] {
    [
        ("sales", holdings.sales),
        ("returns", holdings.returns),
        ("invoices and credit notes", holdings.documents),
        ("customers", holdings.customers),
        ("products", holdings.products),
    ]
}

fn tell_counts(backup: &Holdings, present: Option<&Holdings>) -> Result<()> {
    let Some(present) = present else {
        return counts(backup).into_iter().try_for_each(|(what, count)| say(&format!("{count:>10}  {what}")));
    };
    say("    backup  this folder")?;
    for ((what, count), (_, here)) in counts(backup).into_iter().zip(counts(present)) {
        say(&format!("{count:>10}  {here:>11}  {what}"))?;
    }
    Ok(())
}
