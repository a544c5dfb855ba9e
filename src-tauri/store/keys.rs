//! The data key and the slots that open it.
//!
//! One random 256-bit key encrypts the store. It is never written down itself: each slot in `shop.key` wraps it for one way of opening
//! the shop (the operating system's keyring, a passphrase, the recovery kit), and any one slot is enough. Losing every slot loses
//! the shop, so the last one cannot be removed.

use std::path::{Path, PathBuf};

use age::secrecy::ExposeSecret;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::{Zeroize, Zeroizing};

use super::recovery;
use super::write::random;
use crate::base::{Code, Error, Result};
use crate::say;

const KEYRING_SERVICE: &str = "counterfoil";

/// The key of the store itself; wiped from memory when dropped.
#[derive(Clone)]
pub struct DataKey(Zeroizing<[u8; 32]>);

impl DataKey {
    /// A new random key.
    #[must_use]
    pub fn generate() -> Self {
        Self(Zeroizing::new(random()))
    }

    /// A key for another purpose that follows from this one.
    pub(super) fn derived(&self, purpose: &str) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0[..]).expect("HMAC takes a key of any length");
        mac.update(b"counterfoil ");
        mac.update(purpose.as_bytes());
        mac.finalize().into_bytes().into()
    }

    /// Encrypts and authenticates a piece of text under a key derived from this one; `associated` is authenticated with it, but not hidden.
    ///
    /// # Errors
    /// Only a defect.
    pub fn seal(&self, purpose: &str, text: &[u8], associated: &[u8]) -> Result<Vec<u8>> {
        let nonce: [u8; 24] = random();
        let cipher = XChaCha20Poly1305::new(&Key::from(self.derived(purpose)));
        let sealed = cipher.encrypt(&XNonce::from(nonce), Payload { msg: text, aad: associated }).map_err(Error::internal)?;
        Ok([&nonce[..], &sealed].concat())
    }

    /// What [`DataKey::seal`] hid. `None` when any bit of it or of `associated` is another, or the key is.
    #[must_use]
    pub fn unseal(&self, purpose: &str, sealed: &[u8], associated: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_at_checked(24)?;
        let nonce: [u8; 24] = nonce.try_into().ok()?;
        let cipher = XChaCha20Poly1305::new(&Key::from(self.derived(purpose)));
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
        connection.execute_batch(&text).map_err(|_| Error::internal("the key was not taken"))
    }
}

/// How expensive it is to try a passphrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effort {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Effort {
    /// What people's passwords and passphrases are hashed with (OWASP's first choice for argon2id is 46 MiB and one pass; this is more).
    pub const REAL: Self = Self { memory_kib: 64 * 1024, passes: 3, lanes: 1 };
    /// For tests only, where the effort is not what is tested.
    pub const CHEAP: Self = Self { memory_kib: 64, passes: 1, lanes: 1 };

    /// The argon2id hasher of this effort.
    ///
    /// # Errors
    /// Parameters out of argon2's range.
    pub fn argon2(self) -> Result<argon2::Argon2<'static>> {
        let parameters = argon2::Params::new(self.memory_kib, self.passes, self.lanes, Some(32)).map_err(Error::internal)?;
        Ok(argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, parameters))
    }
}

/// One way of opening the shop.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Slot {
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

impl Slot {
    /// The kind of slot, for lists.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Keyring { .. } => "keyring",
            Self::Passphrase { .. } => "passphrase",
            Self::Recovery { .. } => "recovery",
        }
    }
}

/// The file `shop.key`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KeyFile {
    format: u32,
    /// Tells a wrong key from a damaged store, which the store itself cannot.
    check: String,
    /// The ways in.
    pub slots: Vec<Slot>,
    /// A passphrase that is no secret and opens the store without asking anybody: that of a demo shop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_passphrase: Option<String>,
}

/// The key file inside the shop's folder.
#[must_use]
pub fn key_path(folder: &Path) -> PathBuf {
    folder.join("shop.key")
}

/// Whether the operating system's keyring can be used by this process.
#[must_use]
pub fn keyring_is_available() -> bool {
    if keyring::Entry::store_status().is_err() {
        return false;
    }
    // Probed by reading: a keyring that is there but locked for good would accept the constructor.
    match keyring::Entry::new(KEYRING_SERVICE, "probe").and_then(|entry| entry.get_secret()) {
        Ok(_) | Err(keyring::Error::NoEntry) => true,
        Err(error) => {
            tracing::warn!(%error, "the keyring cannot be read");
            false
        }
    }
}

impl KeyFile {
    /// A key file without any slot yet.
    #[must_use]
    pub fn new(key: &DataKey) -> Self {
        Self { format: 1, check: hex::encode(key.derived("check")), slots: Vec::new(), known_passphrase: None }
    }

