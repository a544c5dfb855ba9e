//! `counterfoil doctor`: versions, keys and store at a glance, without any of the shop's own data.

use std::path::Path;

use serde_json::{Value, json};

use super::{open_beside, say};
use crate::base::Result;
use crate::store::keys::{KeyFile, keyring_is_available};
use crate::store::{database_path, exists};

/// Prints how the program and the shop are. Never fails because something is unwell: that is what it tells.
///
/// # Errors
/// Only when the output cannot be written.
pub fn doctor(folder: &Path, as_json: bool) -> Result<()> {
    let report = examine(folder);
    if as_json {
        return say(&report.to_string());
    }
    for (name, value) in report.as_object().into_iter().flatten() {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        say(&format!("{name:<20} {value}"))?;
    }
    Ok(())
}

fn examine(folder: &Path) -> Value {
    let mut report = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "sqlite": rusqlite::version(),
        "has_window": cfg!(feature = "desktop"),
        "keyring": if keyring_is_available() { "available" } else { "not available" },
        "shop": "missing",
    });
    if !exists(folder) {
        return report;
    }
    report["key_slots"] = match KeyFile::read(folder) {
        Ok(key_file) => key_file.slots.iter().map(|slot| slot.kind()).collect(),
        Err(error) => json!(error.message.to_string()),
    };
    report["store_bytes"] = json!(std::fs::metadata(database_path(folder)).map(|file| file.len()).unwrap_or_default());
    match open_beside(folder)
        .and_then(|store| Ok((store.read_now(look)?, store.lost_work().map(|lost| lost.message().to_string()))))
    {
        Ok((store, lost_work)) => {
            report["shop"] = json!("open");
            report["store"] = store;
            report["lost_work"] = json!(lost_work);
        }
        Err(error) => report["shop"] = json!(error.message.to_string()),
    }
    report
}

fn look(db: &rusqlite::Connection) -> Result<Value> {
    let cipher: String = db.pragma_query_value(None, "cipher_version", |row| row.get(0))?;
    let quick: String = db.pragma_query_value(None, "quick_check", |row| row.get(0))?;
    Ok(json!({ "cipher": cipher, "quick_check": quick }))
}
