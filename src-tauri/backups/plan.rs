//! When backups are due, which of them are kept, and what somebody should know. Pure rules.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveTime, TimeDelta, TimeZone};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::backup::{Drill, Folder};
use crate::base::{Error, Result, Timestamp};
use crate::say;

const HOUR_MS: i64 = 60 * 60 * 1_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// How many days, weeks and months keep a backup each.
const KEPT: [usize; 3] = [7, 4, 12];
/// How long after a failed try the next one is.
const AGAIN_MS: i64 = HOUR_MS / 4;
/// How often a restore is tried.
const DRILL_MS: i64 = 7 * DAY_MS;

/// When backups are taken by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Schedule {
    /// Every day at a time; when the program did not run then, as soon as it does.
    Daily,
    /// When the window is closed.
    OnClose,
    /// Only when somebody asks for one.
    Off,
}

impl Schedule {
    /// Every schedule there is.
    pub const ALL: [Self; 3] = [Self::Daily, Self::OnClose, Self::Off];

    /// The stored word.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Daily => "daily",
            Self::OnClose => "on_close",
            Self::Off => "off",
        }
    }

    /// How long a backup may be old before somebody is told: a day past its time, and a long weekend where the shop is closed on it.
    fn patience_ms(self) -> i64 {
        match self {
            Self::Daily => 2 * DAY_MS,
            Self::OnClose => 4 * DAY_MS,
            Self::Off => 7 * DAY_MS,
        }
    }
}

/// When backups are taken by themselves, and at which time of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// When.
    pub schedule: Schedule,
    /// For daily backups: the minute of the shop's day, 0 to 1439.
    pub minute_of_day: u32,
}

impl Default for Plan {
    fn default() -> Self {
        Self { schedule: Schedule::Daily, minute_of_day: 20 * 60 }
    }
}

impl Plan {
    /// Refuses a time of the day that there is not.
    ///
    /// # Errors
    /// Names the field.
    pub fn check(self) -> Result<Self> {
        if self.minute_of_day < 24 * 60 {
            return Ok(self);
        }
        Err(Error::field(
            "minute_of_day",
            say!("A day has the minutes 0 to 1439. Nothing was changed; choose a time of the day."),
        ))
    }

    /// Whether a folder should get a backup now, without anybody asking.
    #[must_use]
    pub fn is_due(self, folder: &Folder, now: Timestamp, zone: Tz) -> bool {
        if self.schedule == Schedule::Off
            || folder.tried_at_ms.is_some_and(|tried| is_failing(folder) && now.0 - tried.0 < AGAIN_MS)
        {
            return false;
        }
        match folder.done_at_ms {
            // A folder without any backup does not wait for its time.
            None => true,
            Some(done) => self.schedule == Schedule::Daily && done < self.last_time(now, zone),
        }
    }

    /// The last moment at or before `now` at which daily backups are due.
    fn last_time(self, now: Timestamp, zone: Tz) -> Timestamp {
        let time = NaiveTime::from_num_seconds_from_midnight_opt(self.minute_of_day * 60, 0).unwrap_or_default();
        let today = now.date_in(zone);
        let at = |days: i64| {
            let day = today - TimeDelta::days(days);
            // An hour that the change of the clocks skips begins an hour later.
            let moment = zone
                .from_local_datetime(&day.and_time(time))
                .earliest()
                .or_else(|| zone.from_local_datetime(&(day.and_time(time) + TimeDelta::hours(1))).earliest());
            moment.map_or(now, |moment| Timestamp(moment.timestamp_millis()))
        };
        if at(0) <= now { at(0) } else { at(1) }
    }
}

fn is_failing(folder: &Folder) -> bool {
    !folder.message.is_empty()
}

/// Whether a restore should be tried by itself: every week, and after a failure every day.
#[must_use]
pub fn is_drill_due(last: Option<&Drill>, now: Timestamp) -> bool {
    last.is_none_or(|drill| now.0 - drill.at_ms.0 >= if drill.is_good { DRILL_MS } else { DAY_MS })
}

