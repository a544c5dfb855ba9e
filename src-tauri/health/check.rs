//! What a look at the program and the shop says, and the rules behind it. Pure.

use chrono_tz::Tz;
use serde::Serialize;

use super::PageCheck;
use crate::backups::{BackupState, Drill, Warning};
use crate::base::{Message, Timestamp};
use crate::history::Verdict;
use crate::jobs::{Job, RecentWork};
use crate::keys::KeyState;
use crate::say;

const MB: u64 = 1_000_000;
const GB: u64 = 1_000 * MB;
/// Below this the disk is as good as full.
const ROOM_MIN: u64 = 200 * MB;
/// So many copies of the shop's file a backup, a drill and an update may need room for at a time.
const COPIES: u64 = 3;
/// How old a check of the pages may be: the computer of a shop may be switched off for a week.
const PAGES_MS: i64 = 7 * 24 * 60 * 60 * 1_000;

/// How something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// As it should be.
    Good,
    /// Somebody should look at it.
    Look,
    /// Something is broken or about to be lost.
    Bad,
}

impl Condition {
    /// The word that is sent and printed.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Look => "look",
            Self::Bad => "bad",
        }
    }
}

/// What was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// Whether the shop opens.
    Shop,
    /// The pages of the shop's file.
    Pages,
    /// Acknowledged work that the file no longer holds.
    LostWork,
    /// The chain and everything that is derived from it.
    History,
    /// The last backup.
    Backups,
    /// The last restore on trial.
    Drill,
    /// Long work that failed or waits.
    Work,
    /// The room on the disk.
    Disk,
    /// The keyring of the computer.
    Keyring,
    /// The log.
    Log,
    /// This program.
    Program,
    /// The database.
    Sqlite,
    /// Its encryption.
    Cipher,
    /// What shows the window.
    Window,
}

impl Subject {
    /// The word that is sent and printed.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Shop => "shop",
            Self::Pages => "pages",
            Self::LostWork => "lost_work",
            Self::History => "history",
            Self::Backups => "backups",
            Self::Drill => "drill",
            Self::Work => "work",
            Self::Disk => "disk",
            Self::Keyring => "keyring",
            Self::Log => "log",
            Self::Program => "program",
            Self::Sqlite => "sqlite",
            Self::Cipher => "cipher",
            Self::Window => "window",
        }
    }
}

/// What was looked at, and how it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Check {
    /// What was looked at.
    pub subject: Subject,
    /// How it is.
    pub state: Condition,
    /// The same in words, with what to do.
    #[serde(flatten)]
    pub message: Message,
}

impl Check {
    pub(super) fn good(subject: Subject, message: Message) -> Self {
        Self { subject, state: Condition::Good, message }
    }

    pub(super) fn look(subject: Subject, message: Message) -> Self {
        Self { subject, state: Condition::Look, message }
    }

    pub(super) fn bad(subject: Subject, message: Message) -> Self {
        Self { subject, state: Condition::Bad, message }
    }
}

/// A version without a floor.
pub(super) fn version(subject: Subject, name: &str, version: &str) -> Check {
    Check::good(subject, say!("{name} {version}.", name, version))
}

/// A version that must not be below its floor.
pub(super) fn version_with_floor(subject: Subject, name: &str, version: &str, floor: &str) -> Check {
    if is_at_least(version, floor) {
        return Check::good(subject, say!("{name} {version}; at least {floor} is needed.", name, version, floor));
    }
    Check::bad(
        subject,
        say!(
            "{name} {version} is too old: at least {floor} is needed. Install a newer version of Counterfoil.",
            name,
            version,
            floor
        ),
    )
}

/// Whether a version such as "2.12.5" is not below another. What is no version is below every one.
fn is_at_least(version: &str, floor: &str) -> bool {
    let parts = |version: &str| -> Option<[u32; 3]> {
        let mut parts = version.split(['.', '-', '+', ' ']).map(|part| part.parse().ok());
        Some([parts.next()??, parts.next()??, parts.next()??])
    };
    parts(version).is_some_and(|version| Some(version) >= parts(floor))
}

/// The room on the disk of a shop whose file takes so many bytes.
pub(super) fn room(free_bytes: u64, store_bytes: u64) -> Check {
    let (free, size) = (size(free_bytes), size(store_bytes));
    if free_bytes < ROOM_MIN {
        Check::bad(
            Subject::Disk,
            say!(
                "Only {free} are free on the disk of the shop. When it is full nothing can be sold any more; make room now.",
                free
            ),
        )
    } else if free_bytes < GB.max(store_bytes.saturating_mul(COPIES)) {
        Check::look(
            Subject::Disk,
            say!(
                "Only {free} are free on the disk of the shop, whose file takes {size}. Backups and updates need room for copies of it; make some soon.",
                free,
                size
            ),
        )
    } else {
        Check::good(Subject::Disk, say!("{free} are free on the disk of the shop, whose file takes {size}.", free, size))
    }
}

