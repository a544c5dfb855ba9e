//! The anchor: number and hash of the last commit, kept beside the store in a file of its own, and now and then in the keyring.
//!
//! A store that is behind its anchor has lost acknowledged work: an old copy was put in its place, or the end of its log was damaged,
//! which SQLite takes for the end of the log. The file is written after each commit and not synced: after a power cut it may be
//! behind the store, which is harmless. Whoever puts an old copy of the whole folder back brings the old file with it; the keyring's entry,
//! written on closing and every few minutes, is not in the folder. An anchor that is missing, or that the shop's key did not sign, says nothing.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hmac::{Hmac, KeyInit, Mac};
use rusqlite::Connection;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::keys::{Asked, DataKey, KeyFile, anchor_account, ask_keyring, put_in_keyring};
use super::{Store, chain_head};
use crate::base::{Error, Message, Result};
use crate::say;

/// What the anchor knows and the store does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LostWork {
    /// The last commit that was acknowledged.
    pub anchored_seq: i64,
    /// The last commit the store holds.
    pub present_seq: i64,
}

impl LostWork {
    /// What is missing and what to do.
    #[must_use]
    pub fn message(&self) -> Message {
        if self.anchored_seq > self.present_seq {
            say!(
                "The shop's file is older than its anchor: {missing} changes that were acknowledged are missing from it. If an old copy was put back, restore the newest backup instead; what is in the file now was not touched.",
                missing = self.anchored_seq - self.present_seq
            )
        } else {
            say!(
                "The last change in the shop's file is not the one that was acknowledged: its history was rewritten. Restore the newest backup, or run \"counterfoil verify\" to see where it differs."
            )
        }
    }
}

/// One record of an anchor, wherever it lies: number, hash, and their MAC.
const RECORD: usize = 8 + 32 + 32;

pub(super) struct Anchor {
    path: PathBuf,
    mac_key: Zeroizing<[u8; 32]>,
    file: Option<File>,
}

impl Anchor {
    pub(super) fn at(folder: &Path, key: &DataKey) -> Self {
        Self { path: folder.join("shop.anchor"), mac_key: key.derived("anchor"), file: None }
    }

    pub(super) fn mac(&self, seq: i64, hash: &[u8]) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.mac_key[..]).expect("HMAC takes a key of any length");
        mac.update(&seq.to_le_bytes());
        mac.update(hash);
        mac.finalize().into_bytes().into()
    }

    fn record(&self, seq: i64, hash: &[u8; 32]) -> [u8; RECORD] {
        let mut record = [0_u8; RECORD];
        record[..8].copy_from_slice(&seq.to_le_bytes());
        record[8..40].copy_from_slice(hash);
        record[40..].copy_from_slice(&self.mac(seq, hash));
        record
    }

    /// Notes the last commit. A failure is logged, not reported: the commit itself is safe.
    pub(super) fn note(&mut self, seq: i64, hash: &[u8; 32]) {
        let record = self.record(seq, hash);
        if let Err(error) = self.overwrite(&record) {
            tracing::warn!(%error, "the anchor could not be written");
            self.file = None;
        }
    }

    fn overwrite(&mut self, record: &[u8]) -> std::io::Result<()> {
        use std::io::Seek as _;
        if self.file.is_none() {
            self.file = Some(super::connection::create_private(&self.path)?);
        }
        let file = self.file.as_mut().expect("opened above");
        file.rewind()?;
        file.write_all(record)
    }

    /// Compares the anchor's file with the store.
    pub(super) fn lost_work(&self, connection: &Connection) -> Result<Option<LostWork>> {
        let Ok(record) = std::fs::read(&self.path) else { return Ok(None) };
        self.compare(&record, connection)
    }

    /// Compares a record with the store. One that this key did not sign says nothing.
    fn compare(&self, record: &[u8], connection: &Connection) -> Result<Option<LostWork>> {
        let (Some(seq), Some(hash), Some(mac)) = (record.get(..8), record.get(8..40), record.get(40..RECORD)) else {
            return Ok(None);
        };
        let anchored_seq = i64::from_le_bytes(seq.try_into().expect("eight bytes were taken"));
        if self.mac(anchored_seq, hash) != mac {
            return Ok(None);
        }
        let present_seq: i64 = connection.query_row("SELECT coalesce(max(seq), 0) FROM commits", [], |row| row.get(0))?;
        let same: bool = anchored_seq == 0
            || connection.query_row(
                "SELECT EXISTS (SELECT 1 FROM commits WHERE seq = ?1 AND hash = ?2)",
                (anchored_seq, hash),
                |row| row.get(0),
            )?;
        Ok((!same).then_some(LostWork { anchored_seq, present_seq }))
    }

    /// Keeps an anchor that is ahead of the store for whoever looks into it later.
    pub(super) fn keep_aside(&self) -> Result<()> {
        std::fs::copy(&self.path, self.path.with_extension("anchor-ahead")).map_err(Error::internal)?;
        Ok(())
    }
}

impl Store {
    /// Compares the store with its anchor in the keyring. What is missing shows in [`Store::lost_work`] from then on.
    pub fn compare_with_keyring(&self) {
        for account in self.keyring_accounts() {
            self.compare_with(ask_keyring(&anchor_account(&account)));
        }
    }

    /// [`Store::compare_with_keyring`] on a thread of its own: a keyring that asks somebody to unlock it keeps nobody waiting, and does
    /// not keep the store open.
    pub fn compare_with_keyring_later(&self) {
        let accounts = self.keyring_accounts();
        if accounts.is_empty() {
            return;
        }
        let store = Arc::downgrade(&self.0);
        let compare = move || {
            for account in accounts {
                let asked = ask_keyring(&anchor_account(&account));
                let Some(store) = store.upgrade() else { return };
                Self(store).compare_with(asked);
            }
        };
        if let Err(error) = std::thread::Builder::new().name("keyring anchor".into()).spawn(compare) {
            tracing::warn!(%error, "the anchor in the keyring could not be looked at");
        }
    }

    /// Notes the last commit in the keyring, where the keyring opens this shop. A store that is behind its anchor leaves it as it is.
    /// A failure is logged, not reported.
    pub fn note_in_keyring(&self) {
        for account in self.keyring_accounts() {
            let name = anchor_account(&account);
            self.compare_with(ask_keyring(&name));
            if self.lost_work().is_some() {
                return;
            }
            let noted =
                self.read_now(chain_head).map(|head| Anchor::at(&self.0.folder, &self.0.key).record(head.seq, &head.hash));
            match noted.map(|record| put_in_keyring(&name, hex::encode(record).as_bytes())) {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::warn!(%error, "the anchor could not be put into the keyring"),
                Err(error) => tracing::warn!(%error, "the end of the history could not be read"),
            }
        }
    }

    fn keyring_accounts(&self) -> Vec<String> {
        let key_file = KeyFile::read(&self.0.folder);
        key_file.map(|file| file.keyring_accounts().map(str::to_owned).collect()).unwrap_or_default()
    }

    fn compare_with(&self, asked: Asked) {
        let Asked::Found(text) = asked else { return };
        let Ok(record) = hex::decode(&text[..]) else { return };
        match self.read_now(|db| Anchor::at(&self.0.folder, &self.0.key).compare(&record, db)) {
            Ok(Some(lost)) => {
                tracing::error!(
                    anchored = lost.anchored_seq,
                    present = lost.present_seq,
                    "the store is behind the keyring's anchor"
                );
                let _ = self.0.lost_work.set(lost);
            }
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "the anchor in the keyring could not be compared"),
        }
    }
}
