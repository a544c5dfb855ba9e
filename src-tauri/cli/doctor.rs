//! `counterfoil doctor`: how the program and the shop are, without any of the shop's own data.

use std::path::Path;

use serde_json::json;

use super::{open_beside, say};
use crate::base::time::SystemClock;
use crate::base::{Clock, Result};
use crate::health::{Condition, examine, log_bundle, look_at_pages, report};

/// Prints how the program and the shop are: as lines, as one JSON object, or with the log of the last days. Never fails because something is
/// unwell: that is what it tells.
///
/// # Errors
/// Only when the output cannot be written.
pub fn doctor(folder: &Path, as_json: bool, with_log: bool) -> Result<()> {
    let now = SystemClock.now();
    let opened = open_beside(folder);
    let pages = opened.as_ref().ok().and_then(|store| look_at_pages(store, now).ok());
    let checks = examine(folder, opened.as_ref(), pages.as_ref(), now);
    if with_log {
        return say(&log_bundle(folder, &checks, now));
    }
    if as_json {
        let worst = checks.iter().map(|check| check.state).max().unwrap_or(Condition::Good);
        return say(&json!({ "state": worst, "checks": checks }).to_string());
    }
    say(report(&checks).trim_end())
}
