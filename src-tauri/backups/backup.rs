//! What a backup is: when it was taken, of what, and what it holds.

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::base::{Message, Money, ShopId, Timestamp};
use crate::store::ChainHead;
use crate::store::keys::KeyFile;

/// How the name of every backup ends.
pub const EXTENSION: &str = "counterfoil-backup";

/// What a shop holds at one moment, to compare a copy with and to tell people what they would get or lose.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Holdings {
    /// How many sales.
    pub sales: i64,
    /// What they come to, with tax, in minor units.
    pub sales_total_minor: Money,
    /// How many returns.
    pub returns: i64,
    /// What they come to, with tax, in minor units.
    pub returns_total_minor: Money,
    /// How many invoices and credit notes.
    pub documents: i64,
    /// What they come to, with tax, in minor units.
    pub documents_total_minor: Money,
    /// How many customers.
    pub customers: i64,
    /// How many products.
    pub products: i64,
    /// What the goods on hand have cost, in minor units.
    pub stock_value_minor: Money,
}

/// What a backup says about itself, hidden and authenticated under the shop's key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The program that took it.
    pub program_version: String,
    /// The format of the store inside.
    pub schema_version: u32,
    /// When it was taken.
    pub created_at_ms: Timestamp,
    /// Whose it is.
    pub shop_id: ShopId,
    /// The shop's name.
    pub shop_name: String,
    /// The shop's time zone (IANA).
    pub time_zone: String,
    /// Number of the last change in it.
    pub commit_seq: i64,
    /// Hash of that change (hexadecimal).
    pub commit_hash: String,
    /// What it holds.
    pub holdings: Holdings,
    /// Size of the store inside, in bytes.
    pub snapshot_bytes: u64,
    /// SHA-256 of the store inside (hexadecimal).
    pub snapshot_sha256: String,
    /// Ids of everybody who was forgotten until then (base64 of all of them in a row): whoever restores an older backup beside this one forgets
    /// them again. Headers from before there was such a list have none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub forgotten: String,
}

impl Header {
    /// The ids of everybody who was forgotten until then.
    #[must_use]
    pub fn forgotten_ids(&self) -> Vec<Uuid> {
        let bytes = BASE64.decode(&self.forgotten).unwrap_or_default();
        bytes.chunks_exact(16).filter_map(|id| Uuid::from_slice(id).ok()).collect()
    }

    /// Ids as the header keeps them.
    #[must_use]
    pub fn forgotten_of(ids: &[Uuid]) -> String {
        BASE64.encode(ids.iter().flat_map(|id| *id.as_bytes()).collect::<Vec<u8>>())
    }

    /// Where the history in it ends.
    #[must_use]
    pub fn head(&self) -> ChainHead {
        let mut hash = [0; 32];
        // A hash that cannot be read is no hash of any change.
        let _ = hex::decode_to_slice(&self.commit_hash, &mut hash);
        ChainHead { seq: self.commit_seq, hash }
    }
}

/// The name of a backup: the mark of its shop, the moment in UTC and the number of its last change. The shop's name is not in it, because
/// whoever finds the disk can read it.
#[must_use]
pub fn file_name(key_file: &KeyFile, created_at: Timestamp, commit_seq: i64) -> String {
    format!("{}{}-{commit_seq}.{EXTENSION}", name_prefix(key_file), moment(created_at))
}

/// How the names of all backups of a shop begin.
#[must_use]
pub fn name_prefix(key_file: &KeyFile) -> String {
    format!("shop-{}-", key_file.shop_mark())
}

/// How a moment (UTC) stands in names of files.
pub const MOMENT: &str = "%Y-%m-%dT%H%M%SZ";

/// A moment as it stands in names of files.
#[must_use]
pub fn moment(at: Timestamp) -> String {
    at.utc().format(MOMENT).to_string()
}

/// A backup that lies in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundBackup {
    /// The file.
    pub path: PathBuf,
    /// Its size in bytes.
    pub bytes: u64,
    /// What it says about itself.
    pub header: Header,
}

/// The last part of a path, for lists and messages.
#[must_use]
pub fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// A folder that backups go to, and what came of the last one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Folder {
    /// The folder.
    pub path: String,
    /// When a backup was last tried.
    pub tried_at_ms: Option<Timestamp>,
    /// When one last succeeded.
    pub done_at_ms: Option<Timestamp>,
    /// Name of that one.
    pub file_name: Option<String>,
    /// Its size.
    pub bytes: Option<i64>,
    /// Number of the last change in it.
    pub commit_seq: Option<i64>,
    /// Why the last try failed; empty when it did not.
    #[serde(flatten)]
    pub message: Message,
}

/// The last time a restore was tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Drill {
    /// When.
    pub at_ms: Timestamp,
    /// With which backup.
    pub file_name: String,
    /// Whether everything held.
    pub is_good: bool,
    /// What did not; empty when everything held.
    #[serde(flatten)]
    pub message: Message,
}
