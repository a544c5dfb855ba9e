//! What only a window can do, asked for on the window's own scheme: say that it is ready, save a file, choose a path, print.
//!
//! Every action is a POST with the interface's header, so no form, image or link can cause one.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::Ordering;

use axum::http::{Method, Request};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use tauri::{AppHandle, Manager, Wry};
use tauri_plugin_dialog::{DialogExt, FileDialogBuilder};

use super::door::WindowDoor;
use super::updater;
use crate::base::{Code, Error, Result};
use crate::http::Json;
use crate::say;

#[derive(Deserialize)]
struct Named {
    #[serde(default)]
    name: String,
}

#[derive(Deserialize)]
struct Wanted {
    /// `folder` or `file`.
    kind: String,
}

/// What somebody chose.
#[derive(Serialize)]
struct ChosenPath {
    /// The whole path; absent when they closed the system's dialog.
    path: Option<String>,
}

/// What became of a file.
#[derive(Serialize)]
struct FileOutcome {
    /// Somebody closed the system's dialog without choosing.
    is_cancelled: bool,
    /// The name it was saved under.
    saved_as: Option<String>,
}

/// Answers one native action.
///
/// # Errors
/// Refuses what is not an action of the interface, and says why an action failed.
pub(super) async fn answer(door: &WindowDoor, app: &AppHandle, label: &str, request: Request<Vec<u8>>) -> Result<Response> {
    if request.method() != Method::POST || !request.headers().contains_key("x-counterfoil") {
        return Err(Error::new(Code::Forbidden, say!("Only the program's own pages may ask this. Nothing was changed.")));
    }
    let named = axum::extract::Query::<Named>::try_from_uri(request.uri()).map(|query| query.0.name).unwrap_or_default();
    match request.uri().path() {
        "/window/ready" => {
            tell_ready(door);
            Ok(Json(()).into_response())
        }
        "/window/look-for-version" => Ok(Json(updater::look(door, app, label).await?).into_response()),
        "/window/install-version" => Ok(Json(updater::install(door, app, label).await?).into_response()),
        "/window/choose-path" => {
            let wanted =
                axum::extract::Query::<Wanted>::try_from_uri(request.uri()).map(|query| query.0.kind).unwrap_or_default();
            Ok(Json(choose_path(app, label, &wanted).await).into_response())
        }
        "/window/save-file" => Ok(Json(save_file(app, label, &named, request.into_body()).await?).into_response()),
        "/window/print" => {
            let work = move || print(&named, &request.into_body());
            tauri::async_runtime::spawn_blocking(work).await.map_err(Error::internal)??;
            Ok(Json(FileOutcome { is_cancelled: false, saved_as: None }).into_response())
        }
        _ => Err(Error::new(Code::NotFound, say!("There is no such action of the window."))),
    }
}

/// The first page can be used: says once how long that took, for whoever measures the start.
fn tell_ready(door: &WindowDoor) {
    if !door.is_ready.swap(true, Ordering::Relaxed) {
        let elapsed_ms = door.started.elapsed().as_millis();
        tracing::info!(elapsed_ms, "window ready");
        eprintln!("window ready in {elapsed_ms} ms");
    }
}

/// The system's dialog for files, in front of the window that asks.
fn dialog(app: &AppHandle, label: &str) -> FileDialogBuilder<Wry> {
    let dialog = app.dialog().file();
    match app.get_webview_window(label) {
        Some(window) => dialog.set_parent(&window),
        None => dialog,
    }
}

async fn choose_path(app: &AppHandle, label: &str, wanted: &str) -> ChosenPath {
    let (answer, answered) = tokio::sync::oneshot::channel();
    let chosen = move |path| {
        let _ = answer.send(path);
    };
    let dialog = dialog(app, label);
    if wanted == "folder" {
        dialog.pick_folder(chosen);
    } else {
        dialog.pick_file(chosen);
    }
    let path = answered.await.ok().flatten().and_then(|path| path.into_path().ok());
    ChosenPath { path: path.map(|path| path.to_string_lossy().into_owned()) }
}

