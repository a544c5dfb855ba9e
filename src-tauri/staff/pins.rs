//! PINs: four to eight digits with which somebody takes over a screen where another is signed in, or opens their own locked one.
//!
//! A PIN is a switch, not a way in: it does nothing on the sign-in page. Digits are few, so five wrong tries close it until the password is
//! used; the tries are counted in the store without regard to any clock. It is worth no more than what it replaces: whoever signs in with
//! a second factor, or must, can use a PIN only on a computer they trust; and a screen that it opened goes without managing people and
//! backups, for owners too, until the password is typed there.

use rusqlite::Connection;
use serde::Serialize;

use super::sessions::{self, OpenedBy, SessionKind};
use super::trusted::{self, Here};
use super::{Staff, StaffState, password, store};
use crate::base::{Code, Error, Record, Result, StaffId, Timestamp};
use crate::http::token_hash;
use crate::say;
use crate::store::Write;
use crate::store::keys::Effort;

/// Wrong tries after which a PIN is closed until the password is used.
pub const TRIES_MAX: i64 = 5;
/// Fewest digits.
const LENGTH_MIN: usize = 4;
/// Most digits.
const LENGTH_MAX: usize = 8;
/// Lines and shapes on a keypad.
const SHAPES: [&str; 10] = ["2580", "0852", "1470", "0741", "3690", "0963", "1379", "1397", "2468", "1357"];

/// What a person's PIN can do where it is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PinState {
    /// There is none.
    None,
    /// It works here.
    Ready,
    /// There were too many wrong tries: the password opens it again.
    Closed,
    /// Its person signs in with a second factor, or must, and has not trusted this computer.
    NotHere,
}

/// Somebody who can take over a screen with a PIN.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct PinHolder {
    /// Who it is.
    pub staff: Staff,
    /// Whether their PIN works here.
    pub pin: PinState,
}

/// The hash of a new PIN.
///
/// # Errors
/// Refuses what is no PIN, and one of those that everybody tries first.
pub fn hash(pin: &str, effort: Effort) -> Result<String> {
    if !is_pin(pin) {
        return Err(Error::field(
            "pin",
            say!(
                "A PIN is {min} to {max} digits. Nothing was changed; choose digits that mean nothing to anybody else.",
                min = LENGTH_MIN,
                max = LENGTH_MAX
            ),
        ));
    }
    if is_trivial(pin) {
        return Err(Error::field(
            "pin",
            say!(
                "This PIN is among the first that somebody would try: a row, a pattern, a year or a date. Nothing was changed; choose digits without one."
            ),
        ));
    }
    password::made(pin, effort)
}

fn is_pin(pin: &str) -> bool {
    (LENGTH_MIN..=LENGTH_MAX).contains(&pin.len()) && pin.bytes().all(|sign| sign.is_ascii_digit())
}

/// Rows (1234, 9876, 7890), repetitions (0000, 1212, 123123), shapes on the keypad, years of a life, and dates.
fn is_trivial(pin: &str) -> bool {
    let digits: Vec<i64> = pin.bytes().map(|sign| i64::from(sign - b'0')).collect();
    let is_row = |step: i64| digits.windows(2).all(|pair| (pair[1] - pair[0]).rem_euclid(10) == step.rem_euclid(10));
    let repeats =
        |length: usize| pin.len().is_multiple_of(length) && pin.len() > length && pin == pin[..length].repeat(pin.len() / length);
    let is_year = pin.len() == 4 && (pin.starts_with("19") || pin.starts_with("20"));
    let is_mirrored = pin.len() == 4 && digits[0] == digits[3] && digits[1] == digits[2];
    is_row(1) || is_row(-1) || (1..=4).any(repeats) || is_mirrored || is_year || is_date(pin) || SHAPES.contains(&pin)
}

