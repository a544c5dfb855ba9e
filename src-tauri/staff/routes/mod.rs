//! Signing in, the lock screen, and the people who work here, over HTTP.

pub mod devices;
pub mod pins;
pub mod roles;
pub mod second_factor;

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{AppendHeaders, IntoResponse};
use serde::{Deserialize, Serialize};

use super::pins::PinState;
use super::second_factor::Passed;
use super::sessions::{self, OpenedBy, Session, SessionKind};
use super::trusted::{self, Here};
use super::{NAME_LENGTH_MAX, NewPassword, NewStaff, Staff, StaffChange, Theme, password, store};
use crate::base::{Code, Error, Record, RegisterId, Result, SessionId, StaffId};
use crate::http::{Call, Door, Input, Json, Path, Permission, interface_cookies, is_interface, session_cookie, token_hash};
use crate::say;
use crate::settings::{Shop, find_shop};
use crate::store::Write;

/// The cookie of a computer that somebody trusts is called so, with the id of that person behind it.
const TRUST_COOKIE: &str = "counterfoil_trust_";

/// A name and a password.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The name somebody signs in with; capitals do not matter.
    pub name: String,
    /// Their password.
    pub password: String,
    /// The code of their second factor, when they have one: answered with `code_needed` without it.
    #[serde(default)]
    pub code: Option<String>,
    /// Trust this computer for 30 days: with a right code, the next sign-ins of this person here need none. For the interface only.
    #[serde(default)]
    pub trust: bool,
}

/// A new session.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct NewSession {
    /// The bearer token of a script; absent for the interface, whose session is a cookie that no page can read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// Who signed in.
    pub staff: Staff,
}

/// Signs in. A script gets a bearer token that works for 30 days; the interface (header `x-counterfoil: interface`) gets a cookie.
#[utoipa::path(post, path = "/sessions", tag = "staff", request_body = SignIn, responses((status = 200, body = NewSession)))]
pub async fn create_session(call: Call, headers: HeaderMap, Input(sign_in): Input<SignIn>) -> Result<impl IntoResponse> {
    let kind = if is_interface(&headers) { SessionKind::Interface } else { SessionKind::Script };
    let name = sign_in.name.trim().to_owned();
    // Nobody can have such a name, and tries at it are not worth a row.
    if name.chars().count() > NAME_LENGTH_MAX {
        return Err(wrong_password());
    }
    if let Err(refusal) = count_try(&call, &name).await {
        call.note_access(&name, Some(refusal.code)).await;
        return Err(refusal);
    }
    let asked = name.clone();
    let found = call.read(move |db| store::find_active_by_name(db, &asked)).await?;
    let (staff_id, hash) = found.map_or((None, None), |(id, hash)| (Some(id), Some(hash)));
    let (is_right, raised) = try_password(&call, sign_in.password, hash.clone()).await?;
    let Some(staff_id) = staff_id.filter(|_| is_right) else {
        call.note_access(&name, Some(Code::SignedOut)).await;
        return Err(wrong_password());
    };
    let (account, code, here) = (name.clone(), sign_in.code, here(&call, &headers));
    let opened = call
        .write(move |tx| {
            let passed = super::second_factor::demand(tx, staff_id, code.as_deref(), &here)?;
            if let (Some(present), Some(raised)) = (hash, raised) {
                store::raise_password(tx, staff_id, &present, &raised)?;
            }
            let trust = if sign_in.trust && passed == Passed::Code { trusted::trust(tx, staff_id, &here)? } else { None };
            Ok((sessions::open_session(tx, &account, staff_id, kind)?, trust, store::find_staff(tx, staff_id)?))
        })
        .await;
    call.note_access(&name, opened.as_ref().err().map(|error| error.code)).await;
    let (token, trust, staff) = opened?;
    call.app.wake(&token_hash(&token));
    let mut cookies = Vec::new();
    if let Some(trust) = trust {
        cookies.push(set_cookie(&trust_cookie(staff_id, &trust))?);
    }
    let token = match kind {
        SessionKind::Interface => {
            cookies.push(set_cookie(&session_cookie(&token))?);
            None
        }
        SessionKind::Script => Some(token),
    };
    Ok((AppendHeaders(cookies), Json(NewSession { token, staff })))
}

/// Counts a try at an account, in a write of its own.
async fn count_try(call: &Call, account: &str) -> Result<()> {
    let account = account.to_owned();
    match call.write(move |tx| sessions::count_try(tx, &account)).await? {
        Some(refusal) => Err(refusal),
        None => Ok(()),
    }
}

