//! The operating system's keyring: one entry for each slot that it opens, and beside it the anchor of the shop that the slot opens.

use ::keyring::{Entry, Error};
use zeroize::Zeroizing;

const SERVICE: &str = "counterfoil";

/// How an entry of the keyring answers.
pub(in crate::store) enum Asked {
    /// It is there.
    Found(Zeroizing<Vec<u8>>),
    /// The keyring can be read, and it is not there.
    Missing,
    /// The keyring cannot be read: there is none, it is locked, or it belongs to somebody else.
    Unreachable,
}

/// Whether the operating system's keyring can be used by this process.
#[must_use]
pub fn keyring_is_available() -> bool {
    // Probed by reading: a keyring that is there but locked for good would accept the constructor.
    !matches!(ask("probe"), Asked::Unreachable)
}

/// Reads an entry.
pub(in crate::store) fn ask(account: &str) -> Asked {
    if Entry::store_status().is_err() {
        return Asked::Unreachable;
    }
    match Entry::new(SERVICE, account).and_then(|entry| entry.get_secret()) {
        Ok(secret) => Asked::Found(Zeroizing::new(secret)),
        Err(Error::NoEntry) => Asked::Missing,
        Err(error) => {
            tracing::warn!(%error, "the keyring cannot be read");
            Asked::Unreachable
        }
    }
}

/// Writes an entry.
pub(in crate::store) fn put(account: &str, secret: &[u8]) -> Result<(), Error> {
    Entry::new(SERVICE, account)?.set_secret(secret)
}

/// Removes an entry and the anchor beside it. What is not there or cannot be reached is left alone: without its slot it opens nothing.
pub fn forget(account: &str) {
    for name in [account.to_owned(), anchor_account(account)] {
        match Entry::new(SERVICE, &name).and_then(|entry| entry.delete_credential()) {
            Ok(()) | Err(Error::NoEntry | Error::NoDefaultStore) => {}
            Err(error) => tracing::warn!(%error, "an entry of the keyring could not be removed"),
        }
    }
}

/// Where the anchor lies of the shop that this entry opens.
pub(in crate::store) fn anchor_account(account: &str) -> String {
    format!("{account}-anchor")
}
