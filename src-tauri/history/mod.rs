//! The history as a whole: checked on request, compared with what lies outside of the shop, and handed over as an archive.
//!
//! The chain proves that nothing inside of it was changed by somebody who does not know how it is made. Whoever knows that and holds the key can
//! make another chain; that shows only against what they cannot reach: the anchor beside the store, and the heads that the shop's backups keep in
//! their sealed headers.
//!
//! Operations: `start_verification`, `find_verification`, `start_archive`.

mod archive;
pub mod routes;
mod store;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

pub use archive::{Archive, export_archive};

use crate::backups::known_heads;
use crate::base::{Message, Result, StaffId, Timestamp};
use crate::jobs::{Job, find_latest};
use crate::say;
use crate::store::{ChainHead, Store, Tell, Verification, chain_head, describe_break, has_commit};
use crate::verify::verify_shop_telling;

/// What a check of the whole history looked at, and what does not hold.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Verdict {
    /// What was looked at.
    pub checked: Vec<Checked>,
    /// What does not hold; of each kind the first ones. Empty when everything does.
    pub findings: Vec<Found>,
    /// How many more there are than are told.
    pub omitted: i64,
    /// Where the history breaks first, when it does.
    pub first_broken: Option<Broken>,
}

/// How many of something were looked at.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Checked {
    /// Of what.
    #[serde(flatten)]
    pub what: Message,
    /// How many.
    pub count: i64,
}

/// One thing that does not hold.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Found {
    /// Which check found it.
    pub check: String,
    /// What does not hold.
    #[serde(flatten)]
    pub message: Message,
}

/// The first link that is not what it was.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Broken {
    /// Its number.
    pub seq: i64,
    /// What is wrong with it.
    #[serde(flatten)]
    pub message: Message,
    /// The tables that hold rows of it, or in which the break shows.
    pub tables: Vec<String>,
    /// What was done, as the history says now.
    pub operation: Option<String>,
    /// When.
    pub at_ms: Option<Timestamp>,
    /// Who did it.
    pub staff_id: Option<StaffId>,
    /// Their name.
    pub staff_name: Option<String>,
    /// At which register.
    pub register_name: Option<String>,
}

/// The kind of the job that checks the history.
const VERIFICATION: &str = "verification";

/// The last check of the history, and what it found when it came to its end.
///
/// # Errors
/// A failing disk.
pub fn last_check(db: &Connection) -> Result<(Option<Job>, Option<Verdict>)> {
    let job = find_latest(db, VERIFICATION)?;
    let verdict = job.as_ref().and_then(|job| job.result.clone()).and_then(|result| serde_json::from_value(result).ok());
    Ok((job, verdict))
}

/// Checks everything: the shop itself, its anchor, and the heads in its backups.
///
/// # Errors
/// A store that cannot be read at all, and what `tell` answers.
pub fn check_history(store: &Store, tell: Tell<'_>) -> Result<Verdict> {
    let mut verification = verify_shop_telling(store, tell)?;
    tell(0, None, say!("Comparing with the backups that can be reached"))?;
    compare_with_backups(store, &mut verification)?;
    store.read_now(|db| describe_break(db, &mut verification))?;
    report(store, verification)
}

/// Compares the chain with the heads that backups keep. A backup from before a restore that went back behind it belongs to a history that was given
/// up, and is passed over.
fn compare_with_backups(store: &Store, verification: &mut Verification) -> Result<()> {
    let known = known_heads(store)?;
    let (present, restores) = store.read_now(|db| Ok((chain_head(db)?, store::list_restores(db)?)))?;
    for backup in &known {
        let ChainHead { seq, .. } = backup.head;
        if restores.iter().any(|restore| seq >= restore.seq && backup.created_at < restore.at) {
            continue;
        }
        let name = &backup.name;
        if seq > present.seq {
            let message = say!("The backup {name} goes on to change {seq}, which is missing from the history.", name, seq);
            verification.broken("backups", present.seq + 1, None, message);
        } else if !store.read_now(|db| has_commit(db, &backup.head))? {
            let message = say!(
                "Change {seq} is another one than in the backup {name}: the history was rewritten after it was taken.",
                seq,
                name
            );
            verification.broken("backups", seq, None, message);
        }
    }
    verification.checked(say!("backups against the history"), known.len() as u64);
    Ok(())
}

fn report(store: &Store, verification: Verification) -> Result<Verdict> {
    let first_broken = verification.first_broken.map(|first| -> Result<Broken> {
        let names = store.read_now(|db| store::names(db, first.actor_id, first.register_id))?;
        Ok(Broken {
            seq: first.seq,
            message: first.message,
            tables: first.tables,
            operation: first.operation,
            at_ms: first.at,
            staff_id: first.actor_id,
            staff_name: names.0,
            register_name: names.1,
        })
    });
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    Ok(Verdict {
        checked: verification.checked.into_iter().map(|(what, count)| Checked { what, count: number(count) }).collect(),
        findings: verification
            .findings
            .into_iter()
            .map(|finding| Found { check: finding.check, message: finding.message })
            .collect(),
        omitted: number(verification.omitted),
        first_broken: first_broken.transpose()?,
    })
}