    /// Reads the key file of the shop in `folder`.
    ///
    /// # Errors
    /// Refuses a missing or damaged key file; nothing is changed and no new one is ever offered.
    pub fn read(folder: &Path) -> Result<Self> {
        let path = key_path(folder);
        let text = std::fs::read(&path).map_err(|error| {
            Error::new(
                Code::StoreRefused,
                say!(
                    "The key file {path} cannot be read ({error}). The shop was not touched; put the key file back from a backup of this folder, or restore a backup with the recovery kit.",
                    path = path.display(),
                    error
                ),
            )
        })?;
        let file: Self = serde_json::from_slice(&text).map_err(|_| {
            Error::new(
                Code::StoreRefused,
                say!(
                    "The key file {path} is damaged. The shop was not touched; put the key file back from a backup of this folder, or restore a backup with the recovery kit.",
                    path = path.display()
                ),
            )
        })?;
        if file.format > 1 {
            return Err(Error::new(
                Code::StoreRefused,
                say!(
                    "A newer version of Counterfoil wrote this shop's key file. Nothing was touched; install the newer version to open it."
                ),
            ));
        }
        Ok(file)
    }

    /// Writes the key file: a new file, on the disk, then renamed over the old one.
    ///
    /// # Errors
    /// A failing disk; the old file stays.
    pub fn write(&self, folder: &Path) -> Result<()> {
        use std::io::Write as _;
        let path = key_path(folder);
        let draft = path.with_extension("key-new");
        let text = serde_json::to_vec_pretty(self).map_err(Error::internal)?;
        let mut file = std::fs::File::create(&draft).map_err(Error::internal)?;
        super::connection::make_private(&draft, 0o600);
        file.write_all(&text).and_then(|()| file.sync_all()).map_err(Error::internal)?;
        std::fs::rename(&draft, &path).map_err(Error::internal)?;
        std::fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(Error::internal)
    }

    /// Whether this is the key file of the same shop: the same data key lies behind both.
    #[must_use]
    pub fn is_of_same_shop(&self, other: &Self) -> bool {
        self.check == other.check
    }

    /// A short mark of the shop, the same in all its copies. It tells shops apart and nothing about them.
    #[must_use]
    pub fn shop_mark(&self) -> &str {
        self.check.get(..8).unwrap_or_default()
    }

    /// The slots that open the shop also on another computer: all but the keyring's.
    #[must_use]
    pub fn for_elsewhere(&self) -> Self {
        let slots = self.slots.iter().filter(|slot| !matches!(slot, Slot::Keyring { .. })).cloned().collect();
        Self { slots, ..self.clone() }
    }

    /// Whether this key opens the shop that this file belongs to.
    #[must_use]
    pub fn is_opened_by(&self, key: &DataKey) -> bool {
        hex::encode(key.derived("check")) == self.check
    }

    /// Whether a slot of this kind is there.
    #[must_use]
    pub fn has(&self, kind: &str) -> bool {
        self.slots.iter().any(|slot| slot.kind() == kind)
    }

    /// Adds a slot that the operating system's keyring opens.
    ///
    /// # Errors
    /// A keyring that cannot be written.
    pub fn add_keyring(&mut self, key: &DataKey) -> Result<()> {
        let account = format!("shop-{}", hex::encode(random::<8>()));
        let mut wrapping: [u8; 32] = random();
        let kept = keyring::Entry::new(KEYRING_SERVICE, &account).and_then(|entry| entry.set_secret(&wrapping));
        kept.map_err(|error| {
            Error::refused(say!(
                "The computer's keyring did not take the shop's key ({error}). Nothing was changed; use a passphrase instead.",
                error = error.to_string()
            ))
        })?;
        self.slots.push(Slot::Keyring { account, wrapped: wrap(key, &wrapping)? });
        wrapping.zeroize();
        Ok(())
    }

    /// Adds a slot that a passphrase opens.
    ///
    /// # Errors
    /// Only a defect.
    pub fn add_passphrase(&mut self, key: &DataKey, passphrase: &str, effort: Effort) -> Result<()> {
        let salt: [u8; 16] = random();
        let wrapping = stretch(passphrase, &salt, effort)?;
        self.slots.push(Slot::Passphrase { salt: BASE64.encode(salt), effort, wrapped: wrap(key, &wrapping)? });
        Ok(())
    }

