//! Signing in, the lock screen, and the people who work here, over HTTP.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{AppendHeaders, IntoResponse};
use serde::{Deserialize, Serialize};

use super::second_factor::{self, Enrolment};
use super::sessions::{self, Session, SessionKind};
use super::{NAME_LENGTH_MAX, NewPassword, NewStaff, Role, Staff, StaffChange, Theme, password, store};
use crate::base::{Code, Error, Record, RegisterId, Result, SessionId, StaffId};
use crate::http::{Call, Input, Json, Path, Permission, session_cookie, token_hash};
use crate::say;
use crate::settings::{Shop, find_shop};

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
    let kind = if headers.contains_key("x-counterfoil") { SessionKind::Interface } else { SessionKind::Script };
    let name = sign_in.name.trim().to_owned();
    // Nobody can have such a name, and tries at it are not worth a row.
    if name.chars().count() > NAME_LENGTH_MAX {
        return Err(wrong_password());
    }
    let (account, asked) = (name.clone(), name.clone());
    if let Err(refusal) = call.write(move |tx| sessions::count_try(tx, &account)).await {
        call.note_access(&name, Some(refusal.code)).await;
        return Err(refusal);
    }
    let found = call.read(move |db| store::find_active_by_name(db, &asked)).await?;
    let (staff_id, hash) = found.map_or((None, None), |(id, hash)| (Some(id), Some(hash)));
    let effort = call.app.effort;
    let is_right = tokio::task::spawn_blocking(move || password::matches(&sign_in.password, hash.as_deref(), effort))
        .await
        .map_err(Error::internal)??;
    let Some(staff_id) = staff_id.filter(|_| is_right) else {
        call.note_access(&name, Some(Code::SignedOut)).await;
        return Err(wrong_password());
    };
    let (account, code) = (name.clone(), sign_in.code);
    let opened = call
        .write(move |tx| {
            second_factor::demand(tx, staff_id, code.as_deref())?;
            Ok((sessions::open_session(tx, &account, staff_id, kind)?, store::find_staff(tx, staff_id)?))
        })
        .await;
    call.note_access(&name, opened.as_ref().err().map(|error| error.code)).await;
    let (token, staff) = opened?;
    call.app.wake(&token_hash(&token));
    let (cookie, token) = match kind {
        SessionKind::Interface => (Some(cookie_header(&token)?), None),
        SessionKind::Script => (None, Some(token)),
    };
    Ok((AppendHeaders(cookie), Json(NewSession { token, staff })))
}

fn wrong_password() -> Error {
    Error::new(
        Code::SignedOut,
        say!(
            "This name and password do not belong together. Check both and try again; after ten tries the account is closed for 15 minutes."
        ),
    )
}

