//! The daily look at every page of the shop's file.

use std::sync::{Arc, Weak};
use std::time::Duration;

use chrono_tz::Tz;

use super::store;
use crate::base::{Clock, Code, Error, Message, Result, Timestamp};
use crate::http::App;
use crate::jobs::Alone;
use crate::say;
use crate::settings::find_shop;
use crate::store::{Context, Store};

/// The kind of the job that looks at the pages, and of the look itself.
pub(super) const QUICK_CHECK: &str = "quick_check";

/// How often somebody looks whether the day's check is due.
const LOOK: Duration = Duration::from_secs(30);
/// How long after one that failed the next try is.
const AGAIN: Duration = Duration::from_secs(15 * 60);

/// What a look at every page of the shop's file said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageCheck {
    /// When.
    pub at: Timestamp,
    /// Whether every page held.
    pub is_good: bool,
    /// What did not, and what to do; empty when every page held.
    pub message: Message,
}

/// Looks at every page. Nothing is written down.
///
/// # Errors
/// A store that is being closed.
pub fn look_at_pages(store: &Store, now: Timestamp) -> Result<PageCheck> {
    let message = match store.page_faults() {
        Ok(faults) => faults.first().map(|fault| damaged(faults.len(), fault)).unwrap_or_default(),
        // Damaged where the file begins, or a disk that fails.
        Err(error) if error.code == Code::StoreRefused => error.message,
        Err(error) => return Err(error),
    };
    Ok(PageCheck { at: now, is_good: message.is_empty(), message })
}

fn damaged(count: usize, fault: &str) -> Message {
    tracing::error!(count, fault, "the pages of the shop's file do not hold");
    say!(
        "{count} faults were found, the first: {fault}. Stop selling and restore the newest good backup with \"counterfoil restore\"; the file was not touched.",
        count,
        fault
    )
}

/// Looks at every page and notes what was found.
///
/// # Errors
/// Refuses while another look is at work; a failing disk.
pub fn check_pages(store: &Store, clock: &Arc<dyn Clock>) -> Result<PageCheck> {
    let _alone = Alone::begin(store, QUICK_CHECK, say!("The pages of the file are being checked already. Wait for it to end."))?;
    let found = look_at_pages(store, clock.now())?;
    let noted = found.clone();
    store.write_now(Context::program("note_quick_check"), move |tx| store::note_quick_check(tx, &noted))?;
    Ok(found)
}

/// Looks at every page when that was not done today; answers what was found.
///
/// # Errors
/// As [`check_pages`].
pub fn check_when_due(store: &Store, clock: &Arc<dyn Clock>) -> Result<Option<PageCheck>> {
    let (last, zone) = store.read_now(|db| Ok((store::find_quick_check(db)?, find_shop(db)?.zone())))?;
    let is_due = is_due(last.map(|last| last.at), clock.now(), zone);
    is_due.then(|| check_pages(store, clock)).transpose()
}

/// Once on each day of the shop.
fn is_due(last: Option<Timestamp>, now: Timestamp, zone: Tz) -> bool {
    last.is_none_or(|last| last.date_in(zone) != now.date_in(zone))
}

/// Looks at the pages once a day, on a thread of its own, as long as there is the state behind the door.
///
/// # Errors
/// A system that starts no thread.
pub fn start_daily_check(app: &Arc<App>) -> Result<()> {
    let app = Arc::downgrade(app);
    let thread = std::thread::Builder::new().name("pages".into());
    thread.spawn(move || keep_checking(&app)).map_err(Error::internal)?;
    Ok(())
}

fn keep_checking(app: &Weak<App>) {
    let mut pause = LOOK;
    loop {
        // The first look waits too: opening the shop is what people wait for.
        std::thread::sleep(pause);
        pause = LOOK;
        let Some(app) = app.upgrade() else { return };
        let Ok(store) = app.store() else { continue };
        if let Err(error) = check_when_due(&store, &app.clock) {
            tracing::warn!(%error, "the pages of the shop's file could not be checked");
            pause = AGAIN;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_are_due_once_on_each_day_of_the_shop() {
        let at = |text: &str| Timestamp(chrono::DateTime::parse_from_rfc3339(text).unwrap().timestamp_millis());
        for (last, now, expected) in [
            (None, "2026-03-02T10:00:00+01:00", true),
            (Some("2026-03-02T09:00:00+01:00"), "2026-03-02T23:59:00+01:00", false),
            (Some("2026-03-02T23:59:00+01:00"), "2026-03-03T00:01:00+01:00", true),
            (Some("2026-02-20T10:00:00+01:00"), "2026-03-02T10:00:00+01:00", true),
            // A clock that was set back does not wait for its old day.
            (Some("2027-03-02T10:00:00+01:00"), "2026-03-02T10:00:00+01:00", true),
        ] {
            assert_eq!(is_due(last.map(at), at(now), chrono_tz::Europe::Berlin), expected, "{last:?} {now}");
        }
    }
}