    /// Adds a recovery slot and returns its identity: the text of the recovery kit, which is kept nowhere else.
    ///
    /// # Errors
    /// Only a defect.
    pub fn add_recovery(&mut self, key: &DataKey) -> Result<String> {
        let identity = age::x25519::Identity::generate();
        let recipient = identity.to_public();
        let wrapped = age::encrypt(&recipient, &key.0[..]).map_err(Error::internal)?;
        self.slots.push(Slot::Recovery { recipient: recipient.to_string(), wrapped: BASE64.encode(wrapped) });
        Ok(identity.to_string().expose_secret().to_owned())
    }

    /// Opens the shop with the keyring, when it has such a slot and the keyring still knows it.
    #[must_use]
    pub fn open_with_keyring(&self) -> Option<DataKey> {
        self.slots.iter().find_map(|slot| {
            let Slot::Keyring { account, wrapped } = slot else { return None };
            let wrapping = keyring::Entry::new(KEYRING_SERVICE, account).and_then(|entry| entry.get_secret()).ok()?;
            self.checked(unwrap(wrapped, wrapping.as_slice().try_into().ok()?)?)
        })
    }

    /// Opens the shop with the passphrase that is no secret, when it has one.
    #[must_use]
    pub fn open_with_known(&self) -> Option<DataKey> {
        self.open_with(self.known_passphrase.as_deref()?).ok()
    }

    /// Opens the shop with what a person typed: the passphrase, or the identity of the recovery kit.
    ///
    /// # Errors
    /// Refuses text that opens no slot.
    pub fn open_with(&self, secret: &str) -> Result<DataKey> {
        let secret = secret.trim();
        let key = match recovery::as_identity(secret) {
            Some(identity) => match recovery::what_is_wrong(&identity) {
                Some(wrong) => return Err(Error::new(Code::Sealed, wrong)),
                None => self.open_with_recovery(&identity),
            },
            None => self.open_with_passphrase(secret)?,
        };
        key.ok_or_else(|| Error::new(Code::Sealed, say!(
            "This passphrase or recovery key does not open the shop, and nothing was changed. Check it letter by letter and try again."
        )))
    }

    /// Whether this is the identity of a recovery kit of this shop, however its groups are written.
    #[must_use]
    pub fn is_recovery_identity(&self, text: &str) -> bool {
        recovery::as_identity(text).is_some_and(|identity| self.open_with_recovery(&identity).is_some())
    }

    fn open_with_passphrase(&self, passphrase: &str) -> Result<Option<DataKey>> {
        for slot in &self.slots {
            let Slot::Passphrase { salt, effort, wrapped } = slot else { continue };
            let Ok(salt) = BASE64.decode(salt) else { continue };
            let wrapping = stretch(passphrase, &salt, *effort)?;
            if let Some(key) = unwrap(wrapped, &wrapping).and_then(|key| self.checked(key)) {
                return Ok(Some(key));
            }
        }
        Ok(None)
    }

    fn open_with_recovery(&self, identity: &str) -> Option<DataKey> {
        let identity: age::x25519::Identity = identity.parse().ok()?;
        self.slots.iter().find_map(|slot| {
            let Slot::Recovery { wrapped, .. } = slot else { return None };
            let key = Zeroizing::new(age::decrypt(&identity, &BASE64.decode(wrapped).ok()?).ok()?);
            self.checked(DataKey(Zeroizing::new(key.as_slice().try_into().ok()?)))
        })
    }

    fn checked(&self, key: DataKey) -> Option<DataKey> {
        self.is_opened_by(&key).then_some(key)
    }
}

fn stretch(passphrase: &str, salt: &[u8], effort: Effort) -> Result<Zeroizing<[u8; 32]>> {
    let mut wrapping = Zeroizing::new([0; 32]);
    effort.argon2()?.hash_password_into(passphrase.as_bytes(), salt, &mut wrapping[..]).map_err(Error::internal)?;
    Ok(wrapping)
}

fn wrap(key: &DataKey, wrapping: &[u8; 32]) -> Result<String> {
    let nonce: [u8; 24] = random();
    let cipher = XChaCha20Poly1305::new(&Key::from(*wrapping));
    let sealed = cipher.encrypt(&XNonce::from(nonce), &key.0[..]).map_err(Error::internal)?;
    Ok(BASE64.encode([&nonce[..], &sealed].concat()))
}

fn unwrap(wrapped: &str, wrapping: &[u8; 32]) -> Option<DataKey> {
    let bytes = BASE64.decode(wrapped).ok()?;
    let (nonce, sealed) = bytes.split_at_checked(24)?;
    let nonce: [u8; 24] = nonce.try_into().ok()?;
    let key = XChaCha20Poly1305::new(&Key::from(*wrapping)).decrypt(&XNonce::from(nonce), sealed).ok()?;
    let key = Zeroizing::new(key);
    Some(DataKey(Zeroizing::new(key.as_slice().try_into().ok()?)))
}