/// Whether this is the password behind the hash, and the dearer hash to keep it under when there is one.
async fn try_password(call: &Call, given: String, hash: Option<String>) -> Result<(bool, Option<String>)> {
    let effort = call.app.effort;
    let tried = tokio::task::spawn_blocking(move || {
        let is_right = password::matches(&given, hash.as_deref(), effort)?;
        let raised = match hash.filter(|_| is_right) {
            Some(hash) => password::raised(&given, &hash, effort)?,
            None => None,
        };
        Ok((is_right, raised))
    });
    tried.await.map_err(Error::internal)?
}

fn wrong_password() -> Error {
    Error::new(
        Code::SignedOut,
        say!(
            "This name and password do not belong together. Check both and try again; after ten tries the account is closed for 15 minutes."
        ),
    )
}

fn set_cookie(cookie: &str) -> Result<(header::HeaderName, HeaderValue)> {
    Ok((header::SET_COOKIE, cookie.parse().map_err(Error::internal)?))
}

/// The cookie by which a browser is known as trusted by a person.
fn trust_cookie(staff_id: StaffId, token: &str) -> String {
    let (person, seconds) = (staff_id.0.simple(), trusted::TRUST_MS / 1000);
    format!("{TRUST_COOKIE}{person}={token}; HttpOnly; SameSite=Strict; Path=/api; Max-Age={seconds}")
}

/// Where a request comes from, as far as trust goes.
fn here(call: &Call, headers: &HeaderMap) -> Here {
    if !is_interface(headers) {
        return Here::Script;
    }
    let of_person = |(name, token): (&str, &str)| Some((name.strip_prefix(TRUST_COOKIE)?.parse().ok()?, token_hash(token)));
    let user_agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match call.app.door {
        Door::Window => Here::Window,
        Door::Loopback | Door::Process => Here::Browser {
            tokens: interface_cookies(headers).filter_map(of_person).collect(),
            name: trusted::browser_name(user_agent),
        },
    }
}

/// Who is signed in here, what they may do, and the shop.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct CurrentSession {
    /// Who it is.
    pub staff: Staff,
    /// What they may do.
    pub permissions: Vec<Permission>,
    /// The register they sit at.
    pub register: Register,
    /// The shop.
    pub shop: Shop,
    /// The screen is locked.
    pub is_locked: bool,
    /// They sign in with a second factor.
    pub has_second_factor: bool,
    /// Their role requires a second factor and they have none yet: all they can do is set one up.
    pub must_enrol: bool,
    /// What their role includes, but not on this screen, because it was opened with a PIN: the password opens it.
    pub withheld: Vec<Permission>,
    /// What their PIN can do on this computer.
    pub pin: PinState,
}

/// A till.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Register {
    /// Its id.
    pub id: RegisterId,
    /// Its name.
    pub name: String,
}

/// Who is signed in here.
#[utoipa::path(get, path = "/sessions/current", tag = "staff", responses((status = 200, body = CurrentSession)))]
pub async fn find_current_session(call: Call, headers: HeaderMap) -> Result<Json<CurrentSession>> {
    let actor = call.actor()?.clone();
    let (is_locked, here, now) = (call.is_locked(), here(&call, &headers), call.now());
    call.read(move |db| {
        let staff = store::find_staff(db, actor.staff_id)?;
        Ok(CurrentSession {
            permissions: actor.permissions.into_iter().collect(),
            register: Register { id: actor.register_id, name: store::find_register(db, actor.register_id)? },
            shop: find_shop(db)?,
            is_locked,
            has_second_factor: staff.has_second_factor,
            must_enrol: actor.must_enrol,
            withheld: actor.withheld.into_iter().collect(),
            pin: super::pins::state(db, &staff, &here, now)?,
            staff,
        })
    })
    .await
    .map(Json)
}

/// Signs out.
#[utoipa::path(delete, path = "/sessions/current", tag = "staff", responses((status = 204)))]
pub async fn delete_current_session(call: Call) -> Result<impl IntoResponse> {
    let token_hash = call.actor()?.token_hash;
    call.write(move |tx| store::end_session(tx, &token_hash)).await?;
    Ok((axum::http::StatusCode::NO_CONTENT, AppendHeaders([set_cookie(&session_cookie(""))?])))
}

/// Locks the screen.
#[utoipa::path(post, path = "/sessions/current/lock", tag = "staff", responses((status = 204)))]
pub async fn lock_current_session(call: Call) -> Result<axum::http::StatusCode> {
    let token_hash = call.actor()?.token_hash;
    call.write(move |tx| store::lock(tx, &token_hash)).await?;
    Ok(axum::http::StatusCode::NO_CONTENT)
}

