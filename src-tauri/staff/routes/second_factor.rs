//! Setting up and removing one's own second factor, over HTTP.

use serde::{Deserialize, Serialize};

use super::{PresentPassword, count_try, demand_password};
use crate::base::Result;
use crate::http::{Call, Input, Json};
use crate::settings::find_shop;
use crate::staff::second_factor::{self, Enrolment};
use crate::staff::sessions;

/// Makes a second factor for whoever is signed in: its secret, to be put into an authenticator. It counts once its first code was seen.
#[utoipa::path(post, path = "/sessions/current/second-factor", tag = "staff", request_body = PresentPassword, responses((status = 200, body = Enrolment)))]
pub async fn create_second_factor(call: Call, Input(proof): Input<PresentPassword>) -> Result<Json<Enrolment>> {
    let actor = call.actor()?.clone();
    demand_password(&call, proof.password).await?;
    call.write(move |tx| second_factor::enrol(tx, actor.staff_id, &actor.name, &find_shop(tx)?.name)).await.map(Json)
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
    count_try(&call, &actor.name).await?;
    call.write(move |tx| {
        let codes = second_factor::confirm(tx, actor.staff_id, &first.code)?;
        sessions::forget_tries(tx, &actor.name, actor.staff_id)?;
        Ok(Json(RecoveryCodes { codes }))
    })
    .await
}

/// Removes one's own second factor, unless the role requires one.
#[utoipa::path(delete, path = "/sessions/current/second-factor", tag = "staff", request_body = PresentPassword, responses((status = 204)))]
pub async fn delete_second_factor(call: Call, Input(proof): Input<PresentPassword>) -> Result<axum::http::StatusCode> {
    let staff_id = call.actor()?.staff_id;
    demand_password(&call, proof.password).await?;
    call.write(move |tx| second_factor::remove_own(tx, staff_id)).await?;
    Ok(axum::http::StatusCode::NO_CONTENT)
}
