//! The window: the one place that knows Tauri.
//!
//! It opens no port. The page and every request come on the program's own scheme (`counterfoil://localhost/…`) and are answered in process by
//! the same router as everywhere else ([`door`]); what only a window can do (save a file, print) is answered on the same scheme under `/window/`
//! ([`native`]). The webview keeps nothing on disk, goes nowhere else and may call no Tauri command.
//!
//! Invariants: no session token reaches JavaScript; no page of another origin is ever shown; the process ends only after the writes it
//! accepted have ended.
//!
//! Deliberately missing: a menu bar, a tray icon and any Tauri command. The customer display has a window of its own to come.

mod door;
mod native;
mod updater;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use sha2::{Digest, Sha256};
use tauri::webview::NewWindowResponse;
use tauri::{AppHandle, Manager, UriSchemeContext, UriSchemeResponder, Url, WebviewUrl, WebviewWindowBuilder, Wry};
use tauri_plugin_window_state::StateFlags;

use crate::base::{Code, Error, Result};
use crate::http::App;
use crate::say;
use door::WindowDoor;

/// The version of Tauri that shows the window.
pub const TAURI_VERSION: &str = tauri::VERSION;

/// The scheme of the interface and of everything it asks for.
const SCHEME: &str = "counterfoil";

/// The label of the first window. Its size and place are remembered; those of further windows are not.
const FIRST: &str = "main";

/// Opens the window on the shop in `folder` and returns when the last window is closed.
///
/// `open_shop` runs beside the start of the webview, on a thread of its own: both take time, and neither needs the other. It does not run at
/// all when the shop already has a window, which is then brought to the front.
///
/// # Errors
/// Refuses when there is no screen, or when the system's webview cannot start.
pub fn open(folder: &Path, open_shop: impl FnOnce() -> Arc<App> + Send + 'static) -> Result<()> {
    let started = Instant::now();
    demand_a_screen()?;
    let door = Arc::new(WindowDoor::new(started));
    let opening = door.clone();
    let answering = door.clone();
    let window = tauri::Builder::default()
        .plugin(single_instance(folder))
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_updater::Builder::new().build())
        .plugin(window_state())
        .register_asynchronous_uri_scheme_protocol(SCHEME, move |context, request, responder| {
            answer(&answering, &context, request, responder);
        })
        .setup(move |app| {
            std::thread::spawn(move || {
                let app = open_shop();
                if let Err(error) = crate::backups::start_scheduler(&app) {
                    tracing::error!(%error, "backups are not taken by themselves");
                }
                if let Err(error) = crate::health::start_daily_check(&app) {
                    tracing::error!(%error, "the pages of the shop's file are not checked by themselves");
                }
                #[cfg(target_os = "linux")]
                if let Err(error) = crate::keys::start_sleep_watch(&app) {
                    tracing::error!(%error, "the shop is not closed when the computer sleeps");
                }
                opening.open(app);
            });
            open_window(app.handle(), FIRST, "/")?;
            Ok(())
        })
        .manage(door.clone())
        .build(tauri::generate_context!())
        .map_err(no_window)?;
    let code = window.run_return(|_, _| {});
    door.close();
    if code == 0 { Ok(()) } else { Err(Error::internal(format!("the window ended with code {code}"))) }
}

/// Restarts the program with WebKit's DMABUF renderer switched off where it is known to show an empty window: on NVIDIA's own driver.
/// It must run before anything else, because the environment cannot be changed safely once threads run.
pub fn restart_where_webkit_needs_it() {
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::process::CommandExt;

        const SWITCH: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
        let is_nvidia = Path::new("/proc/driver/nvidia/version").exists();
        if is_nvidia
            && std::env::var_os(SWITCH).is_none()
            && let Ok(program) = std::env::current_exe()
        {
            // `exec` returns only when it failed; then the program goes on as it is.
            let _ = std::process::Command::new(program).args(std::env::args_os().skip(1)).env(SWITCH, "1").exec();
        }
    }
}

fn demand_a_screen() -> Result<()> {
    let has_screen = !cfg!(target_os = "linux")
        || ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()));
    if has_screen {
        return Ok(());
    }
    Err(Error::refused(say!(
        "There is no screen to open a window on. Use \"counterfoil serve\" and open the address it prints in a browser."
    )))
}