/// What opens a locked screen: one of the two.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Unlock {
    /// The password of whoever is signed in.
    #[serde(default)]
    pub password: Option<String>,
    /// Their PIN.
    #[serde(default)]
    pub pin: Option<String>,
}

/// Unlocks the screen with the password or the PIN of whoever is signed in. Tries are counted as everywhere. The password also opens again what
/// a PIN does not.
#[utoipa::path(post, path = "/sessions/current/unlock", tag = "staff", request_body = Unlock, responses((status = 204)))]
pub async fn unlock_current_session(
    call: Call,
    headers: HeaderMap,
    Input(unlock): Input<Unlock>,
) -> Result<axum::http::StatusCode> {
    let (actor, here) = (call.actor()?.clone(), here(&call, &headers));
    match (unlock.password, unlock.pin) {
        (Some(password), None) => {
            demand_password(&call, password).await?;
            call.write(move |tx| unlock_with_password(tx, &actor.token_hash, &here)).await?;
            call.note_access(&call.actor()?.name, None).await;
        }
        (None, Some(pin)) => {
            let pin_hash = pins::demand_pin(&call, actor.staff_id, &here, pin).await?;
            call.write(move |tx| super::pins::unlock(tx, &actor.token_hash, actor.staff_id, &pin_hash, &here)).await?;
        }
        (Some(_), Some(_)) | (None, None) => {
            return Err(Error::field("password", say!("Type the password or the PIN. The screen stays locked.")));
        }
    }
    call.app.wake(&call.actor()?.token_hash);
    Ok(axum::http::StatusCode::NO_CONTENT)
}

/// Opens a screen with the password that was right. Where a PIN had opened it because its person trusted the computer, the trust must still
/// hold: the password alone would otherwise do what asks for a code.
fn unlock_with_password(tx: &Write<'_>, token_hash: &[u8; 32], here: &Here) -> Result<()> {
    if let Some(session) = store::find_session(tx, token_hash)?
        && session.opened_by == OpenedBy::Pin
        && store::find_staff(tx, session.staff_id)?.has_second_factor
        && !trusted::use_trust(tx, session.staff_id, here)?
    {
        return Err(Error::refused(say!(
            "This computer is not trusted any more, so the password alone does not open everything. Sign out, and sign in with password and code."
        )));
    }
    store::unlock(tx, token_hash, OpenedBy::Password)
}

/// Asks for the password of whoever is signed in. The try is counted before it is looked at, and a wrong one is written down; a right one
/// forgets those before it.
///
/// # Errors
/// Refuses a wrong password, and any after too many tries.
pub(crate) async fn demand_password(call: &Call, given: String) -> Result<()> {
    let actor = call.actor()?.clone();
    let outcome = compare_password(call, given).await;
    match &outcome {
        Ok(()) => call.write(move |tx| sessions::forget_tries(tx, &actor.name, actor.staff_id)).await?,
        Err(refusal) => call.note_access(&actor.name, Some(refusal.code)).await,
    }
    outcome
}

async fn compare_password(call: &Call, given: String) -> Result<()> {
    let actor = call.actor()?.clone();
    count_try(call, &actor.name).await?;
    let hash = call.read(move |db| store::find_password(db, actor.staff_id)).await?;
    let (is_right, _) = try_password(call, given, Some(hash)).await?;
    if is_right {
        Ok(())
    } else {
        Err(Error::new(
            Code::Forbidden,
            say!("This is not the password. Check it and try again; after ten tries the account is closed for 15 minutes."),
        ))
    }
}

/// An old and a new password.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnChange {
    /// The present password; needed for a new one.
    pub password: Option<String>,
    /// The new password.
    pub new_password: Option<String>,
    /// The language to work in; empty for the shop's.
    pub language: Option<String>,
    /// The colours to work in.
    pub theme: Option<Theme>,
}

/// Changes one's own password, language or colours.
#[utoipa::path(patch, path = "/sessions/current", tag = "staff", request_body = OwnChange, responses((status = 200, body = Staff)))]
pub async fn change_current_session(call: Call, Input(change): Input<OwnChange>) -> Result<Json<Staff>> {
    let actor = call.actor()?.clone();
    let hash = match change.new_password {
        Some(new) => {
            let old = change.password.ok_or_else(|| {
                Error::field("password", say!("The present password is needed to set a new one. Nothing was changed."))
            })?;
            demand_password(&call, old).await?;
            Some(NewPassword { hash: hash_password(&call, new, actor.name.clone()).await?, kept_session: Some(actor.token_hash) })
        }
        None => None,
    };
    call.write(move |tx| {
        let change = StaffChange { language: change.language, theme: change.theme, ..StaffChange::default() };
        super::change_staff(tx, actor.staff_id, &change, hash.as_ref())
    })
    .await
    .map(Json)
}

