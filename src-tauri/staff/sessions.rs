//! Sessions: signing in with a name and a password, and the count of failed tries.
//!
//! A screen that was opened with a PIN goes without the permissions that need the password ([`Permission::needs_password`]), until the password
//! is typed there.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono_tz::Tz;
use rusqlite::Connection;
use serde::Serialize;

use super::store;
use crate::base::{Code, Error, Result, SessionId, StaffId, Timestamp};
use crate::http::{Actor, Doorkeeper, Permission, token_hash};
use crate::say;
use crate::store::Write;

/// Tries at one account within [`WINDOW_MS`]; the right password counts as one, and forgets those before it.
pub const TRIES_MAX: i64 = 10;
/// The time without a try after which those before it are forgotten: 15 minutes.
pub const WINDOW_MS: i64 = 15 * 60 * 1000;
/// How long a script's token works: 30 days.
const SCRIPT_TOKEN_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// What a session is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionKind {
    /// A person at a screen, at the till's register.
    Interface,
    /// A script with a bearer token, at the scripts' register.
    Script,
}

impl SessionKind {
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Interface => "interface",
            Self::Script => "script",
        }
    }
}

/// What opened a screen last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenedBy {
    /// The password, with a code where one is needed.
    Password,
    /// The PIN.
    Pin,
}

impl OpenedBy {
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Pin => "pin",
        }
    }

    /// What the stored word means; anything else than a password counts as the weaker of the two.
    pub(super) fn of(code: &str) -> Self {
        if code == Self::Password.code() { Self::Password } else { Self::Pin }
    }
}

/// Somebody's way in, from sign-in to sign-out.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Whose it is.
    pub staff_id: StaffId,
    /// Their name.
    pub staff_name: String,
    /// A script's token instead of a screen.
    pub is_script: bool,
    /// The register it sits at.
    pub register_name: String,
    /// When it began.
    pub created_at_ms: Timestamp,
    /// When it was last used, as far as this run of the program knows.
    pub seen_at_ms: Timestamp,
    /// Its screen was locked by hand.
    pub is_locked: bool,
    /// Its screen was opened with a PIN.
    pub is_by_pin: bool,
    /// It is the one that asks.
    pub is_current: bool,
}

/// What the guard asks about sessions.
pub const DOORKEEPER: Doorkeeper = Doorkeeper { look_up_session, note_access };

fn note_access(tx: &mut Write<'_>, account: &str, outcome: Option<Code>) -> Result<()> {
    let outcome = outcome.map_or("granted", Code::word);
    store::count_access(tx, &account.trim().to_lowercase(), outcome)
}

/// Counts one try at an account before its password is looked at, so that a crash in between cannot give a free one. Answers the refusal when
/// there were too many: as an answer and not as an error, because what was counted has to stay. Tries are forgotten when none was made for
/// [`WINDOW_MS`], so no span of that length ever holds more than [`TRIES_MAX`].
///
/// A clock that is set back begins the wait anew, and when it is set right again the wait goes on where it was: only a clock that is set forward by
/// the whole wait passes for time. It neither forgets tries nor closes an account for as long as it was wrong.
///
/// # Errors
/// A failing disk.
pub fn count_try(tx: &Write<'_>, account: &str) -> Result<Option<Error>> {
    let account = account.trim().to_lowercase();
    let now = tx.now.0;
    let (mut failures, mut latest, last) = store::find_tries(tx, &account)?.unwrap_or((0, now, now));
    // Far behind the latest try the clock was set back, and what counts is the time since the last one there.
    let is_set_back = now <= latest - WINDOW_MS;
    let mut since = if is_set_back { last } else { latest };
    if now - since >= WINDOW_MS {
        (failures, latest) = (0, now);
    }
    if failures < TRIES_MAX {
        store::put_tries(tx, &account, failures + 1, latest.max(now))?;
        return Ok(None);
    }
    if is_set_back && now < last {
        store::put_tries(tx, &account, failures, latest)?;
        since = now;
    }
    let minutes = (since + WINDOW_MS - now).div_euclid(60_000) + 1;
    Ok(Some(Error::new(
        Code::Throttled,
        say!(
            "There were {max} tries at this account within 15 minutes, so it is closed for now. Wait {minutes} minutes and try again.",
            max = TRIES_MAX,
            minutes
        ),
    )))
}

/// Opens a session for a person whose password was right, and forgets the failed tries.
///
/// # Errors
/// A failing disk.
pub fn open_session(tx: &mut Write<'_>, account: &str, staff_id: StaffId, kind: SessionKind) -> Result<String> {
    forget_tries(tx, account, staff_id)?;
    let token = new_token();
    let register_id = store::register_for(tx, kind)?;
    store::insert_session(tx, &token_hash(&token), staff_id, register_id, kind, OpenedBy::Password)?;
    Ok(token)
}

/// Ends the session of every screen. Scripts keep their tokens: nobody sits there who could sign in again.
///
/// # Errors
/// A failing disk.
pub fn end_screens(tx: &Write<'_>) -> Result<()> {
    store::end_sessions_of_kind(tx, SessionKind::Interface.code())
}

/// Forgets the failed tries at a person's password and PIN, because the password was right.
///
/// # Errors
/// A failing disk.
pub fn forget_tries(tx: &Write<'_>, account: &str, staff_id: StaffId) -> Result<()> {
    store::clear_tries(tx, &account.trim().to_lowercase())?;
    store::clear_pin_tries(tx, staff_id)
}

/// A token that nobody guesses.
pub(super) fn new_token() -> String {
    URL_SAFE_NO_PAD.encode(crate::store::random_bytes::<32>())
}

/// Finds who a session belongs to; `None` when it ended, expired, or its person was disabled.
///
/// # Errors
/// A failing disk.
fn look_up_session(db: &Connection, token_hash: &[u8; 32], now: Timestamp) -> Result<Option<Actor>> {
    let Some(session) = store::find_session(db, token_hash)? else { return Ok(None) };
    let is_script = session.kind == SessionKind::Script.code();
    if is_script && now.0 - session.created_at.0 > SCRIPT_TOKEN_MS {
        return Ok(None);
    }
    let held = store::permissions_of(db, session.role_id)?;
    let is_withheld = |permission: &Permission| session.opened_by == OpenedBy::Pin && permission.needs_password();
    let (withheld, permissions) = held.into_iter().partition(is_withheld);
    Ok(Some(Actor {
        permissions,
        withheld,
        must_enrol: session.must_enrol,
        staff_id: session.staff_id,
        name: session.name,
        register_id: session.register_id,
        location_id: session.location_id,
        time_zone: session.time_zone.parse().unwrap_or(Tz::UTC),
        token_hash: *token_hash,
        is_script,
        is_locked: session.is_locked,
        lock_after_minutes: session.lock_after_minutes,
    }))
}
