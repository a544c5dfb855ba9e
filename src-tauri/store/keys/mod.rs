//! The data key and the slots that open it.
//!
//! One random 256-bit key encrypts the store. It is never written down itself: each slot in `shop.key` wraps it for one way of opening
//! the shop (the operating system's keyring, a passphrase, the recovery kit), and any one slot is enough. Losing every slot loses
//! the shop, so the last one cannot be removed.

mod data_key;
mod keyring;
mod slot;

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

pub use self::data_key::DataKey;
use self::data_key::wipe_stack;
pub(super) use self::keyring::{Asked, anchor_account, ask as ask_keyring, put as put_in_keyring};
pub use self::keyring::{forget as forget_in_keyring, keyring_is_available};
pub use self::slot::{KeyringState, Slot, Way};
use self::slot::{encrypted_to, stretch, unwrap};
use super::recovery;
use crate::base::{Code, Error, Result, Timestamp};
use crate::say;

/// What the earlier keys of a shop are sealed for.
const EARLIER_KEY: &str = "earlier key";

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

/// The file `shop.key`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KeyFile {
    format: u32,
    /// Tells a wrong key from a damaged store, which the store itself cannot.
    check: String,
    /// The check of the shop's first key, once it has another: what its copies and backups know it by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    first_check: Option<String>,
    /// When the key was made, if it is not the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rekeyed_at_ms: Option<Timestamp>,
    /// When a slot was last revoked that old copies still open with; nothing once the key is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at_ms: Option<Timestamp>,
    /// The ways in.
    pub slots: Vec<Slot>,
    /// The shop's earlier keys, sealed under the present one (base64): they open the backups of their time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    earlier_keys: Vec<String>,
    /// A passphrase that is no secret and opens the store without asking anybody: that of a demo shop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_passphrase: Option<String>,
}

/// The key file inside the shop's folder.
#[must_use]
pub fn key_path(folder: &Path) -> PathBuf {
    folder.join("shop.key")
}

/// Whether what somebody types is taken for a recovery key: as a passphrase it would never open anything.
#[must_use]
pub fn is_taken_for_recovery_key(text: &str) -> bool {
    recovery::as_identity(text).is_some()
}

impl KeyFile {
    /// A key file without any slot yet.
    #[must_use]
    pub fn new(key: &DataKey) -> Self {
        Self {
            format: 1,
            check: check_of(key),
            first_check: None,
            rekeyed_at_ms: None,
            revoked_at_ms: None,
            slots: Vec::new(),
            earlier_keys: Vec::new(),
            known_passphrase: None,
        }
    }

    /// Reads the key file of the shop in `folder`.
    ///
    /// # Errors
    /// Refuses a missing or damaged key file; nothing is changed and no new one is ever offered.
    pub fn read(folder: &Path) -> Result<Self> {
        // A change of the key that was cut off after it was decided is brought to its end first: its two files belong together.
        super::rekey::settle(folder)?;
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
        let mut file = super::connection::create_private(&draft).map_err(Error::internal)?;
        file.set_len(0).and_then(|()| file.write_all(&text)).and_then(|()| file.sync_all()).map_err(Error::internal)?;
        std::fs::rename(&draft, &path).map_err(Error::internal)?;
        std::fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(Error::internal)
    }

    /// Whether this is the key file of the same shop, whichever of its keys it has. It tells shops apart against mistakes; what proves
    /// a copy is its key.
    #[must_use]
    pub fn is_of_same_shop(&self, other: &Self) -> bool {
        self.mark() == other.mark()
    }

    /// A short mark of the shop, the same in all its copies. It tells shops apart and nothing about them.
    #[must_use]
    pub fn shop_mark(&self) -> &str {
        self.mark().get(..8).unwrap_or_default()
    }

    fn mark(&self) -> &str {
        self.first_check.as_deref().unwrap_or(&self.check)
    }

    /// The slots that open the shop also on another computer: all but the keyring's.
    #[must_use]
    pub fn for_elsewhere(&self) -> Self {
        let slots = self.slots.iter().filter(|slot| !slot.is_of_this_computer()).cloned().collect();
        Self { slots, ..self.clone() }
    }