fn cookie_header(token: &str) -> Result<(header::HeaderName, HeaderValue)> {
    Ok((header::SET_COOKIE, session_cookie(token).parse().map_err(Error::internal)?))
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
pub async fn find_current_session(call: Call) -> Result<Json<CurrentSession>> {
    let actor = call.actor()?.clone();
    let is_locked = call.is_locked();
    call.read(move |db| {
        Ok(CurrentSession {
            staff: store::find_staff(db, actor.staff_id)?,
            permissions: actor.permissions.into_iter().collect(),
            register: Register { id: actor.register_id, name: store::find_register(db, actor.register_id)? },
            shop: find_shop(db)?,
            is_locked,
            has_second_factor: second_factor::is_on(db, actor.staff_id)?,
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
    Ok((axum::http::StatusCode::NO_CONTENT, AppendHeaders([cookie_header("")?])))
}

/// Locks the screen.
#[utoipa::path(post, path = "/sessions/current/lock", tag = "staff", responses((status = 204)))]
pub async fn lock_current_session(call: Call) -> Result<axum::http::StatusCode> {
    let token_hash = call.actor()?.token_hash;
    call.write(move |tx| store::set_locked(tx, &token_hash, true)).await?;
    Ok(axum::http::StatusCode::NO_CONTENT)
}

/// The password that opens a locked screen.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Unlock {
    /// The password of whoever is signed in.
    pub password: String,
}

/// Unlocks the screen with the password of whoever is signed in. Tries are counted as at sign-in.
#[utoipa::path(post, path = "/sessions/current/unlock", tag = "staff", request_body = Unlock, responses((status = 204)))]
pub async fn unlock_current_session(call: Call, Input(unlock): Input<Unlock>) -> Result<axum::http::StatusCode> {
    let actor = call.actor()?.clone();
    demand_password(&call, unlock.password).await?;
    let (account, token_hash) = (actor.name.to_lowercase(), actor.token_hash);
    call.write(move |tx| {
        store::clear_tries(tx, &account)?;
        store::set_locked(tx, &token_hash, false)
    })
    .await?;
    call.note_access(&actor.name, None).await;
    call.app.wake(&token_hash);
    Ok(axum::http::StatusCode::NO_CONTENT)
}

/// Asks for the password of whoever is signed in, counting the try.
async fn demand_password(call: &Call, given: String) -> Result<()> {
    let actor = call.actor()?.clone();
    let account = actor.name.clone();
    call.write(move |tx| sessions::count_try(tx, &account)).await?;
    let hash = call.read(move |db| store::find_password(db, actor.staff_id)).await?;
    let effort = call.app.effort;
    let is_right =
        tokio::task::spawn_blocking(move || password::matches(&given, Some(&hash), effort)).await.map_err(Error::internal)??;
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
        let staff = super::change_staff(tx, actor.staff_id, &change, hash.as_ref())?;
        store::clear_tries(tx, &actor.name.to_lowercase())?;
        Ok(staff)
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

/// Makes a second factor for whoever is signed in: its secret, to be put into an authenticator. It counts once its first code was seen.
#[utoipa::path(post, path = "/sessions/current/second-factor", tag = "staff", request_body = PresentPassword, responses((status = 200, body = Enrolment)))]
pub async fn create_second_factor(call: Call, Input(proof): Input<PresentPassword>) -> Result<Json<Enrolment>> {
    let actor = call.actor()?.clone();
    demand_password(&call, proof.password).await?;
    call.write(move |tx| {
        store::clear_tries(tx, &actor.name.to_lowercase())?;
        second_factor::enrol(tx, actor.staff_id, &actor.name, &find_shop(tx)?.name)
    })
    .await
    .map(Json)
}

/// A code of the authenticator.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FirstCode {
    /// Six digits.
    pub code: String,
}

/// The codes that open once each when the authenticator is lost.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct RecoveryCodes {
    /// Ten of them. They are kept as hashes only: print or write them down now.
    pub codes: Vec<String>,
}

/// Takes the first code of a new second factor, after which every sign-in needs one. Answers the recovery codes, once.
#[utoipa::path(post, path = "/sessions/current/second-factor/confirmation", tag = "staff", request_body = FirstCode, responses((status = 200, body = RecoveryCodes)))]
pub async fn start_second_factor(call: Call, Input(first): Input<FirstCode>) -> Result<Json<RecoveryCodes>> {
    let actor = call.actor()?.clone();
    let account = actor.name.clone();
    call.write(move |tx| sessions::count_try(tx, &account)).await?;
    call.write(move |tx| {
        let codes = second_factor::confirm(tx, actor.staff_id, &first.code)?;
        store::clear_tries(tx, &actor.name.to_lowercase())?;
        Ok(Json(RecoveryCodes { codes }))
    })
    .await
}

/// Removes one's own second factor.
#[utoipa::path(delete, path = "/sessions/current/second-factor", tag = "staff", request_body = PresentPassword, responses((status = 204)))]
pub async fn delete_second_factor(call: Call, Input(proof): Input<PresentPassword>) -> Result<axum::http::StatusCode> {
    let actor = call.actor()?.clone();
    demand_password(&call, proof.password).await?;
    call.write(move |tx| {
        store::clear_tries(tx, &actor.name.to_lowercase())?;
        second_factor::remove(tx, actor.staff_id)
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

/// Every role with what it allows.
#[utoipa::path(get, path = "/roles", tag = "staff", responses((status = 200, body = Vec<Role>)))]
pub async fn list_roles(call: Call) -> Result<Json<Vec<Role>>> {
    call.read(store::list_roles).await.map(Json)
}