/// A day and a month, in either order, before or behind a year of two or four digits.
fn is_date(pin: &str) -> bool {
    let is_day = |text: &str| {
        let (first, second): (u32, u32) = (text[..2].parse().unwrap_or(0), text[2..].parse().unwrap_or(0));
        let is = |day: u32, month: u32| (1..=31).contains(&day) && (1..=12).contains(&month);
        is(first, second) || is(second, first)
    };
    let is_century = |text: &str| text == "19" || text == "20";
    match pin.len() {
        6 => is_day(&pin[..4]) || is_day(&pin[2..]),
        8 => (is_century(&pin[..2]) && is_day(&pin[4..])) || (is_century(&pin[4..6]) && is_day(&pin[..4])),
        _ => false,
    }
}

/// Gives a person a PIN. `pin_hash` comes from [`hash`], made before the write because it is slow on purpose.
///
/// # Errors
/// A failing disk.
pub fn set(tx: &mut Write<'_>, staff_id: StaffId, pin_hash: &str) -> Result<()> {
    let had = store::find_pin(tx, staff_id)?.is_some();
    store::put_pin(tx, staff_id, pin_hash)?;
    store::clear_pin_tries(tx, staff_id)?;
    tx.change("staff", staff_id.0, "pin", had.then_some("old"), Some("new"))
}

/// Takes a person's PIN away.
///
/// # Errors
/// A failing disk.
pub fn remove(tx: &mut Write<'_>, staff_id: StaffId) -> Result<()> {
    if store::delete_pin(tx, staff_id)? {
        tx.change("staff", staff_id.0, "pin", Some("old"), None)?;
    }
    Ok(())
}

/// What a person's PIN can do here.
///
/// # Errors
/// A failing disk.
pub fn state(db: &Connection, staff: &Staff, here: &Here, now: Timestamp) -> Result<PinState> {
    let Some((_, failures)) = store::find_pin(db, staff.id)? else { return Ok(PinState::None) };
    if failures >= TRIES_MAX {
        return Ok(PinState::Closed);
    }
    Ok(if is_strong_enough(db, staff, here, now)? { PinState::Ready } else { PinState::NotHere })
}

/// Where a code would be asked for, a PIN is not taken in its place.
fn is_strong_enough(db: &Connection, staff: &Staff, here: &Here, now: Timestamp) -> Result<bool> {
    let needs_trust = staff.has_second_factor || staff.requires_second_factor;
    Ok(!needs_trust || trusted::is_trusted(db, staff.id, here, now)?)
}

/// Everybody who has a PIN, with what it can do here.
///
/// # Errors
/// A failing disk.
pub fn list_holders(db: &Connection, here: &Here, now: Timestamp) -> Result<Vec<PinHolder>> {
    let ids = store::list_pin_holders(db)?;
    let holder = |id: StaffId| {
        let staff = store::find_staff(db, id)?;
        Ok(PinHolder { pin: state(db, &staff, here, now)?, staff })
    };
    ids.into_iter().map(holder).collect()
}

/// Counts one try at a person's PIN before it is looked at, so that a crash in between cannot give a free one; answers its hash.
///
/// # Errors
/// Refuses a person without a PIN, a closed one, and one that does not work here; none of these says whether the try was right.
pub fn count_try(tx: &Write<'_>, staff_id: StaffId, here: &Here) -> Result<String> {
    let staff = store::find_staff(tx, staff_id)?;
    if staff.state != StaffState::Active {
        return Err(Error::not_found(Record::Person));
    }
    let refusal = match state(tx, &staff, here, tx.now)? {
        PinState::Ready => None,
        PinState::None => Some((
            Code::Refused,
            say!("{name} has no PIN. Use the password instead; a PIN is set in My account.", name = staff.name),
        )),
        PinState::Closed => Some((
            Code::Throttled,
            say!(
                "There were {max} wrong tries at this PIN, so it is closed. The password of {name} opens it again.",
                max = TRIES_MAX,
                name = staff.name
            ),
        )),
        PinState::NotHere => Some((
            Code::Refused,
            say!(
                "{name} signs in with a second factor, so the PIN works only on a computer that they trust. Sign in with password and code here and tick that this computer is trusted.",
                name = staff.name
            ),
        )),
    };
    if let Some((code, message)) = refusal {
        return Err(Error::new(code, message));
    }
    let (pin_hash, failures) = store::find_pin(tx, staff_id)?.ok_or_else(|| Error::not_found(Record::Person))?;
    store::put_pin_tries(tx, staff_id, failures + 1)?;
    Ok(pin_hash)
}

