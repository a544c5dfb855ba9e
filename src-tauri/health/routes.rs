//! Health over HTTP.

use serde::Serialize;
use serde_json::json;

use super::pages::QUICK_CHECK;
use super::{Check, check_pages, examine, log_bundle};
use crate::base::{Error, Result};
use crate::http::{Call, File, Json};
use crate::jobs::{Job, find_latest, start_job};
use crate::say;

/// How the program and the shop are.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct HealthAnswer {
    /// What was looked at, worst first.
    pub checks: Vec<Check>,
    /// The last look at the pages that somebody asked for; absent when nobody did.
    pub job: Option<Job>,
}

/// How the program and the shop are: versions, keyring, disk, backups, the last checks, and what failed lately.
#[utoipa::path(get, path = "/health", tag = "health", responses((status = 200, body = HealthAnswer)))]
pub async fn find_health(call: Call) -> Result<Json<HealthAnswer>> {
    // Where even this cannot be read, the checks say why.
    let job = call.read(|db| find_latest(db, QUICK_CHECK)).await.unwrap_or_default();
    Ok(Json(HealthAnswer { checks: look(&call).await?, job }))
}

/// Looks at every page of the shop's file now, as is done by itself every day. Answers the job to follow.
#[utoipa::path(post, path = "/health/check", tag = "health", responses((status = 200, body = Job)))]
pub async fn start_quick_check(call: Call) -> Result<Json<Job>> {
    let clock = call.app.clock.clone();
    let job = start_job(&call, QUICK_CHECK, String::new(), move |store, _, progress| {
        progress.tell(0, None, say!("Checking the pages of the file"))?;
        let found = check_pages(store, &clock)?;
        Ok(json!({ "is_good": found.is_good }))
    });
    job.await.map(Json)
}

/// How everything is and the log of the last days, as one text to hand over. No secret and nothing about anybody stands in it.
#[utoipa::path(get, path = "/health/log", tag = "health", responses((status = 200, content_type = "text/plain", body = String)))]
pub async fn download_log_bundle(call: Call) -> Result<File> {
    let checks = look(&call).await?;
    let (folder, now) = (call.store()?.folder().to_owned(), call.now());
    let bundle = tokio::task::spawn_blocking(move || log_bundle(&folder, &checks, now)).await.map_err(Error::internal)?;
    Ok(File { media_type: "text/plain; charset=utf-8", name: "counterfoil-log.txt".to_owned(), bytes: bundle.into_bytes() })
}

async fn look(call: &Call) -> Result<Vec<Check>> {
    let (store, now) = (call.store()?, call.now());
    tokio::task::spawn_blocking(move || examine(store.folder(), Ok(&store), None, now)).await.map_err(Error::internal)
}
