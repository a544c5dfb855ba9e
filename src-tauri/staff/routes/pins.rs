//! PINs over HTTP: one's own, and taking over a screen with one.

use axum::http::HeaderMap;
use axum::response::{AppendHeaders, IntoResponse};
use serde::Deserialize;

use super::{NewSession, demand_password, here, set_cookie};
use crate::base::{Code, Error, Result, StaffId};
use crate::http::{Call, Input, Json, session_cookie, token_hash};
use crate::say;
use crate::staff::pins::{self, PinHolder};
use crate::staff::trusted::Here;
use crate::staff::{password, store};

/// A new PIN, and the password that proves whose it is.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPin {
    /// The present password.
    pub password: String,
    /// Four to eight digits.
    pub pin: String,
}

/// Gives whoever is signed in a PIN, or another one.
#[utoipa::path(put, path = "/sessions/current/pin", tag = "staff", request_body = NewPin, responses((status = 204)))]
pub async fn set_pin(call: Call, Input(new): Input<NewPin>) -> Result<axum::http::StatusCode> {
    let staff_id = call.actor()?.staff_id;
    demand_password(&call, new.password).await?;
    let effort = call.app.effort;
    let hash = tokio::task::spawn_blocking(move || pins::hash(&new.pin, effort)).await.map_err(Error::internal)??;
    call.write(move |tx| pins::set(tx, staff_id, &hash)).await?;
    Ok(axum::http::StatusCode::NO_CONTENT)
}

/// Takes one's own PIN away.
#[utoipa::path(delete, path = "/sessions/current/pin", tag = "staff", responses((status = 204)))]
pub async fn delete_pin(call: Call) -> Result<axum::http::StatusCode> {
    let staff_id = call.actor()?.staff_id;
    call.write(move |tx| pins::remove(tx, staff_id)).await?;
    Ok(axum::http::StatusCode::NO_CONTENT)
}

/// Everybody who can take over this screen with a PIN, and whether it works here.
#[utoipa::path(get, path = "/pin-holders", tag = "staff", responses((status = 200, body = Vec<PinHolder>)))]
pub async fn list_pin_holders(call: Call, headers: HeaderMap) -> Result<Json<Vec<PinHolder>>> {
    let (here, now) = (here(&call, &headers), call.now());
    call.read(move |db| pins::list_holders(db, &here, now)).await.map(Json)
}

/// Who takes over a screen.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Switch {
    /// Who it is.
    pub staff_id: StaffId,
    /// Their PIN.
    pub pin: String,
}

/// Hands this screen over to somebody with their PIN: the session here ends and theirs begins at the same register.
#[utoipa::path(post, path = "/sessions/current/switch", tag = "staff", request_body = Switch, responses((status = 200, body = NewSession)))]
pub async fn switch_person(call: Call, headers: HeaderMap, Input(switch): Input<Switch>) -> Result<impl IntoResponse> {
    let (actor, here, staff_id) = (call.actor()?.clone(), here(&call, &headers), switch.staff_id);
    if actor.is_script {
        return Err(Error::refused(say!(
            "A script has no screen that could be handed over. Sign in with a name and a password."
        )));
    }
    let pin_hash = demand_pin(&call, staff_id, &here, switch.pin).await?;
    let (token, staff) = call
        .write(move |tx| {
            let token = pins::take_over(tx, &actor.token_hash, staff_id, &pin_hash, &here)?;
            Ok((token, store::find_staff(tx, staff_id)?))
        })
        .await?;
    call.app.wake(&token_hash(&token));
    Ok((AppendHeaders([set_cookie(&session_cookie(&token))?]), Json(NewSession { token: None, staff })))
}

/// Asks for a person's PIN. The try is counted before it is looked at, and a refusal is written down under their name; answers the hash of the
/// PIN that was right.
pub(super) async fn demand_pin(call: &Call, staff_id: StaffId, here: &Here, given: String) -> Result<String> {
    let outcome = compare_pin(call, staff_id, here.clone(), given).await;
    if let Err(refusal) = &outcome
        && refusal.code != Code::NotFound
    {
        let name = call.read(move |db| store::find_staff(db, staff_id)).await?.name;
        call.note_access(&name, Some(refusal.code)).await;
    }
    outcome
}

async fn compare_pin(call: &Call, staff_id: StaffId, here: Here, given: String) -> Result<String> {
    let hash = call.write(move |tx| pins::count_try(tx, staff_id, &here)).await?;
    let (effort, kept) = (call.app.effort, hash.clone());
    let is_right =
        tokio::task::spawn_blocking(move || password::matches(&given, Some(&kept), effort)).await.map_err(Error::internal)??;
    if is_right { Ok(hash) } else { Err(pins::wrong()) }
}
