//! Staff, sessions, second factors and tries in SQL.

mod devices;
mod pins;
mod roles;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::second_factor::Kept;
use super::sessions::{OpenedBy, Session, SessionKind};
use super::{Staff, StaffState, Theme};
use crate::base::{Error, LocationId, Record, RegisterId, Result, RoleId, SessionId, StaffId, Timestamp};
use crate::store::Write;

pub(super) use devices::{delete_device, delete_expired_devices, find_device, insert_device, list_devices, touch_device};
pub(super) use pins::{clear_pin_tries, delete_pin, find_pin, list_pin_holders, put_pin, put_pin_tries};
pub(super) use roles::{delete_role, find_role, permissions_of, role_name_is_taken, set_permissions, update_role_row};
pub use roles::{insert_role, list_roles};

const STAFF: &str = "SELECT s.id, s.name, s.role_id, r.code, s.state, s.language, s.theme, r.name, r.requires_second_factor,
    EXISTS (SELECT 1 FROM second_factors f WHERE f.staff_id = s.id AND f.is_confirmed = 1),
    EXISTS (SELECT 1 FROM staff_pins p WHERE p.staff_id = s.id)
  FROM staff s JOIN roles r ON r.id = s.role_id";

fn staff_from_row(row: &Row<'_>) -> rusqlite::Result<Staff> {
    let state: String = row.get(4)?;
    let theme: Option<String> = row.get(6)?;
    Ok(Staff {
        id: row.get(0)?,
        name: row.get(1)?,
        role_id: row.get(2)?,
        role: row.get(3)?,
        state: if state == "active" { StaffState::Active } else { StaffState::Disabled },
        language: row.get(5)?,
        theme: theme.map(|code| match code.as_str() {
            "light" => Theme::Light,
            "dark" => Theme::Dark,
            _ => Theme::System,
        }),
        role_name: row.get(7)?,
        requires_second_factor: row.get(8)?,
        has_second_factor: row.get(9)?,
        has_pin: row.get(10)?,
    })
}

/// Everybody who works or worked here, by name; but those who were erased, who have none.
///
/// # Errors
/// A failing disk.
pub fn list_staff(db: &Connection) -> Result<Vec<Staff>> {
    let mut statement = db.prepare_cached(&format!("{STAFF} WHERE s.name <> '' ORDER BY s.state, s.name COLLATE NOCASE"))?;
    Ok(statement.query_map([], staff_from_row)?.collect::<rusqlite::Result<_>>()?)
}

/// One person.
///
/// # Errors
/// Says that there is no such person.
pub fn find_staff(db: &Connection, id: StaffId) -> Result<Staff> {
    db.prepare_cached(&format!("{STAFF} WHERE s.id = ?1"))?
        .query_row([id], staff_from_row)
        .optional()?
        .ok_or_else(|| Error::not_found(Record::Person))
}