/// Something about the backups that somebody should see to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Warning {
    /// There is no folder to put backups into.
    NoFolder,
    /// There is no backup yet, or the newest is too old.
    NoRecentBackup,
    /// A folder did not get the last backup.
    FolderFailed,
    /// The last backup that was tried could not be restored.
    DrillFailed,
}

/// What somebody should see to, worst first. `has_changed` says whether anything happened in the shop since the newest backup.
#[must_use]
pub fn warnings(plan: Plan, folders: &[Folder], drill: Option<&Drill>, has_changed: bool, now: Timestamp) -> Vec<Warning> {
    if folders.is_empty() {
        return vec![Warning::NoFolder];
    }
    let newest = folders.iter().filter_map(|folder| folder.done_at_ms).max();
    let is_old = newest.is_none_or(|newest| has_changed && now.0 - newest.0 > plan.schedule.patience_ms());
    let mut warnings = Vec::new();
    if drill.is_some_and(|drill| !drill.is_good) {
        warnings.push(Warning::DrillFailed);
    }
    if is_old {
        warnings.push(Warning::NoRecentBackup);
    } else if folders.iter().any(is_failing) {
        warnings.push(Warning::FolderFailed);
    }
    warnings
}

/// Which of the backups taken at these moments are kept: the newest of each of the last 7 days, 4 weeks and 12 months that have any. Days
/// are the shop's.
#[must_use]
pub fn kept(moments: &[Timestamp], zone: Tz) -> BTreeSet<Timestamp> {
    let mut newest_first = moments.to_vec();
    newest_first.sort_unstable();
    newest_first.reverse();
    let mut kept = BTreeSet::new();
    for (place, count) in KEPT.into_iter().enumerate() {
        let mut seen = Vec::new();
        for moment in &newest_first {
            let day = moment.date_in(zone);
            let span = match place {
                0 => (day.year(), day.ordinal()),
                1 => (day.iso_week().year(), day.iso_week().week()),
                _ => (day.year(), day.month()),
            };
            if !seen.contains(&span) {
                if seen.len() == count {
                    break;
                }
                seen.push(span);
                kept.insert(*moment);
            }
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate};
    use chrono_tz::Europe::Berlin;

    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp(DateTime::parse_from_rfc3339(text).unwrap().timestamp_millis())
    }

    fn folder(done: Option<&str>, tried: Option<&str>, is_failing: bool) -> Folder {
        Folder {
            path: "/media/stick".into(),
            tried_at_ms: tried.map(at),
            done_at_ms: done.map(at),
            file_name: None,
            bytes: None,
            commit_seq: None,
            message: if is_failing { say!("Copying the shop") } else { crate::base::Message::default() },
        }
    }

    #[test]
    fn a_daily_backup_is_due_after_its_time_and_is_caught_up() {
        let plan = Plan { schedule: Schedule::Daily, minute_of_day: 20 * 60 };
        for (done, tried, is_failing, now, is_due) in [
            (None, None, false, "2026-03-02T10:00:00+01:00", true),
            (Some("2026-03-01T20:00:30+01:00"), None, false, "2026-03-02T19:59:00+01:00", false),
            (Some("2026-03-01T20:00:30+01:00"), None, false, "2026-03-02T20:00:00+01:00", true),
            (Some("2026-02-27T20:00:30+01:00"), None, false, "2026-03-02T09:00:00+01:00", true),
            (Some("2026-03-02T20:00:05+01:00"), None, false, "2026-03-02T23:59:00+01:00", false),
            // A disk that is out is tried again a quarter of an hour later.
            (None, Some("2026-03-02T10:00:00+01:00"), true, "2026-03-02T10:14:00+01:00", false),
            (None, Some("2026-03-02T10:00:00+01:00"), true, "2026-03-02T10:15:00+01:00", true),
            // The night on which the clocks go forward.
            (Some("2026-03-28T20:00:10+01:00"), None, false, "2026-03-29T20:00:00+02:00", true),
        ] {
            let folder = folder(done, tried, is_failing);
            assert_eq!(plan.is_due(&folder, at(now), Berlin), is_due, "{done:?} {tried:?} {now}");
        }
        let skipped = Plan { schedule: Schedule::Daily, minute_of_day: 2 * 60 + 30 };
        let before = folder(Some("2026-03-28T03:00:00+01:00"), None, false);
        assert!(skipped.is_due(&before, at("2026-03-29T03:30:00+02:00"), Berlin), "an hour that was skipped");
        let off = Plan { schedule: Schedule::Off, minute_of_day: 0 };
        assert!(!off.is_due(&folder(None, None, false), at("2026-03-02T10:00:00+01:00"), Berlin));
    }

    #[test]
    fn what_somebody_should_see_to() {
        let plan = Plan::default();
        let now = at("2026-03-05T10:00:00+01:00");
        let good = folder(Some("2026-03-04T20:00:00+01:00"), None, false);
        let old = folder(Some("2026-03-03T09:00:00+01:00"), None, false);
        let out = folder(Some("2026-03-03T09:00:00+01:00"), Some("2026-03-05T09:00:00+01:00"), true);
        let failed = Drill { at_ms: now, file_name: String::new(), is_good: false, message: crate::base::Message::default() };
        assert_eq!(warnings(plan, &[], None, true, now), [Warning::NoFolder]);
        assert_eq!(warnings(plan, &[folder(None, None, false)], None, false, now), [Warning::NoRecentBackup]);
        assert_eq!(warnings(plan, std::slice::from_ref(&good), None, true, now), []);
        assert_eq!(warnings(plan, std::slice::from_ref(&old), None, true, now), [Warning::NoRecentBackup]);
        assert_eq!(warnings(plan, std::slice::from_ref(&old), None, false, now), [], "nothing happened since");
        assert_eq!(warnings(plan, &[good.clone(), out], None, true, now), [Warning::FolderFailed]);
        assert_eq!(warnings(plan, &[good], Some(&failed), true, now), [Warning::DrillFailed]);
        assert!(!is_drill_due(Some(&failed), now.after_ms(DAY_MS - 1)) && is_drill_due(Some(&failed), now.after_ms(DAY_MS)));
    }

    /// What is left of a backup taken every day, when the rotation ran after each of them.
    fn left_after(first: &str, days: u64) -> Vec<String> {
        let first: NaiveDate = first.parse().unwrap();
        let mut there: Vec<Timestamp> = Vec::new();
        for day in 0..days {
            let day = first + chrono::Days::new(day);
            there.push(at(&format!("{day}T20:00:00+01:00")));
            let kept = kept(&there, Berlin);
            there.retain(|moment| kept.contains(moment));
        }
        there.iter().map(|moment| moment.date_in(Berlin).to_string()).collect()
    }

    #[test]
    fn seven_days_four_weeks_and_twelve_months_are_kept() {
        assert_eq!(left_after("2026-01-05", 5).len(), 5);
        assert_eq!(
            left_after("2026-01-05", 30),
            // The end of January is the newest of its month, Sundays are the newest of their weeks.
            [
                "2026-01-18",
                "2026-01-25",
                "2026-01-28",
                "2026-01-29",
                "2026-01-30",
                "2026-01-31",
                "2026-02-01",
                "2026-02-02",
                "2026-02-03"
            ]
        );
        let long = left_after("2024-01-01", 700);
        assert!(long.len() <= 23 && long.len() >= 19, "{} are left", long.len());
        assert_eq!(long.last().map(String::as_str), Some("2025-11-30"));
        assert_eq!(long.first().map(String::as_str), Some("2024-12-31"), "twelve months back");
    }

    #[test]
    fn of_several_backups_on_a_day_the_newest_is_kept() {
        let moments = ["2026-03-02T08:00:00+01:00", "2026-03-02T12:00:00+01:00", "2026-03-01T12:00:00+01:00"].map(at);
        assert_eq!(kept(&moments, Berlin), [moments[1], moments[2]].into());
    }
}