/// Bytes in a unit that keeps them short, as disks are sold. The same in every language.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        0..MB => format!("{} kB", bytes.div_ceil(1_000)),
        MB..GB => format!("{} MB", bytes / MB),
        _ if bytes < 10 * GB => format!("{} MB", bytes / (100 * MB) * 100),
        _ => format!("{} GB", bytes / GB),
    }
}

/// What the last look at the pages of the file said.
pub(super) fn pages(last: Option<&PageCheck>, now: Timestamp, zone: Tz) -> Check {
    let Some(last) = last else {
        return Check::good(
            Subject::Pages,
            say!("The pages of the shop's file were not checked yet. That is done by itself every day."),
        );
    };
    let date = last.at.date_in(zone);
    if !last.is_good {
        let checked = say!("The pages of the shop's file were checked on {date}.", date);
        Check::bad(Subject::Pages, checked.then(last.message.clone()))
    } else if now.0 - last.at.0 > PAGES_MS {
        Check::look(
            Subject::Pages,
            say!(
                "The pages of the shop's file were last checked on {date}, which should be done by itself every day. Check them now.",
                date
            ),
        )
    } else {
        Check::good(Subject::Pages, say!("Every page of the shop's file held on {date}.", date))
    }
}

/// What the last check of the whole history said.
pub(super) fn history(job: Option<&Job>, verdict: Option<&Verdict>, zone: Tz) -> Check {
    let Some(job) = job else {
        return Check::good(
            Subject::History,
            say!("The whole history was not checked here yet. That can be done in Settings, Audit, History."),
        );
    };
    let date = job.updated_at_ms.date_in(zone);
    match verdict.map(|verdict| verdict.findings.len() as i64 + verdict.omitted) {
        None if job.state == "running" => Check::good(Subject::History, say!("The whole history is being checked.")),
        None => {
            Check::look(Subject::History, say!("The last check of the whole history did not come to its end. Check it again."))
        }
        Some(0) => Check::good(Subject::History, say!("The whole history held on {date}.", date)),
        Some(count) => Check::bad(
            Subject::History,
            say!(
                "{count} things did not hold when the whole history was checked on {date}. See what was found, change nothing more, and restore the newest backup whose check is clean.",
                count,
                date
            ),
        ),
    }
}

/// How old the last backup is.
pub(super) fn backups(state: &BackupState, zone: Tz) -> Check {
    let newest = state.folders.iter().filter_map(|folder| folder.done_at_ms).max().map(|newest| newest.date_in(zone));
    let warning = state.warnings.iter().find(|warning| **warning != Warning::DrillFailed);
    match (warning, newest) {
        (Some(Warning::NoFolder), _) => Check::bad(
            Subject::Backups,
            say!("No backup is set up. If this computer breaks, the shop is gone; add a folder on another disk."),
        ),
        (Some(Warning::NoRecentBackup), None) => Check::bad(Subject::Backups, say!("No backup was taken yet. Take one now.")),
        (Some(Warning::NoRecentBackup), Some(date)) => Check::bad(
            Subject::Backups,
            say!("The last backup is of {date}, and what was done since lies on this computer only. Take one now.", date),
        ),
        (Some(Warning::FolderFailed), _) => Check::look(
            Subject::Backups,
            say!("A folder did not get the last backup. Plug its disk in, or choose another folder."),
        ),
        (Some(Warning::DrillFailed) | None, Some(date)) => {
            Check::good(Subject::Backups, say!("The last backup is of {date}.", date))
        }
        (Some(Warning::DrillFailed) | None, None) => {
            Check::good(Subject::Backups, say!("There is no backup, and nobody would miss a demo shop."))
        }
    }
}

/// Whether the last backup that was tried could be restored.
pub(super) fn drill(last: Option<&Drill>, zone: Tz) -> Check {
    let Some(last) = last else {
        return Check::good(Subject::Drill, say!("No restore was tried yet. That is done by itself once there is a backup."));
    };
    let date = last.at_ms.date_in(zone);
    if last.is_good {
        return Check::good(Subject::Drill, say!("The restore that was tried on {date} held.", date));
    }
    Check::bad(
        Subject::Drill,
        say!("The backup that was tried on {date} could not be restored. See what was found, and take a new one.", date),
    )
}

/// Long work of so many days, and whether a change of the key waits for its end.
pub(super) fn work(recent: RecentWork, days: i64, is_key_unsettled: bool) -> Check {
    let RecentWork { running, failed, cut_short } = recent;
    if is_key_unsettled {
        return Check::bad(
            Subject::Work,
            say!("A change of the shop's key was decided and is not at its end. Start the program again, which brings it there."),
        );
    }
    match failed + cut_short {
        0 if running > 0 => Check::good(Subject::Work, say!("Jobs that are running: {count}.", count = running)),
        0 => Check::good(Subject::Work, say!("No job failed in the last {days} days, and nothing waits to be ended.", days)),
        _ => Check::look(
            Subject::Work,
            say!(
                "Jobs of the last {days} days that failed: {failed}; that the end of the program cut short: {cut_short}. The list at the top of the page says why; start again what is still needed.",
                days,
                failed,
                cut_short
            ),
        ),
    }
}

