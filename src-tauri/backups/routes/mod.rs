//! Backups over HTTP.

pub mod restores;

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::backup::{Drill, Folder, FoundBackup, Holdings, name_of};
use super::finding::disks;
use super::keeping::{self, BackupState};
use super::plan::{Plan, Warning};
use crate::base::{Error, Message, Result, Timestamp};
use crate::http::{Call, Input, Json};
use crate::jobs::{Job, start_job};
use crate::say;
use crate::store::Store;

/// How long a folder may take to be listed: a network disk that is gone may never answer.
const LISTING_WAIT: Duration = Duration::from_secs(5);

/// How it stands with the backups.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct BackupStateAnswer {
    /// When backups are taken by themselves.
    pub plan: Plan,
    /// When a backup last succeeded.
    pub newest_at_ms: Option<Timestamp>,
    /// The last time a restore was tried.
    pub drill: Option<Drill>,
    /// What somebody should see to, worst first.
    pub warnings: Vec<Warning>,
}

impl From<BackupState> for BackupStateAnswer {
    fn from(state: BackupState) -> Self {
        let newest_at_ms = state.folders.iter().filter_map(|folder| folder.done_at_ms).max();
        Self { plan: state.plan, newest_at_ms, drill: state.drill, warnings: state.warnings }
    }
}

/// A folder that backups go to, and what lies in it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct FolderAnswer {
    /// The folder, and what came of the last backup.
    #[serde(flatten)]
    pub folder: Folder,
    /// Whether it can be read now.
    pub is_there: bool,
    /// The shop's backups in it, newest first.
    pub backups: Vec<BackupAnswer>,
}

/// A backup in a list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct BackupAnswer {
    /// The file's name.
    pub name: String,
    /// Its size.
    pub bytes: i64,
    /// When it was taken.
    pub created_at_ms: Timestamp,
    /// What it holds.
    pub holdings: Holdings,
}

impl From<FoundBackup> for BackupAnswer {
    fn from(backup: FoundBackup) -> Self {
        Self {
            name: name_of(&backup.path),
            bytes: backup.bytes as i64,
            created_at_ms: backup.header.created_at_ms,
            holdings: backup.header.holdings,
        }
    }
}

/// The folders with what lies in them.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct FoldersAnswer {
    /// Those that backups go to.
    pub folders: Vec<FolderAnswer>,
    /// Disks that are plugged in and not among them.
    pub disks: Vec<String>,
}

/// A folder by its path.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FolderPath {
    /// The whole path.
    pub path: String,
}

/// How it stands with the backups, without looking into any folder.
#[utoipa::path(get, path = "/backups/state", tag = "backups", responses((status = 200, body = BackupStateAnswer)))]
pub async fn find_backup_state(call: Call) -> Result<Json<BackupStateAnswer>> {
    let now = call.now();
    call.read(move |db| keeping::find_backup_state(db, now)).await.map(|state| Json(state.into()))
}

/// The folders that backups go to, and the backups that lie in them.
#[utoipa::path(get, path = "/backups/folders", tag = "backups", responses((status = 200, body = FoldersAnswer)))]
pub async fn list_backup_folders(call: Call) -> Result<Json<FoldersAnswer>> {
    let now = call.now();
    let known = call.read(move |db| keeping::find_backup_state(db, now)).await?.folders;
    let mut folders = Vec::new();
    for folder in known {
        let found = list(call.store()?, PathBuf::from(&folder.path)).await;
        let is_there = found.is_some();
        folders.push(FolderAnswer { folder, is_there, backups: found.unwrap_or_default().into_iter().map(Into::into).collect() });
    }
    let mut disks = in_time(disks).await.unwrap_or_default();
    disks.retain(|disk| !folders.iter().any(|known| Path::new(&known.folder.path).starts_with(disk)));
    Ok(Json(FoldersAnswer { folders, disks }))
}

