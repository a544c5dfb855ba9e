//! What the shop knows about people: shown, handed over, forgotten.
//!
//! Invariants:
//! - What is personal stands in `privacy_tags`, whose it is in one list of rules (`store/rules.rs`); a table with a personal column and no rule
//!   fails a test. So nothing here knows a table by itself, and no table can be forgotten by those who forget people.
//! - A person is forgotten through the purge door only, with who did it and why; the chain verifies before and after.
//! - Issued documents stay until their time is over, whatever anybody asks for. So do the facts of the trade: what was sold, when and for how much.
//! - Who was forgotten is known by the id, so that a copy of the shop that comes back forgets them again.
//!
//! Operations: `list_people`, `find_person`, `download_person`, `erase_person`, `list_erasures`, `find_retention`, `change_retention`,
//! `start_retention_purge`.

mod export;
mod person;
mod retention;
pub mod routes;
mod store;

use chrono::NaiveDate;
use rusqlite::Connection;
use uuid::Uuid;

pub use person::{Cutoff, Erasure, Holding, Kept, Person, PersonKind, Reason, Retention, RetentionState};
pub use retention::{change_retention, find_retention, purge_aged};
pub use store::forgotten_ids;
pub use store::rules::ruled_tables;

use crate::base::{Error, Result, StaffId, Timestamp};
use crate::say;
use crate::store::{Store, Write, purge_as};

/// What is kept about a person, what erasing them would do, and what stands in its way.
///
/// # Errors
/// An unknown person is not found; one who was erased already is refused.
pub fn find_person(db: &Connection, kind: PersonKind, id: Uuid, today: NaiveDate) -> Result<Kept> {
    let subject = store::find_subject(db, kind, id)?;
    let retention = store::find_retention(db)?;
    let cutoff = retention.cutoff(today);
    let last = store::last_kept_day(db, id, &cutoff)?;
    Ok(Kept {
        holdings: store::holdings(db, &subject, &cutoff)?,
        kept_until: last.map(|day| retention.kept_until(day)),
        unfinished: store::unfinished(db, &subject)?,
        person: subject.person,
    })
}

/// Removes the shop's file from before its last update, which still holds whoever was forgotten since. Nobody can go back to it any more:
/// forgetting was a change.
pub fn forget_older_file(store: &Store) {
    // However young it is.
    if let Err(error) = store.forget_before_update(Timestamp::default(), i64::MIN) {
        tracing::warn!(%error, "the file from before the last update could not be removed");
    }
}

/// Removes everything personal about somebody but the documents whose time is not over, and writes down that, why and by whom it was done.
/// Answers how many rows were emptied or removed.
///
/// # Errors
/// Refuses whoever asks for themselves, and a person with whom something is unfinished; an unknown person is not found.
pub fn erase_person(tx: &mut Write<'_>, kind: PersonKind, id: Uuid, reason: Reason) -> Result<usize> {
    let subject = store::find_subject(tx, kind, id)?;
    if tx.context.actor_id == Some(StaffId(id)) {
        return Err(Error::refused(say!("Nobody can erase themselves, so nothing was changed. Let another owner do it.")));
    }
    if let Some(first) = store::unfinished(tx, &subject)?.into_iter().next() {
        return Err(Error::refused(first.then(say!("Nothing was erased."))));
    }
    forget(tx, &subject, reason)
}

fn forget(tx: &mut Write<'_>, subject: &store::Subject, reason: Reason) -> Result<usize> {
    let cutoff = store::find_retention(tx)?.cutoff(tx.business_date);
    let (kind, id) = (subject.person.kind, subject.person.id);
    let what = format!("{} {id}", kind.code());
    let (purge, touched) = purge_as(tx, reason.code(), &what, |tx, purge| store::forget(tx, purge, subject, &cutoff))?;
    store::insert_erasure(tx, subject, reason, purge)?;
    tx.change(kind.table(), id, "erased", None, Some(reason.code()))?;
    Ok(touched)
}

/// Forgets people again who come back with an older copy of the shop. Those it never knew are passed over. Answers how many there were.
///
/// # Errors
/// A failing disk.
pub fn forget_again(tx: &mut Write<'_>, ids: &[Uuid]) -> Result<usize> {
    let mut forgotten = 0;
    for (kind, id) in store::remembered(tx, ids)? {
        if kind == PersonKind::Staff && !store::disable(tx, id)? {
            tracing::warn!("the last owner of a restored shop was erased since; they stay until there is another");
            continue;
        }
        let subject = store::find_subject(tx, kind, id)?;
        forget(tx, &subject, Reason::Restored)?;
        forgotten += 1;
    }
    Ok(forgotten)
}
