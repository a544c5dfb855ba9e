//! The key of the store itself.

use std::sync::Arc;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use rusqlite::Connection;
use sha2::Sha256;
use zeroize::{Zeroizing, zeroize_stack};

use crate::base::{Error, Result};
use crate::store::write::random;

/// How much of the stack is overwritten after work with a key: more than any of it uses.
const STACK_USED: usize = 64 * 1024;

/// The key of the store itself. All clones share one place in memory, so that nothing is left behind where a key was moved from; it is
/// wiped when the last of them is dropped.
#[derive(Clone)]
pub struct DataKey(Arc<Zeroizing<[u8; 32]>>);

impl DataKey {
    /// A new random key.
    #[must_use]
    pub fn generate() -> Self {
        let bytes: Zeroizing<[u8; 32]> = Zeroizing::new(random());
        let key = Self::copy_of(&bytes[..]);
        wipe_stack();
        key.expect("32 bytes were taken")
    }

    /// The key that these bytes are; `None` when they are not 32.
    pub(super) fn copy_of(bytes: &[u8]) -> Option<Self> {
        let mut place = Arc::new(Zeroizing::new([0; 32]));
        let target = Arc::get_mut(&mut place)?;
        if bytes.len() != target.len() {
            return None;
        }
        target.copy_from_slice(bytes);
        Some(Self(place))
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0[..]
    }

    /// A key for another purpose that follows from this one.
    pub(in crate::store) fn derived(&self, purpose: &str) -> Zeroizing<[u8; 32]> {
        let derived = self.derive(purpose);
        wipe_stack();
        derived
    }

    #[inline(never)]
    fn derive(&self, purpose: &str) -> Zeroizing<[u8; 32]> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0[..]).expect("HMAC takes a key of any length");
        mac.update(b"counterfoil ");
        mac.update(purpose.as_bytes());
        Zeroizing::new(mac.finalize().into_bytes().into())
    }

    /// Encrypts and authenticates a piece of text under a key derived from this one; `associated` is authenticated with it, but not hidden.
    ///
    /// # Errors
    /// Only a defect.
    pub fn seal(&self, purpose: &str, text: &[u8], associated: &[u8]) -> Result<Vec<u8>> {
        let nonce: [u8; 24] = random();
        let cipher = XChaCha20Poly1305::new(&Key::from(*self.derived(purpose)));
        let sealed = cipher.encrypt(&XNonce::from(nonce), Payload { msg: text, aad: associated }).map_err(Error::internal)?;
        Ok([&nonce[..], &sealed].concat())
    }

    /// What [`DataKey::seal`] hid. `None` when any bit of it or of `associated` is another, or the key is.
    #[must_use]
    pub fn unseal(&self, purpose: &str, sealed: &[u8], associated: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_at_checked(24)?;
        let nonce: [u8; 24] = nonce.try_into().ok()?;
        let cipher = XChaCha20Poly1305::new(&Key::from(*self.derived(purpose)));
        cipher.decrypt(&XNonce::from(nonce), Payload { msg: sealed, aad: associated }).ok()
    }

    /// Gives the key to a fresh connection, before anything else is done with it.
    ///
    /// # Errors
    /// A defect only.
    pub fn unlock(&self, connection: &Connection) -> Result<()> {
        // SQLCipher would print pages it cannot decrypt to stderr; the answer to the first read says enough.
        connection.execute_batch("PRAGMA cipher_log_level = NONE").map_err(Error::internal)?;
        let mut text = Zeroizing::new(String::with_capacity(80));
        text.push_str("PRAGMA key = \"x'");
        for byte in self.0.iter() {
            use std::fmt::Write as _;
            let _ = write!(text, "{byte:02x}");
        }
        text.push_str("'\"");
        let taken = connection.execute_batch(&text).map_err(|_| Error::internal("the key was not taken"));
        wipe_stack();
        taken
    }
}

/// Overwrites what the calls just made have left on the stack of this thread.
pub(super) fn wipe_stack() {
    zeroize_stack::<STACK_USED>();
}
