//! Sessions: signing in with a name and a password, and the count of failed tries.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono_tz::Tz;
use rusqlite::Connection;
use serde::Serialize;

use super::store;
use crate::base::{Code, Error, Result, SessionId, StaffId, Timestamp};
use crate::http::{Actor, Doorkeeper, token_hash};
use crate::say;
use crate::store::Write;

/// Tries at one account within [`WINDOW_MS`]; the right password counts as one.
pub const TRIES_MAX: i64 = 10;
/// The time within which tries are counted: 15 minutes.
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
    /// It is the one that asks.
    pub is_current: bool,
}

/// What the guard asks about sessions.
pub const DOORKEEPER: Doorkeeper = Doorkeeper { look_up_session, note_access };

fn note_access(tx: &mut Write<'_>, account: &str, outcome: Option<Code>) -> Result<()> {
    let outcome = outcome.map_or("granted", Code::word);
    store::count_access(tx, &account.trim().to_lowercase(), outcome)
}

/// Counts one try at an account before its password is looked at, so that a crash in between cannot give a free one.
///
/// # Errors
/// Refuses the try when too many were made, and says how long to wait.
pub fn count_try(tx: &mut Write<'_>, account: &str) -> Result<()> {
    let account = account.trim().to_lowercase();
    let now = tx.now.0;
    let (mut failures, mut began) = store::find_tries(tx, &account)?.unwrap_or((0, now));
    // A clock that was set back starts the wait anew; it never forgets the tries.
    if now < began {
        began = now;
    }
    if now - began >= WINDOW_MS {
        (failures, began) = (0, now);
    }
    if failures >= TRIES_MAX {
        let minutes = (began + WINDOW_MS - now).div_euclid(60_000) + 1;
        return Err(Error::new(
            Code::Throttled,
            say!(
                "There were {max} tries at this account within 15 minutes, so it is closed for now. Wait {minutes} minutes and try again.",
                max = TRIES_MAX,
                minutes
            ),
        ));
    }
    store::put_tries(tx, &account, failures + 1, began)
}

/// Opens a session for a person whose password was right, and forgets the failed tries.
///
/// # Errors
/// A failing disk.
pub fn open_session(tx: &mut Write<'_>, account: &str, staff_id: StaffId, kind: SessionKind) -> Result<String> {
    store::clear_tries(tx, &account.trim().to_lowercase())?;
    let token = URL_SAFE_NO_PAD.encode(crate::store::random_bytes::<32>());
    let register_id = store::register_for(tx, kind)?;
    store::insert_session(tx, &token_hash(&token), staff_id, register_id, kind)?;
    Ok(token)
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
    Ok(Some(Actor {
        permissions: store::permissions_of(db, session.role_id)?,
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
