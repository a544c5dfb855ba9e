//! Restoring over HTTP. Where no shop is open nobody can be signed in: what opens the backup is the proof then.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::super::backup::Holdings;
use super::super::finding::{FoundFile, disks, find_files, newest_first, places};
use super::super::keeping::find_backup_state;
use super::super::restore::{Preview, preview_restore as compare};
use super::super::restoring::{self, Wanted};
use super::in_time;
use crate::base::{Error, Result, Timestamp};
use crate::http::{Call, Errand, Input, Json, Query};
use crate::say;

/// Where backups are looked for.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Place {
    /// A folder or a backup. Without it the disks that are plugged in and the shop's own backup folders are looked through.
    path: Option<String>,
}

/// Backups that could be restored.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct FoundFiles {
    /// Newest first.
    pub backups: Vec<FoundFile>,
    /// Disks that are plugged in.
    pub disks: Vec<String>,
}

/// Looks for backups, without opening any.
#[utoipa::path(get, path = "/restores/backups", tag = "backups", params(Place), responses((status = 200, body = FoundFiles)))]
pub async fn list_restorable_backups(call: Call, Query(place): Query<Place>) -> Result<Json<FoundFiles>> {
    let disks = in_time(disks).await.unwrap_or_default();
    let shop = call.app.folder();
    let wanted = place.path.map(|path| path.trim().to_owned()).filter(|path| !path.is_empty());
    if let Some(path) = wanted {
        let backups = in_time(move || find_files(&PathBuf::from(path), &shop)).await.ok_or_else(|| {
            Error::field(
                "path",
                say!("The disk of this folder does not answer. Nothing was changed; check the disk and try again."),
            )
        })??;
        return Ok(Json(FoundFiles { backups, disks }));
    }
    let mut places: Vec<PathBuf> = places(&disks);
    if let Ok(store) = call.store() {
        let now = call.now();
        let own = store.read(move |db| find_backup_state(db, now)).await?.folders;
        places.extend(own.into_iter().map(|folder| PathBuf::from(folder.path)));
    }
    places.sort_unstable();
    places.dedup();
    // A folder that is gone or may not be read has no backups to offer.
    let look = move || places.iter().flat_map(|place| find_files(place, &shop).unwrap_or_default()).collect::<Vec<_>>();
    let mut backups = in_time(look).await.unwrap_or_default();
    newest_first(&mut backups);
    Ok(Json(FoundFiles { backups, disks }))
}

/// A backup, and what opens it.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChosenBackup {
    /// The whole path of the file.
    pub path: String,
    /// The recovery key or the passphrase of the shop in it. Without it what this computer has at hand is tried.
    pub secret: Option<String>,
}

/// What a restore would bring, beside what lies here.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct RestorePreview {
    /// What the backup holds.
    pub backup: RestorableShop,
    /// The shop that lies here; nothing when there is none.
    pub present: Option<PresentShop>,
}

/// The shop in a backup.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct RestorableShop {
    /// Its name.
    pub shop_name: String,
    /// When the backup was taken.
    pub created_at_ms: Timestamp,
    /// The shop's time zone (IANA).
    pub time_zone: String,
    /// The version of the program that took it.
    pub program_version: String,
    /// Size of the file in bytes.
    pub bytes: i64,
    /// What it holds.
    pub holdings: Holdings,
}

/// The shop that lies where the backup would be restored to.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct PresentShop {
    /// What it holds; nothing when it cannot be read.
    pub holdings: Option<Holdings>,
    /// How many acknowledged changes the backup does not hold.
    pub changes_missing: i64,
    /// Whether its history goes through the end of the backup's. When not, one of the two was restored from an older copy.
    pub continues_the_backup: bool,
}

/// Reads a backup to its end and compares it with what lies here. Nothing is changed.
#[utoipa::path(post, path = "/restores/preview", tag = "backups", request_body = ChosenBackup, responses((status = 200, body = RestorePreview)))]
pub async fn preview_restore(call: Call, Input(chosen): Input<ChosenBackup>) -> Result<Json<RestorePreview>> {
    let app = call.app.clone();
    blocking(move || {
        let wanted = Wanted::open(&app, chosen.path.into(), chosen.secret.as_deref())?;
        let (file, key) = wanted.parts();
        let Preview { backup, present } = compare(file, key, &app.folder())?;
        let present = present.map(|present| PresentShop {
            changes_missing: present.changes_after(&backup),
            holdings: present.holdings,
            continues_the_backup: present.continues_the_backup,
        });
        Ok(RestorePreview {
            backup: RestorableShop {
                shop_name: backup.shop_name,
                created_at_ms: backup.created_at_ms,
                time_zone: backup.time_zone,
                program_version: backup.program_version,
                bytes: i64::try_from(file.bytes()).unwrap_or(i64::MAX),
                holdings: backup.holdings,
            },
            present,
        })
    })
    .await
    .map(Json)
}

/// A restore to do.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRestore {
    /// The whole path of the file.
    pub path: String,
    /// The recovery key or the passphrase of the shop in it. Without it what this computer has at hand is tried.
    pub secret: Option<String>,
    /// Whether the shop that lies here may be replaced. It is kept under another name.
    pub replaces: bool,
}

/// Starts restoring a backup. Answers how it stands; `find_errand` tells how far it is and what came of it.
#[utoipa::path(post, path = "/restores", tag = "backups", request_body = NewRestore, responses((status = 200, body = Errand)))]
pub async fn start_restore(call: Call, Input(new): Input<NewRestore>) -> Result<Json<Errand>> {
    let (app, context) = (call.app.clone(), call.context());
    blocking(move || {
        let wanted = Wanted::open(&app, new.path.into(), new.secret.as_deref())?;
        restoring::start_restore(&app, context, wanted, new.replaces)
    })
    .await
    .map(Json)
}

/// Work that waits for a disk or a slow hash.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}
