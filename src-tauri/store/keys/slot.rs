//! A slot: one way of opening the shop, with the data key wrapped for it.

use age::secrecy::ExposeSecret;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::Effort;
use super::data_key::{DataKey, wipe_stack};
use super::keyring::{Asked, ask, put};
use crate::base::{Error, Result, Timestamp};
use crate::say;
use crate::store::write::random;

/// One way of opening the shop.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Way {
    /// The operating system's keyring holds the wrapping key.
    Keyring {
        /// The entry's name in the keyring.
        account: String,
        /// The data key, wrapped (base64).
        wrapped: String,
    },
    /// A passphrase, through argon2id.
    Passphrase {
        /// Salt (base64).
        salt: String,
        /// How expensive it is to try one.
        effort: Effort,
        /// The data key, wrapped (base64).
        wrapped: String,
    },
    /// The recovery kit's age identity.
    Recovery {
        /// The identity's public half.
        recipient: String,
        /// The data key, encrypted to it (base64).
        wrapped: String,
    },
}

/// A way in with what is known about it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Slot {
    /// What opens it.
    #[serde(flatten)]
    pub way: Way,
    /// When it was added; files of the first versions do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub added_at_ms: Option<Timestamp>,
}

/// How a keyring's slot stands on this computer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyringState {
    /// The keyring opens the shop.
    Opens,
    /// The keyring can be read and does not know this shop: it was emptied, or it is the keyring of another account.
    DoesNotKnow,
    /// The keyring cannot be read.
    Unreachable,
}

impl Slot {
    /// A slot that the operating system's keyring opens.
    ///
    /// # Errors
    /// A keyring that cannot be written.
    pub fn keyring(key: &DataKey, now: Timestamp) -> Result<Self> {
        let account = format!("shop-{}", hex::encode(random::<8>()));
        let wrapping: Zeroizing<[u8; 32]> = Zeroizing::new(random());
        put(&account, &wrapping[..]).map_err(|error| {
            Error::refused(say!(
                "The computer's keyring did not take the shop's key ({error}). Nothing was changed; use a passphrase instead.",
                error = error.to_string()
            ))
        })?;
        let wrapped = wrap(key, &wrapping)?;
        Ok(Self { way: Way::Keyring { account, wrapped }, added_at_ms: Some(now) })
    }

    /// A slot that a passphrase opens.
    ///
    /// # Errors
    /// Only a defect.
    pub fn passphrase(key: &DataKey, passphrase: &str, effort: Effort, now: Timestamp) -> Result<Self> {
        let salt: [u8; 16] = random();
        let wrapping = stretch(passphrase.trim(), &salt, effort)?;
        let way = Way::Passphrase { salt: BASE64.encode(salt), effort, wrapped: wrap(key, &wrapping)? };
        Ok(Self { way, added_at_ms: Some(now) })
    }

    /// A slot that a new recovery kit opens, and the kit's identity, which is kept nowhere else.
    ///
    /// # Errors
    /// Only a defect.
    pub fn recovery(key: &DataKey, now: Timestamp) -> Result<(Self, String)> {
        let identity = age::x25519::Identity::generate();
        let way = encrypted_to(&identity.to_public(), key)?;
        Ok((Self { way, added_at_ms: Some(now) }, identity.to_string().expose_secret().to_owned()))
    }

    /// The kind of slot, for lists.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.way {
            Way::Keyring { .. } => "keyring",
            Way::Passphrase { .. } => "passphrase",
            Way::Recovery { .. } => "recovery",
        }
    }

    /// What the slot is called in requests: it follows from what it wraps, and says nothing about it.
    #[must_use]
    pub fn id(&self) -> String {
        let (Way::Keyring { wrapped, .. } | Way::Passphrase { wrapped, .. } | Way::Recovery { wrapped, .. }) = &self.way;
        hex::encode(&Sha256::digest(wrapped.as_bytes())[..16])
    }

    /// The keyring's entry that opens it; nothing for a slot that no keyring opens.
    #[must_use]
    pub fn account(&self) -> Option<&str> {
        match &self.way {
            Way::Keyring { account, .. } => Some(account),
            Way::Passphrase { .. } | Way::Recovery { .. } => None,
        }
    }

    /// Whether it opens the shop only on the computer it was made on.
    #[must_use]
    pub fn is_of_this_computer(&self) -> bool {
        matches!(self.way, Way::Keyring { .. })
    }

    /// How this computer's keyring stands to it; nothing for a slot that no keyring opens.
    #[must_use]
    pub fn keyring_state(&self) -> Option<KeyringState> {
        let Way::Keyring { account, wrapped } = &self.way else { return None };
        Some(match ask(account) {
            Asked::Found(wrapping) if unwrap(wrapped, &wrapping).is_some() => KeyringState::Opens,
            Asked::Found(_) | Asked::Missing => KeyringState::DoesNotKnow,
            Asked::Unreachable => KeyringState::Unreachable,
        })
    }
}

pub(super) fn encrypted_to(recipient: &age::x25519::Recipient, key: &DataKey) -> Result<Way> {
    let wrapped = age::encrypt(recipient, key.bytes()).map_err(Error::internal)?;
    wipe_stack();
    Ok(Way::Recovery { recipient: recipient.to_string(), wrapped: BASE64.encode(wrapped) })
}

pub(super) fn stretch(passphrase: &str, salt: &[u8], effort: Effort) -> Result<Zeroizing<[u8; 32]>> {
    let mut wrapping = Zeroizing::new([0; 32]);
    effort.argon2()?.hash_password_into(passphrase.as_bytes(), salt, &mut wrapping[..]).map_err(Error::internal)?;
    Ok(wrapping)
}

pub(super) fn wrap(key: &DataKey, wrapping: &[u8; 32]) -> Result<String> {
    let nonce: [u8; 24] = random();
    let cipher = XChaCha20Poly1305::new(&Key::from(*wrapping));
    let sealed = cipher.encrypt(&XNonce::from(nonce), key.bytes()).map_err(Error::internal)?;
    wipe_stack();
    Ok(BASE64.encode([&nonce[..], &sealed].concat()))
}

pub(super) fn unwrap(wrapped: &str, wrapping: &[u8]) -> Option<DataKey> {
    let bytes = BASE64.decode(wrapped).ok()?;
    let (nonce, sealed) = bytes.split_at_checked(24)?;
    let nonce: [u8; 24] = nonce.try_into().ok()?;
    let wrapping: [u8; 32] = wrapping.try_into().ok()?;
    let key = XChaCha20Poly1305::new(&Key::from(wrapping)).decrypt(&XNonce::from(nonce), sealed).ok()?;
    DataKey::copy_of(&Zeroizing::new(key))
}
