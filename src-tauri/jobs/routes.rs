//! Long work over HTTP.

use super::{Job, store};
use crate::base::{JobId, Result};
use crate::http::{Call, Json, Path};

/// The latest pieces of long work, newest first.
#[utoipa::path(get, path = "/jobs", tag = "jobs", responses((status = 200, body = Vec<Job>)))]
pub async fn list_jobs(call: Call) -> Result<Json<Vec<Job>>> {
    call.read(store::list_jobs).await.map(Json)
}

/// One piece of long work.
#[utoipa::path(get, path = "/jobs/{id}", tag = "jobs", params(("id" = JobId, Path)), responses((status = 200, body = Job)))]
pub async fn find_job(call: Call, Path(id): Path<JobId>) -> Result<Json<Job>> {
    call.read(move |db| store::find_job(db, id)).await.map(Json)
}

/// Asks a piece of long work to stop. What it has done so far stays.
#[utoipa::path(post, path = "/jobs/{id}/cancel", tag = "jobs", params(("id" = JobId, Path)), responses((status = 200, body = Job)))]
pub async fn cancel_job(call: Call, Path(id): Path<JobId>) -> Result<Json<Job>> {
    call.write(move |tx| store::request_cancel(tx, id)).await.map(Json)
}