/// A person's id and password hash by the name they sign in with, when they are active.
pub(super) fn find_by_name(db: &Connection, name: &str) -> Result<Option<(StaffId, String)>> {
    let found = db
        .prepare_cached("SELECT id, password_hash FROM staff WHERE name = ?1 COLLATE NOCASE AND name <> ''")?
        .query_row([name], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(found)
}

pub(super) fn find_active_by_name(db: &Connection, name: &str) -> Result<Option<(StaffId, String)>> {
    let Some(found) = find_by_name(db, name)? else { return Ok(None) };
    Ok((find_staff(db, found.0)?.state == StaffState::Active).then_some(found))
}

pub(super) fn find_password(db: &Connection, id: StaffId) -> Result<String> {
    Ok(db.query_row("SELECT password_hash FROM staff WHERE id = ?1", [id], |row| row.get(0))?)
}

pub(super) fn insert_staff(
    db: &Connection,
    id: StaffId,
    name: &str,
    role_id: RoleId,
    password_hash: &str,
    now: Timestamp,
) -> Result<()> {
    db.execute(
        "INSERT INTO staff (id, name, role_id, password_hash, state, created_at_ms) VALUES (?1, ?2, ?3, ?4, 'active', ?5)",
        params![id, name, role_id, password_hash, now],
    )?;
    Ok(())
}

pub(super) fn update_name(db: &Connection, id: StaffId, name: &str) -> Result<()> {
    db.execute("UPDATE staff SET name = ?2 WHERE id = ?1", params![id, name])?;
    Ok(())
}

pub(super) fn update_role(db: &Connection, id: StaffId, role_id: RoleId) -> Result<()> {
    db.execute("UPDATE staff SET role_id = ?2 WHERE id = ?1", params![id, role_id])?;
    Ok(())
}

pub(super) fn update_state(db: &Connection, id: StaffId, state: StaffState) -> Result<()> {
    db.execute("UPDATE staff SET state = ?2 WHERE id = ?1", params![id, super::state_code(state)])?;
    Ok(())
}

pub(super) fn update_language(db: &Connection, id: StaffId, language: Option<&str>) -> Result<()> {
    db.execute("UPDATE staff SET language = ?2 WHERE id = ?1", params![id, language])?;
    Ok(())
}

pub(super) fn update_theme(db: &Connection, id: StaffId, theme: Theme) -> Result<()> {
    db.execute("UPDATE staff SET theme = ?2 WHERE id = ?1", params![id, theme.code()])?;
    Ok(())
}

pub(super) fn update_password(db: &Connection, id: StaffId, password_hash: &str) -> Result<()> {
    db.execute("UPDATE staff SET password_hash = ?2 WHERE id = ?1", params![id, password_hash])?;
    Ok(())
}

/// Keeps the same password under a hash that is dearer to try, unless it was changed meanwhile.
pub(super) fn raise_password(db: &Connection, id: StaffId, present_hash: &str, password_hash: &str) -> Result<()> {
    db.execute(
        "UPDATE staff SET password_hash = ?3 WHERE id = ?1 AND password_hash = ?2",
        params![id, present_hash, password_hash],
    )?;
    Ok(())
}

pub(super) fn count_active_owners(db: &Connection) -> Result<i64> {
    Ok(db.query_row(
        "SELECT count(*) FROM staff s JOIN roles r ON r.id = s.role_id WHERE r.code = 'owner' AND s.state = 'active'",
        [],
        |row| row.get(0),
    )?)
}

pub(super) struct SessionRow {
    pub staff_id: StaffId,
    pub name: String,
    pub role_id: RoleId,
    pub register_id: RegisterId,
    pub location_id: LocationId,
    pub kind: String,
    pub created_at: Timestamp,
    pub is_locked: bool,
    pub opened_by: OpenedBy,
    /// The role requires a second factor, and none is set up.
    pub must_enrol: bool,
    pub time_zone: String,
    pub lock_after_minutes: i64,
}

pub(super) fn find_session(db: &Connection, token_hash: &[u8; 32]) -> Result<Option<SessionRow>> {
    let found = db
        .prepare_cached(
            "SELECT s.id, s.name, s.role_id, l.register_id, r.location_id, l.kind, l.created_at_ms, l.is_locked, shop.time_zone,
               shop.lock_after_minutes, l.opened_by, o.requires_second_factor
                 AND NOT EXISTS (SELECT 1 FROM second_factors f WHERE f.staff_id = s.id AND f.is_confirmed = 1)
             FROM local_sessions l JOIN staff s ON s.id = l.staff_id JOIN roles o ON o.id = s.role_id
               JOIN registers r ON r.id = l.register_id, shop
             WHERE l.token_hash = ?1 AND s.state = 'active'",
        )?
        .query_row([&token_hash[..]], |row| {
            Ok(SessionRow {
                staff_id: row.get(0)?,
                name: row.get(1)?,
                role_id: row.get(2)?,
                register_id: row.get(3)?,
                location_id: row.get(4)?,
                kind: row.get(5)?,
                created_at: row.get(6)?,
                is_locked: row.get(7)?,
                time_zone: row.get(8)?,
                lock_after_minutes: row.get(9)?,
                opened_by: OpenedBy::of(&row.get::<_, String>(10)?),
                must_enrol: row.get(11)?,
            })
        })
        .optional()?;
    Ok(found)
}

pub(super) fn insert_session(
    tx: &Write<'_>,
    token_hash: &[u8; 32],
    staff_id: StaffId,
    register_id: RegisterId,
    kind: SessionKind,
    opened_by: OpenedBy,
) -> Result<()> {
    let id: SessionId = tx.new_id();
    tx.execute(
        "INSERT INTO local_sessions (id, token_hash, staff_id, register_id, kind, created_at_ms, seen_at_ms, is_locked, opened_by)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, 0, ?7)",
        params![id, &token_hash[..], staff_id, register_id, kind.code(), tx.now, opened_by.code()],
    )?;
    Ok(())
}

/// The register of a new session: a device's first one is its till, the second is for scripts.
pub(super) fn register_for(tx: &Write<'_>, kind: SessionKind) -> Result<RegisterId> {
    let order = match kind {
        SessionKind::Interface => "ASC",
        SessionKind::Script => "DESC",
    };
    Ok(tx.query_row(
        &format!("SELECT id FROM registers WHERE device_id = ?1 ORDER BY name {order} LIMIT 1"),
        [tx.device_id],
        |row| row.get(0),
    )?)
}

pub(super) fn lock(db: &Connection, token_hash: &[u8; 32]) -> Result<()> {
    db.execute("UPDATE local_sessions SET is_locked = 1 WHERE token_hash = ?1", [&token_hash[..]])?;
    Ok(())
}

/// Unlocks a screen and notes with what that was done.
pub(super) fn unlock(db: &Connection, token_hash: &[u8; 32], opened_by: OpenedBy) -> Result<()> {
    db.execute(
        "UPDATE local_sessions SET is_locked = 0, opened_by = ?2 WHERE token_hash = ?1",
        params![&token_hash[..], opened_by.code()],
    )?;
    Ok(())
}

pub(super) fn end_session(db: &Connection, token_hash: &[u8; 32]) -> Result<()> {
    db.execute("DELETE FROM local_sessions WHERE token_hash = ?1", [&token_hash[..]])?;
    Ok(())
}

/// Ends every session of a person but the one they are using to say so; answers how many that were.
pub(super) fn end_sessions(db: &Connection, staff_id: StaffId, kept: Option<&[u8; 32]>) -> Result<usize> {
    let kept: &[u8] = kept.map_or(&[], |token_hash| &token_hash[..]);
    Ok(db.execute("DELETE FROM local_sessions WHERE staff_id = ?1 AND token_hash <> ?2", params![staff_id, kept])?)
}

pub(super) fn end_sessions_of_kind(db: &Connection, kind: &str) -> Result<()> {
    db.execute("DELETE FROM local_sessions WHERE kind = ?1", [kind])?;
    Ok(())
}

/// Every open session, the latest first, with the hash of its token.
pub(super) fn list_sessions(db: &Connection) -> Result<Vec<(Session, [u8; 32])>> {
    let mut statement = db.prepare_cached(
        "SELECT l.id, l.staff_id, s.name, l.kind, r.name, l.created_at_ms, l.is_locked, l.token_hash, l.opened_by
         FROM local_sessions l
         JOIN staff s ON s.id = l.staff_id JOIN registers r ON r.id = l.register_id ORDER BY l.created_at_ms DESC, l.id LIMIT 500",
    )?;
    let rows = statement.query_map([], |row| {
        let created_at_ms: Timestamp = row.get(5)?;
        let session = Session {
            id: row.get(0)?,
            staff_id: row.get(1)?,
            staff_name: row.get(2)?,
            is_script: row.get::<_, String>(3)? == SessionKind::Script.code(),
            register_name: row.get(4)?,
            created_at_ms,
            seen_at_ms: created_at_ms,
            is_locked: row.get(6)?,
            is_by_pin: OpenedBy::of(&row.get::<_, String>(8)?) == OpenedBy::Pin,
            is_current: false,
        };
        Ok((session, row.get(7)?))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn find_second_factor(db: &Connection, id: StaffId) -> Result<Option<Kept>> {
    let found = db
        .prepare_cached("SELECT secret, is_confirmed, last_step FROM second_factors WHERE staff_id = ?1")?
        .query_row([id], |row| Ok(Kept { secret: row.get(0)?, is_confirmed: row.get(1)?, last_step: row.get(2)? }))
        .optional()?;
    Ok(found)
}

pub(super) fn put_second_factor(db: &Connection, id: StaffId, secret: &[u8; 20]) -> Result<()> {
    db.execute(
        "INSERT INTO second_factors (staff_id, secret, is_confirmed, last_step) VALUES (?1, ?2, 0, 0)
         ON CONFLICT (staff_id) DO UPDATE SET secret = ?2, is_confirmed = 0, last_step = 0",
        params![id, &secret[..]],
    )?;
    Ok(())
}

pub(super) fn confirm_second_factor(db: &Connection, id: StaffId, step: i64) -> Result<()> {
    db.execute("UPDATE second_factors SET is_confirmed = 1, last_step = ?2 WHERE staff_id = ?1", params![id, step])?;
    Ok(())
}

pub(super) fn delete_second_factor(db: &Connection, id: StaffId) -> Result<()> {
    db.execute("DELETE FROM recovery_codes WHERE staff_id = ?1", [id])?;
    db.execute("DELETE FROM second_factors WHERE staff_id = ?1", [id])?;
    Ok(())
}

pub(super) fn insert_recovery_code(db: &Connection, id: StaffId, code_hash: &[u8; 32]) -> Result<()> {
    db.execute("INSERT INTO recovery_codes (staff_id, code_hash) VALUES (?1, ?2)", params![id, &code_hash[..]])?;
    Ok(())
}

/// Takes a recovery code away; answers whether it was there.
pub(super) fn use_recovery_code(db: &Connection, id: StaffId, code_hash: &[u8; 32]) -> Result<bool> {
    Ok(db.execute("DELETE FROM recovery_codes WHERE staff_id = ?1 AND code_hash = ?2", params![id, &code_hash[..]])? > 0)
}

pub(super) fn count_recovery_codes(db: &Connection, id: StaffId) -> Result<i64> {
    Ok(db.query_row("SELECT count(*) FROM recovery_codes WHERE staff_id = ?1", [id], |row| row.get(0))?)
}

pub(super) fn find_register(db: &Connection, id: RegisterId) -> Result<String> {
    Ok(db.query_row("SELECT name FROM registers WHERE id = ?1", [id], |row| row.get(0))?)
}

/// The tries at an account: how many, the latest moment at which one was made, and the moment of the last one. The two differ on a clock that
/// was set back.
pub(super) fn find_tries(db: &Connection, account: &str) -> Result<Option<(i64, i64, i64)>> {
    let found = db
        .query_row(
            "SELECT failures, window_began_at_ms, last_try_at_ms FROM local_sign_in_throttle WHERE account = ?1",
            [account],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .optional()?;
    Ok(found)
}

pub(super) fn put_tries(tx: &Write<'_>, account: &str, failures: i64, latest: i64) -> Result<()> {
    tx.execute(
        "INSERT INTO local_sign_in_throttle (account, failures, window_began_at_ms, last_try_at_ms) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (account) DO UPDATE SET failures = ?2, window_began_at_ms = ?3, last_try_at_ms = ?4",
        params![account, failures, latest, tx.now],
    )?;
    Ok(())
}

/// Counts that an account was let into an operation or refused it, in a row for each minute: a script that knocks all day fills no disk.
pub(super) fn count_access(tx: &Write<'_>, account: &str, outcome: &str) -> Result<()> {
    tx.execute(
        "INSERT INTO local_accesses (minute_at_ms, account, operation, outcome, count) VALUES (?1, ?2, ?3, ?4, 1)
         ON CONFLICT (minute_at_ms, account, operation, outcome) DO UPDATE SET count = count + 1",
        params![tx.now.0.div_euclid(60_000) * 60_000, account, tx.context.operation, outcome],
    )?;
    Ok(())
}

pub(super) fn clear_tries(db: &Connection, account: &str) -> Result<()> {
    db.execute("DELETE FROM local_sign_in_throttle WHERE account = ?1", [account])?;
    Ok(())
}
