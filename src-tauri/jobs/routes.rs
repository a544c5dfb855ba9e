//! Long work over HTTP.

use super::{Job, store};
use crate::base::{JobId, Result, StaffId};
use crate::http::{Call, Json, Path, Permission};

/// Whose work somebody sees: their own, and everybody's where they bring in data, which is what most of it is. `None` is everybody.
fn whose(call: &Call) -> Result<Option<StaffId>> {
    let actor = call.actor()?;
    Ok((!call.may(Permission::ImportData)).then_some(actor.staff_id))
}

/// The latest pieces of long work, newest first.
#[utoipa::path(get, path = "/jobs", tag = "jobs", responses((status = 200, body = Vec<Job>)))]
pub async fn list_jobs(call: Call) -> Result<Json<Vec<Job>>> {
    let whose = whose(&call)?;
    call.read(move |db| store::list_jobs(db, whose)).await.map(Json)
}

/// One piece of long work.
#[utoipa::path(get, path = "/jobs/{id}", tag = "jobs", params(("id" = JobId, Path)), responses((status = 200, body = Job)))]
pub async fn find_job(call: Call, Path(id): Path<JobId>) -> Result<Json<Job>> {
    let whose = whose(&call)?;
    call.read(move |db| store::find_job(db, id, whose)).await.map(Json)
}

/// Asks a piece of long work to stop. What it has done so far stays.
#[utoipa::path(post, path = "/jobs/{id}/cancel", tag = "jobs", params(("id" = JobId, Path)), responses((status = 200, body = Job)))]
pub async fn cancel_job(call: Call, Path(id): Path<JobId>) -> Result<Json<Job>> {
    let whose = whose(&call)?;
    call.write(move |tx| store::request_cancel(tx, id, whose)).await.map(Json)
}
