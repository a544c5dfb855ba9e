//! Closing the shop before the computer goes to sleep, so that no key lies in a memory that is written to the disk or carried away.
//!
//! systemd-logind tells that sleep begins, and waits as long as somebody holds a delaying lock (freedesktop.org, "Inhibitor Locks"); five seconds
//! unless the computer's owner says otherwise. Where there is no such thing, nobody tells, and the shop stays as it is.

use std::sync::{Arc, Weak};

use zbus::blocking::{Connection, Proxy};
use zbus::zvariant::OwnedFd;

use super::closing::seal;
use crate::base::{Error, Result};
use crate::http::{App, ShopState};
use crate::say;
use crate::setup::{Secrets, open_shop};
use crate::store::Context;

const NAME: &str = "org.freedesktop.login1";
const PATH: &str = "/org/freedesktop/login1";
const INTERFACE: &str = "org.freedesktop.login1.Manager";

/// Closes the shop whenever the computer goes to sleep and opens it afterwards as far as that goes without a person, on a thread of its own, as
/// long as there is the state behind the door.
///
/// # Errors
/// A system that starts no thread.
pub fn start_sleep_watch(app: &Arc<App>) -> Result<()> {
    let app = Arc::downgrade(app);
    let watch = move || {
        if let Err(error) = watch(&app) {
            tracing::info!(%error, "nobody tells when this computer goes to sleep");
        }
    };
    std::thread::Builder::new().name("sleep".into()).spawn(watch).map_err(Error::internal)?;
    Ok(())
}

fn watch(app: &Weak<App>) -> zbus::Result<()> {
    let bus = Connection::system()?;
    let manager = Proxy::new(&bus, NAME, PATH, INTERFACE)?;
    let signals = manager.receive_signal("PrepareForSleep")?;
    let mut delay = Some(delay_sleep(&manager)?);
    let mut is_closed_by_us = false;
    for signal in signals {
        let begins: bool = signal.body().deserialize()?;
        let Some(app) = app.upgrade() else { return Ok(()) };
        if begins {
            is_closed_by_us = fall_asleep(&app);
            // Nobody waits for us any more.
            delay = None;
        } else if delay.is_none() {
            if is_closed_by_us {
                wake_up(&app);
            }
            delay = Some(delay_sleep(&manager)?);
        }
    }
    Ok(())
}

/// Lets the computer wait for us before it sleeps, until what is answered is closed.
fn delay_sleep(manager: &Proxy<'_>) -> zbus::Result<OwnedFd> {
    manager.call("Inhibit", &("sleep", "Counterfoil", "The shop is being closed", "delay"))
}

/// Answers whether there was an open shop to close.
fn fall_asleep(app: &App) -> bool {
    if app.store().is_err() {
        return false;
    }
    let why = say!("The shop was closed because this computer went to sleep. Open it with one of the ways below.");
    match seal(app, &Context::program("seal_for_sleep"), why) {
        Ok(()) => true,
        Err(error) => {
            tracing::warn!(%error, "the shop stays open while the computer sleeps");
            false
        }
    }
}

fn wake_up(app: &App) {
    if !matches!(&*app.shop(), ShopState::Sealed(_)) {
        return;
    }
    // A shop that needs a person stays closed for the reason that it was closed for.
    if let opened @ ShopState::Open(_) = open_shop(&app.folder(), &Secrets::from_environment(), &app.clock) {
        app.set_shop(opened);
    }
}
