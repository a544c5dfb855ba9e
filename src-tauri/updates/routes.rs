//! Where new versions come from, over HTTP.

use serde::{Deserialize, Serialize};

use super::UpdateSource;
use crate::base::Result;
use crate::http::{Call, Input, Json};

/// Where new versions come from, if anywhere.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateSourceChoice {
    /// Absent: nowhere, which is how every shop begins.
    pub source: Option<UpdateSource>,
}

/// Where new versions of the program come from, and whether they do at all.
#[utoipa::path(get, path = "/update-source", tag = "updates", responses((status = 200, body = UpdateSourceChoice)))]
pub async fn find_update_source(call: Call) -> Result<Json<UpdateSourceChoice>> {
    call.read(|db| Ok(Json(UpdateSourceChoice { source: super::find_update_source(db)? }))).await
}

/// Says where new versions of the program come from. Looking for one and installing it is done in the window, by hand.
#[utoipa::path(put, path = "/update-source", tag = "updates", request_body = UpdateSourceChoice, responses((status = 204)))]
pub async fn set_update_source(call: Call, Input(choice): Input<UpdateSourceChoice>) -> Result<axum::http::StatusCode> {
    call.write(move |tx| super::set_update_source(tx, choice.source)).await?;
    Ok(axum::http::StatusCode::NO_CONTENT)
}
