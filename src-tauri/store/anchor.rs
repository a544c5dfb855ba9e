//! The anchor: number and hash of the last commit, kept beside the store in a file of its own.
//!
//! A store that is behind its anchor has lost acknowledged work: an old copy was put in its place, or the end of its log was damaged,
//! which SQLite takes for the end of the log. The anchor is written after each commit and not synced: after a power cut it may be
//! behind the store, which is harmless.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use hmac::{Hmac, KeyInit, Mac};
use rusqlite::Connection;
use sha2::Sha256;

use super::keys::DataKey;
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

pub(super) struct Anchor {
    path: PathBuf,
    mac_key: [u8; 32],
    file: Option<File>,
}

impl Anchor {
    pub(super) fn at(folder: &Path, key: &DataKey) -> Self {
        Self { path: folder.join("shop.anchor"), mac_key: key.derived("anchor"), file: None }
    }

    fn mac(&self, seq: i64, hash: &[u8]) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.mac_key).expect("HMAC takes a key of any length");
        mac.update(&seq.to_le_bytes());
        mac.update(hash);
        mac.finalize().into_bytes().into()
    }

    /// Notes the last commit. A failure is logged, not reported: the commit itself is safe.
    pub(super) fn note(&mut self, seq: i64, hash: &[u8; 32]) {
        let mut record = [0_u8; 72];
        record[..8].copy_from_slice(&seq.to_le_bytes());
        record[8..40].copy_from_slice(hash);
        record[40..].copy_from_slice(&self.mac(seq, hash));
        if let Err(error) = self.overwrite(&record) {
            tracing::warn!(%error, "the anchor could not be written");
            self.file = None;
        }
    }

    fn overwrite(&mut self, record: &[u8]) -> std::io::Result<()> {
        use std::io::Seek as _;
        if self.file.is_none() {
            self.file = Some(File::options().create(true).truncate(false).write(true).open(&self.path)?);
            super::connection::make_private(&self.path, 0o600);
        }
        let file = self.file.as_mut().expect("opened above");
        file.rewind()?;
        file.write_all(record)
    }

    /// Compares the anchor with the store. No anchor, or one that this key did not sign, says nothing.
    pub(super) fn lost_work(&self, connection: &Connection) -> Result<Option<LostWork>> {
        let Ok(record) = std::fs::read(&self.path) else { return Ok(None) };
        let (Some(seq), Some(hash), Some(mac)) = (record.get(..8), record.get(8..40), record.get(40..72)) else {
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
