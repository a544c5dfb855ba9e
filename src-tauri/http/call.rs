//! Who calls an operation, and their way to the store.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use chrono_tz::Tz;
use rusqlite::Connection;

use super::{App, Permission};
use crate::base::{Code, Error, LocationId, RegisterId, Result, StaffId, Timestamp};
use crate::say;
use crate::store::{Context, Store, Write};

/// A signed-in person at a register.
#[derive(Debug, Clone)]
pub struct Actor {
    /// Who it is.
    pub staff_id: StaffId,
    /// Their name.
    pub name: String,
    /// What they may do here and now.
    pub permissions: BTreeSet<Permission>,
    /// What their role includes besides, but not on a screen that was opened with a PIN.
    pub withheld: BTreeSet<Permission>,
    /// Their role requires a second factor and they have none yet, so that setting one up is all they may do.
    pub must_enrol: bool,
    /// Where they sit.
    pub register_id: RegisterId,
    /// The location of that register.
    pub location_id: LocationId,
    /// The shop's time zone.
    pub time_zone: Tz,
    /// The session they came with.
    pub token_hash: [u8; 32],
    /// A script's token: it has no screen that could be locked.
    pub is_script: bool,
    /// The screen was locked by hand.
    pub is_locked: bool,
    /// Minutes without use after which the screen is locked.
    pub lock_after_minutes: i64,
}

/// One call of an operation that passed the guard.
#[derive(Clone)]
pub struct Call {
    /// The state behind the router.
    pub app: Arc<App>,
    /// The operation's name.
    pub operation: &'static str,
    pub(super) actor: Option<Actor>,
}

impl Call {
    /// Who calls.
    ///
    /// # Errors
    /// Refuses when nobody is signed in, which only public operations ever see.
    pub fn actor(&self) -> Result<&Actor> {
        self.actor
            .as_ref()
            .ok_or_else(|| Error::new(Code::SignedOut, say!("Nobody is signed in. Sign in and try again; nothing was changed.")))
    }

    /// Whether the caller's screen is locked, by hand or because it was not used.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        self.actor.as_ref().is_some_and(|actor| actor.is_locked || super::guard::is_idle(&self.app, actor))
    }

    /// Whether the caller holds a permission.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        self.actor.as_ref().is_some_and(|actor| actor.permissions.contains(&permission))
    }

    /// Refuses a caller who does not hold a permission.
    ///
    /// # Errors
    /// Says that the role does not include it.
    pub fn demand(&self, permission: Permission) -> Result<()> {
        if self.may(permission) {
            return Ok(());
        }
        if self.actor.as_ref().is_some_and(|actor| actor.withheld.contains(&permission)) {
            return Err(Error::new(
                Code::PasswordNeeded,
                say!(
                    "This screen was opened with a PIN, and this needs the password. Nothing was changed; type your password and do it again."
                ),
            ));
        }
        Err(Error::new(
            Code::Forbidden,
            say!(
                "Your role does not include this, and nothing was changed. Ask the owner or a manager to do it, or to give you a role that may."
            ),
        ))
    }

    /// The present moment.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.app.clock.now()
    }

    /// The open store.
    ///
    /// # Errors
    /// Says why there is none.
    pub fn store(&self) -> Result<Store> {
        self.app.store()
    }

    /// Reads one consistent state of the store.
    ///
    /// # Errors
    /// What `work` answers.
    pub async fn read<T: Send + 'static>(&self, work: impl FnOnce(&Connection) -> Result<T> + Send + 'static) -> Result<T> {
        self.store()?.read(work).await
    }

    /// Changes the store in one transaction in the caller's name.
    ///
    /// # Errors
    /// What `work` answers; then nothing was changed.
    pub async fn write<T: Send + 'static>(&self, work: impl FnOnce(&mut Write<'_>) -> Result<T> + Send + 'static) -> Result<T> {
        self.store()?.write(self.context(), work).await
    }

    /// Writes down that an account was let in (without a code) or refused. That this fails keeps nobody in or out.
    pub async fn note_access(&self, account: &str, outcome: Option<Code>) {
        let (note, account) = (self.app.doorkeeper.note_access, account.to_owned());
        if let Err(error) = self.write(move |tx| note(tx, &account, outcome)).await {
            tracing::warn!(%error, "an access could not be written down");
        }
    }

    /// The context of a write in the caller's name, for work that goes on after the call.
    #[must_use]
    pub fn context(&self) -> Context {
        let Some(actor) = &self.actor else { return Context::program(self.operation) };
        Context {
            operation: self.operation,
            actor_id: Some(actor.staff_id),
            register_id: Some(actor.register_id),
            location_id: Some(actor.location_id),
            time_zone: actor.time_zone,
        }
    }
}

impl FromRequestParts<Arc<App>> for Call {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Self> {
        // Only the guard puts it there: a route without a guard answers nothing.
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Error::internal("a route is not behind the guard"))
    }
}
