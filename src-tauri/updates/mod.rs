//! Where new versions of the program come from: nowhere, until an owner names an address and the key that signs what lies there.
//!
//! Only the window installs versions, by hand, and asks here first; this area keeps what the owner said. Whoever may say it may put any
//! program onto this computer, so it is a permission of its own.
//!
//! Deliberately missing: looking by itself. Nothing leaves the computer unless somebody presses a button.
//!
//! Operations: `find_update_source`, `set_update_source`.

pub mod routes;
mod store;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::base::{Error, Result};
use crate::say;
use crate::store::Write;

/// Length of a minisign public key: algorithm, number and key (jedisct1.github.io/minisign, "Public key format").
const KEY_BYTES: usize = 42;
/// Longest address.
const ADDRESS_LENGTH_MAX: usize = 500;

/// Where new versions come from, and whose signature they carry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateSource {
    /// An https address that answers the update manifest of Tauri (v2.tauri.app/plugin/updater, "Static JSON File").
    pub address: String,
    /// The minisign public key of whoever signs the packages, as `tauri signer generate` writes it.
    pub public_key: String,
}

/// Where new versions come from; `None` when nobody said so.
///
/// # Errors
/// A failing disk.
pub fn find_update_source(db: &Connection) -> Result<Option<UpdateSource>> {
    store::find(db)
}

/// Says where new versions come from; `None` means nowhere.
///
/// # Errors
/// Refuses an address that is not encrypted on its way, and what is no key.
pub fn set_update_source(tx: &mut Write<'_>, source: Option<UpdateSource>) -> Result<()> {
    let source = source.map(checked).transpose()?;
    let before = store::find(tx)?;
    let device = tx.device_id;
    let (old, new) = (before.as_ref(), source.as_ref());
    tx.change("devices", device.0, "update_address", old.map(|it| &*it.address), new.map(|it| &*it.address))?;
    tx.change("devices", device.0, "update_key", old.map(|it| &*it.public_key), new.map(|it| &*it.public_key))?;
    store::set(tx, source.as_ref())
}

fn checked(source: UpdateSource) -> Result<UpdateSource> {
    let (address, public_key) = (source.address.trim().to_owned(), source.public_key.trim().to_owned());
    let host = address.strip_prefix("https://").and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
    if host.is_empty() || address.len() > ADDRESS_LENGTH_MAX || address.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(Error::field(
            "address",
            say!(
                "The address must begin with https:// and name a server. Nothing was changed; copy it from whoever provides the versions."
            ),
        ));
    }
    if !is_public_key(&public_key) {
        return Err(Error::field(
            "public_key",
            say!(
                "This is not a public key for signatures. Nothing was changed; copy the whole line that whoever provides the versions publishes."
            ),
        ));
    }
    Ok(UpdateSource { address, public_key })
}

/// Whether this is the file of a minisign public key in base 64: a comment, and the key in its last line.
fn is_public_key(text: &str) -> bool {
    let file = BASE64.decode(text).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let key = file.as_deref().and_then(|file| file.lines().rfind(|line| !line.trim().is_empty()));
    key.and_then(|key| BASE64.decode(key.trim()).ok()).is_some_and(|key| key.len() == KEY_BYTES && key.starts_with(b"Ed"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key_file(key: &[u8]) -> String {
        BASE64.encode(format!("untrusted comment: minisign public key\n{}\n", BASE64.encode(key)))
    }

    #[test]
    fn only_an_encrypted_address_and_a_whole_key_are_taken() {
        let key = key_file(&[&b"Ed"[..], &[7; 40]].concat());
        let source = |address: &str, public_key: &str| UpdateSource { address: address.into(), public_key: public_key.into() };
        assert!(checked(source(" https://updates.example.org/counterfoil.json ", &key)).is_ok());
        for address in ["", "https://", "http://updates.example.org/", "https:///x", "https://a b/", "file:///etc/passwd"] {
            assert_eq!(checked(source(address, &key)).unwrap_err().fields[0].field, "address", "{address}");
        }
        for wrong in ["", "key", &key[..key.len() - 4], &key_file(&[7; 42]), &key_file(b"Ed")] {
            let refused = checked(source("https://updates.example.org/", wrong)).unwrap_err();
            assert_eq!(refused.fields[0].field, "public_key", "{wrong}");
        }
    }
}
