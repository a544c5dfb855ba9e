//! The loopback door: the same product in a browser on this computer.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use super::connections::Connections;
use super::{app, say};
use crate::base::{Code, Error, Result};
use crate::http::{Door, ShopState};
use crate::router::loopback_app;

/// Serves the shop on the loopback address until the process is asked to end, and prints the address once it answers.
///
/// # Errors
/// Refuses a shop that must not be opened and a port that is taken.
pub fn serve(folder: &Path, port: u16) -> Result<()> {
    let app = app(folder, Door::Loopback);
    if let ShopState::Refused(error) = &*app.shop() {
        return Err(error.clone());
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Error::internal)?;
    runtime.block_on(async move {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let listener = tokio::net::TcpListener::bind(address).await.map_err(|error| {
            Error::new(Code::Refused, say!(
                "The address {address} cannot be used ({error}). Another program may be using the port; choose one with --port N.",
                address = address.to_string(),
                error
            ))
        })?;
        let address = listener.local_addr().map_err(Error::internal)?;
        say(&format!("Counterfoil is at http://{address}"))?;
        crate::backups::start_scheduler(&app)?;
        crate::health::start_daily_check(&app)?;
        #[cfg(target_os = "linux")]
        crate::keys::start_sleep_watch(&app)?;
        let connections = Connections { listener, app: app.clone() };
        let served = axum::serve(connections, loopback_app(app.clone())).with_graceful_shutdown(asked_to_end()).await;
        tokio::task::spawn_blocking(move || crate::keys::before_closing(&app)).await.map_err(Error::internal)?;
        served.map_err(Error::internal)
    })
}

async fn asked_to_end() {
    let interrupt = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    let terminate = async {
        if let Ok(mut signal) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            signal.recv().await;
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