/// How the keyring of this computer stands to the shop.
pub(super) fn keyring(keys: &KeyState) -> Check {
    let slot = keys.slots.iter().find(|slot| slot.kind == "keyring").map(|slot| &*slot.state);
    match (slot, keys.has_keyring) {
        (Some("works"), _) => Check::good(Subject::Keyring, say!("The keyring of this computer opens the shop.")),
        (Some("unknown_here"), _) => Check::look(
            Subject::Keyring,
            say!(
                "The keyring of this computer account does not hold the shop's key any more, so the shop does not open by itself. Let the keyring open it again in Settings, Keys."
            ),
        ),
        (Some(_), _) => Check::look(
            Subject::Keyring,
            say!(
                "The keyring of this computer cannot be reached, so the shop does not open by itself. Unlock the keyring, or go on with the passphrase or the recovery kit."
            ),
        ),
        (None, true) => Check::good(
            Subject::Keyring,
            say!("The keyring of this computer can be used. The shop opens with its passphrase or recovery kit."),
        ),
        (None, false) => no_keyring(),
    }
}

/// This computer has none, which is no fault.
pub(super) fn no_keyring() -> Check {
    Check::good(
        Subject::Keyring,
        say!("This computer has no keyring that can be used. A shop opens with its passphrase or recovery kit."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_below_its_floor_is_bad_and_none_is_compared_as_text() {
        for (version, floor, expected) in [
            ("3.51.3", "3.51.3", Condition::Good),
            ("3.51.2", "3.51.3", Condition::Bad),
            ("3.9.0", "3.51.3", Condition::Bad),
            ("4.0.0", "3.51.3", Condition::Good),
            ("2.11.1", "2.11.1", Condition::Good),
            ("2.11.0", "2.11.1", Condition::Bad),
            ("2.12.0-beta.1", "2.11.1", Condition::Good),
            ("2.12", "2.11.1", Condition::Bad),
            ("", "2.11.1", Condition::Bad),
        ] {
            assert_eq!(version_with_floor(Subject::Sqlite, "SQLite", version, floor).state, expected, "{version}");
        }
    }

    #[test]
    fn the_disk_needs_room_for_three_copies_and_never_less_than_a_gigabyte() {
        for (free, store, expected) in [
            (199 * MB, MB, Condition::Bad),
            (200 * MB, MB, Condition::Look),
            (GB - 1, MB, Condition::Look),
            (GB, MB, Condition::Good),
            (5 * GB, 2 * GB, Condition::Look),
            (6 * GB, 2 * GB, Condition::Good),
            (u64::MAX, u64::MAX, Condition::Good),
        ] {
            assert_eq!(room(free, store).state, expected, "{free} free, {store} taken");
        }
        let sizes = [0, 1, 999_999, MB, 999 * MB, 1_290 * MB, 10 * GB, 1_832 * GB].map(size);
        assert_eq!(sizes, ["0 kB", "1 kB", "1000 kB", "1 MB", "999 MB", "1200 MB", "10 GB", "1832 GB"]);
    }

    #[test]
    fn pages_that_do_not_hold_are_bad_however_long_ago_they_were_looked_at() {
        let now = Timestamp(1_772_442_000_000);
        let check = |days: i64, is_good| PageCheck {
            at: now.after_ms(-days * 24 * 60 * 60 * 1_000),
            is_good,
            message: if is_good {
                Message::default()
            } else {
                say!("The disk is full, so nothing was changed. Free some space on it and try again.")
            },
        };
        assert_eq!(pages(None, now, Tz::UTC).state, Condition::Good);
        assert_eq!(pages(Some(&check(7, true)), now, Tz::UTC).state, Condition::Good);
        assert_eq!(pages(Some(&check(8, true)), now, Tz::UTC).state, Condition::Look);
        for days in [0, 8] {
            let bad = pages(Some(&check(days, false)), now, Tz::UTC);
            assert!(bad.state == Condition::Bad && bad.message.contains("The disk is full"), "{}", bad.message);
        }
    }

    #[test]
    fn work_that_failed_is_told_and_a_key_that_waits_is_worse() {
        let recent = |running, failed, cut_short| RecentWork { running, failed, cut_short };
        assert_eq!(work(recent(0, 0, 0), 7, false).state, Condition::Good);
        assert_eq!(work(recent(2, 0, 0), 7, false).state, Condition::Good);
        assert_eq!(work(recent(0, 0, 1), 7, false).state, Condition::Look);
        assert_eq!(work(recent(2, 1, 0), 7, false).state, Condition::Look);
        assert_eq!(work(recent(0, 0, 0), 7, true).state, Condition::Bad);
    }
}