/// What was typed was not the PIN.
#[must_use]
pub fn wrong() -> Error {
    Error::new(
        Code::Forbidden,
        say!("This is not the PIN. Try again; after five wrong tries it is closed until the password is used."),
    )
}

/// Hands a screen over to somebody whose PIN was right: their session takes the place of the present one at the same register, all at once.
/// The present session ends and is not parked: whoever comes back types their PIN too, and nothing of theirs lies open meanwhile. Answers the
/// new token.
///
/// # Errors
/// Refuses when the present session, the person or the PIN is not any more what it was when the PIN was tried.
pub fn take_over(tx: &mut Write<'_>, present: &[u8; 32], staff_id: StaffId, pin_hash: &str, here: &Here) -> Result<String> {
    let session =
        store::find_session(tx, present)?.filter(|session| session.kind == SessionKind::Interface.code() && !session.is_locked);
    let session = session.ok_or_else(|| {
        Error::new(
            Code::SignedOut,
            say!("The session here ended meanwhile, and nothing was changed. Sign in with name and password."),
        )
    })?;
    let staff = demand_right(tx, staff_id, pin_hash, here)?;
    let token = sessions::new_token();
    store::insert_session(tx, &token_hash(&token), staff_id, session.register_id, SessionKind::Interface, OpenedBy::Pin)?;
    store::end_session(tx, present)?;
    store::count_access(tx, &staff.name.to_lowercase(), "granted")?;
    Ok(token)
}

/// Opens the locked screen of somebody whose PIN was right.
///
/// # Errors
/// As [`take_over`].
pub fn unlock(tx: &mut Write<'_>, present: &[u8; 32], staff_id: StaffId, pin_hash: &str, here: &Here) -> Result<()> {
    let staff = demand_right(tx, staff_id, pin_hash, here)?;
    store::unlock(tx, present, OpenedBy::Pin)?;
    store::count_access(tx, &staff.name.to_lowercase(), "granted")
}

/// Looks once more, inside the write that acts on it, whether the PIN that was right still counts, and forgets the wrong tries.
fn demand_right(tx: &Write<'_>, staff_id: StaffId, pin_hash: &str, here: &Here) -> Result<Staff> {
    let staff = store::find_staff(tx, staff_id)?;
    let is_same = store::find_pin(tx, staff_id)?.is_some_and(|(present, _)| present == pin_hash);
    if !is_same || staff.state != StaffState::Active || !is_strong_enough(tx, &staff, here, tx.now)? {
        return Err(Error::refused(say!("This PIN was changed or closed meanwhile, so nothing was done. Use the password.")));
    }
    store::clear_pin_tries(tx, staff_id)?;
    Ok(staff)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_everybody_tries_first_is_no_pin() {
        for pin in [
            "1234", "0000", "9876", "7890", "1212", "123123", "2580", "1979", "2004", "1221", "311279", "791231", "19791231",
            "31121979", "12311979", "44444444",
        ] {
            assert!(hash(pin, Effort::CHEAP).is_err(), "{pin}");
        }
        for pin in ["123", "123456789", "12a4", "１２３４", "", " 4821", "-482"] {
            assert!(hash(pin, Effort::CHEAP).is_err(), "{pin:?}");
        }
    }

    #[test]
    fn most_pins_are_fine() {
        for pin in ["4821", "7305", "903817", "48213", "60297184"] {
            assert!(hash(pin, Effort::CHEAP).is_ok(), "{pin}");
        }
        let refused = (0..10_000).filter(|pin| is_trivial(&format!("{pin:04}"))).count();
        assert!(refused < 600, "{refused} of 10,000 are refused");
    }
}
