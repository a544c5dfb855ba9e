//! Looking for a new version and installing it, when somebody presses the button and an owner has said where it comes from.
//!
//! The package is installed only when its signature is that of the owner's key. The shop's file is brought to the new format when the new
//! version opens it, on a copy (`store`), so that installing changes nothing of the shop.

use std::time::Duration;

use serde::Serialize;
use tauri::AppHandle;
use tauri_plugin_updater::{Update, UpdaterExt};

use super::door::WindowDoor;
use crate::base::text::fit_for_log;
use crate::base::{Error, Result};
use crate::say;
use crate::updates::UpdateSource;

/// How long a server may take to answer, and a package to arrive.
const PATIENCE: Duration = Duration::from_secs(20);

/// A version that could be installed.
#[derive(Debug, Serialize)]
pub(super) struct FoundVersion {
    /// Absent when there is none newer than this one.
    version: Option<String>,
    /// What whoever provides it says about it.
    notes: Option<String>,
}

/// Looks for a newer version.
///
/// # Errors
/// Refuses whoever may not decide about versions, and says why a server gave no answer.
pub(super) async fn look(door: &WindowDoor, app: &AppHandle, label: &str) -> Result<FoundVersion> {
    let found = find(app, &source(door, label).await?).await?;
    Ok(found.map_or(FoundVersion { version: None, notes: None }, |update| FoundVersion {
        version: Some(update.version),
        notes: update.body,
    }))
}

/// Downloads the newer version, checks its signature, installs it and starts it.
///
/// # Errors
/// As [`look`], and a package whose signature is not that of the owner's key.
pub(super) async fn install(door: &WindowDoor, app: &AppHandle, label: &str) -> Result<()> {
    let source = source(door, label).await?;
    let Some(update) = find(app, &source).await? else {
        return Err(Error::refused(say!("There is no newer version at this address. Nothing was changed.")));
    };
    update.download_and_install(|_, _| {}, || {}).await.map_err(|error| {
        let said = fit_for_log(&error.to_string());
        tracing::warn!(%said, "a version could not be installed");
        Error::refused(say!(
            "The new version was not installed ({error}). This version goes on; check the key and the address with whoever provides the versions.",
            error = error.to_string()
        ))
    })?;
    app.request_restart();
    Ok(())
}

/// Where new versions come from, asked through the router like everything else, so that its permission counts here too.
async fn source(door: &WindowDoor, label: &str) -> Result<UpdateSource> {
    let choice: crate::updates::routes::UpdateSourceChoice = door.ask(label, "/api/update-source").await?;
    choice.source.ok_or_else(|| {
        Error::refused(say!("Nobody has said where new versions come from, so nothing was looked for. Enter the address first."))
    })
}

async fn find(app: &AppHandle, source: &UpdateSource) -> Result<Option<Update>> {
    let no_answer = |error: &dyn std::fmt::Display| {
        let said = fit_for_log(&error.to_string());
        tracing::warn!(%said, "the address of the versions gave no answer");
        Error::refused(say!(
            "The address of the versions gave no usable answer ({error}). Nothing was changed; check it, and whether this computer has a network now.",
            error = error.to_string()
        ))
    };
    let address = source.address.parse().map_err(|error| no_answer(&error))?;
    let builder = app.updater_builder().endpoints(vec![address]).map_err(|error| no_answer(&error))?;
    let updater = builder.pubkey(source.public_key.clone()).timeout(PATIENCE).build().map_err(|error| no_answer(&error))?;
    updater.check().await.map_err(|error| no_answer(&error))
}
