//! People, what is kept about them, and for how long. Nothing here reads or writes.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::base::{Error, Message, Result, Timestamp};
use crate::say;

/// As whom the shop knows a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PersonKind {
    /// As somebody it sells to.
    Customer,
    /// As somebody who works here, or did.
    Staff,
}

impl PersonKind {
    /// The word that is stored and sent.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Staff => "staff",
        }
    }

    /// The table of their record, as the history names it.
    pub(super) fn table(self) -> &'static str {
        match self {
            Self::Customer => "customers",
            Self::Staff => "staff",
        }
    }
}

impl std::str::FromStr for PersonKind {
    type Err = Error;
    fn from_str(code: &str) -> Result<Self> {
        match code {
            "customer" => Ok(Self::Customer),
            "staff" => Ok(Self::Staff),
            _ => Err(Error::internal(format!("there is no kind of person {code}"))),
        }
    }
}

/// Why a person is forgotten. A closed list: a sentence typed by hand would name them again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// They asked for it.
    Asked,
    /// The shop needs nothing of it any more.
    NotNeeded,
    /// Their time is over.
    Retention,
    /// A copy of the shop came back in which they were still known.
    Restored,
}

impl Reason {
    /// The word that is stored and sent.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::NotNeeded => "not_needed",
            Self::Retention => "retention",
            Self::Restored => "restored",
        }
    }
}

impl std::str::FromStr for Reason {
    type Err = Error;
    fn from_str(code: &str) -> Result<Self> {
        match code {
            "asked" => Ok(Self::Asked),
            "not_needed" => Ok(Self::NotNeeded),
            "retention" => Ok(Self::Retention),
            "restored" => Ok(Self::Restored),
            _ => Err(Error::internal(format!("there is no reason {code}"))),
        }
    }
}

/// Somebody the shop knows something about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Person {
    /// As whom.
    pub kind: PersonKind,
    /// Their id.
    #[schema(value_type = String, format = Uuid)]
    pub id: Uuid,
    /// Their name.
    pub name: String,
    /// A customer's number.
    pub number: Option<String>,
    /// The role of somebody who works here.
    pub role: Option<String>,
    /// Whether somebody who works here may sign in.
    pub is_active: bool,
    /// A customer's e-mail address.
    pub email: String,
    /// A customer's telephone.
    pub phone: String,
    /// Since when they are known.
    pub created_at_ms: Timestamp,
}

/// How many rows of a table are about somebody, and what becomes of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Holding {
    /// The table.
    pub table: String,
    /// How many lose what they say.
    pub goes: i64,
    /// How many stay as they are.
    pub stays: i64,
    /// Whether they stay because the law wants them kept.
    pub is_kept_by_law: bool,
}

/// What is kept about a person, and what erasing them would do.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Kept {
    /// Who it is.
    pub person: Person,
    /// What there is.
    pub holdings: Vec<Holding>,
    /// Until when the last document stays, when one does.
    #[schema(value_type = Option<String>, format = Date)]
    pub kept_until: Option<NaiveDate>,
    /// What must be ended before they can be erased; nothing when they can.
    pub unfinished: Vec<Message>,
}

/// Somebody who was forgotten. Of them only the id is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Erasure {
    /// Their id.
    #[schema(value_type = String, format = Uuid)]
    pub person_id: Uuid,
    /// As whom the shop knew them.
    pub kind: PersonKind,
    /// Why.
    pub reason: Reason,
    /// When.
    pub at_ms: Timestamp,
    /// Who did it; nobody when the program did it after a restore.
    pub staff_name: Option<String>,
    /// How many rows were emptied or removed.
    pub touched_rows: i64,
}

/// How long things are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// For how many whole years after its own the law wants a document kept.
    #[schema(minimum = 1, maximum = 100)]
    pub retention_years: i64,
    /// After how many whole years without a purchase a customer is forgotten; absent: never by itself.
    #[schema(minimum = 1, maximum = 100)]
    pub customer_years: Option<i64>,
}

impl Default for Retention {
    /// Ten years: the longest that the countries of the presets ask for.
    fn default() -> Self {
        Self { retention_years: 10, customer_years: None }
    }
}

