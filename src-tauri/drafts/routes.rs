//! Drafts over HTTP.

use serde::Deserialize;
use uuid::Uuid;

use super::{Draft, DraftInput, DraftKind, Reader};
use crate::base::{DraftId, Result};
use crate::http::{Call, Input, Json, Path, Permission, Query};

fn reader(call: &Call) -> Result<Reader> {
    let actor = call.actor()?;
    Ok(Reader { staff_id: actor.staff_id, shares_tickets: !actor.is_script && call.may(Permission::Sell) })
}

/// Which drafts are wanted.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DraftsQuery {
    /// Of this screen; it needs the permission to work there.
    pub kind: DraftKind,
    /// Changing this record; without it, those of new ones.
    #[param(value_type = Option<String>, format = Uuid)]
    pub subject_id: Option<Uuid>,
}

/// Work in progress on this device that the caller may take up: at a screen everybody's parked tickets, else one's own drafts.
#[utoipa::path(get, path = "/drafts", tag = "drafts", params(DraftsQuery), responses((status = 200, body = Vec<Draft>)))]
pub async fn list_drafts(call: Call, Query(query): Query<DraftsQuery>) -> Result<Json<Vec<Draft>>> {
    call.demand(query.kind.permission())?;
    let reader = reader(&call)?;
    call.read(move |db| super::list_drafts(db, reader, query.kind, query.subject_id)).await.map(Json)
}

/// Keeps a draft, or saves it again.
#[utoipa::path(put, path = "/drafts/{id}", tag = "drafts", params(("id" = DraftId, Path)), request_body = DraftInput,
    responses((status = 200)))]
pub async fn save_draft(call: Call, Path(id): Path<DraftId>, Input(draft): Input<DraftInput>) -> Result<Json<()>> {
    call.demand(draft.kind.permission())?;
    let reader = reader(&call)?;
    call.write(move |tx| super::save_draft(tx, reader, id, &draft)).await.map(Json)
}

/// Removes a draft that was posted or is not wanted.
#[utoipa::path(delete, path = "/drafts/{id}", tag = "drafts", params(("id" = DraftId, Path)), responses((status = 200)))]
pub async fn delete_draft(call: Call, Path(id): Path<DraftId>) -> Result<Json<()>> {
    let reader = reader(&call)?;
    call.write(move |tx| super::delete_draft(tx, reader, id)).await.map(Json)
}
