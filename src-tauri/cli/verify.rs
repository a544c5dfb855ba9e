//! `counterfoil verify`: what was checked and what does not hold.

use std::path::Path;

use serde_json::json;

use super::{open_beside, say};
use crate::base::{Error, Result};
use crate::verify::verify_shop;

/// Checks the shop and prints what was checked. Refused (exit 1) when something does not hold.
///
/// # Errors
/// What does not hold, or why the shop cannot be read.
pub fn verify(folder: &Path, as_json: bool) -> Result<()> {
    let store = open_beside(folder)?;
    let verification = verify_shop(&store)?;
    if as_json {
        let checked: Vec<_> = verification.checked.iter().map(|(what, count)| json!({ "what": what, "count": count })).collect();
        let findings: Vec<_> =
            verification.findings.iter().map(|finding| json!({ "check": finding.check, "message": finding.message })).collect();
        say(&json!({ "ok": findings.is_empty(), "checked": checked, "findings": findings }).to_string())?;
    } else {
        for (what, count) in &verification.checked {
            say(&format!("checked {count} {what}"))?;
        }
        for finding in &verification.findings {
            say(&format!("DOES NOT HOLD ({}): {}", finding.check, finding.message))?;
        }
    }
    match verification.findings.len() {
        0 if as_json => Ok(()),
        0 => say("Everything holds."),
        count => Err(Error::refused(say!(
            "{count} things do not hold. The shop was not changed; keep this output, and restore the newest backup whose check is clean.",
            count
        ))),
    }
}