impl Retention {
    /// The same, when it makes sense.
    ///
    /// # Errors
    /// Names the field that does not.
    pub fn check(self) -> Result<Self> {
        for (field, years) in [("retention_years", Some(self.retention_years)), ("customer_years", self.customer_years)] {
            if years.is_some_and(|years| !(1..=100).contains(&years)) {
                return Err(Error::field(field, say!("Choose 1 to 100 years. Nothing was changed.")));
            }
        }
        Ok(self)
    }

    /// Before which day the time of documents is over. The law counts from the end of a document's year.
    #[must_use]
    pub fn cutoff(self, today: NaiveDate) -> Cutoff {
        Cutoff::years_before(today, self.retention_years)
    }

    /// Before which day a customer must have bought last to be forgotten.
    #[must_use]
    pub fn customer_cutoff(self, today: NaiveDate) -> Option<Cutoff> {
        self.customer_years.map(|years| Cutoff::years_before(today, years))
    }

    /// Until when something of a day is kept.
    #[must_use]
    pub fn kept_until(self, day: NaiveDate) -> NaiveDate {
        let year = day.year() + i32::try_from(self.retention_years).unwrap_or_default();
        NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or(NaiveDate::MAX)
    }
}

/// A day, and the moment it begins in UTC, before which time is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cutoff {
    /// The day.
    pub day: NaiveDate,
    pub(super) day_text: String,
    pub(super) moment: Timestamp,
}

impl Cutoff {
    pub(super) fn at(day: NaiveDate, moment: Timestamp) -> Self {
        Self { day, day_text: day.format("%Y-%m-%d").to_string(), moment }
    }

    /// The first day of the year that is so many years before today's.
    fn years_before(today: NaiveDate, years: i64) -> Self {
        let year = today.year() - i32::try_from(years).unwrap_or(i32::from(u8::MAX));
        let day = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(NaiveDate::MIN);
        Self::at(day, Timestamp(day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis()))
    }
}

/// What would go when everything past its time were removed.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct RetentionState {
    /// How long things are kept.
    pub retention: Retention,
    /// Before which day documents may go.
    #[schema(value_type = String, format = Date)]
    pub cutoff: NaiveDate,
    /// What there is from before.
    pub holdings: Vec<Holding>,
    /// Before which day a customer must have bought last to be forgotten.
    #[schema(value_type = Option<String>, format = Date)]
    pub customer_cutoff: Option<NaiveDate>,
    /// How many customers did.
    pub inactive_customers: i64,
}

/// Rows of a table, as they are handed over.
#[derive(Debug)]
pub(super) struct Table {
    pub name: &'static str,
    pub columns: Vec<String>,
    pub rows: Vec<Vec<serde_json::Value>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_document_is_kept_for_whole_years_after_its_own() {
        let ten = Retention::default();
        for (today, cutoff) in [("2026-01-01", "2016-01-01"), ("2026-12-31", "2016-01-01"), ("2027-01-01", "2017-01-01")] {
            assert_eq!(ten.cutoff(day(today)).day, day(cutoff), "{today}");
        }
        // The last day of a document is the last on which its year is not before the cutoff.
        let until = ten.kept_until(day("2016-05-04"));
        assert_eq!(until, day("2026-12-31"));
        assert!(day("2016-05-04") >= ten.cutoff(until).day);
        assert!(day("2016-05-04") < ten.cutoff(until.succ_opt().unwrap()).day);
    }

    #[test]
    fn years_that_make_no_sense_are_refused() {
        for (retention_years, customer_years, is_fine) in
            [(10, None, true), (0, None, false), (101, None, false), (1, Some(0), false), (100, Some(100), true)]
        {
            assert_eq!(Retention { retention_years, customer_years }.check().is_ok(), is_fine);
        }
    }

    #[test]
    fn words_that_are_stored_come_back() {
        for reason in [Reason::Asked, Reason::NotNeeded, Reason::Retention, Reason::Restored] {
            assert_eq!(reason.code().parse::<Reason>().unwrap(), reason);
            assert_eq!(serde_json::to_value(reason).unwrap(), reason.code());
        }
        for kind in [PersonKind::Customer, PersonKind::Staff] {
            assert_eq!(kind.code().parse::<PersonKind>().unwrap(), kind);
        }
    }
}