/// Hashes a new password of somebody called `name`.
pub(crate) async fn hash_password(call: &Call, new: String, name: String) -> Result<String> {
    let effort = call.app.effort;
    tokio::task::spawn_blocking(move || password::hash(&new, &[&name], effort)).await.map_err(Error::internal)?
}

/// Every open session: one's own, and for whoever manages people everybody's.
#[utoipa::path(get, path = "/sessions", tag = "staff", responses((status = 200, body = Vec<Session>)))]
pub async fn list_sessions(call: Call) -> Result<Json<Vec<Session>>> {
    let (actor, sees_all) = (call.actor()?.clone(), call.may(Permission::ManageStaff));
    let rows = call.read(store::list_sessions).await?;
    let own = rows.into_iter().filter(|(session, _)| sees_all || session.staff_id == actor.staff_id);
    let seen = |(session, token_hash): (Session, [u8; 32])| Session {
        seen_at_ms: call.app.last_seen(&token_hash).unwrap_or(session.seen_at_ms).max(session.seen_at_ms),
        is_current: token_hash == actor.token_hash,
        ..session
    };
    Ok(Json(own.map(seen).collect()))
}

/// Ends a session: one's own, or with the permission to manage people anybody's.
#[utoipa::path(delete, path = "/sessions/{id}", tag = "staff", params(("id" = SessionId, Path)), responses((status = 204)))]
pub async fn delete_session(call: Call, Path(id): Path<SessionId>) -> Result<axum::http::StatusCode> {
    let (actor, manages_all) = (call.actor()?.clone(), call.may(Permission::ManageStaff));
    call.write(move |tx| {
        let sessions = store::list_sessions(tx)?;
        let (session, token_hash) = sessions
            .into_iter()
            .find(|(session, _)| session.id == id && (manages_all || session.staff_id == actor.staff_id))
            .ok_or_else(|| Error::not_found(Record::Session))?;
        tx.change("staff", session.staff_id.0, "session", Some("open"), Some("ended"))?;
        store::end_session(tx, &token_hash)
    })
    .await?;
    Ok(axum::http::StatusCode::NO_CONTENT)
}

/// The present password.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PresentPassword {
    /// It proves that whoever sits here is who signed in.
    pub password: String,
}

/// Ends every other session of whoever is signed in, scripts included.
#[utoipa::path(delete, path = "/sessions", tag = "staff", responses((status = 204)))]
pub async fn delete_other_sessions(call: Call) -> Result<axum::http::StatusCode> {
    let actor = call.actor()?.clone();
    call.write(move |tx| {
        if store::end_sessions(tx, actor.staff_id, Some(&actor.token_hash))? > 0 {
            tx.change("staff", actor.staff_id.0, "other_sessions", Some("open"), Some("ended"))?;
        }
        Ok(())
    })
    .await?;
    Ok(axum::http::StatusCode::NO_CONTENT)
}

/// Everybody who works or worked here.
#[utoipa::path(get, path = "/staff", tag = "staff", responses((status = 200, body = Vec<Staff>)))]
pub async fn list_staff(call: Call) -> Result<Json<Vec<Staff>>> {
    call.read(store::list_staff).await.map(Json)
}

/// Adds a person.
#[utoipa::path(post, path = "/staff", tag = "staff", request_body = NewStaff, responses((status = 200, body = Staff)))]
pub async fn create_staff(call: Call, Input(new): Input<NewStaff>) -> Result<Json<Staff>> {
    let hash = hash_password(&call, new.password, new.name.clone()).await?;
    call.write(move |tx| super::create_staff(tx, &new.name, new.role_id, &hash)).await.map(Json)
}

/// Changes a person: name, role, state, language, password, or takes their second factor away.
#[utoipa::path(patch, path = "/staff/{id}", tag = "staff", params(("id" = StaffId, Path)), request_body = StaffChange, responses((status = 200, body = Staff)))]
pub async fn change_staff(call: Call, Path(id): Path<StaffId>, Input(mut change): Input<StaffChange>) -> Result<Json<Staff>> {
    let hash = match change.password.take() {
        Some(new) => {
            let name = call.read(move |db| store::find_staff(db, id)).await?.name;
            Some(NewPassword { hash: hash_password(&call, new, name).await?, kept_session: None })
        }
        None => None,
    };
    call.write(move |tx| super::change_staff(tx, id, &change, hash.as_ref())).await.map(Json)
}
