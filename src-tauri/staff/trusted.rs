//! Trusted computers: where somebody typed a right code and said so, they need no further one for thirty days.
//!
//! A browser holds a random token in a cookie that no page can read, one for each person, made anew whenever the computer is trusted anew; the
//! store keeps its hash. The program's own window holds none. Its requests are answered inside the process that has the store open, so nothing
//! else can claim to be it, and what a token would prove, that this is the computer where the code was typed, the store itself proves: it lies on
//! this computer, encrypted, and a copy that is restored elsewhere forgets all trust. So the trust in the window outlives the program without a
//! secret in the clear anywhere. In both cases the password is asked for as ever.
//!
//! Trust ends after its time, on a clock that was set back behind its last use, with a new password, with the second factor, with the account,
//! and with a restore.

use std::collections::HashMap;

use rusqlite::Connection;
use serde::Serialize;

use super::{sessions, store};
use crate::base::{Result, StaffId, Timestamp, TrustedDeviceId};
use crate::http::token_hash;
use crate::store::Write;

/// How long a computer stays trusted: 30 days.
pub const TRUST_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// Where somebody sits, as far as trust goes.
#[derive(Debug, Clone)]
pub enum Here {
    /// At the program's own window.
    Window,
    /// At a browser.
    Browser {
        /// The hash of the token that it holds for each person.
        tokens: HashMap<StaffId, [u8; 32]>,
        /// What it says it is, such as `Firefox, Linux`.
        name: String,
    },
    /// Nowhere: a script, which keeps its bearer token instead.
    Script,
}

/// A computer on which somebody needs no code.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct TrustedDevice {
    /// Its id.
    pub id: TrustedDeviceId,
    /// Who trusted it.
    pub staff_id: StaffId,
    /// Their name.
    pub staff_name: String,
    /// What the browser said it is, such as `Firefox, Linux`; empty for the window.
    pub name: String,
    /// It is the program's own window.
    pub is_window: bool,
    /// Since when.
    pub created_at_ms: Timestamp,
    /// When it last stood in for a code.
    pub seen_at_ms: Timestamp,
    /// Until when.
    pub expires_at_ms: Timestamp,
    /// It is the one that asks.
    pub is_here: bool,
}

impl Here {
    /// How a person's trust in this place is found: `None` when it cannot be trusted, else the hash of the token, which the window has none of.
    fn key(&self, staff_id: StaffId) -> Option<Option<&[u8; 32]>> {
        match self {
            Self::Window => Some(None),
            Self::Browser { tokens, .. } => tokens.get(&staff_id).map(Some),
            Self::Script => None,
        }
    }
}

/// The trust of a person in this place, while it holds.
fn find(db: &Connection, staff_id: StaffId, here: &Here, now: Timestamp) -> Result<Option<TrustedDeviceId>> {
    let Some(key) = here.key(staff_id) else { return Ok(None) };
    let found = store::find_device(db, staff_id, key)?;
    // A clock that was set back behind the last use would make thirty days of any length.
    Ok(found.filter(|device| device.seen_at.0 <= now.0 && now.0 < device.expires_at.0).map(|device| device.id))
}

/// Whether a person trusted this place, and still does.
///
/// # Errors
/// A failing disk.
pub fn is_trusted(db: &Connection, staff_id: StaffId, here: &Here, now: Timestamp) -> Result<bool> {
    Ok(find(db, staff_id, here, now)?.is_some())
}

/// [`is_trusted`], and notes that the trust stood in for a code.
///
/// # Errors
/// A failing disk.
pub fn use_trust(tx: &Write<'_>, staff_id: StaffId, here: &Here) -> Result<bool> {
    let found = find(tx, staff_id, here, tx.now)?;
    if let Some(id) = found {
        store::touch_device(tx, id)?;
    }
    Ok(found.is_some())
}

/// Trusts this place from now on, and answers the token for a browser to keep. A script has nothing that could be trusted.
///
/// # Errors
/// A failing disk.
pub fn trust(tx: &mut Write<'_>, staff_id: StaffId, here: &Here) -> Result<Option<String>> {
    if let Some(key) = here.key(staff_id)
        && let Some(before) = store::find_device(tx, staff_id, key)?
    {
        store::delete_device(tx, before.id)?;
    }
    store::delete_expired_devices(tx)?;
    let (token, name) = match here {
        Here::Window => (None, ""),
        Here::Browser { name, .. } => (Some(sessions::new_token()), name.as_str()),
        Here::Script => return Ok(None),
    };
    let expires_at = Timestamp(tx.now.0.saturating_add(TRUST_MS));
    store::insert_device(tx, staff_id, token.as_deref().map(token_hash).as_ref(), name, expires_at)?;
    tx.change("staff", staff_id.0, "trusted_device", None, Some(said(name)))?;
    Ok(token)
}

/// Ends a person's trust in every computer.
pub(super) fn forget_all(tx: &mut Write<'_>, staff_id: StaffId) -> Result<()> {
    for (device, _) in store::list_devices(tx)? {
        if device.staff_id == staff_id {
            forget(tx, &device)?;
        }
    }
    Ok(())
}

/// Ends the trust in one computer.
pub(super) fn forget(tx: &mut Write<'_>, device: &TrustedDevice) -> Result<()> {
    tx.change("staff", device.staff_id.0, "trusted_device", Some(said(&device.name)), None)?;
    store::delete_device(tx, device.id)
}

/// What the history calls a computer.
fn said(name: &str) -> &str {
    if name.is_empty() { "window" } else { name }
}

/// Every trusted computer, the latest first; `here` is the place that asks.
///
/// # Errors
/// A failing disk.
pub fn list(db: &Connection, here: &Here) -> Result<Vec<TrustedDevice>> {
    let mark = |(device, token_hash): (TrustedDevice, Option<[u8; 32]>)| TrustedDevice {
        is_here: here.key(device.staff_id) == Some(token_hash.as_ref()),
        ..device
    };
    Ok(store::list_devices(db)?.into_iter().map(mark).collect())
}

/// What a browser says it is, in two words that people know.
#[must_use]
pub fn browser_name(user_agent: &str) -> String {
    let first =
        |known: &[(&str, &'static str)]| known.iter().find(|(sign, _)| user_agent.contains(sign)).map_or("", |(_, name)| *name);
    // Each also claims to be those below it.
    let browser = first(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chromium/", "Chromium"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        ("", "") => "Browser".to_owned(),
        (one, "") | ("", one) => one.to_owned(),
        (browser, system) => format!("{browser}, {system}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_called_by_the_name_people_know() {
        let of = browser_name;
        assert_eq!(of("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"), "Firefox, Linux");
        assert_eq!(
            of(
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36 Edg/141.0"
            ),
            "Edge, Windows"
        );
        assert_eq!(of("curl/8.0"), "Browser");
    }
}