    /// Whether this key opens the shop that this file belongs to.
    #[must_use]
    pub fn is_opened_by(&self, key: &DataKey) -> bool {
        check_of(key) == self.check
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
    pub fn add_keyring(&mut self, key: &DataKey, now: Timestamp) -> Result<()> {
        self.slots.push(Slot::keyring(key, now)?);
        Ok(())
    }

    /// Adds a slot that a passphrase opens.
    ///
    /// # Errors
    /// Only a defect.
    pub fn add_passphrase(&mut self, key: &DataKey, passphrase: &str, effort: Effort, now: Timestamp) -> Result<()> {
        self.slots.push(Slot::passphrase(key, passphrase, effort, now)?);
        Ok(())
    }

    /// Adds a recovery slot and returns its identity: the text of the recovery kit, which is kept nowhere else.
    ///
    /// # Errors
    /// Only a defect.
    pub fn add_recovery(&mut self, key: &DataKey, now: Timestamp) -> Result<String> {
        let (slot, identity) = Slot::recovery(key, now)?;
        self.slots.push(slot);
        Ok(identity)
    }

    /// The file of the same shop under another key. Recovery kits stay good: their slots are made for their public half. The keyring
    /// gets an entry of its own for the new key, and the passphrase must be given, because nothing here knows it.
    ///
    /// # Errors
    /// A keyring that cannot be written, a passphrase slot without its passphrase, and a slot that cannot be read.
    pub fn for_new_key(
        &self,
        old: &DataKey,
        new: &DataKey,
        passphrase: Option<&str>,
        effort: Effort,
        now: Timestamp,
    ) -> Result<Self> {
        let mut slots = Vec::new();
        for slot in &self.slots {
            let way = match &slot.way {
                Way::Keyring { .. } => Slot::keyring(new, now)?.way,
                Way::Passphrase { .. } => {
                    let passphrase = passphrase.ok_or_else(|| Error::internal("a passphrase slot without its passphrase"))?;
                    Slot::passphrase(new, passphrase, effort, now)?.way
                }
                Way::Recovery { recipient, .. } => {
                    let recipient: age::x25519::Recipient = recipient.parse().map_err(Error::internal)?;
                    encrypted_to(&recipient, new)?
                }
            };
            slots.push(Slot { way, added_at_ms: slot.added_at_ms });
        }
        let mut earlier_keys = Vec::new();
        for earlier in self.keys(old) {
            earlier_keys.push(BASE64.encode(new.seal(EARLIER_KEY, earlier.bytes(), &[])?));
        }
        Ok(Self {
            check: check_of(new),
            first_check: Some(self.mark().to_owned()),
            rekeyed_at_ms: Some(now),
            revoked_at_ms: None,
            slots,
            earlier_keys,
            ..self.clone()
        })
    }

    /// Every key the shop has had, the present one first: a backup opens with the key of its time.
    #[must_use]
    pub fn keys(&self, key: &DataKey) -> Vec<DataKey> {
        let earlier = self.earlier_keys.iter().filter_map(|sealed| {
            let bytes = Zeroizing::new(key.unseal(EARLIER_KEY, &BASE64.decode(sealed).ok()?, &[])?);
            DataKey::copy_of(&bytes)
        });
        std::iter::once(key.clone()).chain(earlier).collect()
    }

    /// The key among those of this shop that another copy's key file belongs to.
    #[must_use]
    pub fn key_of(&self, key: &DataKey, copy: &Self) -> Option<DataKey> {
        self.keys(key).into_iter().find(|key| copy.is_opened_by(key))
    }

    /// Opens the shop with the keyring, when it has such a slot and the keyring still knows it.
    #[must_use]
    pub fn open_with_keyring(&self) -> Option<DataKey> {
        let key = self.slots.iter().find_map(|slot| {
            let Way::Keyring { account, wrapped } = &slot.way else { return None };
            let Asked::Found(wrapping) = ask_keyring(account) else { return None };
            self.checked(unwrap(wrapped, &wrapping)?)
        });
        wipe_stack();
        key
    }

    /// The keyring's entries that open this shop.
    pub fn keyring_accounts(&self) -> impl Iterator<Item = &str> {
        self.slots.iter().filter_map(Slot::account)
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
        wipe_stack();
        key.ok_or_else(|| Error::new(Code::Sealed, say!(
            "This passphrase or recovery key does not open the shop, and nothing was changed. Check it letter by letter and try again."
        )))
    }

    /// Whether this is the identity of a recovery kit of this shop, however its groups are written.
    #[must_use]
    pub fn is_recovery_identity(&self, text: &str) -> bool {
        recovery::as_identity(text).is_some_and(|identity| self.open_with_recovery(&identity).is_some())
    }

    /// Whether this is the passphrase of the shop.
    ///
    /// # Errors
    /// A defect only.
    pub fn is_passphrase(&self, passphrase: &str) -> Result<bool> {
        self.open_with_passphrase(passphrase.trim()).map(|key| key.is_some())
    }

    fn open_with_passphrase(&self, passphrase: &str) -> Result<Option<DataKey>> {
        for slot in &self.slots {
            let Way::Passphrase { salt, effort, wrapped } = &slot.way else { continue };
            let Ok(salt) = BASE64.decode(salt) else { continue };
            let wrapping = stretch(passphrase, &salt, *effort)?;
            if let Some(key) = unwrap(wrapped, &wrapping[..]).and_then(|key| self.checked(key)) {
                return Ok(Some(key));
            }
        }
        Ok(None)
    }

    fn open_with_recovery(&self, identity: &str) -> Option<DataKey> {
        let identity: age::x25519::Identity = identity.parse().ok()?;
        self.slots.iter().find_map(|slot| {
            let Way::Recovery { wrapped, .. } = &slot.way else { return None };
            let key = Zeroizing::new(age::decrypt(&identity, &BASE64.decode(wrapped).ok()?).ok()?);
            self.checked(DataKey::copy_of(&key)?)
        })
    }

    fn checked(&self, key: DataKey) -> Option<DataKey> {
        self.is_opened_by(&key).then_some(key)
    }
}

/// What a key file knows a key by.
fn check_of(key: &DataKey) -> String {
    hex::encode(&key.derived("check")[..])
}