fn no_window(error: tauri::Error) -> Error {
    tracing::error!(%error, "the window cannot be opened");
    Error::new(
        Code::Internal,
        say!(
            "The window cannot be opened ({error}). The shop was not touched. \"counterfoil serve\" shows the same program in a browser.",
            error = error.to_string()
        ),
    )
}

/// One window program for each shop: a second start brings the first one's window to the front.
fn single_instance(folder: &Path) -> tauri::plugin::TauriPlugin<Wry> {
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let shop = hex::encode(&Sha256::digest(folder.as_os_str().as_encoded_bytes())[..8]);
    let builder = tauri_plugin_single_instance::Builder::new().callback(|app, _, _| {
        if let Some(window) = app.get_webview_window(FIRST).or_else(|| app.webview_windows().into_values().next()) {
            let _ = window.unminimize();
            let _ = window.show();
            let _ = window.set_focus();
        }
    });
    // Elsewhere than on Linux the plugin goes by the program alone.
    #[cfg(target_os = "linux")]
    let builder = builder.dbus_id(format!("net.counterfoil.shop.s{shop}"));
    #[cfg(not(target_os = "linux"))]
    let _ = shop;
    builder.build()
}

fn window_state() -> tauri::plugin::TauriPlugin<Wry> {
    tauri_plugin_window_state::Builder::new()
        .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED)
        .with_filter(|label| label == FIRST)
        .build()
}

fn answer(
    door: &Arc<WindowDoor>,
    context: &UriSchemeContext<'_, Wry>,
    request: axum::http::Request<Vec<u8>>,
    responder: UriSchemeResponder,
) {
    let (door, app, label) = (door.clone(), context.app_handle().clone(), context.webview_label().to_owned());
    tauri::async_runtime::spawn(async move {
        responder.respond(door.answer(&app, &label, request).await);
    });
}

fn open_window(app: &AppHandle, label: &str, path: &str) -> tauri::Result<()> {
    let address: Url = format!("{SCHEME}://localhost{path}").parse().map_err(tauri::Error::InvalidUrl)?;
    let opener = (app.clone(), label.to_owned());
    WebviewWindowBuilder::new(app, label, WebviewUrl::CustomProtocol(address))
        .title("Counterfoil")
        .inner_size(1280.0, 820.0)
        .min_inner_size(720.0, 520.0)
        .incognito(!is_driven())
        .general_autofill_enabled(false)
        .devtools(cfg!(debug_assertions))
        // The webview's own file drop would keep the page's from working.
        .disable_drag_drop_handler()
        .on_document_title_changed(|window, title| {
            let _ = window.set_title(&title);
        })
        .on_navigation(is_own)
        .on_download(|_, _| false)
        .on_new_window(move |address, _| {
            if is_own(&address) {
                open_another(&opener.0, &opener.1, &address);
            }
            NewWindowResponse::Deny
        })
        .build()?;
    Ok(())
}

/// Opens a page of the interface in a window of its own, signed in as the window it was opened from.
fn open_another(app: &AppHandle, opener: &str, address: &Url) {
    static COUNT: AtomicUsize = AtomicUsize::new(1);

    let label = format!("page-{}", COUNT.fetch_add(1, Ordering::Relaxed));
    app.state::<Arc<WindowDoor>>().share_session(opener, &label);
    let path = address.query().map_or_else(|| address.path().to_owned(), |query| format!("{}?{query}", address.path()));
    let app = app.clone();
    // The webview waits for this handler's answer, and a window is built by the thread that waits.
    std::thread::spawn(move || {
        if let Err(error) = open_window(&app, &label, &path) {
            tracing::warn!(%error, "a second window could not be opened");
        }
    });
}

/// Whether this is a page of the interface. On Windows the webview writes an own scheme as a host name.
fn is_own(address: &Url) -> bool {
    match address.scheme() {
        SCHEME => address.host_str() == Some("localhost"),
        "http" | "https" => cfg!(windows) && address.host_str() == Some("counterfoil.localhost"),
        _ => false,
    }
}

/// Whether a WebDriver test drives this window. WebKit lets itself be driven only outside its incognito mode.
fn is_driven() -> bool {
    std::env::var_os("TAURI_WEBVIEW_AUTOMATION").is_some()
}
