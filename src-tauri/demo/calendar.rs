//! When a shop sells: seasons, weekdays, hours, and the days it is closed. Every number is a percentage of an ordinary day.

use chrono::{Datelike, Days, NaiveDate, TimeZone, Weekday};
use chrono_tz::Tz;

use super::dice::Dice;
use super::kinds::Season;
use crate::base::Timestamp;

const HOUR_MS: i64 = 3_600_000;
const OPENS: u32 = 9;
/// How much of a day is sold in each hour from nine to seven in the evening: a little peak at lunch, a larger one after work.
const HOURS: [i64; 10] = [4, 7, 10, 12, 9, 8, 10, 14, 16, 10];

/// How busy the shop is on this day; 0 when it is closed.
pub(super) fn busyness(date: NaiveDate) -> i64 {
    let week = match date.weekday() {
        Weekday::Mon | Weekday::Tue => 82,
        Weekday::Wed => 90,
        Weekday::Thu => 98,
        Weekday::Fri => 125,
        Weekday::Sat => 165,
        Weekday::Sun => 58,
    };
    let year = match (date.month(), date.day()) {
        (12, 25 | 26) | (1, 1) => 0,
        (12, 1..=10) => 150,
        (12, 11..=23) => 205,
        (12, 24) => 130,
        (1, _) => 78,
        (2, 8..=14) => 145,
        (2 | 3, _) => 86,
        (5, 1..=12) => 120,
        (6 | 7, _) => 104,
        (11, 20..) => 130,
        _ => 95,
    };
    week * year / 100
}

/// How much better than usual goods of a season sell on this day.
pub(super) fn demand(season: Season, date: NaiveDate) -> i64 {
    match (season, date.month(), date.day()) {
        (Season::Summer, 5, _) => 220,
        (Season::Summer, 6..=8, _) => 380,
        (Season::Summer, 4 | 9, _) => 120,
        (Season::Summer, ..) => 35,
        (Season::Winter, 11 | 12 | 1 | 2, _) => 190,
        (Season::Winter, 5..=8, _) => 45,
        (Season::Gift, 12, 1..=24) => 340,
        (Season::Gift, 11, 15..) => 180,
        (Season::Gift | Season::Valentine, 2, 7..=14) => 300,
        (Season::Gift, 5, 1..=12) => 210,
        (Season::Gift, ..) => 75,
        (Season::Advent, 11, _) => 400,
        (Season::Advent, 12, 1..=3) => 250,
        (Season::Advent, ..) => 0,
        _ => 100,
    }
}

/// The opening hours of one day.
#[derive(Clone, Copy)]
pub(super) struct Opening {
    from: Timestamp,
    until: Timestamp,
}

impl Opening {
    /// Nine to seven. The last day of a demo shop ends now; who makes one in the early morning finds the counter open since a few hours,
    /// because a day without any sale would show nothing.
    pub fn of(date: NaiveDate, zone: Tz, now: Timestamp) -> Self {
        let midnight = start_of(date, zone);
        let end_of_day = start_of(date + Days::new(1), zone).after_ms(-1);
        let opens = midnight.after_ms(i64::from(OPENS) * HOUR_MS);
        let closes = opens.after_ms(HOURS.len() as i64 * HOUR_MS).min(end_of_day);
        if now >= closes {
            return Self { from: opens, until: closes };
        }
        let until = now.max(midnight);
        Self { from: opens.min(until.after_ms(-4 * HOUR_MS)).max(midnight), until }
    }

    /// When deliveries come.
    pub fn morning(self) -> Timestamp {
        self.at(40)
    }

    /// When the shelves are looked through.
    pub fn evening(self) -> Timestamp {
        self.at(9_900)
    }

    /// A moment somebody comes in, more likely in busy hours.
    pub fn moment(self, dice: &mut Dice) -> Timestamp {
        let hour = dice.weighted(&HOURS) as i64;
        self.at((hour * 1_000 + dice.below(1_000)) * 10_000 / (HOURS.len() as i64 * 1_000))
    }

    /// A ten-thousandth part of the day.
    fn at(self, part: i64) -> Timestamp {
        self.from.after_ms((self.until.0 - self.from.0) * part / 10_000)
    }
}

/// The first moment of a day, also where a clock was put forward at midnight.
fn start_of(date: NaiveDate, zone: Tz) -> Timestamp {
    let midnight = date.and_time(chrono::NaiveTime::MIN);
    let found = (0..4).find_map(|hour| zone.from_local_datetime(&(midnight + chrono::TimeDelta::hours(hour))).earliest());
    found.map_or(Timestamp(midnight.and_utc().timestamp_millis()), |moment| Timestamp(moment.timestamp_millis()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn december_saturdays_are_the_busiest_and_christmas_is_closed() {
        assert!(busyness(day("2026-12-19")) > 3 * busyness(day("2026-01-12")));
        assert_eq!(busyness(day("2026-12-25")), 0);
        assert!(demand(Season::Summer, day("2026-07-01")) > 10 * demand(Season::Summer, day("2026-01-15")));
        assert_eq!(demand(Season::Advent, day("2026-05-01")), 0);
    }

    #[test]
    fn nothing_happens_after_now_and_every_moment_lies_on_its_day() {
        let zone: Tz = "Europe/Berlin".parse().unwrap();
        let date = day("2026-11-22");
        for hour in [0, 1, 7, 12, 23] {
            let now = start_of(date, zone).after_ms(hour * HOUR_MS + 60_000);
            let opening = Opening::of(date, zone, now);
            let mut dice = Dice::of(3);
            for _ in 0..100 {
                let moment = opening.moment(&mut dice);
                assert!(moment <= now && moment.date_in(zone) == date, "{moment:?} at {hour}");
            }
        }
        let summer_time = Opening::of(day("2026-03-29"), zone, Timestamp(i64::MAX));
        assert_eq!(summer_time.until.date_in(zone), day("2026-03-29"));
    }
}