/// The backups in a folder; `None` when it is not there or does not answer in time.
async fn list(store: Store, folder: PathBuf) -> Option<Vec<FoundBackup>> {
    in_time(move || keeping::list_backups(&store, &folder)).await?.ok()
}

/// What somebody finds on disks; `None` when they do not answer in time.
async fn in_time<T: Send + 'static>(look: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    tokio::time::timeout(LISTING_WAIT, tokio::task::spawn_blocking(look)).await.ok()?.ok()
}

/// Sets when backups are taken by themselves.
#[utoipa::path(put, path = "/backups/plan", tag = "backups", request_body = Plan, responses((status = 200, body = BackupStateAnswer)))]
pub async fn set_backup_plan(call: Call, Input(plan): Input<Plan>) -> Result<Json<BackupStateAnswer>> {
    call.write(move |tx| {
        keeping::set_plan(tx, plan)?;
        keeping::find_backup_state(tx, tx.now)
    })
    .await
    .map(|state| Json(state.into()))
}

/// Adds a folder that backups go to. It must be there now and be writable.
#[utoipa::path(post, path = "/backups/folders", tag = "backups", request_body = FolderPath, responses((status = 204)))]
pub async fn create_backup_folder(call: Call, Input(folder): Input<FolderPath>) -> Result<axum::http::StatusCode> {
    let shop = call.store()?.folder().to_owned();
    let path =
        tokio::task::spawn_blocking(move || keeping::check_folder(&shop, &folder.path)).await.map_err(Error::internal)??;
    call.write(move |tx| keeping::add_folder(tx, &path)).await?;
    Ok(axum::http::StatusCode::NO_CONTENT)
}

/// Puts no more backups into a folder. Those that lie there stay.
#[utoipa::path(delete, path = "/backups/folders", tag = "backups", request_body = FolderPath, responses((status = 204)))]
pub async fn delete_backup_folder(call: Call, Input(folder): Input<FolderPath>) -> Result<axum::http::StatusCode> {
    call.write(move |tx| keeping::remove_folder(tx, &folder.path)).await?;
    Ok(axum::http::StatusCode::NO_CONTENT)
}

/// Takes a backup into every folder now. Answers the job to follow.
#[utoipa::path(post, path = "/backups", tag = "backups", responses((status = 200, body = Job)))]
pub async fn start_backup(call: Call) -> Result<Json<Job>> {
    let now = call.now();
    let folders = call.read(move |db| keeping::find_backup_state(db, now)).await?.folders;
    if folders.is_empty() {
        return Err(Error::refused(say!(
            "There is no folder to put a backup into. Add one first, best on a disk that can be taken away."
        )));
    }
    let job = start_job(&call, "backup", String::new(), move |store, _, progress| {
        let tell =
            |done: u64, total: Option<u64>, what: Message| progress.tell(done as i64, total.map(|total| total as i64), what);
        let after = keeping::back_up(store, &folders, now, &tell)?;
        let failed: Vec<_> = after.into_iter().filter(|folder| !folder.message.is_empty()).collect();
        match failed.into_iter().next() {
            Some(folder) => Err(Error::refused(folder.message)),
            None => Ok(serde_json::Value::Null),
        }
    });
    job.await.map(Json)
}

/// Tries a restore of the newest backup now. Answers the job to follow.
#[utoipa::path(post, path = "/backups/drill", tag = "backups", responses((status = 200, body = Job)))]
pub async fn start_backup_drill(call: Call) -> Result<Json<Job>> {
    let clock = call.app.clock.clone();
    let job = start_job(&call, "backup_drill", String::new(), move |store, _, progress| {
        progress.tell(0, None, say!("Restoring the newest backup and checking it"))?;
        match keeping::run_drill(store, &clock)? {
            Some(drill) if drill.is_good => Ok(serde_json::Value::Null),
            Some(drill) => Err(Error::refused(drill.message)),
            None => {
                Err(Error::refused(say!("There is no backup that can be reached, so there is nothing to try. Take one first.")))
            }
        }
    });
    job.await.map(Json)
}