async fn save_file(app: &AppHandle, label: &str, name: &str, bytes: Vec<u8>) -> Result<FileOutcome> {
    let (answer, answered) = tokio::sync::oneshot::channel();
    dialog(app, label).set_file_name(safe_name(name)).save_file(move |path| {
        let _ = answer.send(path);
    });
    let Some(path) = answered.await.ok().flatten() else {
        return Ok(FileOutcome { is_cancelled: true, saved_as: None });
    };
    let path = path
        .into_path()
        .map_err(|_| Error::refused(say!("This place cannot hold a file. Nothing was saved; choose a folder.")))?;
    let saved_as = path.file_name().map(|name| name.to_string_lossy().into_owned());
    let write = move || write_whole(&path, &bytes);
    tauri::async_runtime::spawn_blocking(write).await.map_err(Error::internal)??;
    Ok(FileOutcome { is_cancelled: false, saved_as })
}

/// Writes beside the target first, so that a full disk leaves neither half a file nor a damaged older one.
fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    let written = std::fs::File::create(&beside)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| std::fs::rename(&beside, path));
    written.map_err(|error| {
        let _ = std::fs::remove_file(&beside);
        Error::refused(say!(
            "The file {path} could not be saved ({error}). Nothing was left half-written; choose another place and try again.",
            path = path.display(),
            error
        ))
    })
}

/// The suggested name without anything that could point to another folder.
fn safe_name(name: &str) -> String {
    let name: String =
        name.chars().map(|c| if c.is_control() || "/\\:*?\"<>|".contains(c) { '-' } else { c }).take(120).collect();
    let name = name.trim().trim_start_matches('.').to_owned();
    if name.is_empty() { "counterfoil".into() } else { name }
}

/// Hands a PDF to the system's printing through a pipe: nothing readable is left on the disk.
fn print(name: &str, pdf: &[u8]) -> Result<()> {
    if !pdf.starts_with(b"%PDF-") {
        return Err(Error::invalid(say!("Only a PDF can be printed. Nothing was printed.")));
    }
    if cfg!(windows) {
        return Err(Error::refused(say!(
            "Printing from the program is not available on this system. Save the file and print it from there."
        )));
    }
    let printing = Command::new("lp")
        .args(["-t", &safe_name(name), "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn();
    let mut printing = printing.map_err(|error| {
        tracing::warn!(%error, "lp cannot be started");
        Error::refused(
            say!(
                "This computer has no printing system, so nothing was printed. Install CUPS (on Debian: cups and cups-client) and add the printer, or save the file and print it elsewhere."
            ),
        )
    })?;
    if let Some(mut input) = printing.stdin.take() {
        // A printing system that refuses early closes the pipe; its own words below say why.
        let _ = input.write_all(pdf);
    }
    let output = printing.wait_with_output().map_err(Error::internal)?;
    if output.status.success() {
        return Ok(());
    }
    let reason = String::from_utf8_lossy(&output.stderr);
    Err(Error::refused(say!(
        "The printing system refused the page, so nothing was printed: {reason} Check that a printer is set up and is the default one.",
        reason = reason.trim()
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suggested_name_cannot_leave_the_folder() {
        assert_eq!(safe_name("../../etc/passwd"), "-..-etc-passwd");
        assert_eq!(safe_name("invoice 2026/17.pdf"), "invoice 2026-17.pdf");
        assert_eq!(safe_name(" \u{0} "), "-");
        assert_eq!(safe_name("..."), "counterfoil");
    }

    #[test]
    fn what_is_not_a_pdf_is_not_printed() {
        assert_eq!(print("note", b"hello").unwrap_err().code, Code::Invalid);
    }

    #[test]
    fn a_file_is_saved_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kit.txt");
        write_whole(&path, b"one").unwrap();
        write_whole(&path, b"two").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
        assert!(write_whole(&folder.path().join("missing/kit.txt"), b"x").is_err());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing half-written is left");
    }
}
