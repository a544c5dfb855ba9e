//! Checking and handing over the history, over HTTP.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{VERIFICATION, Verdict, check_history, export_archive, last_check};
use crate::backups::check_folder;
use crate::base::{Error, Result};
use crate::http::{Call, Input, Json};
use crate::jobs::{Alone, Job, start_job};
use crate::say;

/// The last check of the history.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct VerificationAnswer {
    /// How far it is, or how it ended; absent when there was none.
    pub job: Option<Job>,
    /// What it found, when it came to its end.
    pub verdict: Option<Verdict>,
}

/// The last check of the history and what it found.
#[utoipa::path(get, path = "/history/verification", tag = "history", responses((status = 200, body = VerificationAnswer)))]
pub async fn find_verification(call: Call) -> Result<Json<VerificationAnswer>> {
    let (job, verdict) = call.read(last_check).await?;
    Ok(Json(VerificationAnswer { job, verdict }))
}

/// Checks the whole history. Nothing is changed by it. Answers the job to follow.
#[utoipa::path(post, path = "/history/verification", tag = "history", responses((status = 200, body = Job)))]
pub async fn start_verification(call: Call) -> Result<Json<Job>> {
    let job = start_job(&call, VERIFICATION, String::new(), |store, _, progress| {
        let _alone = Alone::begin(store, VERIFICATION, say!("The history is being checked already. Wait for it to end."))?;
        let report =
            check_history(store, &|done, total, what| progress.tell(done as i64, total.map(|total| total as i64), what))?;
        serde_json::to_value(report).map_err(Error::internal)
    });
    job.await.map(Json)
}

/// Where an archive goes.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ArchiveInput {
    /// The whole path of a folder.
    pub path: String,
}

/// Writes the whole history as readable text into a folder. Answers the job to follow; its result names the file.
#[utoipa::path(post, path = "/history/archives", tag = "history", request_body = ArchiveInput, responses((status = 200, body = Job)))]
pub async fn start_archive(call: Call, Input(input): Input<ArchiveInput>) -> Result<Json<Job>> {
    let folder = PathBuf::from(check_folder(call.store()?.folder(), &input.path)?);
    let now = call.now();
    let path = folder.join(format!("counterfoil-history-{}.jsonl", now.utc().format("%Y-%m-%dT%H%M%SZ")));
    let job = start_job(&call, "archive", String::new(), move |store, _, progress| {
        let archive = export_archive(store, &path, now, &|done, total, what| {
            progress.tell(done as i64, total.map(|total| total as i64), what)
        })?;
        Ok(json!({
            "path": archive.path,
            "lines": archive.lines,
            "bytes": archive.bytes,
            "sha256": archive.sha256,
            "seq": archive.head.seq,
            "hash": hex::encode(archive.head.hash),
        }))
    });
    job.await.map(Json)
}
